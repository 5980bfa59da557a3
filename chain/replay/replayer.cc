#include "chain/replay/replayer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chain/keys/secp.h"
#include "chain/replay/block_envelope.h"
#include "chain/replay/compare.h"
#include "chain/replay/compare_state.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

std::string RefusalText(const BlockEnvelope& block,
                        const BlockRefusal& refusal) {
  std::string text =
      absl::StrCat("block ", block.height, " (", HexOf(block.hash.view()), ")");
  if (refusal.txn) absl::StrAppend(&text, ", transaction ", *refusal.txn);
  if (refusal.unsupported) {
    return absl::StrCat(text, ": not supported: ", refusal.detail);
  }
  absl::StrAppend(&text, ": refused with ",
                  std::string(ReferenceName(refusal.error)));
  if (!refusal.detail.empty())
    absl::StrAppend(&text, " (", refusal.detail, ")");
  return text;
}

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

Replayer::Replayer(NetworkParams network, std::optional<StartState> start,
                   ReplayOptions options)
    : network_(std::move(network)),
      options_(options),
      describe_(network_.network),
      start_(std::move(start)),
      differences_(options.differences_max) {}

Replayer::~Replayer() = default;

const State<OracleBook>& Replayer::base() const {
  DESOBOOK_CHECK(started());
  return chain_ != nullptr ? chain_->base() : start_->state;
}
BlockHeight Replayer::committed_height() const {
  DESOBOOK_CHECK(started());
  return counts_.last_height;
}
BlockHash Replayer::committed_hash() const {
  DESOBOOK_CHECK(started());
  return chain_ != nullptr ? chain_->committed_hash()
                           : start_->hash.value_or(BlockHash());
}

bool Replayer::Done() const {
  return options_.until && counts_.last_height >= *options_.until;
}

absl::Status Replayer::Start(StartState start) {
  DESOBOOK_CHECK(!started_);
  started_ = true;
  if (options_.until && *options_.until < start.height) {
    return absl::InvalidArgumentError(absl::StrCat(
        "height ", *options_.until, " lies before the starting state (height ",
        start.height, "); choose a height from there on"));
  }
  if (options_.verify) mirror_ = start.state;
  counts_.first_height = start.height + 1;
  counts_.last_height = start.height;
  start_ = std::move(start);
  if (start_->hash) CreateChain(*start_->hash);
  return absl::OkStatus();
}

void Replayer::CreateChain(const BlockHash& hash) {
  chain_ = std::make_unique<ChainState<OracleBook>>(
      network_, kSecpKeyRules, std::move(start_->state), hash, start_->height);
  start_.reset();
  chain_->set_commit_sink(
      [this](const CommittedBlock<OracleBook>& block) { Committed(block); });
  chain_->set_recording_source(
      [this](const BlockEnvelope& block) { return RecordingOf(block); });
}

absl::Status Replayer::RunBlocks(BlocksReader& blocks) {
  if (!start_) {
    return absl::InvalidArgumentError(
        "blocks alone need a starting state; give the state after genesis");
  }
  StartState start = *std::move(start_);
  if (absl::Status status = Start(std::move(start)); !status.ok()) {
    return status;
  }
  while (!Done()) {
    absl::StatusOr<std::optional<Frame>> next = blocks.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) break;
    absl::StatusOr<BlockEnvelope> block =
        MakeBlockEnvelope((*next)->bytes, network_);
    if (!block.ok()) {
      return absl::DataLossError(absl::StrCat(blocks.name(), ": block at byte ",
                                              (*next)->offset, ": ",
                                              block.status().message()));
    }
    if (block->height < counts_.first_height) continue;
    if (absl::Status status =
            Append(std::make_shared<const BlockEnvelope>(*std::move(block)));
        !status.ok()) {
      return status;
    }
    ++uncommitted_;
  }
  uncommitted_ -= std::min(uncommitted_, counts_.blocks);
  return absl::OkStatus();
}

absl::Status Replayer::RunStream(FlushReader& flushes) {
  if (start_) {
    StartState start = *std::move(start_);
    if (absl::Status status = Start(std::move(start)); !status.ok()) {
      return status;
    }
  } else if (absl::Status status = TakeStartFromStream(flushes); !status.ok()) {
    return status;
  }
  while (!Done()) {
    absl::StatusOr<std::optional<Flush>> next = flushes.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) break;
    counts_.records_read += (*next)->records.size();
    absl::StatusOr<RecordedFlush> flush = ParseFlush(**next);
    if (!flush.ok()) return flush.status();
    if (absl::Status status = TakeFlush(*std::move(flush)); !status.ok()) {
      return status;
    }
  }
  if (Done()) return absl::OkStatus();
  return AppendTail();
}

// A stream that begins with a dump starts after the dump's last block; one
// that a node wrote from genesis starts after its first flush.
absl::Status Replayer::TakeStartFromStream(FlushReader& flushes) {
  StartState start;
  bool any = false;
  while (true) {
    absl::StatusOr<std::optional<Flush>> next = flushes.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) break;
    counts_.records_read += (*next)->records.size();
    absl::StatusOr<RecordedFlush> flush = ParseFlush(**next);
    if (!flush.ok()) return flush.status();
    if (any && !flush->is_dump) {  // the dump is over
      if (absl::Status status = Start(std::move(start)); !status.ok()) {
        return status;
      }
      if (Done()) return absl::OkStatus();
      return TakeFlush(*std::move(flush));
    }
    any = true;
    ApplyFlush(*flush, start.state);
    for (auto& [hash, bytes] : flush->blocks) {
      if (std::find(flush->committed.begin(), flush->committed.end(), hash) ==
          flush->committed.end()) {
        stored_.insert_or_assign(hash, std::move(bytes));
        continue;
      }
      absl::StatusOr<BlockEnvelope> block = MakeBlockEnvelope(bytes, network_);
      if (!block.ok()) return block.status();
      if (block->height < start.height) continue;
      start.height = block->height;
      start.hash = block->hash;
    }
    if (!flush->is_dump) break;
  }
  if (!any) {
    return absl::DataLossError(
        "the stream is empty: there is no state to start from");
  }
  return Start(std::move(start));
}

