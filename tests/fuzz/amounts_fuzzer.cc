// Exact arithmetic against Boost.Multiprecision, decimal text against a second
// reading of its grammar, and the 53-bit software float against
// Boost.Multiprecision's own.

#include <bit>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/amount/boost_convert.h"
#include "engine/amount/check.h"
#include "engine/amount/convert.h"
#include "engine/amount/decimal.h"
#include "engine/amount/fee_split.h"
#include "engine/rules/epoch.h"
#include "engine/rules/soft_float.h"
#include "tests/fuzz/feed.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

using boost::multiprecision::cpp_int;
using Float53 = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<
        53, boost::multiprecision::digit_base_2, void, std::int32_t>,
    boost::multiprecision::et_off>;

const cpp_int& OneE38() {
  static const cpp_int value = boost::multiprecision::pow(cpp_int(10), 38);
  return value;
}

// `found` is the exact value, or nothing because that needs more than 256
// bits.
void Expect(const std::optional<Uint256>& found, const cpp_int& exact) {
  DESOBOOK_CHECK(found == FromCppInt(exact));
}

void CheckArithmetic(Feed& feed) {
  const Uint256 a = feed.Wide();
  const Uint256 b = feed.Wide();
  const Uint256 c = feed.Wide();
  const cpp_int x = ToCppInt(a);
  const cpp_int y = ToCppInt(b);
  const cpp_int z = ToCppInt(c);
  Expect(CheckedAdd(a, b), x + y);
  Expect(CheckedSub(a, b), x - y);
  Expect(CheckedMul(a, b), x * y);
  DESOBOOK_CHECK(ToCppInt(MulFull(a, b)) == x * y);
  DESOBOOK_CHECK((a <=> b) == (x < y   ? std::strong_ordering::less
                               : x > y ? std::strong_ordering::greater
                                       : std::strong_ordering::equal));
  if (!c.IsZero()) {
    Expect(MulDivFloor(a, b, c), x * y / z);
    Expect(MulDivCeil(a, b, c), (x * y + z - 1) / z);
    const DivMod512 division = Divide(MulFull(a, b), c);
    DESOBOOK_CHECK(ToCppInt(division.quotient) == x * y / z);
    DESOBOOK_CHECK(ToCppInt(division.remainder) == x * y % z);
  }
  DESOBOOK_CHECK(FromDecimal(ToDecimal(a)) == a);
  DESOBOOK_CHECK(ToDecimal(a) == x.str());
  DESOBOOK_CHECK(FromHex(ToHex(a)) == a);
  DESOBOOK_CHECK(FromBigEndian(ToBigEndian(a)) == a);
  (void)FromDecimal(TextOf(feed.rest()));
  (void)FromHex(TextOf(feed.rest()));
}

void CheckConversions(Feed& feed) {
  const Uint256 rate = feed.Wide();
  const Uint256 other = feed.Wide();
  const Uint256 amount = feed.Wide();
  const cpp_int r = ToCppInt(rate);
  const cpp_int q = ToCppInt(amount);
  const auto buy = ToBuy(Rate(rate), BaseUnits(amount));
  const auto sell = ToSell(Rate(rate), BaseUnits(amount));
  DESOBOOK_CHECK(RatesCross(Rate(rate), Rate(other)) ==
                 (r * ToCppInt(other) >= OneE38() * OneE38()));
  if (rate.IsZero()) {
    DESOBOOK_CHECK(!buy.ok() && buy.error() == RuleError::kGeneric);
    DESOBOOK_CHECK(!sell.ok() && sell.error() == RuleError::kGeneric);
    return;
  }
  // The quotient is checked in one direction, the product in the other.
  const auto bought = FromCppInt(OneE38() * q / r);
  DESOBOOK_CHECK(buy.ok() == bought.has_value());
  if (bought) DESOBOOK_CHECK(buy->value() == *bought);
  const bool sellable = FromCppInt(r * q).has_value();
  DESOBOOK_CHECK(sell.ok() == sellable);
  if (sellable) DESOBOOK_CHECK(ToCppInt(sell->value()) == r * q / OneE38());
}

