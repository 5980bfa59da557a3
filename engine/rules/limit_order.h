// DAO_COIN_LIMIT_ORDER: validation, the matching loop, cancels (protocol text
// 5.3 to 5.8).

#ifndef DESOBOOK_ENGINE_RULES_LIMIT_ORDER_H_
#define DESOBOOK_ENGINE_RULES_LIMIT_ORDER_H_

#include "engine/amount/rule_error.h"
#include "engine/book/order.h"
#include "engine/rules/basic_transfer.h"
#include "engine/rules/state.h"

namespace desobook {

// ValidateOrder of 5.3: for a new order and for every maker at match time,
// with the view's balances. Errors: the first failing check.
// Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
// IsValidDAOCoinLimitOrder.
Status ValidateOrder(LedgerView& view, const OrderEntry& order);

// Steps 1 to 17 of 5.4 (the generic tail follows in connect.cc).
// Source: ibid., _connectDAOCoinLimitOrder.
template <OrderBook Book>
Result<Totals> ConnectLimitOrder(View<Book>& view, TxnScope& scope);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_LIMIT_ORDER_H_
