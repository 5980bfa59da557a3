// Blocks that hold a transaction of a type that is not executed: they wait for
// their recording, which comes with their commit.

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "chain/codec/block.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"
#include "chain/replay/replayer.h"
#include "chain/stream/entry_schema.h"
#include "chain/stream/keys.h"
#include "chain/stream/skip.h"
#include "chain/stream/source.h"
#include "gtest/gtest.h"
#include "tests/chain/replay/follow_world.h"

namespace desobook::chain {
namespace {

using testing::ChainFolder;
using testing::RecordedFiles;

constexpr BlockHeight kLastCommitted = 93;

const Bytes& Stream() {
  static const auto* const kFiles =
      new RecordedFiles(RecordedFiles::Load(ChainFolder("regtest-trace")));
  return kFiles->stream;
}

// Rewrites a recording: the blocks at some heights get a transaction more,
// which nobody executes and which did nothing. Hashes change from there on.
class Rewriter {
 public:
  explicit Rewriter(std::set<BlockHeight> heights)
      : heights_(std::move(heights)) {}

  Bytes Rewrite(const Bytes& stream) {
    RecordReader reader(MemorySource(stream, "stream"));
    Bytes out;
    while (true) {
      const auto next = reader.Next();
      EXPECT_TRUE(next.ok());
      if (!next.ok() || !next->has_value()) return out;
      const Bytes record = One(**next);
      out.insert(out.end(), record.begin(), record.end());
    }
  }

 private:
  Bytes One(StateChangeRecord record) {
    Bytes key(record.key.begin(), record.key.end());
    Bytes value(record.value.begin(), record.value.end());
    if (PrefixOf(key) == KeyPrefix::kBlock) {
      value = BlockRecord(*BlockHashOfKey(key), value);
    }
    const KeyPrefix prefix = PrefixOf(key);
    if (prefix == KeyPrefix::kBlock || prefix == KeyPrefix::kBlockNode ||
        prefix == KeyPrefix::kOperations) {
      // The hash ends the key.
      const auto hash =
          BlockHash::From(ByteView(key).last(BlockHash::kSize)).value();
      if (prefix == KeyPrefix::kOperations && longer_.contains(hash)) {
        value = WithEmptyList(value);
      }
      if (const auto now = now_.find(hash); now != now_.end()) {
        std::copy(now->second.bytes.begin(), now->second.bytes.end(),
                  key.end() - BlockHash::kSize);
      }
    }
    record.key = key;
    record.value = value;
    return EncodeRecord(record);
  }

  Bytes BlockRecord(const BlockHash& hash, const Bytes& entry) {
    absl::StatusOr<Block> block = DecodeBlock(*BlockBytes(entry));
    EXPECT_TRUE(block.ok());
    if (const auto parent = now_.find(block->header.prev_block_hash);
        parent != now_.end()) {
      block->header.prev_block_hash = parent->second;
    }
    if (heights_.contains(static_cast<BlockHeight>(block->header.height))) {
      longer_.insert(hash);
      Transaction txn;
      txn.type = TxnType::kBurnNft;
      // Hash of the post and serial number.
      txn.metadata = OpaqueMetadata{Bytes(33)};
      txn.public_key = Bytes(33, 2);
      txn.version = 1;
      txn.nonce = {1000, block->header.height};
      block->txns.insert(block->txns.begin() + 1, txn);
      block->header.merkle_root = *BlockMerkleRoot(*block);
    }
    now_[hash] = *HashHeader(block->header);
    Writer writer;
    writer.Bool(true);
    writer.Uvarint(kBlockEntryType);
    writer.Uvarint(0);
    writer.LenBytes(*EncodeBlock(*block));
    return writer.Take();
  }

  // Behind the reward's list of operations.
  static Bytes WithEmptyList(const Bytes& bundle) {
    Reader reader(bundle);
    EXPECT_TRUE(ReadEntryHeader(kUtxoOperationBundleType, reader).has_value());
    const std::size_t header = reader.position();
    const std::uint64_t lists = reader.Uvarint();
    const std::size_t first = reader.position();
    const std::uint64_t operations = reader.Uvarint();
    for (std::uint64_t i = 0; i < operations; ++i) {
      SkipEntry(*FindEntrySchema(kUtxoOperationType), reader);
    }
    EXPECT_TRUE(reader.ok());
    const ByteView all = bundle;
    Writer writer;
    writer.Raw(all.first(header));
    writer.Uvarint(lists + 1);
    writer.Raw(all.subspan(first, reader.position() - first));
    writer.Uvarint(0);
    writer.Raw(reader.rest());
    return writer.Take();
  }