absl::Status Replayer::TakeFlush(RecordedFlush flush) {
  for (auto& [hash, bytes] : flush.blocks) {
    stored_.insert_or_assign(hash, std::move(bytes));
  }
  flush.blocks.clear();
  const std::vector<BlockHash> committed = flush.committed;
  // A dump repeats what the starting state holds already.
  if (flush.is_dump) return absl::OkStatus();
  pending_.push_back({std::move(flush), {}});
  for (const BlockHash& hash : committed) {
    const auto stored = stored_.find(hash);
    if (stored == stored_.end()) {
      return absl::DataLossError(absl::StrCat(
          "record ", pending_.back().flush.first_record, " commits block ",
          HexOf(hash.view()), ", whose bytes the stream does not hold"));
    }
    const Bytes bytes = std::move(stored->second);
    stored_.erase(stored);
    if (absl::Status status = AppendBytes(bytes); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Replayer::AppendBytes(const Bytes& bytes) {
  absl::StatusOr<BlockEnvelope> block = MakeBlockEnvelope(bytes, network_);
  if (!block.ok()) return block.status();
  if (block->height < counts_.first_height) return absl::OkStatus();
  return Append(std::make_shared<const BlockEnvelope>(*std::move(block)));
}

absl::Status Replayer::Append(std::shared_ptr<const BlockEnvelope> block) {
  if (chain_ == nullptr) CreateChain(block->prev_hash);
  const auto refusal = chain_->Append(block);
  if (!refusal) return absl::OkStatus();
  if (refusal->unsupported) {
    return absl::UnimplementedError(RefusalText(*block, *refusal));
  }
  return absl::FailedPreconditionError(RefusalText(*block, *refusal));
}

// The last committed blocks of a stream have children that never committed;
// the two that made the node commit (5.10) make us commit as well.
absl::Status Replayer::AppendTail() {
  if (chain_ == nullptr) {
    return absl::DataLossError(absl::StrCat("no block above height ",
                                            counts_.last_height,
                                            ": there is nothing to execute"));
  }
  chain_->set_validation(false);
  std::vector<std::shared_ptr<const BlockEnvelope>> tail;
  for (const auto& [hash, bytes] : stored_) {
    absl::StatusOr<BlockEnvelope> block = MakeBlockEnvelope(bytes, network_);
    if (!block.ok()) return block.status();
    tail.push_back(std::make_shared<const BlockEnvelope>(*std::move(block)));
  }
  std::stable_sort(tail.begin(), tail.end(), [](const auto& a, const auto& b) {
    return a->proposed_in_view < b->proposed_in_view;
  });
  BlockHash tip = chain_->tip_hash();
  bool grew = true;
  while (grew && !pending_.empty()) {
    grew = false;
    for (const auto& block : tail) {
      if (block->prev_hash != tip) continue;
      if (absl::Status status = Append(block); !status.ok()) return status;
      tip = block->hash;
      grew = true;
      break;
    }
  }
  uncommitted_ = 0;
  for (const auto& block : tail) {
    if (block->height > chain_->committed_height()) ++uncommitted_;
  }
  if (pending_.empty()) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "the stream ends after it committed block ",
      HexOf(pending_.back().flush.committed.back().view()),
      ", but holds no two later blocks that commit it; it is cut off or "
      "belongs to another network"));
}

const RecordedBlock* Replayer::RecordingOf(const BlockEnvelope& block) {
  for (Pending& pending : pending_) {
    const auto found = pending.flush.operations.find(block.hash);
    if (found == pending.flush.operations.end()) continue;
    pending.recorded.operations = found->second;
    const bool unexecuted = std::any_of(
        block.txns.begin(), block.txns.end(),
        [](const TxnEnvelope& txn) { return !IsExecutable(txn.txn); });
    if (unexecuted) {
      pending.recorded.finish = [this, &pending](LedgerView& view) {
        counts_.unproven_keys += ApplyRecordedKeys(pending.flush, view);
      };
    }
    return &pending.recorded;
  }
  return nullptr;
}

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
  Verify(committed);
  if (on_committed_ &&
      !(options_.until && committed.block->height > *options_.until)) {
    on_committed_(committed);
  }
}

void Replayer::Verify(const CommittedBlock<OracleBook>& committed) {
  const BlockEnvelope& block = *committed.block;
  if (pending_.empty()) return;  // blocks alone
  Pending& pending = pending_.front();
  const std::vector<BlockHash>& hashes = pending.flush.committed;
  const auto position = std::find(hashes.begin(), hashes.end(), block.hash);
  Place place;
  place.height = block.height;
  if (position == hashes.end()) {
    differences_.Add(place, "committed block",
                     hashes.empty() ? "none" : HexOf(hashes.front().view()),
                     HexOf(block.hash.view()));
    return;
  }
  if (options_.verify) {
    const auto& lists = pending.flush.operations.at(block.hash);
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
  // A flush that commits several blocks is compared after the last of them.
  if (position + 1 != hashes.end()) return;
  if (options_.verify) {
    ApplyFlush(pending.flush, mirror_);
    counts_.values_compared += CompareState(committed, pending.flush, mirror_,
                                            describe_, differences_);
  }
  pending_.pop_front();
}

}  // namespace desobook::chain
