// The chain's exact conversions between quantities at a rate, and the test
// whether two rates cross.
//
// All divisions truncate toward zero on intermediate values of unlimited
// width. Note the asymmetry: ToBuy checks the QUOTIENT against 2^256 - 1 (the
// product may reach 383 bits), ToSell checks the PRODUCT.

#ifndef DESOBOOK_ENGINE_AMOUNT_CONVERT_H_
#define DESOBOOK_ENGINE_AMOUNT_CONVERT_H_

#include "engine/amount/rule_error.h"
#include "engine/amount/units.h"

#pragma GCC visibility push(default)

namespace desobook {

// What an order that sells `sell` at `rate` buys: floor(10^38 * sell / rate);
// zero for zero `sell`.
// Errors: kGeneric for a zero rate;
// kDAOCoinLimitOrderTotalCostOverflowsUint256 if the quotient exceeds 2^256-1.
// Source: deso-protocol/core lib/block_view_types.go,
// ComputeBaseUnitsToBuyUint256.
Result<BaseUnits> ToBuy(Rate rate, BaseUnits sell);

// What an order that buys `buy` at `rate` sells: floor(rate * buy / 10^38);
// zero for zero `buy`.
// Errors: kGeneric for a zero rate;
// kDAOCoinLimitOrderTotalCostOverflowsUint256 if rate * buy exceeds 2^256-1.
// Source: ibid., ComputeBaseUnitsToSellUint256.
Result<BaseUnits> ToSell(Rate rate, BaseUnits buy);

// True if a taker and a maker at these rates may trade: taker * maker >= 10^76
// on the full 512-bit product. Does not treat a zero (market) rate specially.
// Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
// IsValidMatchingOrderPrice.
bool RatesCross(Rate taker, Rate maker);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_AMOUNT_CONVERT_H_
