#include "engine/rules/soft_float.h"

#include <bit>
#include <cstddef>

#include "engine/amount/check.h"

namespace desobook {
namespace {

constexpr int kPrecision = 53;
// Room below the larger operand of a sum: with 64 guard bits a lost tail can
// only matter as a sticky bit.
constexpr int kGuardBits = 64;

}  // namespace

SoftFloat SoftFloat::Round(bool negative, Wide mantissa, int exponent,
                           bool sticky) {
  SoftFloat result;
  if (mantissa == 0) {
    DESOBOOK_CHECK(!sticky);  // a value this small never occurs here
    return result;
  }
  const auto high = static_cast<std::uint64_t>(mantissa >> 64);
  const auto low = static_cast<std::uint64_t>(mantissa);
  // Older libraries return the argument's type here.
  const int width = high != 0 ? 64 + static_cast<int>(std::bit_width(high))
                              : static_cast<int>(std::bit_width(low));
  const int drop = width - kPrecision;
  if (drop <= 0) {
    DESOBOOK_CHECK(!sticky);  // operands are widened enough beforehand
    result.mantissa_ = low << -drop;
  } else {
    const Wide tail = mantissa & ((Wide{1} << drop) - 1);
    const Wide half = Wide{1} << (drop - 1);
    auto kept = static_cast<std::uint64_t>(mantissa >> drop);
    const bool up =
        tail > half || (tail == half && (sticky || (kept & 1) != 0));
    if (up) ++kept;
    result.mantissa_ = kept;
  }
  result.exponent_ = exponent + drop;
  if (result.mantissa_ == std::uint64_t{1} << kPrecision) {  // carried out
    result.mantissa_ >>= 1;
    ++result.exponent_;
  }
  result.negative_ = negative;
  return result;
}

SoftFloat SoftFloat::FromUint256(const Uint256& value) {
  std::size_t top = 4;
  while (top > 0 && value.limb[top - 1] == 0) --top;
  if (top == 0) return {};
  // The two highest limbs decide, everything below is sticky.
  const std::uint64_t high = value.limb[top - 1];
  const std::uint64_t next = top >= 2 ? value.limb[top - 2] : 0;
  bool sticky = false;
  for (std::size_t i = 0; i + 2 < top; ++i) sticky |= value.limb[i] != 0;
  const int exponent = 64 * (static_cast<int>(top) - 2);
  return Round(false, (Wide{high} << 64) | next, exponent, sticky);
}

SoftFloat SoftFloat::FromInt64(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return Round(value < 0, value < 0 ? ~bits + 1 : bits, 0, false);
}

SoftFloat SoftFloat::FromDoubleBits(std::uint64_t bits) {
  const auto biased = static_cast<int>((bits >> 52) & 0x7ff);
  DESOBOOK_CHECK(biased != 0 && biased != 0x7ff);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52) - 1);
  return Round((bits >> 63) != 0, fraction | (std::uint64_t{1} << 52),
               biased - 1075, false);
}

SoftFloat SoftFloat::ScaledBy(int exponent) const {
  SoftFloat result = *this;
  if (!IsZero()) result.exponent_ += exponent;
  return result;
}

std::int64_t SoftFloat::TruncateToInt64() const {
  SoftFloat magnitude = *this;
  magnitude.negative_ = false;
  const auto value = magnitude.TruncateToUint64();
  DESOBOOK_CHECK(value.has_value() && *value >> 63 == 0);
  const auto result = static_cast<std::int64_t>(*value);
  return negative_ ? -result : result;
}

std::optional<std::uint64_t> SoftFloat::TruncateToUint64() const {
  if (IsZero()) return 0;
  if (exponent_ <= -kPrecision) return 0;
  if (negative_) return std::nullopt;
  if (exponent_ <= 0) return mantissa_ >> -exponent_;
  if (exponent_ > 64 - kPrecision) return std::nullopt;
  return mantissa_ << exponent_;
}

