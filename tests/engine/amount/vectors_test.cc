// Cases recorded from the reference: tests/data/codec/arithmetic.json (this
// folder's share) and price_strings.json.

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/amount/convert.h"
#include "engine/amount/decimal.h"
#include "engine/amount/fee_split.h"

namespace desobook {
namespace {

using nlohmann::json;

json Load(const std::string& name) {
  std::ifstream file(std::string(DESOBOOK_TEST_DATA "/codec/") + name);
  EXPECT_TRUE(file.is_open()) << name;
  return file.is_open() ? json::parse(file) : json::array();
}

std::string Text(const json& vector, const char* key) {
  return vector.at(key).get<std::string>();
}

Uint256 Number(const json& value) {
  const auto number = FromHex(value.get<std::string>());
  EXPECT_TRUE(number.has_value()) << value;
  return number.value_or(Uint256());
}

CoinKind Kind(const json& vector, const char* key) {
  const std::string kind = Text(vector, key);
  EXPECT_TRUE(kind == "DESO" || kind == "token") << kind;
  return kind == "DESO" ? CoinKind::kDeso : CoinKind::kToken;
}

PairEntry Entry(const json& vector) {
  const std::string side = Text(vector, "operation");
  EXPECT_TRUE(side == "ASK" || side == "BID") << side;
  return {.buying = Kind(vector, "buying_kind"),
          .selling = Kind(vector, "selling_kind"),
          .side = side == "ASK" ? EntrySide::kAsk : EntrySide::kBid};
}

// A vector's number, or null where the call fails.
void ExpectNumber(const DecimalResult<Uint256>& got, const json& want) {
  ASSERT_EQ(got.ok(), !want.is_null());
  if (!got.ok()) return;
  EXPECT_EQ(*got, Number(want));
}
void ExpectText(const DecimalResult<std::string>& got, const json& want) {
  ASSERT_EQ(got.ok(), !want.is_null());
  if (!got.ok()) return;
  EXPECT_EQ(*got, want.get<std::string>());
}
template <typename T>
DecimalResult<Uint256> Plain(const DecimalResult<T>& result) {
  if (!result.ok()) return result.error();
  return result->value();
}

// The class of a refusal is text made for the vectors; the classes that we
// tell apart must agree where the reference has only one reason.
void ExpectClass(DecimalError got, const json& error) {
  static const std::map<std::string, DecimalError> kClasses = {
      {"bad_digits", DecimalError::kNotANumber},
      {"negative", DecimalError::kNegative},
      {"panic", DecimalError::kPriceUndefined},
      {"rate_overflow", DecimalError::kTooLarge},
      {"scaled_overflow", DecimalError::kTooLarge},
      {"too_small", DecimalError::kTooSmall},
      {"zero_quantity", DecimalError::kTooSmall}};
  const std::string name = error.get<std::string>();
  // Its floating point refuses large numbers and most other text alike.
  if (name == "not_a_number") {
    EXPECT_TRUE(got == DecimalError::kNotANumber ||
                got == DecimalError::kTooLarge);
    return;
  }
  ASSERT_TRUE(kClasses.contains(name)) << name;
  EXPECT_EQ(got, kClasses.at(name));
}

void CheckConversion(const json& vector, const Result<BaseUnits>& got) {
  const json& error = vector.at("error");
  ASSERT_EQ(got.ok(), error.is_null());
  if (got.ok()) {
    EXPECT_EQ(got->value(), Number(vector.at("result")));
  } else if (error == "invalid_rate") {
    EXPECT_EQ(got.error(), RuleError::kGeneric);
  } else {
    EXPECT_EQ(ReferenceName(got.error()), error.get<std::string>());
  }
}

// A null rate (absent) stands for the zero rate here.
Rate RateOf(const json& vector) {
  const json& rate = vector.at("rate");
  return rate.is_null() ? Rate() : Rate(Number(rate));
}

TEST(ArithmeticVectorsTest, AgreesWithTheReference) {
  std::map<std::string, int> checked;
  for (const json& vector : Load("arithmetic.json")) {
    SCOPED_TRACE(vector.dump());
    const std::string kind = Text(vector, "kind");
    ++checked[kind];
    if (kind == "to_buy") {
      CheckConversion(
          vector,
          ToBuy(RateOf(vector), BaseUnits(Number(vector.at("sell_quantity")))));
    } else if (kind == "to_sell") {
      CheckConversion(
          vector,
          ToSell(RateOf(vector), BaseUnits(Number(vector.at("buy_quantity")))));
    } else if (kind == "fee_split") {
      const Nanos fee(vector.at("fee_nanos").get<std::uint64_t>());
      EXPECT_EQ(BurnedFee(fee).value(),
                vector.at("burned").get<std::uint64_t>());
      EXPECT_EQ(ClaimableFee(fee).value(),
                vector.at("claimable_by_block_reward").get<std::uint64_t>());
    } else {
      // Tested where orders are (tests/engine/book).
      ASSERT_TRUE(kind == "order_base_units" || kind == "price_match" ||
                  kind == "match_step");
    }
  }
  for (const char* kind : {"to_buy", "to_sell", "fee_split"}) {
    EXPECT_GT(checked[kind], 0) << kind;
  }
}

void CheckPriceToRate(const json& vector) {
  const PairEntry entry = Entry(vector);
  const auto rate = RateFromPrice(Text(vector, "price"), entry);
  ExpectNumber(Plain(rate), vector.at("rate"));
  if (!rate.ok()) return ExpectClass(rate.error(), vector.at("error"));
  ExpectText(PriceFromRate(*rate, entry), vector.at("price_back"));
}

void CheckRateToPrice(const json& vector) {
  const auto price =
      PriceFromRate(Rate(Number(vector.at("rate"))), Entry(vector));
  ExpectText(price, vector.at("price"));
  if (!price.ok()) ExpectClass(price.error(), vector.at("error"));
}

void CheckQuantity(const json& vector) {
  const PairEntry entry = Entry(vector);
  const auto quantity = QuantityFromText(Text(vector, "quantity"), entry);
  ExpectNumber(Plain(quantity), vector.at("base_units"));
  if (!quantity.ok()) return ExpectClass(quantity.error(), vector.at("error"));
  ExpectText(QuantityToText(*quantity, entry), vector.at("quantity_back"));
}

void CheckAmount(const json& vector) {
  const auto amount =
      AmountFromText(Text(vector, "amount"), Kind(vector, "coin_kind"));
  ExpectNumber(Plain(amount), vector.at("base_units"));
  if (!amount.ok()) ExpectClass(amount.error(), vector.at("error"));
}

void CheckInversion(const json& vector) {
  const auto inverted = InvertPrice(Text(vector, "price"));
  ExpectText(inverted, vector.at("inverted"));
  if (!inverted.ok()) ExpectClass(inverted.error(), vector.at("error"));
}

TEST(PriceStringVectorsTest, AgreesWithTheReference) {
  std::map<std::string, int> checked;
  for (const json& vector : Load("price_strings.json")) {
    SCOPED_TRACE(vector.dump());
    const std::string kind = Text(vector, "kind");
    ++checked[kind];
    if (kind == "price_to_rate") {
      CheckPriceToRate(vector);
    } else if (kind == "rate_to_price") {
      CheckRateToPrice(vector);
    } else if (kind == "quantity_to_base_units") {
      CheckQuantity(vector);
    } else if (kind == "amount_to_base_units") {
      CheckAmount(vector);
    } else if (kind == "base_units_to_amount") {
      EXPECT_EQ(AmountToText(BaseUnits(Number(vector.at("base_units"))),
                             Kind(vector, "coin_kind")),
                Text(vector, "amount"));
    } else if (kind == "invert_price") {
      CheckInversion(vector);
    } else if (kind == "format_scaled") {
      EXPECT_EQ(FormatScaled(Number(vector.at("value")),
                             vector.at("scale_decimals").get<std::size_t>()),
                Text(vector, "text"));
    } else {
      FAIL() << "unknown kind " << kind;
    }
  }
  for (const char* kind :
       {"price_to_rate", "rate_to_price", "quantity_to_base_units",
        "amount_to_base_units", "base_units_to_amount", "invert_price",
        "format_scaled"}) {
    EXPECT_GT(checked[kind], 0) << kind;
  }
}

}  // namespace
}  // namespace desobook
