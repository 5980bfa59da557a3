#include "src/cli.h"

#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "src/suggest.h"

namespace desobook {
namespace {

struct Outcome {
  ExitCode code;
  std::string out;
  std::string err;
};

struct Options {
  std::string first;
  std::vector<std::string> rest;
  bool flag = false;
  std::optional<std::uint64_t> number;
  std::string choice = "mainnet";
};

// A program with `copy FIRST REST...` and `key list`.
Outcome RunSample(const std::vector<std::string>& args,
                  Options* seen = nullptr) {
  auto options = std::make_shared<Options>();
  CommandLine line("sample", "A sample.");
  line.Add("copy", "Copies")
      .Argument("FIRST", &options->first, "the first")
      .Arguments("REST", &options->rest, "the rest")
      .Flag("--flag", &options->flag, "a flag")
      .Option("-n,--number", &options->number, "N", "a number")
      .Choice("--network", &options->choice, {"mainnet", "testnet"}, "which")
      .Example("sample copy a b")
      .Action([options, seen](Console& console) {
        if (seen != nullptr) *seen = *options;
        console.out << "copied";
        return ExitCode::kOk;
      });
  Command key = line.Add("key", "Keys");
  key.Add("list", "Lists keys").Action([](Console&) {
    return ExitCode::kTryAgain;
  });
  line.OnVersion([](Console& console) {
    console.out << "1.2.3";
    return ExitCode::kOk;
  });
  std::ostringstream out;
  std::ostringstream err;
  Console console{out, err};
  const ExitCode code = line.Run(args, console);
  return {code, out.str(), err.str()};
}

TEST(CommandLine, PassesArgumentsAndOptionsToTheAction) {
  Options seen;
  const Outcome run = RunSample(
      {"copy", "a", "b", "-", "--flag", "-n", "18446744073709551615"}, &seen);
  EXPECT_EQ(run.code, ExitCode::kOk) << run.err;
  EXPECT_EQ(seen.first, "a");
  EXPECT_EQ(seen.rest, (std::vector<std::string>{"b", "-"}));
  EXPECT_TRUE(seen.flag);
  EXPECT_EQ(seen.number, 18446744073709551615U);
  EXPECT_EQ(seen.choice, "mainnet");
}

TEST(CommandLine, RunsNestedCommands) {
  EXPECT_EQ(RunSample({"key", "list"}).code, ExitCode::kTryAgain);
}

TEST(CommandLine, PrintsHelpAsDataAndUsageAsTalk) {
  const Outcome help = RunSample({"--help"});
  EXPECT_EQ(help.code, ExitCode::kOk);
  EXPECT_NE(help.out.find("copy"), std::string::npos);
  EXPECT_EQ(help.err, "");
  const Outcome nothing = RunSample({});
  EXPECT_EQ(nothing.code, ExitCode::kUsage);
  EXPECT_EQ(nothing.out, "");
  EXPECT_NE(nothing.err.find("copy"), std::string::npos);
  const Outcome nested = RunSample({"copy", "--help"});
  EXPECT_NE(nested.out.find("sample copy a b"), std::string::npos);
  EXPECT_NE(nested.out.find("sample copy"), std::string::npos);
}

TEST(CommandLine, PrintsTheVersionWithoutACommand) {
  EXPECT_EQ(RunSample({"--version"}).out, "1.2.3");
}

TEST(CommandLine, RefusesEveryMistakeAsUsageWithAdvice) {
  const std::vector<std::vector<std::string>> kMistakes = {
      {"cpoy"},
      {"key"},
      {"key", "lst"},
      {"copy"},
      {"copy", "a", "b", "--flga"},
      {"copy", "a", "b", "--number", "-1"},
      {"copy", "a", "b", "--number", "18446744073709551616"},
      {"copy", "a", "b", "--number", "many"},
      {"copy", "a", "b", "--number"},
      {"copy", "a", "b", "--network", "moonnet"},
      {"key", "list", "surplus"},
      {""},
  };
  for (const auto& args : kMistakes) {
    const Outcome run = RunSample(args);
    EXPECT_EQ(run.code, ExitCode::kUsage) << ::testing::PrintToString(args);
    EXPECT_EQ(run.out, "");
    EXPECT_NE(run.err.find("error"), std::string::npos);
    EXPECT_NE(run.err.find("--help"), std::string::npos) << run.err;
  }
}

TEST(CommandLine, SuggestsTheCommandOrOptionThatWasMeant) {
  EXPECT_NE(RunSample({"cpoy"}).err.find("did you mean 'copy'"),
            std::string::npos);
  EXPECT_NE(RunSample({"key", "lst"}).err.find("did you mean 'list'"),
            std::string::npos);
  EXPECT_NE(
      RunSample({"copy", "a", "b", "--flga"}).err.find("did you mean '--flag'"),
      std::string::npos);
}

TEST(Suggest, FindsSlipsAndIgnoresStrangers) {
  const std::vector<std::string> kNames = {"conformance", "doctor", "tx"};
  EXPECT_EQ(Suggest("confromance", kNames), "conformance");
  EXPECT_EQ(Suggest("docter", kNames), "doctor");
  EXPECT_EQ(Suggest("tz", kNames), "tx");
  EXPECT_EQ(Suggest("replay", kNames), std::nullopt);
  EXPECT_EQ(Suggest("", kNames), std::nullopt);
  EXPECT_EQ(Suggest(std::string(1000, 'd'), kNames), std::nullopt);
}

}  // namespace
}  // namespace desobook
