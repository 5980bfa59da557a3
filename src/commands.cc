#include "src/commands.h"

namespace desobook {

void AddAllCommands(CommandLine& line) {
  AddDoctorCommand(line);
  AddVersionCommand(line);
}

}  // namespace desobook
