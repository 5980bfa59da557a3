// "did you mean": the known word nearest to a mistyped one.

#ifndef DESOBOOK_SRC_SUGGEST_H_
#define DESOBOOK_SRC_SUGGEST_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace desobook {

// The candidate with the fewest edits, if few enough to be a slip: at most a
// third of the longer word's letters, and at least one. The first of equals.
std::optional<std::string> Suggest(std::string_view word,
                                   const std::vector<std::string>& candidates);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SUGGEST_H_
