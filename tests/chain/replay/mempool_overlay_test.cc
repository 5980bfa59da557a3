// The mempool file of a recorded node, against a model that knows nothing but
// keys and bytes (protocol text 8.7).

#include "chain/replay/mempool_overlay.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "chain/stream/keys.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/typed.h"
#include "gtest/gtest.h"
#include "tests/chain/replay/follow_world.h"

namespace desobook::chain {
namespace {

namespace fs = std::filesystem;
using testing::ChainFolder;
using testing::Feeder;
using testing::Listener;
using testing::OptionsFor;
using testing::RecordedFiles;
using testing::TestFolder;

Bytes ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file),
          std::istreambuf_iterator<char>()};
}

// Every complete record of a mempool file, in order.
template <typename Fn>
void ForEachRecord(const Bytes& file, Fn fn) {
  RecordReader reader(MemorySource(file, "mempool"));
  while (true) {
    const auto record = reader.Next();
    if (!record.ok() || !record->has_value()) return;
    fn(**record);
  }
}

Bytes Copy(ByteView view) { return {view.begin(), view.end()}; }

// Last record of each key wins; a reverted one restores the ancestral value.
struct Model {
  std::map<Bytes, std::optional<Bytes>> values;
  std::set<Bytes> txns;
  std::size_t reverted = 0;

  explicit Model(const Bytes& file) {
    ForEachRecord(file, [&](const StateChangeRecord& record) {
      const Bytes key = Copy(record.key);
      if (record.is_reverted) ++reverted;
      if (PrefixOf(key) == KeyPrefix::kMempoolTxn) {
        if (record.is_reverted) {
          txns.erase(key);
        } else {
          txns.insert(key);
        }
        return;
      }
      std::optional<Bytes>& value = values[key];
      if (record.is_reverted) {
        value = record.has_ancestral()
                    ? std::optional<Bytes>(Copy(record.ancestral))
                    : std::nullopt;
      } else if (record.operation == RecordOperation::kDelete) {
        value = std::nullopt;
      } else {
        value = Copy(record.value);
      }
    });
  }
};

void ExpectEqual(const MempoolOverlay& overlay, const Model& model,
                 const State<OracleBook>& base) {
  std::size_t orders = 0;
  std::size_t tokens = 0;
  for (const auto& [key, value] : model.values) {
    if (PrefixOf(key) == KeyPrefix::kOrder) {
      ++orders;
      const auto parsed = ParseOrderKey(key);
      ASSERT_TRUE(parsed.ok());
      const OrderEntry* found = overlay.FindOrder(parsed->id, base);
      ASSERT_EQ(found != nullptr, value.has_value());
      if (value) {
        EXPECT_EQ(*found, *DecodeOrderEntry(*value));
      }
    } else if (PrefixOf(key) == KeyPrefix::kTokenBalance) {
      ++tokens;
      const auto parsed = ParseBalanceKey(key);
      ASSERT_TRUE(parsed.ok());
      const BaseUnits expected =
          value ? DecodeBalanceEntry(*value)->balance.amount : BaseUnits();
      EXPECT_EQ(overlay.TokenAmount(*parsed, base), expected);
    }
  }
  EXPECT_EQ(overlay.written().orders.size(), orders);
  EXPECT_EQ(overlay.written().tokens.size(), tokens);
  std::set<Bytes> txns;
  std::uint64_t last_arrival = 0;
  for (const MempoolTxn* txn : overlay.transactions()) {
    Bytes key = {static_cast<std::uint8_t>(KeyPrefix::kMempoolTxn)};
    key.insert(key.end(), txn->hash.bytes.begin(), txn->hash.bytes.end());
    txns.insert(key);
    EXPECT_GE(txn->arrival, last_arrival);
    last_arrival = txn->arrival;
    EXPECT_FALSE(txn->operations.empty());
  }
  EXPECT_EQ(txns, model.txns);
  EXPECT_TRUE(overlay.complete());

  std::set<OrderId> live;
  for (const OrderEntry& order : overlay.Orders(base)) {
    EXPECT_TRUE(live.insert(order.id).second);
    EXPECT_EQ(*overlay.FindOrder(order.id, base), order);
  }
  for (const auto& [id, order] : base.book.orders()) {
    EXPECT_EQ(live.contains(id), overlay.FindOrder(id, base) != nullptr);
  }
}

