#include "engine/ledger/ledger.h"

namespace desobook {
namespace {

// Writes the records of `view` that `keep` accepts; deletes the others.
template <typename Key, typename Value, typename Keep>
void FlushKept(const ViewTable<Key, Value>& view, Keep keep,
               BaseTable<Key, Value>& target) {
  for (const auto& [key, value] : view.records()) {
    if (value && keep(key, *value)) {
      target.Put(key, *value);
    } else {
      target.Erase(key);
    }
  }
}

}  // namespace

LedgerView::LedgerView(const Ledger* base)
    : deso(&base->deso),
      tokens(&base->tokens),
      profiles(&base->profiles),
      pkids(&base->pkids),
      public_keys(&base->public_keys),
      usernames(&base->usernames),
      derived_keys(&base->derived_keys),
      nonces(&base->nonces),
      associations(&base->associations),
      association_ids(&base->association_ids),
      validators(&base->validators),
      stakes(&base->stakes),
      locked_stakes(&base->locked_stakes),
      epoch(&base->epoch),
      snapshots(&base->snapshots),
      global_params(&base->global_params) {}

Pkid LedgerView::PkidOf(const PublicKey& key) {
  const Pkid* mapped = pkids.Find(key);
  return mapped != nullptr ? *mapped : DefaultPkid(key);
}

PublicKey LedgerView::PublicKeyOf(const Pkid& pkid) {
  const PublicKey* mapped = public_keys.Find(pkid);
  return mapped != nullptr ? *mapped : DefaultPublicKey(pkid);
}

Nanos LedgerView::DesoBalance(const PublicKey& key) {
  if (const Nanos* balance = deso.Find(key)) return *balance;
  // A missing balance loads as a record of zero, which the flush deletes.
  if (deso.StateOf(key) == RecordState::kUnseen) deso.Put(key, Nanos(0));
  return Nanos(0);
}

BaseUnits LedgerView::TokenAmount(const Pkid& holder, const Pkid& creator) {
  const BalanceKey key{holder, creator};
  if (const TokenBalance* balance = tokens.Find(key)) return balance->amount;
  // A missing pair loads as a live zero; a tombstone stays one (4.3).
  if (tokens.StateOf(key) == RecordState::kUnseen) tokens.Put(key, {});
  return BaseUnits();
}

BaseUnits LedgerView::CoinBalance(const Pkid& holder, const Pkid& coin) {
  if (coin == kDesoPkid) {
    return BaseUnits(DesoBalance(PublicKeyOf(holder)).value());
  }
  return TokenAmount(holder, coin);
}

Status LedgerView::AddDeso(const PublicKey& key, Nanos amount) {
  const auto sum = CheckedAdd(DesoBalance(key), amount);
  if (!sum) return RuleError::kGeneric;
  deso.Put(key, *sum);
  return {};
}

Status LedgerView::SpendDeso(const PublicKey& key, Nanos amount,
                             Nanos immature) {
  const Nanos balance = DesoBalance(key);
  const auto spendable = CheckedSub(balance, immature);
  if (!spendable) return RuleError::kGeneric;
  if (*spendable < amount) return RuleError::kInsufficientBalance;
  deso.Put(key, Nanos(balance.value() - amount.value()));
  return {};
}

const ProfileEntry* LedgerView::Profile(const Pkid& pkid) {
  return profiles.Find(pkid);
}

GlobalParams LedgerView::Params() {
  const GlobalParams* params = global_params.Find(OnlyRow{});
  return params != nullptr ? *params : GlobalParams{};
}

LedgerView::MarkSet LedgerView::Mark() const {
  return {deso.Mark(),          tokens.Mark(),
          profiles.Mark(),      pkids.Mark(),
          public_keys.Mark(),   usernames.Mark(),
          derived_keys.Mark(),  nonces.Mark(),
          associations.Mark(),  association_ids.Mark(),
          validators.Mark(),    stakes.Mark(),
          locked_stakes.Mark(), epoch.Mark(),
          snapshots.Mark(),     global_params.Mark()};
}

void LedgerView::RollBack(const MarkSet& mark) {
  deso.RollBack(mark[0]);
  tokens.RollBack(mark[1]);
  profiles.RollBack(mark[2]);
  pkids.RollBack(mark[3]);
  public_keys.RollBack(mark[4]);
  usernames.RollBack(mark[5]);
  derived_keys.RollBack(mark[6]);
  nonces.RollBack(mark[7]);
  associations.RollBack(mark[8]);
  association_ids.RollBack(mark[9]);
  validators.RollBack(mark[10]);
  stakes.RollBack(mark[11]);
  locked_stakes.RollBack(mark[12]);
  epoch.RollBack(mark[13]);
  snapshots.RollBack(mark[14]);
  global_params.RollBack(mark[15]);
}

void LedgerView::Forget() {
  deso.Forget();
  tokens.Forget();
  profiles.Forget();
  pkids.Forget();
  public_keys.Forget();
  usernames.Forget();
  derived_keys.Forget();
  nonces.Forget();
  associations.Forget();
  association_ids.Forget();
  validators.Forget();
  stakes.Forget();
  locked_stakes.Forget();
  epoch.Forget();
  snapshots.Forget();
  global_params.Forget();
}

// Source: deso-protocol/core lib/block_view_flush.go,
// _flushDAOCoinBalanceEntriesToDbWithTxn, _flushDeSoBalancesToDbWithTxn;
// lib/db_utils.go, DBPutBalanceEntryMappingsWithTxn, DBPutPKIDMappingsWithTxn.
void LedgerView::FlushTo(Ledger& target) const {
  const auto positive = [](const auto&, Nanos amount) {
    return !amount.IsZero();
  };
  FlushKept(deso, positive, target.deso);
  FlushKept(
      tokens,
      [](const BalanceKey&, const TokenBalance& balance) {
        return !balance.amount.IsZero() || balance.has_purchased;
      },
      target.tokens);
  profiles.FlushTo(target.profiles);
  FlushKept(
      pkids,
      [](const PublicKey& key, const Pkid& pkid) {
        return pkid != DefaultPkid(key);
      },
      target.pkids);
  FlushKept(
      public_keys,
      [](const Pkid& pkid, const PublicKey& key) {
        return key != DefaultPublicKey(pkid);
      },
      target.public_keys);
  usernames.FlushTo(target.usernames);
  derived_keys.FlushTo(target.derived_keys);
  nonces.FlushTo(target.nonces);
  associations.FlushTo(target.associations);
  association_ids.FlushTo(target.association_ids);
  validators.FlushTo(target.validators);
  stakes.FlushTo(target.stakes);
  FlushKept(locked_stakes, positive, target.locked_stakes);
  epoch.FlushTo(target.epoch);
  snapshots.FlushTo(target.snapshots);
  global_params.FlushTo(target.global_params);
}

}  // namespace desobook
