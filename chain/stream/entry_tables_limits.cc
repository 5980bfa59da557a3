// Spending limits of a derived key as a tree (protocol text 4.6). What may be
// in them is for chain/keys to say; this only shows and repeats them.

#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain::entries {
namespace {

constexpr FieldSpec kTypeCountFields[] = {
    {"key", FieldKind::kUvarintCut8},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kTypeCount = {"TypeCount", kTypeCountFields};
constexpr FieldSpec kCoinLimitKeyFields[] = {
    {"CreatorPKID", FieldKind::kLenPkid},
    {"Operation", FieldKind::kUvarintCut8},
};
constexpr Schema kCoinLimitKey = {"CoinLimitKey", kCoinLimitKeyFields};
constexpr FieldSpec kCoinLimitFields[] = {
    {"key", FieldKind::kObject, &kCoinLimitKey},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kCoinLimit = {"CoinLimit", kCoinLimitFields};
constexpr FieldSpec kNftLimitKeyFields[] = {
    {"BlockHash", FieldKind::kLenHash},
    {"SerialNumber", FieldKind::kUvarint},
    {"Operation", FieldKind::kUvarintCut8},
};
constexpr Schema kNftLimitKey = {"NftLimitKey", kNftLimitKeyFields};
constexpr FieldSpec kNftLimitFields[] = {
    {"key", FieldKind::kObject, &kNftLimitKey},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kNftLimit = {"NftLimit", kNftLimitFields};
constexpr FieldSpec kOrderLimitKeyFields[] = {
    {"BuyingDAOCoinCreatorPKID", FieldKind::kPublicKey},
    {"SellingDAOCoinCreatorPKID", FieldKind::kPublicKey},
};
constexpr Schema kOrderLimitKey = {"OrderLimitKey", kOrderLimitKeyFields};
constexpr FieldSpec kOrderLimitFields[] = {
    {"key", FieldKind::kObject, &kOrderLimitKey},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kOrderLimit = {"OrderLimit", kOrderLimitFields};
constexpr FieldSpec kAssociationLimitKeyFields[] = {
    {"AssociationClass", FieldKind::kUvarintCut8},
    {"AssociationType", FieldKind::kCustom, nullptr, &kText},
    {"AppPKID", FieldKind::kPublicKey},
    {"AppScopeType", FieldKind::kUvarintCut8},
    {"Operation", FieldKind::kUvarintCut8},
};
constexpr Schema kAssociationLimitKey = {"AssociationLimitKey",
                                         kAssociationLimitKeyFields};
constexpr FieldSpec kAssociationLimitFields[] = {
    {"key", FieldKind::kObject, &kAssociationLimitKey},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kAssociationLimit = {"AssociationLimit",
                                      kAssociationLimitFields};
constexpr FieldSpec kGroupLimitKeyFields[] = {
    {"AccessGroupOwnerPublicKey", FieldKind::kLenPublicKey},
    {"AccessGroupScopeType", FieldKind::kUvarintCut8},
    {"AccessGroupKeyName", FieldKind::kLenName},
    {"OperationType", FieldKind::kUvarintCut8},
};
constexpr Schema kGroupLimitKey = {"GroupLimitKey", kGroupLimitKeyFields};
constexpr FieldSpec kGroupLimitFields[] = {
    {"key", FieldKind::kObject, &kGroupLimitKey},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kGroupLimit = {"GroupLimit", kGroupLimitFields};
constexpr FieldSpec kLockupLimitKeyFields[] = {
    {"ProfilePKID", FieldKind::kPublicKey},
    {"ScopeType", FieldKind::kByte},
    {"Operation", FieldKind::kByte},
};
constexpr Schema kLockupLimitKey = {"LockupLimitKey", kLockupLimitKeyFields};
constexpr FieldSpec kLockupLimitFields[] = {
    {"key", FieldKind::kObject, &kLockupLimitKey},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kLockupLimit = {"LockupLimit", kLockupLimitFields};
constexpr FieldSpec kValidatorLimitKeyFields[] = {
    {"ValidatorPKID", FieldKind::kPublicKey},
};
constexpr Schema kValidatorLimitKey = {"ValidatorLimitKey",
                                       kValidatorLimitKeyFields};
constexpr FieldSpec kStakeLimitFields[] = {
    {"key", FieldKind::kObject, &kValidatorLimitKey},
    {"value", FieldKind::kVariableUint256},
};
constexpr Schema kStakeLimit = {"StakeLimit", kStakeLimitFields};
constexpr FieldSpec kUnlockLimitFields[] = {
    {"key", FieldKind::kObject, &kValidatorLimitKey},
    {"value", FieldKind::kUvarint},
};
constexpr Schema kUnlockLimit = {"UnlockLimit", kUnlockLimitFields};
constexpr FieldSpec kSpendingLimitsFields[] = {
    {"GlobalDESOLimit", FieldKind::kUvarint},
    {"TransactionCountLimitMap", FieldKind::kList, &kTypeCount},
    {"CreatorCoinOperationLimitMap", FieldKind::kList, &kCoinLimit},
    {"DAOCoinOperationLimitMap", FieldKind::kList, &kCoinLimit},
    {"NFTOperationLimitMap", FieldKind::kList, &kNftLimit},
    {"DAOCoinLimitOrderLimitMap", FieldKind::kList, &kOrderLimit},
    {"IsUnlimited", FieldKind::kBool, nullptr, nullptr, 1},
    {"AssociationLimitMap", FieldKind::kList, &kAssociationLimit, nullptr, 2},
    {"AccessGroupMap", FieldKind::kList, &kGroupLimit, nullptr, 2},
    {"AccessGroupMemberMap", FieldKind::kList, &kGroupLimit, nullptr, 2},
    {"LockupLimitMap", FieldKind::kList, &kLockupLimit, nullptr, 4},
    {"StakeLimitMap", FieldKind::kList, &kStakeLimit, nullptr, 4},
    {"UnstakeLimitMap", FieldKind::kList, &kStakeLimit, nullptr, 4},
    {"UnlockStakeLimitMap", FieldKind::kList, &kUnlockLimit, nullptr, 4},
};

}  // namespace

constinit const Schema kSpendingLimits = {"TransactionSpendingLimit",
                                          kSpendingLimitsFields};

}  // namespace desobook::chain::entries
