#include "chain/replay/follower.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "chain/codec/hash.h"
#include "engine/amount/check.h"

namespace desobook::chain {
Follower::Follower(FollowerOptions options, FollowerEvents* events)
    : options_(std::move(options)),
      events_(events),
      committed_(options_.directory + "/state-changes.bin",
                 options_.directory + "/state-changes-index.bin"),
      // The mempool's index is truncated apart from the data and says nothing
      // that the data does not.
      mempool_file_(std::make_unique<TailReader>(
          options_.directory + "/mempool.bin", "")) {
  options_.replay.keep_position = true;
}

Follower::~Follower() = default;

absl::Status Follower::MakeReplayer(std::optional<StartState> start) {
  replayer_ = std::make_unique<Replayer>(options_.network, std::move(start),
                                         options_.replay);
  replayer_->set_on_committed([this](const CommittedBlock<OracleBook>& block) {
    events_->OnCommitted(block);
  });
  return absl::OkStatus();
}

absl::Status Follower::Begin() {
  std::optional<StartState> start;
  if (options_.start) {
    absl::StatusOr<std::optional<StartState>> given = options_.start();
    if (!given.ok()) return given.status();
    start = *std::move(given);
  }
  return MakeReplayer(std::move(start));
}

absl::Status Follower::BeginAt(Checkpoint checkpoint) {
  const CheckpointHeader& header = checkpoint.header;
  if (header.network != options_.network.network ||
      header.accelerated != options_.accelerated) {
    return absl::InvalidArgumentError(
        "the checkpoint is of another network than the chain");
  }
  if (!checkpoint.snapshot) return Begin();
  Snapshot& snapshot = *checkpoint.snapshot;
  StartState start;
  start.state = std::move(snapshot.state);
  start.hash = snapshot.header.block_hash;
  start.height = snapshot.header.height;
  start.rewards = std::move(snapshot.header.rewards);
  start.continuation = std::move(snapshot.continuation);
  if (absl::Status status = MakeReplayer(std::move(start)); !status.ok()) {
    return status;
  }
  for (const auto& [hash, bytes] : header.stored) {
    if (absl::Status status = replayer_->AddStored(hash, bytes); !status.ok()) {
      return status;
    }
  }
  committed_.Seek(header.position);
  return replayer_->StartNow();
}

absl::Status Follower::Reset(const std::string& reason) {
  mempool_.Clear();
  mempool_changed_ = false;
  mempool_awaited_ = true;
  begins_.clear();
  flush_id_.reset();
  if (absl::Status status = Begin(); !status.ok()) return status;
  events_->OnReset(reason);
  return absl::OkStatus();
}

absl::StatusOr<bool> Follower::Poll() {
  DESOBOOK_CHECK(replayer_ != nullptr);
  if (done()) return false;
  bool at_end = false;
  const absl::StatusOr<bool> committed = PollCommitted(at_end);
  if (!committed.ok()) return committed;
  absl::StatusOr<bool> mempool = false;
  if (at_end && !done()) mempool = PollMempool();
  TellLag();
  if (!mempool.ok()) return mempool;
  return *committed || *mempool;
}

absl::StatusOr<bool> Follower::PollCommitted(bool& at_end) {
  bool any = false;
  for (std::size_t i = 0; i < options_.records_per_poll && !done(); ++i) {
    const absl::StatusOr<TailReader::Step> step = committed_.Next();
    if (!step.ok()) return step.status();
    if (step->outcome == TailReader::Outcome::kWait) {
      at_end = true;
      break;
    }
    any = true;
    const absl::Status status =
        step->outcome == TailReader::Outcome::kReset
            ? Reset(absl::StrCat(committed_.path(), ": ", step->reason))
            : TakeCommitted(step->record);
    if (!status.ok()) return status;
  }
  return any;
}

absl::Status Follower::TakeCommitted(const StateChangeRecord& record) {
  if (flush_id_ != record.flush_id) {
    if (absl::Status status = replayer_->CloseFlush(); !status.ok()) {
      return status;
    }
    if (replayer_->blocks_behind() == 0) begins_.clear();
    begins_.push_back(committed_.PositionBefore());
    if (flush_id_) {
      if (absl::Status status = events_->OnFlush(); !status.ok()) {
        return status;
      }
    }
    flush_id_ = record.flush_id;
    // What the mempool held was laid over the state before this flush.
    if (!mempool_.empty()) mempool_.Clear();
    mempool_changed_ = false;
    mempool_awaited_ = true;
  }
  return replayer_->Take(record);
}

absl::StatusOr<bool> Follower::PollMempool() {
  bool any = false;
  while (true) {
    const absl::StatusOr<TailReader::Step> step = mempool_file_->Next();
    if (!step.ok()) {
      // A node that does not follow the tip yet has no mempool file.
      if (absl::IsUnavailable(step.status())) break;
      return step.status();
    }
    if (step->outcome == TailReader::Outcome::kWait) break;
    any = true;
    if (step->outcome == TailReader::Outcome::kReset) {
      if (!mempool_.empty()) mempool_changed_ = true;
      mempool_.Clear();
      continue;
    }
    // Left over from before the commit: the node is about to truncate it.
    if (step->record.flush_id == flush_id_) continue;
    if (absl::Status status = mempool_.Take(step->record); !status.ok()) {
      return absl::DataLossError(
          absl::StrCat(mempool_file_->path(), ": ", status.message()));
    }
    mempool_changed_ = true;
    mempool_awaited_ = false;
  }
  TellMempool();
  return any;
}

// Only a mempool that is written whole and lies over our base is told. If more
// was committed meanwhile, it lies over that.
void Follower::TellMempool() {
  if (!mempool_changed_ || mempool_awaited_) return;
  if (mempool_file_->partial_bytes() != 0) return;
  if (committed_.SizeNow() != committed_.offset()) return;
  if (!replayer_->started() || replayer_->blocks_behind() != 0) return;
  mempool_changed_ = false;
  events_->OnMempool(mempool_, replayer_->base());
}

FollowerLag Follower::lag() const {
  FollowerLag lag;
  const std::uint64_t size = committed_.file_size();
  lag.bytes = size > committed_.offset() ? size - committed_.offset() : 0;
  lag.partial_bytes = committed_.partial_bytes();
  lag.blocks = replayer_->blocks_behind();
  lag.reading_dump = replayer_->reading_dump();
  return lag;
}

void Follower::TellLag() {
  const FollowerLag now = lag();
  if (now == told_lag_) return;
  told_lag_ = now;
  events_->OnLag(now);
}

absl::StatusOr<bool> Follower::Finish() {
  if (committed_.SizeNow() != committed_.offset()) return false;
  if (!committed_.IndexIsLevel()) return false;
  if (absl::Status status = replayer_->EndInput(); !status.ok()) return status;
  if (replayer_->blocks_behind() == 0) begins_.clear();
  flush_id_.reset();
  return true;
}

std::optional<Bytes> Follower::TakeCheckpoint(
    std::uint64_t output_bytes) const {
  CheckpointHeader header;
  header.network = options_.network.network;
  header.accelerated = options_.accelerated;
  header.output_bytes = output_bytes;
  if (!replayer_->started() || !replayer_->knows_block()) {
    return EncodeCheckpoint(header, {});
  }
  const auto continuation = replayer_->Continuation();
  if (!continuation) return std::nullopt;
  header.position = begins_.empty() ? committed_.Position() : begins_.front();
  for (const auto& [hash, stored] : replayer_->stored()) {
    if (stored.appended || continuation->blocks.contains(hash)) continue;
    header.stored.emplace(hash, stored.bytes);
  }
  const Bytes snapshot = EncodeSnapshot(
      replayer_->snapshot_header(), replayer_->base(), &Sha256, &*continuation);
  return EncodeCheckpoint(header, snapshot);
}

}  // namespace desobook::chain
