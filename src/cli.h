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

#include "src/console.h"
#include "src/exit_code.h"

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
  // Shown at the end of --help; may be called more than once.
  Command& Example(const std::string& text);
  Command& Action(Handler handler);
  // A command below this one ("tx" -> "tx decode").
  Command Add(const std::string& name, const std::string& summary);

 private:
  friend class CommandLine;
  struct Node;
  explicit Command(Node* node) : node_(node) {}
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

  // Parses and runs. Every error of the command line itself is kUsage; --help
  // prints on `out` and is kOk.
  ExitCode Run(const std::vector<std::string>& args, Console& console);

  // Names of all commands, nested ones with a space, in order of addition.
  [[nodiscard]] std::vector<std::string> CommandNames() const;

 private:
  std::unique_ptr<Command::Node> root_;
  Command::Handler version_;
  bool version_asked_ = false;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_CLI_H_
