// The program as a process: exit codes, streams, bad input.

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/exit_code.h"
#include "tests/support/process.h"

namespace desobook {
namespace {

using testing::ProcessInput;
using testing::ProcessResult;
using testing::RunProcess;

ProcessResult RunDesobook(std::vector<std::string> args,
                          const ProcessInput& input = {}) {
  args.insert(args.begin(), DESOBOOK_PROGRAM);
  return RunProcess(args, input);
}

int Code(ExitCode code) { return static_cast<int>(code); }

std::string ScenarioPath(const std::string& name) {
  return std::string(DESOBOOK_TEST_DATA "/scenarios/") + name;
}

constexpr char kTransfer[] =
    "0001022f41238828012079bce5534a72971e54e3294f5b0239895bd1d8aad49f56366f0a02"
    "00210205c827d9a849b1f4b2822a8d95df414599166fc8bb013a95909a386d3895b42d0047"
    "3045022100a421e997581629a2dcdc1977fb26991b129906d80024bbeb57203cb6dae075f1"
    "02200971f91ce53035d232c6abefb592b29742b7ebeedc1c9a45cef0c58e1c99c16c01a001"
    "c9a149adcbd1a6db0e";

// Each command with arguments that make it succeed. A new command without a
// row fails EveryCommandIsInTheTable.
struct CommandCase {
  std::string name;
  std::vector<std::string> words;
  std::vector<std::string> arguments;
  bool json = true;
};

std::vector<CommandCase> Commands() {
  return {
      {"book", {"book"}, {"openfund/DESO", "--dataset", DESOBOOK_SAMPLE_CHAIN}},
      {"completions", {"completions"}, {"bash"}, false},
      {"config_show", {"config", "show"}, {"--origin"}},
      {"conformance",
       {"conformance"},
       {ScenarioPath("zero_min_fee_s1.jsonl.gz")}},
      {"doctor", {"doctor"}, {}},
      {"replay", {"replay"}, {DESOBOOK_SAMPLE_CHAIN}},
      {"tx_decode", {"tx", "decode"}, {kTransfer}},
      {"version", {"version"}, {}},
  };
}

class EveryCommand : public ::testing::TestWithParam<CommandCase> {};

TEST_P(EveryCommand, HasHelpWithAnExample) {
  std::vector<std::string> args = GetParam().words;
  args.push_back("--help");
  const ProcessResult run = RunDesobook(args);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
  EXPECT_NE(run.out.find("Usage: desobook " + GetParam().words.front()),
            std::string::npos)
      << run.out;
  EXPECT_NE(run.out.find("Examples:"), std::string::npos) << run.out;
}

TEST_P(EveryCommand, PrintsDataOnStdoutOnly) {
  std::vector<std::string> args = GetParam().words;
  const auto& arguments = GetParam().arguments;
  args.insert(args.end(), arguments.begin(), arguments.end());
  const ProcessResult run = RunDesobook(args);
  EXPECT_EQ(run.exit_code, 0) << run.out << run.err;
  EXPECT_NE(run.out, "");
  EXPECT_EQ(run.err, "");
  EXPECT_EQ(run.out.find('\x1b'), std::string::npos) << "colour into a pipe";
}

TEST_P(EveryCommand, PrintsJsonWithASchema) {
  if (!GetParam().json) GTEST_SKIP();
  std::vector<std::string> args = GetParam().words;
  const auto& arguments = GetParam().arguments;
  args.insert(args.end(), arguments.begin(), arguments.end());
  args.push_back("--json");
  const ProcessResult run = RunDesobook(args);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const auto document =
      nlohmann::json::parse(run.out, nullptr, /*allow_exceptions=*/false);
  ASSERT_TRUE(document.is_object()) << run.out;
  EXPECT_TRUE(document["schema"].get<std::string>().starts_with("desobook/"));
  EXPECT_EQ(RunDesobook(args).out, run.out)
      << "the same input gives the same bytes";
}

TEST_P(EveryCommand, RefusesAnUnknownOption) {
  std::vector<std::string> args = GetParam().words;
  const auto& arguments = GetParam().arguments;
  args.insert(args.end(), arguments.begin(), arguments.end());
  args.push_back("--no-such-option");
  const ProcessResult run = RunDesobook(args);
  EXPECT_EQ(run.exit_code, Code(ExitCode::kUsage));
  EXPECT_EQ(run.out, "");
  EXPECT_NE(run.err.find("--no-such-option"), std::string::npos) << run.err;
}

INSTANTIATE_TEST_SUITE_P(All, EveryCommand, ::testing::ValuesIn(Commands()),
                         [](const auto& row) { return row.param.name; });

TEST(Program, TurnsUsageErrorsIntoExitCode2) {
  const std::vector<std::vector<std::string>> kMistakes = {
      {},
      {"no-such-command"},
      {"conformance"},
      {"conformance", "/no/such/file.jsonl"},
      {"conformance", "/"},
      {"conformance", "--max-differences", "few", ScenarioPath("x")},
      {"tx"},
      {"tx", "decode"},
      {"tx", "decode", "--network", "moonnet", kTransfer},
      {"tx", "decode", "@/no/such/file"},
      {"doctor", "a", "b"},
      {"version", "surplus"},
  };
  for (const auto& args : kMistakes) {
    const ProcessResult run = RunDesobook(args);
    EXPECT_EQ(run.exit_code, Code(ExitCode::kUsage))
        << ::testing::PrintToString(args) << run.err;
    EXPECT_EQ(run.out, "") << ::testing::PrintToString(args);
    EXPECT_NE(run.err, "") << ::testing::PrintToString(args);
  }
}

TEST(Program, SuggestsTheCommandThatWasMeant) {
  const ProcessResult run = RunDesobook({"conformence"});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kUsage));
  EXPECT_NE(run.err.find("'conformance'"), std::string::npos) << run.err;
}

