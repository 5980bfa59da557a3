// Configuration: which source wins, and what each mistake is told as.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "src/cli.h"
#include "src/commands.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;

struct Seen {
  bool flag = false;
  bool fast = false;
  bool plain = false;
  std::optional<std::uint64_t> number;
  std::optional<std::string> text;
  std::optional<std::string> output;
  std::string choice = "mainnet";
};

struct Outcome {
  ExitCode code = ExitCode::kFailed;
  std::string err;
  Seen seen;
  Settings settings;
};

// A folder, an environment and the commands `run` and `key make`.
class ConfigTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(::testing::TempDir()) / "desobook_config" / info->name();
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    sources_.directory = folder_.string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Write(const std::string& name, const std::string& text) {
    const fs::path path = folder_ / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }

  Outcome Run(const std::vector<std::string>& args = {"run"}) const {
    auto seen = std::make_shared<Seen>();
    Outcome outcome;
    CommandLine line("sample", "A sample.");
    line.Add("run", "Runs")
        .Flag("--flag", &seen->flag, "a flag")
        .Option("-n,--number", &seen->number, "N", "a number")
        .Option("--text", &seen->text, "TEXT", "a text")
        .Option("--output", &seen->output, "FILE", "a file")
        .CommandLineOnly()
        .Choice("--some-choice", &seen->choice, {"mainnet", "testnet"}, "which")
        .Action([&](Console&) {
          outcome.settings = line.settings();
          return ExitCode::kOk;
        });
    Command key = line.Add("key", "Keys");
    key.Add("make", "Makes")
        .Flag("--fast", &seen->fast, "a flag")
        .Action([](Console&) { return ExitCode::kOk; });
    line.Add("plain", "Needs no configuration")
        .WithoutConfig()
        .Flag("--flag", &seen->plain, "a flag")
        .Action([](Console&) { return ExitCode::kOk; });
    line.UseConfig(sources_);
    std::ostringstream out;
    std::ostringstream err;
    Console console{out, err};
    outcome.code = line.Run(args, console);
    outcome.err = err.str();
    outcome.seen = *seen;
    return outcome;
  }

  fs::path folder_;
  ConfigSources sources_;
};

const Setting& Find(const Outcome& outcome, const std::string& key) {
  for (const Setting& setting : outcome.settings) {
    if (KeyOf(setting) == key) return setting;
  }
  ADD_FAILURE() << "no setting " << key;
  static const Setting kNone;
  return kNone;
}

TEST_F(ConfigTest, DefaultsHoldWithoutAnySource) {
  const Outcome run = Run();
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(run.seen.choice, "mainnet");
  EXPECT_EQ(run.seen.number, std::nullopt);
  EXPECT_EQ(Find(run, "run.some-choice").origin, Setting::Origin::kDefault);
}

TEST_F(ConfigTest, FileGivesValuesOfEveryType) {
  Write("desobook.toml",
        "[run]\nflag = true\nnumber = 7\ntext = \"a b\"\n"
        "some-choice = 'testnet'\n[key.make]\nfast = false\n");
  const Outcome run = Run();
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_TRUE(run.seen.flag);
  EXPECT_EQ(run.seen.number, 7U);
  EXPECT_EQ(run.seen.text, "a b");
  EXPECT_EQ(run.seen.choice, "testnet");
  const Setting& number = Find(run, "run.number");
  EXPECT_EQ(number.origin, Setting::Origin::kFile);
  EXPECT_TRUE(number.where.ends_with("desobook.toml:3:10")) << number.where;
}

TEST_F(ConfigTest, EnvironmentBeatsFileAndCommandLineBeatsBoth) {
  Write("desobook.toml", "[run]\nnumber = 1\ntext = \"file\"\nflag = true\n");
  sources_.environment = {{"DESOBOOK_RUN_NUMBER", "2"},
                          {"DESOBOOK_RUN_SOME_CHOICE", "testnet"},
                          {"DESOBOOK_KEY_MAKE_FAST", "1"}};
  Outcome run = Run();
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(run.seen.number, 2U);
  EXPECT_EQ(run.seen.text, "file");
  EXPECT_EQ(run.seen.choice, "testnet");
  EXPECT_EQ(Find(run, "run.number").where, "DESOBOOK_RUN_NUMBER");
  run = Run({"run", "-n", "3", "--flag=false", "--some-choice", "mainnet"});
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(run.seen.number, 3U);
  EXPECT_EQ(run.seen.choice, "mainnet");
  EXPECT_FALSE(run.seen.flag) << "a flag of the file can be taken back";
  EXPECT_EQ(Find(run, "run.number").origin, Setting::Origin::kCommandLine);
}

