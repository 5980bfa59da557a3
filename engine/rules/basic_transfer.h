// The part that every transaction type shares: pay outputs and fee, verify the
// signature, charge a derived key's limits (protocol text 6.2, 3.4, 4.6).

#ifndef DESOBOOK_ENGINE_RULES_BASIC_TRANSFER_H_
#define DESOBOOK_ENGINE_RULES_BASIC_TRANSFER_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/amount/rule_error.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"
#include "engine/txn/spending_limits.h"

namespace desobook {

// One transaction being connected. Every rule takes it first.
struct TxnScope {
  LedgerView& view;
  const TxnEnvelope& envelope;
  const BlockContext& context;
  std::vector<Operation>& operations;  // appended to in the node's order

  [[nodiscard]] const Transaction& txn() const { return envelope.txn; }
  // REQUIRES: the key has 33 bytes (checked by step 1 of 6.1).
  [[nodiscard]] PublicKey Sender() const {
    return *PublicKey::From(envelope.txn.public_key);
  }
};

// The node's running sums; the generic tail compares them.
struct Totals {
  std::uint64_t input = 0;
  std::uint64_t output = 0;
};

// The pair that a DAO_COIN_LIMIT_ORDER charges to a derived key. For a cancel:
// the pair of the cancelled order; nothing if that order is unknown.
struct LimitOrderCharge {
  std::optional<OrderPairKey> pair;
};

// `extra_spend` is DESO that leaves the sender besides outputs and fee.
// Errors: in order of 6.2. `charge` is required for limit orders only.
// Source: deso-protocol/core lib/block_view.go,
// _connectBasicTransferWithExtraSpend.
Result<Totals> ConnectBasicTransfer(TxnScope& scope, Nanos extra_spend,
                                    const LimitOrderCharge* charge = nullptr);

// The part of a key's balance that may not be spent yet: before PoS, the block
// reward that the block at the view's tip paid to it. A node means to withhold
// all rewards of its maturity window but looks at one block only (6.2).
// Source: lib/block_view.go, GetSpendableDeSoBalanceNanosForPublicKey.
Nanos WithheldReward(const BlockContext& context, const PublicKey& key);

// LedgerView::SpendDeso and AddDeso together with their operation (37, 36).
Status SpendBalance(TxnScope& scope, const PublicKey& key, Nanos amount);
Status AddBalance(TxnScope& scope, const PublicKey& key, Nanos amount);

// Whether `sender` may transfer the token of `profile` to `receiver` (5.6).
// Balances are the view's.
// Source: lib/block_view_dao_coin.go, IsValidDAOCoinTransfer.
Status CheckTransferRestriction(LedgerView& view, const ProfileEntry& profile,
                                const PublicKey& sender,
                                const PublicKey& receiver);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_BASIC_TRANSFER_H_
