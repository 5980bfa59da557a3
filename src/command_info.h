// What the program can do, as data: help, completions, configuration and the
// tests of the manual pages all come from the same tree.

#ifndef DESOBOOK_SRC_COMMAND_INFO_H_
#define DESOBOOK_SRC_COMMAND_INFO_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace desobook {

struct OptionInfo {
  enum class Kind : std::uint8_t { kFlag, kText, kNumber, kChoice };
  Kind kind = Kind::kFlag;
  std::string names{};       // "-n,--number", as in help
  std::string value_name{};  // "N", "a|b|c" of kChoice
  std::string help{};
  std::vector<std::string> choices{};  // of kChoice
  std::string default_value{};         // of kChoice; others say it in `help`

  // Neither a file nor the environment may say it.
  bool command_line_only = false;

  // "number" of "-n,--number". REQUIRES: there is a long name.
  [[nodiscard]] std::string LongName() const {
    const std::size_t dashes = names.find("--");
    return names.substr(dashes + 2, names.find(',', dashes) - dashes - 2);
  }
};

struct ArgumentInfo {
  std::string name;
  std::string help;
  bool required = true;
  bool repeats = false;
  std::vector<std::string> choices{};  // empty: anything
};

struct CommandInfo {
  std::string name;  // "decode"
  std::string summary;
  std::vector<ArgumentInfo> arguments;
  std::vector<OptionInfo> options;
  std::vector<CommandInfo> commands;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_COMMAND_INFO_H_
