#include "src/follow_run.h"

#include <chrono>
#include <filesystem>
#include <memory>
#include <thread>
#include <utility>

#include "chain/replay/follower.h"
#include "src/atomic_file.h"
#include "src/follow_files.h"
#include "src/follow_output.h"
#include "src/hex.h"
#include "src/replay_report.h"
#include "src/replay_run.h"
#include "src/state_lines.h"
#include "src/text.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// As often as the reference consumer looks (8.8).
constexpr std::chrono::milliseconds kPause(25);
constexpr std::chrono::seconds kLagEvery(5);
// With --until reached, a flush that nothing follows counts as complete then.
constexpr std::chrono::seconds kUntilPause(1);
// Blocks that tell no network: a network's first proof-of-stake block comes
// earlier, or the stream begins long after it.
constexpr std::uint64_t kDetectionBlocksMax = 400;

// Finds out which network a growing stream belongs to.
class NetworkWatch {
 public:
  explicit NetworkWatch(const std::string& directory)
      : tail_(directory + "/state-changes.bin", "") {}

  // Nothing while the node has not written enough.
  absl::StatusOr<std::optional<NetworkChoice>> Look() {
    while (true) {
      const auto step = tail_.Next();
      if (!step.ok()) return step.status();
      if (step->outcome == chain::TailReader::Outcome::kWait) {
        return std::optional<NetworkChoice>();
      }
      if (step->outcome == chain::TailReader::Outcome::kReset) continue;
      const chain::StateChangeRecord& record = step->record;
      if (record.key.empty() || record.key[0] != 0) continue;
      if (!record.has_value()) continue;
      const auto bytes = chain::BlockBytes(record.value);
      if (!bytes.ok()) return At(record, bytes.status());
      auto choice = RecogniseNetwork(*bytes);
      if (!choice.ok()) return At(record, choice.status());
      if (choice->has_value()) return choice;
      if (++blocks_ == kDetectionBlocksMax) {
        return absl::InvalidArgumentError(
            Cat(tail_.path(),
                ": cannot tell which network this chain belongs to; give "
                "--network or write a dataset.json"));
      }
    }
  }

 private:
  absl::Status At(const chain::StateChangeRecord& record,
                  const absl::Status& status) const {
    return chain::AtRecord(status, tail_.path(), record.index, record.offset);
  }

  chain::TailReader tail_;
  std::uint64_t blocks_ = 0;
};

// Why the loop ended.
enum class End { kUntil, kIdle, kInterrupted, kDifference, kError };

class FollowRun : public chain::FollowerEvents {
 public:
  FollowRun(const FollowOptions& options, Console& console)
      : options_(options), console_(console) {}

  ExitCode Run();

  void OnCommitted(const CommittedBlock<OracleBook>& block) override {
    Print(lines_->Block(block));
    ++blocks_since_checkpoint_;
  }
  void OnReset(const std::string& reason) override {
    Say(Cat("the stream begins anew: ", reason));
    Print(lines_->Reset(reason));
    told_lag_ = false;
    told_dump_ = false;
  }
  void OnMempool(const chain::MempoolOverlay& mempool,
                 const State<OracleBook>& base) override {
    Print(lines_->Mempool(mempool, base));
  }
  void OnLag(const chain::FollowerLag& lag) override;
  absl::Status OnFlush() override {
    if (!write_status_.ok()) return write_status_;
    if (HasDifference()) return absl::OkStatus();
    if (!files_->has_checkpoint()) return absl::OkStatus();
    if (blocks_since_checkpoint_ < options_.checkpoint_every) {
      return absl::OkStatus();
    }
    return SaveCheckpoint();
  }

