// Reads scenario vectors: runs of the reference node, one JSON object per line
// (format: the vectors' README, "Scenarios"). Streams; holds one line.
//
//   auto reader = ScenarioReader::Open("mix_s1.jsonl.gz");
//   while (true) {
//     auto record = reader->Next();
//     if (!record.ok() || !*record) break;
//     ...
//   }

#ifndef DESOBOOK_SRC_SCENARIO_H_
#define DESOBOOK_SRC_SCENARIO_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/book/order.h"
#include "engine/ledger/entries.h"
#include "engine/rules/effects.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"
#include "src/key_text.h"
#include "src/line_file.h"
#include "src/state_digest.h"

namespace desobook {

struct ScenarioHeader {
  std::string name;
  std::string source;  // what was run, for people
  std::string seed;    // decimal
  // Fork heights, parameter updaters and defaults with the file's changes.
  NetworkParams network;
  GlobalParams params;  // of the genesis state
  bool derived_lines = false;
};
struct ScenarioAccount {
  PublicKey public_key;
  Pkid pkid;
  Nanos deso;
};
struct ScenarioCoin {
  Pkid creator;
  CoinEntry coin;
};
struct ScenarioBalance {
  BalanceKey key;
  BaseUnits amount;
};
struct ScenarioOrder {
  OrderEntry order;
};
// Not in the vectors: what shrunk scenarios add (docs/formats/scenario.md).
struct ScenarioDerivedKey {
  DerivedKeyId id;
  DerivedKeyEntry entry;  // without extra data and memo
};
struct ScenarioBlock {
  BlockHeight height = 0;
  std::int64_t timestamp_ns = 0;
  bool fresh = false;  // a new view; else the previous block's goes on
};
struct ScenarioTxn {
  std::string type;  // the name of protocol text 3.6
  Bytes raw;
  TxnHash txid;
  std::string error;  // the node's text; empty if accepted
  std::vector<FilledOrder> fills;
  std::vector<OrderId> visited;
  // What the writer read in `raw`; null if the record does not say.
  std::shared_ptr<const nlohmann::json> fields;
};
struct ScenarioView {
  StateDigest digest;
};
struct ScenarioEndBlock {
  bool flush = false;
  StateDigest digest;
  std::optional<std::vector<std::string>> dump;
};
using ScenarioRecord =
    std::variant<ScenarioHeader, ScenarioAccount, ScenarioCoin, ScenarioBalance,
                 ScenarioOrder, ScenarioDerivedKey, ScenarioBlock, ScenarioTxn,
                 ScenarioView, ScenarioEndBlock>;

class ScenarioReader {
 public:
  // Errors: those of LineFile::Open.
  static absl::StatusOr<ScenarioReader> Open(const std::string& path);
  // Reads a file's content.
  static ScenarioReader FromText(std::string text);

  // The next record; nothing at the end of a complete file. Records come in an
  // order that can be executed: header, genesis, blocks with their
  // transactions; anything else is an error.
  // Errors: DataLoss or InvalidArgument, naming the line.
  absl::StatusOr<std::optional<ScenarioRecord>> Next();

  [[nodiscard]] std::size_t line_number() const { return line_number_; }
  // The text of the record returned last, valid until the next call.
  [[nodiscard]] std::string_view line() const { return line_; }
  // True if the last end_block read carried a dump, as a complete file's does.
  [[nodiscard]] bool ends_with_dump() const { return ends_with_dump_; }

 private:
  enum class Phase { kStart, kGenesis, kInBlock, kBetweenBlocks };

  ScenarioReader() = default;
  absl::StatusOr<std::optional<std::string_view>> NextLine();
  absl::StatusOr<ScenarioRecord> Parse(std::string_view line);
  absl::Status CheckOrder(std::string_view kind);

  std::optional<LineFile> file_;  // else `text_` is read
  std::string text_;
  std::size_t text_at_ = 0;
  std::size_t line_number_ = 0;
  std::string_view line_;
  Phase phase_ = Phase::kStart;
  std::optional<KeyText> keys_;  // from the header on
  bool ends_with_dump_ = false;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_SCENARIO_H_
