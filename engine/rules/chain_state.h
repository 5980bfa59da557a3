// Blocks in, committed effects out: which view a block executes on, and when
// its result becomes the base (protocol text 5.10, 7.4).
//
// PoW: a fresh view per block, flushed at once. PoS: view(n) is a fresh view on
// the base after block C(n), with the uncommitted ancestors of n executed again
// inside it; block m commits by flushing view(m) whole.

#ifndef DESOBOOK_ENGINE_RULES_CHAIN_STATE_H_
#define DESOBOOK_ENGINE_RULES_CHAIN_STATE_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/rules/connect.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "engine/txn/block.h"

namespace desobook {

// For transactions whose type is not executed: what a recording says they did.
// `operations[i]` belongs to transaction i of the block; only types 36 and 37
// are applied. `finish` may then set other keys of the view to their recorded
// values at the end of the block.
struct RecordedBlock {
  std::vector<std::vector<Operation>> operations;
  std::function<void(LedgerView&)> finish;
};

// Why a block was refused. `txn` is the transaction's index; absent when the
// block itself is at fault.
struct BlockRefusal {
  RuleError error = RuleError::kGeneric;
  std::optional<std::size_t> txn;
  std::string detail;  // what does not fit, for people
};

template <OrderBook Book>
struct CommittedBlock {
  std::shared_ptr<const BlockEnvelope> block;
  // One per transaction, as computed inside the block's own view.
  const std::vector<Effects>& effects;
  // Operations of the block itself (epoch hook), as far as they are executed.
  const std::vector<Operation>& block_operations;
  // What was flushed, and the base after the flush.
  const View<Book>& view;
  const State<Book>& base;
};

template <OrderBook Book>
class ChainState {
 public:
  using CommitSink = std::function<void(const CommittedBlock<Book>&)>;
  // Asked once per execution of a block that holds a transaction of a type
  // that is not executed; nullptr: no recording at hand, the block is refused.
  using RecordingSource =
      std::function<const RecordedBlock*(const BlockEnvelope&)>;

  // `base` is the state after the block `tip_hash` at `tip_height`.
  ChainState(NetworkParams network, KeyRules keys, State<Book> base,
             BlockHash tip_hash, BlockHeight tip_height);

  void set_commit_sink(CommitSink sink) { sink_ = std::move(sink); }
  void set_recording_source(RecordingSource source) {
    recording_ = std::move(source);
  }

  // Executes `block` as the child of the block its header names, which must be
  // the tip or an uncommitted ancestor's sibling parent (a replaced tip);
  // commits what the commit rule commits, calling the sink for each in height
  // order. Returns the refusal, or nothing if the block was accepted.
  std::optional<BlockRefusal> Append(
      std::shared_ptr<const BlockEnvelope> block);

  [[nodiscard]] BlockHeight committed_height() const;
  [[nodiscard]] const BlockHash& committed_hash() const;
  [[nodiscard]] const State<Book>& base() const;
  // The view of the current tip: what "in mempool" answers start from. Null if
  // the tip is committed.
  [[nodiscard]] const View<Book>* tip_view() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
  CommitSink sink_;
  RecordingSource recording_;
};

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_CHAIN_STATE_H_
