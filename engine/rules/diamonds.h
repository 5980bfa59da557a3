// Diamonds: a BASIC_TRANSFER that tips a post (ExtraData DiamondPostHash and
// DiamondLevel).

#ifndef DESOBOOK_ENGINE_RULES_DIAMONDS_H_
#define DESOBOOK_ENGINE_RULES_DIAMONDS_H_

#include "engine/amount/rule_error.h"
#include "engine/txn/transaction.h"

namespace desobook {

// True if the transfer's validity depends on a post, which this state does not
// hold.
bool HasDiamonds(const Transaction& txn);

// The checks before the post is looked at. Posts are no part of the modelled
// state: a transfer that passes names a post that does not exist in it, and
// ends with kBasicTransferDiamondPostEntryDoesNotExist.
// Source: deso-protocol/core lib/block_view.go,
// _connectBasicTransferWithExtraSpend.
Status CheckDiamonds(const Transaction& txn);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_DIAMONDS_H_
