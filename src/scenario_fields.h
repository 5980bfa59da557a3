// The `fields` of a scenario's transaction, which repeat what its bytes say,
// against what our decoder reads from the bytes.

#ifndef DESOBOOK_SRC_SCENARIO_FIELDS_H_
#define DESOBOOK_SRC_SCENARIO_FIELDS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/rules/params.h"
#include "engine/txn/transaction.h"

namespace desobook {

struct FieldDifference {
  std::string field;  // "fields.outputs[1].amount_nanos"
  std::string expected;
  std::string found;
};

// Every difference, in the order of our fields. A member that the format does
// not name is ignored; one that it names may be missing only where it would be
// empty.
std::vector<FieldDifference> CompareScenarioFields(
    const nlohmann::json& recorded, const Transaction& txn, Network network);

// The fields in the format's own form: what CompareScenarioFields expects.
nlohmann::json ScenarioFieldsOf(const Transaction& txn, Network network);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SCENARIO_FIELDS_H_