SoftFloat operator+(const SoftFloat& a, const SoftFloat& b) {
  if (a.IsZero()) return b;
  if (b.IsZero()) return a;
  const bool a_larger = a.exponent_ != b.exponent_ ? a.exponent_ > b.exponent_
                                                   : a.mantissa_ >= b.mantissa_;
  const SoftFloat& large = a_larger ? a : b;
  const SoftFloat& small = a_larger ? b : a;
  const SoftFloat::Wide big = SoftFloat::Wide{large.mantissa_} << kGuardBits;
  const int shift = large.exponent_ - small.exponent_;
  SoftFloat::Wide little = SoftFloat::Wide{small.mantissa_} << kGuardBits;
  bool lost = false;
  if (shift >= 127) {
    lost = true;
    little = 0;
  } else if (shift > 0) {
    lost = (little & ((SoftFloat::Wide{1} << shift) - 1)) != 0;
    little >>= shift;
  }
  // An inexact operand keeps a one in its lowest guard bit.
  if (lost) little |= 1;
  const int exponent = large.exponent_ - kGuardBits;
  if (large.negative_ == small.negative_) {
    return SoftFloat::Round(large.negative_, big + little, exponent, false);
  }
  return SoftFloat::Round(large.negative_, big - little, exponent, false);
}

SoftFloat operator-(const SoftFloat& a, const SoftFloat& b) {
  SoftFloat negated = b;
  if (!b.IsZero()) negated.negative_ = !b.negative_;
  return a + negated;
}

SoftFloat operator*(const SoftFloat& a, const SoftFloat& b) {
  if (a.IsZero() || b.IsZero()) return {};
  return SoftFloat::Round(a.negative_ != b.negative_,
                          SoftFloat::Wide{a.mantissa_} * b.mantissa_,
                          a.exponent_ + b.exponent_, false);
}

SoftFloat operator/(const SoftFloat& a, const SoftFloat& b) {
  DESOBOOK_CHECK(!b.IsZero());
  if (a.IsZero()) return {};
  // 53 + 74 = 127 bits over 53: at least 74 bits of quotient.
  constexpr int kShift = 74;
  const SoftFloat::Wide dividend = SoftFloat::Wide{a.mantissa_} << kShift;
  const SoftFloat::Wide quotient = dividend / b.mantissa_;
  const bool sticky = dividend % b.mantissa_ != 0;
  return SoftFloat::Round(a.negative_ != b.negative_, quotient,
                          a.exponent_ - b.exponent_ - kShift, sticky);
}

SoftFloat Exp(const SoftFloat& x) {
  // The classic constants of the algorithm, by their IEEE bits.
  static const SoftFloat kLn2High =
      SoftFloat::FromDoubleBits(0x3fe62e42fee00000ULL);
  static const SoftFloat kLn2Low =
      SoftFloat::FromDoubleBits(0x3dea39ef35793c76ULL);
  static const SoftFloat kLog2E =
      SoftFloat::FromDoubleBits(0x3ff71547652b82feULL);
  static const SoftFloat kHalf =
      SoftFloat::FromDoubleBits(0x3fe0000000000000ULL);
  static const SoftFloat kP1 = SoftFloat::FromDoubleBits(0x3fc5555555555555ULL);
  static const SoftFloat kP2 = SoftFloat::FromDoubleBits(0xbf66c16c16bebd93ULL);
  static const SoftFloat kP3 = SoftFloat::FromDoubleBits(0x3f11566aaf25de2cULL);
  static const SoftFloat kP4 = SoftFloat::FromDoubleBits(0xbebbbd41c5d26bf1ULL);
  static const SoftFloat kP5 = SoftFloat::FromDoubleBits(0x3e66376972bea4d0ULL);
  const SoftFloat one = SoftFloat::FromInt64(1);
  const SoftFloat two = SoftFloat::FromInt64(2);

  // x = k ln 2 + r with |r| <= ln(2) / 2.
  std::int64_t k = 0;
  if (!x.IsZero()) {
    const SoftFloat scaled = kLog2E * x;
    k = (x.IsNegative() ? scaled - kHalf : scaled + kHalf).TruncateToInt64();
  }
  const SoftFloat high = x - SoftFloat::FromInt64(k) * kLn2High;
  const SoftFloat low = SoftFloat::FromInt64(k) * kLn2Low;

  const SoftFloat r = high - low;
  const SoftFloat t = r * r;
  const SoftFloat c =
      r - t * (kP1 + t * (kP2 + t * (kP3 + t * (kP4 + t * kP5))));
  const SoftFloat y = one - ((low - (r * c) / (two - c)) - high);
  return y.ScaledBy(static_cast<int>(k));
}

}  // namespace desobook
