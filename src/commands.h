// Every command of the program. A new one gets a file <name>_command.cc, a
// line here and a line in commands.cc.

#ifndef DESOBOOK_SRC_COMMANDS_H_
#define DESOBOOK_SRC_COMMANDS_H_

#include "src/cli.h"

namespace desobook {

void AddBookCommand(CommandLine& line);
void AddCompletionsCommand(CommandLine& line);
void AddConfigCommand(CommandLine& line);
void AddConformanceCommand(CommandLine& line);
void AddDoctorCommand(CommandLine& line);
void AddReplayCommand(CommandLine& line);
void AddTxCommand(CommandLine& line);
void AddVersionCommand(CommandLine& line);

// All of them, in the order of --help.
void AddAllCommands(CommandLine& line);

}  // namespace desobook

#endif  // DESOBOOK_SRC_COMMANDS_H_
