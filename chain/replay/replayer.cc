#include "chain/replay/replayer.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chain/replay/block_envelope.h"
#include "chain/replay/describe.h"
#include "chain/stream/keys.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

// Flushes that wait for a recording: as many as blocks that are not modelled
// follow one another. A stream that never catches up is not this chain's.
constexpr std::size_t kFlushesWaitingMax = 1000;

bool Contains(const std::vector<BlockHash>& hashes, const BlockHash& hash) {
  return std::find(hashes.begin(), hashes.end(), hash) != hashes.end();
}

absl::Status AtFlush(const RecordedFlush& flush, const std::string& what) {
  return absl::DataLossError(absl::StrCat("the flush at byte ",
                                          flush.first_byte, " (record ",
                                          *flush.first_record, ") ", what));
}

}  // namespace

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

namespace {

absl::Status RefusalStatus(const BlockEnvelope& block,
                           const BlockRefusal& refusal) {
  const std::string text = RefusalText(block, refusal);
  return refusal.unsupported ? absl::UnimplementedError(text)
                             : absl::FailedPreconditionError(text);
}

}  // namespace

absl::Status Replayer::RunBlocks(BlocksReader& blocks) {
  if (!start_) {
    return absl::InvalidArgumentError(
        "blocks alone need a starting state; give the state after genesis");
  }
  blocks_alone_ = true;
  StartState start = *std::move(start_);
  if (absl::Status status = Start(std::move(start)); !status.ok()) {
    return status;
  }
  while (!done()) {
    if (options_.stop && options_.stop()) return absl::CancelledError("");
    absl::StatusOr<std::optional<Frame>> next = blocks.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) {
      if (absl::Status status = CheckStartWasPassed(); !status.ok()) {
        return status;
      }
      break;
    }
    if (absl::Status status = AppendFrame(**next, blocks.name());
        !status.ok()) {
      return status;
    }
  }
  uncommitted_ -= std::min(uncommitted_, counts_.blocks);
  return absl::OkStatus();
}

absl::Status Replayer::AppendFrame(const Frame& frame,
                                   const std::string& name) {
  const auto damaged = [&](const absl::Status& status) {
    return absl::DataLossError(absl::StrCat(
        name, ": block at byte ", frame.offset, ": ", status.message()));
  };
  const absl::StatusOr<BlockId> id = IdOfBlock(frame.bytes);
  if (!id.ok()) return damaged(id.status());
  const auto& [hash, height] = *id;
  if (height < counts_.first_height) {
    std::vector<BlockHash> committed = {hash};
    passed_.insert_or_assign(hash, height);
    return PassCommitted(committed);
  }
  ++uncommitted_;
  if (chain_ != nullptr && chain_->Knows(hash)) return absl::OkStatus();
  if (absl::Status status = stored_.Add(hash, frame.bytes); !status.ok()) {
    return damaged(status);
  }
  const std::shared_ptr<const BlockEnvelope> block = stored_.Find(hash)->block;
  if (chain_ == nullptr) CreateChain(block->prev_hash);
  if (const auto refusal = chain_->Append(block)) {
    return RefusalStatus(*block, *refusal);
  }
  ForgetFinal();
  return absl::OkStatus();
}