// A key's DESO balance is right in the file when it is written first; what the
// operations up to there add up to must be the same.
std::size_t ExpectDesoFits(const Bytes& file, const State<OracleBook>& base) {
  MempoolOverlay overlay;
  std::set<Bytes> seen;
  std::size_t compared = 0;
  ForEachRecord(file, [&](const StateChangeRecord& record) {
    const absl::Status status = overlay.Take(record);
    ASSERT_TRUE(status.ok()) << status;
    if (PrefixOf(record.key) != KeyPrefix::kDesoBalance) return;
    if (record.is_reverted || !seen.insert(Copy(record.key)).second) return;
    const auto key = PublicKeyOfBalanceKey(record.key);
    ASSERT_TRUE(key.ok());
    const auto balance = overlay.DesoBalance(*key, base);
    ASSERT_TRUE(balance.has_value());
    const Nanos expected = record.operation == RecordOperation::kDelete
                               ? Nanos(0)
                               : DecodeDesoBalance(record.value)->amount;
    EXPECT_EQ(balance->value(), expected.value());
    ++compared;
  });
  return compared;
}

TEST(MempoolOverlay, FollowsARecordedMempoolChangeByChange) {
  const TestFolder folder;
  const RecordedFiles files = RecordedFiles::Load(ChainFolder("regtest-trace"));
  const auto samples = desobook::testing::LoadTrace(
      ChainFolder("regtest-trace") + "/mempool-trace");
  Feeder feeder(folder.path(), files, 99);
  feeder.Plan(30000, samples);
  Listener listener(OptionsFor(folder.path(), /*verify=*/true));
  std::size_t reverted = 0;
  std::size_t balances = 0;
  std::set<FlushId> ids;
  std::set<FlushId> with_txns;
  listener.on_mempool = [&](const MempoolOverlay& overlay,
                            const State<OracleBook>& base) {
    ASSERT_TRUE(overlay.flush_id().has_value());
    const Bytes file = ReadFile(folder.path() + "/mempool.bin");
    const Model model(file);
    ExpectEqual(overlay, model, base);
    EXPECT_EQ(overlay.reverted(), model.reverted);
    ids.insert(*overlay.flush_id());
    reverted = std::max(reverted, model.reverted);
    balances += ExpectDesoFits(file, base);
    if (overlay.transaction_count() != 0) with_txns.insert(*overlay.flush_id());
  };
  listener.Start();
  while (feeder.Step()) {
    const absl::Status status = listener.Drain();
    ASSERT_TRUE(status.ok()) << status;
  }
  EXPECT_EQ(feeder.samples_played(), samples.size());
  EXPECT_GT(listener.mempools_told, 100U);
  EXPECT_EQ(reverted, 2U);
  EXPECT_GT(balances, 1000U);
  EXPECT_GT(with_txns.size(), 10U);

  // Each one belonged to the flush that was committed next.
  std::set<FlushId> committed;
  ForEachRecord(files.stream, [&](const StateChangeRecord& record) {
    committed.insert(record.flush_id);
  });
  std::size_t not_committed = 0;
  for (const FlushId& id : ids) {
    if (!committed.contains(id)) ++not_committed;
  }
  EXPECT_LE(not_committed, 1U);  // the last one was cut off by the stop
}

// The two records that the node really reverted.
TEST(MempoolOverlay, DropsTransactionsThatTheNodeReverted) {
  const auto samples = desobook::testing::LoadTrace(
      ChainFolder("regtest-trace") + "/mempool-trace");
  Bytes file;
  std::size_t dropped = 0;
  for (const auto& sample : samples) {
    if (sample.truncates_mempool) file.clear();
    file.insert(file.end(), sample.mempool.begin(), sample.mempool.end());
    MempoolOverlay overlay;
    ForEachRecord(file, [&](const StateChangeRecord& record) {
      const std::size_t before = overlay.transaction_count();
      const absl::Status status = overlay.Take(record);
      ASSERT_TRUE(status.ok()) << status;
      if (overlay.transaction_count() < before) ++dropped;
    });
  }
  EXPECT_GE(dropped, 1U);
}

