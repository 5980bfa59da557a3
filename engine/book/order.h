// A resting order and the priority among makers of a pair.

#ifndef DESOBOOK_ENGINE_BOOK_ORDER_H_
#define DESOBOOK_ENGINE_BOOK_ORDER_H_

#include <cstdint>

#include "engine/amount/rule_error.h"
#include "engine/amount/units.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook {

// Only `quantity` changes during an order's life. No funds are escrowed: an
// order is a promise checked at match time (protocol text 5.1).
struct OrderEntry {
  OrderId id;
  Pkid transactor;
  Pkid buying;   // coin; zero = DESO
  Pkid selling;  // coin; zero = DESO
  Rate rate;
  BaseUnits quantity;     // ASK: of the selling coin, BID: of the buying coin
  std::uint8_t side = 0;  // OrderSide once validated
  std::uint8_t fill_type = 0;  // FillType once validated
  BlockHeight height = 0;      // block that created it; never refreshed

  friend bool operator==(const OrderEntry&, const OrderEntry&) = default;
};

// Market order: rate zero, fill type ImmediateOrCancel or FillOrKill.
bool IsMarketOrder(const OrderEntry& order);

// True if `taker` accepts the price of `maker`: a market order takes any price,
// otherwise the rates must cross.
// Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
// IsValidMatchingOrderPrice.
bool PriceAllows(const OrderEntry& taker, const OrderEntry& maker);

// The order's remaining size on each side (protocol text 5.2).
// Errors: those of ToBuy and ToSell; kGeneric for an unknown side.
Result<BaseUnits> BaseUnitsToBuy(const OrderEntry& order);
Result<BaseUnits> BaseUnitsToSell(const OrderEntry& order);

// True if `a` matches before `b`: higher rate, then lower height, then HIGHER
// id bytewise. A total order on distinct orders of a pair (5.6).
bool IsBetterMaker(const OrderEntry& a, const OrderEntry& b);

// One taker/maker fill, before dust rules and balance checks (5.5). Bought and
// sold are the taker's. Every rounding is down, so that tiny quantities may buy
// something for nothing; no rule forbids it.
struct FillAmounts {
  BaseUnits taker_left;
  BaseUnits maker_left;
  BaseUnits bought;
  BaseUnits sold;
};
// Errors: those of BaseUnitsToBuy and BaseUnitsToSell.
// Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
// _calculateDAOCoinsTransferredInLimitOrderMatch.
Result<FillAmounts> Exchange(const OrderEntry& maker, OrderSide taker_side,
                             BaseUnits taker_quantity);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_BOOK_ORDER_H_
