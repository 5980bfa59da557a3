// Blocks in, committed effects out: which view a block executes on, and when
// its result becomes the base (protocol text 5.10, 7.4).
//
// PoW: a fresh view per block, flushed at once. PoS: view(n) is a fresh view on
// the base after block C(n), with the uncommitted ancestors of n executed again
// inside it; block m commits by flushing view(m) whole. C(n) is never assumed:
// it follows from the commit rule and the views that headers name.

#ifndef DESOBOOK_ENGINE_RULES_CHAIN_STATE_H_
#define DESOBOOK_ENGINE_RULES_CHAIN_STATE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/rules/connect.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "engine/txn/block.h"

namespace desobook {

// For what is not executed: what a recording says it did. `operations[i]`
// belongs to transaction i of the block, one more list to the block itself
// (8.5); only DESO movements are applied. `finish` then sets other keys of the
// view to their recorded values at the end of the block.
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
  // Not the rules speak but this program: it does not model what the block
  // needs.
  bool unsupported = false;
};

// What executing a block did.
struct BlockEffects {
  std::vector<Effects> txns;           // one per transaction
  std::vector<Operation> block_level;  // validator activity, epoch hook
};

template <OrderBook Book>
struct CommittedBlock {
  std::shared_ptr<const BlockEnvelope> block;
  // As computed inside the block's own view.
  const BlockEffects& effects;
  // What was flushed, and the base after the flush.
  const View<Book>& view;
  const State<Book>& base;
};

template <OrderBook Book>
class ChainState {
 public:
  using CommitSink = std::function<void(const CommittedBlock<Book>&)>;
  // Asked for a block that holds a transaction of a type that is not executed,
  // or staking rewards whose snapshot is unknown; nullptr (or no source): the
  // block is refused.
  using RecordingSource =
      std::function<const RecordedBlock*(const BlockEnvelope&)>;

  // `base` is the state after the block `tip_hash` at `tip_height`.
  ChainState(NetworkParams network, KeyRules keys, State<Book> base,
             const BlockHash& tip_hash, BlockHeight tip_height);
  ~ChainState();
  ChainState(const ChainState&) = delete;
  ChainState& operator=(const ChainState&) = delete;

  void set_commit_sink(CommitSink sink) { sink_ = std::move(sink); }
  void set_recording_source(RecordingSource source) {
    recording_ = std::move(source);
  }
  // Whether a PoS block is also connected to its parent's view before it
  // becomes tip, as a node does before it accepts one (default). Without it a
  // block's faults show when its own view is built, one block later.
  void set_validation(bool on) { validate_ = on; }

  // Takes `block` as the new tip. Its parent must be the committed tip or an
  // uncommitted block (a tip may be replaced by a sibling). Commits what the
  // commit rule commits, calling the sink for each in height order. Returns
  // the refusal, or nothing if the block was accepted; a refused block leaves
  // no trace.
  std::optional<BlockRefusal> Append(
      std::shared_ptr<const BlockEnvelope> block);

  [[nodiscard]] BlockHeight committed_height() const {
    return committed_height_;
  }
  [[nodiscard]] const BlockHash& committed_hash() const {
    return committed_hash_;
  }
  [[nodiscard]] const BlockHash& tip_hash() const { return tip_hash_; }
  [[nodiscard]] const State<Book>& base() const { return *base_; }

 private:
  using Rewards = std::map<PublicKey, Nanos>;
  // A PoS block that is not committed, and its own view once it is built.
  struct Pending {
    std::shared_ptr<const BlockEnvelope> block;
    std::unique_ptr<View<Book>> view;
    BlockEffects effects;
  };

  std::optional<BlockRefusal> AppendPow(
      const std::shared_ptr<const BlockEnvelope>& block);
  std::optional<BlockRefusal> AppendPos(
      const std::shared_ptr<const BlockEnvelope>& block);
  std::optional<BlockRefusal> CheckParent(const BlockEnvelope& block) const;
  std::optional<BlockRefusal> BuildView(Pending& pending);
  std::optional<BlockRefusal> Validate(const BlockEnvelope& block);
  std::optional<BlockRefusal> RunCommitRule();
  void Commit(Pending& pending);
  std::optional<BlockRefusal> Connect(const BlockEnvelope& block,
                                      View<Book>& view,
                                      const Rewards& tip_rewards,
                                      BlockEffects& effects);
  std::optional<BlockRefusal> ConnectTxns(const BlockEnvelope& block,
                                          const RecordedBlock* recorded,
                                          const BlockContext& context,
                                          View<Book>& view,
                                          std::vector<Effects>& effects);
  // Uncommitted blocks from the committed tip's child to `hash`, in order.
  std::vector<Pending*> Lineage(const BlockHash& hash);

  const NetworkParams network_;
  const KeyRules keys_;
  std::unique_ptr<State<Book>> base_;  // views hold its address
  BlockHash committed_hash_;
  BlockHeight committed_height_;
  Rewards committed_rewards_;  // of the committed tip
  BlockHash tip_hash_;
  std::map<BlockHash, Pending> pending_;
  CommitSink sink_;
  RecordingSource recording_;
  bool validate_ = true;
};

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_CHAIN_STATE_H_
