# cmake -DGIT=... -DSOURCE=... -DOUTPUT=... -P WriteCommit.cmake
#
# Writes the C++ file that says which commit this is, "-dirty" behind it where
# tracked files differ from it. Runs in every build, and touches the file only
# when the answer changed: configuring alone would leave an old one.
set(commit "unknown")
if(GIT AND EXISTS ${SOURCE}/.git)
  # No locks: somebody may be committing at this moment.
  execute_process(
    COMMAND ${GIT} --no-optional-locks -C ${SOURCE} describe --always --dirty
      --abbrev=12 --exclude=*
    OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE
    ERROR_QUIET RESULT_VARIABLE result)
  if(result EQUAL 0 AND found)
    set(commit ${found})
  endif()
endif()
file(CONFIGURE OUTPUT ${OUTPUT} @ONLY CONTENT [[
#include "src/build_info.h"

namespace desobook::build_info {

std::string_view Commit() { return "@commit@"; }

}  // namespace desobook::build_info
]])
