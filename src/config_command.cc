// desobook config show

#include <algorithm>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/commands.h"
#include "src/json_output.h"
#include "src/settings.h"
#include "src/text.h"

namespace desobook {
namespace {

struct ShowOptions {
  bool origin = false;
  bool json = false;
};

std::string_view OriginName(Setting::Origin origin) {
  switch (origin) {
    case Setting::Origin::kDefault:
      return "default";
    case Setting::Origin::kFile:
      return "file";
    case Setting::Origin::kEnvironment:
      return "environment";
    case Setting::Origin::kCommandLine:
      return "command line";
  }
  return {};
}

// What counts when nobody says anything; nothing where the option's help says
// what then happens.
std::optional<std::string> ValueOf(const Setting& setting) {
  if (setting.value) return setting.value;
  switch (setting.option.kind) {
    case OptionInfo::Kind::kFlag:
      return "false";
    case OptionInfo::Kind::kChoice:
      return setting.option.default_value;
    case OptionInfo::Kind::kText:
    case OptionInfo::Kind::kNumber:
      break;
  }
  return std::nullopt;
}

// A basic string of TOML, on one line.
std::string Quoted(const std::string& text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      Append(quoted, "\\u00", std::string{kDigits[byte >> 4]},
             std::string{kDigits[byte & 15]});
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string TomlOf(const Setting& setting, const std::string& value) {
  const bool bare = setting.option.kind == OptionInfo::Kind::kFlag ||
                    setting.option.kind == OptionInfo::Kind::kNumber;
  return bare ? value : Quoted(value);
}

// Text that is itself a configuration file of the same meaning.
void PrintToml(const Settings& settings, bool origin, Console& console) {
  std::string table;
  for (const Setting& setting : settings) {
    if (setting.option.command_line_only) continue;
    const std::string key = KeyOf(setting);
    const std::size_t dot = key.rfind('.');
    if (key.substr(0, dot) != table) {
      console.out << (table.empty() ? "" : "\n");
      table = key.substr(0, dot);
      console.out << '[' << table << "]\n";
    }
    const std::optional<std::string> value = ValueOf(setting);
    std::string line =
        value ? Cat(key.substr(dot + 1), " = ", TomlOf(setting, *value))
              : Cat("# ", key.substr(dot + 1), " is not set");
    if (origin) {
      constexpr std::size_t kOriginColumn = 40;
      line.resize(std::max(line.size() + 2, kOriginColumn), ' ');
      Append(line, "# ", OriginName(setting.origin));
      if (setting.origin == Setting::Origin::kFile ||
          setting.origin == Setting::Origin::kEnvironment) {
        Append(line, " ", setting.where);
      }
    }
    console.out << line << '\n';
  }
}

void PrintJson(const Settings& settings, Console& console) {
  Json document = NewDocument("config", 1);
  document["settings"] = Json::array();
  for (const Setting& setting : settings) {
    if (setting.option.command_line_only) continue;
    const std::optional<std::string> value = ValueOf(setting);
    Json one = Json::object();
    one["key"] = KeyOf(setting);
    one["variable"] = VariableOf(setting);
    if (!value) {
      one["value"] = nullptr;
    } else if (setting.option.kind == OptionInfo::Kind::kFlag) {
      one["value"] = *value == "true";
    } else {
      one["value"] = *value;
    }
    one["origin"] = OriginName(setting.origin);
    one["where"] = setting.where.empty() ? Json(nullptr) : Json(setting.where);
    document["settings"].push_back(std::move(one));
  }
  WriteJson(console.out, document);
}

}  // namespace

void AddConfigCommand(CommandLine& line) {
  auto options = std::make_shared<ShowOptions>();
  Command config = line.Add("config", "Look into the configuration");
  config.Example("desobook config show --origin")
      .Add("show", "Print the value that every option has now, as TOML")
      .Flag("--origin", &options->origin,
            "Say where each value comes from: default, file:line:column, "
            "environment or command line")
      .Flag("--json", &options->json, "Print one JSON document")
      .Example("desobook config show")
      .Example("DESOBOOK_REPLAY_NETWORK=regtest desobook config show --origin")
      .Action([options, &line](Console& console) {
        if (options->json) {
          PrintJson(line.settings(), console);
        } else {
          PrintToml(line.settings(), options->origin, console);
        }
        return ExitCode::kOk;
      });
}

}  // namespace desobook
