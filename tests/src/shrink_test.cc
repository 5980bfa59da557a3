// Shrinking: one thing changed in what the node recorded, and the smallest
// scenario that shows it.

#include "src/shrink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "src/conformance.h"
#include "src/hex.h"
#include "src/line_file.h"
#include "src/shrink_load.h"
#include "src/state_lines.h"

namespace desobook {
namespace {

using nlohmann::json;

std::vector<std::string> Scenario(const std::string& name) {
  std::vector<std::string> lines;
  auto file =
      LineFile::Open(DESOBOOK_TEST_DATA "/scenarios/" + name + ".jsonl.gz");
  EXPECT_TRUE(file.ok()) << file.status();
  while (file.ok()) {
    const auto line = file->Next();
    if (!line.ok() || !*line) break;
    lines.emplace_back(**line);
  }
  return lines;
}

// Kinds of change, each of one record that it can be made in.
bool ChangeFill(json& record) {
  if (record["kind"] != "txn" || record["expect"]["fills"].empty()) {
    return false;
  }
  record["expect"]["fills"].back()["quantity_bought"] = "0x123456789";
  return true;
}
bool ForgetError(json& record) {
  if (record["kind"] != "txn" || record["expect"]["error"].is_null()) {
    return false;
  }
  record["expect"]["error"] = nullptr;
  return true;
}
bool RenameError(json& record) {
  if (record["kind"] != "txn" || record["expect"]["error"].is_null()) {
    return false;
  }
  record["expect"]["error"] = "RuleErrorOfAnotherChain";
  return true;
}
bool InventError(json& record) {
  if (record["kind"] != "txn" || !record["expect"]["error"].is_null()) {
    return false;
  }
  record["expect"]["error"] = "GENERIC";
  return true;
}
bool ChangeFee(json& record) {
  if (record["kind"] != "txn") return false;
  record["fields"]["fee_nanos"] = 123456789;
  return true;
}
bool ChangeViewDigest(json& record) {
  if (record["kind"] != "view") return false;
  record["digest"] = std::string(64, '7');
  return true;
}

using Change = bool (*)(json&);

std::vector<std::size_t> PlacesOf(const std::vector<std::string>& lines,
                                  Change change) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    json record = json::parse(lines[i]);
    if (change(record)) places.push_back(i);
  }
  return places;
}

// The `nth` record that `change` can change, counted around; empty if none.
std::vector<std::string> Changed(std::vector<std::string> lines, Change change,
                                 std::size_t nth) {
  const std::vector<std::size_t> places = PlacesOf(lines, change);
  if (places.empty()) return {};
  std::string& line = lines[places[nth % places.size()]];
  json record = json::parse(line);
  change(record);
  line = record.dump();
  return lines;
}

std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

std::string WriteLines(const std::vector<std::string>& lines) {
  const std::string path = ::testing::TempDir() + "desobook_shrink.jsonl";
  std::ofstream(path, std::ios::binary) << Joined(lines);
  return path;
}

struct Shrunk {
  ShrinkInput input;
  ShrinkResult result;
  std::vector<std::string> lines;
  ScenarioReport report;  // of executing `lines`
};

Shrunk ShrinkLines(const std::vector<std::string>& lines) {
  Shrunk shrunk;
  auto input = LoadDifference(WriteLines(lines));
  EXPECT_TRUE(input.ok()) << input.status();
  if (!input.ok() || !input->has_value()) {
    ADD_FAILURE() << "no difference";
    return shrunk;
  }
  shrunk.input = **std::move(input);
  shrunk.result = Shrink(shrunk.input, ShrinkLimits{});
  shrunk.lines = TextOf(shrunk.result.smallest, shrunk.input.target,
                        ShrinkNote("test", shrunk.input.target));
  shrunk.report = RunScenarioText(Joined(shrunk.lines), 0);
  return shrunk;
}

// The claims that hold for whatever was changed.
void ExpectFaithful(const Shrunk& shrunk,
                    const std::vector<std::string>& original) {
  ASSERT_TRUE(shrunk.report.damage.ok()) << shrunk.report.damage;
  ASSERT_FALSE(shrunk.report.differences.empty()) << "the result is equal";
  const ScenarioDifference& wanted = shrunk.input.target.differences.front();
  const ScenarioDifference& found = shrunk.report.differences.front();
  EXPECT_EQ(found.aspect, wanted.aspect);
  EXPECT_EQ(found.field, wanted.field);
  EXPECT_EQ(found.txid, wanted.txid);
  EXPECT_EQ(found.height, wanted.height);
  if (shrunk.input.target.place != ShrinkPlace::kStateLines) {
    EXPECT_EQ(found.expected, wanted.expected);
    EXPECT_EQ(found.found, wanted.found);
    EXPECT_EQ(shrunk.report.differences.size(),
              shrunk.input.target.differences.size())
        << "something else differs, too";
  }
  EXPECT_TRUE(shrunk.result.finished);
  const std::set<std::string> known(original.begin(), original.end());
  for (const std::string& line : shrunk.lines) {
    if (json::parse(line)["kind"] != "txn") continue;
    EXPECT_TRUE(known.count(line)) << "a recorded line was changed: " << line;
  }
}

