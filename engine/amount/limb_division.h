// Division kernels over 64-bit limbs: Knuth's algorithm D with the quotient
// digits of Moeller and Granlund, "Improved division by invariant integers"
// (2011). A divisor is prepared once, constants at compile time.
//
// For engine/amount only; callers use uint256.h and convert.h.

#ifndef DESOBOOK_ENGINE_AMOUNT_LIMB_DIVISION_H_
#define DESOBOOK_ENGINE_AMOUNT_LIMB_DIVISION_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/amount/check.h"
#include "engine/amount/uint256.h"

namespace desobook::internal {

__extension__ typedef unsigned __int128 Uint128;

constexpr std::uint64_t Low64(Uint128 value) {
  return static_cast<std::uint64_t>(value);
}
constexpr std::uint64_t High64(Uint128 value) {
  return static_cast<std::uint64_t>(value >> 64);
}
constexpr Uint128 Join(std::uint64_t high, std::uint64_t low) {
  return (Uint128{high} << 64) | low;
}

// The high half of (high, low) << shift, for shift 0..63; two steps because a
// shift by 64 is undefined.
constexpr std::uint64_t ShiftInto(std::uint64_t high, std::uint64_t low,
                                  int shift) {
  return (high << shift) | ((low >> 1) >> (63 - shift));
}

// A divisor shifted left until its top bit is set, with the reciprocal of its
// top limb (one limb) or top two limbs (more).
class PreparedDivisor {
 public:
  // REQUIRES: `divisor` is not zero.
  constexpr explicit PreparedDivisor(const Uint256& divisor);

  [[nodiscard]] constexpr const std::array<std::uint64_t, 4>& limb() const {
    return limb_;
  }
  // Limbs in use, 1..4; the top one has its high bit set.
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  // 0..63: how far the limbs are shifted.
  [[nodiscard]] constexpr int shift() const { return shift_; }
  [[nodiscard]] constexpr std::uint64_t reciprocal() const {
    return reciprocal_;
  }

 private:
  std::array<std::uint64_t, 4> limb_{};
  std::size_t size_ = 4;
  int shift_ = 0;
  std::uint64_t reciprocal_ = 0;
};

DivMod512 Divide(const Uint512& dividend, const PreparedDivisor& divisor);

// floor((2^128 - 1) / d) - 2^64. REQUIRES: the top bit of `d` is set.
constexpr std::uint64_t Reciprocal2By1(std::uint64_t d) {
  return Low64(Join(~d, ~0ULL) / d);
}

// floor((2^192 - 1) / (d1 * 2^64 + d0)) - 2^64, algorithm 6 of the paper.
// REQUIRES: the top bit of `d1` is set.
constexpr std::uint64_t Reciprocal3By2(std::uint64_t d1, std::uint64_t d0) {
  std::uint64_t v = Reciprocal2By1(d1);
  std::uint64_t p = d1 * v + d0;
  if (p < d0) {
    --v;
    if (p >= d1) {
      --v;
      p -= d1;
    }
    p -= d1;
  }
  const Uint128 t = Uint128{v} * d0;
  p += High64(t);
  if (p < High64(t)) {
    --v;
    if (Join(p, Low64(t)) >= Join(d1, d0)) --v;
  }
  return v;
}

constexpr PreparedDivisor::PreparedDivisor(const Uint256& divisor) {
  DESOBOOK_CHECK(!divisor.IsZero());
  while (divisor.limb[size_ - 1] == 0) --size_;
  shift_ = std::countl_zero(divisor.limb[size_ - 1]);
  for (std::size_t i = size_; i-- > 0;) {
    const std::uint64_t below = i == 0 ? 0 : divisor.limb[i - 1];
    limb_[i] = ShiftInto(divisor.limb[i], below, shift_);
  }
  reciprocal_ = size_ == 1 ? Reciprocal2By1(limb_[0])
                           : Reciprocal3By2(limb_[size_ - 1], limb_[size_ - 2]);
}

}  // namespace desobook::internal

#endif  // DESOBOOK_ENGINE_AMOUNT_LIMB_DIVISION_H_
