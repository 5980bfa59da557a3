// Scenario vectors through the program, and what it says about damaged or
// changed ones.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/exit_code.h"
#include "src/line_file.h"
#include "tests/support/process.h"

namespace desobook {
namespace {

using testing::ProcessResult;
using testing::RunProcess;

// Files copied from the vectors; a lost one must not pass for a success.
constexpr std::size_t kScenarioFiles = 44;

int Code(ExitCode code) { return static_cast<int>(code); }

ProcessResult Conformance(std::vector<std::string> args) {
  args.insert(args.begin(), {DESOBOOK_PROGRAM, "conformance"});
  return RunProcess(args);
}

std::vector<std::string> ScenarioFiles() {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(DESOBOOK_TEST_DATA "/scenarios")) {
    files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> LinesOf(const std::string& path) {
  std::vector<std::string> lines;
  auto file = LineFile::Open(path);
  EXPECT_TRUE(file.ok()) << file.status();
  while (file.ok()) {
    const auto line = file->Next();
    if (!line.ok() || !*line) break;
    lines.emplace_back(**line);
  }
  return lines;
}

// The small scenario that the tests below change.
std::vector<std::string> SmallScenario() {
  return LinesOf(DESOBOOK_TEST_DATA "/scenarios/zero_min_fee_s1.jsonl.gz");
}

std::string WriteScenario(const std::vector<std::string>& lines) {
  const std::string path = ::testing::TempDir() + "desobook_scenario.jsonl";
  std::ofstream file(path, std::ios::binary);
  for (const std::string& line : lines) file << line << '\n';
  return path;
}

// Index of the first line that holds `text`.
std::size_t Find(const std::vector<std::string>& lines,
                 const std::string& text) {
  const auto it =
      std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
        return line.find(text) != std::string::npos;
      });
  EXPECT_NE(it, lines.end()) << text;
  return static_cast<std::size_t>(it - lines.begin());
}

void Replace(std::string& line, const std::string& from,
             const std::string& to) {
  const std::size_t at = line.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  line.replace(at, from.size(), to);
}

TEST(Conformance, FindsEveryScenarioEqual) {
  std::vector<std::string> args = ScenarioFiles();
  ASSERT_EQ(args.size(), kScenarioFiles);
  args.push_back("--json");
  const ProcessResult run = Conformance(args);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const auto document = nlohmann::json::parse(run.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << run.out.substr(0, 2000);
  EXPECT_EQ(document["equal"], kScenarioFiles);
  std::uint64_t fills = 0;
  for (const auto& file : document["files"]) {
    EXPECT_EQ(file["status"], "equal") << file.dump(1);
    EXPECT_GT(file["counts"]["transactions"], 0) << file["file"];
    EXPECT_GT(file["counts"]["digests"], 0) << file["file"];
    fills += file["counts"]["fills"].get<std::uint64_t>();
  }
  EXPECT_GT(fills, 10000U);
}

// One thing changed in the small scenario, and the aspect that must tell.
struct Mutation {
  std::string name;
  std::string line;  // holds this text
  std::string from;
  std::string to;
  std::string aspect;
};

class ChangedScenario : public ::testing::TestWithParam<Mutation> {};

TEST_P(ChangedScenario, IsReportedWithItsPlace) {
  const Mutation& mutation = GetParam();
  std::vector<std::string> lines = SmallScenario();
  const std::size_t at = Find(lines, mutation.line);
  ASSERT_LT(at, lines.size());
  Replace(lines[at], mutation.from, mutation.to);
  const std::string path = WriteScenario(lines);
  const ProcessResult run = Conformance({path, "--json"});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kDifference)) << run.err;
  const auto document = nlohmann::json::parse(run.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << run.out;
  const auto& first = document["files"][0]["differences"][0];
  EXPECT_EQ(first["aspect"], mutation.aspect) << first.dump(1);
  EXPECT_EQ(first["line"], at + 1);
  EXPECT_GE(first["height"], 1200001);
  EXPECT_NE(first["expected"], first["found"]);
  const ProcessResult text = Conformance({path});
  EXPECT_EQ(text.exit_code, Code(ExitCode::kDifference));
  EXPECT_NE(text.out.find(path + ":" + std::to_string(at + 1) + ": height "),
            std::string::npos)
      << text.out;
}

INSTANTIATE_TEST_SUITE_P(
    Each, ChangedScenario,
    ::testing::Values(
        Mutation{"Acceptance", R"("error":"RuleErrorDAO)",
                 R"("error":"RuleErrorDAOCoinLimitOrderFeeNanosBelowMinTxFee")",
                 R"("error":null)", "validity"},
        Mutation{"Refusal", R"("error":null)", R"("error":null)",
                 R"("error":"GENERIC")", "validity"},
        Mutation{"ErrorName", R"("error":"RuleErrorDAO)",
                 "FeeNanosBelowMinTxFee", "FeeNanosOverflow", "error"},
        Mutation{"FillQuantity", R"("fulfilled":true)",
                 R"("quantity_bought":"0x32")", R"("quantity_bought":"0x33")",
                 "fills"},
        Mutation{"FillFlag", R"("fulfilled":true)", R"("fulfilled":true)",
                 R"("fulfilled":false)", "fills"},
        Mutation{"Txid", R"("kind":"txn")", R"("txid":"a)", R"("txid":"b)",
                 "txid"},
        Mutation{"ViewDigest", R"("kind":"view")", R"("digest":"e)",
                 R"("digest":"f)", "view_digest"}),
    [](const auto& row) { return row.param.name; });

