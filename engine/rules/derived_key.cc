// AUTHORIZE_DERIVED_KEY (protocol text 4.6).

#include <optional>
#include <utility>
#include <variant>

#include "engine/rules/bytes.h"
#include "engine/rules/signature.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

constexpr std::uint8_t kNotValid = 0;
constexpr std::uint8_t kValid = 1;
constexpr std::uint8_t kScopeAny = 1;

// The named key, once every check that looks at keys and times has passed.
Result<PublicKey> CheckKeys(const TxnScope& scope,
                            const AuthorizeDerivedKeyMetadata& metadata) {
  if (metadata.operation != kNotValid && metadata.operation != kValid) {
    return RuleError::kGeneric;
  }
  if (metadata.expiration_block <= scope.context.height) {
    return RuleError::kAuthorizeDerivedKeyExpiredDerivedPublicKey;
  }
  if (!IsValidPublicKey(scope.context, scope.txn().public_key)) {
    return RuleError::kAuthorizeDerivedKeyInvalidOwnerPublicKey;
  }
  if (!IsValidPublicKey(scope.context, metadata.derived_public_key)) {
    return RuleError::kAuthorizeDerivedKeyInvalidDerivedPublicKey;
  }
  return *PublicKey::From(metadata.derived_public_key);
}

bool HasAnyLimit(const SpendingLimits& limits) {
  return !limits.global_deso.IsZero() || !limits.transaction_counts.empty() ||
         !limits.creator_coin.empty() || !limits.dao_coin.empty() ||
         !limits.nft.empty() || !limits.limit_orders.empty() ||
         !limits.associations.empty() || !limits.access_groups.empty() ||
         !limits.access_group_members.empty() || !limits.lockups.empty() ||
         !limits.stake.empty() || !limits.unstake.empty() ||
         !limits.unlock_stake.empty();
}

bool IsNothing(std::uint64_t count) { return count == 0; }
bool IsNothing(const Uint256& amount) { return amount.IsZero(); }

// Counts overwrite per key; nothing deletes the key.
template <typename Map>
void Overwrite(Map& counts, const Map& sent) {
  for (const auto& [key, count] : sent) {
    if (IsNothing(count)) {
      counts.erase(key);
    } else {
      counts.insert_or_assign(key, count);
    }
  }
}

// A limit for any application or profile must not name one.
Status CheckScopes(const SpendingLimits& sent) {
  for (const auto& [key, count] : sent.associations) {
    if (key.scope == kScopeAny && !key.app.IsZero()) return RuleError::kGeneric;
  }
  for (const auto& [key, count] : sent.lockups) {
    if (key.scope == kScopeAny && !key.profile.IsZero()) {
      return RuleError::kGeneric;
    }
  }
  return {};
}

Status Merge(SpendingLimits& limits, const SpendingLimits& sent) {
  if (sent.is_unlimited && HasAnyLimit(sent)) {
    return RuleError::kUnlimitedDerivedKeyNonEmptySpendingLimits;
  }
  limits.is_unlimited = sent.is_unlimited;
  if (sent.is_unlimited) return {};
  DESOBOOK_RETURN_IF_ERROR(CheckScopes(sent));
  limits.global_deso = sent.global_deso;
  Overwrite(limits.transaction_counts, sent.transaction_counts);
  Overwrite(limits.creator_coin, sent.creator_coin);
  Overwrite(limits.dao_coin, sent.dao_coin);
  Overwrite(limits.nft, sent.nft);
  Overwrite(limits.limit_orders, sent.limit_orders);
  Overwrite(limits.associations, sent.associations);
  Overwrite(limits.access_groups, sent.access_groups);
  Overwrite(limits.access_group_members, sent.access_group_members);
  Overwrite(limits.lockups, sent.lockups);
  Overwrite(limits.stake, sent.stake);
  Overwrite(limits.unstake, sent.unstake);
  Overwrite(limits.unlock_stake, sent.unlock_stake);
  return {};
}

