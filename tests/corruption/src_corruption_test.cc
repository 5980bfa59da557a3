// The text files that the program reads, damaged at every byte: every report
// names file and place, and what still reads is told apart from the original.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/conformance.h"
#include "src/dataset_input.h"
#include "src/genesis_state.h"
#include "src/ground_truth.h"
#include "src/line_file.h"
#include "src/scenario.h"
#include "src/table_digests.h"
#include "tests/corruption/folder.h"
#include "tests/corruption/sweep.h"

namespace desobook {
namespace {

using nlohmann::json;
using testing::Damage;
using testing::Describe;
using testing::Folder;
using testing::NamesPlace;
using testing::Sweep;

const std::string kData = DESOBOOK_TEST_DATA "/";

Bytes BytesOf(std::string_view text) { return Bytes(text.begin(), text.end()); }

json ParsedFile(const std::string& path) {
  std::ifstream stream(path);
  return json::parse(stream);
}

// What is no JSON at all is told by the byte where it stops being any.
bool NamesByte(const absl::Status& status) {
  return status.message().find("byte ") != std::string::npos;
}

TEST(Corruption, GenesisStateNamesTheMember) {
  // Two balances and two records of the recorded one.
  const json recorded = ParsedFile(kData + "chain/genesis-state.json");
  json small;
  small["deso_balances"] = json::object();
  for (const auto& [key, amount] : recorded["deso_balances"].items()) {
    if (small["deso_balances"].size() < 2) small["deso_balances"][key] = amount;
  }
  small["other_state_records"] = json::array();
  for (const json& record : recorded["other_state_records"]) {
    if (record.dump().size() > 700) continue;
    if (small["other_state_records"].size() < 2) {
      small["other_state_records"].push_back(record);
    }
  }
  const Bytes sample = BytesOf(small.dump());
  ASSERT_GT(sample.size(), 300U);
  Folder folder;
  ASSERT_TRUE(
      LoadGenesisState(folder.Write("genesis.json", sample), Network::kRegtest)
          .ok());
  Sweep(sample, [&](ByteView damaged, const Damage& damage) {
    const auto state = LoadGenesisState(folder.Write("genesis.json", damaged),
                                        Network::kRegtest);
    if (state.ok()) {
      EXPECT_NE(damage.flip, 0) << Describe(damage);
    } else {
      EXPECT_TRUE(NamesPlace(state.status(), "genesis.json"))
          << Describe(damage);
      EXPECT_TRUE(damage.flip != 0 || NamesByte(state.status()))
          << Describe(damage) << state.status();
    }
  });
}

TEST(Corruption, StateDigestsNameTheLine) {
  std::ifstream stream(kData + "chain/regtest-trace/state-digests.jsonl");
  std::string text;
  std::string line;
  for (int i = 0; i < 4 && std::getline(stream, line); ++i) text += line + "\n";
  const Bytes sample = BytesOf(text);
  Folder folder;
  const auto whole = LoadRecordedDigests(folder.Write("digests.jsonl", sample));
  ASSERT_TRUE(whole.ok()) << whole.status();
  ASSERT_EQ(whole->size(), 4U);
  const auto same = [&](const auto& digests) {
    return std::equal(digests.begin(), digests.end(), whole->begin(),
                      whole->end(), [](const auto& a, const auto& b) {
                        return a.first == b.first &&
                               a.second.block == b.second.block &&
                               a.second.tables == b.second.tables;
                      });
  };
  const std::size_t first_line = text.find('\n') + 1;
  Sweep(sample, [&](ByteView damaged, const Damage& damage) {
    const auto digests =
        LoadRecordedDigests(folder.Write("digests.jsonl", damaged));
    if (!digests.ok()) {
      EXPECT_TRUE(NamesPlace(digests.status(), "digests.jsonl:"))
          << Describe(damage);
      // Nothing before the damaged line is blamed.
      EXPECT_TRUE(damage.offset < first_line ||
                  digests.status().message().find("digests.jsonl:1:") ==
                      std::string::npos)
          << Describe(damage) << " " << digests.status();
    } else if (same(*digests)) {
      // Fields that nothing reads, and the line end of the last line.
      EXPECT_TRUE(damage.flip != 0 || damage.offset + 1 == sample.size())
          << Describe(damage);
    }
  });
}

TEST(Corruption, GroundTruthIsDamagedOrDiffers) {
  const std::string text =
      R"({"committed_height":5,"deso_balances":{"02aa":"17"},)"
      R"("token_balances":[],"orders":[],"profiles":[],"pkid_entries":[]})";
  const Bytes sample = BytesOf(text);
  Folder folder;
  const State<OracleBook> state;
  Sweep(sample, [&](ByteView damaged, const Damage& damage) {
    folder.Write("ground-truth-1.json", damaged);
    const auto truths = LoadGroundTruths(folder.path());
    if (!truths.ok()) {
      EXPECT_TRUE(NamesPlace(truths.status(), "ground-truth-1.json"))
          << Describe(damage);
      EXPECT_TRUE(damage.flip != 0 || NamesByte(truths.status()))
          << Describe(damage) << truths.status();
      return;
    }
    ASSERT_EQ(truths->size(), 1U);
    EXPECT_NE(damage.flip, 0) << Describe(damage);
    // The state has none of it: whatever still reads must differ.
    chain::DifferenceLog log(10);
    CompareGroundTruth(truths->front(), truths->front().height_low, state,
                       Network::kRegtest, log);
    EXPECT_GT(log.count(), 0U) << Describe(damage);
  });
}

TEST(Corruption, DatasetDescriptionNamesTheMember) {
  const Bytes sample =
      BytesOf(R"({"network": "regtest", "accelerated": true})");
  Folder folder;
  folder.Write("state-changes.bin", {});
  Sweep(sample, [&](ByteView damaged, const Damage& damage) {
    folder.Write("dataset.json", damaged);
    DatasetOptions options;
    options.directory = folder.path();
    const auto input = OpenDataset(options);
    if (!input.ok()) {
      EXPECT_TRUE(NamesPlace(input.status(), folder.path()))
          << Describe(damage);
      EXPECT_TRUE(damage.flip != 0 || NamesByte(input.status()))
          << Describe(damage) << input.status();
    } else {
      EXPECT_NE(damage.flip, 0) << Describe(damage);
    }
  });
}

// The first lines of a recorded scenario.
std::string ScenarioHead(std::size_t bytes_max) {
  auto file = LineFile::Open(kData + "scenarios/cancels_s1.jsonl.gz");
  std::string text;
  while (file.ok()) {
    const auto line = file->Next();
    if (!line.ok() || !*line) break;
    if (text.size() + (*line)->size() > bytes_max) break;
    text.append(**line);
    text.push_back('\n');
  }
  return text;
}

absl::Status ReadScenario(const std::string& path) {
  auto reader = ScenarioReader::Open(path);
  if (!reader.ok()) return reader.status();
  while (true) {
    const auto record = reader->Next();
    if (!record.ok()) return record.status();
    if (!*record) return absl::OkStatus();
  }
}

std::size_t LineOf(const Bytes& sample, std::size_t offset) {
  const auto end = sample.begin() + static_cast<std::ptrdiff_t>(offset);
  return 1 + static_cast<std::size_t>(std::count(sample.begin(), end, '\n'));
}

TEST(Corruption, ScenariosNameTheLine) {
  const Bytes sample = BytesOf(ScenarioHead(std::size_t{12} << 10));
  ASSERT_GT(sample.size(), 4000U);
  Folder folder;
  Sweep(
      sample,
      [&](ByteView damaged, const Damage& damage) {
        const absl::Status status =
            ReadScenario(folder.Write("scenario.jsonl", damaged));
        if (status.ok()) return;
        const std::string message(status.message());
        if (damaged.empty()) {
          EXPECT_EQ(message, "the file is empty");
          return;
        }
        const auto at = message.find("line ");
        ASSERT_NE(at, std::string::npos) << Describe(damage) << message;
        // Nothing before the damage is blamed: neither its line nor, where a
        // line end went, the one that it joined.
        const std::size_t line = std::stoul(message.substr(at + 5));
        EXPECT_GE(line + 1, LineOf(sample, damage.offset))
            << Describe(damage) << " " << message;
      },
      400);
}

TEST(Corruption, CompressedScenariosAreReadWholeOrNotAtAll) {
  std::ifstream stream(kData + "scenarios/zero_min_fee_s1.jsonl.gz",
                       std::ios::binary);
  const Bytes packed((std::istreambuf_iterator<char>(stream)),
                     std::istreambuf_iterator<char>());
  ASSERT_GT(packed.size(), 2000U);
  const auto read = [](const std::string& path) -> absl::StatusOr<std::string> {
    auto file = LineFile::Open(path);
    if (!file.ok()) return file.status();
    std::string text;
    while (true) {
      const auto line = file->Next();
      if (!line.ok()) return line.status();
      if (!*line) return text;
      text.append(**line);
      text.push_back('\n');
    }
  };
  Folder folder;
  const auto whole = read(folder.Write("scenario.jsonl.gz", packed));
  ASSERT_TRUE(whole.ok());
  // Only header bytes that say nothing about the contents may change freely:
  // time, flags, system. A damaged magic number makes it plain text.
  constexpr std::size_t kHeader = 10;
  Sweep(
      packed,
      [&](ByteView damaged, const Damage& damage) {
        const auto text = read(folder.Write("scenario.jsonl.gz", damaged));
        if (text.ok() && damage.offset >= kHeader) {
          EXPECT_EQ(*text, *whole) << Describe(damage);
        }
        if (!text.ok()) {
          EXPECT_FALSE(text.status().message().empty());
        }
      },
      400);
}

}  // namespace
}  // namespace desobook
