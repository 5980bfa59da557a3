// A taker meets the makers of the book (protocol text 5.5, 5.6).

#ifndef DESOBOOK_ENGINE_RULES_LIMIT_ORDER_MATCHING_H_
#define DESOBOOK_ENGINE_RULES_LIMIT_ORDER_MATCHING_H_

#include <optional>
#include <utility>
#include <vector>

#include "engine/amount/rule_error.h"
#include "engine/book/oracle_book.h"
#include "engine/book/order.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/effects.h"
#include "engine/rules/limit_order.h"
#include "engine/rules/limit_order_balances.h"
#include "engine/rules/state.h"

namespace desobook {

// Whether a live `maker` may trade with `taker`. Own orders are told last, so
// that one which fails another check is harmless.
// Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
// IsValidDAOCoinLimitOrderMatch.
MatchVerdict JudgeMaker(LedgerView& view, const OrderEntry& taker,
                        const OrderEntry& maker);

// One run of the matching loop. Changes the view's orders as it goes; balances
// only gather in `changes`.
template <OrderBook Book>
class OrderMatcher {
 public:
  // All pointers must outlive this. `taker` must be valid (5.3).
  OrderMatcher(View<Book>* view, BalanceChanges* changes,
               const OrderEntry& taker, bool skip_known)
      : view_(view),
        changes_(changes),
        taker_(taker),
        skip_known_(skip_known) {}

  // Errors: those of NextOrders and Exchange; kGeneric if the taker cannot pay
  // for a fill.
  Status Run();

  // The taker with what is left of its quantity.
  [[nodiscard]] const OrderEntry& taker() const { return taker_; }
  // Every maker that the loop examined, as it was before, in order.
  [[nodiscard]] const std::vector<OrderEntry>& visited() const {
    return visited_;
  }
  [[nodiscard]] const std::vector<FilledOrder>& fills() const { return fills_; }

 private:
  Status Meet(const OrderEntry& maker);
  Status Trade(OrderEntry maker, const FillAmounts& fill);
  void RecordFill(const OrderEntry& order, BaseUnits bought, BaseUnits sold,
                  bool is_fulfilled);

  View<Book>* view_;
  BalanceChanges* changes_;
  OrderEntry taker_;
  bool skip_known_;
  std::vector<OrderEntry> visited_;
  std::vector<FilledOrder> fills_;
};

template <OrderBook Book>
Status OrderMatcher<Book>::Run() {
  const auto judge = [this](const OrderEntry& maker) {
    return JudgeMaker(view_->ledger, taker_, maker);
  };
  std::optional<OrderEntry> last_seen;
  while (true) {
    DESOBOOK_ASSIGN_OR_RETURN(
        const std::vector<OrderEntry> batch,
        view_->book.NextOrders(taker_, last_seen, skip_known_, judge));
    if (batch.empty()) return {};
    for (const OrderEntry& maker : batch) {
      visited_.push_back(maker);
      DESOBOOK_RETURN_IF_ERROR(Meet(maker));
      if (taker_.quantity.IsZero()) return {};
    }
    last_seen = visited_.back();
  }
}

// A maker must own its full remaining size as the view stands, deltas aside
// (Q9), and what the taker gets with them. Else it is deleted from the book.
template <OrderBook Book>
Status OrderMatcher<Book>::Meet(const OrderEntry& maker) {
  if (!ValidateOrder(view_->ledger, maker).ok()) {
    view_->book.Tombstone(maker);
    return {};
  }
  if (taker_.selling == kDesoPkid) {
    changes_->Remember(maker.transactor, kDesoPkid);
  }
  DESOBOOK_ASSIGN_OR_RETURN(
      const FillAmounts fill,
      Exchange(maker, static_cast<OrderSide>(taker_.side), taker_.quantity));
  DESOBOOK_ASSIGN_OR_RETURN(
      const BaseUnits maker_funds,
      changes_->Adjusted(maker.transactor, taker_.buying));
  if (maker_funds < fill.bought) {
    view_->book.Tombstone(maker);
    return {};
  }
  DESOBOOK_ASSIGN_OR_RETURN(
      const BaseUnits taker_funds,
      changes_->Adjusted(taker_.transactor, taker_.selling));
  if (taker_funds < fill.sold) return RuleError::kGeneric;
  return Trade(maker, fill);
}

template <OrderBook Book>
Status OrderMatcher<Book>::Trade(OrderEntry maker, const FillAmounts& fill) {
  taker_.quantity = fill.taker_left;
  RecordFill(taker_, fill.bought, fill.sold, taker_.quantity.IsZero());

  // What is left of a maker must be worth something on both sides; there is no
  // such rule for the taker.
  maker.quantity = fill.maker_left;
  DESOBOOK_ASSIGN_OR_RETURN(const BaseUnits to_buy, BaseUnitsToBuy(maker));
  DESOBOOK_ASSIGN_OR_RETURN(const BaseUnits to_sell, BaseUnitsToSell(maker));
  const bool is_fulfilled = to_buy.IsZero() || to_sell.IsZero();
  if (is_fulfilled) {
    view_->book.Tombstone(maker);
  } else {
    view_->book.Put(maker);
  }
  RecordFill(maker, fill.sold, fill.bought, is_fulfilled);

  changes_->Gain(taker_.transactor, taker_.buying, fill.bought);
  changes_->Lose(maker.transactor, taker_.buying, fill.bought);
  changes_->Gain(maker.transactor, taker_.selling, fill.sold);
  changes_->Lose(taker_.transactor, taker_.selling, fill.sold);
  return {};
}

template <OrderBook Book>
void OrderMatcher<Book>::RecordFill(const OrderEntry& order, BaseUnits bought,
                                    BaseUnits sold, bool is_fulfilled) {
  fills_.push_back({.id = order.id,
                    .transactor = order.transactor,
                    .buying = order.buying,
                    .selling = order.selling,
                    .bought = bought,
                    .sold = sold,
                    .is_fulfilled = is_fulfilled});
}

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_LIMIT_ORDER_MATCHING_H_