struct Plant {
  std::string name;
  std::string scenario;
  Change change;
  std::size_t nth;
  std::size_t txns_max;
};

class PlantedDifference : public ::testing::TestWithParam<Plant> {};

TEST_P(PlantedDifference, ShrinksToAFewTransactions) {
  const Plant& plant = GetParam();
  const auto lines = Changed(Scenario(plant.scenario), plant.change, plant.nth);
  ASSERT_FALSE(lines.empty());
  const Shrunk shrunk = ShrinkLines(lines);
  ExpectFaithful(shrunk, lines);
  EXPECT_LE(TxnCount(shrunk.result.smallest), plant.txns_max);
  EXPECT_LT(shrunk.lines.size(), lines.size());
}

INSTANTIATE_TEST_SUITE_P(
    Each, PlantedDifference,
    ::testing::Values(
        Plant{"Fill", "zero_min_fee_s1", ChangeFill, 3, 5},
        Plant{"FillOfARestrictedCoin", "quirk_restricted_s1", ChangeFill, 9, 3},
        Plant{"FillAcrossBlocks", "multi_block_view_s1", ChangeFill, 12, 5},
        // A node that refuses may have met any order that the view knows.
        Plant{"Acceptance", "quirk_stress_s1", InventError, 60, 8},
        Plant{"AcceptanceInAWrapper", "atomic_s1", InventError, 20, 3},
        Plant{"Refusal", "cancels_s1", ForgetError, 30, 3},
        Plant{"ErrorName", "balances_s1", RenameError, 40, 3},
        Plant{"Field", "atomic_s1", ChangeFee, 30, 1},
        Plant{"FillByADerivedKey", "derived_keys_s1", ChangeFill, 31, 3},
        Plant{"ViewDigest", "preexisting_s1", ChangeViewDigest, 40, 2},
        Plant{"ViewDigestOfAView", "multi_block_view_s1", ChangeViewDigest, 40,
              2}),
    [](const auto& row) { return row.param.name; });

// Shrinking never yields an equal file, whatever is changed where.
TEST(Shrink, KeepsAnyDifferenceThatASmallScenarioCanHave) {
  const auto original = Scenario("zero_min_fee_s1");
  std::size_t shrunk_files = 0;
  for (const Change change : {ChangeFill, ForgetError, RenameError, InventError,
                              ChangeFee, ChangeViewDigest}) {
    for (std::size_t nth = 0; nth < PlacesOf(original, change).size(); ++nth) {
      const auto lines = Changed(original, change, nth);
      const Shrunk shrunk = ShrinkLines(lines);
      ExpectFaithful(shrunk, lines);
      EXPECT_LT(shrunk.lines.size(), lines.size());
      ++shrunk_files;
    }
  }
  EXPECT_GT(shrunk_files, 60U);
}

// A record of the last block's state changed, the digest beside it with it.
TEST(Shrink, ShowsAStateThatDiffersByItsLines) {
  std::vector<std::string> lines = Scenario("zero_min_fee_s1");
  json record = json::parse(lines.back());
  std::vector<std::string> dump = record["expect"]["dump"];
  const auto changed = std::find_if(
      dump.begin(), dump.end(),
      [](const std::string& line) { return line.starts_with("balance "); });
  ASSERT_NE(changed, dump.end());
  const std::string holder = changed->substr(0, changed->rfind(' '));
  *changed = holder + " 0x1";
  std::sort(dump.begin(), dump.end());
  record["expect"]["dump"] = dump;
  record["expect"]["digest"] = BytesToHex(DigestOfLines(dump).view());
  lines.back() = record.dump();
  const Shrunk shrunk = ShrinkLines(lines);
  ExpectFaithful(shrunk, lines);
  EXPECT_EQ(shrunk.input.target.place, ShrinkPlace::kStateLines);
  ASSERT_EQ(shrunk.input.target.expected_lines.size(), 1U);
  EXPECT_EQ(shrunk.input.target.expected_lines[0], holder + " 0x1");
  const bool shown = std::any_of(shrunk.report.differences.begin(),
                                 shrunk.report.differences.end(),
                                 [&](const ScenarioDifference& d) {
                                   return d.expected == holder + " 0x1";
                                 });
  EXPECT_TRUE(shown);
}

