// The node's 53-bit software floating point, on integers: no hardware float
// takes part, so every machine and compiler gives the same bits.
//
// Rounding is to nearest, ties to even; the exponent is unbounded in practice.
// Only what staking rewards need. Source: deso-protocol/core
// lib/deso_math.go (big.Float with precision 53).

#ifndef DESOBOOK_ENGINE_RULES_SOFT_FLOAT_H_
#define DESOBOOK_ENGINE_RULES_SOFT_FLOAT_H_

#include <cstdint>
#include <optional>

#include "engine/amount/uint256.h"

namespace desobook {

class SoftFloat {
 public:
  constexpr SoftFloat() = default;  // zero
  // Rounded to 53 bits.
  static SoftFloat FromUint256(const Uint256& value);
  static SoftFloat FromInt64(std::int64_t value);
  // The value whose IEEE 754 double has these bits. REQUIRES: a normal number.
  static SoftFloat FromDoubleBits(std::uint64_t bits);

  [[nodiscard]] bool IsZero() const { return mantissa_ == 0; }
  [[nodiscard]] bool IsNegative() const { return negative_; }
  // This times 2^exponent, exactly.
  [[nodiscard]] SoftFloat ScaledBy(int exponent) const;
  // Toward zero. REQUIRES: the magnitude fits 63 bits.
  [[nodiscard]] std::int64_t TruncateToInt64() const;
  // Toward zero; nothing if negative or above 2^64 - 1.
  [[nodiscard]] std::optional<std::uint64_t> TruncateToUint64() const;

  friend SoftFloat operator+(const SoftFloat& a, const SoftFloat& b);
  friend SoftFloat operator-(const SoftFloat& a, const SoftFloat& b);
  friend SoftFloat operator*(const SoftFloat& a, const SoftFloat& b);
  // REQUIRES: b is not zero.
  friend SoftFloat operator/(const SoftFloat& a, const SoftFloat& b);
  friend bool operator==(const SoftFloat&, const SoftFloat&) = default;

 private:
  __extension__ using Wide = unsigned __int128;
  static SoftFloat Round(bool negative, Wide mantissa, int exponent,
                         bool sticky);

  // (-1)^negative * mantissa * 2^exponent; the mantissa has exactly 53 bits
  // unless the value is zero (then all fields are zero).
  bool negative_ = false;
  std::uint64_t mantissa_ = 0;
  int exponent_ = 0;
};

// e^x as the node computes it (argument reduction and a fixed polynomial).
// Source: deso-protocol/core lib/deso_math.go, BigFloatExp.
SoftFloat Exp(const SoftFloat& x);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_SOFT_FLOAT_H_
