// Spending limits of derived keys: what a transaction uses up (protocol text
// 4.6, "Charging").

#ifndef DESOBOOK_ENGINE_RULES_DERIVED_KEY_CHARGE_H_
#define DESOBOOK_ENGINE_RULES_DERIVED_KEY_CHARGE_H_

#include <cstdint>

#include "engine/amount/rule_error.h"
#include "engine/rules/basic_transfer.h"

namespace desobook {

// Charges the transaction to the limits of `derived` and appends the
// accounting operation (27). An unlimited key is neither checked nor changed.
// `total_input` is what left the owner; credits to the owner among the
// operations so far are taken off.
// `charge` is required for limit orders only.
// Errors: those of the table in 4.6; kGeneric without an entry.
// Source: deso-protocol/core lib/block_view.go,
// _checkAndUpdateDerivedKeySpendingLimit.
Status ChargeDerivedKey(TxnScope& scope, const PublicKey& derived,
                        std::uint64_t total_input,
                        const LimitOrderCharge* charge);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_DERIVED_KEY_CHARGE_H_
