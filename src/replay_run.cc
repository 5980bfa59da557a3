#include "src/replay_run.h"

#include <memory>
#include <utility>
#include <vector>

#include "chain/codec/hash.h"
#include "src/atomic_file.h"
#include "src/ground_truth.h"
#include "src/json_reader.h"
#include "src/snapshot_file.h"
#include "src/state_lines.h"
#include "src/table_digests.h"
#include "src/text.h"

namespace desobook {
namespace {

// What was recorded beside the stream: compared whenever its height commits.
class RecordedAnswers {
 public:
  explicit RecordedAnswers(std::uint64_t differences_max)
      : log_(static_cast<std::size_t>(differences_max)) {}

  absl::Status Load(const std::string& directory) {
    if (const auto path = FindDatasetFile(directory, "state-digests.jsonl")) {
      auto reader = RecordedDigestsReader::Open(*path);
      if (!reader.ok()) return reader.status();
      digests_ = *std::move(reader);
    }
    auto truths = LoadGroundTruths(directory);
    if (!truths.ok()) return truths.status();
    truths_ = *std::move(truths);
    return absl::OkStatus();
  }

  void Compare(const CommittedBlock<OracleBook>& block, Network network,
               ReplayReport& report) {
    CompareDigests(*block.block, block.base, report);
    const BlockHeight height = block.block->height;
    for (const GroundTruth& truth : truths_) {
      if (height != truth.height_low && height != truth.height_high) continue;
      ++report.ground_truths_compared;
      report.ground_truth_values +=
          CompareGroundTruth(truth, height, block.base, network, log_);
    }
  }

  [[nodiscard]] const chain::DifferenceLog& log() const { return log_; }
  // Damage met while reading on.
  [[nodiscard]] const absl::Status& status() const { return status_; }

 private:
  // Reads up to `height`, which ascends from call to call.
  const RecordedDigests* DigestsAt(BlockHeight height) {
    while (digests_ && status_.ok() && (!ahead_ || ahead_->height < height)) {
      auto next = digests_->Next();
      status_ = next.status();
      if (!next.ok() || !next->has_value()) return nullptr;
      ahead_ = **next;
    }
    return ahead_ && ahead_->height == height ? &*ahead_ : nullptr;
  }

  void CompareDigests(const BlockEnvelope& block,
                      const State<OracleBook>& state, ReplayReport& report) {
    const RecordedDigests* recorded = DigestsAt(block.height);
    if (recorded == nullptr) return;
    const TableDigests found = DigestTables(state);
    const TableDigests& expected = recorded->tables;
    chain::Place place;
    place.height = block.height;
    if (recorded->block != block.hash) {
      log_.Add(place, "recorded block hash", BytesToHex(recorded->block.view()),
               BytesToHex(block.hash.view()));
    }
    const auto compare = [&](const char* name, const TableDigest& a,
                             const TableDigest& b) {
      ++report.digests_compared;
      if (a == b) return;
      log_.Add(place, Cat("digest of table ", name),
               Cat(a.entries, " entries ", BytesToHex(a.sha256.view())),
               Cat(b.entries, " entries ", BytesToHex(b.sha256.view())));
    };
    compare("deso", expected.deso, found.deso);
    compare("tokens", expected.tokens, found.tokens);
    compare("orders", expected.orders, found.orders);
  }

  std::optional<RecordedDigestsReader> digests_;
  std::optional<RecordedDigests> ahead_;  // the last line read
  absl::Status status_;
  std::vector<GroundTruth> truths_;
  chain::DifferenceLog log_;
};

void TakeDifferences(const chain::DifferenceLog& log, std::uint64_t max,
                     ReplayReport& report) {
  report.difference_count += log.count();
  for (const chain::Difference& difference : log.kept()) {
    if (report.differences.size() >= max) break;
    report.differences.push_back(difference);
  }
}

// The snapshot asked for: its file is opened before the run and written after.
class SnapshotWriter {
 public:
  absl::Status Open(const std::optional<std::string>& path) {
    if (!path) return absl::OkStatus();
    if (path->ends_with(".zst")) {
      return absl::InvalidArgumentError(
          Cat(*path,
              ": a snapshot is written without compression; give a name "
              "that does not end in .zst"));
    }
    auto file = AtomicFile::Create(*path);
    if (!file.ok()) return file.status();
    file_ = *std::move(file);
    return absl::OkStatus();
  }
  void Take(const chain::Replayer& replayer, const State<OracleBook>& state) {
    if (file_ == nullptr) return;
    const auto continuation = replayer.Continuation();
    bytes_ = EncodeSnapshot(replayer.snapshot_header(), state, chain::Sha256,
                            continuation ? &*continuation : nullptr);
  }
  absl::Status Write() {
    if (file_ == nullptr || bytes_.empty()) return absl::OkStatus();
    written_ = CommitSnapshot(*file_, bytes_);
    return written_;
  }

 private:
  std::unique_ptr<AtomicFile> file_;
  Bytes bytes_;
  absl::Status written_;
};

// One run, step by step; what it finds goes into the outcome.
class ReplayRun {
 public:
  ReplayRun(const ReplayRunOptions& options, const ReplayCallbacks& callbacks)
      : options_(options),
        callbacks_(callbacks),
        answers_(options.differences_max) {
    ReplayReport& report = outcome_.report;
    report.dataset = options.dataset.directory;
    report.verified = options.verify;
    report.blocks_only = options.dataset.blocks_only;
  }

