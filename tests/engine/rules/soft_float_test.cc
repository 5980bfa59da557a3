#include "engine/rules/soft_float.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>

#include "gtest/gtest.h"

namespace desobook {
namespace {

SoftFloat Soft(double value) {
  return SoftFloat::FromDoubleBits(std::bit_cast<std::uint64_t>(value));
}

// Hardware doubles round the same way, so they are the oracle where nothing
// over- or underflows.
class Operands {
 public:
  double Next(int exponent_min, int exponent_max) {
    const auto span = static_cast<std::uint64_t>(exponent_max - exponent_min);
    const int exponent = exponent_min + static_cast<int>(random_() % span);
    const auto mantissa = (random_() >> 12) | (1ULL << 52);
    const double magnitude =
        std::ldexp(static_cast<double>(mantissa), exponent - 52);
    return (random_() & 1) != 0 ? -magnitude : magnitude;
  }

 private:
  std::mt19937_64 random_{20260203};
};

void ExpectSame(const SoftFloat& found, double expected, double a, double b) {
  if (expected == 0) {
    EXPECT_TRUE(found.IsZero()) << a << " " << b;
  } else {
    EXPECT_EQ(found, Soft(expected)) << a << " " << b;
  }
}

TEST(SoftFloat, AgreesWithHardwareDoubles) {
  Operands operands;
  for (int i = 0; i < 200'000; ++i) {
    const double a = operands.Next(-70, 70);
    const int near = std::ilogb(a);
    const double b =
        i % 3 == 0 ? operands.Next(-70, 70) : operands.Next(near - 3, near + 4);
    ExpectSame(Soft(a) + Soft(b), a + b, a, b);
    ExpectSame(Soft(a) - Soft(b), a - b, a, b);
    ExpectSame(Soft(a) * Soft(b), a * b, a, b);
    ExpectSame(Soft(a) / Soft(b), a / b, a, b);
  }
}

TEST(SoftFloat, RoundsTiesToEven) {
  const SoftFloat one = SoftFloat::FromInt64(1);
  const SoftFloat half_step = one.ScaledBy(-53);
  EXPECT_EQ(one + half_step, one);
  const SoftFloat odd = one + one.ScaledBy(-52);
  EXPECT_EQ(odd + half_step, one + one.ScaledBy(-51));
}

TEST(SoftFloat, KeepsFarSmallerOperandsOnlyAsStickyBits) {
  const SoftFloat one = SoftFloat::FromInt64(1);
  for (int shift = 54; shift < 300; ++shift) {
    EXPECT_EQ(one + one.ScaledBy(-shift), one) << shift;
    EXPECT_EQ(one - one.ScaledBy(-shift), one) << shift;
  }
}

TEST(SoftFloat, RoundsWideIntegersToFiftyThreeBits) {
  const Uint256 wide({1, 0, 0, 1ULL << 63});  // 2^255 + 1
  EXPECT_EQ(SoftFloat::FromUint256(wide),
            SoftFloat::FromInt64(1).ScaledBy(255));
  const Uint256 tie({(1ULL << 11) >> 1, 1ULL << 53 >> 1, 0, 0});
  EXPECT_EQ(SoftFloat::FromUint256(tie),
            SoftFloat::FromUint256(Uint256({0, 1ULL << 52, 0, 0})));
  EXPECT_TRUE(SoftFloat::FromUint256(Uint256()).IsZero());
}

TEST(SoftFloat, TruncatesTowardZero) {
  EXPECT_EQ(Soft(2.75).TruncateToUint64(), 2U);
  EXPECT_EQ(Soft(-2.75).TruncateToInt64(), -2);
  EXPECT_EQ(Soft(0.999).TruncateToUint64(), 0U);
  EXPECT_EQ(Soft(-1.0).TruncateToUint64(), std::nullopt);
  const SoftFloat limit = SoftFloat::FromInt64(1).ScaledBy(64);
  EXPECT_EQ(limit.TruncateToUint64(), std::nullopt);
  EXPECT_EQ((limit - limit.ScaledBy(-53)).TruncateToUint64(),
            18446744073709549568U);
}

TEST(SoftFloat, ExpIsNearTheTrueValue) {
  // The algorithm is the node's, not the last word: within one unit in the
  // last place of the library's.
  for (const double x : {1e-9, 1.5e-4, 0.25, 0.5, 1.0, 2.0, 30.0, -0.75}) {
    const SoftFloat found = Exp(Soft(x));
    const double expected = std::exp(x);
    EXPECT_TRUE(found == Soft(expected) ||
                found == Soft(std::nextafter(expected, 1e308)) ||
                found == Soft(std::nextafter(expected, 0.0)))
        << x;
  }
  EXPECT_EQ(Exp(SoftFloat()), SoftFloat::FromInt64(1));
}

}  // namespace
}  // namespace desobook
