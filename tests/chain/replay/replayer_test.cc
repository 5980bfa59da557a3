// Replays a recorded chain, and the same chain with one thing in it changed:
// the comparison must find just that.

#include "chain/replay/replayer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chain/codec/writer.h"
#include "chain/replay/block_envelope.h"
#include "chain/stream/keys.h"
#include "chain/stream/source.h"
#include "chain/stream/typed.h"
#include "gtest/gtest.h"

namespace desobook::chain {
namespace {

constexpr char kFolder[] = DESOBOOK_TEST_DATA "/chain/regtest-trace/";
constexpr BlockHeight kLastHeight = 93;

Bytes ReadData(const std::string& name) {
  auto source = OpenFile(kFolder + name);
  EXPECT_TRUE(source.ok()) << source.status();
  auto bytes = ReadAll(**source, std::size_t{1} << 30);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return *std::move(bytes);
}
const Bytes& Stream() {
  static const Bytes* const kBytes =
      new Bytes(ReadData("state-changes.bin.zst"));
  return *kBytes;
}

NetworkParams Regtest() {
  return ParamsFor(Network::kRegtest, /*accelerated=*/true);
}

// The outcome of verifying a stream from its own beginning.
struct Outcome {
  absl::Status status;
  std::uint64_t difference_count = 0;
  std::vector<Difference> differences;
  ReplayCounts counts;
  BlockHeight committed = 0;
};
Outcome Verify(const Bytes& stream,
               std::optional<BlockHeight> until = std::nullopt) {
  ReplayOptions options;
  options.verify = true;
  options.until = until;
  Replayer replayer(Regtest(), std::nullopt, options);
  FlushReader flushes(MemorySource(stream, "stream"));
  Outcome outcome;
  outcome.status = replayer.RunStream(flushes);
  outcome.difference_count = replayer.differences().count();
  outcome.differences = replayer.differences().kept();
  outcome.counts = replayer.counts();
  if (replayer.started()) outcome.committed = replayer.committed_height();
  return outcome;
}

// A record with bytes of its own, so that a test can change it.
struct OwnedRecord {
  StateChangeRecord record;
  Bytes key;
  Bytes value;
};
// Rewrites the stream; `change` edits records and returns false to drop one.
Bytes Rewrite(const std::function<bool(OwnedRecord&)>& change) {
  RecordReader reader(MemorySource(Stream(), "stream"));
  Bytes out;
  while (true) {
    auto next = reader.Next();
    EXPECT_TRUE(next.ok()) << next.status();
    if (!next.ok() || !next->has_value()) break;
    OwnedRecord owned{**next, {}, {}};
    owned.key.assign(owned.record.key.begin(), owned.record.key.end());
    owned.value.assign(owned.record.value.begin(), owned.record.value.end());
    if (!change(owned)) continue;
    owned.record.key = owned.key;
    owned.record.value = owned.value;
    const Bytes encoded = EncodeRecord(owned.record);
    out.insert(out.end(), encoded.begin(), encoded.end());
  }
  return out;
}
// Applies `change` to the `nth` record of a kind only.
Bytes ChangeOne(KeyPrefix prefix, RecordOperation operation, int nth,
                const std::function<bool(OwnedRecord&)>& change) {
  int seen = 0;
  bool done = false;
  Bytes changed = Rewrite([&](OwnedRecord& owned) {
    if (done || PrefixOf(owned.key) != prefix ||
        owned.record.operation != operation || seen++ != nth) {
      return true;
    }
    done = true;
    return change(owned);
  });
  EXPECT_TRUE(done);
  return changed;
}

bool Mentions(const Outcome& outcome, const std::string& text) {
  return std::any_of(outcome.differences.begin(), outcome.differences.end(),
                     [&](const Difference& difference) {
                       return difference.field.find(text) != std::string::npos;
                     });
}

TEST(Replayer, FindsNoDifferenceInARecordedChain) {
  const Outcome outcome = Verify(Stream());
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.difference_count, 0U);
  EXPECT_EQ(outcome.committed, kLastHeight);
  EXPECT_EQ(outcome.counts.fill_records, 250U);
  EXPECT_EQ(outcome.counts.unexecuted, 0U);
  EXPECT_GT(outcome.counts.operations_compared, 1000U);
  EXPECT_GT(outcome.counts.values_compared, 2000U);
}

TEST(Replayer, RewritingWithoutAChangeChangesNothing) {
  EXPECT_EQ(Rewrite([](OwnedRecord&) { return true; }), Stream());
}

TEST(Replayer, StopsAtTheHeightAskedFor) {
  const Outcome outcome = Verify(Stream(), 60);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.committed, 60U);
  EXPECT_EQ(outcome.counts.last_height, 60U);
}

