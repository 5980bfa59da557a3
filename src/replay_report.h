// What a replay found, and how it is printed.

#ifndef DESOBOOK_SRC_REPLAY_REPORT_H_
#define DESOBOOK_SRC_REPLAY_REPORT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chain/replay/difference.h"
#include "chain/replay/replayer.h"
#include "src/console.h"
#include "src/json_output.h"
#include "src/state_digest.h"

namespace desobook {

enum class ReplayVerdict {
  kNotCompared,  // ran without --verify
  kEqual,
  kUnproven,  // no difference, but some values were taken from the recording
  kDifferent,
  kStopped,  // an error or the user ended it early
};
std::string_view VerdictName(ReplayVerdict verdict);

struct ReplayReport {
  std::string dataset;
  std::string network;
  bool accelerated = false;
  std::string network_source;  // where each comes from, for people
  std::string start_source;
  bool blocks_only = false;
  bool verified = false;
  bool complete = false;     // ran to the height asked for
  bool interrupted = false;  // by the user
  chain::ReplayCounts counts;
  std::uint64_t uncommitted_blocks = 0;
  std::string tip_hash;  // of the last committed block
  // Recorded table digests and answers that were compared.
  std::uint64_t digests_compared = 0;
  std::uint64_t ground_truths_compared = 0;
  std::uint64_t ground_truth_values = 0;
  std::uint64_t difference_count = 0;
  std::vector<chain::Difference> differences;  // the first ones
  StateDigest state_digest;  // canonical lines, after the last block

  [[nodiscard]] ReplayVerdict verdict() const;
};

void PrintReplay(Console& console, const ReplayReport& report);
Json JsonOfReplay(const ReplayReport& report);

}  // namespace desobook

#endif  // DESOBOOK_SRC_REPLAY_REPORT_H_
