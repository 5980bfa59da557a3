#include "engine/book/order.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/amount/rule_error.h"
#include "tests/engine/book/orders.h"

namespace desobook::test {
namespace {

using nlohmann::json;

Uint256 Hex(const json& text) {
  const auto value = FromHex(text.get<std::string>());
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Uint256());
}

std::uint8_t SideOf(const json& text) {
  EXPECT_TRUE(text == "ASK" || text == "BID") << text;
  return static_cast<std::uint8_t>(text == "ASK" ? OrderSide::kAsk
                                                 : OrderSide::kBid);
}

std::uint8_t FillTypeOf(const json& text) {
  static const std::map<std::string, FillType> kTypes = {
      {"GOOD_TILL_CANCELLED", FillType::kGoodTillCancelled},
      {"IMMEDIATE_OR_CANCEL", FillType::kImmediateOrCancel},
      {"FILL_OR_KILL", FillType::kFillOrKill}};
  const auto it = kTypes.find(text.get<std::string>());
  EXPECT_NE(it, kTypes.end()) << text;
  return it == kTypes.end() ? 0 : static_cast<std::uint8_t>(it->second);
}

// `error` is null, the text of a rule error, or a class of plain errors.
void ExpectError(RuleError actual, const json& error) {
  const std::string text = error.get<std::string>();
  const auto expected = RuleErrorFromReferenceName(text);
  EXPECT_EQ(actual, expected.value_or(RuleError::kGeneric)) << text;
}

void ExpectUnits(const Result<BaseUnits>& actual, const json& expected,
                 const json& error) {
  ASSERT_EQ(actual.ok(), error.is_null());
  if (actual.ok()) {
    EXPECT_EQ(actual->value(), Hex(expected));
  } else {
    ExpectError(actual.error(), error);
  }
}

void CheckOrderBaseUnits(const json& vector) {
  OrderEntry order;
  order.side = SideOf(vector.at("operation"));
  order.rate = Rate(Hex(vector.at("rate")));
  order.quantity = BaseUnits(Hex(vector.at("quantity")));
  ExpectUnits(BaseUnitsToBuy(order), vector.at("to_buy"),
              vector.at("to_buy_error"));
  ExpectUnits(BaseUnitsToSell(order), vector.at("to_sell"),
              vector.at("to_sell_error"));
}

void CheckPriceMatch(const json& vector) {
  OrderEntry taker;
  taker.side = SideOf(vector.at("taker_operation"));
  taker.fill_type = FillTypeOf(vector.at("taker_fill_type"));
  taker.rate = Rate(Hex(vector.at("taker_rate")));
  OrderEntry maker;
  maker.side = SideOf(vector.at("maker_operation"));
  maker.rate = Rate(Hex(vector.at("maker_rate")));
  EXPECT_EQ(IsMarketOrder(taker),
            vector.at("taker_is_market_order").get<bool>());
  EXPECT_EQ(PriceAllows(taker, maker), vector.at("match").get<bool>());
}

void CheckMatchStep(const json& vector) {
  OrderEntry maker;
  maker.side = SideOf(vector.at("maker_operation"));
  maker.rate = Rate(Hex(vector.at("maker_rate")));
  maker.quantity = BaseUnits(Hex(vector.at("maker_quantity")));
  const Result<FillAmounts> fill = Exchange(
      maker, static_cast<OrderSide>(SideOf(vector.at("taker_operation"))),
      BaseUnits(Hex(vector.at("taker_quantity"))));
  ASSERT_EQ(fill.ok(), vector.at("error").is_null());
  if (!fill.ok()) return ExpectError(fill.error(), vector.at("error"));
  EXPECT_EQ(fill->taker_left.value(), Hex(vector.at("taker_quantity_after")));
  EXPECT_EQ(fill->maker_left.value(), Hex(vector.at("maker_quantity_after")));
  EXPECT_EQ(fill->bought.value(), Hex(vector.at("taker_bought")));
  EXPECT_EQ(fill->sold.value(), Hex(vector.at("taker_sold")));
}

TEST(OrderVectorsTest, AgreesWithTheReferenceOnArithmetic) {
  std::ifstream file(DESOBOOK_TEST_DATA "/codec/arithmetic.json");
  ASSERT_TRUE(file.is_open());
  std::map<std::string, int> checked;
  for (const json& vector : json::parse(file)) {
    SCOPED_TRACE(vector.dump());
    const std::string kind = vector.at("kind").get<std::string>();
    ++checked[kind];
    if (kind == "order_base_units") {
      CheckOrderBaseUnits(vector);
    } else if (kind == "price_match") {
      CheckPriceMatch(vector);
    } else if (kind == "match_step") {
      CheckMatchStep(vector);
    } else {
      // Tested where they are defined.
      ASSERT_TRUE(kind == "to_buy" || kind == "to_sell" || kind == "fee_split");
    }
  }
  EXPECT_GT(checked["order_base_units"], 0);
  EXPECT_GT(checked["price_match"], 0);
  EXPECT_GT(checked["match_step"], 0);
}

TEST(IsMarketOrderTest, NeedsRateZeroAndAnImmediateFillType) {
  OrderEntry order;
  for (const int fill_type : {0, 1, 2, 3, 4}) {
    order.fill_type = static_cast<std::uint8_t>(fill_type);
    order.rate = Rate();
    EXPECT_EQ(IsMarketOrder(order), fill_type == 2 || fill_type == 3);
    order.rate = Rate(Uint256(1));
    EXPECT_FALSE(IsMarketOrder(order));
  }
}

TEST(BaseUnitsTest, RefusesAnUnknownSide) {
  OrderEntry order = MakeOrder({.id = 'A', .quantity = 7});
  for (const int side : {0, 3, 255}) {
    order.side = static_cast<std::uint8_t>(side);
    EXPECT_EQ(BaseUnitsToBuy(order).error(), RuleError::kGeneric);
    EXPECT_EQ(BaseUnitsToSell(order).error(), RuleError::kGeneric);
  }
}

TEST(IsBetterMakerTest, PrefersRateThenAgeThenHigherId) {
  const OrderEntry base =
      MakeOrder({.id = 'B', .rate_hundredths = 200, .height = 5});
  const OrderEntry cheaper =
      MakeOrder({.id = 'A', .rate_hundredths = 201, .height = 9});
  const OrderEntry older =
      MakeOrder({.id = 'A', .rate_hundredths = 200, .height = 4});
  const OrderEntry higher =
      MakeOrder({.id = 'C', .rate_hundredths = 200, .height = 5});
  for (const OrderEntry& better : {cheaper, older, higher}) {
    EXPECT_TRUE(IsBetterMaker(better, base));
    EXPECT_FALSE(IsBetterMaker(base, better));
  }
  EXPECT_FALSE(IsBetterMaker(base, base));
}

}  // namespace
}  // namespace desobook::test
