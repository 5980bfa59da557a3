// Runs a replay and gathers what commands print from it.

#ifndef DESOBOOK_SRC_REPLAY_RUN_H_
#define DESOBOOK_SRC_REPLAY_RUN_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "engine/rules/chain_state.h"
#include "src/console.h"
#include "src/dataset_input.h"
#include "src/replay_report.h"

namespace desobook {

struct ReplayRunOptions {
  DatasetOptions dataset;
  bool verify = false;
  std::optional<BlockHeight> until;
  std::uint64_t differences_max = 20;
  // Where to write the state at the end, also that of an interrupted run.
  std::optional<std::string> write_snapshot;
};

struct ReplayCallbacks {
  // Once, when the dataset is open.
  std::function<void(const DatasetInput&)> on_start;
  // Once each, before and after the blocks.
  std::function<void(chain::Replayer&)> on_begin;
  std::function<void(const chain::Replayer&)> on_finish;
  // Between blocks, often; false ends the run.
  std::function<bool()> keep_going;
  // After every committed block.
  std::function<void(const CommittedBlock<OracleBook>&)> on_block;
  // Once, with the state after the last block asked for. Not if the run was
  // interrupted.
  std::function<void(const State<OracleBook>&, BlockHeight,
                     const DatasetInput&)>
      on_end;
};

struct ReplayOutcome {
  // What is known, also when `status` is not ok.
  ReplayReport report;
  // Cancelled if the user or `keep_going` ended the run.
  absl::Status status;
  // Of writing the snapshot: its own, for where it failed is not the dataset.
  absl::Status snapshot_status;
};

ReplayOutcome RunReplay(const ReplayRunOptions& options,
                        const ReplayCallbacks& callbacks);

// Says what went wrong and returns the exit code for it: what the user named
// is usage, damage is damage, a block of a recorded chain that the rules refuse
// is a difference, and Ctrl-C is kInterrupted.
ExitCode ReportReplayStatus(const absl::Status& status,
                            const std::string& dataset, Console& console);

}  // namespace desobook

#endif  // DESOBOOK_SRC_REPLAY_RUN_H_
