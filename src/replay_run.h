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
};

struct ReplayCallbacks {
  // Once, when the dataset is open.
  std::function<void(const DatasetInput&)> on_start;
  // After every committed block.
  std::function<void(const CommittedBlock<OracleBook>&)> on_block;
  // Once, with the state after the last block asked for.
  std::function<void(const State<OracleBook>&, BlockHeight,
                     const DatasetInput&)>
      on_end;
};

struct ReplayOutcome {
  // What is known, also when `status` is not ok.
  ReplayReport report;
  absl::Status status;
};

ReplayOutcome RunReplay(const ReplayRunOptions& options,
                        const ReplayCallbacks& callbacks);

// Says what went wrong and returns the exit code for it: what the user named
// is usage, damage is damage, and a block of a recorded chain that the rules
// refuse is a difference.
ExitCode ReportReplayStatus(const absl::Status& status,
                            const std::string& dataset, Console& console);

}  // namespace desobook

#endif  // DESOBOOK_SRC_REPLAY_RUN_H_
