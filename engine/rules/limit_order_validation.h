// Whether an order may stand (protocol text 5.3), beyond ValidateOrder of
// limit_order.h.

#ifndef DESOBOOK_ENGINE_RULES_LIMIT_ORDER_VALIDATION_H_
#define DESOBOOK_ENGINE_RULES_LIMIT_ORDER_VALIDATION_H_

#include "engine/amount/rule_error.h"
#include "engine/book/order.h"
#include "engine/ledger/ledger.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

namespace desobook {

// The order that `metadata` of a transaction of `transactor` asks for. Coins
// are translated from keys to PKIDs as the view knows them now; absent fields
// are zero. Id and height are left to the caller.
OrderEntry OrderOf(LedgerView& view, const LimitOrderMetadata& metadata,
                   const Pkid& transactor);

// ValidateOrder for a new order, whose metadata may lack fields. Not for
// cancels.
// Errors: the first failing check of 5.3.
// Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
// IsValidDAOCoinLimitOrderMetadata. It crashes on an absent coin; we refuse
// with the error of checks 2 and 3.
Status ValidateNewOrder(LedgerView& view, const LimitOrderMetadata& metadata,
                        const OrderEntry& order);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_LIMIT_ORDER_VALIDATION_H_