TEST(Conformance, ShowsTheStateLinesThatDiffer) {
  std::vector<std::string> lines = SmallScenario();
  // One nano more at the start is one nano more at the end.
  Replace(lines[Find(lines, R"("deso_nanos":1000000000000)")], "1000000000000",
          "1000000000001");
  const ProcessResult run =
      Conformance({WriteScenario(lines), "--max-differences", "0"});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kDifference));
  EXPECT_NE(run.out.find("state line: expected deso "), std::string::npos);
  EXPECT_NE(run.out.find(" 1000000000001"), std::string::npos) << run.out;
}

TEST(Conformance, StopsAtTheAskedNumberOfDifferences) {
  std::vector<std::string> broken = SmallScenario();
  Replace(broken[Find(broken, R"("deso_nanos":1000000000000)")],
          "1000000000000", "1000000000001");
  const ProcessResult run =
      Conformance({WriteScenario(broken), "--max-differences", "2", "--json"});
  const auto document = nlohmann::json::parse(run.out, nullptr, false);
  ASSERT_TRUE(document.is_object());
  EXPECT_EQ(document["files"][0]["differences"].size(), 2U);
  EXPECT_EQ(document["files"][0]["complete"], false);
}

// Damage, and the text that the message must hold.
struct Damage {
  std::string name;
  std::string line;  // holds this text
  std::string from;  // empty: the line is dropped
  std::string to;
  std::string message;
};

class DamagedScenario : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedScenario, IsRefusedNamingTheLine) {
  const Damage& damage = GetParam();
  std::vector<std::string> lines = SmallScenario();
  const std::size_t at = Find(lines, damage.line);
  ASSERT_LT(at, lines.size());
  if (damage.from.empty()) {
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(at));
  } else {
    Replace(lines[at], damage.from, damage.to);
  }
  const ProcessResult run = Conformance({WriteScenario(lines)});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kDamagedData)) << run.out << run.err;
  EXPECT_NE(run.err.find("line " + std::to_string(at + 1)), std::string::npos)
      << run.err;
  EXPECT_NE(run.err.find(damage.message), std::string::npos) << run.err;
}

INSTANTIATE_TEST_SUITE_P(
    Each, DamagedScenario,
    ::testing::Values(
        Damage{"NoJson", R"("kind":"block")", "{", "", "not a JSON object"},
        Damage{"UnknownKind", R"("kind":"coin")", "coin", "moon", "'moon'"},
        Damage{"NoHeader", R"("kind":"header")", "", "", "header"},
        Damage{"NoBlock", R"("kind":"block")", "", "", "may not stand here"},
        Damage{"LaterFormat", R"("kind":"header")", R"("format":1)",
               R"("format":2)", "format"},
        Damage{"UnknownNetwork", R"("kind":"header")", R"("testnet")",
               R"("moonnet")", "network"},
        Damage{"ForeignKey", R"("kind":"account")", R"("public_key":"tBC)",
               R"("public_key":"tBD)", "public_key"},
        Damage{"OddHex", R"("kind":"txn")", R"("raw":"0)", R"("raw":")", "raw"},
        Damage{"NegativeHeight", R"("kind":"block")", "1200001", "-1",
               "height"},
        Damage{"HugeHeight", R"("kind":"block")", "1200001", "4294967296",
               "height"},
        Damage{"FractionalBalance", R"("kind":"account")",
               R"("deso_nanos":100000)", R"("deso_nanos":1.5)", "deso_nanos"},
        Damage{"TooWide", R"("kind":"balance")", R"("0x3e8")",
               R"("0x1ffffffffffffffffffffffffffffffffffffffffffffffffffffffff)"
               R"(ffffffff")",
               "base_units"},
        Damage{"ViewToContinueMissing", R"("view":"fresh")", "fresh",
               "continued", "continues a view"},
        Damage{"ForeignDump", R"("dump":["balance)", R"("dump":["balance)",
               R"("dump":["balanse)", "dump"}),
    [](const auto& row) { return row.param.name; });

