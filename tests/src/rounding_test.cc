// Gains by rounding, against rational numbers and a worked example.

#include "src/rounding.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "engine/amount/boost_convert.h"
#include "tests/engine/rules/limit_order_world.h"

namespace desobook {
namespace {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;
using test::kToken;
using test::LimitOrderWorld;
using test::OrderSpec;

const cpp_int kScale = ToCppInt(kOneE38);

// The line of docs/rounding.md for one taker of one maker.
std::string ExampleLine(std::uint64_t maker_rate_hundredths, OrderSide side,
                        std::uint64_t quantity) {
  LimitOrderWorld world;
  world.GiveToken('m', 1000);
  world.GiveDeso('t', 1000);
  world.Rest({.id = 'A',
              .owner = 'm',
              .rate_hundredths = maker_rate_hundredths,
              .quantity = 1000});
  OrderSpec taker;
  taker.owner = 't';
  taker.rate_hundredths = 0;
  taker.quantity = quantity;
  taker.side = side;
  taker.buying = kToken;
  taker.selling = kDesoPkid;
  taker.fill_type = FillType::kImmediateOrCancel;
  EXPECT_EQ(world.Place(taker), "");
  const auto fills = RoundingsOf(world.order_operation());
  EXPECT_EQ(fills.size(), 1U);
  if (fills.size() != 1) return "";
  const FilledOrder& record = world.order_operation().fills[0];
  const cpp_int due = ToCppInt(record.sold.value()) *
                      ToCppInt(test::RateOf(maker_rate_hundredths).value());
  const auto sign = [](const ScaledGain& gain) {
    return (gain > 0 ? "+" : "") + GainText(gain);
  };
  const bool ask = side == OrderSide::kAsk;
  return std::string("taker ") + (ask ? "ASK " : "BID ") +
         std::to_string(quantity) + (ask ? " DESO" : " X") + ": bought " +
         ToDecimal(record.bought.value()) + " X, paid " +
         ToDecimal(record.sold.value()) + " DESO, due " + GainText(due) +
         " X: gain " + sign(fills[0].taker_gain) + " (" +
         std::string(CutName(fills[0].cut)) + " cut), maker " +
         sign(-fills[0].taker_gain);
}

TEST(Rounding, ExampleOfTheDocumentationIsWhatHappens) {
  std::ifstream file(DESOBOOK_TEST_DATA "/../../docs/rounding.md");
  std::vector<std::string> documented;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("taker BID ") || line.starts_with("taker ASK "))
      documented.push_back(line);
  }
  const std::vector<std::string> happens = {
      ExampleLine(300, OrderSide::kBid, 10),
      ExampleLine(300, OrderSide::kAsk, 4),
      ExampleLine(150, OrderSide::kBid, 10),
      ExampleLine(150, OrderSide::kAsk, 3),
  };
  EXPECT_EQ(documented, happens);
}

TEST(Rounding, PrintsGainsInFull) {
  EXPECT_EQ(GainText(0), "0");
  EXPECT_EQ(GainText(kScale), "1");
  EXPECT_EQ(GainText(-kScale * 12 - kScale / 4), "-12.25");
  EXPECT_EQ(GainText(1), "0." + std::string(37, '0') + "1");
  EXPECT_EQ(GainText(-1), "-0." + std::string(37, '0') + "1");
}

// A market whose orders and takers are random.
struct RandomMarket {
  RandomMarket() {
    for (const char name : std::string("pqrs")) {
      world.GiveDeso(name, *rc::gen::inRange<std::uint64_t>(0, 4000));
      world.GiveToken(name, *rc::gen::inRange<std::uint64_t>(0, 3000));
    }
    const int orders = *rc::gen::inRange(1, 10);
    for (int i = 0; i < orders; ++i) {
      OrderSpec spec = AnySpec();
      spec.id = static_cast<char>('A' + i);
      spec.fill_type = FillType::kGoodTillCancelled;
      if (spec.rate_hundredths == 0) spec.rate_hundredths = 7;
      world.Rest(spec);
    }
  }
  static OrderSpec AnySpec() {
    OrderSpec spec;
    spec.owner = *rc::gen::elementOf(std::string("pqrs"));
    spec.rate_hundredths = *rc::gen::element<std::uint64_t>(
        0, 7, 30, 50, 99, 100, 101, 200, 333, 1250);
    spec.quantity = *rc::gen::inRange<std::uint64_t>(1, 90);
    spec.side = *rc::gen::element(OrderSide::kAsk, OrderSide::kBid);
    spec.fill_type = *rc::gen::element(FillType::kGoodTillCancelled,
                                       FillType::kImmediateOrCancel);
    if (*rc::gen::arbitrary<bool>()) std::swap(spec.buying, spec.selling);
    return spec;
  }

  LimitOrderWorld world;
};