TEST(Replayer, NoticesAnotherOrderQuantity) {
  // The encoding ends: ... quantity, operation, fill type, height. Twenty
  // bytes from the end lies the quantity of an order of ordinary size.
  const Bytes changed = ChangeOne(
      KeyPrefix::kOrder, RecordOperation::kUpsert, 40, [](OwnedRecord& owned) {
        const auto order = DecodeOrderEntry(owned.value);
        EXPECT_TRUE(order.ok());
        const Bytes tail = [&] {
          Writer writer;
          writer.Uvarint(order->side);
          writer.Uvarint(order->fill_type);
          writer.Uvarint(order->height);
          return writer.Take();
        }();
        owned.value[owned.value.size() - tail.size() - 1] ^= 1;
        return true;
      });
  const Outcome outcome = Verify(changed);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_GE(outcome.difference_count, 1U);
  EXPECT_TRUE(Mentions(outcome, "order "));
}

TEST(Replayer, NoticesAMissingDeletion) {
  const Bytes changed = ChangeOne(KeyPrefix::kOrder, RecordOperation::kDelete,
                                  10, [](OwnedRecord&) { return false; });
  // The same deletion may stand in the next flush as well; the first one is
  // compared on its own.
  const Outcome outcome = Verify(changed);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_GE(outcome.difference_count, 1U);
  EXPECT_TRUE(Mentions(outcome, "order "));
  EXPECT_EQ(outcome.differences.front().found, "absent");
}

TEST(Replayer, NoticesOneNanoInABalance) {
  const Bytes changed =
      ChangeOne(KeyPrefix::kDesoBalance, RecordOperation::kUpsert, 30,
                [](OwnedRecord& owned) {
                  owned.value.back() ^= 1;  // last byte of the varint
                  return true;
                });
  const Outcome outcome = Verify(changed);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_GE(outcome.difference_count, 1U);
  EXPECT_TRUE(Mentions(outcome, "DESO balance of"));
}

TEST(Replayer, NoticesOneBaseUnitInATokenBalance) {
  const Bytes changed =
      ChangeOne(KeyPrefix::kTokenBalance, RecordOperation::kUpsert, 20,
                [](OwnedRecord& owned) {
                  owned.value[owned.value.size() - 2] ^= 1;
                  return true;
                });
  const Outcome outcome = Verify(changed);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_TRUE(Mentions(outcome, "token balance of"));
}

TEST(Replayer, NoticesAnotherFill) {
  // The last operation bundle with a fill: its fulfilled flag is the last byte
  // of the fill record that holds the order's id.
  const Outcome equal = Verify(Stream());
  ASSERT_EQ(equal.difference_count, 0U);
  const Bytes changed = Rewrite([done = false](OwnedRecord& owned) mutable {
    if (done || PrefixOf(owned.key) != KeyPrefix::kOperations) return true;
    const auto lists = DecodeOperationBundle(owned.value);
    EXPECT_TRUE(lists.ok());
    for (const auto& list : *lists) {
      for (const Operation& operation : list) {
        if (operation.fills.empty()) continue;
        const ByteView id = operation.fills[0].id.view();
        const auto at = std::search(owned.value.begin(), owned.value.end(),
                                    id.begin(), id.end());
        EXPECT_NE(at, owned.value.end());
        *at ^= 1;
        done = true;
        return true;
      }
    }
    return true;
  });
  const Outcome outcome = Verify(changed);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_TRUE(Mentions(outcome, "fills[0]"));
  EXPECT_TRUE(outcome.differences.front().place.txn.has_value());
}

TEST(Replayer, RefusesABlockWhoseTransactionsWereExchanged) {
  const Bytes changed = ChangeOne(KeyPrefix::kBlock, RecordOperation::kUpsert,
                                  150, [](OwnedRecord& owned) {
                                    owned.value[owned.value.size() - 12] ^= 1;
                                    return true;
                                  });
  const Outcome outcome = Verify(changed);
  EXPECT_FALSE(outcome.status.ok() && outcome.difference_count == 0);
}