 private:
  std::optional<ExitCode> CheckDataset();
  std::optional<ExitCode> WaitForNetwork();
  std::optional<ExitCode> OpenFiles();
  std::optional<ExitCode> Begin();
  End Loop();
  bool PollOnce(bool& any);
  ExitCode Finish(End end);
  absl::Status SaveCheckpoint();
  void Print(const std::string& text);
  void Say(const std::string& text);
  void SayWaiting(const absl::Status& status);
  void TellDump();
  void TellResult(End end);
  ExitCode ReportFiles(const absl::Status& status);
  ExitCode ReportStatus(const absl::Status& status);
  [[nodiscard]] bool HasDifference() const {
    return follower_->replayer().differences().count() != 0;
  }
  [[nodiscard]] bool IdleFor(std::optional<std::uint64_t> seconds) const {
    return seconds &&
           Clock::now() - last_news_ >= std::chrono::seconds(*seconds);
  }

  const FollowOptions& options_;
  Console& console_;
  DatasetInput input_;  // network and sources
  std::unique_ptr<FollowFiles> files_;
  std::unique_ptr<FollowLines> lines_;
  std::unique_ptr<chain::Follower> follower_;
  std::uint64_t blocks_since_checkpoint_ = 0;
  Clock::time_point last_news_ = Clock::now();
  Clock::time_point next_lag_ = Clock::now();
  bool told_lag_ = false;
  bool told_dump_ = false;
  std::string waiting_;  // said already
  absl::Status write_status_;
  absl::Status status_;
};

void FollowRun::Print(const std::string& text) {
  if (!write_status_.ok()) return;
  write_status_ = files_->Append(text);
}

void FollowRun::Say(const std::string& text) {
  console_.err << "desobook: " << text << '\n' << std::flush;
}

void FollowRun::SayWaiting(const absl::Status& status) {
  const std::string text(status.message());
  if (text == waiting_) return;
  waiting_ = text;
  Say(text);
}

// What such a start cannot give is said plainly, once.
void FollowRun::TellDump() {
  if (told_dump_ || !follower_->replayer().started_from_dump()) return;
  told_dump_ = true;
  Say("started from a dump: nonces used before it are unknown, so repeating "
      "one is not refused; what epochs pay is taken from the recording until "
      "two have passed");
}

void FollowRun::OnLag(const chain::FollowerLag& lag) {
  const Clock::time_point now = Clock::now();
  if (lag == chain::FollowerLag()) {
    if (!told_lag_ && follower_->replayer().started()) {
      told_lag_ = true;
      Say(Cat("level with the node at height ",
              follower_->replayer().committed_height()));
    }
    return;
  }
  if (now < next_lag_) return;
  next_lag_ = now + kLagEvery;
  std::string text;
  if (lag.bytes > lag.partial_bytes) {
    told_lag_ = false;
    Append(text, lag.bytes, " bytes behind the node");
  }
  if (lag.blocks != 0) {
    Append(text, text.empty() ? "" : ", ", lag.blocks,
           " committed blocks wait for their recording");
  }
  if (lag.reading_dump) {
    Append(text, text.empty() ? "" : ", ", "reading the initial dump");
  }
  if (!text.empty()) Say(text);
}

absl::Status FollowRun::SaveCheckpoint() {
  const auto bytes = follower_->TakeCheckpoint(files_->output_bytes());
  if (!bytes) return absl::OkStatus();  // soon
  blocks_since_checkpoint_ = 0;
  return files_->Save(*bytes);
}

std::optional<ExitCode> FollowRun::CheckDataset() {
  const std::string& directory = options_.dataset.directory;
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return Report(console_, {ExitCode::kUsage,
                             Cat(directory, " is no directory"), directory,
                             "give the one that the node writes with "
                             "state-change-dir"});
  }
  const fs::path stream = fs::path(directory) / "state-changes.bin";
  if (!fs::exists(stream, error) && fs::exists(stream.string() + ".zst")) {
    return Report(console_,
                  {ExitCode::kUsage,
                   "a compressed stream does not grow: there is nothing to "
                   "follow",
                   stream.string() + ".zst",
                   "replay it without --follow, or decompress it"});
  }
  return std::nullopt;
}

