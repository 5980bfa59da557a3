// Executes one transaction on a view: the generic steps of protocol text 6.1
// around the rule of its type.

#ifndef DESOBOOK_ENGINE_RULES_CONNECT_H_
#define DESOBOOK_ENGINE_RULES_CONNECT_H_

#include "engine/amount/rule_error.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"

namespace desobook {

// True for the types that ConnectTransaction executes in full. For others it
// must not be called (their effects come from a recording).
bool IsExecutable(const Transaction& txn);

// All checks in the node's order, so the first error is the node's error. On
// refusal the view is exactly as before, loads included.
// REQUIRES: IsExecutable(envelope.txn).
// Source: deso-protocol/core lib/block_view.go, _connectSingleTxn.
template <OrderBook Book>
Result<Effects> ConnectTransaction(View<Book>& view,
                                   const TxnEnvelope& envelope,
                                   const BlockContext& context);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_CONNECT_H_
