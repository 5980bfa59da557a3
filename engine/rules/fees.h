// Size and fee rate limits that every transaction must keep (protocol text
// 6.1, steps 4 and 9).

#ifndef DESOBOOK_ENGINE_RULES_FEES_H_
#define DESOBOOK_ENGINE_RULES_FEES_H_

#include "engine/amount/rule_error.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"

namespace desobook {

// Errors: kTxnTooBig.
Status CheckTxnSize(LedgerView& view, const TxnEnvelope& envelope,
                    const BlockContext& context);

// floor(fee * 1000 / size) must reach the view's minimum rate, if there is one.
// Errors: kOverflowDetectedInFeeRateCalculation, kTxnFeeBelowNetworkMinimum.
Status CheckMinimumFee(LedgerView& view, const TxnEnvelope& envelope);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_FEES_H_
