#include "engine/amount/convert.h"

#include "engine/amount/limb_division.h"

namespace desobook {
namespace {

constexpr internal::PreparedDivisor kOneE38Divisor{kOneE38};

constexpr Uint512 kOneE76{{0, 0x7775a5f171951000ULL, 0x0764b4abe8652979ULL,
                           0x161bcca7119915b5ULL, 0, 0, 0, 0}};

}  // namespace

Result<BaseUnits> ToBuy(Rate rate, BaseUnits sell) {
  if (rate.IsZero()) return RuleError::kGeneric;
  if (sell.IsZero()) return BaseUnits{};
  const auto buy = MulDivFloor(kOneE38, sell.value(), rate.value());
  if (!buy) return RuleError::kDAOCoinLimitOrderTotalCostOverflowsUint256;
  return BaseUnits(*buy);
}

Result<BaseUnits> ToSell(Rate rate, BaseUnits buy) {
  if (rate.IsZero()) return RuleError::kGeneric;
  if (buy.IsZero()) return BaseUnits{};
  const Uint512 cost = MulFull(rate.value(), buy.value());
  if (!Narrow(cost)) {
    return RuleError::kDAOCoinLimitOrderTotalCostOverflowsUint256;
  }
  const auto sell = Narrow(internal::Divide(cost, kOneE38Divisor).quotient);
  DESOBOOK_CHECK(sell.has_value());
  return BaseUnits(*sell);
}

bool RatesCross(Rate taker, Rate maker) {
  return MulFull(taker.value(), maker.value()) >= kOneE76;
}

}  // namespace desobook
