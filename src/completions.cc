#include "src/completions.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "src/text.h"

namespace desobook {
namespace {

// What stands in the place of a value.
enum class Kind { kAnything, kFile, kDirectory };

Kind KindOf(std::string_view value_name) {
  // Also "OUT.jsonl".
  if (value_name == "FILE" || value_name.find('.') != std::string_view::npos) {
    return Kind::kFile;
  }
  if (value_name == "DIRECTORY" || value_name == "DATASET") {
    return Kind::kDirectory;
  }
  return Kind::kAnything;
}

// One command with the words that lead to it, "tx decode"; the root has none.
struct Entry {
  const CommandInfo* command;
  std::vector<std::string> words;

  [[nodiscard]] std::string Path(std::string_view separator) const {
    std::string path;
    for (const std::string& word : words) {
      Append(path, path.empty() ? "" : separator, word);
    }
    return path;
  }
};

// All commands, parents before their children.
std::vector<Entry> Flatten(const CommandInfo& program) {
  std::vector<Entry> entries = {{&program, {}}};
  for (std::size_t i = 0; i < entries.size(); ++i) {
    for (const CommandInfo& child : entries[i].command->commands) {
      Entry below{&child, entries[i].words};
      below.words.push_back(child.name);
      entries.push_back(std::move(below));
    }
  }
  return entries;
}

std::vector<std::string> NamesOf(const OptionInfo& option) {
  std::vector<std::string> names;
  std::size_t start = 0;
  while (start < option.names.size()) {
    const std::size_t comma =
        std::min(option.names.find(',', start), option.names.size());
    names.push_back(option.names.substr(start, comma - start));
    start = comma + 1;
  }
  return names;
}

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    Append(text, text.empty() ? "" : " ", word);
  }
  return text;
}

// In single quotes of a POSIX shell, with `escaped` behind backslashes.
std::string Quoted(std::string_view text, std::string_view escaped = "") {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
      continue;
    }
    if (escaped.find(c) != std::string_view::npos) quoted += '\\';
    quoted += c;
  }
  return quoted + '\'';
}

constexpr char kBashStart[] =
    R"(# bash completion, written by `desobook completions bash`
_desobook() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
  local command= words= files= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command ${COMP_WORDS[i]}" in
)";
constexpr char kBashMiddle[] = R"(    esac
  done
  COMPREPLY=()
  case "$command $prev" in
)";
constexpr char kBashEnd[] = R"(  esac
  case $files in
    file)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      ;;
    directory)
      compopt -o filenames
      mapfile -t COMPREPLY < <(compgen -d -- "$cur")
      ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur") ;;
  esac
}
complete -F _desobook desobook
)";

std::string_view BashFiles(Kind kind) {
  switch (kind) {
    case Kind::kFile:
      return "files=file";
    case Kind::kDirectory:
      return "files=directory";
    case Kind::kAnything:
      break;
  }
  return "files=none";
}

void AppendBashValues(std::string& script, const Entry& entry) {
  for (const OptionInfo& option : entry.command->options) {
    if (option.kind == OptionInfo::Kind::kFlag) continue;
    script += "    ";
    std::string_view separator;
    for (const std::string& name : NamesOf(option)) {
      Append(script, separator, Quoted(Cat(entry.Path(" "), " ", name)));
      separator = " | ";
    }
    if (option.kind == OptionInfo::Kind::kChoice) {
      Append(script, ") words=", Quoted(Joined(option.choices)), " ;;\n");
    } else {
      Append(script, ") ", BashFiles(KindOf(option.value_name)), " ;;\n");
    }
  }
}

