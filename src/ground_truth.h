// Recorded answers of the node about its state at known heights: the exact
// content of its database, and its REST answers (files ground-truth-*.json of a
// recorded chain; format: data/README.md).

#ifndef DESOBOOK_SRC_GROUND_TRUTH_H_
#define DESOBOOK_SRC_GROUND_TRUTH_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "chain/replay/difference.h"
#include "engine/rules/params.h"
#include "engine/rules/state.h"
#include "src/key_text.h"

namespace desobook {

struct GroundTruth {
  std::string file;
  // Valid at every committed height from low to high.
  BlockHeight height_low = 0;
  BlockHeight height_high = 0;
  bool from_database = false;  // else from REST
  nlohmann::json content;
};

// Every ground-truth-*.json[.zst] of a directory, by name.
// Errors: DataLoss with file and place.
absl::StatusOr<std::vector<GroundTruth>> LoadGroundTruths(
    const std::string& directory);

// Compares `state` with the recorded answers and returns how many values it
// compared. A member that cannot be read counts as a difference.
std::uint64_t CompareGroundTruth(const GroundTruth& truth, BlockHeight height,
                                 const State<OracleBook>& state,
                                 Network network, chain::DifferenceLog& log);

}  // namespace desobook

#endif  // DESOBOOK_SRC_GROUND_TRUTH_H_
