#include "engine/pipeline/snapshot.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

#include "chain/codec/hash.h"
#include "engine/ledger/tables.h"
#include "tests/engine/pipeline/random_state.h"

namespace desobook {
namespace {

using ::desobook::testing::RandomContinuation;
using ::desobook::testing::RandomHeader;
using ::desobook::testing::RandomState;
using Kind = SnapshotErrorKind;
using Decoded = std::variant<Snapshot, SnapshotError>;

constexpr std::size_t kLengthAt = 12;
constexpr std::size_t kBodyAt = 20;
constexpr std::size_t kDigestBytes = 32;

Bytes Encode(const SnapshotHeader& header, const State<OracleBook>& state) {
  return EncodeSnapshot(header, state, chain::Sha256);
}
Bytes Encode(const Snapshot& snapshot) {
  return EncodeSnapshot(
      snapshot.header, snapshot.state, chain::Sha256,
      snapshot.continuation ? &*snapshot.continuation : nullptr);
}
Snapshot RandomSnapshot(std::uint64_t seed, std::size_t rows_max = 4) {
  Snapshot snapshot{RandomHeader(seed), RandomState(seed + 1, rows_max), {}};
  if (seed % 2 == 0) {
    snapshot.continuation = RandomContinuation(seed + 2, rows_max);
  }
  return snapshot;
}
Decoded Decode(ByteView bytes) { return DecodeSnapshot(bytes, chain::Sha256); }

bool Equal(const State<OracleBook>& a, const State<OracleBook>& b) {
  const bool ledgers = std::apply(
      [&](const auto&... of_a) {
        return std::apply(
            [&](const auto&... of_b) {
              return ((of_a.map() == of_b.map()) && ...);
            },
            TablesOf(b.ledger));
      },
      TablesOf(a.ledger));
  return ledgers && a.book.orders() == b.book.orders();
}

// Bytes as another writer could make them: the frame fits whatever is inside.
Bytes Sealed(Bytes bytes) {
  bytes.resize(bytes.size() - kDigestBytes);
  const std::uint64_t length = bytes.size() - kBodyAt;
  for (std::size_t i = 0; i < 8; ++i) {
    bytes[kLengthAt + i] = static_cast<std::uint8_t>(length >> (8 * i));
  }
  const auto digest = chain::Sha256(bytes);
  bytes.insert(bytes.end(), digest.begin(), digest.end());
  return bytes;
}

SnapshotError ErrorOf(const Decoded& decoded) {
  const auto* error = std::get_if<SnapshotError>(&decoded);
  EXPECT_NE(error, nullptr) << "accepted";
  return error != nullptr ? *error : SnapshotError{};
}

RC_GTEST_PROP(SnapshotProperty, ReadsBackWhatWasWritten, (std::uint64_t seed)) {
  const Snapshot snapshot = RandomSnapshot(seed);
  const Bytes bytes = Encode(snapshot);
  const Decoded decoded = Decode(bytes);
  RC_ASSERT(std::holds_alternative<Snapshot>(decoded));
  const auto& [header, state, continuation] = std::get<Snapshot>(decoded);
  RC_ASSERT(header == snapshot.header);
  RC_ASSERT(Equal(state, snapshot.state));
  RC_ASSERT(continuation.has_value() == snapshot.continuation.has_value());
  if (continuation) {
    const auto& [position, undo, blocks] = *continuation;
    RC_ASSERT(position.tip == snapshot.continuation->position.tip);
    RC_ASSERT(Equal(undo.previous, snapshot.continuation->undo.previous));
    RC_ASSERT(Equal(undo.created, snapshot.continuation->undo.created));
    RC_ASSERT(blocks == snapshot.continuation->blocks);
  }
  RC_ASSERT(Encode(std::get<Snapshot>(decoded)) == bytes);
}

RC_GTEST_PROP(SnapshotProperty, KeepsThePriorityOfOrders,
              (std::uint64_t seed)) {
  State<OracleBook> state = RandomState(seed, 0);
  snapshot_internal::Inventor invent(seed);
  Pkid buying, selling;
  invent(buying, selling);
  for (std::size_t i = 0; i < 20; ++i) {
    OrderEntry order;
    invent(order);
    order.buying = buying;
    order.selling = selling;
    order.rate = Rate(Uint256(invent.Size(3)));
    order.height = static_cast<BlockHeight>(invent.Size(2));
    state.book.Put(order);
  }
  const Decoded decoded = Decode(Encode(RandomHeader(seed), state));
  RC_ASSERT(std::get<Snapshot>(decoded).state.book.Side(buying, selling) ==
            state.book.Side(buying, selling));
}

RC_GTEST_PROP(SnapshotProperty, RefusesEveryFlippedBit, (std::uint64_t seed)) {
  Bytes bytes = Encode(RandomSnapshot(seed));
  const std::size_t at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] ^= static_cast<std::uint8_t>(1 << *rc::gen::inRange(0, 8));
  RC_ASSERT(std::holds_alternative<SnapshotError>(Decode(bytes)));
}

// Whoever writes a digest that fits may put anything in front of it.
RC_GTEST_PROP(SnapshotProperty, SurvivesSealedDamage, (std::uint64_t seed)) {
  Bytes bytes = Encode(RandomSnapshot(seed));
  for (int i = *rc::gen::inRange(1, 4); i > 0; --i) {
    const std::size_t at =
        *rc::gen::inRange<std::size_t>(kBodyAt, bytes.size() - kDigestBytes);
    bytes[at] = *rc::gen::arbitrary<std::uint8_t>();
  }
  bytes = Sealed(std::move(bytes));
  const Decoded decoded = Decode(bytes);
  if (const auto* snapshot = std::get_if<Snapshot>(&decoded)) {
    RC_ASSERT(Encode(*snapshot) == bytes);
  } else {
    RC_ASSERT(ErrorOf(decoded).offset >= kBodyAt);
    RC_ASSERT(ErrorOf(decoded).offset <= bytes.size() - kDigestBytes);
  }
}

TEST(Snapshot, RefusesEveryTruncation) {
  const Bytes bytes = Encode(RandomSnapshot(8, 1));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const SnapshotError error = ErrorOf(Decode(ByteView(bytes).first(size)));
    ASSERT_EQ(error.kind, Kind::kTruncated) << size;
    ASSERT_EQ(error.offset, size) << size;
  }
}

