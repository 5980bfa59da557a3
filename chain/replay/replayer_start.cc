// Replayer: where it starts.

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chain/keys/secp.h"
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
  start_ = std::move(start);
  if (start_->hash) CreateChain(*start_->hash);
  return absl::OkStatus();
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