void AppendBashCommand(std::string& script, const Entry& entry) {
  std::string options;
  for (const OptionInfo& option : entry.command->options) {
    for (const std::string& name : NamesOf(option)) {
      Append(options, options.empty() ? "" : " ", name);
    }
  }
  std::string names;
  for (const CommandInfo& child : entry.command->commands) {
    Append(names, names.empty() ? "" : " ", child.name);
  }
  Kind kind = Kind::kAnything;
  if (!entry.command->arguments.empty()) {
    const ArgumentInfo& first = entry.command->arguments.front();
    kind = KindOf(first.name);
    names = Joined(first.choices);
  }
  Append(script, "        ", Quoted(entry.Path(" ")), ")\n",
         "          words=", Quoted(names), "\n");
  if (kind != Kind::kAnything) {
    Append(script, "          ", BashFiles(kind), "\n");
  }
  Append(script,
         "          if [[ $cur == -* ]]; then\n            files= words=",
         Quoted(options), "\n          fi\n          ;;\n");
}

constexpr char kZshEnd[] = R"(
if [[ $funcstack[1] == _desobook ]]; then
  _desobook "$@"
else
  compdef _desobook desobook
fi
)";

// Inside [...] and between colons of a specification.
constexpr char kZshSpecial[] = "[]:\\";

std::string ZshAction(const OptionInfo& option) {
  if (option.kind == OptionInfo::Kind::kChoice) {
    return Cat("(", Joined(option.choices), ")");
  }
  switch (KindOf(option.value_name)) {
    case Kind::kFile:
      return "_files";
    case Kind::kDirectory:
      return "_files -/";
    case Kind::kAnything:
      break;
  }
  return " ";
}

void AppendZshOptions(std::string& script, const Entry& entry) {
  for (const OptionInfo& option : entry.command->options) {
    for (const std::string& name : NamesOf(option)) {
      const bool flag = option.kind == OptionInfo::Kind::kFlag;
      // The shell's own quotes come last, around the whole specification.
      std::string spec =
          Cat(name, !flag && name.starts_with("--") ? "=[" : "[");
      for (const char c : option.help) {
        if (std::string_view(kZshSpecial).find(c) != std::string_view::npos) {
          spec += '\\';
        }
        spec += c;
      }
      spec += ']';
      if (!flag) {
        Append(spec, ":", option.value_name, ":", ZshAction(option));
      }
      Append(script, " \\\n    ", Quoted(spec));
    }
  }
}

void AppendZshArguments(std::string& script, const Entry& entry) {
  std::size_t position = 0;
  for (const ArgumentInfo& argument : entry.command->arguments) {
    OptionInfo value;
    value.kind = argument.choices.empty() ? OptionInfo::Kind::kText
                                          : OptionInfo::Kind::kChoice;
    value.value_name = argument.name;
    value.choices = argument.choices;
    const std::string place =
        argument.repeats ? "*" : std::to_string(++position);
    Append(script, " \\\n    ",
           Quoted(Cat(place, argument.required ? ":" : "::", argument.name, ":",
                      ZshAction(value))));
  }
}

void AppendZshFunction(std::string& script, const Entry& entry,
                       const std::string& function) {
  Append(script, "\n", function, "() {\n");
  if (entry.command->commands.empty()) {
    script += "  _arguments -s";
    AppendZshOptions(script, entry);
    AppendZshArguments(script, entry);
    script += "\n}\n";
    return;
  }
  script += "  local line state\n  local -a commands\n  _arguments -C";
  AppendZshOptions(script, entry);
  script +=
      " \\\n    '1: :->command' \\\n    '*:: :->rest'\n"
      "  case $state in\n    command)\n      commands=(\n";
  for (const CommandInfo& child : entry.command->commands) {
    Append(script, "        ", Quoted(Cat(child.name, ":", child.summary)),
           "\n");
  }
  script +=
      "      )\n      _describe command commands\n      ;;\n"
      "    rest)\n      case $line[1] in\n";
  for (const CommandInfo& child : entry.command->commands) {
    Append(script, "        ", child.name, ") ", function, "_", child.name,
           " ;;\n");
  }
  script += "      esac\n      ;;\n  esac\n}\n";
}

