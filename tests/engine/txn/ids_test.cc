#include "engine/txn/ids.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <type_traits>

namespace desobook {
namespace {

template <typename A, typename B>
concept Comparable = requires(A a, B b) {
  a == b;
}
|| requires(A a, B b) { a < b; };

static_assert(Comparable<Pkid, Pkid>);
static_assert(!Comparable<Pkid, PublicKey>);
static_assert(!Comparable<TxnHash, OrderId>);
static_assert(!Comparable<TxnHash, BlockHash>);
static_assert(!std::is_convertible_v<Pkid, PublicKey>);
static_assert(!std::is_convertible_v<PublicKey, Pkid>);
static_assert(!std::is_convertible_v<TxnHash, OrderId>);

TEST(FixedBytesTest, TakesExactlyItsSize) {
  for (std::size_t size = 0; size <= 40; ++size) {
    const Bytes bytes(size, 7);
    EXPECT_EQ(Pkid::From(bytes).has_value(), size == 33) << size;
    EXPECT_EQ(TxnHash::From(bytes).has_value(), size == 32) << size;
  }
}

TEST(FixedBytesTest, SortsBytewiseAndUnsigned) {
  Pkid low;
  Pkid high;
  low.bytes[0] = 0x7f;
  low.bytes[32] = 0xff;
  high.bytes[0] = 0x80;
  EXPECT_LT(low, high);
  EXPECT_LT(kDesoPkid, low);
}

TEST(FixedBytesTest, OnlyAllZeroIsZero) {
  EXPECT_TRUE(kDesoPkid.IsZero());
  for (std::size_t i = 0; i < Pkid::kSize; ++i) {
    Pkid id;
    id.bytes[i] = 1;
    EXPECT_FALSE(id.IsZero()) << i;
  }
}

TEST(FixedBytesTest, ReadingAnotherMeaningKeepsTheBytes) {
  TxnHash hash;
  hash.bytes[3] = 9;
  EXPECT_EQ(OrderIdOf(hash).bytes, hash.bytes);
  EXPECT_EQ(AssociationIdOf(hash).bytes, hash.bytes);
  EXPECT_EQ(PostHashOf(hash).bytes, hash.bytes);
  PublicKey key;
  key.bytes[0] = 2;
  EXPECT_EQ(DefaultPublicKey(DefaultPkid(key)), key);
}

}  // namespace
}  // namespace desobook