// What 5.5 says was cut, in rational numbers: the quantity that ends the fill
// is exact, the other one follows from it at the maker's rate.
cpp_rational IndependentGain(const OrderEntry& maker, OrderSide taker_side,
                             bool taker_done, const FilledOrder& record) {
  const cpp_rational rate(ToCppInt(maker.rate.value()), kScale);
  const cpp_rational bought(ToCppInt(record.bought.value()));
  const cpp_rational sold(ToCppInt(record.sold.value()));
  const bool by_quantity_bought =
      taker_done ? taker_side == OrderSide::kBid
                 : maker.side == static_cast<std::uint8_t>(OrderSide::kAsk);
  if (!by_quantity_bought) return bought - sold * rate;  // received is cut
  const cpp_rational exact_price = bought / rate;
  RC_ASSERT(exact_price >= sold);
  RC_ASSERT(exact_price - sold < 1);  // a floor
  return (exact_price - sold) * rate;
}

void ExpectIndependentGains(const LimitOrderWorld& world, OrderSide side) {
  const Operation& operation = world.order_operation();
  const auto roundings = RoundingsOf(operation);
  RC_ASSERT(2 * roundings.size() == operation.fills.size());
  for (std::size_t i = 0; i < roundings.size(); ++i) {
    const FilledOrder& taker = operation.fills[2 * i];
    const FilledOrder& maker_record = operation.fills[2 * i + 1];
    const OrderEntry* maker = nullptr;
    for (const OrderEntry& visited : operation.prev_matching_orders) {
      if (visited.id == maker_record.id) maker = &visited;
    }
    RC_ASSERT(maker != nullptr);
    const FillRounding& fill = roundings[i];
    RC_ASSERT(fill.taker == taker.transactor);
    RC_ASSERT(fill.maker == maker_record.transactor);
    RC_ASSERT(cpp_rational(fill.taker_gain, kScale) ==
              IndependentGain(*maker, side, taker.is_fulfilled, taker));
    const cpp_int rate = ToCppInt(maker->rate.value());
    switch (fill.cut) {
      case Cut::kNothing:
        RC_ASSERT(fill.taker_gain == 0);
        break;
      case Cut::kReceived:
        RC_ASSERT(fill.taker_gain < 0 && fill.taker_gain > -kScale);
        break;
      case Cut::kPaid:
        RC_ASSERT(fill.taker_gain > 0 && fill.taker_gain < rate);
        break;
    }
  }
}

RC_GTEST_PROP(RoundingProperty, EqualsRationalNumbersAndSumsToZero, ()) {
  RandomMarket market;
  RoundingTotals totals;
  cpp_int takers = 0;
  const int steps = *rc::gen::inRange(1, 12);
  for (int step = 0; step < steps; ++step) {
    const OrderSpec spec = RandomMarket::AnySpec();
    if (!market.world.Place(spec).empty()) continue;
    ExpectIndependentGains(market.world, spec.side);
    for (const auto& fill : RoundingsOf(market.world.order_operation())) {
      totals.Add(fill);
    }
  }
  std::map<Pkid, cpp_int> by_coin;
  for (const auto& [key, party] : totals.accounts()) {
    by_coin[key.first] += party.Net();
  }
  for (const auto& [coin, sum] : by_coin) RC_ASSERT(sum == 0);
  std::map<Pkid, cpp_int> of_markets;
  std::uint64_t fills = 0;
  for (const auto& [pair, of_market] : totals.markets()) {
    RC_ASSERT(pair.first == kDesoPkid);
    fills += of_market.counts.exact + of_market.counts.received_cut +
             of_market.counts.paid_cut;
    for (const auto& [coin, gain] : of_market.takers) of_markets[coin] += gain;
  }
  RC_ASSERT(of_markets == totals.takers());
  RC_ASSERT(fills == totals.counts().exact + totals.counts().received_cut +
                         totals.counts().paid_cut);
}

// Amounts at the limits: products beyond 256 bits.
RC_GTEST_PROP(RoundingProperty, HoldsForTheWidestAmounts, ()) {
  const auto wide = [] {
    Uint256 value;
    for (auto& limb : value.limb) limb = *rc::gen::arbitrary<std::uint64_t>();
    return value;
  };
  FilledOrder taker;
  taker.transactor = test::PkidNamed('t');
  taker.buying = kToken;
  taker.bought = BaseUnits(wide());
  taker.sold = BaseUnits(wide());
  const Rate rate(wide());
  const FillRounding fill = RoundingOf(taker, test::PkidNamed('m'), rate);
  RC_ASSERT(cpp_rational(fill.taker_gain, kScale) ==
            cpp_rational(ToCppInt(taker.bought.value())) -
                cpp_rational(ToCppInt(taker.sold.value())) *
                    cpp_rational(ToCppInt(rate.value()), kScale));
  RoundingTotals totals;
  totals.Add(fill);
  RC_ASSERT(totals.accounts().size() == 2U);
  RC_ASSERT(totals.accounts().at({kToken, fill.taker}).Net() ==
            -totals.accounts().at({kToken, fill.maker}).Net());
}

}  // namespace
}  // namespace desobook
