// Scripts that let a shell complete this program's command line, made from the
// same tree as --help.

#ifndef DESOBOOK_SRC_COMPLETIONS_H_
#define DESOBOOK_SRC_COMPLETIONS_H_

#include <string>

#include "src/command_info.h"

namespace desobook {

std::string BashCompletions(const CommandInfo& program);
std::string ZshCompletions(const CommandInfo& program);
std::string FishCompletions(const CommandInfo& program);

}  // namespace desobook

#endif  // DESOBOOK_SRC_COMPLETIONS_H_
