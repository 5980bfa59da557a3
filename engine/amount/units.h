// Quantities that the compiler keeps apart: Rate, BaseUnits, Nanos.
//
// Construction is explicit, comparison is within one type, and no operator
// mixes two of them. Conversions are named functions that state their rounding
// (convert.h).

#ifndef DESOBOOK_ENGINE_AMOUNT_UNITS_H_
#define DESOBOOK_ENGINE_AMOUNT_UNITS_H_

#include <compare>
#include <cstdint>
#include <optional>

#include "engine/amount/uint256.h"

#pragma GCC visibility push(default)

namespace desobook {

// Scaled exchange rate: base units sold per base unit bought, times 10^38.
// Zero marks a market order.
class Rate {
 public:
  constexpr Rate() = default;
  constexpr explicit Rate(const Uint256& value) : value_(value) {}
  [[nodiscard]] constexpr const Uint256& value() const { return value_; }
  [[nodiscard]] constexpr bool IsZero() const { return value_.IsZero(); }
  friend constexpr auto operator<=>(const Rate&, const Rate&) = default;

 private:
  Uint256 value_;
};

// Amount of one coin in its base units: 10^18 per token, 10^9 per DESO where a
// DESO amount takes part in an order.
class BaseUnits {
 public:
  constexpr BaseUnits() = default;
  constexpr explicit BaseUnits(const Uint256& value) : value_(value) {}
  constexpr explicit BaseUnits(std::uint64_t value) : value_(value) {}
  [[nodiscard]] constexpr const Uint256& value() const { return value_; }
  [[nodiscard]] constexpr bool IsZero() const { return value_.IsZero(); }
  friend constexpr auto operator<=>(const BaseUnits&,
                                    const BaseUnits&) = default;

 private:
  Uint256 value_;
};

inline std::optional<BaseUnits> CheckedAdd(BaseUnits a, BaseUnits b) {
  if (const auto sum = CheckedAdd(a.value(), b.value())) return BaseUnits(*sum);
  return std::nullopt;
}
inline std::optional<BaseUnits> CheckedSub(BaseUnits a, BaseUnits b) {
  if (const auto rest = CheckedSub(a.value(), b.value())) {
    return BaseUnits(*rest);
  }
  return std::nullopt;
}

// DESO amount, 10^9 per DESO. Money only: no time value is called nanos.
class Nanos {
 public:
  constexpr Nanos() = default;
  constexpr explicit Nanos(std::uint64_t value) : value_(value) {}
  [[nodiscard]] constexpr std::uint64_t value() const { return value_; }
  [[nodiscard]] constexpr bool IsZero() const { return value_ == 0; }
  friend constexpr auto operator<=>(const Nanos&, const Nanos&) = default;

 private:
  std::uint64_t value_ = 0;
};

constexpr std::optional<Nanos> CheckedAdd(Nanos a, Nanos b) {
  const std::uint64_t sum = a.value() + b.value();
  if (sum < a.value()) return std::nullopt;
  return Nanos(sum);
}
constexpr std::optional<Nanos> CheckedSub(Nanos a, Nanos b) {
  if (b > a) return std::nullopt;
  return Nanos(a.value() - b.value());
}

// 30 million DESO: the node's sanity limit on outputs, not the supply.
// Source: deso-protocol/core lib/constants.go, MaxNanos.
inline constexpr Nanos kMaxNanos{30'000'000ULL * 1'000'000'000ULL};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_AMOUNT_UNITS_H_