// The node says that it met a maker which we did not meet. That maker must not
// be the first thing to go.
TEST(Shrink, KeepsTheMakerThatOnlyTheNodeMet) {
  std::vector<std::string> lines = Scenario("preexisting_s1");
  std::string other;  // a resting order that nobody meets in the end
  for (const std::string& line : lines) {
    const json record = json::parse(line);
    if (record["kind"] != "order") continue;
    const std::string id = record["order_id"];
    const auto uses =
        std::count_if(lines.begin(), lines.end(), [&](const std::string& any) {
          return any.find(id) != std::string::npos &&
                 any.find(R"("kind":"txn")") != std::string::npos;
        });
    if (uses == 0) other = id;
  }
  ASSERT_FALSE(other.empty());
  const auto taker =
      std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find(R"("visited":[)") != std::string::npos;
      });
  ASSERT_NE(taker, lines.end());
  json record = json::parse(*taker);
  record["expect"]["visited"].push_back(other);
  *taker = record.dump();
  const Shrunk shrunk = ShrinkLines(lines);
  ExpectFaithful(shrunk, lines);
  const bool kept =
      std::any_of(shrunk.lines.begin(), shrunk.lines.end(), [&](const auto& l) {
        return l.find(R"("kind":"order")") != std::string::npos &&
               l.find(other) != std::string::npos;
      });
  EXPECT_TRUE(kept);
}

// Without a dump nothing says which transaction is to blame: none may leave.
TEST(Shrink, KeepsEverySuspectOfADigest) {
  std::vector<std::string> lines = Scenario("multi_block_view_s1");
  // Views agree after every transaction; without them the block is suspect.
  lines.erase(std::remove_if(lines.begin(), lines.end(),
                             [](const std::string& line) {
                               return line.find(R"("kind":"view")") !=
                                      std::string::npos;
                             }),
              lines.end());
  std::size_t blocks = 0;
  std::size_t accepted = 0;  // since the last flush
  for (std::string& line : lines) {
    json record = json::parse(line);
    if (record["kind"] == "txn" && record["expect"]["error"].is_null()) {
      ++accepted;
    }
    if (record["kind"] != "end_block") continue;
    if (++blocks == 12) {
      record["expect"]["digest"] = std::string(64, 'a');
      line = record.dump();
      break;
    }
    if (record["flush"].get<bool>()) accepted = 0;
  }
  ASSERT_GT(accepted, 0U);
  const Shrunk shrunk = ShrinkLines(lines);
  ExpectFaithful(shrunk, lines);
  EXPECT_EQ(shrunk.input.target.place, ShrinkPlace::kBlockDigest);
  EXPECT_EQ(TxnCount(shrunk.result.smallest), accepted);
}

TEST(Shrink, GivesTheBestSoFarWhenTheTimeIsUp) {
  const auto lines = Changed(Scenario("quirk_restricted_s1"), ChangeFill, 9);
  auto input = LoadDifference(WriteLines(lines));
  ASSERT_TRUE(input.ok() && input->has_value());
  std::size_t last = 0;
  for (int runs : {0, 1, 5, 20}) {
    int left = runs;
    ShrinkLimits limits;
    limits.expired = [&left] { return left-- <= 0; };
    const ShrinkResult result = Shrink(**input, limits);
    EXPECT_FALSE(result.finished);
    EXPECT_EQ(result.runs, static_cast<std::uint64_t>(runs));
    EXPECT_TRUE(Shows(result.smallest, (*input)->target)) << runs;
    const std::size_t size =
        result.smallest.genesis.size() + TxnCount(result.smallest);
    if (runs > 1) {
      EXPECT_LE(size, last) << runs;
    }
    last = size;
  }
}

TEST(Shrink, IsDeterministic) {
  const auto lines = Changed(Scenario("multi_block_view_s1"), InventError, 70);
  EXPECT_EQ(ShrinkLines(lines).lines, ShrinkLines(lines).lines);
}

TEST(Shrink, FindsNothingInAnEqualFile) {
  const auto input = LoadDifference(WriteLines(Scenario("zero_min_fee_s1")));
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_FALSE(input->has_value());
}

}  // namespace
}  // namespace desobook