// The entry that the transaction asks for, in force as valid.
Result<DerivedKeyEntry> MergedEntry(
    const TxnScope& scope, const std::optional<DerivedKeyEntry>& previous,
    const AuthorizeDerivedKeyMetadata& metadata,
    const DerivedKeyAuthorization& authorization) {
  DerivedKeyEntry entry = previous.value_or(DerivedKeyEntry{});
  entry.expiration_block = metadata.expiration_block;
  entry.operation = kValid;
  entry.extra_data = MergeExtraData(entry.extra_data, scope.txn().extra_data);
  if (!entry.limits) entry.limits.emplace();
  if (const Bytes* memo = FindExtraData(scope.txn(), "DerivedKeyMemo")) {
    entry.memo = *memo;
  }
  if (authorization.has_limits) {
    if (authorization.limits_malformed || authorization.limits_empty) {
      return RuleError::kGeneric;
    }
    DESOBOOK_RETURN_IF_ERROR(Merge(*entry.limits, authorization.limits));
  }
  return entry;
}

// Asked only of a transaction that a derived key signs; the owner's own
// signature needs no second one.
Status CheckAccessSignature(const TxnScope& scope,
                            const DerivedKeyAuthorization& authorization) {
  DESOBOOK_ASSIGN_OR_RETURN(const ClaimedSigner signer,
                            FindClaimedSigner(scope));
  if (!signer.derived) return {};
  if (!authorization.has_limits || !authorization.access_signature_valid) {
    return RuleError::kAuthorizeDerivedKeyAccessSignatureNotValid;
  }
  return {};
}

// The node's previous entry shares its maps with the new one, so that its
// record shows the merged counts next to the old single values.
DerivedKeyEntry PreviousAsRecorded(const DerivedKeyEntry& previous,
                                   const DerivedKeyEntry& merged) {
  DerivedKeyEntry recorded = previous;
  if (!previous.limits) return recorded;
  recorded.limits = merged.limits;
  recorded.limits->global_deso = previous.limits->global_deso;
  recorded.limits->is_unlimited = previous.limits->is_unlimited;
  return recorded;
}

// Likewise the entry that charging remembers is the variable that finally
// holds the new entry.
void PatchAccounting(std::vector<Operation>& operations,
                     const DerivedKeyEntry& entry) {
  for (Operation& operation : operations) {
    if (operation.type == OperationType::kSpendingLimitAccounting) {
      operation.prev_derived_key = entry;
    }
  }
}

}  // namespace

Result<Totals> ConnectAuthorizeDerivedKey(TxnScope& scope) {
  const auto& metadata =
      std::get<AuthorizeDerivedKeyMetadata>(scope.txn().metadata);
  DESOBOOK_ASSIGN_OR_RETURN(const PublicKey derived,
                            CheckKeys(scope, metadata));
  const DerivedKeyId id{scope.Sender(), derived};
  std::optional<DerivedKeyEntry> previous;
  if (const DerivedKeyEntry* found = scope.view.derived_keys.Find(id)) {
    // A removed key can never come back, nor be removed again.
    if (found->operation == kNotValid) {
      return RuleError::kAuthorizeDerivedKeyDeletedDerivedPublicKey;
    }
    previous = *found;
  }
  const DerivedKeyAuthorization authorization =
      scope.envelope.authorization.value_or(DerivedKeyAuthorization{});
  DESOBOOK_ASSIGN_OR_RETURN(
      const DerivedKeyEntry merged,
      MergedEntry(scope, previous, metadata, authorization));
  DESOBOOK_RETURN_IF_ERROR(CheckAccessSignature(scope, authorization));

  // In force while the transaction is verified and charged: a key may
  // authorise itself.
  scope.view.derived_keys.Put(id, merged);
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  // Charging may have replaced the entry.
  DerivedKeyEntry entry = *scope.view.derived_keys.Find(id);
  entry.operation = metadata.operation;
  if (scope.envelope.signature.derived_key == derived) {
    PatchAccounting(scope.operations, entry);
  }
  scope.view.derived_keys.Put(id, std::move(entry));

  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kAuthorizeDerivedKey;
  if (previous) {
    operation.prev_derived_key = PreviousAsRecorded(*previous, merged);
  }
  return totals;
}

}  // namespace desobook
