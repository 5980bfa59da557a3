// Which value each option has and where it comes from. Command line before
// environment before configuration file before default.

#ifndef DESOBOOK_SRC_SETTINGS_H_
#define DESOBOOK_SRC_SETTINGS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/command_info.h"
#include "src/config_file.h"
#include "src/console.h"

namespace desobook {

struct Setting {
  enum class Origin : std::uint8_t {
    kDefault,
    kFile,
    kEnvironment,
    kCommandLine,
  };
  std::vector<std::string> path;  // {"tx", "decode", "network"}
  OptionInfo option;
  std::optional<std::string> value;  // "true" or "false" of a flag
  Origin origin = Origin::kDefault;
  std::string where;  // "desobook.toml:3:11", or the variable's name
  // Hands a value to the command, or says what is wrong with it.
  std::function<std::string(const std::string&)> set;
};
using Settings = std::vector<Setting>;

std::string KeyOf(const Setting& setting);       // tx.decode.network
std::string VariableOf(const Setting& setting);  // DESOBOOK_TX_DECODE_NETWORK

// Both leave alone what has a value already, so the stronger source goes first.
// Whatever is unknown, of the wrong type or refused by its option is a failure,
// whichever command runs.
std::optional<Failure> ApplyFile(const ConfigFile& file, Settings& settings);
std::optional<Failure> ApplyEnvironment(const ConfigSources& sources,
                                        Settings& settings);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SETTINGS_H_