std::optional<ExitCode> FollowRun::WaitForNetwork() {
  NetworkWatch watch(options_.dataset.directory);
  while (true) {
    auto choice = NamedNetwork(options_.dataset);
    if (choice.ok() && !choice->has_value()) choice = watch.Look();
    if (choice.ok() && choice->has_value()) {
      input_.directory = options_.dataset.directory;
      input_.network = ParamsFor((*choice)->network, (*choice)->accelerated);
      input_.accelerated = (*choice)->accelerated;
      input_.network_source = (*choice)->source;
      return std::nullopt;
    }
    if (!choice.ok() && !absl::IsUnavailable(choice.status())) {
      return ReportStatus(choice.status());
    }
    SayWaiting(choice.ok() ? absl::UnavailableError(
                                 "waiting for a block that tells the network; "
                                 "--network names it")
                           : choice.status());
    if (Interrupted()) return ExitCode::kInterrupted;
    if (IdleFor(options_.idle_exit)) {
      return Report(console_,
                    {ExitCode::kTryAgain, "there was nothing to follow",
                     options_.dataset.directory, "start the node first"});
    }
    std::this_thread::sleep_for(kPause);
  }
}

std::optional<ExitCode> FollowRun::OpenFiles() {
  chain::CheckpointHeader fresh;
  fresh.network = input_.network.network;
  fresh.accelerated = input_.accelerated;
  auto files = FollowFiles::Open(options_.checkpoint, options_.output, fresh,
                                 console_.out);
  if (!files.ok()) return ReportFiles(files.status());
  files_ = *std::move(files);
  return std::nullopt;
}

std::optional<ExitCode> FollowRun::Begin() {
  chain::FollowerOptions options;
  options.directory = options_.dataset.directory;
  options.network = input_.network;
  options.accelerated = input_.accelerated;
  options.replay.verify = options_.verify;
  options.replay.until = options_.until;
  options.replay.differences_max =
      static_cast<std::size_t>(options_.differences_max);
  options.start = [this]() -> absl::StatusOr<std::optional<chain::StartState>> {
    input_.start.reset();
    if (absl::Status status = LoadStart(options_.dataset, input_);
        !status.ok()) {
      return status;
    }
    return std::exchange(input_.start, std::nullopt);
  };
  lines_ =
      std::make_unique<FollowLines>(input_.network.network, options_.jsonl);
  follower_ = std::make_unique<chain::Follower>(std::move(options), this);
  std::optional<chain::Checkpoint> loaded = files_->TakeLoaded();
  absl::Status status;
  if (loaded && loaded->snapshot) {
    input_.start_source = Cat(*options_.checkpoint, ", after block ",
                              loaded->snapshot->header.height);
  }
  status = loaded ? follower_->BeginAt(*std::move(loaded)) : follower_->Begin();
  if (!status.ok()) return ReportStatus(status);
  Say(Cat("following ", options_.dataset.directory, " (",
          NetworkName(input_.network.network), ", ", input_.network_source,
          ") from ", input_.start_source));
  return std::nullopt;
}

// Returns whether the loop goes on.
bool FollowRun::PollOnce(bool& any) {
  const absl::StatusOr<bool> polled = follower_->Poll();
  any = polled.ok() && *polled;
  TellDump();
  if (!write_status_.ok()) {
    status_ = write_status_;
    return false;
  }
  if (polled.ok()) {
    if (any) waiting_.clear();
    return true;
  }
  if (!absl::IsUnavailable(polled.status())) {
    status_ = polled.status();
    return false;
  }
  SayWaiting(polled.status());
  return true;
}

End FollowRun::Loop() {
  last_news_ = Clock::now();
  while (true) {
    if (Interrupted()) return End::kInterrupted;
    bool any = false;
    if (!PollOnce(any)) return End::kError;
    if (HasDifference()) return End::kDifference;
    if (follower_->done()) return End::kUntil;
    if (any) {
      last_news_ = Clock::now();
      continue;
    }
    const chain::Replayer& replayer = follower_->replayer();
    const bool at_until = options_.until && replayer.started() &&
                          replayer.committed_height() >= *options_.until;
    if (IdleFor(options_.idle_exit) ||
        (at_until && IdleFor(kUntilPause.count()))) {
      const auto finished = follower_->Finish();
      if (!finished.ok()) {
        status_ = finished.status();
        return End::kError;
      }
      TellDump();
      if (!*finished) {
        Say("the last flush is not complete: it was not compared");
      }
      return HasDifference() ? End::kDifference : End::kIdle;
    }
    std::this_thread::sleep_for(kPause);
  }
}

