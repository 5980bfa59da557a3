#include "engine/rules/limit_order_balances.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "engine/amount/check.h"

namespace desobook {
WideUnits::WideUnits(BaseUnits units) {
  std::copy(units.value().limb.begin(), units.value().limb.end(),
            value_.limb.begin());
}

WideUnits WideUnits::Plus(const WideUnits& other) const {
  WideUnits sum;
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < value_.limb.size(); ++i) {
    const std::uint64_t partial = value_.limb[i] + carry;
    const std::uint64_t total = partial + other.value_.limb[i];
    carry = static_cast<std::uint64_t>(partial < carry) +
            static_cast<std::uint64_t>(total < partial);
    sum.value_.limb[i] = total;
  }
  DESOBOOK_CHECK(carry == 0);
  return sum;
}

WideUnits WideUnits::Minus(const WideUnits& other) const {
  WideUnits rest;
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < value_.limb.size(); ++i) {
    const std::uint64_t partial = value_.limb[i] - borrow;
    const std::uint64_t total = partial - other.value_.limb[i];
    borrow = static_cast<std::uint64_t>(partial > value_.limb[i]) +
             static_cast<std::uint64_t>(total > partial);
    rest.value_.limb[i] = total;
  }
  DESOBOOK_CHECK(borrow == 0);
  return rest;
}

std::optional<BaseUnits> WideUnits::ToBaseUnits() const {
  if (const auto narrow = Narrow(value_)) return BaseUnits(*narrow);
  return std::nullopt;
}

std::optional<Nanos> WideUnits::ToNanos() const {
  const auto units = ToBaseUnits();
  if (!units || !units->value().FitsUint64()) return std::nullopt;
  return Nanos(units->value().limb[0]);
}

void BalanceChanges::Remember(const Pkid& user, const Pkid& coin) {
  const BalanceKey key{user, coin};
  if (previous_.contains(key)) return;
  TokenBalance balance;
  balance.amount = view_->CoinBalance(user, coin);
  if (coin != kDesoPkid) {
    if (const TokenBalance* stored = view_->tokens.Find(key)) balance = *stored;
  }
  previous_.emplace(key, balance);
}

void BalanceChanges::Gain(const Pkid& user, const Pkid& coin, BaseUnits units) {
  BalanceDelta& delta = DeltaOf(user, coin);
  delta.gained = delta.gained.Plus(WideUnits(units));
}

void BalanceChanges::Lose(const Pkid& user, const Pkid& coin, BaseUnits units) {
  BalanceDelta& delta = DeltaOf(user, coin);
  delta.lost = delta.lost.Plus(WideUnits(units));
}

Result<BaseUnits> BalanceChanges::Adjusted(const Pkid& user, const Pkid& coin) {
  const BaseUnits balance = view_->CoinBalance(user, coin);
  const BalanceDelta* delta = Find(user, coin);
  if (delta == nullptr) return balance;
  const WideUnits total = WideUnits(balance).Plus(delta->gained);
  if (total < delta->lost) return RuleError::kGeneric;
  const auto adjusted = total.Minus(delta->lost).ToBaseUnits();
  if (!adjusted) return RuleError::kGeneric;
  return *adjusted;
}

Result<Nanos> BalanceChanges::DesoToPay(const Pkid& user) const {
  const BalanceDelta* delta = Find(user, kDesoPkid);
  if (delta == nullptr || delta->lost <= delta->gained) return Nanos();
  const auto nanos = delta->lost.Minus(delta->gained).ToNanos();
  if (!nanos) return RuleError::kGeneric;
  return *nanos;
}

Status BalanceChanges::CheckDeltasCancelOut() const {
  absl::btree_map<Pkid, BalanceDelta> by_coin;
  for (const auto& [key, delta] : deltas_) {
    BalanceDelta& sum = by_coin[key.creator];
    sum.gained = sum.gained.Plus(delta.gained);
    sum.lost = sum.lost.Plus(delta.lost);
  }
  for (const auto& [coin, sum] : by_coin) {
    if (sum.gained != sum.lost) {
      return RuleError::kDAOCoinLimitOrderBalanceDeltasNonZero;
    }
  }
  return {};
}

