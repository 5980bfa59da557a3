// ATOMIC_TXNS_WRAPPER: several transactions that connect together or not at all
// (protocol text 4.5).

#ifndef DESOBOOK_ENGINE_RULES_ATOMIC_TXNS_H_
#define DESOBOOK_ENGINE_RULES_ATOMIC_TXNS_H_

#include "engine/amount/rule_error.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"

namespace desobook {

// True if the transaction carries both links of a chain, so that it may only
// stand inside a wrapper.
// Source: deso-protocol/core lib/block_view_atomic_txns.go,
// IsAtomicTxnsInnerTxn.
bool IsAtomicInner(const Transaction& txn);

// Everything about the wrapper but the execution of its inner transactions.
// REQUIRES: every inner envelope has its atomic hash.
// Source: ibid., _verifyAtomicTxnsSize, _verifyAtomicTxnsWrapper,
// _verifyAtomicTxnsChain.
Status CheckAtomicWrapper(LedgerView& view, const TxnEnvelope& wrapper,
                          const BlockContext& context);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_ATOMIC_TXNS_H_
