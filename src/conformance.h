// Executes a scenario file and compares every result with what the reference
// node did.

#ifndef DESOBOOK_SRC_CONFORMANCE_H_
#define DESOBOOK_SRC_CONFORMANCE_H_

#include <cstdint>
#include <string>

#include "src/scenario_runner.h"

namespace desobook {

// Stops at `max_differences` (0: never): after the first one the state is
// another one, and the rest mostly follows from it.
ScenarioReport RunScenario(const std::string& path,
                           std::uint64_t max_differences);
// The same of a file's content.
ScenarioReport RunScenarioText(std::string text, std::uint64_t max_differences);

}  // namespace desobook

#endif  // DESOBOOK_SRC_CONFORMANCE_H_
