#include <bit>
#include <cstddef>
#include <optional>

#include "chain/keys/spending_limits_text.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

constexpr int kPrecision = 53;
constexpr std::uint64_t kNanosPerDeso = 1'000'000'000;
// The scale of the dividend: leaves the quotient of the smallest amount more
// bits than the precision, and that of the largest within 256.
constexpr int kQuotientScale = 96;

// mantissa * 2^exponent, mantissa <= 2^53.
struct Binary {
  std::uint64_t mantissa = 0;
  int exponent = 0;
};

int BitLength(const Uint256& value) {
  for (int i = 3; i >= 0; --i) {
    const std::uint64_t limb = value.limb[static_cast<std::size_t>(i)];
    if (limb != 0) return 64 * i + static_cast<int>(std::bit_width(limb));
  }
  return 0;
}

bool Bit(const Uint256& value, int index) {
  const auto i = static_cast<std::size_t>(index);
  return (value.limb[i / 64] >> (i % 64) & 1) != 0;
}

// `sticky`: the exact number is a little more than `value`.
Binary RoundToPrecision(const Uint256& value, bool sticky) {
  const int dropped = BitLength(value) - kPrecision;
  if (dropped <= 0) {
    DESOBOOK_CHECK(!sticky);
    return {value.limb[0], 0};
  }
  Binary result{0, dropped};
  for (int i = kPrecision - 1; i >= 0; --i) {
    result.mantissa = result.mantissa << 1 | (Bit(value, dropped + i) ? 1 : 0);
  }
  bool rest = sticky;
  for (int i = 0; i < dropped - 1; ++i) rest = rest || Bit(value, i);
  const bool odd = (result.mantissa & 1) != 0;
  if (Bit(value, dropped - 1) && (rest || odd)) ++result.mantissa;
  return result;
}

Uint256 PowerOfTwo(int exponent) {
  const auto i = static_cast<std::size_t>(exponent);
  Uint256 power;
  power.limb[i / 64] = std::uint64_t{1} << (i % 64);
  return power;
}

Binary DivideByNanosPerDeso(const Binary& a) {
  const DivMod512 division =
      Divide(MulFull(Uint256(a.mantissa), PowerOfTwo(kQuotientScale)),
             Uint256(kNanosPerDeso));
  const std::optional<Uint256> quotient = Narrow(division.quotient);
  DESOBOOK_CHECK(quotient.has_value());
  Binary result = RoundToPrecision(*quotient, !division.remainder.IsZero());
  result.exponent += a.exponent - kQuotientScale;
  return result;
}

// value * 2^-shift to the nearest integer, ties to even.
std::uint64_t ShiftRoundingToEven(std::uint64_t value, int shift) {
  if (shift >= 63) return 0;  // value < 2^62 is below one half
  const std::uint64_t half = std::uint64_t{1} << (shift - 1);
  const std::uint64_t rest = value & (2 * half - 1);
  const std::uint64_t floor = value >> shift;
  const bool up = rest > half || (rest == half && (floor & 1) != 0);
  return floor + (up ? 1 : 0);
}

}  // namespace

std::string StakeLimitDeso(const Uint256& nanos) {
  if (nanos.IsZero()) return "0.00";
  const Binary deso = DivideByNanosPerDeso(RoundToPrecision(nanos, false));
  if (deso.exponent >= 0) {
    const std::optional<Uint256> whole =
        CheckedMul(Uint256(deso.mantissa), PowerOfTwo(deso.exponent));
    DESOBOOK_CHECK(whole.has_value());
    return ToDecimal(*whole) + ".00";
  }
  const std::uint64_t hundredths =
      ShiftRoundingToEven(deso.mantissa * 100, -deso.exponent);
  std::string decimals = std::to_string(hundredths % 100);
  if (decimals.size() == 1) decimals.insert(decimals.begin(), '0');
  return std::to_string(hundredths / 100) + "." + decimals;
}

}  // namespace desobook::chain
