// Writes scenario records as lines of the vectors' format (the vectors' README,
// "Scenarios"). ScenarioReader reads them back.

#ifndef DESOBOOK_SRC_SCENARIO_WRITER_H_
#define DESOBOOK_SRC_SCENARIO_WRITER_H_

#include <string>
#include <vector>

#include "src/json_output.h"
#include "src/key_text.h"
#include "src/scenario.h"

namespace desobook {

class ScenarioWriter {
 public:
  explicit ScenarioWriter(Network network) : keys_(network) {}

  // One line without its end. `note` becomes the header's member "shrunk".
  std::string Header(const ScenarioHeader& header, const Json& note);
  std::string Account(const ScenarioAccount& account);
  std::string Coin(const ScenarioCoin& coin);
  std::string Balance(const ScenarioBalance& balance);
  std::string Order(const ScenarioOrder& order);
  std::string DerivedKey(const ScenarioDerivedKey& key);
  // A genesis record. REQUIRES: it is one of the five above.
  std::string Genesis(const ScenarioRecord& record);
  std::string Block(const ScenarioBlock& block);
  std::string Txn(const ScenarioTxn& txn);
  std::string View(const StateDigest& digest);
  std::string EndBlock(const ScenarioEndBlock& end);

 private:
  KeyText keys_;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_SCENARIO_WRITER_H_
