// Every byte of 64 KiB of each binary format, damaged: nothing crashes, every
// report says where, and where a checksum exists nothing damaged is taken for
// whole.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "chain/codec/block.h"
#include "chain/codec/hash.h"
#include "chain/stream/entry_schema.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "chain/stream/typed.h"
#include "engine/pipeline/snapshot.h"
#include "tests/chain/stream/files.h"
#include "tests/corruption/sweep.h"

namespace desobook::chain {
namespace {

using desobook::testing::Damage;
using desobook::testing::Describe;
using desobook::testing::NamesPlace;
using desobook::testing::Sweep;
using testing::MustRead;
using testing::TracePath;

constexpr std::size_t kSampleBytes = std::size_t{64} << 10;
constexpr std::size_t kDense = 256;
// Enough to see how reading goes on behind damage.
constexpr std::size_t kFramesAround = 3;

// Pieces of a file that begin at a frame and hold a few. Readers carry nothing
// from one frame to the next but their position, so that damage in a frame can
// be judged without what stands before it.
struct Piece {
  Bytes bytes;
  std::size_t first_frame = 0;  // its size: only this part is damaged
};

template <typename R, typename Next>
std::vector<Piece> Cut(const Bytes& file, Next next) {
  std::vector<std::size_t> ends = {0};
  R reader(MemorySource(file, "whole"));
  while (ends.back() < kSampleBytes) {
    const auto frame = next(reader);
    if (!frame.ok() || !*frame) break;
    ends.push_back(static_cast<std::size_t>((*frame)->end));
  }
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
    const std::size_t last = std::min(i + kFramesAround, ends.size() - 1);
    Piece& piece = pieces.emplace_back();
    const ByteView whole(file);
    const ByteView part = whole.subspan(ends[i], ends[last] - ends[i]);
    piece.bytes.assign(part.begin(), part.end());
    piece.first_frame = ends[i + 1] - ends[i];
  }
  return pieces;
}

// What a reader of records makes of bytes: the records as they are encoded,
// and how it ended.
struct ReadRecords {
  std::vector<Bytes> records;
  absl::Status status;
};

// The values too, by the reader that replay uses.
void DecodeValue(const StateChangeRecord& record) {
  switch (record.encoder_type) {
    case kUtxoOperationBundleType:
      (void)DecodeOperationBundle(record.value);
      return;
    case kBalanceEntryType:
      (void)DecodeBalanceEntry(record.value);
      return;
    case kOrderEntryType:
      (void)DecodeOrderEntry(record.value);
      return;
    case kProfileEntryType:
      (void)DecodeProfileEntry(record.value);
      return;
    case kDesoBalanceEntryType:
      (void)DecodeDesoBalance(record.value);
      return;
    default:
      return;
  }
}

ReadRecords Records(ByteView bytes) {
  ReadRecords result;
  RecordReader reader(MemorySource(bytes, "stream.bin"));
  while (true) {
    const auto record = reader.Next();
    if (!record.ok()) {
      result.status = record.status();
      return result;
    }
    if (!*record) return result;
    DecodeValue(**record);
    result.records.push_back(EncodeRecord(**record));
  }
}

// Bytes that may change without a change of meaning, in the node too: any but
// zero reads as true, and the version of the record's own header, the third
// byte behind the length, selects nothing.
bool MeansTheSame(const Bytes& record, std::size_t at) {
  std::size_t prefix = 1;
  while ((record[prefix - 1] & 0x80) != 0) ++prefix;
  return record[at] == 1 || at == prefix + 2;
}

void SweepRecords(const Bytes& file) {
  const auto pieces = Cut<RecordReader>(
      file, [](RecordReader& reader) { return reader.NextFrame(); });
  ASSERT_FALSE(pieces.empty());
  for (const Piece& piece : pieces) {
    const ReadRecords whole = Records(piece.bytes);
    ASSERT_TRUE(whole.status.ok()) << whole.status;
    const Bytes head(
        piece.bytes.begin(),
        piece.bytes.begin() + static_cast<std::ptrdiff_t>(piece.first_frame));
    const ByteView tail = ByteView(piece.bytes).subspan(piece.first_frame);
    Sweep(
        head,
        [&](ByteView damaged, const Damage& damage) {
          Bytes bytes(damaged.begin(), damaged.end());
          if (damage.flip != 0)
            bytes.insert(bytes.end(), tail.begin(), tail.end());
          const ReadRecords read = Records(bytes);
          if (!read.status.ok()) {
            EXPECT_TRUE(NamesPlace(read.status, "stream.bin"))
                << Describe(damage);
            EXPECT_EQ(read.status.code(), absl::StatusCode::kDataLoss);
          } else if (damage.flip != 0) {
            EXPECT_TRUE(read.records != whole.records ||
                        MeansTheSame(head, damage.offset))
                << Describe(damage);
          } else {
            EXPECT_EQ(damage.offset, 0U);  // an empty file is whole
          }
        },
        kDense);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(Corruption, StateChangesNameTheRecord) {
  SweepRecords(MustRead(TracePath("state-changes.bin.zst")));
}

TEST(Corruption, StateChangesOfALaterChainNameTheRecord) {
  // From the middle, where orders and their operations are.
  const Bytes file = MustRead(TracePath("state-changes.bin.zst"));
  RecordReader reader(MemorySource(file, "whole"));
  while (reader.offset() < file.size() / 2) {
    const auto frame = reader.NextFrame();
    ASSERT_TRUE(frame.ok() && *frame);
  }
  const auto frame = reader.NextFrame();
  ASSERT_TRUE(frame.ok() && *frame);
  SweepRecords(
      Bytes(file.begin() + static_cast<std::ptrdiff_t>((*frame)->offset),
            file.end()));
}

// A damaged block is no block, or another one: its hash or the root in its
// header tells, unless the bytes only spell the same content differently.
bool TellsItself(const Block& whole, ByteView bytes) {
  const auto block = DecodeBlock(bytes);
  if (!block.ok()) return true;
  if (*block == whole) return true;
  const auto hash = HashHeader(block->header);
  const auto whole_hash = HashHeader(whole.header);
  if (!hash.ok() || *hash != *whole_hash) return true;
  const auto root = BlockMerkleRoot(*block);
  if (root != block->header.merkle_root) return true;
  // What neither covers: a vote may be replaced by another, and the producer's
  // signature stands behind the block.
  return block->header.proposer_vote_signature !=
             whole.header.proposer_vote_signature ||
         block->producer != whole.producer;
}

TEST(Corruption, BlocksNameTheBlockOrTellThemselves) {
  const Bytes file = MustRead(TracePath("blocks.bin.zst"));
  const auto pieces = Cut<BlocksReader>(
      file, [](BlocksReader& reader) { return reader.Next(); });
  std::size_t swept = 0;
  for (const Piece& piece : pieces) {
    const Bytes head(
        piece.bytes.begin(),
        piece.bytes.begin() + static_cast<std::ptrdiff_t>(piece.first_frame));
    const auto whole = DecodeBlock(ByteView(head).subspan(4));
    ASSERT_TRUE(whole.ok()) << whole.status();
    Sweep(
        head,
        [&](ByteView damaged, const Damage& damage) {
          BlocksReader reader(MemorySource(damaged, "blocks.bin"));
          const auto frame = reader.Next();
          if (!frame.ok()) {
            EXPECT_TRUE(NamesPlace(frame.status(), "blocks.bin"))
                << Describe(damage);
          } else if (!*frame) {
            EXPECT_EQ(damaged.size(), 0U);
          } else {
            EXPECT_TRUE(TellsItself(*whole, (*frame)->bytes))
                << Describe(damage);
          }
        },
        kDense);
    if (::testing::Test::HasFailure()) return;
    swept += head.size();
  }
  EXPECT_GE(swept, kSampleBytes / 2);
}

// A checksum of the contents stands behind them.
TEST(Corruption, CompressedFilesAreReadWholeOrNotAtAll) {
  std::ifstream stream(DESOBOOK_TEST_DATA
                       "/chain/regtest-trace/ground-truth-1.json.zst",
                       std::ios::binary);
  const Bytes packed((std::istreambuf_iterator<char>(stream)),
                     std::istreambuf_iterator<char>());
  ASSERT_GT(packed.size(), 1000U);
  const auto read = [](ByteView bytes) {
    return ReadAll(*ZstdSource(MemorySource(bytes, "chain.zst")),
                   std::size_t{1} << 22);
  };
  const auto whole = read(packed);
  ASSERT_TRUE(whole.ok()) << whole.status();
  Sweep(
      packed,
      [&](ByteView damaged, const Damage& damage) {
        const auto contents = read(damaged);
        if (contents.ok()) {
          EXPECT_TRUE(*contents == *whole || damaged.empty())
              << Describe(damage);
        } else {
          EXPECT_TRUE(NamesPlace(contents.status(), "chain.zst"))
              << Describe(damage);
        }
      },
      1024);
}

// Two of everything that a state holds would need every table here; the order
// book, balances and a profile are enough to reach each kind of field.
Bytes SampleSnapshot() {
  State<OracleBook> state;
  for (std::uint8_t i = 1; i <= 20; ++i) {
    PublicKey key;
    key.bytes.fill(i);
    state.ledger.deso.Put(key, Nanos(std::uint64_t{i} << (i * 2)));
    state.ledger.tokens.Put({DefaultPkid(key), Pkid{}},
                            {BaseUnits(Uint256::Max())});
    ProfileEntry profile;
    profile.public_key = key;
    profile.username = Bytes(i, 'a');
    profile.extra_data[{i}] = {1, 2};
    state.ledger.profiles.Put(DefaultPkid(key), profile);
    OrderEntry order;
    order.id.bytes.fill(i);
    order.transactor = DefaultPkid(key);
    order.selling = DefaultPkid(key);
    order.rate = Rate(kOneE38);
    order.quantity = BaseUnits(i);
    order.side = 1;
    order.fill_type = 1;
    state.book.Put(order);
  }
  return EncodeSnapshot({Network::kRegtest, 7, {}, {{PublicKey{}, Nanos(5)}}},
                        state, &Sha256);
}

TEST(Corruption, SnapshotsAreReadWholeOrNotAtAll) {
  const Bytes sample = SampleSnapshot();
  ASSERT_GT(sample.size(), 4000U);
  const auto whole = DecodeSnapshot(sample, &Sha256);
  ASSERT_TRUE(std::holds_alternative<Snapshot>(whole));
  Sweep(sample, [&](ByteView damaged, const Damage& damage) {
    const auto decoded = DecodeSnapshot(damaged, &Sha256);
    const auto* error = std::get_if<SnapshotError>(&decoded);
    ASSERT_NE(error, nullptr) << Describe(damage);
    EXPECT_LE(error->offset, sample.size());
    EXPECT_FALSE(SnapshotErrorText(*error).empty());
  });
}

}  // namespace
}  // namespace desobook::chain
