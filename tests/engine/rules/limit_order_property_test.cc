// Random orders and cancels of a few accounts on one market, some of which
// cannot pay.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>

#include "tests/engine/rules/limit_order_world.h"

namespace desobook::test {
namespace {

constexpr char kAccounts[] = {'p', 'q', 'r', 's'};

OrderSpec AnySpec() {
  OrderSpec spec;
  spec.owner = *rc::gen::elementOf(std::string(kAccounts, 4));
  spec.rate_hundredths =
      *rc::gen::element<std::uint64_t>(0, 30, 50, 99, 100, 101, 200, 333);
  spec.quantity = *rc::gen::inRange<std::uint64_t>(1, 60);
  spec.side = *rc::gen::element(OrderSide::kAsk, OrderSide::kBid);
  spec.fill_type =
      *rc::gen::element(FillType::kGoodTillCancelled,
                        FillType::kImmediateOrCancel, FillType::kFillOrKill);
  if (*rc::gen::arbitrary<bool>()) std::swap(spec.buying, spec.selling);
  return spec;
}

class Market {
 public:
  Market() {
    for (const char name : kAccounts) {
      world.GiveDeso(name, *rc::gen::inRange<std::uint64_t>(0, 300));
      world.GiveToken(name, *rc::gen::inRange<std::uint64_t>(0, 200));
    }
    if (*rc::gen::inRange(0, 3) == 0) {
      world.Restrict('X', TransferRestriction::kDaoMembersOnly);
    }
    for (char id = 'A'; id < 'A' + *rc::gen::inRange(0, 8); ++id) {
      OrderSpec spec = AnySpec();
      spec.id = id;
      spec.rate_hundredths += spec.rate_hundredths == 0 ? 1 : 0;
      spec.fill_type = FillType::kGoodTillCancelled;
      world.Rest(spec);
    }
  }

  // The refusal, or empty.
  std::string Step() {
    if (*rc::gen::inRange(0, 6) == 0) {
      const char sender = *rc::gen::elementOf(std::string(kAccounts, 4));
      return world.Cancel(sender, IdNamed(*rc::gen::inRange<char>('A', 'I')));
    }
    return world.Place(AnySpec());
  }

  std::uint64_t TotalDeso() {
    std::uint64_t total = 0;
    for (const char name : kAccounts) total += world.Deso(name);
    return total;
  }
  std::uint64_t TotalTokens() {
    std::uint64_t total = 0;
    for (const char name : kAccounts) total += world.Token(name);
    return total;
  }

  LimitOrderWorld world;
};

RC_GTEST_PROP(LimitOrderProperty, CoinsAreConservedAndOnlyFeesLeave, ()) {
  Market market;
  const std::uint64_t tokens = market.TotalTokens();
  std::uint64_t deso = market.TotalDeso();
  const int steps = *rc::gen::inRange(1, 15);
  for (int i = 0; i < steps; ++i) {
    if (market.Step().empty()) deso -= kFee;
    RC_ASSERT(market.TotalTokens() == tokens);
    RC_ASSERT(market.TotalDeso() == deso);
  }
}

RC_GTEST_PROP(LimitOrderProperty, RefusedTransactionLeavesNoTrace, ()) {
  Market market;
  const int steps = *rc::gen::inRange(1, 15);
  for (int i = 0; i < steps; ++i) {
    const auto orders = market.world.view().book.records();
    const auto deso = market.world.ledger().deso.records();
    const auto tokens = market.world.ledger().tokens.records();
    const auto profiles = market.world.ledger().profiles.records();
    if (market.Step().empty()) continue;
    RC_ASSERT(market.world.view().book.records() == orders);
    RC_ASSERT(market.world.ledger().deso.records() == deso);
    RC_ASSERT(market.world.ledger().tokens.records() == tokens);
    RC_ASSERT(market.world.ledger().profiles.records() == profiles);
  }
}

RC_GTEST_PROP(LimitOrderProperty, FillsComeInPairsThatMirrorEachOther, ()) {
  Market market;
  const int steps = *rc::gen::inRange(1, 15);
  for (int i = 0; i < steps; ++i) {
    if (!market.Step().empty()) continue;
    const Operation& operation = market.world.order_operation();
    RC_ASSERT(operation.fills.size() % 2 == 0);
    RC_ASSERT(operation.fills.size() <=
              2 * operation.prev_matching_orders.size());
    for (std::size_t f = 0; f < operation.fills.size(); f += 2) {
      const FilledOrder& taker = operation.fills[f];
      const FilledOrder& maker = operation.fills[f + 1];
      RC_ASSERT(taker.bought == maker.sold);
      RC_ASSERT(taker.sold == maker.bought);
      RC_ASSERT(taker.buying == maker.selling);
      RC_ASSERT(taker.selling == maker.buying);
      RC_ASSERT(taker.transactor != maker.transactor);
      RC_ASSERT(taker.id == operation.fills[0].id);
    }
  }
}

// Every order that rests has a quantity, and none is a market order.
RC_GTEST_PROP(LimitOrderProperty, OnlyRealLimitOrdersRest, ()) {
  Market market;
  const int steps = *rc::gen::inRange(1, 15);
  for (int i = 0; i < steps; ++i) market.Step();
  market.world.view().FlushTo(market.world.base());
  for (const auto& [id, order] : market.world.base().book.orders()) {
    RC_ASSERT(order.id == id);
    RC_ASSERT(!order.quantity.IsZero());
    RC_ASSERT(!order.rate.IsZero());
    RC_ASSERT(order.fill_type ==
              static_cast<std::uint8_t>(FillType::kGoodTillCancelled));
  }
}

}  // namespace
}  // namespace desobook::test
