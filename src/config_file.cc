#include "src/config_file.h"

#include <unistd.h>

// Errors come back as values, and the whole parser is compiled here.
#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <utility>

#include "src/text.h"

namespace desobook {
namespace {

// Far above any configuration; bounds what a wrong path can make us hold.
constexpr std::size_t kMaxBytes = std::size_t{1} << 20;

std::optional<std::string> Variable(const ConfigSources& sources,
                                    const std::string& name) {
  const auto found = sources.environment.find(name);
  if (found == sources.environment.end()) return std::nullopt;
  return found->second;
}

// Not empty and absolute, as the XDG base directory specification demands.
std::optional<std::filesystem::path> FolderIn(const ConfigSources& sources,
                                              const std::string& name) {
  const auto value = Variable(sources, name);
  if (!value || !std::filesystem::path(*value).is_absolute()) {
    return std::nullopt;
  }
  return std::filesystem::path(*value);
}

ConfigEntry::Kind KindOf(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return ConfigEntry::Kind::kTable;
    case toml::node_type::string:
      return ConfigEntry::Kind::kText;
    case toml::node_type::integer:
      return ConfigEntry::Kind::kInteger;
    case toml::node_type::boolean:
      return ConfigEntry::Kind::kBool;
    case toml::node_type::floating_point:
      return ConfigEntry::Kind::kFloat;
    case toml::node_type::none:
    case toml::node_type::array:
    case toml::node_type::date:
    case toml::node_type::time:
    case toml::node_type::date_time:
      break;
  }
  return ConfigEntry::Kind::kOther;
}

ConfigEntry::Place PlaceOf(const toml::source_region& region) {
  return {region.begin.line, region.begin.column};
}

std::string TextOf(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* number = node.as_integer()) {
    return std::to_string(number->get());
  }
  if (const auto* flag = node.as_boolean())
    return flag->get() ? "true" : "false";
  return {};
}

// Walks the tables below `top`; their nesting is bounded by the parser.
void Flatten(const toml::table& top, std::vector<ConfigEntry>& entries) {
  struct Open {
    const toml::table* table;
    std::vector<std::string> path;
  };
  std::vector<Open> open = {{&top, {}}};
  while (!open.empty()) {
    const Open at = std::move(open.back());
    open.pop_back();
    for (const auto& [key, node] : *at.table) {
      ConfigEntry entry;
      entry.kind = KindOf(node);
      entry.path = at.path;
      entry.path.emplace_back(key.str());
      entry.text = TextOf(node);
      entry.key = PlaceOf(key.source());
      entry.value = PlaceOf(node.source());
      if (const auto* table = node.as_table()) {
        open.push_back({table, entry.path});
      }
      entries.push_back(std::move(entry));
    }
  }
  // The parser sorts by key; the first mistake of the file comes first.
  std::stable_sort(entries.begin(), entries.end(),
                   [](const ConfigEntry& a, const ConfigEntry& b) {
                     return std::pair(a.key.line, a.key.column) <
                            std::pair(b.key.line, b.key.column);
                   });
}

Failure Unreadable(const std::string& name, std::string what) {
  return Failure{ExitCode::kConfig, std::move(what), name,
                 "give the path of a TOML file that you may read; an empty "
                 "DESOBOOK_CONFIG means no file"};
}

}  // namespace

ConfigSources SourcesOfProcess() {
  ConfigSources sources;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    sources.environment.emplace(text.substr(0, equals),
                                text.substr(equals + 1));
  }
  return sources;
}

std::string KindName(ConfigEntry::Kind kind) {
  switch (kind) {
    case ConfigEntry::Kind::kTable:
      return "a table";
    case ConfigEntry::Kind::kText:
      return "quoted text";
    case ConfigEntry::Kind::kInteger:
      return "a whole number";
    case ConfigEntry::Kind::kBool:
      return "true or false";
    case ConfigEntry::Kind::kFloat:
      return "a number with a point";
    case ConfigEntry::Kind::kOther:
      break;
  }
  return "a list, date or time";
}

std::optional<std::string> FindConfigFile(
    const ConfigSources& sources, const std::optional<std::string>& given) {
  if (given) return given;
  if (auto named = Variable(sources, "DESOBOOK_CONFIG")) {
    if (named->empty()) return std::nullopt;
    return named;
  }
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path here = sources.directory == "."
                            ? fs::path("desobook.toml")
                            : fs::path(sources.directory) / "desobook.toml";
  if (fs::exists(here, ignored)) return here.string();
  std::optional<fs::path> home = FolderIn(sources, "XDG_CONFIG_HOME");
  if (!home) {
    home = FolderIn(sources, "HOME");
    if (home) *home /= ".config";
  }
  if (!home) return std::nullopt;
  const fs::path user = *home / "desobook" / "config.toml";
  if (fs::exists(user, ignored)) return user.string();
  return std::nullopt;
}

std::optional<Failure> ReadConfigFile(const std::string& name,
                                      ConfigFile& file) {
  std::error_code error;
  if (std::filesystem::is_directory(name, error)) {
    return Unreadable(name, "the configuration is a directory");
  }
  std::ifstream stream(name, std::ios::binary);
  if (!stream) return Unreadable(name, "the configuration cannot be read");
  std::string text;
  std::array<char, 65536> chunk{};
  while (text.size() <= kMaxBytes && stream) {
    stream.read(chunk.data(), chunk.size());
    text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return Unreadable(name, "the configuration cannot be read");
  if (text.size() > kMaxBytes) {
    return Unreadable(
        name, Cat("the configuration is longer than ", kMaxBytes, " bytes"));
  }
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    const toml::source_position at = parsed.error().source().begin;
    return Failure{ExitCode::kConfig, std::string(parsed.error().description()),
                   Cat(name, ":", at.line, ":", at.column),
                   "write TOML: see desobook-config(5) and toml.io"};
  }
  file.name = name;
  Flatten(parsed.table(), file.entries);
  return std::nullopt;
}

}  // namespace desobook
