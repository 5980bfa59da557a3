#include "src/cli.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <utility>

#include "src/suggest.h"

namespace desobook {

struct Command::Node {
  CLI::App* app = nullptr;
  std::unique_ptr<CLI::App> owned;  // the root only
  std::string path;                 // "desobook tx decode"
  std::string examples;
  Handler handler;
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

}  // namespace

Command& Command::Argument(const std::string& name, std::string* target,
                           const std::string& help) {
  node_->app->add_option(name, *target, help)->required()->type_name("");
  return *this;
}

Command& Command::OptionalArgument(const std::string& name,
                                   std::optional<std::string>* target,
                                   const std::string& help) {
  node_->app
      ->add_option_function<std::string>(
          name, [target](const std::string& value) { *target = value; }, help)
      ->type_name("");
  return *this;
}

Command& Command::Arguments(const std::string& name,
                            std::vector<std::string>* target,
                            const std::string& help) {
  node_->app->add_option(name, *target, help)->required()->type_name("");
  return *this;
}

Command& Command::Flag(const std::string& names, bool* target,
                       const std::string& help) {
  node_->app->add_flag(names, *target, help);
  return *this;
}

Command& Command::Option(const std::string& names,
                         std::optional<std::string>* target,
                         const std::string& value_name,
                         const std::string& help) {
  node_->app
      ->add_option_function<std::string>(
          names, [target](const std::string& value) { *target = value; }, help)
      ->type_name(value_name);
  return *this;
}

Command& Command::Option(const std::string& names,
                         std::optional<std::uint64_t>* target,
                         const std::string& value_name,
                         const std::string& help) {
  // The library itself would wrap "-1" and numbers that do not fit.
  node_->app
      ->add_option_function<std::string>(
          names,
          [target, names](const std::string& value) {
            std::uint64_t number = 0;
            const char* end = value.data() + value.size();
            const auto parsed = std::from_chars(value.data(), end, number);
            if (parsed.ec != std::errc() || parsed.ptr != end) {
              throw CLI::ValidationError(names,
                                         "'" + value +
                                             "' is no whole number from 0 to "
                                             "18446744073709551615");
            }
            *target = number;
          },
          help)
      ->type_name(value_name);
  return *this;
}

Command& Command::Choice(const std::string& names, std::string* target,
                         const std::vector<std::string>& values,
                         const std::string& help) {
  node_->app->add_option(names, *target, help)
      ->check(CLI::IsMember(values))
      ->type_name("")
      ->capture_default_str();
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
  root_->app->add_flag("--version", version_asked_, "Print the version");
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
    path = up->get_name() + " " + path;
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
  return node->handler(console);
}

std::vector<std::string> CommandLine::CommandNames() const {
  std::vector<std::string> names;
  for (const auto& child : root_->children) {
    if (child->children.empty()) names.push_back(child->app->get_name());
    for (const auto& grandchild : child->children) {
      names.push_back(child->app->get_name() + " " +
                      grandchild->app->get_name());
    }
  }
  return names;
}

}  // namespace desobook
