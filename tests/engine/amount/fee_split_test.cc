#include "engine/amount/fee_split.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace desobook {
namespace {

std::uint64_t Claimable(std::uint64_t fee) {
  return ClaimableFee(Nanos(fee)).value();
}

TEST(FeeSplitTest, NothingComesOfNothing) {
  EXPECT_EQ(ClaimableFee(Nanos()), Nanos());
  EXPECT_EQ(BurnedFee(Nanos()), Nanos());
}

TEST(FeeSplitTest, PowersOfTwoAreExact) {
  for (std::uint64_t k = 0; k < 64; ++k) {
    EXPECT_EQ(Claimable(std::uint64_t{1} << k), k);
    if (k > 1) {
      EXPECT_EQ(Claimable((std::uint64_t{1} << k) + 1), k);
    }
  }
}

TEST(FeeSplitTest, TakesTheFloorOfSmallFees) {
  for (std::uint64_t k = 1; k < 48; ++k) {
    EXPECT_EQ(Claimable((std::uint64_t{1} << k) - 1), k - 1) << k;
  }
  EXPECT_EQ(Claimable(3), 1);
  EXPECT_EQ(Claimable(1'000), 9);
  EXPECT_EQ(Claimable(1'000'000), 19);
}

TEST(FeeSplitTest, RoundsUpJustBelowLargePowersOfTwo) {
  // Distance below 2^k, at it and one beyond it. Not all from one formula: the
  // node's logarithm errs differently at each power.
  struct Case {
    std::uint64_t k;
    std::uint64_t distance;
  };
  for (const Case& c :
       {Case{48, 1}, Case{49, 2}, Case{50, 3}, Case{51, 1}, Case{52, 27},
        Case{53, 38}, Case{54, 42}, Case{56, 411}, Case{63, 64'000}}) {
    const std::uint64_t power = std::uint64_t{1} << c.k;
    EXPECT_EQ(Claimable(power - 1), c.k) << c.k;
    EXPECT_EQ(Claimable(power - c.distance), c.k) << c.k;
    EXPECT_EQ(Claimable(power - c.distance - 1), c.k - 1) << c.k;
  }
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(Claimable(kMax), 64);
  EXPECT_EQ(Claimable(kMax - 93'182), 64);
  EXPECT_EQ(Claimable(kMax - 93'183), 63);
}

TEST(FeeSplitTest, PartsAddUpToTheFee) {
  std::uint64_t fee = 1;
  for (int i = 0; i < 1000; ++i) {
    fee = fee * 6364136223846793005ULL + 1442695040888963407ULL;
    const Nanos whole(fee >> (i % 64));
    EXPECT_EQ(CheckedAdd(ClaimableFee(whole), BurnedFee(whole)), whole);
  }
}

}  // namespace
}  // namespace desobook
