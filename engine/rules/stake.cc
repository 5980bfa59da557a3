#include <algorithm>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include "engine/rules/epoch.h"
#include "engine/rules/opaque_reader.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

// Source: deso-protocol/core lib/block_view_validator.go.
constexpr std::uint64_t kMaxDomains = 100;
constexpr std::uint64_t kMaxCommissionBasisPoints = 10'000;

Status CheckHeight(const TxnScope& scope) {
  if (scope.context.height <
      scope.context.network->forks.proof_of_stake_1_state_setup) {
    return RuleError::kProofofStakeTxnBeforeBlockHeight;
  }
  return {};
}

// What registering says about the validator. Domain names, voting key and its
// authorisation are not part of the modelled state.
// Source: ibid., RegisterAsValidatorMetadata.FromBytes.
struct Registration {
  bool disable_delegated_stake = false;
  std::uint64_t commission_basis_points = 0;
};
Result<Registration> ReadRegistration(const Transaction& txn) {
  const auto* opaque = std::get_if<OpaqueMetadata>(&txn.metadata);
  if (opaque == nullptr) return RuleError::kGeneric;
  OpaqueReader reader(opaque->bytes);
  const std::uint64_t domains = reader.Uvarint();
  if (domains < 1) return RuleError::kValidatorNoDomains;
  if (domains > kMaxDomains) return RuleError::kValidatorTooManyDomains;
  std::vector<Bytes> names;
  for (std::uint64_t i = 0; i < domains && reader.ok(); ++i) {
    const ByteView name = reader.LengthBytes();
    names.emplace_back(name.begin(), name.end());
  }
  Registration registration;
  registration.disable_delegated_stake = reader.Bool();
  registration.commission_basis_points = reader.Uvarint();
  if (!reader.ok()) return RuleError::kGeneric;
  std::sort(names.begin(), names.end());
  if (std::adjacent_find(names.begin(), names.end()) != names.end()) {
    return RuleError::kValidatorDuplicateDomains;
  }
  if (registration.commission_basis_points > kMaxCommissionBasisPoints) {
    return RuleError::kValidatorInvalidCommissionBasisPoints;
  }
  return registration;
}

bool HasDelegatedStake(const LedgerView& view, const Pkid& validator) {
  bool found = false;
  view.stakes.ForEachLive([&](const StakeKey& key, const StakeEntry&) {
    found |= key.validator == validator && key.staker != validator;
  });
  return found;
}

// A validator by its key, with its PKID.
struct Validator {
  Pkid pkid;
  ValidatorEntry entry;
};
std::optional<Validator> FindValidator(LedgerView& view, const Bytes& key) {
  const auto public_key = PublicKey::From(key);
  if (!public_key) return std::nullopt;
  const Pkid pkid = view.PkidOf(*public_key);
  const ValidatorEntry* entry = view.validators.Find(pkid);
  if (entry == nullptr) return std::nullopt;
  return Validator{pkid, *entry};
}

std::optional<Nanos> ToNanos(const std::optional<BaseUnits>& amount) {
  if (!amount || !amount->value().FitsUint64()) return std::nullopt;
  return Nanos(amount->value().limb[0]);
}

// Source: lib/block_view_stake.go, IsValidStakeMetadata.
Status CheckStake(TxnScope& scope, const StakeMetadata& metadata,
                  const Validator& validator, const StakeKey& key) {
  if (key.staker != validator.pkid && validator.entry.disable_delegated_stake) {
    return RuleError::kInvalidStakeValidatorDisabledDelegatedStake;
  }
  if (metadata.reward_method > kRestakeRewardMethod) {
    return RuleError::kInvalidStakingRewardMethod;
  }
  const auto amount = ToNanos(metadata.amount);
  if (!amount) return RuleError::kInvalidStakeAmountNanos;
  const auto spendable =
      CheckedSub(scope.view.DesoBalance(scope.Sender()),
                 WithheldReward(scope.context, scope.Sender()));
  if (!spendable) return RuleError::kGeneric;
  if (*spendable < *amount) return RuleError::kInvalidStakeInsufficientBalance;
  if (amount->IsZero() && scope.view.stakes.Find(key) == nullptr) {
    return RuleError::kInvalidStakeAmountNanos;
  }
  return {};
}

