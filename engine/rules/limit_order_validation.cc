#include "engine/rules/limit_order_validation.h"

#include "engine/rules/limit_order.h"

namespace desobook {
namespace {

bool IsKnownSide(std::uint8_t side) {
  return side == static_cast<std::uint8_t>(OrderSide::kAsk) ||
         side == static_cast<std::uint8_t>(OrderSide::kBid);
}

bool IsKnownFillType(std::uint8_t fill_type) {
  return fill_type == static_cast<std::uint8_t>(FillType::kGoodTillCancelled) ||
         fill_type == static_cast<std::uint8_t>(FillType::kImmediateOrCancel) ||
         fill_type == static_cast<std::uint8_t>(FillType::kFillOrKill);
}

bool IsTradable(LedgerView& view, const Pkid& coin) {
  return coin == kDesoPkid || view.Profile(coin) != nullptr;
}

// Checks 4 to 8: pair, side, fill type, profiles.
Status CheckCoins(LedgerView& view, const OrderEntry& order) {
  if (order.buying == order.selling) {
    return RuleError::kDAOCoinLimitOrderCannotBuyAndSellSameCoin;
  }
  if (!IsKnownSide(order.side)) {
    return RuleError::kDAOCoinLimitOrderInvalidOperationType;
  }
  if (!IsKnownFillType(order.fill_type)) {
    return RuleError::kDAOCoinLimitOrderInvalidFillType;
  }
  if (!IsTradable(view, order.buying)) {
    return RuleError::kDAOCoinLimitOrderBuyingDAOCoinCreatorMissingProfile;
  }
  if (!IsTradable(view, order.selling)) {
    return RuleError::kDAOCoinLimitOrderSellingDAOCoinCreatorMissingProfile;
  }
  return {};
}

// Checks 13 to 15 and 16 to 18: one side's total is a real amount, and fits 64
// bits if it is DESO.
Status CheckTotal(const Result<BaseUnits>& total, const Pkid& coin) {
  if (!total.ok()) return total.error();
  if (total->IsZero()) {
    return RuleError::kDAOCoinLimitOrderTotalCostIsLessThanOneNano;
  }
  if (coin == kDesoPkid && !total->value().FitsUint64()) {
    return RuleError::kDAOCoinLimitOrderTotalCostOverflowsUint64;
  }
  return {};
}

// Checks 10 to 19: rate, quantity, totals, balance.
Status CheckTerms(LedgerView& view, const OrderEntry& order) {
  if (!IsMarketOrder(order) && order.rate.IsZero()) {
    return RuleError::kDAOCoinLimitOrderInvalidExchangeRate;
  }
  if (order.quantity.IsZero()) {
    return RuleError::kDAOCoinLimitOrderInvalidQuantity;
  }
  // What a market order costs is known only when it meets its makers.
  if (IsMarketOrder(order)) return {};

  DESOBOOK_RETURN_IF_ERROR(CheckTotal(BaseUnitsToBuy(order), order.buying));
  const Result<BaseUnits> to_sell = BaseUnitsToSell(order);
  DESOBOOK_RETURN_IF_ERROR(CheckTotal(to_sell, order.selling));
  // The full balance: neither a fee nor an immature block reward is taken off.
  if (view.CoinBalance(order.transactor, order.selling) < *to_sell) {
    return order.selling == kDesoPkid
               ? RuleError::kDAOCoinLimitOrderInsufficientDESOToOpenOrder
               : RuleError::kDAOCoinLimitOrderInsufficientDAOCoinsToOpenOrder;
  }
  return {};
}

}  // namespace

OrderEntry OrderOf(LedgerView& view, const LimitOrderMetadata& metadata,
                   const Pkid& transactor) {
  OrderEntry order;
  order.transactor = transactor;
  if (metadata.buying_coin) order.buying = view.PkidOf(*metadata.buying_coin);
  if (metadata.selling_coin) {
    order.selling = view.PkidOf(*metadata.selling_coin);
  }
  order.rate = metadata.rate.value_or(Rate());
  order.quantity = metadata.quantity.value_or(BaseUnits());
  order.side = metadata.side;
  order.fill_type = metadata.fill_type;
  return order;
}

Status ValidateNewOrder(LedgerView& view, const LimitOrderMetadata& metadata,
                        const OrderEntry& order) {
  if (!metadata.buying_coin) {
    return RuleError::kDAOCoinLimitOrderInvalidBuyingDAOCoinCreatorPKID;
  }
  if (!metadata.selling_coin) {
    return RuleError::kDAOCoinLimitOrderInvalidSellingDAOCoinCreatorPKID;
  }
  DESOBOOK_RETURN_IF_ERROR(CheckCoins(view, order));
  // Check 9. An absent rate is not a market order's zero rate.
  if (!metadata.rate) return RuleError::kDAOCoinLimitOrderInvalidExchangeRate;
  return CheckTerms(view, order);
}

Status ValidateOrder(LedgerView& view, const OrderEntry& order) {
  DESOBOOK_RETURN_IF_ERROR(CheckCoins(view, order));
  return CheckTerms(view, order);
}

}  // namespace desobook
