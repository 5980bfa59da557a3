// A configuration file: where it lies, and what it says with line and column.
// The TOML parser stays inside config_file.cc.

#ifndef DESOBOOK_SRC_CONFIG_FILE_H_
#define DESOBOOK_SRC_CONFIG_FILE_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/console.h"

namespace desobook {

// What a process hands to its configuration.
struct ConfigSources {
  std::map<std::string, std::string> environment;
  std::string directory = ".";
};
ConfigSources SourcesOfProcess();

struct ConfigEntry {
  enum class Kind : std::uint8_t {
    kTable,
    kText,
    kInteger,
    kBool,
    kFloat,
    kOther,  // array, date, time
  };
  Kind kind = Kind::kTable;
  std::vector<std::string> path;  // {"tx", "decode", "network"}
  std::string text;               // of kText, kInteger, kBool
  struct Place {                  // both count from 1
    std::size_t line = 0;
    std::size_t column = 0;
  };
  Place key;
  Place value;
};
// "text", "a whole number", ...
std::string KindName(ConfigEntry::Kind kind);

struct ConfigFile {
  std::string name;                  // as found or given
  std::vector<ConfigEntry> entries;  // in the order of the file
};

// The first of: `given` (--config), $DESOBOOK_CONFIG, desobook.toml in the
// directory, desobook/config.toml in $XDG_CONFIG_HOME or $HOME/.config. The
// first two must exist; an empty $DESOBOOK_CONFIG means none at all.
std::optional<std::string> FindConfigFile(
    const ConfigSources& sources, const std::optional<std::string>& given);

// Fills `file`, or says why not: file, line, column.
std::optional<Failure> ReadConfigFile(const std::string& name,
                                      ConfigFile& file);

}  // namespace desobook

#endif  // DESOBOOK_SRC_CONFIG_FILE_H_
