// Unsigned 256-bit integers for amounts and rates, and the 512-bit product.
//
// A plain struct of four limbs: trivially copyable, no padding, no implicit
// conversion and no wrapping operator. Every operation that can overflow says
// so in its result. Boost.Multiprecision is the vocabulary at the edges
// (boost_convert.h) and the oracle in tests; these are the kernels.

#ifndef DESOBOOK_ENGINE_AMOUNT_UINT256_H_
#define DESOBOOK_ENGINE_AMOUNT_UINT256_H_

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#pragma GCC visibility push(default)

namespace desobook {

struct Uint256 {
  // Least significant limb first.
  std::array<std::uint64_t, 4> limb{};

  constexpr Uint256() = default;
  constexpr explicit Uint256(std::uint64_t value) : limb{value, 0, 0, 0} {}
  constexpr explicit Uint256(const std::array<std::uint64_t, 4>& limbs)
      : limb(limbs) {}

  static constexpr Uint256 Max() {
    return Uint256(std::array<std::uint64_t, 4>{~0ULL, ~0ULL, ~0ULL, ~0ULL});
  }

  [[nodiscard]] constexpr bool IsZero() const {
    return (limb[0] | limb[1] | limb[2] | limb[3]) == 0;
  }
  [[nodiscard]] constexpr bool FitsUint64() const {
    return (limb[1] | limb[2] | limb[3]) == 0;
  }

  friend constexpr bool operator==(const Uint256&, const Uint256&) = default;
  friend constexpr std::strong_ordering operator<=>(const Uint256& a,
                                                    const Uint256& b) {
    for (std::size_t i = 4; i-- > 0;) {
      if (a.limb[i] != b.limb[i]) return a.limb[i] <=> b.limb[i];
    }
    return std::strong_ordering::equal;
  }
};
static_assert(sizeof(Uint256) == 32);
static_assert(std::is_trivially_copyable_v<Uint256>);
static_assert(std::has_unique_object_representations_v<Uint256>);

struct Uint512 {
  std::array<std::uint64_t, 8> limb{};  // least significant first

  friend constexpr bool operator==(const Uint512&, const Uint512&) = default;
  friend constexpr std::strong_ordering operator<=>(const Uint512& a,
                                                    const Uint512& b) {
    for (std::size_t i = 8; i-- > 0;) {
      if (a.limb[i] != b.limb[i]) return a.limb[i] <=> b.limb[i];
    }
    return std::strong_ordering::equal;
  }
};

// 10^38, the scale of rates, and 10^76, the price test's threshold.
// Source: deso-protocol/core lib/constants.go, OneE38.
inline constexpr Uint256 kOneE38{std::array<std::uint64_t, 4>{
    0x098a224000000000ULL, 0x4b3b4ca85a86c47aULL, 0, 0}};

// Sum, difference and product; nothing when the result does not fit 256 bits
// (or is negative).
std::optional<Uint256> CheckedAdd(const Uint256& a, const Uint256& b);
std::optional<Uint256> CheckedSub(const Uint256& a, const Uint256& b);
std::optional<Uint256> CheckedMul(const Uint256& a, const Uint256& b);

// The exact product.
Uint512 MulFull(const Uint256& a, const Uint256& b);

struct DivMod512 {
  Uint512 quotient;
  Uint256 remainder;
};
// Truncating division. REQUIRES: `divisor` is not zero.
DivMod512 Divide(const Uint512& dividend, const Uint256& divisor);

// floor(a * b / divisor), ceil(a * b / divisor); nothing when the quotient
// exceeds 256 bits. REQUIRES: `divisor` is not zero.
std::optional<Uint256> MulDivFloor(const Uint256& a, const Uint256& b,
                                   const Uint256& divisor);
std::optional<Uint256> MulDivCeil(const Uint256& a, const Uint256& b,
                                  const Uint256& divisor);

// The value as 256 bits, or nothing.
std::optional<Uint256> Narrow(const Uint512& value);

// Big-endian bytes: exactly 32, or minimal (zero is the empty string).
std::array<std::uint8_t, 32> ToBigEndian(const Uint256& value);
std::size_t MinimalByteLength(const Uint256& value);
// Any length up to 32 bytes, leading zeros allowed; nothing if longer.
std::optional<Uint256> FromBigEndian(std::span<const std::uint8_t> bytes);

// Text: "0x" + minimal lowercase hex; minimal decimal digits. Parsing accepts
// exactly these alphabets (leading zeros allowed, at least one digit); nothing
// for other text or a value above 2^256 - 1.
std::string ToHex(const Uint256& value);
std::string ToDecimal(const Uint256& value);
std::optional<Uint256> FromHex(std::string_view text);
std::optional<Uint256> FromDecimal(std::string_view text);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_AMOUNT_UINT256_H_