// The body cut short inside a frame that fits.
TEST(Snapshot, RefusesABodyThatEndsEarly) {
  const Bytes bytes = Encode(RandomSnapshot(8, 1));
  for (std::size_t cut = 1; cut < bytes.size() - kBodyAt - kDigestBytes;
       ++cut) {
    Bytes shorter = bytes;
    shorter.resize(bytes.size() - cut);
    const SnapshotError error = ErrorOf(Decode(Sealed(std::move(shorter))));
    ASSERT_TRUE(error.kind == Kind::kTruncated || error.kind == Kind::kTooMany)
        << cut << ' ' << SnapshotErrorText(error);
  }
}

TEST(Snapshot, RefusesTrailingBytes) {
  Bytes bytes = Encode(RandomSnapshot(8, 1));
  const std::size_t size = bytes.size();
  bytes.push_back(0);
  const SnapshotError outside = ErrorOf(Decode(bytes));
  EXPECT_EQ(outside.kind, Kind::kTrailingBytes);
  EXPECT_EQ(outside.offset, size);
  const SnapshotError inside = ErrorOf(Decode(Sealed(bytes)));
  EXPECT_EQ(inside.kind, Kind::kTrailingBytes);
  EXPECT_EQ(inside.offset, size - kDigestBytes);
}

TEST(Snapshot, SaysWhichVersionItFound) {
  Bytes bytes = Encode(RandomSnapshot(8, 1));
  bytes[kSnapshotMagicBytes] = 9;
  const SnapshotError error = ErrorOf(Decode(bytes));
  EXPECT_EQ(error.kind, Kind::kOtherVersion);
  EXPECT_EQ(error.version, 9U);
  EXPECT_EQ(SnapshotErrorText(error),
            "its format has another version (9; this program reads 1), at byte "
            "8 (version)");
}

