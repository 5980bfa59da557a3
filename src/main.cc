// The program `desobook`: see src/README.md.

#include <iostream>
#include <string>
#include <vector>

#include "src/cli.h"
#include "src/commands.h"
#include "src/config_file.h"
#include "src/console.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  desobook::CatchInterrupts();
  desobook::Console console = desobook::StandardConsole();
  desobook::CommandLine line("desobook",
                             "The DeSo order-book exchange outside the node.");
  desobook::AddAllCommands(line);
  line.UseConfig(desobook::SourcesOfProcess());
  desobook::ExitCode code =
      line.Run(std::vector<std::string>(argv + 1, argv + argc), console);
  // A full disk must not look like success.
  if (!std::cout.flush() && code == desobook::ExitCode::kOk) {
    code = desobook::Report(
        console, {desobook::ExitCode::kFailed, "the output cannot be written",
                  "standard output", "check the disk or pipe it goes to"});
  }
  return static_cast<int>(code);
}
