#include "src/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <deque>
#include <utility>

#include "src/suggest.h"

namespace desobook {

struct Command::Node {
  struct OptionNode {
    OptionInfo info;
    Setter set;
    std::optional<std::string> given;  // on the command line
  };
  CLI::App* app = nullptr;
  std::unique_ptr<CLI::App> owned;  // the root only
  std::string path;                 // "desobook tx decode"
  std::string examples;
  Handler handler;
  bool without_config = false;
  std::vector<ArgumentInfo> arguments;
  std::deque<OptionNode> options;     // they stay where they are
  std::optional<std::string> config;  // --config
  std::vector<std::unique_ptr<Node>> children;

  Node* AddChild(const std::string& name, const std::string& summary) {
    auto child = std::make_unique<Node>();
    child->app = app->add_subcommand(name, summary);
    child->path = path + " " + name;
    children.push_back(std::move(child));
    return children.back().get();
  }
};

namespace {

constexpr char kVersionHelp[] = "Print the version";

std::vector<std::string> ChildNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* child : app.get_subcommands({})) {
    names.push_back(child->get_name());
  }
  return names;
}

std::vector<std::string> OptionNames(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options({})) {
    for (const std::string& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

std::string WithSuggestion(std::string text, std::string_view word,
                           const std::vector<std::string>& candidates) {
  if (const auto near = Suggest(word, candidates)) {
    text += "; did you mean '" + *near + "'?";
  }
  return text;
}

// What is wrong with `value` where one of `values` must stand; empty if it is
// one of them.
std::string NoneOf(const std::string& value,
                   const std::vector<std::string>& values) {
  if (std::find(values.begin(), values.end(), value) != values.end()) return {};
  return WithSuggestion(
      "'" + value + "' is none of " + CLI::detail::join(values, ", "), value,
      values);
}

}  // namespace

Command& Command::Argument(const std::string& name, std::string* target,
                           const std::string& help) {
  node_->app->add_option(name, *target, help)->required()->type_name("");
  node_->arguments.push_back({name, help, true, false, {}});
  return *this;
}

Command& Command::OptionalArgument(const std::string& name,
                                   std::optional<std::string>* target,
                                   const std::string& help) {
  node_->app
      ->add_option_function<std::string>(
          name, [target](const std::string& value) { *target = value; }, help)
      ->type_name("");
  node_->arguments.push_back({name, help, false, false, {}});
  return *this;
}

Command& Command::Argument(const std::string& name, std::string* target,
                           const std::vector<std::string>& values,
                           const std::string& help) {
  node_->app->add_option(name, *target, help)
      ->required()
      ->check(
          [values](const std::string& value) { return NoneOf(value, values); })
      ->type_name("");
  node_->arguments.push_back({name, help, true, false, values});
  return *this;
}

Command& Command::Arguments(const std::string& name,
                            std::vector<std::string>* target,
                            const std::string& help) {
  node_->app->add_option(name, *target, help)->required()->type_name("");
  node_->arguments.push_back({name, help, true, true, {}});
  return *this;
}

Command& Command::AddOption(OptionInfo info, Setter set) {
  Node::OptionNode& node = node_->options.emplace_back();
  node.info = std::move(info);
  node.set = std::move(set);
  const OptionInfo& is = node.info;
  const auto take = [&node](const std::string& value) {
    const std::string wrong = node.set(value);
    if (!wrong.empty()) throw CLI::ValidationError(node.info.names, wrong);
    node.given = value;
  };
  if (is.kind == OptionInfo::Kind::kFlag) {
    // "--json --json=false" counts to nothing.
    node_->app->add_flag_function(
        is.names,
        [take](std::int64_t count) { take(count > 0 ? "true" : "false"); },
        is.help);
    return *this;
  }
  node_->app->add_option_function<std::string>(is.names, take, is.help)
      ->type_name(is.value_name);
  return *this;
}

Command& Command::Flag(const std::string& names, bool* target,
                       const std::string& help) {
  return AddOption(
      {.kind = OptionInfo::Kind::kFlag, .names = names, .help = help},
      [target](const std::string& value) {
        *target = value == "true";
        return std::string();
      });
}

Command& Command::Option(const std::string& names,
                         std::optional<std::string>* target,
                         const std::string& value_name,
                         const std::string& help) {
  return AddOption({.kind = OptionInfo::Kind::kText,
                    .names = names,
                    .value_name = value_name,
                    .help = help},
                   [target](const std::string& value) {
                     *target = value;
                     return std::string();
                   });
}

Command& Command::Option(const std::string& names,
                         std::optional<std::uint64_t>* target,
                         const std::string& value_name,
                         const std::string& help) {
  // The library itself would wrap "-1" and numbers that do not fit.
  return AddOption({.kind = OptionInfo::Kind::kNumber,
                    .names = names,
                    .value_name = value_name,
                    .help = help},
                   [target](const std::string& value) {
                     std::uint64_t number = 0;
                     const char* end = value.data() + value.size();
                     const auto parsed =
                         std::from_chars(value.data(), end, number);
                     if (parsed.ec != std::errc() || parsed.ptr != end) {
                       return "'" + value +
                              "' is no whole number from 0 to "
                              "18446744073709551615";
                     }
                     *target = number;
                     return std::string();
                   });
}

Command& Command::Choice(const std::string& names, std::string* target,
                         const std::vector<std::string>& values,
                         const std::string& help) {
  return AddOption({.kind = OptionInfo::Kind::kChoice,
                    .names = names,
                    .value_name = CLI::detail::join(values, "|"),
                    .help = help + " (default " + *target + ")",
                    .choices = values,
                    .default_value = *target},
                   [target, values](const std::string& value) {
                     std::string wrong = NoneOf(value, values);
                     if (wrong.empty()) *target = value;
                     return wrong;
                   });
}

Command& Command::CommandLineOnly() {
  node_->options.back().info.command_line_only = true;
  return *this;
}

Command& Command::WithoutConfig() {
  node_->without_config = true;
  return *this;
}

Command& Command::Example(const std::string& text) {
  node_->examples += "  " + text + "\n";
  node_->app->footer("Examples:\n" + node_->examples);
  return *this;
}

Command& Command::Action(Handler handler) {
  node_->handler = std::move(handler);
  return *this;
}

Command Command::Add(const std::string& name, const std::string& summary) {
  node_->app->require_subcommand(1);
  return Command(node_->AddChild(name, summary));
}

CommandLine::CommandLine(const std::string& name, const std::string& summary)
    : root_(std::make_unique<Command::Node>()) {
  root_->owned = std::make_unique<CLI::App>(summary, name);
  root_->app = root_->owned.get();
  root_->path = name;
  root_->app->set_help_flag("-h,--help", "Print this help and leave");
}

CommandLine::~CommandLine() = default;

Command CommandLine::Add(const std::string& name, const std::string& summary) {
  return Command(root_->AddChild(name, summary));
}

void CommandLine::OnVersion(Command::Handler handler) {
  version_ = std::move(handler);
  root_->app->add_flag("--version", version_asked_, kVersionHelp);
}

namespace {

// The first word that should name a command and does not.
struct UnknownWord {
  const CLI::App* app;  // whose command is missing
  std::string word;
};

std::optional<UnknownWord> FindUnknownCommand(
    const CLI::App* app, const std::vector<std::string>& args) {
  for (const std::string& arg : args) {
    if (app->get_subcommands({}).empty()) return std::nullopt;
    // No option that takes a value comes before a command.
    if (!arg.empty() && arg.front() == '-') continue;
    const std::vector<std::string> names = ChildNames(*app);
    if (std::find(names.begin(), names.end(), arg) == names.end()) {
      return UnknownWord{app, arg};
    }
    app = app->get_subcommand(arg);
  }
  return std::nullopt;
}

const CLI::App* DeepestParsed(const CLI::App* app) {
  while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
  return app;
}

std::string PathOf(const CLI::App* app) {
  std::string path = app->get_name();
  for (const CLI::App* up = app->get_parent(); up != nullptr;
       up = up->get_parent()) {
    path.insert(0, up->get_name() + " ");
  }
  return path;
}

Failure UsageFailure(std::string what, const CLI::App* app) {
  return Failure{ExitCode::kUsage, std::move(what), "command line",
                 "see '" + PathOf(app) + " --help'"};
}

Failure DescribeParseError(const CLI::ParseError& error, const CLI::App& root) {
  const CLI::App* app = DeepestParsed(&root);
  std::string what = error.what();
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const std::vector<std::string> rest = root.remaining(true);
    if (!rest.empty() && rest.front().starts_with("-")) {
      const std::string& word = rest.front();
      what = WithSuggestion(
          "unknown option '" + word + "' of '" + PathOf(app) + "'",
          word.substr(0, word.find('=')), OptionNames(*app));
    } else if (!rest.empty()) {
      what = "unexpected argument '" + rest.front() + "'";
    }
  }
  // CLI11 puts line ends into some messages.
  std::replace(what.begin(), what.end(), '\n', ' ');
  return UsageFailure(std::move(what), app);
}

}  // namespace

