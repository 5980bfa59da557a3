#include "engine/amount/uint256.h"

#include <algorithm>
#include <bit>

#include "engine/amount/check.h"
#include "engine/amount/limb_division.h"

namespace desobook {
namespace {

using internal::High64;
using internal::Low64;
using internal::Uint128;

// value * factor + addend; nothing on overflow.
std::optional<Uint256> MulAddSmall(const Uint256& value, std::uint64_t factor,
                                   std::uint64_t addend) {
  Uint256 result;
  std::uint64_t carry = addend;
  for (std::size_t i = 0; i < 4; ++i) {
    const Uint128 sum = Uint128{value.limb[i]} * factor + carry;
    result.limb[i] = Low64(sum);
    carry = High64(sum);
  }
  if (carry != 0) return std::nullopt;
  return result;
}

// -1 for a character that is no lowercase hex digit.
int HexDigitValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

// The largest power of ten in a limb, and how many digits it stands for.
constexpr std::uint64_t kTenTo19 = 10'000'000'000'000'000'000ULL;
constexpr int kDigitsPerLimb = 19;
constexpr internal::PreparedDivisor kTenTo19Divisor{Uint256{kTenTo19}};

}  // namespace

std::optional<Uint256> CheckedAdd(const Uint256& a, const Uint256& b) {
  Uint256 sum;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Uint128 limb = Uint128{a.limb[i]} + b.limb[i] + carry;
    sum.limb[i] = Low64(limb);
    carry = High64(limb);
  }
  if (carry != 0) return std::nullopt;
  return sum;
}

std::optional<Uint256> CheckedSub(const Uint256& a, const Uint256& b) {
  Uint256 rest;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const Uint128 limb = Uint128{a.limb[i]} - b.limb[i] - borrow;
    rest.limb[i] = Low64(limb);
    borrow = High64(limb) != 0 ? 1 : 0;
  }
  if (borrow != 0) return std::nullopt;
  return rest;
}

std::optional<Uint256> CheckedMul(const Uint256& a, const Uint256& b) {
  return Narrow(MulFull(a, b));
}

Uint512 MulFull(const Uint256& a, const Uint256& b) {
  Uint512 product;
  for (std::size_t i = 0; i < 4; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < 4; ++j) {
      // At most (2^64 - 1)^2 + 2 * (2^64 - 1) = 2^128 - 1.
      const Uint128 sum =
          Uint128{a.limb[i]} * b.limb[j] + product.limb[i + j] + carry;
      product.limb[i + j] = Low64(sum);
      carry = High64(sum);
    }
    product.limb[i + 4] = carry;
  }
  return product;
}

DivMod512 Divide(const Uint512& dividend, const Uint256& divisor) {
  return internal::Divide(dividend, internal::PreparedDivisor(divisor));
}

std::optional<Uint256> MulDivFloor(const Uint256& a, const Uint256& b,
                                   const Uint256& divisor) {
  return Narrow(Divide(MulFull(a, b), divisor).quotient);
}

std::optional<Uint256> MulDivCeil(const Uint256& a, const Uint256& b,
                                  const Uint256& divisor) {
  const DivMod512 result = Divide(MulFull(a, b), divisor);
  const std::optional<Uint256> floor = Narrow(result.quotient);
  if (!floor || result.remainder.IsZero()) return floor;
  return CheckedAdd(*floor, Uint256{1});
}

std::optional<Uint256> Narrow(const Uint512& value) {
  if ((value.limb[4] | value.limb[5] | value.limb[6] | value.limb[7]) != 0) {
    return std::nullopt;
  }
  return Uint256({value.limb[0], value.limb[1], value.limb[2], value.limb[3]});
}

std::array<std::uint8_t, 32> ToBigEndian(const Uint256& value) {
  std::array<std::uint8_t, 32> bytes{};
  for (std::size_t i = 0; i < 32; ++i) {
    bytes[31 - i] =
        static_cast<std::uint8_t>(value.limb[i / 8] >> (8 * (i % 8)));
  }
  return bytes;
}

std::size_t MinimalByteLength(const Uint256& value) {
  for (std::size_t i = 4; i-- > 0;) {
    if (value.limb[i] != 0) {
      return 8 * i +
             (static_cast<std::size_t>(std::bit_width(value.limb[i])) + 7) / 8;
    }
  }
  return 0;
}

std::optional<Uint256> FromBigEndian(std::span<const std::uint8_t> bytes) {
  if (bytes.size() > 32) return std::nullopt;
  Uint256 value;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t byte = bytes[bytes.size() - 1 - i];
    value.limb[i / 8] |= byte << (8 * (i % 8));
  }
  return value;
}

std::string ToHex(const Uint256& value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  const std::size_t digits = value.IsZero() ? 1 : 2 * MinimalByteLength(value);
  std::string text = "0x";
  for (std::size_t i = digits; i-- > 0;) {
    const std::size_t digit = (value.limb[i / 16] >> (4 * (i % 16))) & 0xF;
    // Only the first digit of the minimal bytes can be a superfluous zero.
    if (digit == 0 && i + 1 == digits && digits > 1) continue;
    text.push_back(kDigits[digit]);
  }
  return text;
}

std::string ToDecimal(const Uint256& value) {
  Uint512 rest{};
  std::copy(value.limb.begin(), value.limb.end(), rest.limb.begin());
  std::string reversed;
  do {
    const DivMod512 step = internal::Divide(rest, kTenTo19Divisor);
    rest = step.quotient;
    std::uint64_t chunk = step.remainder.limb[0];
    const bool last = rest == Uint512{};
    for (int i = 0; last ? chunk != 0 : i < kDigitsPerLimb; ++i) {
      reversed.push_back(static_cast<char>('0' + chunk % 10));
      chunk /= 10;
    }
  } while (rest != Uint512{});
  if (reversed.empty()) return "0";
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

std::optional<Uint256> FromHex(std::string_view text) {
  if (!text.starts_with("0x") || text.size() == 2) return std::nullopt;
  Uint256 value;
  for (const char c : text.substr(2)) {
    const int digit = HexDigitValue(c);
    if (digit < 0) return std::nullopt;
    const auto next = MulAddSmall(value, 16, static_cast<std::uint64_t>(digit));
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

std::optional<Uint256> FromDecimal(std::string_view text) {
  if (text.empty()) return std::nullopt;
  Uint256 value;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    const auto next =
        MulAddSmall(value, 10, static_cast<std::uint64_t>(c - '0'));
    if (!next) return std::nullopt;
    value = *next;
  }
  return value;
}

}  // namespace desobook
