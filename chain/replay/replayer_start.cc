// Replayer: where it starts.

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chain/keys/secp.h"
#include "chain/replay/describe.h"
#include "chain/replay/replayer.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

absl::Status BeforeStart(BlockHeight until, BlockHeight start) {
  return absl::InvalidArgumentError(
      absl::StrCat("height ", until, " lies before the starting state (height ",
                   start, "); choose a height from there on"));
}

}  // namespace

Replayer::Replayer(NetworkParams network, std::optional<StartState> start,
                   ReplayOptions options)
    : network_(std::move(network)),
      options_(options),
      describe_(network_.network),
      start_(std::move(start)),
      stored_(network_),
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

bool Replayer::AtUntil() const {
  return started_ && options_.until && counts_.last_height >= *options_.until;
}
bool Replayer::done() const {
  return AtUntil() && (!options_.verify || (held_.empty() && closed_.empty()));
}

std::uint64_t Replayer::blocks_behind() const {
  std::uint64_t blocks = 0;
  for (const Closed& closed : closed_) blocks += closed.flush.committed.size();
  return blocks;
}

absl::Status Replayer::Start(StartState start) {
  DESOBOOK_CHECK(!started_);
  started_ = true;
  if (options_.until && *options_.until < start.height) {
    return BeforeStart(*options_.until, start.height);
  }
  if (options_.verify) mirror_ = start.state;
  counts_.first_height = start.height + 1;
  counts_.last_height = start.height;
  start_hash_ = start.hash;
  start_ = std::move(start);
  if (!start_->hash) return absl::OkStatus();
  const std::optional<SnapshotContinuation> continuation =
      std::move(start_->continuation);
  CreateChain(*start_hash_);
  return continuation ? Resume(*continuation) : absl::OkStatus();
}

// A view that needs a recording cannot be built again: the recording has gone
// by. Then execution goes on as a node does that was restarted.
absl::Status Replayer::Resume(const SnapshotContinuation& continuation) {
  for (const auto& [hash, bytes] : continuation.blocks) {
    if (absl::Status status = stored_.Add(hash, bytes); !status.ok()) {
      return absl::DataLossError(
          absl::StrCat("the starting state names a block that is not one: ",
                       status.message()));
    }
  }
  const auto missing = [this](const BlockHash& hash) {
    return stored_.Find(hash) == nullptr;
  };
  const ChainPosition& position = continuation.position;
  if (std::any_of(position.last_committed.begin(),
                  position.last_committed.end(), missing) ||
      std::any_of(position.pending.begin(), position.pending.end(),
                  [&](const auto& block) { return missing(block.hash); })) {
    return absl::DataLossError(
        "the starting state names a block that it does not hold");
  }
  const auto refusal = chain_->Resume(
      continuation.position, continuation.undo,
      [this](const BlockHash& hash) { return stored_.Find(hash)->block; });
  if (refusal) {
    StartState start;
    start.state = std::move(*chain_).TakeBase();
    start.rewards = chain_->committed_rewards();
    start_ = std::move(start);
    CreateChain(*start_hash_);
    return absl::OkStatus();
  }
  for (const auto& pending : continuation.position.pending) {
    stored_.Find(pending.hash)->appended = true;
  }
  return absl::OkStatus();
}

absl::Status Replayer::PassBlock(const BlockHash& hash, BlockHeight height) {
  passed_.insert_or_assign(hash, height);
  if (counts_.blocks == 0) before_start_ = true;
  return absl::OkStatus();
}

// Takes the blocks that the start includes off the list.
absl::Status Replayer::PassCommitted(std::vector<BlockHash>& committed) {
  const BlockHeight start_height = counts_.first_height - 1;
  absl::Status status;
  std::erase_if(committed, [&](const BlockHash& hash) {
    const auto passed = passed_.find(hash);
    if (passed == passed_.end()) return false;
    passed_height_ = passed->second;
    if (*passed_height_ == start_height) {
      before_start_ = false;
      if (start_hash_ && hash != *start_hash_) {
        status = absl::InvalidArgumentError(absl::StrCat(
            "the starting state is the one after block ",
            HexOf(start_hash_->view()), " at height ", start_height,
            ", but this chain's block there is ", HexOf(hash.view()),
            ": the state belongs to another chain, or to a block that lost; "
            "start from a state of this one"));
      }
    }
    return true;
  });
  if (passed_height_) {
    std::erase_if(passed_, [&](const auto& block) {
      return block.second <= *passed_height_;
    });
  }
  return status;
}

absl::Status Replayer::CheckStartWasPassed() const {
  if (!start_hash_ || counts_.blocks != 0 || !passed_height_ ||
      *passed_height_ + 1 >= counts_.first_height) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("the starting state is the one after block ",
                   HexOf(start_hash_->view()), " at height ",
                   counts_.first_height - 1, ", but this chain ends at height ",
                   *passed_height_, "; start from an earlier state"));
}

