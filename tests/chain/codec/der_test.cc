#include "chain/codec/der.h"

#include <gtest/gtest.h>

#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using testing::FromHexText;
using testing::HexText;

constexpr char kOrder[] =
    "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
constexpr char kHalfOrder[] =
    "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";

TxnSignature WithS(const Uint256& s) {
  TxnSignature signature;
  signature.r = ToBigEndian(Uint256(1));
  signature.s = ToBigEndian(s);
  return signature;
}

Uint256 HalfOrder() { return FromBigEndian(FromHexText(kHalfOrder)).value(); }

bool Parses(std::string_view hex) {
  return ParseSignature(FromHexText(hex)).ok();
}

TEST(DerTest, AcceptsTheShortestForm) {
  EXPECT_TRUE(Parses("3006020101020101"));
  const TxnSignature signature =
      ParseSignature(FromHexText("3006020101020101")).value();
  EXPECT_FALSE(signature.recoverable);
  EXPECT_EQ(HexText(EncodeSignature(signature)), "3006020101020101");
}

TEST(DerTest, RefusesWhatTheNodeRefuses) {
  EXPECT_FALSE(Parses(""));
  EXPECT_FALSE(Parses("30"));
  EXPECT_FALSE(Parses("2f06020101020101"));    // first byte
  EXPECT_FALSE(Parses("3506020101020101"));    // first byte
  EXPECT_FALSE(Parses("3007020101020101"));    // sequence length
  EXPECT_FALSE(Parses("300602010102010100"));  // surplus byte
  EXPECT_FALSE(Parses("300702010102010100"));  // surplus byte inside
  EXPECT_FALSE(Parses("3006030101020101"));    // R is no integer
  EXPECT_FALSE(Parses("3006020101030101"));    // S is no integer
  EXPECT_FALSE(Parses("3006020002020101"));    // R empty
  EXPECT_FALSE(Parses("3006020201010200"));    // S empty
  EXPECT_FALSE(Parses("3006020100020101"));    // R zero
  EXPECT_FALSE(Parses("3006020101020100"));    // S zero
  EXPECT_FALSE(Parses("3006020180020101"));    // R negative
  EXPECT_FALSE(Parses("3006020101020180"));    // S negative
  EXPECT_FALSE(Parses("300702020001020101"));  // R padded
  EXPECT_FALSE(Parses("300702010102020001"));  // S padded
  EXPECT_FALSE(Parses("30060204010201ff"));    // R runs over the end
  EXPECT_FALSE(Parses("3006020301020101"));    // S header is missing
}

TEST(DerTest, RefusesScalarsFromTheOrderOn) {
  const std::string order = "022100" + std::string(kOrder);
  EXPECT_FALSE(Parses("3026" + order + "020101"));
  EXPECT_FALSE(Parses("3026020101" + order));
  std::string below = order;
  below.back() = '0';
  EXPECT_TRUE(Parses("3026" + below + "020101"));
  EXPECT_TRUE(Parses("3026020101" + below));
  EXPECT_FALSE(
      Parses("3027"
             "022201" +
             std::string(64, '0') + "00020101"));
}

TEST(DerTest, FoldsTheRecoveryIdIntoTheFirstByte) {
  for (int id = 0; id <= 3; ++id) {
    const std::string hex = "3" + std::to_string(id + 1) + "06020101020101";
    const TxnSignature signature = ParseSignature(FromHexText(hex)).value();
    EXPECT_TRUE(signature.recoverable);
    EXPECT_EQ(signature.recovery_id, id);
    EXPECT_EQ(HexText(EncodeSignature(signature)), hex);
    EXPECT_EQ(HexText(EncodeDerSignature(signature)), "3006020101020101");
    EXPECT_FALSE(ParseDerSignature(FromHexText(hex)).ok());
  }
}

TEST(DerTest, TheHighestLowSIsAlreadyRefusedAsHigh) {
  const Uint256 half = HalfOrder();
  const Uint256 below = CheckedSub(half, Uint256(1)).value();
  const Uint256 above = CheckedAdd(half, Uint256(1)).value();
  EXPECT_FALSE(HasHighS(WithS(below)));
  EXPECT_TRUE(HasHighS(WithS(half)));
  EXPECT_TRUE(HasHighS(WithS(above)));
  // (order - 1) / 2 is written as it is, the next one as its negation.
  EXPECT_EQ(EncodeSignature(WithS(above)), EncodeSignature(WithS(half)));
  EXPECT_NE(EncodeSignature(WithS(below)), EncodeSignature(WithS(half)));
}

TEST(DerTest, EveryTruncationIsRefused) {
  const Bytes bytes = FromHexText(
      "304502210086e756f47be8f25ff2c34f2042fe7854bf77b479eed21158639741a0df8bfa"
      "2702205d816d6e3a7aa07c2ef79bd5bd69feca9411fa2907d0e1f2a3b4c5d6e7f80910");
  ASSERT_TRUE(ParseSignature(bytes).ok());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseSignature(ByteView(bytes).first(size)).ok()) << size;
  }
}

}  // namespace
}  // namespace desobook::chain
