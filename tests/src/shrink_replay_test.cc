// One record of a recorded chain changed, and the scenario that shows it.

#include "src/shrink_replay.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "chain/codec/writer.h"
#include "chain/stream/keys.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "chain/stream/typed.h"
#include "src/conformance.h"
#include "src/hex.h"
#include "src/shrink_load.h"

namespace desobook {
namespace {

using chain::KeyPrefix;
using chain::RecordOperation;

constexpr char kChain[] = DESOBOOK_TEST_DATA "/chain/regtest-trace/";

struct OwnedRecord {
  chain::StateChangeRecord record;
  Bytes key;
  Bytes value;
};

const Bytes& Stream() {
  static const Bytes* const kBytes = [] {
    auto source =
        chain::OpenFile(std::string(kChain) + "state-changes.bin.zst");
    EXPECT_TRUE(source.ok()) << source.status();
    auto bytes = chain::ReadAll(**source, std::size_t{1} << 30);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return new Bytes(*std::move(bytes));
  }();
  return *kBytes;
}

// A dataset whose stream is the recorded one with the `nth` record changed that
// `change` says it changed. Without a change, empty.
std::string ChangedDataset(const std::function<bool(OwnedRecord&)>& change,
                           int nth) {
  chain::RecordReader reader(chain::MemorySource(Stream(), "stream"));
  Bytes out;
  bool changed = false;
  while (true) {
    auto next = reader.Next();
    EXPECT_TRUE(next.ok()) << next.status();
    if (!next.ok() || !next->has_value()) break;
    OwnedRecord owned{**next, {}, {}};
    owned.key.assign(owned.record.key.begin(), owned.record.key.end());
    owned.value.assign(owned.record.value.begin(), owned.record.value.end());
    OwnedRecord copy = owned;
    if (!changed && change(copy) && nth-- == 0) {
      owned = std::move(copy);
      changed = true;
    }
    owned.record.key = owned.key;
    owned.record.value = owned.value;
    const Bytes encoded = EncodeRecord(owned.record);
    out.insert(out.end(), encoded.begin(), encoded.end());
  }
  if (!changed) return "";
  const std::string folder = ::testing::TempDir() + "desobook_shrink_chain";
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/state-changes.bin", std::ios::binary)
      .write(reinterpret_cast<const char*>(out.data()),
             static_cast<std::streamsize>(out.size()));
  return folder;
}

bool Upserts(const OwnedRecord& owned, KeyPrefix prefix) {
  return chain::PrefixOf(owned.key) == prefix &&
         owned.record.operation == RecordOperation::kUpsert;
}

// The node is made to say that it left one base unit more or less.
bool ChangeOrder(OwnedRecord& owned) {
  if (!Upserts(owned, KeyPrefix::kOrder)) return false;
  const auto order = chain::DecodeOrderEntry(owned.value);
  EXPECT_TRUE(order.ok());
  chain::Writer tail;
  tail.Uvarint(order->side);
  tail.Uvarint(order->fill_type);
  tail.Uvarint(order->height);
  owned.value[owned.value.size() - tail.Take().size() - 1] ^= 1;
  return true;
}
bool ChangeToken(OwnedRecord& owned) {
  if (!Upserts(owned, KeyPrefix::kTokenBalance)) return false;
  owned.value[owned.value.size() - 2] ^= 1;
  return true;
}
bool ChangeDeso(OwnedRecord& owned) {
  if (!Upserts(owned, KeyPrefix::kDesoBalance)) return false;
  owned.value.back() ^= 1;
  return true;
}
// The flag at the end of a taker's fill record.
bool ChangeFill(OwnedRecord& owned) {
  if (chain::PrefixOf(owned.key) != KeyPrefix::kOperations) return false;
  const auto lists = chain::DecodeOperationBundle(owned.value);
  EXPECT_TRUE(lists.ok());
  for (const auto& list : *lists) {
    for (const Operation& operation : list) {
      if (operation.fills.size() < 2) continue;
      const ByteView next = operation.fills[1].id.view();
      const auto at = std::search(owned.value.begin(), owned.value.end(),
                                  next.begin(), next.end());
      // Of the orders that the operation names, fills come last.
      auto last = at;
      for (auto it = at; it != owned.value.end();) {
        last = it;
        it = std::search(it + 1, owned.value.end(), next.begin(), next.end());
      }
      if (last == owned.value.end()) continue;
      for (auto it = last; it != owned.value.begin();) {
        --it;
        Bytes changed = owned.value;
        std::uint8_t& byte =
            changed[static_cast<std::size_t>(it - owned.value.begin())];
        if (byte > 1) continue;
        byte ^= 1;
        const auto now = chain::DecodeOperationBundle(changed);
        if (!now.ok() || *now == *lists) continue;
        owned.value = std::move(changed);
        return true;
      }
    }
  }
  return false;
}

struct Found {
  absl::StatusOr<ShrinkInput> input = absl::NotFoundError("no difference");
  std::optional<BlockHeight> height;
};

Found FindDifference(const std::string& folder) {
  ReplayRunOptions options;
  options.dataset.directory = folder;
  options.verify = true;
  DifferenceFinder finder;
  ReplayCallbacks callbacks;
  callbacks.on_begin = [&](chain::Replayer& r) { finder.Watch(r); };
  callbacks.on_finish = [&](const chain::Replayer& r) { finder.Finish(r); };
  const ReplayOutcome outcome = RunReplay(options, callbacks);
  EXPECT_TRUE(outcome.status.ok()) << outcome.status;
  Found found;
  found.height = finder.height();
  if (found.height) {
    found.input = LoadReplayDifference(options, *found.height);
  }
  return found;
}

struct Plant {
  std::string name;
  bool (*change)(OwnedRecord&);
  int nth;
  ShrinkPlace place;
  std::size_t txns_max;
};

class PlantedRecord : public ::testing::TestWithParam<Plant> {};

TEST_P(PlantedRecord, BecomesASmallScenario) {
  const Plant& plant = GetParam();
  const std::string folder = ChangedDataset(plant.change, plant.nth);
  ASSERT_FALSE(folder.empty());
  const Found found = FindDifference(folder);
  ASSERT_TRUE(found.height.has_value());
  ASSERT_TRUE(found.input.ok()) << *found.height << found.input.status();
  const ShrinkTarget& target = found.input->target;
  EXPECT_EQ(target.place, plant.place);
  const ShrinkResult result = Shrink(*found.input, ShrinkLimits{});
  EXPECT_TRUE(result.finished);
  EXPECT_LE(TxnCount(result.smallest), plant.txns_max);
  std::string text;
  for (const std::string& line :
       TextOf(result.smallest, target, ShrinkNote("test", target))) {
    text += line + "\n";
  }
  const ScenarioReport report = RunScenarioText(text, 0);
  ASSERT_TRUE(report.damage.ok()) << report.damage;
  ASSERT_FALSE(report.differences.empty());
  EXPECT_EQ(report.differences[0].aspect, target.differences[0].aspect);
  EXPECT_EQ(report.differences[0].height, *found.height);
  if (plant.place == ShrinkPlace::kStateLines) return;
  EXPECT_EQ(report.differences[0].field, target.differences[0].field);
  EXPECT_EQ(report.differences[0].expected, target.differences[0].expected);
  EXPECT_EQ(report.differences[0].found, target.differences[0].found);
}

INSTANTIATE_TEST_SUITE_P(
    Each, PlantedRecord,
    ::testing::Values(
        Plant{"Order", ChangeOrder, 40, ShrinkPlace::kStateLines, 5},
        Plant{"LaterOrder", ChangeOrder, 200, ShrinkPlace::kStateLines, 5},
        Plant{"TokenBalance", ChangeToken, 20, ShrinkPlace::kStateLines, 5},
        Plant{"DesoBalance", ChangeDeso, 300, ShrinkPlace::kStateLines, 5},
        Plant{"Fill", ChangeFill, 3, ShrinkPlace::kTxn, 5},
        Plant{"LaterFill", ChangeFill, 20, ShrinkPlace::kTxn, 5}),
    [](const auto& row) { return row.param.name; });

// With less DESO than it had, an account cannot do what the node recorded.
TEST(ShrinkReplay, ShowsARefusedTransaction) {
  constexpr char kPoor[] =
      "tBCKVERmG9nZpHTk2AVPqknWc1Mw9HHAnqrTpW1RnXpXMQ4PsQgnmV";
  std::ifstream file(DESOBOOK_TEST_DATA "/chain/genesis-state.json");
  auto genesis = nlohmann::json::parse(file, nullptr, false);
  ASSERT_TRUE(genesis.is_object());
  ASSERT_TRUE(genesis["deso_balances"].contains(kPoor));
  genesis["deso_balances"][kPoor] = "1";
  const std::string start = ::testing::TempDir() + "desobook_poor.json";
  std::ofstream(start) << genesis;
  ReplayRunOptions options;
  options.dataset.directory = kChain;
  options.dataset.start = start;
  // Block 1 differs first, in a balance that a reward made.
  const auto input = LoadReplayDifference(options, 43);
  ASSERT_TRUE(input.ok()) << input.status();
  const ScenarioDifference& difference = input->target.differences.at(0);
  EXPECT_EQ(difference.aspect, Aspect::kValidity);
  EXPECT_EQ(difference.expected, "accepted");
  EXPECT_EQ(difference.found, "RuleErrorInsufficientBalance");
  const ShrinkResult result = Shrink(*input, ShrinkLimits{});
  EXPECT_TRUE(Shows(result.smallest, input->target));
  EXPECT_EQ(TxnCount(result.smallest), 1U);

  const auto reward = LoadReplayDifference(options, 1);
  EXPECT_TRUE(absl::IsNotFound(reward.status())) << reward.status();
}

TEST(ShrinkReplay, FindsNothingInARecordedChain) {
  const Found found = FindDifference(kChain);
  EXPECT_FALSE(found.height.has_value());
}

}  // namespace
}  // namespace desobook