SnapshotHeader Replayer::snapshot_header() const {
  SnapshotHeader header;
  header.network = network_.network;
  header.height = committed_height();
  header.block_hash = committed_hash();
  if (chain_ != nullptr) header.rewards = chain_->committed_rewards();
  return header;
}

std::optional<SnapshotContinuation> Replayer::Continuation() const {
  if (chain_ == nullptr || !options_.keep_position) return std::nullopt;
  std::optional<ChainPosition> position = chain_->Position();
  if (!position) return std::nullopt;
  SnapshotContinuation continuation{
      *std::move(position), chain_->last_undo(), {}};
  const auto add = [&](const BlockHash& hash) {
    const auto stored = stored_.blocks().find(hash);
    if (stored == stored_.blocks().end()) return false;
    continuation.blocks.emplace(hash, stored->second.bytes);
    return true;
  };
  for (const BlockHash& hash : continuation.position.last_committed) {
    if (!add(hash)) return std::nullopt;
  }
  for (const auto& pending : continuation.position.pending) {
    if (!add(pending.hash)) return std::nullopt;
  }
  return continuation;
}

void Replayer::CreateChain(const BlockHash& hash) {
  chain_ = std::make_unique<ChainState<OracleBook>>(network_, kSecpKeyRules,
                                                    std::move(start_->state),
                                                    hash, counts_.last_height);
  chain_->set_committed_rewards(std::move(start_->rewards));
  start_.reset();
  chain_->set_commit_stepwise(!blocks_alone_);
  chain_->set_keep_undo(options_.keep_position);
  chain_->set_commit_sink(
      [this](const CommittedBlock<OracleBook>& block) { Committed(block); });
  chain_->set_recording_source(
      [this](const BlockEnvelope& block) { return RecordingOf(block); });
}

absl::Status Replayer::StartNow() {
  if (started_ || !start_) return absl::OkStatus();
  StartState start = *std::move(start_);
  return Start(std::move(start));
}

// Called before the first record of a flush while there is no state yet.
absl::Status Replayer::StartBefore(const StateChangeRecord& record) {
  if (open_ || record.operation == RecordOperation::kInsert) {
    return absl::OkStatus();
  }
  if (!dump_.empty()) return FinishDump();
  if (!start_) return absl::OkStatus();  // the first flush is the start
  StartState start = *std::move(start_);
  return Start(std::move(start));
}

absl::Status Replayer::CloseDumpFlush() {
  RecordedFlush flush = *std::move(open_);
  open_.reset();
  const bool is_dump = flush.is_dump;
  if (absl::Status status = dump_.Take(std::move(flush)); !status.ok()) {
    return status;
  }
  return is_dump ? absl::OkStatus() : FinishDump();
}

// Of a given start and the dump the later one counts. A dump without blocks is
// later than genesis and says nothing about other starts.
absl::Status Replayer::FinishDump() {
  absl::StatusOr<DumpStart::Result> dump = std::move(dump_).Finish(network_);
  if (!dump.ok()) return dump.status();
  dump_ = DumpStart();
  const bool use_dump =
      !start_ || (dump->knows_height ? dump->start.height > start_->height
                                     : !start_->hash.has_value());
  knows_height_ = !use_dump || dump->knows_height;
  from_dump_ = use_dump && (!dump->knows_height || dump->start.height > 1);
  StartState start = use_dump ? std::move(dump->start) : *std::move(start_);
  if (absl::Status status = Start(std::move(start)); !status.ok()) {
    return status;
  }
  for (const auto& [hash, bytes] : dump->newer_blocks) {
    const absl::StatusOr<BlockHeight> height = HeightOfBlock(bytes);
    if (!height.ok()) return height.status();
    if (*height < counts_.first_height) continue;
    if (absl::Status status = stored_.Add(hash, bytes); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

// After a dump without blocks: the state is the one before the first block
// that the stream commits.
absl::Status Replayer::StartAtFirstCommit(const RecordedFlush& flush) {
  const BlockEnvelope* first = nullptr;
  for (const BlockHash& hash : flush.committed) {
    const StoredBlock* stored = stored_.Find(hash);
    if (stored == nullptr) continue;
    if (first == nullptr || stored->block->height < first->height) {
      first = stored->block.get();
    }
  }
  if (first == nullptr || first->height == 0) return absl::OkStatus();
  knows_height_ = true;
  counts_.first_height = first->height;
  counts_.last_height = first->height - 1;
  CreateChain(first->prev_hash);
  if (options_.until && *options_.until < counts_.last_height) {
    return BeforeStart(*options_.until, counts_.last_height);
  }
  return absl::OkStatus();
}

}  // namespace desobook::chain
