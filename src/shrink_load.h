// Finds the first difference of a scenario file and keeps what shrinking it
// needs.

#ifndef DESOBOOK_SRC_SHRINK_LOAD_H_
#define DESOBOOK_SRC_SHRINK_LOAD_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "src/shrink.h"

namespace desobook {

// Everything up to the first difference; nothing if there is none. Damage
// behind it does not matter.
// Errors: those of ScenarioReader and ScenarioRunner, naming the line;
// Cancelled when the user interrupts.
absl::StatusOr<std::optional<ShrinkInput>> LoadDifference(
    const std::string& path);

// Where the difference is and what else the file says, for the header.
Json ShrinkNote(const std::string& from, const ShrinkTarget& target);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SHRINK_LOAD_H_
