// Displayed and deliverable depth, and real orders that take it.

#include "src/depth.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/rules/connect.h"
#include "src/book_report.h"
#include "tests/engine/rules/limit_order_world.h"

namespace desobook {
namespace {

using test::IdNamed;
using test::kToken;
using test::LimitOrderWorld;
using test::OrderSpec;
using test::PkidNamed;

Market MarketOf(const Pkid& quote) {
  return {kToken, quote, "X", quote == kDesoPkid ? "DESO" : "Y"};
}

BookDepth DepthOf(LimitOrderWorld& world, const Market& market) {
  return DepthOf(market, world.base(), world.network(),
                 world.context().height - 1);
}

std::uint64_t Small(BaseUnits units) {
  EXPECT_TRUE(units.value().FitsUint64());
  return units.value().limb[0];
}

TEST(Depth, CountsWhatAMakersOtherOrdersLeave) {
  LimitOrderWorld world;
  // m owns 100 X, enough for either order and not for both.
  world.GiveToken('m', 100);
  world.GiveToken('n', 50);
  world.Rest({.id = 'A', .owner = 'm', .rate_hundredths = 200, .quantity = 80});
  world.Rest({.id = 'B', .owner = 'n', .rate_hundredths = 150, .quantity = 50});
  world.Rest({.id = 'C', .owner = 'm', .rate_hundredths = 100, .quantity = 30});
  const DepthSide asks = DepthOf(world, MarketOf(kDesoPkid)).asks;
  ASSERT_EQ(asks.levels.size(), 3U);
  EXPECT_EQ(Small(asks.displayed.base), 160U);
  EXPECT_EQ(Small(asks.deliverable.base), 130U);
  EXPECT_EQ(Small(asks.levels[0].deliverable.base), 80U);
  EXPECT_EQ(Small(asks.levels[0].deliverable.quote), 40U);
  EXPECT_EQ(Small(asks.levels[1].deliverable.base), 50U);
  // Not 20: a maker that cannot pay for the whole fill is deleted.
  EXPECT_EQ(Small(asks.levels[2].deliverable.base), 0U);
  EXPECT_EQ(asks.levels[2].orders[0].reason,
            "the maker's better orders use up its balance");
  EXPECT_EQ(asks.levels[0].orders[0].reason, "");
}

TEST(Depth, NamesWhyAMakerCannotPay) {
  LimitOrderWorld world;
  world.GiveToken('m', 99);
  world.Rest({.id = 'A', .owner = 'm', .quantity = 100});
  const DepthSide asks = DepthOf(world, MarketOf(kDesoPkid)).asks;
  ASSERT_EQ(asks.levels.size(), 1U);
  EXPECT_TRUE(asks.deliverable.base.IsZero());
  EXPECT_EQ(asks.levels[0].orders[0].reason,
            "RuleErrorDAOCoinLimitOrderInsufficientDAOCoinsToOpenOrder");
}

TEST(Depth, GroupsOrdersOfOnePriceAndSumsBothSides) {
  LimitOrderWorld world;
  world.GiveToken('m', 100);
  world.GiveDeso('n', 1000);
  world.Rest({.id = 'A', .owner = 'm', .quantity = 10});
  world.Rest({.id = 'B', .owner = 'm', .quantity = 20});
  world.Rest({.id = 'C',
              .owner = 'n',
              .rate_hundredths = 50,
              .quantity = 40,
              .side = OrderSide::kBid,
              .buying = kToken,
              .selling = kDesoPkid});
  const BookDepth depth = DepthOf(world, MarketOf(kDesoPkid));
  ASSERT_EQ(depth.asks.levels.size(), 1U);
  EXPECT_EQ(depth.asks.levels[0].orders.size(), 2U);
  EXPECT_EQ(Small(depth.asks.levels[0].displayed.base), 30U);
  EXPECT_EQ(depth.asks.levels[0].price, "1000000000.0");
  ASSERT_EQ(depth.bids.levels.size(), 1U);
  EXPECT_EQ(Small(depth.bids.deliverable.base), 40U);
  EXPECT_EQ(Small(depth.bids.deliverable.quote), 20U);
  const auto spread = SpreadOf(depth);
  ASSERT_TRUE(spread.has_value());
  EXPECT_EQ(spread->difference, "500000000.0");
  EXPECT_EQ(spread->percent, "66.66");
}

TEST(Depth, HidesMakersThatATransferRestrictionKeepsFromTrading) {
  LimitOrderWorld world;
  world.Restrict('X', TransferRestriction::kProfileOwnerOnly);
  world.GiveToken('m', 100);
  world.GiveToken('X', 100);
  world.Rest({.id = 'A', .owner = 'm', .rate_hundredths = 200, .quantity = 10});
  world.Rest({.id = 'B', .owner = 'X', .rate_hundredths = 100, .quantity = 20});
  const DepthSide asks = DepthOf(world, MarketOf(kDesoPkid)).asks;
  ASSERT_EQ(asks.levels.size(), 2U);
  EXPECT_TRUE(asks.levels[0].deliverable.base.IsZero());
  EXPECT_NE(asks.levels[0].orders[0].reason.find("transfer restriction"),
            std::string::npos);
  EXPECT_EQ(Small(asks.levels[1].deliverable.base), 20U);
}

// 5.9, Q6: an order whose size overflows fails every taker that reaches it.
TEST(Depth, SweepsUpToAnOrderThatNobodyCanReach) {
  LimitOrderWorld world;
  world.GiveToken('m', 100);
  world.GiveToken('n', Uint256::Max());
  world.Rest({.id = 'A', .owner = 'm', .rate_hundredths = 100, .quantity = 60});
  OrderEntry poison = test::MakeOrder(
      {.id = 'B', .owner = 'n', .rate_hundredths = 1, .quantity = 1});
  poison.quantity = BaseUnits(Uint256::Max());
  world.base().book.Put(poison);
  const DepthSide asks = DepthOf(world, MarketOf(kDesoPkid)).asks;
  ASSERT_EQ(asks.levels.size(), 2U);
  EXPECT_EQ(asks.refusal,
            "RuleErrorDAOCoinLimitOrderTotalCostOverflowsUint256");
  EXPECT_EQ(Small(asks.swept), 60U);
  EXPECT_EQ(Small(asks.levels[0].deliverable.base), 60U);
  EXPECT_TRUE(asks.levels[1].deliverable.base.IsZero());
}

TEST(Depth, IsEmptyForAnEmptyBook) {
  LimitOrderWorld world;
  const BookDepth depth = DepthOf(world, MarketOf(PkidNamed('Y')));
  EXPECT_TRUE(depth.asks.levels.empty());
  EXPECT_TRUE(depth.bids.levels.empty());
  EXPECT_EQ(depth.asks.refusal, "");
  EXPECT_FALSE(SpreadOf(depth).has_value());
}

// A random book of X against DESO or Y, some makers of which cannot pay.
struct RandomBook {
  RandomBook() {
    quote = *rc::gen::element(kDesoPkid, PkidNamed('Y'));
    for (const char name : std::string("pqrs")) {
      world.GiveDeso(name, *rc::gen::inRange<std::uint64_t>(0, 400));
      for (const char coin : std::string("XY")) {
        world.GiveToken(name, *rc::gen::inRange<std::uint64_t>(0, 300), coin);
      }
    }
    if (*rc::gen::inRange(0, 3) == 0) {
      world.Restrict('X',
                     *rc::gen::element(TransferRestriction::kDaoMembersOnly,
                                       TransferRestriction::kProfileOwnerOnly));
    }
    const int orders = *rc::gen::inRange(0, 14);
    for (int i = 0; i < orders; ++i) {
      OrderSpec spec;
      spec.id = static_cast<char>('A' + i);
      spec.owner = *rc::gen::elementOf(std::string("pqrsX"));
      spec.rate_hundredths =
          *rc::gen::element<std::uint64_t>(30, 50, 99, 100, 101, 200, 333);
      spec.quantity = *rc::gen::inRange<std::uint64_t>(1, 90);
      spec.side = *rc::gen::element(OrderSide::kAsk, OrderSide::kBid);
      const bool sells_base = *rc::gen::arbitrary<bool>();
      spec.buying = sells_base ? quote : kToken;
      spec.selling = sells_base ? kToken : quote;
      spec.height = *rc::gen::inRange<BlockHeight>(1, 4);
      world.Rest(spec);
    }
    // The taker of the real orders: rich, and a member of both coins.
    world.GiveDeso('z', 1'000'000);
    world.GiveToken('z', 1'000'000, 'X');
    world.GiveToken('z', 1'000'000, 'Y');
  }

