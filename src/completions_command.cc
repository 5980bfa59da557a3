// desobook completions SHELL

#include <memory>
#include <string>

#include "src/commands.h"
#include "src/completions.h"

namespace desobook {
namespace {

// REQUIRES: `shell` is one of those that the argument allows.
std::string ScriptFor(const std::string& shell, const CommandInfo& program) {
  if (shell == "bash") return BashCompletions(program);
  if (shell == "zsh") return ZshCompletions(program);
  return FishCompletions(program);
}

}  // namespace

void AddCompletionsCommand(CommandLine& line) {
  auto shell = std::make_shared<std::string>();
  line.Add("completions", "Print a script that completes commands in a shell")
      .WithoutConfig()
      .Argument("SHELL", shell.get(), {"bash", "zsh", "fish"},
                "Which shell it is for")
      .Example(
          "desobook completions bash > ~/.local/share/"
          "bash-completion/completions/desobook")
      .Example("desobook completions zsh > ~/.zfunc/_desobook")
      .Example(
          "desobook completions fish > ~/.config/fish/completions/"
          "desobook.fish")
      .Action([shell, &line](Console& console) {
        console.out << ScriptFor(*shell, line.Tree());
        return ExitCode::kOk;
      });
}

}  // namespace desobook