// When exactly the words of `entry` have been given.
std::string FishCondition(const Entry& entry) {
  std::string condition;
  for (const std::string& word : entry.words) {
    Append(condition, condition.empty() ? "" : "; and ",
           "__fish_seen_subcommand_from ", word);
  }
  if (entry.command->commands.empty()) return condition;
  Append(condition, condition.empty() ? "" : "; and ",
         "not __fish_seen_subcommand_from");
  for (const CommandInfo& child : entry.command->commands) {
    Append(condition, " ", child.name);
  }
  return condition;
}

// In single quotes of fish, which knows two escapes there.
std::string FishQuoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '\'';
}

std::string_view FishFiles(Kind kind) {
  switch (kind) {
    case Kind::kFile:
      return " -F";
    case Kind::kDirectory:
      return " -a '(__fish_complete_directories)'";
    case Kind::kAnything:
      break;
  }
  return "";
}

void AppendFishOptions(std::string& script, const Entry& entry,
                       const std::string& start) {
  for (const OptionInfo& option : entry.command->options) {
    script += start;
    for (const std::string& name : NamesOf(option)) {
      const bool is_long = name.starts_with("--");
      Append(script, is_long ? " -l " : " -s ", name.substr(is_long ? 2 : 1));
    }
    if (option.kind == OptionInfo::Kind::kChoice) {
      Append(script, " -x -a ", FishQuoted(Joined(option.choices)));
    } else if (option.kind != OptionInfo::Kind::kFlag) {
      Append(script, " -r", FishFiles(KindOf(option.value_name)));
    }
    Append(script, " -d ", FishQuoted(option.help), "\n");
  }
}

}  // namespace

std::string BashCompletions(const CommandInfo& program) {
  std::string script = kBashStart;
  const std::vector<Entry> entries = Flatten(program);
  for (const Entry& entry : entries) {
    for (const CommandInfo& child : entry.command->commands) {
      const std::string path = entry.Path(" ");
      Append(script, "      ", Quoted(Cat(path, " ", child.name)), ") command=",
             Quoted(path.empty() ? child.name : Cat(path, " ", child.name)),
             " ;;\n");
    }
  }
  script += kBashMiddle;
  for (const Entry& entry : entries) AppendBashValues(script, entry);
  script += "    *)\n      case $command in\n";
  for (const Entry& entry : entries) AppendBashCommand(script, entry);
  script += "      esac\n      ;;\n";
  return script + kBashEnd;
}

std::string ZshCompletions(const CommandInfo& program) {
  std::string script =
      "#compdef desobook\n"
      "# zsh completion, written by `desobook completions zsh`\n";
  for (const Entry& entry : Flatten(program)) {
    std::string function = "_desobook";
    for (const std::string& word : entry.words) Append(function, "_", word);
    AppendZshFunction(script, entry, function);
  }
  return script + kZshEnd;
}

std::string FishCompletions(const CommandInfo& program) {
  std::string script =
      "# fish completion, written by `desobook completions fish`\n"
      "complete -c desobook -f\n";
  for (const Entry& entry : Flatten(program)) {
    const std::string start =
        Cat("complete -c desobook -n ", FishQuoted(FishCondition(entry)));
    for (const CommandInfo& child : entry.command->commands) {
      Append(script, start, " -a ", child.name, " -d ",
             FishQuoted(child.summary), "\n");
    }
    AppendFishOptions(script, entry, start);
    if (!entry.command->arguments.empty()) {
      const ArgumentInfo& first = entry.command->arguments.front();
      const std::string_view files = FishFiles(KindOf(first.name));
      if (!first.choices.empty()) {
        Append(script, start, " -a ", FishQuoted(Joined(first.choices)), "\n");
      } else if (!files.empty()) {
        Append(script, start, files, "\n");
      }
    }
  }
  return script;
}

}  // namespace desobook