  Pkid quote;
  LimitOrderWorld world;
};

using Taken = std::map<OrderId, DepthAmount>;

// What a real order got, per maker; nothing if it costs less than a base unit,
// which only a market order may.
std::optional<Taken> Take(LimitOrderWorld& world, const Market& market,
                          bool buys_base, Rate rate, BaseUnits quantity) {
  LimitOrderMetadata metadata;
  metadata.buying_coin =
      DefaultPublicKey(buys_base ? market.base : market.quote);
  metadata.selling_coin =
      DefaultPublicKey(buys_base ? market.quote : market.base);
  metadata.rate = rate;
  metadata.quantity = quantity;
  metadata.side =
      static_cast<std::uint8_t>(buys_base ? OrderSide::kBid : OrderSide::kAsk);
  metadata.fill_type = static_cast<std::uint8_t>(FillType::kImmediateOrCancel);
  metadata.fee_nanos = test::kFee;
  View<OracleBook> view(&world.base());
  const auto effects =
      ConnectTransaction(view, world.Envelope('z', metadata), world.context());
  if (!effects.ok() && !rate.IsZero()) {
    RC_ASSERT(effects.error() ==
              RuleError::kDAOCoinLimitOrderTotalCostIsLessThanOneNano);
    return std::nullopt;
  }
  RC_ASSERT(effects.ok());
  Taken got;
  const auto& fills = effects->operations.back().fills;
  for (std::size_t i = 1; i < fills.size(); i += 2) {
    const FilledOrder& maker = fills[i];
    RC_ASSERT(!got.contains(maker.id));
    got[maker.id] = buys_base ? DepthAmount{maker.sold, maker.bought}
                              : DepthAmount{maker.bought, maker.sold};
  }
  return got;
}

// The least rate at which a taker accepts a maker's.
Rate RateToMeet(Rate maker) {
  const auto rate = MulDivCeil(kOneE38, kOneE38, maker.value());
  RC_ASSERT(rate.has_value());
  return Rate(*rate);
}

void ExpectExactlyDeliverable(RandomBook& book, const Market& market,
                              const DepthSide& side, bool buys_base) {
  if (side.displayed.base.IsZero()) return;
  RC_ASSERT(side.refusal.empty());
  // Everything at once.
  const Taken all =
      *Take(book.world, market, buys_base, Rate(), side.displayed.base);
  std::size_t makers = 0;
  for (std::size_t i = 0; i < side.levels.size(); ++i) {
    const DepthLevel& level = side.levels[i];
    // An order that accepts this level and better ones.
    const auto limited = Take(book.world, market, buys_base,
                              RateToMeet(level.rate), side.displayed.base);
    const Taken& some = limited ? *limited : all;
    if (!limited && i + 1 < side.levels.size()) continue;
    std::size_t reached = 0;
    for (std::size_t j = 0; j < side.levels.size(); ++j) {
      for (const DepthOrder& order : side.levels[j].orders) {
        RC_ASSERT(order.deliverable.base <= order.displayed.base);
        RC_ASSERT(order.deliverable.quote <= order.displayed.quote);
        RC_ASSERT(order.reason.empty() ==
                  (order.deliverable.base == order.displayed.base &&
                   !order.displayed.base.IsZero()));
        const auto got = some.find(order.order.id);
        const DepthAmount amount =
            got == some.end() ? DepthAmount{} : got->second;
        RC_ASSERT(amount == (j <= i ? order.deliverable : DepthAmount{}));
        if (got != some.end()) ++reached;
      }
    }
    RC_ASSERT(reached == some.size());
    for (const DepthOrder& order : level.orders) {
      const auto got = all.find(order.order.id);
      RC_ASSERT((got == all.end() ? DepthAmount{} : got->second) ==
                order.deliverable);
      if (got != all.end()) ++makers;
    }
  }
  RC_ASSERT(makers == all.size());
}

RC_GTEST_PROP(DepthProperty, RealOrdersGetExactlyWhatIsDeliverable, ()) {
  RandomBook book;
  const Market market = MarketOf(book.quote);
  const BookDepth depth = DepthOf(book.world, market);
  ExpectExactlyDeliverable(book, market, depth.asks, /*buys_base=*/true);
  ExpectExactlyDeliverable(book, market, depth.bids, /*buys_base=*/false);
}

}  // namespace
}  // namespace desobook