TEST(Conformance, RefusesAFileCutAfterAnyRecord) {
  std::vector<std::string> lines = SmallScenario();
  std::size_t cut_files = 0;
  while (lines.size() > 1) {
    const bool complete =
        lines.back().find(R"("kind":"end_block")") != std::string::npos;
    if (!complete) {
      ++cut_files;
      const ProcessResult run = Conformance({WriteScenario(lines)});
      ASSERT_EQ(run.exit_code, Code(ExitCode::kDamagedData)) << lines.size();
      ASSERT_NE(run.err.find("it is cut"), std::string::npos) << run.err;
    }
    lines.pop_back();
  }
  EXPECT_GT(cut_files, 40U);
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Conformance, WritesTheSmallestScenarioThatStillDiffers) {
  std::vector<std::string> lines = SmallScenario();
  Replace(lines[Find(lines, R"("fulfilled":true)")],
          R"("quantity_bought":"0x32")", R"("quantity_bought":"0x33")");
  const std::string small = ::testing::TempDir() + "desobook_small.jsonl";
  const ProcessResult run =
      Conformance({WriteScenario(lines), "--shrink", small, "--json"});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kDifference)) << run.err;
  EXPECT_NE(run.err.find("wrote " + small), std::string::npos) << run.err;
  const auto document = nlohmann::json::parse(run.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << run.out;
  EXPECT_EQ(document["shrunk"]["file"], small);
  EXPECT_EQ(document["shrunk"]["finished"], true);
  EXPECT_LE(document["shrunk"]["transactions"], 5);
  const ProcessResult again = Conformance({small});
  EXPECT_EQ(again.exit_code, Code(ExitCode::kDifference));
  EXPECT_EQ(again.err, "");
  EXPECT_NE(again.out.find("expected 0x33, found 0x32"), std::string::npos)
      << again.out;
}

TEST(Conformance, LeavesTheFileToShrinkToAloneWithoutADifference) {
  const std::string small = ::testing::TempDir() + "desobook_small.jsonl";
  std::ofstream(small) << "earlier\n";
  const ProcessResult run =
      Conformance({WriteScenario(SmallScenario()), "--shrink", small});
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_NE(run.err.find("was not written"), std::string::npos) << run.err;
  EXPECT_EQ(ReadFile(small), "earlier\n");
}

TEST(Conformance, SaysWhereItCannotWrite) {
  std::vector<std::string> lines = SmallScenario();
  Replace(lines[Find(lines, R"("fulfilled":true)")], R"("fulfilled":true)",
          R"("fulfilled":false)");
  const ProcessResult run =
      Conformance({WriteScenario(lines), "--shrink", "/no/such/folder/x"});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kUsage));
  EXPECT_NE(run.err.find("/no/such/folder/x"), std::string::npos) << run.err;
  EXPECT_NE(run.out.find("different"), std::string::npos)
      << "what was found is shown all the same";
}

TEST(Conformance, IgnoresUnknownKeysAndGoesOnAfterADamagedFile) {
  std::vector<std::string> lines = SmallScenario();
  for (std::string& line : lines) {
    line.insert(1, R"("later_addition":{"a":[1]},)");
  }
  const std::string good = WriteScenario(lines);
  EXPECT_EQ(Conformance({good}).exit_code, 0);
  const std::string bad = ::testing::TempDir() + "desobook_bad.jsonl";
  std::ofstream(bad) << "no scenario\n";
  const ProcessResult run = Conformance({bad, good});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kDamagedData));
  EXPECT_NE(run.out.find("2 files: 1 equal, 0 different, 1 damaged"),
            std::string::npos)
      << run.out;
}

}  // namespace
}  // namespace desobook