// The balance must have fallen by amount and fee, so that outputs to others
// are not possible. Source: ibid., SanityCheckStakeTxn.
Status CheckSpent(TxnScope& scope, Nanos before, Nanos amount) {
  const auto spent = CheckedSub(before, scope.view.DesoBalance(scope.Sender()));
  if (!spent) return RuleError::kGeneric;
  const auto net = CheckedSub(*spent, scope.txn().fee);
  if (!net || *net != amount) return RuleError::kGeneric;
  return {};
}

Status AddStake(LedgerView& view, const StakeKey& key, Validator& validator,
                const StakeMetadata& metadata) {
  const StakeEntry* found = view.stakes.Find(key);
  StakeEntry stake = found != nullptr ? *found : StakeEntry{};
  const Uint256& amount = metadata.amount->value();
  const auto sum = CheckedAdd(stake.amount, amount);
  const auto total = CheckedAdd(validator.entry.total_stake, amount);
  if (!sum || !total) return RuleError::kGeneric;
  stake.amount = *sum;
  stake.reward_method = metadata.reward_method;
  view.stakes.Put(key, stake);
  validator.entry.total_stake = *total;
  view.validators.Put(validator.pkid, validator.entry);
  return {};
}

}  // namespace

Result<Totals> ConnectRegisterAsValidator(TxnScope& scope) {
  DESOBOOK_RETURN_IF_ERROR(CheckHeight(scope));
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  DESOBOOK_ASSIGN_OR_RETURN(const Registration registration,
                            ReadRegistration(scope.txn()));
  LedgerView& view = scope.view;
  const Pkid pkid = view.PkidOf(scope.Sender());
  const ValidatorEntry* found = view.validators.Find(pkid);
  ValidatorEntry entry;
  if (found != nullptr) {
    entry = *found;
    if (!entry.disable_delegated_stake &&
        registration.disable_delegated_stake && HasDelegatedStake(view, pkid)) {
      return RuleError::kValidatorDisablingExistingDelegatedStakers;
    }
  } else {
    entry.last_active_epoch = CurrentEpoch(view, *scope.context.network).number;
  }
  entry.disable_delegated_stake = registration.disable_delegated_stake;
  entry.commission_basis_points = registration.commission_basis_points;
  view.validators.Put(pkid, entry);
  scope.operations.emplace_back().type = OperationType::kRegisterAsValidator;
  return totals;
}

Result<Totals> ConnectStake(TxnScope& scope) {
  DESOBOOK_RETURN_IF_ERROR(CheckHeight(scope));
  const auto& metadata = std::get<StakeMetadata>(scope.txn().metadata);
  LedgerView& view = scope.view;
  auto validator = FindValidator(view, metadata.validator_public_key);
  if (!validator) return RuleError::kInvalidValidatorPKID;
  const StakeKey key{validator->pkid, view.PkidOf(scope.Sender())};
  DESOBOOK_RETURN_IF_ERROR(CheckStake(scope, metadata, *validator, key));
  const auto amount = ToNanos(metadata.amount);  // fits: checked above
  const Nanos before = view.DesoBalance(scope.Sender());
  DESOBOOK_ASSIGN_OR_RETURN(Totals totals,
                            ConnectBasicTransfer(scope, *amount));
  DESOBOOK_RETURN_IF_ERROR(AddStake(view, key, *validator, metadata));
  totals.output += amount->value();  // part of the input's sum
  DESOBOOK_RETURN_IF_ERROR(CheckSpent(scope, before, *amount));
  scope.operations.emplace_back().type = OperationType::kStake;
  return totals;
}

