// Quantities of different kinds must not mix: each refusal of the compiler is
// stated as a requires-expression.

#include "engine/amount/units.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <type_traits>

#include "engine/amount/convert.h"

namespace desobook {
namespace {

template <typename A, typename B>
concept Comparable = requires(A a, B b) {
  a == b;
}
|| requires(A a, B b) { a < b; };
template <typename A, typename B>
concept HasArithmetic = requires(A a, B b) {
  a + b;
}
|| requires(A a, B b) { a - b; }
|| requires(A a, B b) { a* b; }
|| requires(A a, B b) { a / b; };
template <typename A, typename B>
concept CheckedAddable = requires(A a, B b) {
  CheckedAdd(a, b);
};
template <typename R, typename Q>
concept ConvertsAt = requires(R rate, Q quantity) {
  ToBuy(rate, quantity);
}
|| requires(R rate, Q quantity) { ToSell(rate, quantity); };
template <typename A, typename B>
concept Crosses = requires(A a, B b) {
  RatesCross(a, b);
};

// The right uses compile, so the refusals below are not vacuous.
static_assert(Comparable<Rate, Rate>);
static_assert(CheckedAddable<BaseUnits, BaseUnits>);
static_assert(CheckedAddable<Nanos, Nanos>);
static_assert(ConvertsAt<Rate, BaseUnits>);
static_assert(Crosses<Rate, Rate>);

static_assert(!Comparable<Rate, BaseUnits>);
static_assert(!Comparable<Rate, Uint256>);
static_assert(!Comparable<BaseUnits, Uint256>);
static_assert(!Comparable<BaseUnits, Nanos>);
static_assert(!Comparable<Nanos, std::uint64_t>);

static_assert(!std::is_convertible_v<Rate, BaseUnits>);
static_assert(!std::is_convertible_v<BaseUnits, Rate>);
static_assert(!std::is_convertible_v<Uint256, Rate>);
static_assert(!std::is_convertible_v<Uint256, BaseUnits>);
static_assert(!std::is_convertible_v<std::uint64_t, Nanos>);
static_assert(!std::is_convertible_v<std::uint64_t, Uint256>);
static_assert(!std::is_convertible_v<Nanos, BaseUnits>);
static_assert(!std::is_constructible_v<Rate, BaseUnits>);
static_assert(!std::is_constructible_v<BaseUnits, Rate>);
static_assert(!std::is_constructible_v<BaseUnits, Nanos>);

static_assert(!HasArithmetic<Rate, Rate>);
static_assert(!HasArithmetic<BaseUnits, BaseUnits>);
static_assert(!HasArithmetic<Nanos, Nanos>);
static_assert(!HasArithmetic<Uint256, Uint256>);
static_assert(!HasArithmetic<Rate, BaseUnits>);

static_assert(!CheckedAddable<Rate, Rate>);
static_assert(!CheckedAddable<Rate, BaseUnits>);
static_assert(!CheckedAddable<BaseUnits, Nanos>);
static_assert(!ConvertsAt<BaseUnits, Rate>);
static_assert(!ConvertsAt<BaseUnits, BaseUnits>);
static_assert(!ConvertsAt<Rate, Rate>);
static_assert(!ConvertsAt<Rate, Nanos>);
static_assert(!Crosses<Rate, BaseUnits>);
static_assert(!Crosses<BaseUnits, BaseUnits>);

TEST(NanosTest, AddsUpToTheLimitAndNotBeyond) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  EXPECT_EQ(CheckedAdd(Nanos(kMax - 1), Nanos(1)), Nanos(kMax));
  EXPECT_EQ(CheckedAdd(Nanos(kMax), Nanos(1)), std::nullopt);
  EXPECT_EQ(CheckedAdd(Nanos(kMax), Nanos(kMax)), std::nullopt);
}

TEST(NanosTest, SubtractsDownToZeroAndNotBelow) {
  EXPECT_EQ(CheckedSub(Nanos(5), Nanos(5)), Nanos(0));
  EXPECT_EQ(CheckedSub(Nanos(5), Nanos(6)), std::nullopt);
}

TEST(BaseUnitsTest, AddsUpToTheLimitAndNotBeyond) {
  const BaseUnits max(Uint256::Max());
  EXPECT_EQ(CheckedAdd(max, BaseUnits(std::uint64_t{0})), max);
  EXPECT_EQ(CheckedAdd(max, BaseUnits(std::uint64_t{1})), std::nullopt);
  EXPECT_EQ(CheckedSub(max, max), BaseUnits());
  EXPECT_EQ(CheckedSub(BaseUnits(), BaseUnits(std::uint64_t{1})), std::nullopt);
}

}  // namespace
}  // namespace desobook
