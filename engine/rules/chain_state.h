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
#include <cstdint>
#include <deque>
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
#include "engine/rules/state_undo.h"
#include "engine/txn/block.h"

#pragma GCC visibility push(default)

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

// What a block paid as reward, per key.
std::map<PublicKey, Nanos> BlockRewards(const BlockEnvelope& block);

// A block's own view after the block, and what the block did in it.
template <OrderBook Book>
struct ExecutedBlock {
  explicit ExecutedBlock(const State<Book>* base) : view(base) {}
  View<Book> view;
  BlockEffects effects;
};

template <OrderBook Book>
struct CommittedBlock {
  std::shared_ptr<const BlockEnvelope> block;
  // As computed inside the block's own view.
  const BlockEffects& effects;
  // What was flushed, and the base after the flush.
  const View<Book>& view;
  const State<Book>& base;
  // Owns `effects` and `view`, for who looks at them after the next commit.
  std::shared_ptr<const ExecutedBlock<Book>> executed;
};

// Where a chain stands, besides its base: with the blocks' bytes and the undo
// of the last commit, enough to go on exactly in another process. A view must
// be built again on the base that it was built on (5.10), hence the undo.
struct ChainPosition {
  enum class BuiltOn : std::uint8_t { kNothing, kPreviousBase, kBase };
  struct PendingBlock {
    BlockHash hash;
    BuiltOn view = BuiltOn::kNothing;
  };
  // The base before the last commit, and what that commit committed, in order.
  BlockHash previous_hash;
  BlockHeight previous_height = 0;
  std::map<PublicKey, Nanos> previous_rewards;
  std::vector<BlockHash> last_committed;
  std::vector<PendingBlock> pending;  // ancestors first
  BlockHash tip;
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
  // A block that makes several ones commit then commits none: CommitNext does,
  // one at a time. The next Append commits what is left first.
  void set_commit_stepwise(bool on) { stepwise_ = on; }
  // What the committed tip paid as reward, which a PoW block may not spend yet
  // (6.2): part of a start in the middle of a PoW chain.
  void set_committed_rewards(std::map<PublicKey, Nanos> rewards) {
    committed_rewards_ = std::move(rewards);
  }
  [[nodiscard]] const std::map<PublicKey, Nanos>& committed_rewards() const {
    return committed_rewards_;
  }
  // Whether to remember what the last commit changed, for Position.
  void set_keep_undo(bool on) { keep_undo_ = on; }

  // Takes `block` as the new tip. Its parent must be the committed tip or an
  // uncommitted block (a tip may be replaced by a sibling). Commits what the
  // commit rule commits, calling the sink for each in height order. Returns
  // the refusal, or nothing if the block was accepted; a refused block leaves
  // no trace.
  std::optional<BlockRefusal> Append(
      std::shared_ptr<const BlockEnvelope> block);

  // Commits the next block that is due; false if none is.
  bool CommitNext();
  [[nodiscard]] std::optional<BlockHash> NextDue() const {
    if (due_.empty()) return std::nullopt;
    return due_.front();
  }
  // Commits `hash` and its uncommitted ancestors because a recording says so,
  // though no known descendant asks for it.
  // REQUIRES: Knows(hash).
  std::optional<BlockRefusal> CommitThrough(const BlockHash& hash);

  // What the last commit committed, in order. REQUIRES: keep_undo.
  [[nodiscard]] const std::vector<BlockHash>& last_committed() const {
    return before_.last_committed;
  }
  // Nothing while a commit is due, and in the rare forks where a view was
  // built on an older base than the previous one. REQUIRES: keep_undo.
  [[nodiscard]] std::optional<ChainPosition> Position() const;
  [[nodiscard]] const StateUndo<Book>& last_undo() const { return undo_; }
  // Takes up `position` of another ChainState with the same base. A refusal
  // leaves this one as it was; it may be tried again with a recording.
  // REQUIRES: nothing appended; `block_of` knows every block that the position
  // names.
  std::optional<BlockRefusal> Resume(
      const ChainPosition& position, const StateUndo<Book>& undo,
      const std::function<
          std::shared_ptr<const BlockEnvelope>(const BlockHash&)>& block_of);

  // Whether the block is the committed tip or waits for its commit: whether
  // its children can be appended.
  [[nodiscard]] bool Knows(const BlockHash& hash) const {
    return hash == committed_hash_ || pending_.contains(hash);
  }
  [[nodiscard]] BlockHeight committed_height() const {
    return committed_height_;
  }
  [[nodiscard]] const BlockHash& committed_hash() const {
    return committed_hash_;
  }
  [[nodiscard]] const BlockHash& tip_hash() const { return tip_hash_; }
  [[nodiscard]] const State<Book>& base() const { return *base_; }
  // The base for another ChainState; this one is of no use afterwards.
  State<Book> TakeBase() && { return std::move(*base_); }

 private:
  using Rewards = std::map<PublicKey, Nanos>;
  // A PoS block that is not committed, and its own view once it is built.
  struct Pending {
    std::shared_ptr<const BlockEnvelope> block;
    std::shared_ptr<ExecutedBlock<Book>> executed;
    int commits_since_built = 0;
  };

  std::optional<BlockRefusal> AppendPow(
      const std::shared_ptr<const BlockEnvelope>& block);
  std::optional<BlockRefusal> AppendPos(
      const std::shared_ptr<const BlockEnvelope>& block);
  std::optional<BlockRefusal> CheckParent(const BlockEnvelope& block) const;
  std::optional<BlockRefusal> BuildView(Pending& pending);
  std::optional<BlockRefusal> Validate(const BlockEnvelope& block);
  void RunCommitRule();
  std::optional<BlockRefusal> AddResumed(
      const ChainPosition& position,
      const std::function<
          std::shared_ptr<const BlockEnvelope>(const BlockHash&)>& block_of);
  void MakeDue(const BlockHash& hash);
  void BeginCommit();
  void Commit(const Pending& pending);
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
  std::deque<BlockHash> due_;  // to commit, in order; all in pending_
  // Of the last commit; only with keep_undo_.
  StateUndo<Book> undo_;
  ChainPosition before_;
  CommitSink sink_;
  RecordingSource recording_;
  bool validate_ = true;
  bool stepwise_ = false;
  bool keep_undo_ = false;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_RULES_CHAIN_STATE_H_
