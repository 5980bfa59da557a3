// Whole recorded chains: every record and block reads and writes the same, and
// applying the records reproduces the recorded tables at every height.

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <sstream>
#include <string>

#include "chain/codec/block.h"
#include "chain/codec/hash.h"
#include "chain/stream/entry_schema.h"
#include "chain/stream/flush_reader.h"
#include "chain/stream/keys.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/typed.h"
#include "tests/chain/codec/vectors.h"
#include "tests/chain/stream/files.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::HexText;
using testing::MustOpen;
using testing::MustRead;

struct Recording {
  std::string name;
  std::string folder;
  std::string index_file;
  std::string digests_file;
  // Where tests print it.
  friend void PrintTo(const Recording& recording, std::ostream* out) {
    *out << recording.name;
  }
  [[nodiscard]] std::string Path(const std::string& file) const {
    return folder + "/" + file;
  }
};

class RecordedChain : public ::testing::TestWithParam<Recording> {
 protected:
  [[nodiscard]] std::string Path(const std::string& file) const {
    return GetParam().Path(file);
  }
};

// The entry decoded to a tree and encoded again.
Bytes Again(std::uint64_t type, ByteView entry) {
  const Schema* schema = FindEntrySchema(type);
  EXPECT_NE(schema, nullptr);
  Reader reader(entry);
  const FieldValue tree = DecodeEntry(*schema, reader);
  EXPECT_TRUE(reader.ok() && reader.AtEnd()) << reader.Status(schema->name);
  Writer writer;
  EncodeEntry(*schema, tree, writer);
  return writer.Take();
}

TEST_P(RecordedChain, EveryRecordReadsAndWritesTheSame) {
  const Bytes index = MustRead(Path(GetParam().index_file));
  RecordReader frames(MustOpen(Path("state-changes.bin.zst")));
  Reader offsets(index);
  std::uint64_t count = 0;
  while (true) {
    const auto frame = frames.NextFrame();
    ASSERT_TRUE(frame.ok()) << frame.status();
    if (!frame->has_value()) break;
    EXPECT_EQ(offsets.Le64(), (*frame)->offset);
    auto record = ParseRecord((*frame)->bytes);
    ASSERT_TRUE(record.ok()) << record.status() << " in record " << count;
    const Bytes value = Again(record->encoder_type, record->value);
    const Bytes ancestral = Again(record->encoder_type, record->ancestral);
    record->value = value;
    record->ancestral = ancestral;
    Writer framed;
    framed.LenBytes((*frame)->bytes);
    ASSERT_EQ(EncodeRecord(*record), framed.bytes()) << "record " << count;
    ++count;
  }
  EXPECT_TRUE(offsets.ok() && offsets.AtEnd());
  EXPECT_GT(count, 0U);
}

TEST_P(RecordedChain, EveryBlockHashesToItsKey) {
  std::map<BlockHash, std::uint64_t> stream_blocks;  // hash -> height
  RecordReader records(MustOpen(Path("state-changes.bin.zst")));
  while (true) {
    const auto record = records.Next();
    ASSERT_TRUE(record.ok()) << record.status();
    if (!record->has_value()) break;
    if (PrefixOf((*record)->key) == KeyPrefix::kBlockNode) {
      const auto node = ParseBlockNodeKey((*record)->key);
      ASSERT_TRUE(node.ok());
      stream_blocks[node->hash] = node->height;
    }
    if (PrefixOf((*record)->key) != KeyPrefix::kBlock) continue;
    const auto key = BlockHashOfKey((*record)->key);
    const auto bytes = BlockBytes((*record)->value);
    ASSERT_TRUE(key.ok() && bytes.ok());
    const auto block = DecodeBlock(*bytes);
    ASSERT_TRUE(block.ok()) << block.status();
    EXPECT_EQ(*HashHeader(block->header), *key);
    const auto encoded = EncodeBlock(*block);
    ASSERT_TRUE(encoded.ok());
    EXPECT_TRUE(std::equal(encoded->begin(), encoded->end(), bytes->begin(),
                           bytes->end()));
  }
  BlocksReader blocks(MustOpen(Path("blocks.bin.zst")));
  std::uint64_t count = 0;
  while (true) {
    const auto frame = blocks.Next();
    ASSERT_TRUE(frame.ok()) << frame.status();
    if (!frame->has_value()) break;
    const auto block = DecodeBlock((*frame)->bytes);
    ASSERT_TRUE(block.ok()) << block.status();
    const auto hash = HashHeader(block->header);
    ASSERT_TRUE(hash.ok());
    EXPECT_EQ(block->header.height, count);
    EXPECT_TRUE(stream_blocks.contains(*hash)) << "height " << count;
    EXPECT_EQ(stream_blocks[*hash], count);
    ++count;
  }
  const Bytes summary = MustRead(Path("summary.json"));
  EXPECT_EQ(count, json::parse(summary).at("blocks"));
}

// The three tables of state-digests.jsonl, kept as their text lines.
class Tables {
 public:
  void Apply(const StateChangeRecord& record) {
    const bool deleted = record.operation == RecordOperation::kDelete;
    switch (PrefixOf(record.key)) {
      case KeyPrefix::kDesoBalance:
        return Put(deso_, record.key, deleted, [&] {
          const auto row = DecodeDesoBalance(record.value);
          EXPECT_TRUE(row.ok()) << row.status();
          EXPECT_EQ(row->key, *PublicKeyOfBalanceKey(record.key));
          return Text(row->key) + " " + std::to_string(row->amount.value());
        });
      case KeyPrefix::kTokenBalance:
        return Put(tokens_, record.key, deleted, [&] {
          const auto row = DecodeBalanceEntry(record.value);
          EXPECT_TRUE(row.ok()) << row.status();
          EXPECT_EQ(row->key, *ParseBalanceKey(record.key));
          return Text(row->key.holder) + " " + Text(row->key.creator) + " " +
                 ToDecimal(row->balance.amount.value());
        });
      case KeyPrefix::kOrder:
        return Put(orders_, record.key, deleted, [&] {
          const auto order = DecodeOrderEntry(record.value);
          EXPECT_TRUE(order.ok()) << order.status();
          return OrderText(*order);
        });
      default:
        return;
    }
  }