// A reverted record carries the value that no longer counts, and the one from
// before.
TEST(MempoolOverlay, RestoresWhatARevertedValueHadReplaced) {
  const Bytes file =
      ReadFile(ChainFolder("regtest-small/mempool-11") + "/mempool.bin");
  std::size_t orders = 0;
  std::size_t balances = 0;
  MempoolOverlay overlay;
  const State<OracleBook> base;
  ForEachRecord(file, [&](const StateChangeRecord& record) {
    ASSERT_TRUE(overlay.Take(record).ok());
    StateChangeRecord revert = record;
    revert.is_reverted = true;
    if (record.operation != RecordOperation::kUpsert) return;
    if (PrefixOf(record.key) == KeyPrefix::kOrder) {
      ++orders;
      const OrderEntry order = *DecodeOrderEntry(record.value);
      ASSERT_NE(overlay.FindOrder(order.id, base), nullptr);
      // There was none before.
      const Bytes absent = {0};
      revert.ancestral = absent;
      ASSERT_TRUE(overlay.Take(revert).ok());
      EXPECT_EQ(overlay.FindOrder(order.id, base), nullptr);
      // There was one before.
      revert.ancestral = record.value;
      ASSERT_TRUE(overlay.Take(revert).ok());
      ASSERT_NE(overlay.FindOrder(order.id, base), nullptr);
      EXPECT_EQ(*overlay.FindOrder(order.id, base), order);
    }
    if (PrefixOf(record.key) == KeyPrefix::kTokenBalance &&
        record.has_ancestral()) {
      ++balances;
      const BalanceKey key = *ParseBalanceKey(record.key);
      ASSERT_TRUE(overlay.Take(revert).ok());
      EXPECT_EQ(overlay.TokenAmount(key, base),
                DecodeBalanceEntry(record.ancestral)->balance.amount);
    }
  });
  EXPECT_GT(orders, 0U);
  EXPECT_GT(balances, 0U);
}

TEST(MempoolOverlay, ACommitDropsItAndItComesBackWithoutFlicker) {
  const TestFolder folder;
  const RecordedFiles files = RecordedFiles::Load(ChainFolder("regtest-trace"));
  Feeder feeder(folder.path(), files, 99);
  feeder.Plan(1 << 20, desobook::testing::LoadTrace(
                           ChainFolder("regtest-trace") + "/mempool-trace"));
  Listener listener(OptionsFor(folder.path()));
  std::size_t empty_told = 0;
  listener.on_mempool = [&](const MempoolOverlay& overlay,
                            const State<OracleBook>&) {
    if (overlay.empty()) ++empty_told;
  };
  listener.Start();
  std::size_t blocks = 0;
  std::size_t dropped = 0;
  while (feeder.Step()) {
    ASSERT_TRUE(listener.Drain().ok());
    if (listener.lines.size() == blocks) continue;
    blocks = listener.lines.size();
    // A commit came. Either nothing is shown, or it is newer than the commit.
    if (listener.follower->mempool().empty()) {
      ++dropped;
      EXPECT_FALSE(listener.follower->mempool_is_settled());
    }
  }
  EXPECT_GT(dropped, 10U);
  EXPECT_EQ(empty_told, 0U);
}

TEST(MempoolOverlay, LoadsCopiesTakenUnderLoad) {
  for (const std::string name :
       {"regtest-small/at-restart", "regtest-small/mempool-11",
        "regtest-small/mempool-12", "regtest-large/mempool-21"}) {
    SCOPED_TRACE(name);
    const Bytes file = ReadFile(ChainFolder(name) + "/mempool.bin");
    ASSERT_FALSE(file.empty());
    MempoolOverlay overlay;
    ForEachRecord(file, [&](const StateChangeRecord& record) {
      const absl::Status status = overlay.Take(record);
      ASSERT_TRUE(status.ok()) << status;
    });
    EXPECT_FALSE(overlay.empty());
    EXPECT_GT(overlay.records(), 5U);
    EXPECT_FALSE(overlay.blocks().empty());
    overlay.Clear();
    EXPECT_TRUE(overlay.empty());
    EXPECT_TRUE(overlay.written().orders.empty());
  }
}

TEST(MempoolOverlay, AnotherFlushIdReplacesEverything) {
  const Bytes file =
      ReadFile(ChainFolder("regtest-small/mempool-11") + "/mempool.bin");
  MempoolOverlay overlay;
  ForEachRecord(file, [&](const StateChangeRecord& record) {
    ASSERT_TRUE(overlay.Take(record).ok());
  });
  ASSERT_GT(overlay.transaction_count(), 0U);
  bool first = true;
  ForEachRecord(file, [&](StateChangeRecord record) {
    if (!std::exchange(first, false)) return;
    record.flush_id.bytes[0] ^= 1;
    ASSERT_TRUE(overlay.Take(record).ok());
  });
  EXPECT_EQ(overlay.records(), 1U);
  EXPECT_EQ(overlay.transaction_count(), 0U);
}

}  // namespace
}  // namespace desobook::chain
