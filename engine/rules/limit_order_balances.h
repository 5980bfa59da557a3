// What a limit order does to balances: the deltas that its fills add up to, the
// balances before them, and their settlement at the end (protocol text 5.4,
// steps 4, 10, 13 to 15).
//
// Fills do not touch balances while the order is matched; rules that ask for a
// balance "so far" get the view's balance plus the delta.

#ifndef DESOBOOK_ENGINE_RULES_LIMIT_ORDER_BALANCES_H_
#define DESOBOOK_ENGINE_RULES_LIMIT_ORDER_BALANCES_H_

#include <compare>
#include <optional>
#include <vector>

#include "absl/container/btree_map.h"
#include "engine/amount/rule_error.h"
#include "engine/amount/uint256.h"
#include "engine/amount/units.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/basic_transfer.h"
#include "engine/rules/effects.h"
#include "engine/txn/ids.h"

namespace desobook {

// A sum of base units that need not fit 256 bits: the node adds up integers of
// unlimited width here.
class WideUnits {
 public:
  WideUnits() = default;
  explicit WideUnits(BaseUnits units);

  [[nodiscard]] WideUnits Plus(const WideUnits& other) const;
  // REQUIRES: `other` is not larger.
  [[nodiscard]] WideUnits Minus(const WideUnits& other) const;
  // Nothing above 2^256-1, resp. 2^64-1.
  [[nodiscard]] std::optional<BaseUnits> ToBaseUnits() const;
  [[nodiscard]] std::optional<Nanos> ToNanos() const;

  friend auto operator<=>(const WideUnits&, const WideUnits&) = default;

 private:
  Uint512 value_;  // 2^256 additions from the end
};

// A signed change, kept as what came in and what went out.
struct BalanceDelta {
  WideUnits gained;
  WideUnits lost;
};

class BalanceChanges {
 public:
  // `view` must outlive this.
  explicit BalanceChanges(LedgerView* view) : view_(view) {}

  // Keeps the view's balance, unless one is kept already.
  // Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
  // balanceChange.
  void Remember(const Pkid& user, const Pkid& coin);

  // Adds to the user's delta, also zero: a token delta of zero still creates
  // the balance record. Remembers the balance.
  void Gain(const Pkid& user, const Pkid& coin, BaseUnits units);
  void Lose(const Pkid& user, const Pkid& coin, BaseUnits units);

  // The view's balance plus the delta so far.
  // Errors: kGeneric below zero or above 2^256-1.
  // Source: ibid., getAdjustedDAOCoinBalanceForUserInBaseUnits.
  Result<BaseUnits> Adjusted(const Pkid& user, const Pkid& coin);

  // DESO that `user` pays by the deltas; zero if it pays none.
  // Errors: kGeneric above 2^64-1.
  [[nodiscard]] Result<Nanos> DesoToPay(const Pkid& user) const;

  // Step 13. Errors: kDAOCoinLimitOrderBalanceDeltasNonZero.
  [[nodiscard]] Status CheckDeltasCancelOut() const;

  // Step 14. DESO that the sender pays has left with the basic transfer and is
  // passed over. Appends one operation per DESO change; `totals` follow.
  Status Settle(TxnScope& scope, Totals& totals);

  // Step 15: no coin has more base units than before, over all remembered
  // balances. Errors: kGeneric.
  // Source: ibid., _sanityCheckLimitOrderMoneyPrinting.
  Status CheckNothingPrinted();

  // Everything remembered, by (user, coin).
  [[nodiscard]] std::vector<BalanceEntry> Previous() const;

 private:
  [[nodiscard]] const BalanceDelta* Find(const Pkid& user,
                                         const Pkid& coin) const;
  BalanceDelta& DeltaOf(const Pkid& user, const Pkid& coin);
  Status SettleDeso(TxnScope& scope, Totals& totals, const Pkid& user,
                    const BalanceDelta& delta);
  Status SettleToken(const BalanceKey& key, const BalanceDelta& delta);

  LedgerView* view_;
  absl::btree_map<BalanceKey, TokenBalance> previous_;
  absl::btree_map<BalanceKey, BalanceDelta> deltas_;  // creator: the coin
};

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_LIMIT_ORDER_BALANCES_H_
