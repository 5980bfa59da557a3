#include "src/settings.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "src/suggest.h"
#include "src/text.h"

namespace desobook {
namespace {

using Path = std::vector<std::string>;

std::string Join(const Path& path, char separator) {
  std::string text;
  for (const std::string& part : path) {
    if (!text.empty()) text += separator;
    text += part;
  }
  return text;
}

std::string UpperCase(std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == '-' || c == '.') c = '_';
  }
  return text;
}

bool IsBelow(const Path& path, const Path& table) {
  return path.size() > table.size() &&
         std::equal(table.begin(), table.end(), path.begin());
}

std::string WithSuggestion(std::string what, const std::string& word,
                           const std::vector<std::string>& known) {
  if (const auto near = Suggest(word, known)) {
    Append(what, "; did you mean '", *near, "'?");
  }
  return what;
}

// Names of what a file may hold: keys, and the tables that they lie in.
std::vector<std::string> KnownKeys(const Settings& settings, bool tables) {
  std::vector<std::string> known;
  for (const Setting& setting : settings) {
    std::string key = KeyOf(setting);
    if (tables) key.erase(key.rfind('.'));
    if (known.empty() || known.back() != key) known.push_back(std::move(key));
  }
  return known;
}

ConfigEntry::Kind KindFor(const OptionInfo& option) {
  switch (option.kind) {
    case OptionInfo::Kind::kFlag:
      return ConfigEntry::Kind::kBool;
    case OptionInfo::Kind::kNumber:
      return ConfigEntry::Kind::kInteger;
    case OptionInfo::Kind::kText:
    case OptionInfo::Kind::kChoice:
      break;
  }
  return ConfigEntry::Kind::kText;
}

constexpr char kShowAdvice[] =
    "'desobook config show' lists every key; see desobook-config(5)";

std::optional<Failure> ApplyEntry(const ConfigEntry& entry,
                                  const std::string& file, Settings& settings) {
  const auto at = [&file](const ConfigEntry::Place& place) {
    return Cat(file, ":", place.line, ":", place.column);
  };
  const std::string where = at(entry.value);
  const std::string key = Join(entry.path, '.');
  if (entry.kind == ConfigEntry::Kind::kTable) {
    const bool known = std::any_of(
        settings.begin(), settings.end(),
        [&entry](const Setting& s) { return IsBelow(s.path, entry.path); });
    if (known) return std::nullopt;
  }
  const auto setting =
      std::find_if(settings.begin(), settings.end(),
                   [&entry](const Setting& s) { return s.path == entry.path; });
  if (setting == settings.end()) {
    const bool table = entry.kind == ConfigEntry::Kind::kTable;
    return Failure{
        ExitCode::kConfig,
        WithSuggestion(
            Cat(table ? "unknown table '" : "unknown key '", key, "'"), key,
            KnownKeys(settings, table)),
        at(entry.key), kShowAdvice};
  }
  if (setting->option.command_line_only) {
    return Failure{ExitCode::kConfig,
                   Cat("'", key, "' can be given on the command line only"),
                   at(entry.key), "remove it from the file"};
  }
  const ConfigEntry::Kind wanted = KindFor(setting->option);
  if (entry.kind != wanted) {
    return Failure{ExitCode::kConfig,
                   Cat("'", key, "' is ", KindName(entry.kind), "; it must be ",
                       KindName(wanted)),
                   where,
                   entry.kind == ConfigEntry::Kind::kFloat
                       ? "write amounts as quoted decimals, e.g. \"0.25\": "
                         "nothing here is a floating-point number"
                       : kShowAdvice};
  }
  if (setting->value) return std::nullopt;
  const std::string wrong = setting->set(entry.text);
  if (!wrong.empty()) {
    return Failure{ExitCode::kConfig, Cat("'", key, "': ", wrong), where,
                   kShowAdvice};
  }
  setting->value = entry.text;
  setting->origin = Setting::Origin::kFile;
  setting->where = where;
  return std::nullopt;
}

// "true", "false" and their numbers; nothing for other words.
std::optional<std::string> FlagFromText(std::string_view text) {
  if (text == "true" || text == "1") return "true";
  if (text == "false" || text == "0") return "false";
  return std::nullopt;
}

// A variable that starts as those of a command do and names no option of it.
std::optional<Failure> FindUnknownVariable(const ConfigSources& sources,
                                           const Settings& settings) {
  std::vector<std::string> known;
  for (const Setting& setting : settings) known.push_back(VariableOf(setting));
  for (const auto& [name, value] : sources.environment) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    for (const Setting& setting : settings) {
      Path command = setting.path;
      command.back() = "";
      if (!name.starts_with(Cat("DESOBOOK_", UpperCase(Join(command, '_'))))) {
        continue;
      }
      return Failure{
          ExitCode::kConfig,
          WithSuggestion(Cat("unknown variable '", name, "'"), name, known),
          "environment", "correct its name, or unset it"};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string KeyOf(const Setting& setting) { return Join(setting.path, '.'); }

std::string VariableOf(const Setting& setting) {
  return Cat("DESOBOOK_", UpperCase(Join(setting.path, '_')));
}

std::optional<Failure> ApplyFile(const ConfigFile& file, Settings& settings) {
  for (const ConfigEntry& entry : file.entries) {
    if (auto failure = ApplyEntry(entry, file.name, settings)) return failure;
  }
  return std::nullopt;
}

std::optional<Failure> ApplyEnvironment(const ConfigSources& sources,
                                        Settings& settings) {
  for (Setting& setting : settings) {
    const std::string name = VariableOf(setting);
    const auto found = sources.environment.find(name);
    // Empty is the usual way to switch a variable off.
    if (found == sources.environment.end() || found->second.empty()) continue;
    if (setting.option.command_line_only) {
      return Failure{
          ExitCode::kConfig,
          Cat("'", KeyOf(setting), "' can be given on the command line only"),
          Cat("environment, ", name), "unset the variable"};
    }
    if (setting.value) continue;
    std::string value = found->second;
    std::string wrong;
    if (setting.option.kind == OptionInfo::Kind::kFlag) {
      const auto flag = FlagFromText(value);
      if (!flag) wrong = Cat("'", value, "' is neither true nor false");
      value = flag.value_or("");
    }
    if (wrong.empty()) wrong = setting.set(value);
    if (!wrong.empty()) {
      return Failure{ExitCode::kConfig, Cat("'", name, "': ", wrong),
                     "environment", "correct its value, or unset it"};
    }
    setting.value = value;
    setting.origin = Setting::Origin::kEnvironment;
    setting.where = name;
  }
  return FindUnknownVariable(sources, settings);
}

}  // namespace desobook