TEST_F(ConfigTest, FirstFileInOrderIsTheOnlyOne) {
  const std::string given = Write("given.toml", "[run]\ntext = \"given\"\n");
  const std::string named = Write("named.toml", "[run]\ntext = \"named\"\n");
  Write("desobook.toml", "[run]\ntext = \"here\"\nnumber = 9\n");
  Write("xdg/desobook/config.toml", "[run]\ntext = \"user\"\n");
  Write("home/.config/desobook/config.toml", "[run]\ntext = \"home\"\n");
  sources_.environment = {{"DESOBOOK_CONFIG", named},
                          {"XDG_CONFIG_HOME", (folder_ / "xdg").string()},
                          {"HOME", (folder_ / "home").string()}};
  const Outcome by_option = Run({"run", "--config", given});
  EXPECT_EQ(by_option.seen.text, "given");
  EXPECT_EQ(by_option.seen.number, std::nullopt) << "files are not merged";
  EXPECT_EQ(Run().seen.text, "named");
  sources_.environment["DESOBOOK_CONFIG"] = "";
  EXPECT_EQ(Run().seen.text, std::nullopt) << "empty: no file at all";
  sources_.environment.erase("DESOBOOK_CONFIG");
  EXPECT_EQ(Run().seen.text, "here");
  fs::remove(folder_ / "desobook.toml");
  EXPECT_EQ(Run().seen.text, "user");
  sources_.environment["XDG_CONFIG_HOME"] = "relative";
  EXPECT_EQ(Run().seen.text, "home");
  sources_.environment.erase("HOME");
  EXPECT_EQ(Run().seen.text, std::nullopt);
}

struct Mistake {
  std::string text;
  std::vector<std::string> said;
};

TEST_F(ConfigTest, EveryMistakeInAFileNamesItsPlace) {
  const std::vector<Mistake> kMistakes = {
      {"[run]\nnumbre = 1\n", {"'run.numbre'", ":2:1", "'run.number'"}},
      {"[runn]\n", {"unknown table 'runn'", ":1:", "'run'"}},
      {"number = 1\n", {"unknown key 'number'", ":1:1"}},
      {"[key]\nfast = true\n", {"'key.fast'", ":2:1"}},
      {"[key.mkae]\nfast = true\n", {"table 'key.mkae'", "'key.make'"}},
      {"[run]\nnumber = \"1\"\n", {"quoted text", "a whole number", ":2:10"}},
      {"[run]\nnumber = -1\n", {"run.number", "-1", ":2:10"}},
      {"[run]\nnumber = 0.25\n", {"quoted decimals", ":2:10"}},
      {"[run]\ntext = 0.25\n", {"quoted decimals"}},
      {"[run]\ntext = 5\n", {"a whole number", "quoted text"}},
      {"[run]\ntext = [\"a\"]\n", {"a list", "quoted text"}},
      {"[run]\nflag = 1\n", {"true or false"}},
      {"[run]\nflag = \"true\"\n", {"true or false"}},
      {"[run]\nsome-choice = \"tesnet\"\n", {"tesnet", "'testnet'", ":2:15"}},
      {"[run.text]\n", {"a table", "quoted text"}},
      {"[run]\noutput = \"x\"\n", {"command line only", ":2:1"}},
      {"[run\n", {":1:"}},
      {"[run]\nnumber = 1\nnumber = 2\n", {":3:"}},
      {"[run]\ntext = \"\xff\"\n", {":2:"}},
      {std::string("\0", 1), {":1:"}},
      // The first mistake of the file, not of the alphabet.
      {"[run]\nzebra = 1\n[apple]\n", {"'run.zebra'", ":2:1"}},
  };
  for (const Mistake& mistake : kMistakes) {
    Write("desobook.toml", mistake.text);
    for (const char* command : {"run", "key"}) {
      const Outcome run =
          std::string(command) == "run" ? Run() : Run({"key", "make"});
      EXPECT_EQ(run.code, ExitCode::kConfig) << mistake.text << run.err;
      EXPECT_NE(run.err.find("desobook.toml:"), std::string::npos) << run.err;
      for (const std::string& said : mistake.said) {
        EXPECT_NE(run.err.find(said), std::string::npos)
            << mistake.text << run.err << "lacks " << said;
      }
    }
    EXPECT_EQ(Run({"plain"}).code, ExitCode::kOk)
        << "works with a broken configuration";
  }
}