  ReplayOutcome Run() && {
    outcome_.snapshot_status = snapshot_.Open(options_.write_snapshot);
    if (!outcome_.snapshot_status.ok()) return std::move(outcome_);
    absl::StatusOr<DatasetInput> input = OpenDataset(options_.dataset);
    outcome_.status = input.status();
    if (!outcome_.status.ok()) return std::move(outcome_);
    input_ = &*input;
    ReplayReport& report = outcome_.report;
    report.network = NetworkName(input->network.network);
    report.accelerated = input->accelerated;
    report.network_source = input->network_source;
    report.start_source = input->start_source;
    if (options_.verify) {
      outcome_.status = answers_.Load(options_.dataset.directory);
      if (!outcome_.status.ok()) return std::move(outcome_);
    }
    if (callbacks_.on_start) callbacks_.on_start(*input);
    Execute();
    return std::move(outcome_);
  }

 private:
  void Execute() {
    chain::ReplayOptions options;
    options.verify = options_.verify;
    options.keep_position = options_.write_snapshot.has_value();
    options.until = options_.until;
    options.differences_max =
        static_cast<std::size_t>(options_.differences_max);
    options.stop = [this] {
      return Interrupted() || !answers_.status().ok() ||
             (callbacks_.keep_going && !callbacks_.keep_going());
    };
    chain::Replayer replayer(input_->network, std::move(input_->start),
                             options);
    replayer.set_on_committed([&](const CommittedBlock<OracleBook>& block) {
      Committed(replayer, block);
    });
    if (callbacks_.on_begin) callbacks_.on_begin(replayer);
    outcome_.status = input_->blocks != nullptr
                          ? replayer.RunBlocks(*input_->blocks)
                          : replayer.RunStream(*input_->flushes);
    if (callbacks_.on_finish) callbacks_.on_finish(replayer);
    Finish(replayer);
  }

  void Committed(const chain::Replayer& replayer,
                 const CommittedBlock<OracleBook>& block) {
    if (options_.verify) {
      answers_.Compare(block, input_->network.network, outcome_.report);
    }
    if (callbacks_.on_block) callbacks_.on_block(block);
    if (options_.until && block.block->height == *options_.until) {
      End(replayer, block.base, block.block->height, block.block->hash);
    }
  }

  void Finish(const chain::Replayer& replayer) {
    ReplayReport& report = outcome_.report;
    report.counts = replayer.counts();
    report.uncommitted_blocks = replayer.uncommitted_blocks();
    TakeDifferences(replayer.differences(), options_.differences_max, report);
    TakeDifferences(answers_.log(), options_.differences_max, report);
    if (!answers_.status().ok()) {
      outcome_.status = answers_.status();
    } else if (absl::IsCancelled(outcome_.status)) {
      report.interrupted = true;
      outcome_.status = absl::CancelledError(
          replayer.started()
              ? Cat("interrupted after block ", replayer.committed_height(),
                    "; nothing above it was executed")
              : "interrupted before the first block");
    } else if (outcome_.status.ok() && options_.until && !ended_ &&
               replayer.started() &&
               replayer.committed_height() < *options_.until) {
      outcome_.status = absl::InvalidArgumentError(
          Cat("height ", *options_.until,
              " is not committed in this recording; its last committed height "
              "is ",
              replayer.committed_height()));
    }
    report.complete = outcome_.status.ok();
    if (!ended_ && replayer.started()) {
      End(replayer, replayer.base(), replayer.committed_height(),
          replayer.committed_hash());
    }
    // A state that differs, or that a damaged file led to, is no one's start.
    if ((report.complete || report.interrupted) &&
        report.difference_count == 0) {
      outcome_.snapshot_status = snapshot_.Write();
    }
  }

  void End(const chain::Replayer& replayer, const State<OracleBook>& state,
           BlockHeight height, const BlockHash& hash) {
    ended_ = true;
    ReplayReport& report = outcome_.report;
    report.tip_hash = BytesToHex(hash.view());
    report.state_digest = DigestOfLines(
        StateLines(input_->network.network, /*derived_lines=*/true).Of(state));
    snapshot_.Take(replayer, state);
    if (callbacks_.on_end && !report.interrupted) {
      callbacks_.on_end(state, height, *input_);
    }
  }

  const ReplayRunOptions& options_;
  const ReplayCallbacks& callbacks_;
  ReplayOutcome outcome_;
  RecordedAnswers answers_;
  SnapshotWriter snapshot_;
  DatasetInput* input_ = nullptr;
  bool ended_ = false;
};

}  // namespace

ReplayOutcome RunReplay(const ReplayRunOptions& options,
                        const ReplayCallbacks& callbacks) {
  return ReplayRun(options, callbacks).Run();
}

ExitCode ReportReplayStatus(const absl::Status& status,
                            const std::string& dataset, Console& console) {
  const std::string message(status.message());
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kInvalidArgument:
      return Report(console, {ExitCode::kUsage, message, dataset, ""});
    case absl::StatusCode::kCancelled:
      console.out.flush();
      console.err << "desobook: " << message << '\n';
      return ExitCode::kInterrupted;
    case absl::StatusCode::kDataLoss:
      return Report(console,
                    {ExitCode::kDamagedData, message, dataset,
                     "get the file again; everything before that place was "
                     "read"});
    case absl::StatusCode::kFailedPrecondition:
      return Report(console,
                    {ExitCode::kDifference, message, dataset,
                     "the node accepted this block: check --network and the "
                     "starting state; if both are right, please report it"});
    case absl::StatusCode::kUnimplemented:
      return Report(console,
                    {ExitCode::kFailed, message, dataset,
                     "check --network; if it is right, replay a range or a "
                     "recording that holds what is missing"});
    default:
      return Report(console, {ExitCode::kFailed, message, dataset, ""});
  }
}

}  // namespace desobook