TEST(Program, ReportsAFullDisk) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP();
  const ProcessResult run = RunProcess(
      {"/bin/sh", "-c", std::string(DESOBOOK_PROGRAM) + " version >/dev/full"});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kFailed));
  EXPECT_NE(run.err.find("standard output"), std::string::npos) << run.err;
}

TEST(Doctor, FindsWhatADatasetLacks) {
  const std::string folder = ::testing::TempDir() + "desobook_doctor";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/state-changes.bin.zst") << "not zstandard";
  const ProcessResult run = RunDesobook({"doctor", folder});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kDamagedData));
  EXPECT_NE(run.out.find("no zstandard data"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("dataset.json: missing"), std::string::npos);
  EXPECT_NE(run.out.find("fix:"), std::string::npos);
  std::filesystem::remove_all(folder);
  EXPECT_EQ(RunDesobook({"doctor", folder}).exit_code,
            Code(ExitCode::kDamagedData));
}

TEST(TxDecode, ReadsArgumentStdinAndFile) {
  const ProcessResult argument = RunDesobook({"tx", "decode", kTransfer});
  ASSERT_EQ(argument.exit_code, 0) << argument.err;
  ProcessInput input;
  input.stdin_text = std::string(kTransfer) + "\n";
  EXPECT_EQ(RunDesobook({"tx", "decode", "-"}, input).out, argument.out);
  const std::string path = ::testing::TempDir() + "desobook_tx.hex";
  std::ofstream(path) << kTransfer << "\n";
  EXPECT_EQ(RunDesobook({"tx", "decode", "@" + path}).out, argument.out);
  EXPECT_NE(argument.out.find("ffd2fa0818ea0ef444d6cd178e442f50791348a441a230d4"
                              "29c848289b0c44c0"),
            std::string::npos)
      << argument.out;
  EXPECT_NE(argument.out.find("signature valid"), std::string::npos)
      << argument.out;
}

TEST(TxDecode, SaysWhereBytesAreBad) {
  const std::string hex = kTransfer;
  const ProcessResult digit = RunDesobook({"tx", "decode", "00zz"});
  EXPECT_EQ(digit.exit_code, Code(ExitCode::kDamagedData));
  EXPECT_NE(digit.err.find("position 2"), std::string::npos) << digit.err;
  EXPECT_EQ(RunDesobook({"tx", "decode", ""}).exit_code,
            Code(ExitCode::kDamagedData));
  EXPECT_EQ(RunDesobook({"tx", "decode", "000"}).exit_code,
            Code(ExitCode::kDamagedData));
  for (const std::size_t size :
       {std::size_t{2}, hex.size() / 4 * 2, hex.size() - 30}) {
    const ProcessResult cut =
        RunDesobook({"tx", "decode", hex.substr(0, size)});
    EXPECT_EQ(cut.exit_code, Code(ExitCode::kDamagedData)) << size;
    EXPECT_EQ(cut.out, "");
    EXPECT_NE(cut.err.find("byte"), std::string::npos) << cut.err;
  }
}

}  // namespace
}  // namespace desobook