TEST(Snapshot, TellsOtherFilesFromDamagedOnes) {
  const std::string json = "{\"deso_balances\": {}}";
  EXPECT_EQ(ErrorOf(Decode(Bytes(json.begin(), json.end()))).kind,
            Kind::kNotASnapshot);
  Bytes bytes = Encode(RandomSnapshot(8, 1));
  EXPECT_TRUE(LooksLikeSnapshot(ByteView(bytes).first(kSnapshotMagicBytes)));
  EXPECT_FALSE(LooksLikeSnapshot({}));
  bytes[kBodyAt + 3] ^= 1;
  const SnapshotError error = ErrorOf(Decode(bytes));
  EXPECT_EQ(error.kind, Kind::kWrongDigest);
  EXPECT_EQ(error.offset, bytes.size() - kDigestBytes);
}

TEST(Snapshot, RefusesANetworkThatDoesNotExist) {
  Bytes bytes = Encode(RandomSnapshot(8, 1));
  bytes[kBodyAt] = 3;
  const SnapshotError error = ErrorOf(Decode(Sealed(std::move(bytes))));
  EXPECT_EQ(error.kind, Kind::kOutOfRange);
  EXPECT_EQ(error.field, "network");
}

TEST(Snapshot, RefusesAContinuationThatLacksABlock) {
  Snapshot snapshot = RandomSnapshot(8);
  auto& [position, undo, blocks] = *snapshot.continuation;
  position.last_committed.push_back(BlockHash());
  blocks.erase(BlockHash());
  const SnapshotError error = ErrorOf(Decode(Encode(snapshot)));
  EXPECT_EQ(error.kind, Kind::kOutOfRange);
  EXPECT_EQ(error.field, "blocks");
}

// A header without rewards: the first table begins at a known byte.
constexpr std::size_t kFirstTableAt = kBodyAt + 1 + 4 + 32 + 8;
constexpr std::size_t kDesoRow = 33 + 8;

State<OracleBook> TwoBalances() {
  State<OracleBook> state;
  PublicKey a, b;
  a.bytes.fill(1);
  b.bytes.fill(2);
  state.ledger.deso.Put(a, Nanos(10));
  state.ledger.deso.Put(b, Nanos(20));
  return state;
}

TEST(Snapshot, RefusesKeysThatDoNotAscend) {
  Bytes bytes = Encode({}, TwoBalances());
  const auto row = bytes.begin() + kFirstTableAt + 8;
  ASSERT_EQ(*row, 1);
  std::swap_ranges(row, row + kDesoRow, row + kDesoRow);
  SnapshotError error = ErrorOf(Decode(Sealed(bytes)));
  EXPECT_EQ(error.kind, Kind::kKeyOrder);
  EXPECT_EQ(SnapshotErrorText(error),
            "keys are not in ascending order, at byte " +
                std::to_string(kFirstTableAt + 8 + 2 * kDesoRow) +
                " (deso, row 1)");
  std::copy(row, row + kDesoRow, row + kDesoRow);
  error = ErrorOf(Decode(Sealed(bytes)));
  EXPECT_EQ(error.kind, Kind::kKeyOrder) << "the same key twice";
}

TEST(Snapshot, BelievesNoCountThatItsBytesCannotHold) {
  Bytes bytes = Encode({}, TwoBalances());
  bytes[kFirstTableAt + 7] = 0x7f;  // about 9 * 10^18 rows
  const SnapshotError error = ErrorOf(Decode(Sealed(std::move(bytes))));
  EXPECT_EQ(error.kind, Kind::kTooMany);
  EXPECT_EQ(error.field, "deso");
}

TEST(Snapshot, RefusesABooleanThatIsNeither) {
  State<OracleBook> state;
  state.ledger.tokens.Put({}, {});
  Bytes bytes = Encode({}, state);
  // Behind the empty table `deso`: a count, the key, the amount.
  const std::size_t at = kFirstTableAt + 8 + 8 + 33 + 33 + 32;
  bytes[at] = 2;
  const SnapshotError error = ErrorOf(Decode(Sealed(std::move(bytes))));
  EXPECT_EQ(error.kind, Kind::kOutOfRange);
  EXPECT_EQ(error.field, "tokens");
}

}  // namespace
}  // namespace desobook
