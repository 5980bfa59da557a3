// The command line: commands with their options, help and errors.
//
//   auto options = std::make_shared<BookOptions>();
//   line.Add("book", "Show the depth of a market")
//       .Argument("MARKET", &options->market, "e.g. FOCUS-DESO")
//       .Flag("--json", &options->json, "Print JSON")
//       .Example("desobook book FOCUS-DESO")
//       .Action([options](Console& console) { return Book(*options, console);
//       });
//
// Targets must live as long as the command line; a shared options struct held
// by the action does. The parser library stays inside cli.cc.

#ifndef DESOBOOK_SRC_CLI_H_
#define DESOBOOK_SRC_CLI_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/command_info.h"
#include "src/config_file.h"
#include "src/console.h"
#include "src/exit_code.h"
#include "src/settings.h"

namespace desobook {

class Command {
 public:
  using Handler = std::function<ExitCode(Console&)>;

  // A word after the command. REQUIRES: required ones come first.
  Command& Argument(const std::string& name, std::string* target,
                    const std::string& help);
  Command& OptionalArgument(const std::string& name,
                            std::optional<std::string>* target,
                            const std::string& help);
  // One of `values`.
  Command& Argument(const std::string& name, std::string* target,
                    const std::vector<std::string>& values,
                    const std::string& help);
  // One word or more.
  Command& Arguments(const std::string& name, std::vector<std::string>* target,
                     const std::string& help);
  // `names` may hold a short form too: "-n,--name".
  Command& Flag(const std::string& names, bool* target,
                const std::string& help);
  Command& Option(const std::string& names, std::optional<std::string>* target,
                  const std::string& value_name, const std::string& help);
  Command& Option(const std::string& names,
                  std::optional<std::uint64_t>* target,
                  const std::string& value_name, const std::string& help);
  Command& Choice(const std::string& names, std::string* target,
                  const std::vector<std::string>& values,
                  const std::string& help);
  // Of the option added last: a configuration cannot give it. For every file
  // that gets written, since a folder may hold somebody else's desobook.toml.
  Command& CommandLineOnly();
  // Shown at the end of --help; may be called more than once.
  Command& Example(const std::string& text);
  // Runs even where the configuration is broken, and does not ask it.
  Command& WithoutConfig();
  Command& Action(Handler handler);
  // A command below this one ("tx" -> "tx decode").
  Command Add(const std::string& name, const std::string& summary);

 private:
  friend class CommandLine;
  struct Node;
  explicit Command(Node* node) : node_(node) {}
  // Takes a text, or says what is wrong with it (empty: nothing).
  using Setter = std::function<std::string(const std::string&)>;
  Command& AddOption(OptionInfo info, Setter set);
  Node* node_;
};

class CommandLine {
 public:
  CommandLine(const std::string& name, const std::string& summary);
  ~CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  Command Add(const std::string& name, const std::string& summary);
  // Runs the handler on --version.
  void OnVersion(Command::Handler handler);
  // Options that the command line leaves open come from the environment or a
  // configuration file. Without this call neither is looked at.
  void UseConfig(ConfigSources sources);

  // Parses and runs. Every error of the command line itself is kUsage, of
  // environment and configuration kConfig; --help prints on `out` and is kOk.
  ExitCode Run(const std::vector<std::string>& args, Console& console);

  // The whole tree; the root's name is the program's.
  [[nodiscard]] CommandInfo Tree() const;
  // Every option of every command that reads the configuration, with the value
  // that it has and where it comes from. REQUIRES: called from a handler.
  [[nodiscard]] const Settings& settings() const { return settings_; }

 private:
  std::optional<Failure> Configure(const Command::Node& command);

  std::unique_ptr<Command::Node> root_;
  std::optional<ConfigSources> sources_;
  Settings settings_;
  Command::Handler version_;
  bool version_asked_ = false;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_CLI_H_