Status BalanceChanges::Settle(TxnScope& scope, Totals& totals) {
  // Users descending, and coins descending within a user: the order of the
  // operations, and of refusals.
  for (auto it = deltas_.rbegin(); it != deltas_.rend(); ++it) {
    const auto& [key, delta] = *it;
    DESOBOOK_RETURN_IF_ERROR(key.creator == kDesoPkid
                                 ? SettleDeso(scope, totals, key.holder, delta)
                                 : SettleToken(key, delta));
  }
  return {};
}

Status BalanceChanges::SettleDeso(TxnScope& scope, Totals& totals,
                                  const Pkid& user, const BalanceDelta& delta) {
  const PublicKey key = view_->PublicKeyOf(user);
  if (delta.gained == delta.lost) return {};

  if (delta.gained > delta.lost) {
    const auto gain = delta.gained.Minus(delta.lost).ToNanos();
    if (!gain) return RuleError::kGeneric;
    DESOBOOK_RETURN_IF_ERROR(AddBalance(scope, key, *gain));
    const auto output = CheckedAdd(Nanos(totals.output), *gain);
    if (!output) return RuleError::kGeneric;
    totals.output = output->value();
    return {};
  }

  if (key == scope.Sender()) return {};
  const auto loss = delta.lost.Minus(delta.gained).ToNanos();
  if (!loss) return RuleError::kGeneric;
  DESOBOOK_RETURN_IF_ERROR(SpendBalance(scope, key, *loss));
  totals.input += loss->value();  // wraps, as the node's sum does
  return {};
}

// A missing balance has been loaded as zero; only one that this view deleted
// does not exist.
Status BalanceChanges::SettleToken(const BalanceKey& key,
                                   const BalanceDelta& delta) {
  TokenBalance balance;
  if (const TokenBalance* stored = view_->tokens.Find(key)) {
    balance = *stored;
  } else if (delta.gained < delta.lost) {
    return RuleError::kDAOCoinLimitOrderBalanceEntryDoesNotExist;
  }
  const WideUnits total = WideUnits(balance.amount).Plus(delta.gained);
  if (total < delta.lost) {
    return RuleError::kDAOCoinLimitOrderOverspendingDAOCoin;
  }
  const auto amount = total.Minus(delta.lost).ToBaseUnits();
  if (!amount) return RuleError::kDAOCoinLimitOrderOverflowsDAOCoin;
  balance.amount = *amount;
  view_->tokens.Put(key, balance);
  return {};
}

Status BalanceChanges::CheckNothingPrinted() {
  struct Sums {
    WideUnits before;
    WideUnits after;
  };
  absl::btree_map<Pkid, Sums> by_coin;
  for (const auto& [key, balance] : previous_) {
    const BaseUnits after = view_->CoinBalance(key.holder, key.creator);
    Sums& sums = by_coin[key.creator];
    sums.before = sums.before.Plus(WideUnits(balance.amount));
    sums.after = sums.after.Plus(WideUnits(after));
  }
  for (const auto& [coin, sums] : by_coin) {
    if (sums.after > sums.before) return RuleError::kGeneric;
  }
  return {};
}

std::vector<BalanceEntry> BalanceChanges::Previous() const {
  std::vector<BalanceEntry> entries;
  entries.reserve(previous_.size());
  for (const auto& [key, balance] : previous_) {
    entries.push_back({.key = key, .balance = balance});
  }
  return entries;
}

const BalanceDelta* BalanceChanges::Find(const Pkid& user,
                                         const Pkid& coin) const {
  const auto it = deltas_.find(BalanceKey{user, coin});
  return it == deltas_.end() ? nullptr : &it->second;
}

BalanceDelta& BalanceChanges::DeltaOf(const Pkid& user, const Pkid& coin) {
  Remember(user, coin);
  return deltas_[BalanceKey{user, coin}];
}

}  // namespace desobook
