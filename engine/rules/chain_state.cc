#include "engine/rules/chain_state.h"

#include <algorithm>
#include <set>
#include <string>

#include "engine/amount/check.h"
#include "engine/rules/block_reward_bound.h"
#include "engine/rules/epoch.h"
#include "engine/rules/recorded.h"

namespace desobook {
namespace {

BlockRefusal Refuse(std::string detail) {
  return BlockRefusal{RuleError::kGeneric, std::nullopt, std::move(detail),
                      false};
}

BlockRefusal Unsupported(std::optional<std::size_t> txn, std::string detail) {
  return BlockRefusal{RuleError::kGeneric, txn, std::move(detail), true};
}

bool HasUnexecuted(const BlockEnvelope& block) {
  return std::any_of(
      block.txns.begin(), block.txns.end(),
      [](const TxnEnvelope& txn) { return !IsExecutable(txn.txn); });
}

// A transaction of a type that is not executed: its recorded DESO movements,
// and the nonce, which every type consumes.
Result<Effects> ApplyRecorded(LedgerView& view, const Transaction& txn,
                              const std::vector<Operation>& operations) {
  DESOBOOK_RETURN_IF_ERROR(ApplyRecordedOperations(view, operations));
  if (const auto sender = PublicKey::From(txn.public_key);
      sender && txn.version >= 1) {
    view.nonces.Put(NonceKey{txn.nonce.expiration_height, view.PkidOf(*sender),
                             txn.nonce.partial_id},
                    NonceUsed{});
  }
  return Effects{operations, txn.fee};
}

}  // namespace

std::map<PublicKey, Nanos> BlockRewards(const BlockEnvelope& block) {
  std::map<PublicKey, Nanos> rewards;
  if (block.txns.empty()) return rewards;
  const Transaction& reward = block.txns.front().txn;
  if (reward.type != TxnType::kBlockReward) return rewards;
  for (const TxnOutput& output : reward.outputs) {
    Nanos& sum = rewards[output.public_key];
    // A reward whose sum overflows never connected.
    sum = CheckedAdd(sum, output.amount).value_or(sum);
  }
  return rewards;
}

template <OrderBook Book>
ChainState<Book>::ChainState(NetworkParams network, KeyRules keys,
                             State<Book> base, const BlockHash& tip_hash,
                             BlockHeight tip_height)
    : network_(std::move(network)),
      keys_(keys),
      base_(std::make_unique<State<Book>>(std::move(base))),
      committed_hash_(tip_hash),
      committed_height_(tip_height),
      tip_hash_(tip_hash) {}

template <OrderBook Book>
ChainState<Book>::~ChainState() = default;

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::Append(
    std::shared_ptr<const BlockEnvelope> block) {
  DESOBOOK_CHECK(block != nullptr);
  while (CommitNext()) {
  }
  if (block->height < network_.forks.balance_model) {
    return Unsupported(
        std::nullopt,
        "height " + std::to_string(block->height) +
            " is below the balance model (height " +
            std::to_string(network_.forks.balance_model) +
            "): unspent outputs are not modelled; start from a state at "
            "or above it");
  }
  if (auto refusal = CheckParent(*block)) return refusal;
  if (block->height < network_.forks.proof_of_stake_2_cutover) {
    return AppendPow(block);
  }
  return AppendPos(block);
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::CheckParent(
    const BlockEnvelope& block) const {
  BlockHeight parent_height = committed_height_;
  if (block.prev_hash != committed_hash_) {
    const auto parent = pending_.find(block.prev_hash);
    if (parent == pending_.end()) {
      return Refuse("its parent is neither the committed tip (height " +
                    std::to_string(committed_height_) +
                    ") nor an uncommitted block");
    }
    parent_height = parent->second.block->height;
  }
  if (block.height != parent_height + 1) {
    return Refuse("height " + std::to_string(block.height) +
                  " does not follow its parent's height " +
                  std::to_string(parent_height));
  }
  return std::nullopt;
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::AppendPow(
    const std::shared_ptr<const BlockEnvelope>& block) {
  Pending fresh{block, std::make_shared<ExecutedBlock<Book>>(base_.get())};
  if (auto refusal = Connect(*block, fresh.executed->view, committed_rewards_,
                             fresh.executed->effects)) {
    return refusal;
  }
  tip_hash_ = block->hash;
  BeginCommit();
  Commit(fresh);
  return std::nullopt;
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::AppendPos(
    const std::shared_ptr<const BlockEnvelope>& block) {
  // The parent's view is built now at the latest: the base is still the one
  // after C(parent).
  if (const auto parent = pending_.find(block->prev_hash);
      parent != pending_.end()) {
    if (auto refusal = BuildView(parent->second)) return refusal;
  }
  if (validate_) {
    if (auto refusal = Validate(*block)) return refusal;
  }
  pending_.insert_or_assign(block->hash, Pending{block, nullptr});
  tip_hash_ = block->hash;
  RunCommitRule();
  return std::nullopt;
}

template <OrderBook Book>
std::vector<typename ChainState<Book>::Pending*> ChainState<Book>::Lineage(
    const BlockHash& hash) {
  std::vector<Pending*> blocks;
  for (auto it = pending_.find(hash); it != pending_.end();
       it = pending_.find(it->second.block->prev_hash)) {
    blocks.push_back(&it->second);
  }
  std::reverse(blocks.begin(), blocks.end());
  return blocks;
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::BuildView(Pending& pending) {
  if (pending.executed != nullptr) return std::nullopt;
  auto executed = std::make_shared<ExecutedBlock<Book>>(base_.get());
  Rewards tip_rewards = committed_rewards_;
  for (const Pending* ancestor : Lineage(pending.block->hash)) {
    executed->effects = {};
    if (auto refusal = Connect(*ancestor->block, executed->view, tip_rewards,
                               executed->effects)) {
      return refusal;
    }
    tip_rewards = BlockRewards(*ancestor->block);
    executed->view.Forget();
  }
  pending.executed = std::move(executed);
  pending.commits_since_built = 0;
  return std::nullopt;
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::Validate(
    const BlockEnvelope& block) {
  const auto parent = pending_.find(block.prev_hash);
  BlockEffects effects;
  if (parent == pending_.end()) {
    View<Book> fresh(base_.get());
    return Connect(block, fresh, committed_rewards_, effects);
  }
  // The parent's view serves as its own copy: what this adds is rolled back.
  View<Book>& view = parent->second.executed->view;
  const auto mark = view.Mark();
  auto refusal =
      Connect(block, view, BlockRewards(*parent->second.block), effects);
  view.RollBack(mark);
  return refusal;
}

template <OrderBook Book>
void ChainState<Book>::RunCommitRule() {
  const Pending& tip = pending_.at(tip_hash_);
  const auto parent = pending_.find(tip.block->prev_hash);
  if (parent == pending_.end()) return;
  const auto grandparent = pending_.find(parent->second.block->prev_hash);
  if (grandparent == pending_.end()) return;
  if (grandparent->second.block->proposed_in_view + 1 !=
      parent->second.block->proposed_in_view) {
    return;
  }
  MakeDue(grandparent->first);
}

template <OrderBook Book>
void ChainState<Book>::MakeDue(const BlockHash& hash) {
  BeginCommit();
  for (const Pending* block : Lineage(hash)) {
    due_.push_back(block->block->hash);
  }
  while (!stepwise_ && CommitNext()) {
  }
}

template <OrderBook Book>
void ChainState<Book>::BeginCommit() {
  for (auto& [hash, pending] : pending_) ++pending.commits_since_built;
  if (!keep_undo_) return;
  undo_ = {};
  before_.previous_hash = committed_hash_;
  before_.previous_height = committed_height_;
  before_.previous_rewards = committed_rewards_;
  before_.last_committed.clear();
}

template <OrderBook Book>
bool ChainState<Book>::CommitNext() {
  if (due_.empty()) return false;
  const auto next = pending_.find(due_.front());
  due_.pop_front();
  DESOBOOK_CHECK(next != pending_.end());
  const Pending pending = std::move(next->second);
  // Its view was built when its child arrived.
  DESOBOOK_CHECK(pending.executed != nullptr);
  pending_.erase(next);
  Commit(pending);
  if (due_.empty()) {
    // Blocks that lost: no descendant of the new committed tip.
    std::erase_if(pending_, [this](const auto& entry) {
      return entry.second.block->height <= committed_height_;
    });
  }
  return true;
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::CommitThrough(
    const BlockHash& hash) {
  while (CommitNext()) {
  }
  // All views first: they belong on the base before the commit.
  for (Pending* block : Lineage(hash)) {
    if (auto refusal = BuildView(*block)) return refusal;
  }
  MakeDue(hash);
  return std::nullopt;
}

template <OrderBook Book>
void ChainState<Book>::Commit(const Pending& pending) {
  if (keep_undo_) {
    undo_.Capture(pending.executed->view, *base_);
    before_.last_committed.push_back(pending.block->hash);
  }
  pending.executed->view.FlushTo(*base_);
  // The node keeps used nonces for ever; from their expiration on they are
  // refused before anyone looks whether they were used (6.3).
  base_->ledger.nonces.EraseBelow(
      {std::uint64_t{pending.block->height} + 1, {}, 0});
  committed_hash_ = pending.block->hash;
  committed_height_ = pending.block->height;
  committed_rewards_ = BlockRewards(*pending.block);
  if (sink_) {
    sink_(CommittedBlock<Book>{pending.block, pending.executed->effects,
                               pending.executed->view, *base_,
                               pending.executed});
  }
}

template <OrderBook Book>
std::optional<ChainPosition> ChainState<Book>::Position() const {
  DESOBOOK_CHECK(keep_undo_);
  if (!due_.empty()) return std::nullopt;
  ChainPosition position = before_;
  if (position.last_committed.empty()) {
    position.previous_hash = committed_hash_;
    position.previous_height = committed_height_;
    position.previous_rewards = committed_rewards_;
  }
  position.tip = tip_hash_;
  std::vector<const Pending*> blocks;
  for (const auto& [hash, pending] : pending_) blocks.push_back(&pending);
  std::stable_sort(blocks.begin(), blocks.end(),
                   [](const Pending* a, const Pending* b) {
                     return a->block->height < b->block->height;
                   });
  for (const Pending* pending : blocks) {
    auto built_on = ChainPosition::BuiltOn::kNothing;
    if (pending->executed != nullptr) {
      if (pending->commits_since_built > 1) return std::nullopt;
      built_on = pending->commits_since_built == 1
                     ? ChainPosition::BuiltOn::kPreviousBase
                     : ChainPosition::BuiltOn::kBase;
    }
    position.pending.push_back({pending->block->hash, built_on});
  }
  return position;
}

// Adds the blocks that `position` names. They must form a tree that grows from
// the previous base, in which every parent that waits has its view.
template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::AddResumed(
    const ChainPosition& position,
    const std::function<std::shared_ptr<const BlockEnvelope>(const BlockHash&)>&
        block_of) {
  std::set<BlockHash> without_view;
  const auto add = [&](const BlockHash& hash) {
    const std::shared_ptr<const BlockEnvelope> block = block_of(hash);
    BlockHeight parent_height = position.previous_height;
    if (block->prev_hash != position.previous_hash) {
      const auto parent = pending_.find(block->prev_hash);
      if (parent == pending_.end()) return false;
      parent_height = parent->second.block->height;
    }
    if (without_view.contains(block->prev_hash)) return false;
    if (block->height != parent_height + 1) return false;
    pending_.insert_or_assign(hash, Pending{block, nullptr});
    return true;
  };
  bool fits = true;
  BlockHash committed = position.previous_hash;
  for (const BlockHash& hash : position.last_committed) {
    fits = fits && add(hash) && block_of(hash)->prev_hash == committed;
    committed = hash;
  }
  fits = fits && committed == committed_hash_;
  for (const auto& [hash, built_on] : position.pending) {
    fits = fits && add(hash);
    if (built_on == ChainPosition::BuiltOn::kNothing) without_view.insert(hash);
  }
  fits = fits && (position.tip == committed || pending_.contains(position.tip));
  if (fits) return std::nullopt;
  return Refuse("the position's blocks do not form a chain");
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::Resume(
    const ChainPosition& position, const StateUndo<Book>& undo,
    const std::function<std::shared_ptr<const BlockEnvelope>(const BlockHash&)>&
        block_of) {
  DESOBOOK_CHECK(pending_.empty());
  std::optional<BlockRefusal> refusal = AddResumed(position, block_of);
  const auto rebuild = [&](ChainPosition::BuiltOn base, int commits) {
    for (const auto& [hash, built_on] : position.pending) {
      if (refusal || built_on != base) continue;
      Pending& pending = pending_.at(hash);
      refusal = BuildView(pending);
      pending.commits_since_built = commits;
    }
  };
  const BlockHash committed_hash = committed_hash_;
  const BlockHeight committed_height = committed_height_;
  Rewards committed_rewards = position.previous_rewards;
  committed_rewards.swap(committed_rewards_);
  committed_hash_ = position.previous_hash;
  committed_height_ = position.previous_height;
  const StateUndo<Book> redo = undo.ApplyTo(*base_);
  rebuild(ChainPosition::BuiltOn::kPreviousBase, 1);
  undo_ = redo.ApplyTo(*base_);
  committed_hash_ = committed_hash;
  committed_height_ = committed_height;
  committed_rewards_ = std::move(committed_rewards);
  for (const BlockHash& hash : position.last_committed) pending_.erase(hash);
  rebuild(ChainPosition::BuiltOn::kBase, 0);
  if (refusal) {
    pending_.clear();
    return refusal;
  }
  before_ = position;
  before_.pending.clear();
  tip_hash_ = position.tip;
  return std::nullopt;
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::Connect(
    const BlockEnvelope& block, View<Book>& view, const Rewards& tip_rewards,
    BlockEffects& effects) {
  if (const Status shape = CheckBlockRewardShape(network_, block);
      !shape.ok()) {
    return BlockRefusal{shape.error(), std::nullopt, "block reward", false};
  }
  const bool needs_rewards =
      NeedsRecordedRewards(view.ledger, network_, block.height);
  const RecordedBlock* recorded = nullptr;
  if (recording_ && (needs_rewards || HasUnexecuted(block))) {
    recorded = recording_(block);
  }
  BlockContext context;
  context.network = &network_;
  context.keys = keys_;
  context.height = block.height;
  context.timestamp_ns = block.timestamp_ns;
  context.immature_rewards = &tip_rewards;
  if (auto refusal =
          ConnectTxns(block, recorded, context, view, effects.txns)) {
    return refusal;
  }
  if (const Status bound = CheckBlockRewardBound(network_, block, effects.txns);
      !bound.ok()) {
    return BlockRefusal{bound.error(), std::nullopt, "block reward", false};
  }
  const std::vector<Operation>* rewards = nullptr;
  if (needs_rewards) {
    if (recorded == nullptr ||
        recorded->operations.size() <= block.txns.size()) {
      return Unsupported(
          std::nullopt,
          "staking rewards are due, but the stakes of two epochs ago are not "
          "part of the state it started from, and no recording says what was "
          "paid");
    }
    rewards = &recorded->operations[block.txns.size()];
  }
  if (const Status hooks = RunBlockHooks(view.ledger, network_, block, rewards,
                                         effects.block_level);
      !hooks.ok()) {
    return BlockRefusal{hooks.error(), std::nullopt, "end of epoch", false};
  }
  if (recorded != nullptr && recorded->finish) recorded->finish(view.ledger);
  return std::nullopt;
}

template <OrderBook Book>
std::optional<BlockRefusal> ChainState<Book>::ConnectTxns(
    const BlockEnvelope& block, const RecordedBlock* recorded,
    const BlockContext& context, View<Book>& view,
    std::vector<Effects>& effects) {
  effects.reserve(block.txns.size());
  for (std::size_t i = 0; i < block.txns.size(); ++i) {
    const TxnEnvelope& txn = block.txns[i];
    if (IsExecutable(txn.txn)) {
      auto result = ConnectTransaction(view, txn, context);
      if (!result.ok()) return BlockRefusal{result.error(), i, "", false};
      effects.push_back(std::move(result).value());
      continue;
    }
    if (recorded == nullptr || i >= recorded->operations.size()) {
      return Unsupported(i, std::string(TxnTypeName(txn.txn.type)) +
                                " is not executed, and no recording says what "
                                "it did");
    }
    auto result = ApplyRecorded(view.ledger, txn.txn, recorded->operations[i]);
    if (!result.ok()) {
      return BlockRefusal{result.error(), i,
                          "the recorded DESO movements do not fit the state",
                          false};
    }
    effects.push_back(std::move(result).value());
  }
  return std::nullopt;
}

template class ChainState<OracleBook>;

}  // namespace desobook
