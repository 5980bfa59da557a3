// Replayer: counting and comparing what was committed.

#include <algorithm>
#include <string>
#include <vector>

#include "chain/replay/compare.h"
#include "chain/replay/compare_state.h"
#include "chain/replay/describe.h"
#include "chain/replay/replayer.h"

namespace desobook::chain {
namespace {

void CountTxn(const TxnEnvelope& envelope, ReplayCounts& counts) {
  for (const TxnEnvelope& inner : envelope.inner) CountTxn(inner, counts);
  ++counts.transactions;
  const auto* order = std::get_if<LimitOrderMetadata>(&envelope.txn.metadata);
  if (order == nullptr) return;
  ++(order->cancel_order_id ? counts.cancels : counts.orders);
}

std::uint64_t CountFills(const std::vector<Operation>& operations) {
  std::uint64_t count = 0;
  for (const Operation& operation : operations) {
    count += operation.fills.size();
    for (const auto& inner : operation.inner) count += CountFills(inner);
  }
  return count;
}

}  // namespace

void Replayer::Count(const CommittedBlock<OracleBook>& committed) {
  const BlockEnvelope& block = *committed.block;
  ++counts_.blocks;
  counts_.last_height = block.height;
  for (std::size_t i = 0; i < block.txns.size(); ++i) {
    CountTxn(block.txns[i], counts_);
    counts_.fill_records += CountFills(committed.effects.txns[i].operations);
    if (!IsExecutable(block.txns[i].txn)) ++counts_.unexecuted;
  }
}

void Replayer::Committed(const CommittedBlock<OracleBook>& committed) {
  Count(committed);
  if (!closed_.empty()) {
    CompareWithFront(committed);
  } else if (open_) {
    held_.push_back({committed.block, committed.executed});
  }
  if (on_committed_ &&
      !(options_.until && committed.block->height > *options_.until)) {
    on_committed_(committed);
  }
}

// The flush of what was committed while it arrived is complete now.
void Replayer::CompareHeld() {
  const std::vector<Held> held = std::move(held_);
  held_.clear();
  for (const Held& block : held) {
    if (closed_.empty()) break;
    CompareWithFront({block.block, block.executed->effects,
                      block.executed->view, chain_->base(), block.executed});
  }
}

void Replayer::CompareWithFront(const CommittedBlock<OracleBook>& committed) {
  const BlockEnvelope& block = *committed.block;
  const RecordedFlush& flush = closed_.front().flush;
  const std::vector<BlockHash>& hashes = flush.committed;
  const auto position = std::find(hashes.begin(), hashes.end(), block.hash);
  if (position == hashes.end()) {
    Place place;
    place.height = block.height;
    differences_.Add(place, "committed block",
                     hashes.empty() ? "none" : HexOf(hashes.front().view()),
                     HexOf(block.hash.view()));
    closed_.pop_front();
    return;
  }
  if (options_.verify) CompareLists(committed, flush);
  // A flush that commits several blocks is compared after the last of them.
  const bool last = position + 1 == hashes.end();
  if (options_.verify && last) {
    ApplyFlush(flush, mirror_);
    counts_.values_compared +=
        CompareState(committed, flush, mirror_, describe_, differences_);
  }
  if (options_.verify && on_compared_) {
    on_compared_({committed, flush.operations.at(block.hash),
                  last ? &mirror_ : nullptr, differences_.count()});
  }
  if (last) closed_.pop_front();
}

void Replayer::CompareLists(const CommittedBlock<OracleBook>& committed,
                            const RecordedFlush& flush) {
  const BlockEnvelope& block = *committed.block;
  Place place;
  place.height = block.height;
  const auto& lists = flush.operations.at(block.hash);
  if (lists.size() != block.txns.size() + 1) {
    differences_.Add(place, "operation lists", std::to_string(lists.size()),
                     std::to_string(block.txns.size() + 1));
  }
  const std::size_t common = std::min(lists.size(), block.txns.size());
  for (std::size_t i = 0; i < common; ++i) {
    place.txn = i;
    counts_.operations_compared += lists[i].size();
    CompareOperations(lists[i], committed.effects.txns[i].operations, place,
                      describe_, differences_);
  }
  place.txn.reset();
  if (lists.size() > block.txns.size()) {
    CompareOperations(lists.back(), committed.effects.block_level, place,
                      describe_, differences_);
  }
}

// Whether the flush commits only what was committed before it arrived: in the
// run that this one resumes.
bool Replayer::IsRepeated(const RecordedFlush& flush) const {
  if (chain_ == nullptr || !options_.keep_position) return false;
  const std::vector<BlockHash>& last = chain_->last_committed();
  return std::all_of(
      flush.committed.begin(), flush.committed.end(), [&](const auto& hash) {
        return std::find(last.begin(), last.end(), hash) != last.end();
      });
}

// Of such a flush, or of one that commits nothing, the values are compared and
// no more: there is no view of ours beside it.
void Replayer::TakeRepeated(const RecordedFlush& flush) {
  if (!options_.verify || before_start_ || chain_ == nullptr) return;
  ApplyFlush(flush, mirror_);
  if (flush.committed.empty() ||
      flush.committed.back() != chain_->committed_hash()) {
    return;
  }
  const StoredBlock* stored = stored_.Find(flush.committed.back());
  if (stored == nullptr) return;
  const auto nothing =
      std::make_shared<const ExecutedBlock<OracleBook>>(&chain_->base());
  counts_.values_compared += CompareState(
      {stored->block, nothing->effects, nothing->view, chain_->base(), nothing},
      flush, mirror_, describe_, differences_);
}

}  // namespace desobook::chain
