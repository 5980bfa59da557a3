#include "src/commands.h"

namespace desobook {

void AddAllCommands(CommandLine& line) {
  AddReplayCommand(line);
  AddBookCommand(line);
  AddConformanceCommand(line);
  AddTxCommand(line);
  AddDoctorCommand(line);
  AddConfigCommand(line);
  AddCompletionsCommand(line);
  AddVersionCommand(line);
}

}  // namespace desobook
