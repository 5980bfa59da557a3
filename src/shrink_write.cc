#include "src/shrink_write.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "src/atomic_file.h"
#include "src/conformance.h"
#include "src/shrink_load.h"
#include "src/text.h"

namespace desobook {
namespace {

using Clock = std::chrono::steady_clock;

bool StillDiffers(const ScenarioReport& report, const ShrinkTarget& target) {
  if (!report.damage.ok() || report.differences.empty()) return false;
  const ScenarioDifference& first = report.differences.front();
  const ScenarioDifference& wanted = target.differences.front();
  if (first.aspect != wanted.aspect) return false;
  // The digest is another one: the rest of the state is left out.
  if (target.place == ShrinkPlace::kStateLines) return true;
  return first.txid == wanted.txid && first.field == wanted.field &&
         first.expected == wanted.expected && first.found == wanted.found;
}

// At most one line every half second on a terminal, none elsewhere.
class Progress {
 public:
  explicit Progress(Console& console) : console_(console) {}
  ~Progress() {
    if (shown_) console_.err << "\r\x1b[K" << std::flush;
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void operator()(const ShrinkCase& scenario) {
    if (!console_.progress) return;
    const auto now = Clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(500);
    shown_ = true;
    console_.err << "\r\x1b[Kshrinking: " << scenario.blocks.size()
                 << " blocks, " << TxnCount(scenario) << " transactions, "
                 << scenario.genesis.size() << " genesis records" << std::flush;
  }

 private:
  Console& console_;
  Clock::time_point next_;
  bool shown_ = false;
};

}  // namespace

absl::StatusOr<ShrunkFile> ShrinkToFile(const ShrinkInput& input,
                                        const std::string& from,
                                        const ShrinkOptions& options,
                                        Console& console) {
  // A longer wait than this is no bound at all, and must not overflow.
  constexpr std::uint64_t kSecondsMax = 1'000'000;
  const auto end = Clock::now() + std::chrono::seconds(std::min(
                                      options.seconds_max, kSecondsMax));
  ShrinkResult result;
  {
    Progress progress(console);
    ShrinkLimits limits;
    limits.expired = [end] { return Clock::now() >= end || Interrupted(); };
    limits.progress = [&progress](const ShrinkCase& c) { progress(c); };
    result = Shrink(input, limits);
  }
  if (Interrupted()) return absl::CancelledError("interrupted");
  std::string text;
  for (const std::string& line :
       TextOf(result.smallest, input.target, ShrinkNote(from, input.target))) {
    Append(text, line, "\n");
  }
  const ScenarioReport report = RunScenarioText(text, 0);
  if (!StillDiffers(report, input.target)) {
    return absl::InternalError(
        Cat(options.path,
            ": the shrunk scenario does not differ as its origin does and was "
            "not written; please report it"));
  }
  if (absl::Status status = WriteFileAtomically(options.path, text);
      !status.ok()) {
    return status;
  }
  return ShrunkFile{options.path,
                    result.smallest.blocks.size(),
                    TxnCount(result.smallest),
                    result.smallest.genesis.size(),
                    result.finished,
                    result.runs};
}

Json JsonOf(const ShrunkFile& file) {
  Json json = Json::object();
  json["file"] = file.path;
  json["blocks"] = file.blocks;
  json["transactions"] = file.txns;
  json["genesis_records"] = file.genesis;
  json["finished"] = file.finished;
  return json;
}

std::string TextOf(const ShrunkFile& file) {
  return Cat(file.path, ": ", file.blocks, " blocks, ", file.txns,
             " transactions, ", file.genesis, " genesis records",
             file.finished ? "" : "; stopped by --shrink-seconds");
}

}  // namespace desobook
