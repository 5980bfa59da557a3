// Decimal text, as users and the node's API write prices and quantities, to
// and from the chain's integers (protocol text 9.5, 9.6).
//
//   const PairEntry entry{.buying = CoinKind::kToken,
//                         .selling = CoinKind::kDeso,
//                         .side = EntrySide::kBid};
//   const auto rate = RateFromPrice("1.25", entry);
//   if (!rate.ok()) return Explain(rate.error());
//
// A text is an optional '+', digits, at most one dot and at least one digit;
// digits beyond the scale are cut off. Where the API is laxer, the function
// says so. Everything is exact: no floating point, no locale.

#ifndef DESOBOOK_ENGINE_AMOUNT_DECIMAL_H_
#define DESOBOOK_ENGINE_AMOUNT_DECIMAL_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/amount/check.h"
#include "engine/amount/units.h"

#pragma GCC visibility push(default)

namespace desobook {

enum class CoinKind : std::uint8_t { kToken, kDeso };

// Which coin a price is per and a quantity counts. Numbers as OrderSide in
// engine/txn, which this folder cannot see.
enum class EntrySide : std::uint8_t {
  kAsk = 1,  // price in buying coins per selling coin; quantity of selling coin
  kBid = 2,  // price in selling coins per buying coin; quantity of buying coin
};

// What text about an order refers to. A coin of DESO on both sides is no pair
// on the chain; then the buying side decides, as in the API.
struct PairEntry {
  CoinKind buying = CoinKind::kToken;
  CoinKind selling = CoinKind::kToken;
  EntrySide side = EntrySide::kBid;
};

enum class DecimalError : std::uint8_t {
  kNotANumber = 1,
  kNegative,
  kTooSmall,        // zero after scaling
  kTooLarge,        // above 2^256 - 1 after scaling
  kPriceUndefined,  // the rate stands for an infinite price
};

// A sentence fragment for people: "price '1e5' " + Explain(error).
std::string_view Explain(DecimalError error);

// A value, or why the text or number has none.
template <typename T>
class [[nodiscard]] DecimalResult {
 public:
  // Implicit on purpose, like Result<T>.
  // NOLINTNEXTLINE(google-explicit-constructor)
  DecimalResult(T value) : value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  DecimalResult(DecimalError error) : error_(error) {}

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  [[nodiscard]] DecimalError error() const {
    DESOBOOK_CHECK(!ok());
    return error_;
  }
  [[nodiscard]] const T& value() const {
    DESOBOOK_CHECK(ok());
    return *value_;
  }
  const T& operator*() const { return value(); }
  const T* operator->() const { return &value(); }

 private:
  std::optional<T> value_;
  DecimalError error_ = DecimalError::kNotANumber;
};

// The rate of an order entered at `price`.
// Rounding: price cut to 38 decimals; BID then down, ASK up, so that an ASK
// and a BID entered at one price cross (for pairs with DESO, if the price has
// at most 29 decimals).
// Source: deso-protocol/backend routes/dao_coin_exchange.go,
// CalculateScaledExchangeRateFromPriceString.
DecimalResult<Rate> RateFromPrice(std::string_view price,
                                  const PairEntry& entry);

// The price that the API shows for `rate`.
// Rounding: down; an ASK does not get back exactly what was entered.
// Errors: kPriceUndefined for an ASK whose rate in whole coins is zero, where
// the reference divides by zero.
// Source: ibid., CalculatePriceStringFromScaledExchangeRate.
DecimalResult<std::string> PriceFromRate(Rate rate, const PairEntry& entry);

// An order's quantity. Zero after scaling is kTooSmall, in both directions.
// Rounding: down.
// Source: ibid., CalculateQuantityToFillAsBaseUnits,
// CalculateStringQuantityFromBaseUnits.
DecimalResult<BaseUnits> QuantityFromText(std::string_view quantity,
                                          const PairEntry& entry);
DecimalResult<std::string> QuantityToText(BaseUnits quantity,
                                          const PairEntry& entry);

// An amount of one coin. Zero is an amount: every text whose value is zero in
// the node's 64-bit floating point, an exponent allowed ("1e-400"). A larger
// value that scales to zero is kTooSmall. Not accepted, unlike by the API: a
// zero in hexadecimal or with underscores.
// Source: ibid., CalculateBaseUnitsFromStringDecimalAmountSimple,
// CalculateStringDecimalAmountFromBaseUnitsSimple.
DecimalResult<BaseUnits> AmountFromText(std::string_view amount, CoinKind coin);
std::string AmountToText(BaseUnits amount, CoinKind coin);

// 1 / price: floor(10^76 / P) / 10^38, and "0" for a price of zero.
//
// The API does not validate here and neither do we: more than one dot, a sign
// in front of either part, and anything behind the 38th decimal are accepted;
// a negative P counts modulo 2^256. Made for prices the API has seen before.
// Source: ibid., dao_coin_exchange_with_fees.go, InvertPriceStr;
// deso-protocol/core lib/block_view_dao_coin_limit_order.go,
// ScaleFloatFormatStringToUint256.
DecimalResult<std::string> InvertPrice(std::string_view price);

// value / 10^decimals: integer part, dot, fraction without trailing zeros but
// with at least one digit ("1.0"). REQUIRES: decimals >= 1.
// Source: deso-protocol/core lib/utils.go,
// FormatScaledUint256AsDecimalString.
std::string FormatScaled(const Uint256& value, std::size_t decimals);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_AMOUNT_DECIMAL_H_
