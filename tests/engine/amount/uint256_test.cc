#include "engine/amount/uint256.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/amount/boost_convert.h"

namespace desobook {
namespace {

using boost::multiprecision::cpp_int;

const std::string kMaxDecimal =
    "115792089237316195423570985008687907853269984665640564039457584007913129"
    "639935";
const std::string kMaxHex = "0x" + std::string(64, 'f');

Uint256 PowerOfTwo(std::size_t exponent) {
  Uint256 value;
  value.limb[exponent / 64] = std::uint64_t{1} << (exponent % 64);
  return value;
}
Uint256 Minus1(const Uint256& value) {
  return CheckedSub(value, Uint256(1)).value();
}

TEST(Uint256Test, ComparesByTheHighestLimbFirst) {
  EXPECT_LT(Uint256(2), PowerOfTwo(64));
  EXPECT_LT(Minus1(PowerOfTwo(192)), PowerOfTwo(192));
  EXPECT_GT(Uint256::Max(), PowerOfTwo(255));
  EXPECT_EQ(Uint256(5), Uint256(5));
  EXPECT_LT((Uint512{{9, 0, 0, 0, 0, 0, 0, 0}}),
            (Uint512{{0, 0, 0, 0, 0, 0, 0, 1}}));
}

TEST(Uint256Test, CarriesThroughEveryLimb) {
  for (std::size_t bit = 0; bit < 256; ++bit) {
    const Uint256 below = Minus1(PowerOfTwo(bit));
    EXPECT_EQ(CheckedAdd(below, Uint256(1)), PowerOfTwo(bit)) << bit;
    EXPECT_EQ(CheckedSub(PowerOfTwo(bit), below), Uint256(1)) << bit;
  }
}

TEST(Uint256Test, RefusesSumsAndDifferencesOutOfRange) {
  EXPECT_EQ(CheckedAdd(Uint256::Max(), Uint256()), Uint256::Max());
  EXPECT_EQ(CheckedAdd(Uint256::Max(), Uint256(1)), std::nullopt);
  EXPECT_EQ(CheckedAdd(Uint256::Max(), Uint256::Max()), std::nullopt);
  EXPECT_EQ(CheckedSub(Uint256(), Uint256(1)), std::nullopt);
  EXPECT_EQ(CheckedSub(Uint256::Max(), Uint256::Max()), Uint256());
}

TEST(Uint256Test, RefusesProductsFromTwoToThe256On) {
  for (std::size_t bit = 0; bit <= 255; ++bit) {
    EXPECT_EQ(CheckedMul(PowerOfTwo(bit), PowerOfTwo(255 - bit)),
              PowerOfTwo(255));
    if (bit > 0) {
      EXPECT_EQ(CheckedMul(PowerOfTwo(bit), PowerOfTwo(256 - bit)),
                std::nullopt);
    }
  }
  EXPECT_EQ(CheckedMul(Uint256::Max(), Uint256(1)), Uint256::Max());
  EXPECT_EQ(CheckedMul(Uint256::Max(), Uint256(2)), std::nullopt);
  EXPECT_EQ(CheckedMul(Uint256::Max(), Uint256()), Uint256());
}

TEST(Uint256Test, MultipliesTheLargestValues) {
  const Uint512 square = MulFull(Uint256::Max(), Uint256::Max());
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  EXPECT_EQ(square, (Uint512{{1, 0, 0, 0, kOnes - 1, kOnes, kOnes, kOnes}}));
  EXPECT_EQ(Narrow(square), std::nullopt);
}

TEST(Uint256Test, TenToThe38IsWhatItSays) {
  EXPECT_EQ(ToDecimal(kOneE38), "1" + std::string(38, '0'));
}

// Each operand a pattern of extreme limbs: this reaches every branch of the
// quotient digits, the corrections included, at every pair of lengths.
TEST(Uint256Test, DividesExtremeLimbsOfEveryLength) {
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  constexpr std::uint64_t kTop = std::uint64_t{1} << 63;
  constexpr std::uint64_t kLimbs[] = {0, 1, kTop - 1, kTop, kOnes - 1, kOnes};
  constexpr std::size_t kCount = std::size(kLimbs);

  std::vector<Uint256> divisors;
  for (std::size_t i = 1; i < kCount * kCount * kCount * kCount; ++i) {
    Uint256 value;
    std::size_t rest = i;
    for (std::uint64_t& limb : value.limb) {
      limb = kLimbs[rest % kCount];
      rest /= kCount;
    }
    divisors.push_back(value);
  }
  std::uint64_t seed = 1;
  for (const Uint256& divisor : divisors) {
    for (std::size_t length = 0; length <= 8; ++length) {
      Uint512 dividend;
      for (std::size_t i = 0; i < length; ++i) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        dividend.limb[i] = kLimbs[(seed >> 33) % kCount];
      }
      const DivMod512 got = Divide(dividend, divisor);
      ASSERT_LT(got.remainder, divisor);
      ASSERT_EQ(
          ToCppInt(got.quotient) * ToCppInt(divisor) + ToCppInt(got.remainder),
          ToCppInt(dividend));
    }
  }
}

// 2^64 * divisor - 1 makes every digit as large as it can be.
TEST(Uint256Test, DividesJustBelowAMultipleOfTheDivisor) {
  for (std::size_t bit = 0; bit < 256; ++bit) {
    const Uint256 divisor =
        Minus1(PowerOfTwo(bit)).IsZero() ? Uint256(1) : Minus1(PowerOfTwo(bit));
    for (const Uint256& factor :
         {Uint256(1), Uint256(~std::uint64_t{0}), Uint256::Max()}) {
      const Uint512 product = MulFull(divisor, factor);
      const DivMod512 exact = Divide(product, divisor);
      EXPECT_EQ(Narrow(exact.quotient), factor);
      EXPECT_TRUE(exact.remainder.IsZero());
      Uint512 below = product;
      for (std::uint64_t& limb : below.limb) {
        if (limb-- != 0) break;
      }
      const DivMod512 rest = Divide(below, divisor);
      EXPECT_EQ(Narrow(rest.quotient), Minus1(factor));
      EXPECT_EQ(rest.remainder, Minus1(divisor));
    }
  }
}

TEST(Uint256DeathTest, DividingByZeroIsABug) {
  EXPECT_DEATH(Divide(Uint512{}, Uint256()), "check failed");
}

TEST(Uint256Test, MulDivRoundsAsNamed) {
  const Uint256 seven(7);
  EXPECT_EQ(MulDivFloor(Uint256(10), Uint256(2), seven), Uint256(2));
  EXPECT_EQ(MulDivCeil(Uint256(10), Uint256(2), seven), Uint256(3));
  EXPECT_EQ(MulDivFloor(Uint256(7), Uint256(2), seven), Uint256(2));
  EXPECT_EQ(MulDivCeil(Uint256(7), Uint256(2), seven), Uint256(2));
  EXPECT_EQ(MulDivCeil(Uint256(), Uint256(2), seven), Uint256());
}

TEST(Uint256Test, MulDivRefusesQuotientsFromTwoToThe256On) {
  const Uint256 max = Uint256::Max();
  EXPECT_EQ(MulDivFloor(max, max, max), max);
  EXPECT_EQ(MulDivCeil(max, max, max), max);
  EXPECT_EQ(MulDivFloor(max, max, Minus1(max)), std::nullopt);
  EXPECT_EQ(MulDivFloor(PowerOfTwo(255), Uint256(2), Uint256(1)), std::nullopt);
  EXPECT_EQ(MulDivCeil(PowerOfTwo(255), Uint256(2), Uint256(1)), std::nullopt);
}

TEST(Uint256Test, CeilingOverflowsWhereTheFloorFits) {
  // (2^256 - 1) * d + r over d with 0 < r < d: written as a * b with
  // a = 2^129 - 1, b = 2^129 + 1, d = 4: 2^258 - 1 = 4 * (2^256 - 1) + 3.
  const Uint256 a = Minus1(PowerOfTwo(129));
  const Uint256 b = CheckedAdd(PowerOfTwo(129), Uint256(1)).value();
  EXPECT_EQ(MulDivFloor(a, b, Uint256(4)), Uint256::Max());
  EXPECT_EQ(MulDivCeil(a, b, Uint256(4)), std::nullopt);
}

TEST(Uint256Test, BigEndianHasAMinimalLength) {
  EXPECT_EQ(MinimalByteLength(Uint256()), 0u);
  for (std::size_t bit = 0; bit < 256; ++bit) {
    EXPECT_EQ(MinimalByteLength(PowerOfTwo(bit)), bit / 8 + 1) << bit;
  }
  const auto bytes = ToBigEndian(Uint256(0x0102));
  EXPECT_EQ(bytes[31], 2);
  EXPECT_EQ(bytes[30], 1);
  EXPECT_EQ(bytes[0], 0);
}

TEST(Uint256Test, BigEndianReadsUpTo32Bytes) {
  EXPECT_EQ(FromBigEndian({}), Uint256());
  const std::vector<std::uint8_t> ones(32, 0xff);
  EXPECT_EQ(FromBigEndian(ones), Uint256::Max());
  const std::vector<std::uint8_t> short_form = {0, 1, 0};
  EXPECT_EQ(FromBigEndian(short_form), Uint256(256));
  const std::vector<std::uint8_t> long_zeros(33, 0);
  EXPECT_EQ(FromBigEndian(long_zeros), std::nullopt);
}

TEST(Uint256Test, WritesMinimalText) {
  EXPECT_EQ(ToHex(Uint256()), "0x0");
  EXPECT_EQ(ToHex(Uint256(0xf)), "0xf");
  EXPECT_EQ(ToHex(Uint256(0x10)), "0x10");
  EXPECT_EQ(ToHex(Uint256(0xabcdef)), "0xabcdef");
  EXPECT_EQ(ToHex(PowerOfTwo(64)), "0x1" + std::string(16, '0'));
  EXPECT_EQ(ToHex(Uint256::Max()), kMaxHex);
  EXPECT_EQ(ToDecimal(Uint256()), "0");
  EXPECT_EQ(ToDecimal(Uint256(10)), "10");
  EXPECT_EQ(ToDecimal(Uint256(9'999'999'999'999'999'999ULL)),
            "9999999999999999999");
  EXPECT_EQ(ToDecimal(Uint256(10'000'000'000'000'000'000ULL)),
            "10000000000000000000");
  EXPECT_EQ(ToDecimal(Uint256::Max()), kMaxDecimal);
}

TEST(Uint256Test, ReadsTextUpToTheLimit) {
  EXPECT_EQ(FromHex(kMaxHex), Uint256::Max());
  EXPECT_EQ(FromHex("0x000" + kMaxHex.substr(2)), Uint256::Max());
  EXPECT_EQ(FromHex("0x1" + std::string(64, '0')), std::nullopt);
  EXPECT_EQ(FromDecimal(kMaxDecimal), Uint256::Max());
  EXPECT_EQ(FromDecimal("000" + kMaxDecimal), Uint256::Max());
  EXPECT_EQ(FromDecimal(kMaxDecimal.substr(0, 77) + "6"), std::nullopt);
  EXPECT_EQ(FromDecimal(kMaxDecimal + "0"), std::nullopt);
  EXPECT_EQ(FromDecimal(std::string(1000, '0')), Uint256());
}

TEST(Uint256Test, RefusesOtherText) {
  for (const std::string_view text : {"", "0x", "x", "0X1", "0xg", "0xF",
                                      "0x-1", " 0x1", "0x1 ", "10", "0x1_0"}) {
    EXPECT_EQ(FromHex(text), std::nullopt) << text;
  }
  for (const std::string_view text :
       {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "1e3", "1_0", "a"}) {
    EXPECT_EQ(FromDecimal(text), std::nullopt) << text;
  }
}

TEST(BoostConvertTest, RefusesWhatDoesNotFit) {
  EXPECT_EQ(FromCppInt(cpp_int(-1)), std::nullopt);
  EXPECT_EQ(FromCppInt(cpp_int(1) << 256), std::nullopt);
  EXPECT_EQ(FromCppInt((cpp_int(1) << 256) - 1), Uint256::Max());
  EXPECT_EQ(FromCppInt(cpp_int(0)), Uint256());
}

}  // namespace
}  // namespace desobook
