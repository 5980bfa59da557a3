// Accounts, coins, nonces and parameters: the base state (the chain's database
// after the last committed block) and the views that execute on it.

#ifndef DESOBOOK_ENGINE_LEDGER_LEDGER_H_
#define DESOBOOK_ENGINE_LEDGER_LEDGER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/amount/rule_error.h"
#include "engine/ledger/entries.h"
#include "engine/ledger/table.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

// A single value with the same view semantics as a table: key of a table with
// one row.
struct OnlyRow {
  friend auto operator<=>(const OnlyRow&, const OnlyRow&) = default;
};

// The base. Plain data; loaders fill it, views read it, commits write it.
struct Ledger {
  BaseTable<PublicKey, Nanos> deso;  // no zero balances
  BaseTable<BalanceKey, TokenBalance> tokens;
  BaseTable<Pkid, ProfileEntry> profiles;
  BaseTable<PublicKey, Pkid> pkids;        // only where PKID differs from key
  BaseTable<Pkid, PublicKey> public_keys;  // the inverse of `pkids`
  BaseTable<Bytes, Pkid> usernames;        // lower case -> profile
  BaseTable<DerivedKeyId, DerivedKeyEntry> derived_keys;
  BaseTable<NonceKey, NonceUsed> nonces;
  BaseTable<AssociationId, UserAssociationEntry> associations;
  BaseTable<AssociationKey, AssociationId> association_ids;
  BaseTable<Pkid, ValidatorEntry> validators;
  BaseTable<StakeKey, StakeEntry> stakes;
  BaseTable<LockedStakeKey, Nanos> locked_stakes;
  BaseTable<OnlyRow, EpochEntry> epoch;
  BaseTable<std::uint64_t, EpochSnapshot> snapshots;  // by epoch; not streamed
  BaseTable<OnlyRow, GlobalParams> global_params;
};

class LedgerView {
 public:
  explicit LedgerView(const Ledger* base);

  ViewTable<PublicKey, Nanos> deso;
  ViewTable<BalanceKey, TokenBalance> tokens;
  ViewTable<Pkid, ProfileEntry> profiles;
  ViewTable<PublicKey, Pkid> pkids;
  ViewTable<Pkid, PublicKey> public_keys;
  ViewTable<Bytes, Pkid> usernames;
  ViewTable<DerivedKeyId, DerivedKeyEntry> derived_keys;
  ViewTable<NonceKey, NonceUsed> nonces;
  ViewTable<AssociationId, UserAssociationEntry> associations;
  ViewTable<AssociationKey, AssociationId> association_ids;
  ViewTable<Pkid, ValidatorEntry> validators;
  ViewTable<StakeKey, StakeEntry> stakes;
  ViewTable<LockedStakeKey, Nanos> locked_stakes;
  ViewTable<OnlyRow, EpochEntry> epoch;
  ViewTable<std::uint64_t, EpochSnapshot> snapshots;
  ViewTable<OnlyRow, GlobalParams> global_params;

  // Identity (1.2): the stored mapping, else the same bytes.
  Pkid PkidOf(const PublicKey& key);
  PublicKey PublicKeyOf(const Pkid& pkid);

  // DESO balance of a key; zero if it has none. Loads the record.
  Nanos DesoBalance(const PublicKey& key);
  // Token balance; zero if missing or tombstoned. Loads the record.
  BaseUnits TokenAmount(const Pkid& holder, const Pkid& creator);
  // Balance of a coin in base units, DESO (the zero PKID) included.
  BaseUnits CoinBalance(const Pkid& holder, const Pkid& coin);

  // Adds to or takes from a key's balance.
  // Errors: kGeneric when the sum exceeds 2^64-1; kInsufficientBalance when
  // the spendable balance is too small. `immature` is the part of the balance
  // that may not be spent yet (6.2; zero under PoS).
  Status AddDeso(const PublicKey& key, Nanos amount);
  Status SpendDeso(const PublicKey& key, Nanos amount, Nanos immature);

  // The live profile of a coin, or nullptr.
  const ProfileEntry* Profile(const Pkid& pkid);

  GlobalParams Params();

  // All tables at once. See table.h.
  using MarkSet = std::array<std::size_t, 16>;
  [[nodiscard]] MarkSet Mark() const;
  void RollBack(const MarkSet& mark);
  void Forget();
  // Writes every record into `target`. Zero DESO balances and zero token
  // balances that were never purchased are deleted, as the node's flush does.
  void FlushTo(Ledger& target) const;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_LEDGER_LEDGER_H_