  std::set<BlockHeight> heights_;
  std::map<BlockHash, BlockHash> now_;
  std::set<BlockHash> longer_;  // by their old hashes
};

struct Outcome {
  absl::Status status;
  std::uint64_t differences = 0;
  ReplayCounts counts;
  std::uint64_t uncommitted = 0;
};
Outcome Verify(const Bytes& stream) {
  ReplayOptions options;
  options.verify = true;
  Replayer replayer(testing::Regtest(), std::nullopt, options);
  FlushReader flushes(MemorySource(stream, "stream"));
  Outcome outcome;
  outcome.status = replayer.RunStream(flushes);
  outcome.differences = replayer.differences().count();
  outcome.counts = replayer.counts();
  outcome.uncommitted = replayer.uncommitted_blocks();
  return outcome;
}

TEST(Unmodelled, RewritingNothingChangesNothing) {
  EXPECT_EQ(Rewriter({}).Rewrite(Stream()), Stream());
}

TEST(Unmodelled, AnUncommittedBlockDoesNotKeepCommittedOnesBack) {
  for (const std::set<BlockHeight>& heights :
       {std::set<BlockHeight>{94}, {95}, {94, 95}}) {
    const Outcome outcome = Verify(Rewriter(heights).Rewrite(Stream()));
    ASSERT_TRUE(outcome.status.ok()) << outcome.status;
    EXPECT_EQ(outcome.counts.last_height, kLastCommitted);
    EXPECT_EQ(outcome.differences, 0U);
    EXPECT_EQ(outcome.uncommitted, 2U);
  }
}

TEST(Unmodelled, CommittedBlocksTakeWhatTheyDidFromTheRecording) {
  // One alone, neighbours, and the last ones; 20 is proof of work.
  const Outcome outcome =
      Verify(Rewriter({20, 41, 60, 61, 62, 92, 93}).Rewrite(Stream()));
  ASSERT_TRUE(outcome.status.ok()) << outcome.status;
  EXPECT_EQ(outcome.differences, 0U);
  EXPECT_EQ(outcome.counts.last_height, kLastCommitted);
  EXPECT_EQ(outcome.counts.unexecuted, 7U);
  EXPECT_EQ(outcome.counts.fill_records, 250U);
}

TEST(Unmodelled, AFollowerWaitsForTheRecordingAndForgetsNothingMeanwhile) {
  const testing::TestFolder folder;
  RecordedFiles files;
  files.stream = Rewriter({41, 60, 61, 62, 80}).Rewrite(Stream());
  files.index = desobook::testing::IndexOf(files.stream);
  testing::Feeder feeder(folder.path(), files, 17);
  feeder.Plan(9000, {});
  testing::Listener listener(
      testing::OptionsFor(folder.path(), /*verify=*/true));
  listener.Start();
  std::uint64_t most_behind = 0;
  int steps = 0;
  while (feeder.Step()) {
    const absl::Status status = listener.Drain();
    ASSERT_TRUE(status.ok()) << status;
    most_behind = std::max(most_behind, listener.last_lag.blocks);
    if (++steps % 5 != 0) continue;
    if (steps % 10 == 0) listener.TakeCheckpoint();
    listener.Kill();
    listener.Start();
  }
  ASSERT_TRUE(listener.Drain().ok());
  EXPECT_GE(most_behind, 1U);
  EXPECT_LE(most_behind, 4U);
  const auto finished = listener.follower->Finish();
  ASSERT_TRUE(finished.ok()) << finished.status();
  const testing::Told expected = testing::PlainReplay(files.stream);
  EXPECT_EQ(listener.lines, expected.lines);
  EXPECT_EQ(testing::AllOf(listener.follower->replayer().base()),
            expected.state);
  EXPECT_EQ(listener.follower->replayer().differences().count(), 0U);
}

}  // namespace
}  // namespace desobook::chain
