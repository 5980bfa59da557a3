// A difference between a recorded chain and its execution as a scenario: the
// block with what the node recorded for it, on the state that its view was
// built on.
//
//   ReplayShrink shrink("small.jsonl", /*seconds_max=*/60);
//   shrink.Connect(callbacks);
//   outcome = RunReplay(options, callbacks);
//   exit_code = shrink.Run(options, outcome, console);

#ifndef DESOBOOK_SRC_SHRINK_REPLAY_H_
#define DESOBOOK_SRC_SHRINK_REPLAY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "chain/replay/replayer.h"
#include "src/replay_run.h"
#include "src/shrink.h"
#include "src/shrink_write.h"

namespace desobook {

// The first block of a run that differs from its recording, or that the rules
// refuse although the node took it.
class DifferenceFinder {
 public:
  void Watch(chain::Replayer& replayer);
  void Finish(const chain::Replayer& replayer);
  [[nodiscard]] std::optional<BlockHeight> height() const { return height_; }

 private:
  std::optional<BlockHeight> height_;
};

// Runs once more up to the block and takes the states before it.
//
// Expectations are the node's records: fills and visited makers of each
// transaction, and every transaction of a recorded block was accepted. Where a
// block's records had not been read yet (it was refused first), results of
// transactions before the differing one are this program's.
//
// Errors: NotFound if the difference is none that a scenario can hold: block
// rewards, epochs and staking, nonces, and what only the details of an
// operation show. Those of RunReplay, Cancelled among them.
absl::StatusOr<ShrinkInput> LoadReplayDifference(
    const ReplayRunOptions& options, BlockHeight height);

// What replay --shrink does.
class ReplayShrink {
 public:
  // Without a path, nothing.
  ReplayShrink(std::optional<std::string> path,
               std::optional<std::uint64_t> seconds_max)
      : path_(std::move(path)), seconds_max_(seconds_max) {}

  // Must outlive the run.
  void Connect(ReplayCallbacks& callbacks);
  // Writes the file if a block differs; tells on `err` if there is nothing to
  // write. Returns the exit code of a failure.
  std::optional<ExitCode> Run(const ReplayRunOptions& options,
                              const ReplayOutcome& outcome, Console& console);
  // The member "shrunk": the file, or null.
  void AddTo(Json& document) const;

 private:
  std::optional<std::string> path_;
  std::optional<std::uint64_t> seconds_max_;
  DifferenceFinder finder_;
  std::optional<ShrunkFile> file_;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_SHRINK_REPLAY_H_