absl::Status Replayer::RunStream(FlushReader& flushes) {
  while (!done()) {
    if (options_.stop && options_.stop()) return absl::CancelledError("");
    absl::StatusOr<std::optional<Flush>> next = flushes.Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) return EndStream();
    for (const StateChangeRecord& record : (*next)->records) {
      if (absl::Status status = Take(record); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

absl::Status Replayer::Take(const StateChangeRecord& record) {
  if (done()) return absl::OkStatus();
  if (open_ && record.flush_id != open_id_) {
    if (absl::Status status = CloseOpen(); !status.ok()) return status;
    if (done()) return absl::OkStatus();
  }
  if (!started_) {
    if (absl::Status status = StartBefore(record); !status.ok()) return status;
    if (done()) return absl::OkStatus();
  }
  ++counts_.records_read;
  // A dump repeats what the starting state holds already.
  if (started_ && record.operation == RecordOperation::kInsert) {
    return absl::OkStatus();
  }
  if (!open_) {
    open_.emplace();
    open_id_ = record.flush_id;
  }
  if (absl::Status status = AddRecord(record, *open_); !status.ok()) {
    return status;
  }
  if (!started_) return absl::OkStatus();
  if (!open_->blocks.empty()) {
    if (absl::Status status = TakeBlock(record); !status.ok()) return status;
  }
  return AppendReady();
}

absl::Status Replayer::CloseFlush() { return CloseOpen(); }

absl::Status Replayer::EndInput() {
  if (absl::Status status = CloseOpen(); !status.ok()) return status;
  if (started_ || dump_.empty()) return absl::OkStatus();
  return FinishDump();
}

absl::Status Replayer::CloseOpen() {
  if (!open_) return absl::OkStatus();
  return started_ ? CloseRunningFlush() : CloseDumpFlush();
}

absl::Status Replayer::TakeBlock(const StateChangeRecord& record) {
  const auto [hash, bytes] = std::move(open_->blocks.back());
  open_->blocks.clear();
  const absl::StatusOr<BlockId> id = IdOfBlock(bytes);
  absl::Status status = id.status();
  if (status.ok() && id->hash != hash) status = UnderAnothersKey(hash, *id);
  if (status.ok() && knows_height_) {
    if (id->height < counts_.first_height) return PassBlock(hash, id->height);
    // It lost against one that is final.
    if (id->height <= counts_.last_height && stored_.Find(hash) == nullptr) {
      return absl::OkStatus();
    }
  }
  if (status.ok()) status = stored_.Add(hash, bytes);
  if (!status.ok()) {
    return absl::DataLossError(absl::StrCat("record ", record.index,
                                            " at byte ", record.offset, ": ",
                                            status.message()));
  }
  const BlockEnvelope& block = *stored_.Find(hash)->block;
  if (chain_ == nullptr && knows_height_ &&
      block.height == counts_.first_height) {
    CreateChain(block.prev_hash);
  }
  return absl::OkStatus();
}

// Takes blocks as far as they connect. A refusal is remembered: the block may
// lose, or need the recording that comes with its commit.
absl::Status Replayer::AppendReady() {
  while (chain_ != nullptr) {
    CommitDue();
    if (chain_->NextDue() || AtUntil()) break;
    StoredBlock* next = stored_.Next(
        [this](const BlockEnvelope& block) { return MayAppend(block); });
    if (next == nullptr) break;
    next->refusal = chain_->Append(next->block);
    next->appended = !next->refusal;
  }
  return absl::OkStatus();
}

// A proof-of-work block is final at once, so it waits until the node says so.
bool Replayer::MayAppend(const BlockEnvelope& block) const {
  if (!chain_->Knows(block.prev_hash)) return false;
  if (block.height >= network_.forks.proof_of_stake_2_cutover) return true;
  if (open_ && Contains(open_->committed, block.hash)) return true;
  return std::any_of(closed_.begin(), closed_.end(), [&](const Closed& closed) {
    return Contains(closed.flush.committed, block.hash);
  });
}

void Replayer::CommitDue() {
  while (!AtUntil()) {
    const std::optional<BlockHash> due = chain_->NextDue();
    if (!due || !MayCommit(*due)) return;
    chain_->CommitNext();
  }
}

// One block at a time, so that the base is the block's own when its flush is
// complete.
bool Replayer::MayCommit(const BlockHash& hash) const {
  if (!closed_.empty()) return true;
  if (!open_) return false;
  return held_.empty() || Contains(open_->committed, hash);
}

absl::Status Replayer::CloseRunningFlush() {
  RecordedFlush flush = *std::move(open_);
  open_.reset();
  if (absl::Status status = PassCommitted(flush.committed); !status.ok()) {
    return status;
  }
  if (!knows_height_ && !flush.committed.empty()) {
    if (absl::Status status = StartAtFirstCommit(flush); !status.ok()) {
      return status;
    }
  }
  if (held_.empty() && (flush.committed.empty() || IsRepeated(flush))) {
    TakeRepeated(flush);
    return absl::OkStatus();
  }
  stored_.ForgetRefusals();
  const std::vector<BlockHash> committed = flush.committed;
  const std::uint64_t byte = flush.first_byte;
  closed_.push_back({std::move(flush), {}});
  CompareHeld();
  if (absl::Status status = AppendReady(); !status.ok()) return status;
  if (absl::Status status = CheckCommitted(committed, byte); !status.ok()) {
    return status;
  }
  if (closed_.size() > kFlushesWaitingMax) {
    return AtFlush(closed_.front().flush,
                   "commits a block that no later blocks commit; the stream "
                   "belongs to another network");
  }
  ForgetFinal();
  return absl::OkStatus();
}

// What the node committed must have been taken here.
absl::Status Replayer::CheckCommitted(const std::vector<BlockHash>& committed,
                                      std::uint64_t byte) {
  if (AtUntil()) return absl::OkStatus();
  for (const BlockHash& hash : committed) {
    const StoredBlock* stored = stored_.Find(hash);
    if (stored == nullptr) {
      return absl::DataLossError(absl::StrCat(
          "the flush at byte ", byte, " commits block ", HexOf(hash.view()),
          ", whose bytes the stream does not hold"));
    }
    if (stored->refusal) return RefusalStatus(*stored->block, *stored->refusal);
    if (stored->appended) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("block ", stored->block->height, " (", HexOf(hash.view()),
                     ") is committed, but its parent ",
                     HexOf(stored->block->prev_hash.view()), " is not"));
  }
  return absl::OkStatus();
}

void Replayer::ForgetFinal() {
  if (chain_ == nullptr) return;
  const BlockHeight height = chain_->committed_height();
  const std::vector<BlockHash>* kept = nullptr;
  if (options_.keep_position) kept = &chain_->last_committed();
  stored_.Forget([&](const BlockEnvelope& block) {
    return block.height <= height &&
           (kept == nullptr || !Contains(*kept, block.hash));
  });
}

// The last blocks of a stream have committed all that the stream commits,
// unless one of them is not modelled: its recording would have come with the
// next flush. Then the stream's word counts.
absl::Status Replayer::EndStream() {
  if (open_ && started_ && !held_.empty() && open_->committed.empty()) {
    return AtFlush(*open_, absl::StrCat("ends before the operations of block ",
                                        held_.front().block->height,
                                        "; the stream is cut off there; copy "
                                        "it again"));
  }
  if (absl::Status status = EndInput(); !status.ok()) return status;
  if (!started_) {
    if (!start_) {
      return absl::DataLossError(
          "the stream is empty: there is no state to start from");
    }
    StartState start = *std::move(start_);
    if (absl::Status status = Start(std::move(start)); !status.ok()) {
      return status;
    }
  }
  if (done()) return absl::OkStatus();
  if (absl::Status status = CheckStartWasPassed(); !status.ok()) return status;
  if (chain_ == nullptr) {
    return absl::DataLossError(absl::StrCat("no block above height ",
                                            counts_.last_height,
                                            ": there is nothing to execute"));
  }
  if (absl::Status status = CommitWaiting(); !status.ok()) return status;
  uncommitted_ = stored_.CountAbove(chain_->committed_height());
  if (closed_.empty()) return absl::OkStatus();
  const auto& committed = closed_.back().flush.committed;
  return absl::DataLossError(absl::StrCat(
      "the stream ends after it committed block ",
      committed.empty() ? "none" : HexOf(committed.back().view()),
      ", but holds no two later blocks that commit it; it is cut off or "
      "belongs to another network"));
}

absl::Status Replayer::CommitWaiting() {
  while (!closed_.empty() && !closed_.front().flush.committed.empty()) {
    const BlockHash hash = closed_.front().flush.committed.back();
    const StoredBlock* stored = stored_.Find(hash);
    if (stored == nullptr || !stored->appended || !chain_->Knows(hash)) break;
    if (const auto refusal = chain_->CommitThrough(hash)) {
      return RefusalStatus(*stored->block, *refusal);
    }
    CommitDue();
  }
  return absl::OkStatus();
}

const RecordedBlock* Replayer::RecordingOf(const BlockEnvelope& block) {
  for (Closed& closed : closed_) {
    const auto found = closed.flush.operations.find(block.hash);
    if (found == closed.flush.operations.end()) continue;
    closed.recorded.operations = found->second;
    const bool unexecuted = std::any_of(
        block.txns.begin(), block.txns.end(),
        [](const TxnEnvelope& txn) { return !IsExecutable(txn.txn); });
    if (unexecuted) {
      closed.recorded.finish = [this, &closed](LedgerView& view) {
        counts_.unproven_keys += ApplyRecordedKeys(closed.flush, view);
      };
    }
    return &closed.recorded;
  }
  return nullptr;
}

}  // namespace desobook::chain
