#include "engine/book/order.h"

#include <optional>

#include "engine/amount/convert.h"

namespace desobook {
namespace {

bool Is(std::uint8_t side, OrderSide expected) {
  return side == static_cast<std::uint8_t>(expected);
}

// `a - b`. The node subtracts with a check and fails the transaction; given
// the case it stands in, no call below can get there.
Result<BaseUnits> Subtract(BaseUnits a, BaseUnits b) {
  if (const auto rest = CheckedSub(a, b)) return *rest;
  return RuleError::kGeneric;
}

// Both orders count in the coin that the taker sells resp. buys, which is not
// the coin that the maker counts in.
Result<FillAmounts> ExchangeSameSide(const OrderEntry& maker,
                                     OrderSide taker_side,
                                     BaseUnits taker_quantity) {
  const bool asks = taker_side == OrderSide::kAsk;
  // The maker's size in the taker's unit.
  DESOBOOK_ASSIGN_OR_RETURN(
      const BaseUnits maker_size,
      asks ? BaseUnitsToBuy(maker) : BaseUnitsToSell(maker));

  if (taker_quantity > maker_size) {
    DESOBOOK_ASSIGN_OR_RETURN(const BaseUnits taker_left,
                              Subtract(taker_quantity, maker_size));
    return FillAmounts{.taker_left = taker_left,
                       .maker_left = BaseUnits(),
                       .bought = asks ? maker.quantity : maker_size,
                       .sold = asks ? maker_size : maker.quantity};
  }
  DESOBOOK_ASSIGN_OR_RETURN(BaseUnits converted,
                            asks ? ToSell(maker.rate, taker_quantity)
                                 : ToBuy(maker.rate, taker_quantity));
  // An ASK maker gives no more than it has.
  if (asks && converted > maker.quantity) converted = maker.quantity;
  DESOBOOK_ASSIGN_OR_RETURN(const BaseUnits maker_left,
                            Subtract(maker.quantity, converted));
  return FillAmounts{.taker_left = BaseUnits(),
                     .maker_left = maker_left,
                     .bought = asks ? converted : taker_quantity,
                     .sold = asks ? taker_quantity : converted};
}

// Both orders count in the same coin.
Result<FillAmounts> ExchangeOppositeSides(const OrderEntry& maker,
                                          OrderSide taker_side,
                                          BaseUnits taker_quantity) {
  if (taker_quantity <= maker.quantity) {
    DESOBOOK_ASSIGN_OR_RETURN(const BaseUnits maker_left,
                              Subtract(maker.quantity, taker_quantity));
    const bool asks = taker_side == OrderSide::kAsk;
    DESOBOOK_ASSIGN_OR_RETURN(const BaseUnits converted,
                              asks ? ToSell(maker.rate, taker_quantity)
                                   : ToBuy(maker.rate, taker_quantity));
    return FillAmounts{.taker_left = BaseUnits(),
                       .maker_left = maker_left,
                       .bought = asks ? converted : taker_quantity,
                       .sold = asks ? taker_quantity : converted};
  }
  DESOBOOK_ASSIGN_OR_RETURN(const BaseUnits taker_left,
                            Subtract(taker_quantity, maker.quantity));
  const bool maker_asks = Is(maker.side, OrderSide::kAsk);
  DESOBOOK_ASSIGN_OR_RETURN(
      const BaseUnits converted,
      maker_asks ? BaseUnitsToBuy(maker) : BaseUnitsToSell(maker));
  return FillAmounts{.taker_left = taker_left,
                     .maker_left = BaseUnits(),
                     .bought = maker_asks ? maker.quantity : converted,
                     .sold = maker_asks ? converted : maker.quantity};
}

}  // namespace

bool IsMarketOrder(const OrderEntry& order) {
  const auto is = [&order](FillType type) {
    return order.fill_type == static_cast<std::uint8_t>(type);
  };
  return (is(FillType::kImmediateOrCancel) || is(FillType::kFillOrKill)) &&
         order.rate.IsZero();
}

bool PriceAllows(const OrderEntry& taker, const OrderEntry& maker) {
  return IsMarketOrder(taker) || RatesCross(taker.rate, maker.rate);
}

Result<BaseUnits> BaseUnitsToBuy(const OrderEntry& order) {
  if (Is(order.side, OrderSide::kBid)) return order.quantity;
  if (Is(order.side, OrderSide::kAsk)) return ToBuy(order.rate, order.quantity);
  return RuleError::kGeneric;
}

Result<BaseUnits> BaseUnitsToSell(const OrderEntry& order) {
  if (Is(order.side, OrderSide::kAsk)) return order.quantity;
  if (Is(order.side, OrderSide::kBid)) {
    return ToSell(order.rate, order.quantity);
  }
  return RuleError::kGeneric;
}

bool IsBetterMaker(const OrderEntry& a, const OrderEntry& b) {
  if (a.rate != b.rate) return a.rate > b.rate;
  if (a.height != b.height) return a.height < b.height;
  return a.id > b.id;
}

Result<FillAmounts> Exchange(const OrderEntry& maker, OrderSide taker_side,
                             BaseUnits taker_quantity) {
  return Is(maker.side, taker_side)
             ? ExchangeSameSide(maker, taker_side, taker_quantity)
             : ExchangeOppositeSides(maker, taker_side, taker_quantity);
}

}  // namespace desobook