ExitCode CommandLine::Run(const std::vector<std::string>& args,
                          Console& console) {
  CLI::App& root = *root_->app;
  if (args.empty()) {
    console.err << root.help();
    return ExitCode::kUsage;
  }
  if (const auto unknown = FindUnknownCommand(&root, args)) {
    return Report(
        console,
        UsageFailure(WithSuggestion("unknown command '" + PathOf(unknown->app) +
                                        " " + unknown->word + "'",
                                    unknown->word, ChildNames(*unknown->app)),
                     unknown->app));
  }
  try {
    // CLI11 takes the words last first.
    std::vector<std::string> reversed(args.rbegin(), args.rend());
    root.parse(std::move(reversed));
  } catch (const CLI::CallForHelp&) {
    console.out << root.help();  // of the command parsed last
    return ExitCode::kOk;
  } catch (const CLI::ParseError& error) {
    return Report(console, DescribeParseError(error, root));
  }
  if (version_asked_) return version_(console);
  const Command::Node* node = root_.get();
  while (!node->handler) {
    const auto child = std::find_if(
        node->children.begin(), node->children.end(),
        [](const auto& candidate) { return candidate->app->parsed(); });
    if (child == node->children.end()) {
      return Report(console, UsageFailure("a command is missing", node->app));
    }
    node = child->get();
  }
  if (sources_ && !node->without_config) {
    if (const auto failure = Configure(*node)) return Report(console, *failure);
  }
  return node->handler(console);
}

