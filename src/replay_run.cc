#include "src/replay_run.h"

#include <map>
#include <utility>
#include <vector>

#include "src/ground_truth.h"
#include "src/json_reader.h"
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
      auto digests = LoadRecordedDigests(*path);
      if (!digests.ok()) return digests.status();
      digests_ = *std::move(digests);
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

 private:
  void CompareDigests(const BlockEnvelope& block,
                      const State<OracleBook>& state, ReplayReport& report) {
    const auto recorded = digests_.find(block.height);
    if (recorded == digests_.end()) return;
    const TableDigests found = DigestTables(state);
    const TableDigests& expected = recorded->second.tables;
    chain::Place place;
    place.height = block.height;
    if (recorded->second.block != block.hash) {
      log_.Add(place, "recorded block hash",
               BytesToHex(recorded->second.block.view()),
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

  std::map<BlockHeight, RecordedDigests> digests_;
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

absl::Status Run(DatasetInput& input, chain::Replayer& replayer) {
  if (input.blocks != nullptr) return replayer.RunBlocks(*input.blocks);
  return replayer.RunStream(*input.flushes);
}

}  // namespace

ReplayOutcome RunReplay(const ReplayRunOptions& options,
                        const ReplayCallbacks& callbacks) {
  ReplayOutcome outcome;
  ReplayReport& report = outcome.report;
  report.dataset = options.dataset.directory;
  report.verified = options.verify;
  report.blocks_only = options.dataset.blocks_only;
  absl::StatusOr<DatasetInput> input = OpenDataset(options.dataset);
  if (!input.ok()) {
    outcome.status = input.status();
    return outcome;
  }
  const Network network = input->network.network;
  report.network = NetworkName(network);
  report.accelerated = input->accelerated;
  report.network_source = input->network_source;
  report.start_source = input->start_source;
  RecordedAnswers answers(options.differences_max);
  if (options.verify) {
    outcome.status = answers.Load(options.dataset.directory);
    if (!outcome.status.ok()) return outcome;
  }
  if (callbacks.on_start) callbacks.on_start(*input);
  chain::ReplayOptions replay_options;
  replay_options.verify = options.verify;
  replay_options.until = options.until;
  replay_options.differences_max =
      static_cast<std::size_t>(options.differences_max);
  chain::Replayer replayer(input->network, std::move(input->start),
                           replay_options);
  bool ended = false;
  const auto end = [&](const State<OracleBook>& state, BlockHeight height,
                       const BlockHash& hash) {
    ended = true;
    report.tip_hash = BytesToHex(hash.view());
    report.state_digest =
        DigestOfLines(StateLines(network, /*derived_lines=*/true).Of(state));
    if (callbacks.on_end) callbacks.on_end(state, height, *input);
  };
  replayer.set_on_committed([&](const CommittedBlock<OracleBook>& block) {
    if (options.verify) answers.Compare(block, network, report);
    if (callbacks.on_block) callbacks.on_block(block);
    if (options.until && block.block->height == *options.until) {
      end(block.base, block.block->height, block.block->hash);
    }
  });
  outcome.status = Run(*input, replayer);
  report.counts = replayer.counts();
  report.uncommitted_blocks = replayer.uncommitted_blocks();
  TakeDifferences(replayer.differences(), options.differences_max, report);
  TakeDifferences(answers.log(), options.differences_max, report);
  if (outcome.status.ok() && options.until && !ended && replayer.started() &&
      replayer.committed_height() < *options.until) {
    outcome.status =
        absl::InvalidArgumentError(Cat("height ", *options.until,
                                       " is not committed in this recording; "
                                       "its last committed height is ",
                                       replayer.committed_height()));
  }
  report.complete = outcome.status.ok();
  if (!ended && replayer.started()) {
    end(replayer.base(), replayer.committed_height(),
        replayer.committed_hash());
  }
  return outcome;
}

ExitCode ReportReplayStatus(const absl::Status& status,
                            const std::string& dataset, Console& console) {
  const std::string message(status.message());
  switch (status.code()) {
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kInvalidArgument:
      return Report(console, {ExitCode::kUsage, message, dataset, ""});
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
