// Executes a scenario and compares every result with what the reference node
// did.

#ifndef DESOBOOK_SRC_CONFORMANCE_H_
#define DESOBOOK_SRC_CONFORMANCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "engine/txn/ids.h"

namespace desobook {

// What can differ. Only validity, fills and state are consensus; the error's
// name shows the order of checks.
enum class Aspect : std::uint8_t {
  kValidity,
  kError,
  kFills,
  kVisited,
  kTxid,
  kViewDigest,
  kBlockDigest,
};
std::string_view AspectName(Aspect aspect);

struct ScenarioDifference {
  Aspect aspect = Aspect::kValidity;
  std::size_t line = 0;
  BlockHeight height = 0;
  std::optional<std::size_t> txn;  // index in its block
  std::string txid;                // of that transaction
  std::string field;               // "fills[1].bought"
  std::string expected;
  std::string found;
};

struct ScenarioCounts {
  std::uint64_t blocks = 0;
  std::uint64_t txns = 0;
  std::uint64_t refused = 0;       // as expected or not
  std::uint64_t not_executed = 0;  // types left out; expected to be refused
  // Limit orders that are no cancels; those inside wrappers not counted.
  std::uint64_t orders = 0;
  std::uint64_t orders_with_fills = 0;
  std::uint64_t fills = 0;  // fill records
  std::uint64_t visited = 0;
  std::uint64_t digests = 0;  // compared, of views and blocks
};

struct ScenarioReport {
  std::string file;
  std::string name;  // from the header
  std::string seed;
  ScenarioCounts counts;
  std::vector<ScenarioDifference> differences;
  // Not OK: the file could not be read to its end; says the line.
  absl::Status damage;
  bool stopped = false;      // at `max_differences`
  bool interrupted = false;  // by the user
  bool dump_missing = false;
};

// Stops at `max_differences` (0: never): after the first one the state is
// another one, and the rest mostly follows from it.
ScenarioReport RunScenario(const std::string& path,
                           std::uint64_t max_differences);

}  // namespace desobook

#endif  // DESOBOOK_SRC_CONFORMANCE_H_