TEST_F(ConfigTest, EveryMistakeInTheEnvironmentNamesItsVariable) {
  const std::vector<std::pair<std::string, std::string>> kMistakes = {
      {"DESOBOOK_RUN_NUMBER", "many"},         {"DESOBOOK_RUN_FLAG", "perhaps"},
      {"DESOBOOK_RUN_SOME_CHOICE", "moonnet"}, {"DESOBOOK_RUN_NUMBRE", "1"},
      {"DESOBOOK_RUN_OUTPUT", "/tmp/x"},

      {"DESOBOOK_KEY_MAKE_SLOW", "1"},
  };
  for (const auto& [name, value] : kMistakes) {
    sources_.environment = {{name, value}};
    const Outcome run = Run();
    EXPECT_EQ(run.code, ExitCode::kConfig) << name;
    EXPECT_NE(run.err.find(name), std::string::npos) << run.err;
  }
  sources_.environment = {{"DESOBOOK_RUN_NUMBER", ""}, {"DESOBOOKISH", "1"}};
  EXPECT_EQ(Run().code, ExitCode::kOk) << "an empty variable is no value";
}

TEST_F(ConfigTest, FilesThatCannotBeReadAreErrors) {
  const std::string missing = (folder_ / "missing.toml").string();
  const std::string big =
      Write("big.toml", std::string((std::size_t{1} << 20) + 1, '\n'));
  const std::string deep =
      Write("deep.toml", "a = " + std::string(100'000, '['));
  for (const std::string& name : {missing, folder_.string(), big, deep}) {
    const Outcome by_option = Run({"run", "--config", name});
    EXPECT_EQ(by_option.code, ExitCode::kConfig) << name;
    EXPECT_NE(by_option.err.find(name), std::string::npos) << by_option.err;
    sources_.environment = {{"DESOBOOK_CONFIG", name}};
    EXPECT_EQ(Run().code, ExitCode::kConfig) << name;
    sources_.environment.clear();
  }
  // As given, even where the name would be found by itself.
  EXPECT_EQ(Run({"run", "--config", ""}).code, ExitCode::kConfig);
}

TEST_F(ConfigTest, EveryTruncationOfAFileIsReadOrRefused) {
  const std::string whole =
      "[run]\nnumber = 12\ntext = \"a\\u00e9\"\nflag = true # x\n";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    Write("desobook.toml", whole.substr(0, size));
    const ExitCode code = Run().code;
    EXPECT_TRUE(code == ExitCode::kOk || code == ExitCode::kConfig) << size;
  }
}

TEST_F(ConfigTest, TheCommandLineMayNameAFileToWrite) {
  const Outcome run = Run({"run", "--output", "x"});
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(run.seen.output, "x");
}

// Calls `visit(command, option)` for every option of the real program.
template <typename Visit>
void ForEachOption(const Visit& visit) {
  CommandLine line("desobook", "");
  AddAllCommands(line);
  std::vector<CommandInfo> open = {line.Tree()};
  while (!open.empty()) {
    const CommandInfo command = open.back();
    open.pop_back();
    for (const OptionInfo& option : command.options) visit(command, option);
    open.insert(open.end(), command.commands.begin(), command.commands.end());
  }
}

// Options of the real program: a secret has no place in a file that is shown,
// nor in the environment, which other processes can read.
TEST(ConfigOfTheProgram, HoldsNoSecrets) {
  const std::regex kSecret("key|secret|seed|mnemonic|pass|token|private");
  std::size_t options = 0;
  ForEachOption([&](const CommandInfo& command, const OptionInfo& option) {
    ++options;
    EXPECT_FALSE(std::regex_search(option.LongName(), kSecret))
        << command.name << ' ' << option.names;
  });
  EXPECT_GT(options, 20U);
}

TEST(ConfigOfTheProgram, NamesNoFileToWrite) {
  const std::regex kWrites("write|output|checkpoint$|shrink$|export|save");
  std::size_t writers = 0;
  ForEachOption([&](const CommandInfo& command, const OptionInfo& option) {
    if (!std::regex_search(option.LongName(), kWrites)) return;
    ++writers;
    EXPECT_TRUE(option.command_line_only)
        << command.name << ' ' << option.names;
  });
  EXPECT_GT(writers, 0U);
}

}  // namespace
}  // namespace desobook
