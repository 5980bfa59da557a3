// Effects taken from a recording instead of being computed.

#ifndef DESOBOOK_ENGINE_RULES_RECORDED_H_
#define DESOBOOK_ENGINE_RULES_RECORDED_H_

#include <vector>

#include "engine/amount/rule_error.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/effects.h"

namespace desobook {

// Applies the DESO movements (types 36, 37 and 50) of `operations`, those
// inside a wrapper included, in their order; other types are passed over. A
// spend ignores immaturity: the node has already judged it. Errors: kGeneric
// for a credit above 2^64-1, kInsufficientBalance for a spend above the
// balance; then the recording does not belong to this state, and the view holds
// the movements up to there.
Status ApplyRecordedOperations(LedgerView& view,
                               const std::vector<Operation>& operations);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_RECORDED_H_