  void ExpectDigests(const json& line) const {
    EXPECT_EQ(deso_.size(), line.at("deso"));
    EXPECT_EQ(tokens_.size(), line.at("tokens"));
    EXPECT_EQ(orders_.size(), line.at("orders"));
    EXPECT_EQ(Digest(deso_), line.at("deso_sha256"));
    EXPECT_EQ(Digest(tokens_), line.at("tokens_sha256"));
    EXPECT_EQ(Digest(orders_), line.at("orders_sha256"));
  }

 private:
  using Table = std::map<Bytes, std::string>;

  template <typename Id>
  static std::string Text(const Id& id) {
    return HexText(id.view());
  }
  static std::string OrderText(const OrderEntry& order) {
    std::ostringstream text;
    text << Text(order.id) << ' ' << Text(order.transactor) << ' '
         << Text(order.buying) << ' ' << Text(order.selling) << ' '
         << ToDecimal(order.rate.value()) << ' '
         << ToDecimal(order.quantity.value()) << ' ' << int{order.side} << ' '
         << int{order.fill_type} << ' ' << order.height;
    return text.str();
  }

  template <typename MakeLine>
  static void Put(Table& table, ByteView key, bool deleted, MakeLine line) {
    const Bytes name(key.begin(), key.end());
    if (deleted) {
      table.erase(name);
    } else {
      table.insert_or_assign(name, line());
    }
  }

  static std::string Digest(const Table& table) {
    std::multiset<std::string> lines;
    for (const auto& [key, line] : table) lines.insert(line);
    std::string all;
    for (const std::string& line : lines) all += line + '\n';
    const ByteView bytes(reinterpret_cast<const std::uint8_t*>(all.data()),
                         all.size());
    return HexText(Sha256(bytes));
  }

  Table deso_;
  Table tokens_;
  Table orders_;
};

TEST_P(RecordedChain, FlushesReproduceTheTablesOfEveryHeight) {
  const Bytes text = MustRead(Path(GetParam().digests_file));
  std::istringstream lines(std::string(text.begin(), text.end()));
  FlushReader flushes(MustOpen(Path("state-changes.bin.zst")));
  Tables tables;
  std::string line;
  std::uint64_t heights = 0;
  std::uint64_t at = 0;
  std::uint64_t records = 0;
  while (std::getline(lines, line)) {
    const json digest = json::parse(line);
    std::set<std::string> committed;
    while (at < digest.at("stream_end_offset")) {
      const auto flush = flushes.Next();
      ASSERT_TRUE(flush.ok()) << flush.status();
      ASSERT_TRUE(flush->has_value());
      EXPECT_EQ((*flush)->begin_offset, at);
      at = (*flush)->end_offset;
      records += (*flush)->records.size();
      for (const StateChangeRecord& record : (*flush)->records) {
        EXPECT_EQ(record.flush_id, (*flush)->id);
        tables.Apply(record);
      }
      for (const BlockHash& hash : (*flush)->committed) {
        committed.insert(HexText(hash.view()));
      }
    }
    ASSERT_EQ(at, digest.at("stream_end_offset"));
    EXPECT_EQ(records, digest.at("stream_end_record"));
    EXPECT_TRUE(committed.contains(digest.at("hash")));
    tables.ExpectDigests(digest);
    if (HasFailure()) FAIL() << "height " << digest.at("height");
    ++heights;
  }
  EXPECT_GT(heights, 90U);
  const auto end = flushes.Next();
  ASSERT_TRUE(end.ok());
  EXPECT_FALSE(end->has_value());
}

// Everything that replay reads of an operation bundle has a typed form.
TEST_P(RecordedChain, EveryBundleDecodesToOperations) {
  RecordReader records(MustOpen(Path("state-changes.bin.zst")));
  std::map<OperationType, std::uint64_t> counts;
  while (true) {
    const auto record = records.Next();
    ASSERT_TRUE(record.ok()) << record.status();
    if (!record->has_value()) break;
    if ((*record)->encoder_type != kUtxoOperationBundleType) continue;
    const auto lists = DecodeOperationBundle((*record)->value);
    ASSERT_TRUE(lists.ok()) << lists.status();
    for (const auto& list : *lists) {
      for (const Operation& operation : list) ++counts[operation.type];
    }
  }
  EXPECT_GT(counts[OperationType::kAddBalance], 0U);
  EXPECT_GT(counts[OperationType::kDaoCoinLimitOrder], 0U);
  EXPECT_GT(counts[OperationType::kAtomicTxnsWrapper], 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Recordings, RecordedChain,
    ::testing::Values(
        Recording{"regtest_trace", DESOBOOK_TEST_DATA "/chain/regtest-trace",
                  "state-changes-index.bin", "state-digests.jsonl"},
        Recording{"regtest_small",
                  DESOBOOK_TEST_DATA "/../../data/regtest-small",
                  "state-changes-index.bin.zst", "state-digests.jsonl.zst"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace desobook::chain
