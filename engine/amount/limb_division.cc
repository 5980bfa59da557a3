#include "engine/amount/limb_division.h"

namespace desobook::internal {
namespace {

struct Digit2By1 {
  std::uint64_t quotient;
  std::uint64_t remainder;
};
// (u1, u0) / d, algorithm 4 of the paper.
// REQUIRES: d normalised, v = Reciprocal2By1(d), u1 < d.
Digit2By1 Divide2By1(std::uint64_t u1, std::uint64_t u0, std::uint64_t d,
                     std::uint64_t v) {
  const Uint128 q = Uint128{v} * u1 + Join(u1, u0);
  std::uint64_t q1 = High64(q) + 1;
  std::uint64_t r = u0 - q1 * d;
  if (r > Low64(q)) {
    --q1;
    r += d;
  }
  if (r >= d) {
    ++q1;
    r -= d;
  }
  return {q1, r};
}

struct Digit3By2 {
  std::uint64_t quotient;
  Uint128 remainder;
};
// (u2, u1, u0) / d, algorithm 5 of the paper.
// REQUIRES: d normalised, v = Reciprocal3By2(d), (u2, u1) < d.
Digit3By2 Divide3By2(std::uint64_t u2, std::uint64_t u1, std::uint64_t u0,
                     Uint128 d, std::uint64_t v) {
  const Uint128 q = Uint128{v} * u2 + Join(u2, u1);
  std::uint64_t q1 = High64(q);
  Uint128 r = Join(u1 - q1 * High64(d), u0) - Uint128{Low64(d)} * q1 - d;
  ++q1;
  if (High64(r) >= Low64(q)) {
    --q1;
    r += d;
  }
  if (r >= d) {
    ++q1;
    r -= d;
  }
  return {q1, r};
}

// The dividend shifted like the divisor: nine limbs, the remainder grows in
// place from the top down.
using Work = std::array<std::uint64_t, 9>;

Work ShiftLeft(const Uint512& value, int shift) {
  Work work{};
  work[0] = value.limb[0] << shift;
  for (std::size_t i = 1; i < 8; ++i) {
    work[i] = ShiftInto(value.limb[i], value.limb[i - 1], shift);
  }
  work[8] = ShiftInto(0, value.limb[7], shift);
  return work;
}

// work[at..at+n] -= digit * divisor; true if that went below zero.
bool SubtractProduct(Work& work, std::size_t at, std::uint64_t digit,
                     const PreparedDivisor& divisor) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < divisor.size(); ++i) {
    const Uint128 product = Uint128{digit} * divisor.limb()[i] + carry;
    const std::uint64_t low = Low64(product);
    carry = High64(product) + (work[at + i] < low ? 1 : 0);
    work[at + i] -= low;
  }
  const bool borrow = work[at + divisor.size()] < carry;
  work[at + divisor.size()] -= carry;
  return borrow;
}

void AddBack(Work& work, std::size_t at, const PreparedDivisor& divisor) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < divisor.size(); ++i) {
    const Uint128 sum = Uint128{work[at + i]} + divisor.limb()[i] + carry;
    work[at + i] = Low64(sum);
    carry = High64(sum);
  }
  work[at + divisor.size()] += carry;
}

// One digit of algorithm D for divisors of three or four limbs.
std::uint64_t DivideStep(Work& work, std::size_t at,
                         const PreparedDivisor& divisor) {
  const std::size_t n = divisor.size();
  const Uint128 top = Join(divisor.limb()[n - 1], divisor.limb()[n - 2]);
  const std::uint64_t u2 = work[at + n];
  const std::uint64_t u1 = work[at + n - 1];
  // When the leading limbs are equal the digit is exactly 2^64 - 1: it cannot
  // be more, and the remaining limbs change the ratio by less than one.
  std::uint64_t digit = ~0ULL;
  if (Join(u2, u1) < top) {
    digit = Divide3By2(u2, u1, work[at + n - 2], top, divisor.reciprocal())
                .quotient;
  }
  // A digit from three limbs over two is never too small and at most one too
  // large.
  if (SubtractProduct(work, at, digit, divisor)) {
    --digit;
    AddBack(work, at, divisor);
  }
  DESOBOOK_DCHECK(work[at + n] == 0);
  return digit;
}

}  // namespace

DivMod512 Divide(const Uint512& dividend, const PreparedDivisor& divisor) {
  const std::size_t n = divisor.size();
  const std::uint64_t leading = divisor.limb()[n - 1];
  Work work = ShiftLeft(dividend, divisor.shift());

  // `top` is the highest limb of the first window of n + 1 limbs. Everything
  // above it is zero and work[top] < leading, so the digit fits one limb:
  // work[8] < 2^shift <= 2^63 <= leading.
  std::size_t top = 8;
  while (top > n && work[top] == 0 && work[top - 1] < leading) --top;

  DivMod512 result{};
  for (std::size_t at = top - n + 1; at-- > 0;) {
    std::uint64_t& digit = result.quotient.limb[at];
    if (n == 1) {
      const auto step = Divide2By1(work[at + 1], work[at], divisor.limb()[0],
                                   divisor.reciprocal());
      digit = step.quotient;
      work[at + 1] = 0;
      work[at] = step.remainder;
    } else if (n == 2) {
      const auto step = Divide3By2(work[at + 2], work[at + 1], work[at],
                                   Join(divisor.limb()[1], divisor.limb()[0]),
                                   divisor.reciprocal());
      digit = step.quotient;
      work[at + 2] = 0;
      work[at + 1] = High64(step.remainder);
      work[at] = Low64(step.remainder);
    } else {
      digit = DivideStep(work, at, divisor);
    }
  }

  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t above = i + 1 < n ? work[i + 1] : 0;
    // The shift to the right, by 0..63.
    result.remainder.limb[i] =
        (work[i] >> divisor.shift()) | ((above << 1) << (63 - divisor.shift()));
  }
  return result;
}

}  // namespace desobook::internal
