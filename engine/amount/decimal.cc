#include "engine/amount/decimal.h"

#include "engine/amount/decimal_parse.h"

namespace desobook {
namespace {

constexpr std::size_t kRateDecimals = 38;
constexpr std::size_t kTokenDecimals = 18;
constexpr std::size_t kDesoDecimals = 9;

// Token base units per DESO base unit at equal whole-coin amounts.
constexpr Uint256 kTokenPerDesoUnit{1'000'000'000};
constexpr Uint256 kOne{1};

std::size_t Decimals(CoinKind coin) {
  return coin == CoinKind::kDeso ? kDesoDecimals : kTokenDecimals;
}

CoinKind QuantityCoin(const PairEntry& entry) {
  return entry.side == EntrySide::kBid ? entry.buying : entry.selling;
}

// A quotient by at least one always fits.
Uint256 DivFloor(const Uint256& dividend, const Uint256& divisor) {
  return *MulDivFloor(dividend, kOne, divisor);
}
Uint256 DivCeil(const Uint256& dividend, const Uint256& divisor) {
  return *MulDivCeil(dividend, kOne, divisor);
}

DecimalResult<Uint256> ParseNonzero(std::string_view text,
                                    std::size_t decimals) {
  const auto value = internal::ParseScaled(text, decimals);
  if (value.ok() && value->IsZero()) return DecimalError::kTooSmall;
  return value;
}

}  // namespace

std::string_view Explain(DecimalError error) {
  switch (error) {
    case DecimalError::kNotANumber:
      return "is not a decimal number (digits with at most one dot)";
    case DecimalError::kNegative:
      return "is negative";
    case DecimalError::kTooSmall:
      return "is zero at the precision of the chain";
    case DecimalError::kTooLarge:
      return "does not fit into 256 bits at the precision of the chain";
    case DecimalError::kPriceUndefined:
      return "has no price: its rate is zero in whole coins";
  }
  return {};
}

DecimalResult<Rate> RateFromPrice(std::string_view price,
                                  const PairEntry& entry) {
  const auto parsed = ParseNonzero(price, kRateDecimals);
  if (!parsed.ok()) return parsed.error();
  const bool is_ask = entry.side == EntrySide::kAsk;
  // 10^76 / P is at most 10^76, below 2^256.
  const Uint256 coins_rate =
      is_ask ? *MulDivCeil(kOneE38, kOneE38, *parsed) : *parsed;

  if (entry.buying == CoinKind::kDeso) {
    const auto rate = CheckedMul(coins_rate, kTokenPerDesoUnit);
    if (!rate) return DecimalError::kTooLarge;
    return Rate(*rate);
  }
  if (entry.selling == CoinKind::kDeso) {
    const Uint256 rate = is_ask ? DivCeil(coins_rate, kTokenPerDesoUnit)
                                : DivFloor(coins_rate, kTokenPerDesoUnit);
    if (rate.IsZero()) return DecimalError::kTooSmall;
    return Rate(rate);
  }
  return Rate(coins_rate);
}

DecimalResult<std::string> PriceFromRate(Rate rate, const PairEntry& entry) {
  // The rate in whole coins is coins_rate / 10^decimals. Selling DESO it is
  // rate * 10^9, which may exceed 256 bits: it is kept as the rate with fewer
  // decimals. As 10^9 divides 10^76, floor(10^76 / (rate * 10^9)) is
  // floor(10^67 / rate) = floor(10^38 * 10^29 / rate).
  Uint256 coins_rate = rate.value();
  std::size_t decimals = kRateDecimals;
  Uint256 inverse_scale = kOneE38;
  if (entry.buying == CoinKind::kDeso) {
    coins_rate = DivFloor(coins_rate, kTokenPerDesoUnit);
  } else if (entry.selling == CoinKind::kDeso) {
    decimals -= kDesoDecimals;
    inverse_scale = DivFloor(kOneE38, kTokenPerDesoUnit);
  }
  if (entry.side == EntrySide::kBid) return FormatScaled(coins_rate, decimals);
  if (coins_rate.IsZero()) return DecimalError::kPriceUndefined;
  return FormatScaled(*MulDivFloor(kOneE38, inverse_scale, coins_rate),
                      kRateDecimals);
}

DecimalResult<BaseUnits> QuantityFromText(std::string_view quantity,
                                          const PairEntry& entry) {
  const auto value = ParseNonzero(quantity, Decimals(QuantityCoin(entry)));
  if (!value.ok()) return value.error();
  return BaseUnits(*value);
}

DecimalResult<std::string> QuantityToText(BaseUnits quantity,
                                          const PairEntry& entry) {
  if (quantity.IsZero()) return DecimalError::kTooSmall;
  return AmountToText(quantity, QuantityCoin(entry));
}

DecimalResult<BaseUnits> AmountFromText(std::string_view amount,
                                        CoinKind coin) {
  if (internal::RoundsToZeroAsDouble(amount)) return BaseUnits{};
  const auto value = ParseNonzero(amount, Decimals(coin));
  if (!value.ok()) return value.error();
  return BaseUnits(*value);
}

std::string AmountToText(BaseUnits amount, CoinKind coin) {
  return FormatScaled(amount.value(), Decimals(coin));
}

DecimalResult<std::string> InvertPrice(std::string_view price) {
  const auto scaled = internal::ParseScaledUnchecked(price, kRateDecimals);
  if (!scaled.ok()) return scaled.error();
  if (scaled->IsZero()) return std::string("0");
  return FormatScaled(*MulDivFloor(kOneE38, kOneE38, *scaled), kRateDecimals);
}

std::string FormatScaled(const Uint256& value, std::size_t decimals) {
  DESOBOOK_CHECK(decimals >= 1);
  std::string text = ToDecimal(value);
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  const std::size_t dot = text.size() - decimals;
  // The first decimal stays even if it is zero.
  while (text.size() > dot + 1 && text.back() == '0') text.pop_back();
  text.insert(dot, 1, '.');
  return text;
}

}  // namespace desobook