// What is known at the end, in the words of a replay.
void FollowRun::TellResult(End end) {
  const chain::Replayer& replayer = follower_->replayer();
  if (!replayer.started()) return;
  const Network network = input_.network.network;
  ReplayReport report;
  report.dataset = options_.dataset.directory;
  report.network = NetworkName(network);
  report.accelerated = input_.accelerated;
  report.network_source = input_.network_source;
  report.start_source = input_.start_source;
  report.verified = options_.verify;
  report.complete = end == End::kUntil || end == End::kIdle;
  report.interrupted = end == End::kInterrupted;
  report.counts = replayer.counts();
  report.tip_hash = BytesToHex(replayer.committed_hash().view());
  for (const auto& [hash, stored] : replayer.stored()) {
    if (stored.block->height > replayer.committed_height()) {
      ++report.uncommitted_blocks;
    }
  }
  report.difference_count = replayer.differences().count();
  report.differences = replayer.differences().kept();
  report.state_digest = DigestOfLines(
      StateLines(network, /*derived_lines=*/true).Of(replayer.base()));
  Console on_error{console_.err, console_.err, console_.color_err,
                   console_.color_err, false};
  PrintReplay(on_error, report);
}

ExitCode FollowRun::Finish(End end) {
  // A state that differs from the node's must not be gone on from.
  if (files_->has_checkpoint() && end != End::kDifference &&
      end != End::kError) {
    const absl::Status saved = SaveCheckpoint();
    if (!saved.ok()) {
      status_ = saved;
      end = End::kError;
    }
  }
  TellResult(end);
  if (!write_status_.ok()) status_ = write_status_;
  if (!status_.ok()) return ReportStatus(status_);
  switch (end) {
    case End::kDifference:
      return ExitCode::kDifference;
    case End::kInterrupted:
      return ExitCode::kInterrupted;
    case End::kIdle:
      if (follower_->replayer().started()) return ExitCode::kOk;
      return Report(console_,
                    {ExitCode::kTryAgain, "there was nothing to follow",
                     options_.dataset.directory, "start the node first"});
    default:
      return ExitCode::kOk;
  }
}

// What is wrong with checkpoint or output before anything is done.
ExitCode FollowRun::ReportFiles(const absl::Status& status) {
  const auto code = [&] {
    switch (status.code()) {
      case absl::StatusCode::kAborted:
        return ExitCode::kTryAgain;
      case absl::StatusCode::kNotFound:
      case absl::StatusCode::kFailedPrecondition:
        return ExitCode::kUsage;
      case absl::StatusCode::kDataLoss:
        return ExitCode::kDamagedData;
      default:
        return ExitCode::kFailed;
    }
  }();
  return Report(console_, {code, std::string(status.message()), "", ""});
}

ExitCode FollowRun::ReportStatus(const absl::Status& status) {
  const std::string message(status.message());
  const std::string& dataset = options_.dataset.directory;
  switch (status.code()) {
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kUnavailable:
      return Report(console_,
                    {ExitCode::kFailed, message, "",
                     options_.checkpoint
                         ? "start it again afterwards: it goes on from the "
                           "last checkpoint"
                         : ""});
    default:
      return ReportReplayStatus(status, dataset, console_);
  }
}

ExitCode FollowRun::Run() {
  if (const auto code = CheckDataset()) return *code;
  if (const auto code = WaitForNetwork()) return *code;
  if (const auto code = OpenFiles()) return *code;
  if (const auto code = Begin()) return *code;
  return Finish(Loop());
}

}  // namespace

ExitCode RunFollow(const FollowOptions& options, Console& console) {
  return FollowRun(options, console).Run();
}

}  // namespace desobook