Result<Totals> ConnectUnstake(TxnScope& scope) {
  DESOBOOK_RETURN_IF_ERROR(CheckHeight(scope));
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  const auto& metadata = std::get<UnstakeMetadata>(scope.txn().metadata);
  LedgerView& view = scope.view;
  auto validator = FindValidator(view, metadata.validator_public_key);
  if (!validator) return RuleError::kInvalidValidatorPKID;
  const StakeKey key{validator->pkid, view.PkidOf(scope.Sender())};
  const StakeEntry* found = view.stakes.Find(key);
  if (found == nullptr) return RuleError::kInvalidUnstakeNoStakeFound;
  if (!metadata.amount || metadata.amount->IsZero()) {
    return RuleError::kInvalidUnstakeAmountNanos;
  }
  StakeEntry stake = *found;
  const auto amount = ToNanos(metadata.amount);
  if (!amount || stake.amount < metadata.amount->value()) {
    return RuleError::kInvalidUnstakeInsufficientStakeFound;
  }
  const Uint256 units(amount->value());
  const auto left = CheckedSub(stake.amount, units);
  const auto total = CheckedSub(validator->entry.total_stake, units);
  if (!left || !total) return RuleError::kGeneric;
  if (left->IsZero()) {
    view.stakes.Tombstone(key);
  } else {
    stake.amount = *left;
    view.stakes.Put(key, stake);
  }
  validator->entry.total_stake = *total;
  view.validators.Put(validator->pkid, validator->entry);

  const LockedStakeKey locked{
      key.validator, key.staker,
      CurrentEpoch(view, *scope.context.network).number};
  const Nanos* before = view.locked_stakes.Find(locked);
  const auto sum = CheckedAdd(before != nullptr ? *before : Nanos(0), *amount);
  if (!sum) return RuleError::kGeneric;
  view.locked_stakes.Put(locked, *sum);
  scope.operations.emplace_back().type = OperationType::kUnstake;
  return totals;
}

Result<Totals> ConnectUnlockStake(TxnScope& scope) {
  DESOBOOK_RETURN_IF_ERROR(CheckHeight(scope));
  const auto& metadata = std::get<UnlockStakeMetadata>(scope.txn().metadata);
  const auto validator_key = PublicKey::From(metadata.validator_public_key);
  if (!validator_key) return RuleError::kInvalidValidatorPKID;
  if (metadata.start_epoch > metadata.end_epoch) {
    return RuleError::kInvalidUnlockStakeEpochRange;
  }
  LedgerView& view = scope.view;
  const NetworkParams& network = *scope.context.network;
  const auto unlockable_at = CheckedAdd(
      Nanos(metadata.end_epoch),
      Nanos(
          ResolvedParams(view.Params(), network).stake_lockup_epoch_duration));
  if (!unlockable_at) return RuleError::kGeneric;
  if (unlockable_at->value() > CurrentEpoch(view, network).number) {
    return RuleError::kInvalidUnlockStakeMustWaitLockupDuration;
  }
  std::vector<LockedStakeKey> keys;
  Nanos unlocked;
  bool overflow = false;
  const Pkid validator = view.PkidOf(*validator_key);
  const Pkid staker = view.PkidOf(scope.Sender());
  view.locked_stakes.ForEachLive([&](const LockedStakeKey& key, Nanos amount) {
    if (key.validator != validator || key.staker != staker ||
        key.locked_at_epoch < metadata.start_epoch ||
        key.locked_at_epoch > metadata.end_epoch) {
      return;
    }
    keys.push_back(key);
    const auto sum = CheckedAdd(unlocked, amount);
    overflow |= !sum.has_value();
    unlocked = sum.value_or(unlocked);
  });
  if (keys.empty()) {
    return RuleError::kInvalidUnlockStakeNoUnlockableStakeFound;
  }
  const Nanos before = view.DesoBalance(scope.Sender());
  DESOBOOK_ASSIGN_OR_RETURN(Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  if (overflow) {
    return RuleError::kInvalidUnlockStakeUnlockableStakeOverflowsUint64;
  }
  for (const LockedStakeKey& key : keys) view.locked_stakes.Tombstone(key);
  totals.input += unlocked.value();
  totals.output += unlocked.value();
  DESOBOOK_RETURN_IF_ERROR(AddBalance(scope, scope.Sender(), unlocked));
  // The balance must have grown by the amount less the fee: less than the fee
  // cannot be unlocked. Source: lib/block_view_stake.go,
  // SanityCheckUnlockStakeTxn.
  const auto grown = CheckedSub(view.DesoBalance(scope.Sender()), before);
  if (!grown || CheckedAdd(*grown, scope.txn().fee) != unlocked) {
    return RuleError::kGeneric;
  }
  scope.operations.emplace_back().type = OperationType::kUnlockStake;
  return totals;
}

}  // namespace desobook