// floor(text * 10^scale); nothing if the text is no plain decimal number.
std::optional<cpp_int> Scaled(std::string_view text, unsigned scale) {
  if (text.starts_with('+')) {
    text.remove_prefix(1);
    if (text.starts_with('.')) return std::nullopt;  // as the API has it
  }
  cpp_int value = 0;
  unsigned decimals = 0;
  bool dot = false;
  bool digits = false;
  for (const char c : text) {
    if (c == '.') {
      if (dot) return std::nullopt;
      dot = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    digits = true;
    if (dot && decimals == scale) continue;  // cut off
    decimals += dot ? 1 : 0;
    value = value * 10 + (c - '0');
  }
  if (!digits) return std::nullopt;
  for (; decimals < scale; ++decimals) value *= 10;
  return value;
}

PairEntry SomePair(Feed& feed) {
  const std::uint8_t bits = feed.Byte();
  return {.buying = (bits & 1) != 0 ? CoinKind::kDeso : CoinKind::kToken,
          .selling = (bits & 2) != 0 ? CoinKind::kDeso : CoinKind::kToken,
          .side = (bits & 4) != 0 ? EntrySide::kAsk : EntrySide::kBid};
}

// The rate of a price by the definition in decimal.h, on unlimited integers.
std::optional<cpp_int> ModelRate(const cpp_int& price, const PairEntry& pair) {
  const bool ask = pair.side == EntrySide::kAsk;
  const cpp_int whole = OneE38() * OneE38();
  const cpp_int rate = ask ? cpp_int((whole + price - 1) / price) : price;
  const cpp_int factor = 1'000'000'000;
  if (pair.buying == CoinKind::kDeso) return cpp_int(rate * factor);
  if (pair.selling != CoinKind::kDeso) return rate;
  return ask ? cpp_int((rate + factor - 1) / factor) : cpp_int(rate / factor);
}

void CheckPriceText(Feed& feed) {
  const PairEntry pair = SomePair(feed);
  const std::string text = TextOf(feed.rest());
  const auto rate = RateFromPrice(text, pair);
  const auto price = Scaled(text, 38);
  if (!price) {
    DESOBOOK_CHECK(!rate.ok());
  } else if (*price == 0 || !FromCppInt(*price)) {
    DESOBOOK_CHECK(!rate.ok());
  } else {
    const auto exact = FromCppInt(*ModelRate(*price, pair));
    DESOBOOK_CHECK(rate.ok() == (exact && !exact->IsZero()));
    if (rate.ok()) DESOBOOK_CHECK(rate->value() == *exact);
  }
  const unsigned decimals =
      (pair.side == EntrySide::kBid ? pair.buying : pair.selling) ==
              CoinKind::kDeso
          ? 9
          : 18;
  const auto quantity = QuantityFromText(text, pair);
  const auto units = Scaled(text, decimals);
  const auto exact = units ? FromCppInt(*units) : std::nullopt;
  DESOBOOK_CHECK(quantity.ok() == (exact && !exact->IsZero()));
  if (quantity.ok()) {
    DESOBOOK_CHECK(quantity->value() == *exact);
    const auto shown = QuantityToText(*quantity, pair);
    DESOBOOK_CHECK(shown.ok());
    DESOBOOK_CHECK(Scaled(*shown, decimals) == units);
  }
  (void)AmountFromText(text, pair.buying);
  (void)InvertPrice(text);
}

void CheckShownPrice(Feed& feed) {
  const PairEntry pair = SomePair(feed);
  const Uint256 rate = feed.Wide();
  const auto shown = PriceFromRate(Rate(rate), pair);
  if (!shown.ok()) {
    DESOBOOK_CHECK(pair.side == EntrySide::kAsk);
    return;
  }
  DESOBOOK_CHECK(Scaled(*shown, 38).has_value());
}

// By way of a float that holds the integer exactly: the library's direct
// conversion of an integer cuts instead of rounding.
Float53 TwinOf(const Uint256& value) {
  using Exact = boost::multiprecision::number<
      boost::multiprecision::cpp_bin_float<
          320, boost::multiprecision::digit_base_2, void, std::int32_t>,
      boost::multiprecision::et_off>;
  return Float53(Exact(ToCppInt(value)));
}

// As text without rounding: 53 bits make an integer once scaled.
bool Same(const SoftFloat& mine, const Float53& twin) {
  if (mine.IsZero() || twin == 0) return mine.IsZero() && twin == 0;
  int exponent = 0;
  const Float53 mantissa = boost::multiprecision::frexp(twin, &exponent);
  const auto bits =
      boost::multiprecision::ldexp(mantissa, 53).convert_to<std::int64_t>();
  return mine.ScaledBy(53 - exponent).TruncateToInt64() == bits;
}

void CheckSoftFloat(Feed& feed) {
  const Uint256 a = feed.Wide();
  const Uint256 b = feed.Wide();
  const int shift = feed.Byte();
  const SoftFloat x = SoftFloat::FromUint256(a).ScaledBy(-shift);
  const SoftFloat y = SoftFloat::FromUint256(b);
  const Float53 u = boost::multiprecision::ldexp(TwinOf(a), -shift);
  const Float53 v = TwinOf(b);
  DESOBOOK_CHECK(Same(x, u));
  DESOBOOK_CHECK(Same(x + y, u + v));
  DESOBOOK_CHECK(Same(x - y, u - v));
  DESOBOOK_CHECK(Same(x * y, u * v));
  if (!y.IsZero()) DESOBOOK_CHECK(Same(x / y, u / v));
}

void CheckFeesAndRewards(Feed& feed) {
  const Nanos fee(feed.Number());
  const Nanos claimable = ClaimableFee(fee);
  const auto burned = CheckedSub(fee, claimable);
  DESOBOOK_CHECK(burned && *burned == BurnedFee(fee));
  if (!fee.IsZero()) {
    const auto width = static_cast<std::uint64_t>(std::bit_width(fee.value()));
    DESOBOOK_CHECK(claimable.value() == width - 1 ||
                   (claimable.value() == width && width >= 48));
  }
  const Uint256 stake = feed.Wide();
  const std::uint64_t apy = feed.Number();
  const auto elapsed =
      static_cast<std::int64_t>(feed.Raw64() >> feed.Below(64));
  const auto reward = StakingReward(stake, apy, elapsed);
  if (stake.IsZero() || apy == 0 || elapsed <= 0) {
    DESOBOOK_CHECK(reward.ok() && reward->IsZero());
    return;
  }
  // One nano grows above 64 bits within 64 ln 2 = 44.4 time constants.
  const cpp_int product = cpp_int(apy) * elapsed;
  const cpp_int constant = cpp_int(10'000) * 365 * 86'400 * 1'000'000'000;
  if (product > 45 * constant) DESOBOOK_CHECK(!reward.ok());
  // e^x - 1 is at least x, and the float loses less than 2^-40 of it.
  if (reward.ok()) {
    const cpp_int linear = ToCppInt(stake) * product / constant;
    DESOBOOK_CHECK(linear <= cpp_int(reward->value()) + 1 + (linear >> 20));
  }
}

}  // namespace

void FuzzAmounts(ByteView bytes) {
  Feed feed(bytes);
  switch (feed.Below(6)) {
    case 0:
      return CheckArithmetic(feed);
    case 1:
      return CheckConversions(feed);
    case 2:
      return CheckPriceText(feed);
    case 3:
      return CheckShownPrice(feed);
    case 4:
      return CheckSoftFloat(feed);
    default:
      return CheckFeesAndRewards(feed);
  }
}

}  // namespace desobook::fuzz
