// desobook replay --follow: executes what a node writes, while it writes.

#ifndef DESOBOOK_SRC_FOLLOW_RUN_H_
#define DESOBOOK_SRC_FOLLOW_RUN_H_

#include <cstdint>
#include <optional>
#include <string>

#include "src/console.h"
#include "src/dataset_input.h"

namespace desobook {

struct FollowOptions {
  DatasetOptions dataset;
  bool verify = false;
  std::optional<BlockHeight> until;
  std::uint64_t differences_max = 20;
  std::optional<std::string> checkpoint;
  std::uint64_t checkpoint_every = 100;  // blocks
  std::optional<std::string> output;
  bool jsonl = false;
  // Seconds without anything new after which it ends; nothing: it never does.
  std::optional<std::uint64_t> idle_exit;
};

// Ends with kOk at --until and after --idle-exit, kInterrupted on Ctrl-C,
// kDifference at the first difference, kTryAgain if another follower has the
// files or if nothing could be read at all.
ExitCode RunFollow(const FollowOptions& options, Console& console);

}  // namespace desobook

#endif  // DESOBOOK_SRC_FOLLOW_RUN_H_
