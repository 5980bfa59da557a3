// The third-party libraries that this program was built with.

#ifndef DESOBOOK_SRC_LIBRARIES_H_
#define DESOBOOK_SRC_LIBRARIES_H_

#include <string_view>
#include <vector>

namespace desobook {

struct Library {
  std::string_view name;
  std::string_view version;  // as found when the build was configured
  std::string_view minimum;  // what the sources were written for
};

std::vector<Library> BuiltWith();

// True if dotted number `version` is at least `minimum`; false if it is no
// dotted number.
bool IsAtLeast(std::string_view version, std::string_view minimum);

}  // namespace desobook

#endif  // DESOBOOK_SRC_LIBRARIES_H_