namespace {

// Calls `visit(node, path)` for every command that does something, depth
// first, in order of addition. `path` leaves the program's name out.
template <typename Node, typename Visit>
void ForEachLeaf(Node& node, const std::vector<std::string>& path,
                 const Visit& visit) {
  if (node.children.empty()) visit(node, path);
  for (const auto& child : node.children) {
    std::vector<std::string> below = path;
    below.push_back(child->app->get_name());
    ForEachLeaf(*child, below, visit);
  }
}

constexpr char kConfigHelp[] =
    "Configuration file (default: $DESOBOOK_CONFIG, ./desobook.toml, then "
    "$XDG_CONFIG_HOME/desobook/config.toml)";

}  // namespace

void CommandLine::UseConfig(ConfigSources sources) {
  sources_ = std::move(sources);
  ForEachLeaf(*root_, {}, [](Command::Node& node, const auto&) {
    if (node.without_config) return;
    node.app
        ->add_option_function<std::string>(
            "--config",
            [&node](const std::string& value) { node.config = value; },
            kConfigHelp)
        ->type_name("FILE");
  });
}

std::optional<Failure> CommandLine::Configure(const Command::Node& command) {
  settings_.clear();
  ForEachLeaf(*root_, {}, [this](Command::Node& node, const auto& path) {
    if (node.without_config) return;
    for (const Command::Node::OptionNode& option : node.options) {
      Setting setting;
      setting.path = path;
      setting.path.push_back(option.info.LongName());
      setting.option = option.info;
      setting.set = option.set;
      if (option.given) {
        setting.value = option.given;
        setting.origin = Setting::Origin::kCommandLine;
        setting.where = "command line";
      }
      settings_.push_back(std::move(setting));
    }
  });
  if (auto failure = ApplyEnvironment(*sources_, settings_)) return failure;
  const auto name = FindConfigFile(*sources_, command.config);
  if (!name) return std::nullopt;
  ConfigFile file;
  if (auto failure = ReadConfigFile(*name, file)) return failure;
  return ApplyFile(file, settings_);
}

namespace {

template <typename Node>
CommandInfo InfoOf(const Node& node, bool with_config) {
  CommandInfo info;
  info.name = node.app->get_name();
  info.summary = node.app->get_description();
  info.arguments = node.arguments;
  for (const auto& option : node.options) info.options.push_back(option.info);
  if (node.children.empty() && with_config && !node.without_config) {
    info.options.push_back({.kind = OptionInfo::Kind::kText,
                            .names = "--config",
                            .value_name = "FILE",
                            .help = kConfigHelp});
  }
  for (const auto& child : node.children) {
    info.commands.push_back(InfoOf(*child, with_config));
  }
  return info;
}

}  // namespace

CommandInfo CommandLine::Tree() const {
  CommandInfo tree = InfoOf(*root_, sources_.has_value());
  // Those that the parser library adds by itself.
  const OptionInfo help{.kind = OptionInfo::Kind::kFlag,
                        .names = "-h,--help",
                        .help = "Print this help and leave"};
  std::vector<CommandInfo*> open = {&tree};
  while (!open.empty()) {
    CommandInfo* at = open.back();
    open.pop_back();
    at->options.insert(at->options.begin(), help);
    for (CommandInfo& child : at->commands) open.push_back(&child);
  }
  if (version_) {
    tree.options.push_back({.kind = OptionInfo::Kind::kFlag,
                            .names = "--version",
                            .help = kVersionHelp});
  }
  return tree;
}

}  // namespace desobook
