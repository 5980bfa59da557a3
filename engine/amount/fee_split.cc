#include "engine/amount/fee_split.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "engine/amount/check.h"

namespace desobook {
namespace {

// kRoundsUp[i]: the largest distance below 2^(48 + i) at which the node's
// ln(fee) / ln(2) still comes out as 48 + i. Below 2^48 there is none. From
// 2^54 on the fee itself is rounded to 53 bits first.
//
// Found with the node's own functions: every distance up to 20,000 and every
// representable fee around each entry; the logarithm is monotonic there.
constexpr std::size_t kFirstWidth = 48;
constexpr std::array<std::uint64_t, 17> kRoundsUp = {
    1,   2,   3,    1,    27,   38,   42,     18,    411,
    552, 592, 4191, 6208, 8063, 7424, 64'000, 93'183};

}  // namespace

Nanos ClaimableFee(Nanos fee) {
  if (fee.IsZero()) return Nanos{};
  const auto width = static_cast<std::size_t>(std::bit_width(fee.value()));
  // 2^width - fee; at width 64 the power is 0 modulo 2^64.
  const std::uint64_t power = width == 64 ? 0 : std::uint64_t{1} << width;
  const std::uint64_t distance = power - fee.value();
  const bool rounds_up =
      width >= kFirstWidth && distance <= kRoundsUp[width - kFirstWidth];
  const std::uint64_t claimable = rounds_up ? width : width - 1;
  // The node caps it at the fee, which never binds.
  DESOBOOK_CHECK(claimable < fee.value());
  return Nanos(claimable);
}

Nanos BurnedFee(Nanos fee) {
  const auto burned = CheckedSub(fee, ClaimableFee(fee));
  DESOBOOK_CHECK(burned.has_value());
  return *burned;
}

}  // namespace desobook
