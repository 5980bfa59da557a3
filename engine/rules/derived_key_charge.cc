#include "engine/rules/derived_key_charge.h"

#include <utility>
#include <variant>

#include "engine/rules/bytes.h"
#include "engine/rules/opaque_reader.h"

namespace desobook {
namespace {

// Numbers of the limits' encoding (4.6). Source: deso-protocol/core
// lib/network.go, lib/block_view_lockups.go.
constexpr std::uint8_t kAnyOperation = 0;
constexpr std::uint8_t kCreatorCoinTransfer = 3;
constexpr std::uint8_t kDaoCoinTransfer = 5;
constexpr std::uint8_t kUserClass = 1;
constexpr std::uint8_t kScopeAny = 1;
constexpr std::uint8_t kScopeScoped = 2;
constexpr std::uint8_t kAssociationAny = 1;
constexpr std::uint8_t kAssociationCreate = 2;
constexpr std::uint8_t kAssociationDelete = 3;
enum LockupOperation : std::uint8_t {
  kLockupCoins = 1,
  kLockupYieldCurve = 2,
  kLockupTransferRestrictions = 3,
  kLockupTransfer = 4,
  kLockupUnlock = 5,
};

// Takes one use of `key`; a count that reaches zero goes. False if none left.
template <typename Map>
bool UseOne(Map& counts, const typename Map::key_type& key) {
  const auto it = counts.find(key);
  if (it == counts.end() || it->second == 0) return false;
  if (--it->second == 0) counts.erase(it);
  return true;
}

// The coin's own limit before the one for every coin, a named operation before
// any.
template <typename Map>
bool UseCoinOperation(Map& counts, const Pkid& coin, std::uint8_t operation) {
  for (const Pkid& creator : {coin, Pkid{}}) {
    if (UseOne(counts, {creator, operation})) return true;
    if (UseOne(counts, {creator, kAnyOperation})) return true;
  }
  return false;
}

Status ChargeCreatorCoin(TxnScope& scope, SpendingLimits& limits,
                         ByteView profile_key, std::uint8_t operation) {
  DESOBOOK_ASSIGN_OR_RETURN(const Pkid coin,
                            PkidOfBytes(scope.view, profile_key));
  if (UseCoinOperation(limits.creator_coin, coin, operation)) return {};
  return RuleError::kDerivedKeyCreatorCoinOperationNotAuthorized;
}

Status ChargeCreatorCoinTrade(TxnScope& scope, SpendingLimits& limits) {
  const auto& metadata = std::get<CreatorCoinMetadata>(scope.txn().metadata);
  if (metadata.operation > 1) {  // neither buy (0) nor sell (1)
    return RuleError::kDerivedKeyInvalidCreatorCoinLimitOperation;
  }
  return ChargeCreatorCoin(scope, limits, metadata.profile_public_key,
                           static_cast<std::uint8_t>(metadata.operation + 1));
}

Status ChargeDaoCoin(TxnScope& scope, SpendingLimits& limits,
                     ByteView profile_key, std::uint8_t operation) {
  DESOBOOK_ASSIGN_OR_RETURN(const Pkid coin,
                            PkidOfBytes(scope.view, profile_key));
  if (UseCoinOperation(limits.dao_coin, coin, operation)) return {};
  return RuleError::kDerivedKeyDAOCoinOperationNotAuthorized;
}

Status ChargeDaoCoinOperation(TxnScope& scope, SpendingLimits& limits) {
  const auto& metadata = std::get<DaoCoinMetadata>(scope.txn().metadata);
  if (metadata.operation >
      static_cast<std::uint8_t>(DaoCoinOperation::kUpdateTransferRestriction)) {
    return RuleError::kDerivedKeyInvalidDAOCoinLimitOperation;
  }
  // The limits count operations from 1 because 0 stands for any.
  return ChargeDaoCoin(scope, limits, metadata.profile_public_key,
                       static_cast<std::uint8_t>(metadata.operation + 1));
}

Status ChargeLimitOrder(SpendingLimits& limits,
                        const LimitOrderCharge* charge) {
  DESOBOOK_CHECK(charge != nullptr);
  if (!charge->pair) {
    return RuleError::kDerivedKeyInvalidDAOCoinLimitOrderOrderID;
  }
  if (UseOne(limits.limit_orders, *charge->pair)) return {};
  return RuleError::kDerivedKeyDAOCoinLimitOrderNotAuthorized;
}

Status ChargeAssociation(SpendingLimits& limits, const Bytes& type,
                         const Pkid& app, std::uint8_t operation) {
  const Bytes lower = ToLowerAscii(type);
  for (const auto& [scope, limit_app] :
       {std::pair{kScopeScoped, app}, std::pair{kScopeAny, Pkid{}}}) {
    for (const Bytes& limit_type : {lower, Bytes{}}) {
      for (const std::uint8_t limit_operation : {operation, kAssociationAny}) {
        if (UseOne(limits.associations, {kUserClass, limit_type, limit_app,
                                         scope, limit_operation})) {
          return {};
        }
      }
    }
  }
  return RuleError::kGeneric;
}

Status ChargeCreateUserAssociation(TxnScope& scope, SpendingLimits& limits) {
  const auto& metadata =
      std::get<CreateUserAssociationMetadata>(scope.txn().metadata);
  const auto app = PublicKey::From(metadata.app_public_key);
  if (!app) return RuleError::kGeneric;
  return ChargeAssociation(limits, metadata.type,
                           app->IsZero() ? Pkid{} : scope.view.PkidOf(*app),
                           kAssociationCreate);
}

Status ChargeDeleteUserAssociation(TxnScope& scope, SpendingLimits& limits) {
  const auto& metadata =
      std::get<DeleteUserAssociationMetadata>(scope.txn().metadata);
  const auto id = AssociationId::From(metadata.association_id);
  if (!id) return RuleError::kGeneric;
  const UserAssociationEntry* entry = scope.view.associations.Peek(*id);
  if (entry == nullptr) return RuleError::kGeneric;
  return ChargeAssociation(limits, entry->type, entry->app, kAssociationDelete);
}

Status ChargeLockup(TxnScope& scope, SpendingLimits& limits,
                    ByteView profile_key, std::uint8_t operation) {
  const auto key = PublicKey::From(profile_key);
  if (!key) {
    return RuleError::kDerivedKeyCoinLockupOperationInvalidProfilePKID;
  }
  const Pkid profile = key->IsZero() ? Pkid{} : scope.view.PkidOf(*key);
  for (const LockupLimitKey& limit :
       {LockupLimitKey{profile, kScopeScoped, operation},
        LockupLimitKey{profile, kScopeScoped, kAnyOperation},
        LockupLimitKey{Pkid{}, kScopeAny, operation},
        LockupLimitKey{Pkid{}, kScopeAny, kAnyOperation}}) {
    if (UseOne(limits.lockups, limit)) return {};
  }
  return RuleError::kDerivedKeyCoinLockupOperationNotAuthorized;
}

// What UPDATE_COIN_LOCKUP_PARAMS changes: varint duration, uvarint yield, bool
// remove, bool new restrictions, byte status.
// Source: lib/block_view_lockups.go, UpdateCoinLockupParamsMetadata.FromBytes.
struct LockupParamsChange {
  bool yield_curve = false;
  bool transfer_restrictions = false;
};
Result<LockupParamsChange> ReadLockupParamsChange(const Transaction& txn) {
  const auto* opaque = std::get_if<OpaqueMetadata>(&txn.metadata);
  if (opaque == nullptr) return RuleError::kGeneric;
  OpaqueReader reader(opaque->bytes);
  LockupParamsChange change;
  change.yield_curve = reader.Varint() > 0;
  reader.Uvarint();  // yield
  reader.Bool();     // whether the point is removed
  change.transfer_restrictions = reader.Bool();
  if (!reader.ok()) return RuleError::kGeneric;
  return change;
}

// Two limits of their own: a change of both uses both.
Status ChargeLockupParams(TxnScope& scope, SpendingLimits& limits) {
  DESOBOOK_ASSIGN_OR_RETURN(const LockupParamsChange change,
                            ReadLockupParamsChange(scope.txn()));
  const Bytes& owner = scope.txn().public_key;
  if (change.yield_curve) {
    DESOBOOK_RETURN_IF_ERROR(
        ChargeLockup(scope, limits, owner, kLockupYieldCurve));
  }
  if (change.transfer_restrictions) {
    DESOBOOK_RETURN_IF_ERROR(
        ChargeLockup(scope, limits, owner, kLockupTransferRestrictions));
  }
  if (!change.yield_curve && !change.transfer_restrictions) {
    return RuleError::kDerivedKeyUpdateCoinLockupParamsIsNoOp;
  }
  return {};
}

// Takes `amount` off the validator's limit, or off the one for any validator.
// A limit below the amount is passed over. The node's own errors for stakes
// stand outside its general list; they come out as kGeneric.
Status ChargeStakeAmount(TxnScope& scope, std::map<Pkid, Uint256>& amounts,
                         ByteView validator_key,
                         const std::optional<BaseUnits>& amount) {
  const auto key = PublicKey::From(validator_key);
  if (!key || !amount) return RuleError::kGeneric;
  for (const Pkid& validator : {scope.view.PkidOf(*key), Pkid{}}) {
    const auto it = amounts.find(validator);
    if (it == amounts.end()) continue;
    const auto rest = CheckedSub(it->second, amount->value());
    if (!rest) continue;
    if (rest->IsZero()) {
      amounts.erase(it);
    } else if (!rest->FitsUint64()) {
      return RuleError::kGeneric;
    } else {
      it->second = *rest;
    }
    return {};
  }
  return RuleError::kGeneric;
}

Status ChargeUnlockStake(TxnScope& scope, SpendingLimits& limits) {
  const auto& metadata = std::get<UnlockStakeMetadata>(scope.txn().metadata);
  const auto key = PublicKey::From(metadata.validator_public_key);
  if (!key) return RuleError::kGeneric;
  for (const Pkid& validator : {scope.view.PkidOf(*key), Pkid{}}) {
    if (UseOne(limits.unlock_stake, validator)) return {};
  }
  return RuleError::kGeneric;
}

// DESO that left the owner: the total less what came back so far.
Result<Nanos> SpentByOwner(const TxnScope& scope, std::uint64_t total_input) {
  std::uint64_t spent = total_input;
  const PublicKey owner = scope.Sender();
  for (const Operation& operation : scope.operations) {
    if (operation.type != OperationType::kAddBalance ||
        operation.balance_public_key != owner) {
      continue;
    }
    const std::uint64_t credit = operation.balance_amount.value();
    if (credit > spent) return RuleError::kGeneric;
    spent -= credit;
  }
  return Nanos(spent);
}

Status ChargeLockupOrStake(TxnScope& scope, SpendingLimits& limits) {
  const TxnMetadata& metadata = scope.txn().metadata;
  if (const auto* lockup = std::get_if<CoinLockupMetadata>(&metadata)) {
    return ChargeLockup(scope, limits, lockup->profile_public_key,
                        kLockupCoins);
  }
  if (const auto* move = std::get_if<CoinLockupTransferMetadata>(&metadata)) {
    return ChargeLockup(scope, limits, move->profile_public_key,
                        kLockupTransfer);
  }
  if (const auto* unlock = std::get_if<CoinUnlockMetadata>(&metadata)) {
    return ChargeLockup(scope, limits, unlock->profile_public_key,
                        kLockupUnlock);
  }
  if (const auto* stake = std::get_if<StakeMetadata>(&metadata)) {
    return ChargeStakeAmount(scope, limits.stake, stake->validator_public_key,
                             stake->amount);
  }
  if (const auto* unstake = std::get_if<UnstakeMetadata>(&metadata)) {
    return ChargeStakeAmount(scope, limits.unstake,
                             unstake->validator_public_key, unstake->amount);
  }
  return ChargeUnlockStake(scope, limits);
}

// One use of whatever counts for the transaction's type.
Status ChargeCount(TxnScope& scope, SpendingLimits& limits,
                   const LimitOrderCharge* charge) {
  const Transaction& txn = scope.txn();
  switch (txn.type) {
    case TxnType::kCreatorCoin:
      return ChargeCreatorCoinTrade(scope, limits);
    case TxnType::kCreatorCoinTransfer:
      return ChargeCreatorCoin(
          scope, limits,
          std::get<CreatorCoinTransferMetadata>(txn.metadata)
              .profile_public_key,
          kCreatorCoinTransfer);
    case TxnType::kDaoCoin:
      return ChargeDaoCoinOperation(scope, limits);
    case TxnType::kDaoCoinTransfer:
      return ChargeDaoCoin(
          scope, limits,
          std::get<DaoCoinTransferMetadata>(txn.metadata).profile_public_key,
          kDaoCoinTransfer);
    case TxnType::kDaoCoinLimitOrder:
      return ChargeLimitOrder(limits, charge);
    case TxnType::kCreateUserAssociation:
      return ChargeCreateUserAssociation(scope, limits);
    case TxnType::kDeleteUserAssociation:
      return ChargeDeleteUserAssociation(scope, limits);
    case TxnType::kUpdateCoinLockupParams:
      return ChargeLockupParams(scope, limits);
    case TxnType::kCoinLockup:
    case TxnType::kCoinLockupTransfer:
    case TxnType::kCoinUnlock:
    case TxnType::kStake:
    case TxnType::kUnstake:
    case TxnType::kUnlockStake:
      return ChargeLockupOrStake(scope, limits);
    case TxnType::kUpdateNft:
    case TxnType::kAcceptNftBid:
    case TxnType::kNftBid:
    case TxnType::kNftTransfer:
    case TxnType::kAcceptNftTransfer:
    case TxnType::kBurnNft:
    case TxnType::kCreatePostAssociation:
    case TxnType::kDeletePostAssociation:
    case TxnType::kAccessGroup:
    case TxnType::kAccessGroupMembers:
      // Limits by post, group or post association, which are not modelled.
      // These types are not executed; nothing here refuses them.
      return {};
    default:
      if (UseOne(limits.transaction_counts,
                 static_cast<std::uint8_t>(txn.type))) {
        return {};
      }
      return RuleError::kDerivedKeyTxnTypeNotAuthorized;
  }
}

}  // namespace

Status ChargeDerivedKey(TxnScope& scope, const PublicKey& derived,
                        std::uint64_t total_input,
                        const LimitOrderCharge* charge) {
  const DerivedKeyId id{scope.Sender(), derived};
  const DerivedKeyEntry* found = scope.view.derived_keys.Find(id);
  if (found == nullptr) return RuleError::kGeneric;
  if (!found->limits) return RuleError::kDerivedKeyNotAuthorized;
  if (found->limits->is_unlimited) return {};

  const DerivedKeyEntry previous = *found;
  DerivedKeyEntry charged = previous;
  SpendingLimits& limits = *charged.limits;
  DESOBOOK_ASSIGN_OR_RETURN(const Nanos spent,
                            SpentByOwner(scope, total_input));
  const auto deso_left = CheckedSub(limits.global_deso, spent);
  if (!deso_left) {
    return RuleError::kDerivedKeyTxnSpendsMoreThanGlobalDESOLimit;
  }
  limits.global_deso = *deso_left;
  DESOBOOK_RETURN_IF_ERROR(ChargeCount(scope, limits, charge));

  scope.view.derived_keys.Put(id, std::move(charged));
  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kSpendingLimitAccounting;
  operation.prev_derived_key = previous;
  return {};
}

}  // namespace desobook
