// Executes the records of a scenario one by one and compares every result with
// what the reference node did.
//
//   ScenarioReport report;
//   ScenarioRunner runner(report, /*max_differences=*/10);
//   while (...) status = runner.Take(record);

#ifndef DESOBOOK_SRC_SCENARIO_RUNNER_H_
#define DESOBOOK_SRC_SCENARIO_RUNNER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "engine/book/oracle_book.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"
#include "engine/txn/ids.h"
#include "src/key_text.h"
#include "src/scenario.h"
#include "src/scenario_fields.h"
#include "src/state_lines.h"

namespace desobook {

// What can differ. Only validity, fills and state are consensus; the error's
// name shows the order of checks.
enum class Aspect : std::uint8_t {
  kValidity,
  kError,
  kFills,
  kVisited,
  kTxid,
  kFields,
  kViewDigest,
  kBlockDigest,
};
std::string_view AspectName(Aspect aspect);

struct ScenarioDifference {
  Aspect aspect = Aspect::kValidity;
  std::size_t line = 0;
  BlockHeight height = 0;
  std::optional<std::size_t> txn;  // index in its block
  std::string txid;                // of that transaction
  std::string field;               // "fills[1].bought"
  std::string expected;
  std::string found;
};

struct ScenarioCounts {
  std::uint64_t blocks = 0;
  std::uint64_t txns = 0;
  std::uint64_t refused = 0;       // as expected or not
  std::uint64_t not_executed = 0;  // types left out; expected to be refused
  // Limit orders that are no cancels; those inside wrappers not counted.
  std::uint64_t orders = 0;
  std::uint64_t orders_with_fills = 0;
  std::uint64_t fills = 0;  // fill records
  std::uint64_t visited = 0;
  std::uint64_t fields = 0;   // transactions whose decoded fields were compared
  std::uint64_t digests = 0;  // compared, of views and blocks
};

struct ScenarioReport {
  std::string file;
  std::string name;  // from the header
  std::string seed;
  ScenarioCounts counts;
  std::vector<ScenarioDifference> differences;
  // Not OK: the file could not be read to its end; says the line.
  absl::Status damage;
  bool stopped = false;      // at `max_differences`
  bool interrupted = false;  // by the user
  bool dump_missing = false;
};

// A transaction and all that its bytes say, signatures verified: made once,
// executed as often as wanted.
struct PreparedTxn {
  ScenarioTxn txn;
  std::string damage;    // why the bytes cannot be decoded; empty if they can
  TxnEnvelope envelope;  // if they can
  std::vector<FieldDifference> fields;
};
PreparedTxn PrepareTxn(ScenarioTxn txn, const NetworkParams& network,
                       BlockHeight height);

// The fill records and visited makers of a transaction, inner ones included.
struct OrderOutcome {
  std::vector<FilledOrder> fills;
  std::vector<OrderId> visited;
};
OrderOutcome OutcomeOf(const std::vector<Operation>& operations);

// A state as a transaction sees it: the base, and the view over it.
struct SeenState {
  const State<OracleBook>& base;
  const View<OracleBook>& view;
};

class ScenarioRunner {
 public:
  // Both references must outlive this.
  ScenarioRunner(ScenarioReport& report, std::uint64_t max_differences)
      : report_(report), max_differences_(max_differences) {}

  // Of the record taken next, for differences.
  void set_line(std::size_t line) { line_ = line; }

  // Errors: DataLoss when the record contradicts itself or earlier ones.
  absl::Status Take(const ScenarioRecord& record) {
    return std::visit([this](const auto& value) { return On(value); }, record);
  }
  // As Take of its record. REQUIRES: a block was taken, and `txn` was prepared
  // for the header's network and that block's height.
  void Run(const PreparedTxn& txn);
  // As Take of an end_block, without comparing. REQUIRES: a block was taken.
  void CloseBlock(bool flush);

  // What the state's digest is taken of: the base, or what is seen through the
  // view of a block that is not over or not flushed.
  [[nodiscard]] std::vector<std::string> Lines();
  // The same as a base of its own.
  [[nodiscard]] State<OracleBook> Flattened() const;
  // What the next transaction sees. REQUIRES: a block was taken and not
  // flushed. Valid until the next call that is not const.
  [[nodiscard]] SeenState Seen() const;
  [[nodiscard]] const ScenarioHeader& header() const { return header_; }
  [[nodiscard]] BlockHeight height() const { return context_.height; }
  // What the last transaction did, or why it was refused; nothing if it could
  // not be executed.
  [[nodiscard]] const std::optional<Result<Effects>>& last_result() const {
    return last_result_;
  }

 private:
  absl::Status On(const ScenarioHeader& header);
  absl::Status On(const ScenarioAccount& account);
  absl::Status On(const ScenarioCoin& coin);
  absl::Status On(const ScenarioBalance& balance);
  absl::Status On(const ScenarioOrder& order);
  absl::Status On(const ScenarioDerivedKey& key);
  absl::Status On(const ScenarioBlock& block);
  absl::Status On(const ScenarioTxn& txn);
  absl::Status On(const ScenarioView& view);
  absl::Status On(const ScenarioEndBlock& end);

  std::optional<Result<Effects>> Execute(const TxnEnvelope& envelope);
  void CompareResult(const ScenarioTxn& txn,
                     const std::optional<Result<Effects>>& result);
  void CompareOutcome(const ScenarioTxn& expected, const OrderOutcome& found);
  void CompareFill(std::size_t index, const FilledOrder& expected,
                   const FilledOrder& found);
  void CompareDump(const std::vector<std::string>& expected,
                   const std::vector<std::string>& found);
  void CountOrders(const Transaction& txn);
  void Differ(Aspect aspect, std::string field, std::string expected,
              std::string found);

  ScenarioReport& report_;
  std::uint64_t max_differences_;
  std::size_t line_ = 0;

  ScenarioHeader header_;
  std::unique_ptr<KeyText> keys_;
  std::unique_ptr<StateLines> lines_;
  State<OracleBook> base_;
  std::unique_ptr<View<OracleBook>> view_;
  BlockContext context_;
  std::size_t next_txn_ = 0;
  std::string txid_;  // of the transaction being compared; empty between
  std::optional<Result<Effects>> last_result_;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_SCENARIO_RUNNER_H_