TEST(Replayer, RefusesABlockUnderAnothersKey) {
  const Bytes changed = ChangeOne(KeyPrefix::kBlock, RecordOperation::kUpsert,
                                  100, [](OwnedRecord& owned) {
                                    owned.key.back() ^= 1;
                                    return true;
                                  });
  const Outcome outcome = Verify(changed);
  ASSERT_EQ(outcome.status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(outcome.status.message().find("hashes to"), std::string::npos)
      << outcome.status;
}

TEST(Replayer, SaysWhereAStreamIsCutAndKeepsWhatWasComplete) {
  for (const std::size_t size :
       {Stream().size() - 1, Stream().size() / 2, Stream().size() / 3}) {
    Bytes cut = Stream();
    cut.resize(size);
    const Outcome outcome = Verify(cut);
    ASSERT_FALSE(outcome.status.ok());
    EXPECT_EQ(outcome.status.code(), absl::StatusCode::kDataLoss);
    EXPECT_NE(outcome.status.message().find("byte"), std::string::npos);
    EXPECT_EQ(outcome.difference_count, 0U);
    EXPECT_GT(outcome.committed, 0U);
  }
}

TEST(Replayer, RefusesAnEmptyStream) {
  const Outcome outcome = Verify({});
  ASSERT_FALSE(outcome.status.ok());
  EXPECT_EQ(outcome.status.code(), absl::StatusCode::kDataLoss);
}

TEST(Replayer, ExecutesNothingUpToItsStart) {
  const Outcome outcome = Verify(Stream(), 0);
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.committed, 0U);
  EXPECT_EQ(outcome.counts.blocks, 0U);
}

TEST(Replayer, RefusesAHeightBeforeTheStart) {
  StartState start;
  start.height = 10;
  ReplayOptions options;
  options.until = 9;
  Replayer replayer(Regtest(), std::move(start), options);
  FlushReader flushes(MemorySource(Stream(), "stream"));
  EXPECT_EQ(replayer.RunStream(flushes).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Replayer, RefusesTheWrongNetwork) {
  ReplayOptions options;
  options.verify = true;
  Replayer replayer(ParamsFor(Network::kMainnet), std::nullopt, options);
  FlushReader flushes(MemorySource(Stream(), "stream"));
  const absl::Status status = replayer.RunStream(flushes);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.message().find("balance model"), std::string::npos);
}

TEST(Replayer, BlocksAloneReachTheSameState) {
  // The state after genesis, taken from the stream's own dump.
  FlushReader flushes(MemorySource(Stream(), "stream"));
  StartState start;
  while (true) {
    auto flush = flushes.Next();
    ASSERT_TRUE(flush.ok());
    ASSERT_TRUE(flush->has_value());
    if (!(*flush)->is_dump) break;
    auto recorded = ParseFlush(**flush);
    ASSERT_TRUE(recorded.ok());
    ApplyFlush(*recorded, start.state);
  }
  const Bytes blocks = ReadData("blocks.bin.zst");
  Replayer replayer(Regtest(), std::move(start), {});
  BlocksReader reader(MemorySource(blocks, "blocks"));
  const absl::Status status = replayer.RunBlocks(reader);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(replayer.committed_height(), kLastHeight);
  EXPECT_EQ(replayer.uncommitted_blocks(), 2U);

  ReplayOptions options;
  Replayer other(Regtest(), std::nullopt, options);
  FlushReader again(MemorySource(Stream(), "stream"));
  ASSERT_TRUE(other.RunStream(again).ok());
  EXPECT_EQ(replayer.base().ledger.deso.map(), other.base().ledger.deso.map());
  EXPECT_EQ(replayer.base().ledger.tokens.map(),
            other.base().ledger.tokens.map());
  EXPECT_EQ(replayer.base().book.orders(), other.base().book.orders());
}

TEST(Replayer, BlocksAloneNeedAStart) {
  const Bytes blocks = ReadData("blocks.bin.zst");
  Replayer replayer(Regtest(), std::nullopt, {});
  BlocksReader reader(MemorySource(blocks, "blocks"));
  EXPECT_EQ(replayer.RunBlocks(reader).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(BlockEnvelope, RefusesAMerkleRootThatDoesNotFit) {
  const Bytes blocks = ReadData("blocks.bin.zst");
  BlocksReader reader(MemorySource(blocks, "blocks"));
  int refused = 0;
  int read = 0;
  while (true) {
    auto frame = reader.Next();
    ASSERT_TRUE(frame.ok());
    if (!frame->has_value()) break;
    ++read;
    Bytes bytes((*frame)->bytes.begin(), (*frame)->bytes.end());
    EXPECT_TRUE(MakeBlockEnvelope(bytes, Regtest()).ok());
    // Byte 40 lies in the merkle root of every header version.
    bytes[40] ^= 1;
    if (!MakeBlockEnvelope(bytes, Regtest()).ok()) ++refused;
  }
  EXPECT_EQ(read, 96);
  EXPECT_EQ(refused, read);
}

}  // namespace
}  // namespace desobook::chain
