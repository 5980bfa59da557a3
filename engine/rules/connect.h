// Executes one transaction on a view: the generic steps of protocol text 6.1
// around the rule of its type.

#ifndef DESOBOOK_ENGINE_RULES_CONNECT_H_
#define DESOBOOK_ENGINE_RULES_CONNECT_H_

#include <optional>

#include "engine/amount/rule_error.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"

#pragma GCC visibility push(default)

namespace desobook {

// True for transactions whose effects on DESO, tokens, coins and orders this
// engine computes in full. For others ConnectTransaction must not be called:
// their effects come from a recording. A wrapper is executable if everything
// inside it is.
bool IsExecutable(const Transaction& txn);

// All checks in the node's order, so the first error is the node's error. On
// refusal the view is exactly as before, loads included. On success the view
// keeps its history: the caller forgets it once nothing can fail any more.
// REQUIRES: IsExecutable(envelope.txn); the balance model's height is reached.
// Source: deso-protocol/core lib/block_view.go, _connectSingleTxn.
template <OrderBook Book>
Result<Effects> ConnectTransaction(View<Book>& view,
                                   const TxnEnvelope& envelope,
                                   const BlockContext& context);

// For a transaction that is not executable: the node's error where the checks
// that need no unmodelled state already refuse it; nothing where it may be
// valid. The view stays as it is. Posts, validators and locked balances count
// as absent where a check reads them.
template <OrderBook Book>
std::optional<RuleError> FindRefusal(View<Book>& view,
                                     const TxnEnvelope& envelope,
                                     const BlockContext& context);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_RULES_CONNECT_H_
