// Accounts, coins, orders, stakes and parameters (protocol text 8.4).

#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain::entries {
namespace {

constexpr FieldSpec kUtxoKeyFields[] = {
    {"TxID", FieldKind::kHash},
    {"Index", FieldKind::kCustom, nullptr, &kCut32},
};
constexpr FieldSpec kUtxoEntryFields[] = {
    {"AmountNanos", FieldKind::kUvarint},
    {"PublicKey", FieldKind::kBytes},
    {"BlockHeight", FieldKind::kCustom, nullptr, &kCut32},
    {"UtxoType", FieldKind::kByte},
    {"UtxoKey", FieldKind::kEntry, &kUtxoKey},
};
constexpr FieldSpec kDesoOutputFields[] = {
    {"PublicKey", FieldKind::kBytes},
    {"AmountNanos", FieldKind::kUvarint},
};
constexpr FieldSpec kPkidEntryPartFields[] = {
    {"", FieldKind::kCustom, nullptr, &kPadded33},
};
constexpr FieldSpec kPublicKeyPartFields[] = {
    {"", FieldKind::kCustom, nullptr, &kPadded33},
};
constexpr FieldSpec kBlockHashPartFields[] = {
    {"", FieldKind::kLenHash},
};
constexpr FieldSpec kBalanceEntryFields[] = {
    {"HODLerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"CreatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"BalanceNanos", FieldKind::kVariableUint256},
    {"HasPurchased", FieldKind::kBool},
};
constexpr FieldSpec kCoinEntryFields[] = {
    {"CreatorBasisPoints", FieldKind::kUvarint},
    {"DeSoLockedNanos", FieldKind::kUvarint},
    {"NumberOfHolders", FieldKind::kUvarint},
    {"CoinsInCirculationNanos", FieldKind::kVariableUint256},
    {"CoinWatermarkNanos", FieldKind::kUvarint},
    {"MintingDisabled", FieldKind::kBool},
    {"TransferRestrictionStatus", FieldKind::kByte},
    {"LockupTransferRestrictionStatus", FieldKind::kByte, nullptr, nullptr, 4},
};
constexpr FieldSpec kPkidEntryFields[] = {
    {"PKID", FieldKind::kEntry, &kPkidEntryPart},
    {"PublicKey", FieldKind::kBytes},
};
constexpr FieldSpec kOrderEntryFields[] = {
    {"OrderID", FieldKind::kEntry, &kBlockHashPart},
    {"TransactorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"BuyingDAOCoinCreatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"SellingDAOCoinCreatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"ScaledExchangeRateCoinsToSellPerCoinToBuy", FieldKind::kVariableUint256},
    {"QuantityToFillInBaseUnits", FieldKind::kVariableUint256},
    {"OperationType", FieldKind::kUvarintAtMost8},
    {"FillType", FieldKind::kUvarintAtMost8},
    {"BlockHeight", FieldKind::kUvarintAtMost32},
};
constexpr FieldSpec kFilledOrderFields[] = {
    {"OrderID", FieldKind::kEntry, &kBlockHashPart},
    {"TransactorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"BuyingDAOCoinCreatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"SellingDAOCoinCreatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"CoinQuantityInBaseUnitsBought", FieldKind::kVariableUint256},
    {"CoinQuantityInBaseUnitsSold", FieldKind::kVariableUint256},
    {"IsFulfilled", FieldKind::kBool},
};
constexpr FieldSpec kFilledOrderMetadataFields[] = {
    {"TransactorPublicKeyBase58Check", FieldKind::kCustom, nullptr, &kText},
    {"BuyingDAOCoinCreatorPublicKey", FieldKind::kCustom, nullptr, &kText},
    {"SellingDAOCoinCreatorPublicKey", FieldKind::kCustom, nullptr, &kText},
    {"CoinQuantityInBaseUnitsBought", FieldKind::kVariableUint256},
    {"CoinQuantityInBaseUnitsSold", FieldKind::kVariableUint256},
    {"IsFulfilled", FieldKind::kBool},
};
constexpr FieldSpec kUserAssociationEntryFields[] = {
    {"AssociationID", FieldKind::kEntry, &kBlockHashPart},
    {"TransactorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"TargetUserPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"AppPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"AssociationType", FieldKind::kBytes},
    {"AssociationValue", FieldKind::kBytes},
    {"ExtraData", FieldKind::kExtraData},
    {"BlockHeight", FieldKind::kCustom, nullptr, &kCut32},
};
constexpr FieldSpec kDesoNonceFields[] = {
    {"ExpirationBlockHeight", FieldKind::kUvarint},
    {"PartialID", FieldKind::kUvarint},
};
constexpr FieldSpec kTransactorNonceEntryFields[] = {
    {"Nonce", FieldKind::kEntry, &kDesoNonce},
    {"TransactorPKID", FieldKind::kEntry, &kPkidEntryPart},
};
constexpr FieldSpec kDesoBalanceEntryFields[] = {
    {"PublicKey", FieldKind::kBytes},
    {"BalanceNanos", FieldKind::kUvarint},
};
constexpr FieldSpec kGlobalParamsEntryFields[] = {
    {"USDCentsPerBitcoin", FieldKind::kUvarint},
    {"CreateProfileFeeNanos", FieldKind::kUvarint},
    {"CreateNFTFeeNanos", FieldKind::kUvarint},
    {"MaxCopiesPerNFT", FieldKind::kUvarint},
    {"MinimumNetworkFeeNanosPerKB", FieldKind::kUvarint},
    {"MaxNonceExpirationBlockHeightOffset", FieldKind::kUvarint, nullptr,
     nullptr, 3},
    {"StakeLockupEpochDuration", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"ValidatorJailEpochDuration", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"LeaderScheduleMaxNumValidators", FieldKind::kUvarint, nullptr, nullptr,
     4},
    {"ValidatorSetMaxNumValidators", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"StakingRewardsMaxNumStakes", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"StakingRewardsAPYBasisPoints", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"EpochDurationNumBlocks", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"JailInactiveValidatorGracePeriodEpochs", FieldKind::kUvarint, nullptr,
     nullptr, 4},
    {"MaximumVestedIntersectionsPerLockupTransaction", FieldKind::kVarint,
     nullptr, nullptr, 4},
    {"FeeBucketGrowthRateBasisPoints", FieldKind::kUvarint, nullptr, nullptr,
     4},
    {"BlockTimestampDriftNanoSecs", FieldKind::kVarint, nullptr, nullptr, 4},
    {"MempoolMaxSizeBytes", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"MempoolFeeEstimatorNumMempoolBlocks", FieldKind::kUvarint, nullptr,
     nullptr, 4},
    {"MempoolFeeEstimatorNumPastBlocks", FieldKind::kUvarint, nullptr, nullptr,
     4},
    {"MempoolCongestionFactorBasisPoints", FieldKind::kUvarint, nullptr,
     nullptr, 4},
    {"MempoolPastBlocksCongestionFactorBasisPoints", FieldKind::kUvarint,
     nullptr, nullptr, 4},
    {"MempoolPriorityPercentileBasisPoints", FieldKind::kUvarint, nullptr,
     nullptr, 4},
    {"MempoolPastBlocksPriorityPercentileBasisPoints", FieldKind::kUvarint,
     nullptr, nullptr, 4},
    {"MaxBlockSizeBytesPoS", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"SoftMaxBlockSizeBytesPoS", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"MaxTxnSizeBytesPoS", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"BlockProductionIntervalMillisecondsPoS", FieldKind::kUvarint, nullptr,
     nullptr, 4},
    {"TimeoutIntervalMillisecondsPoS", FieldKind::kUvarint, nullptr, nullptr,
     4},
};
constexpr FieldSpec kDomainFields[] = {
    {"", FieldKind::kBytes},
};
constexpr FieldSpec kValidatorEntryFields[] = {
    {"ValidatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"Domains", FieldKind::kList, &kDomain},
    {"DisableDelegatedStake", FieldKind::kBool},
    {"DelegatedStakeCommissionBasisPoints", FieldKind::kUvarint},
    {"VotingPublicKey", FieldKind::kCustom, nullptr, &kBlsPublicKey},
    {"VotingAuthorization", FieldKind::kCustom, nullptr, &kBlsSignature},
    {"TotalStakeAmountNanos", FieldKind::kVariableUint256},
    {"LastActiveAtEpochNumber", FieldKind::kUvarint},
    {"JailedAtEpochNumber", FieldKind::kUvarint},
    {"ExtraData", FieldKind::kExtraData},
};
constexpr FieldSpec kStakeEntryFields[] = {
    {"StakerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"ValidatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"RewardMethod", FieldKind::kByte},
    {"StakeAmountNanos", FieldKind::kVariableUint256},
    {"ExtraData", FieldKind::kExtraData},
};
constexpr FieldSpec kLockedStakeEntryFields[] = {
    {"StakerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"ValidatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"LockedAmountNanos", FieldKind::kVariableUint256},
    {"LockedAtEpochNumber", FieldKind::kUvarint},
    {"ExtraData", FieldKind::kExtraData},
};
constexpr FieldSpec kEpochEntryFields[] = {
    {"EpochNumber", FieldKind::kUvarint},
    {"InitialBlockHeight", FieldKind::kUvarint},
    {"InitialView", FieldKind::kUvarint},
    {"FinalBlockHeight", FieldKind::kUvarint},
    {"InitialLeaderIndexOffset", FieldKind::kUvarint},
    {"CreatedAtBlockTimestampNanoSecs", FieldKind::kVarint},
};
constexpr FieldSpec kLockedBalanceEntryFields[] = {
    {"HODLerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"ProfilePKID", FieldKind::kEntry, &kPkidEntryPart},
    {"UnlockTimestampNanoSecs", FieldKind::kVarint},
    {"VestingEndTimestampNanoSecs", FieldKind::kVarint},
    {"BalanceBaseUnits", FieldKind::kCustom, nullptr, &kLast32Uint256},
};
constexpr FieldSpec kLockupYieldCurvePointFields[] = {
    {"ProfilePKID", FieldKind::kEntry, &kPkidEntryPart},
    {"LockupDurationNanoSecs", FieldKind::kVarint},
    {"LockupYieldAPYBasisPoints", FieldKind::kUvarint},
};
constexpr FieldSpec kBlsPublicKeyPkidPairFields[] = {
    {"BLSPublicKey", FieldKind::kCustom, nullptr, &kBlsPublicKey},
    {"PKID", FieldKind::kEntry, &kPkidEntryPart},
};
constexpr FieldSpec kAffectedPublicKeyFields[] = {
    {"PublicKeyBase58Check", FieldKind::kCustom, nullptr, &kText},
    {"Metadata", FieldKind::kCustom, nullptr, &kText},
};

}  // namespace

constinit const Schema kUtxoKey = {"UtxoKey", kUtxoKeyFields, 23};
constinit const Schema kUtxoEntry = {"UtxoEntry", kUtxoEntryFields};
constinit const Schema kDesoOutput = {"DeSoOutput", kDesoOutputFields, 24};
constinit const Schema kPkidEntryPart = {"PKID", kPkidEntryPartFields, 25};
constinit const Schema kPublicKeyPart = {"PublicKey", kPublicKeyPartFields, 26};
constinit const Schema kBlockHashPart = {"BlockHash", kBlockHashPartFields, 27};
constinit const Schema kBalanceEntry = {"BalanceEntry", kBalanceEntryFields,
                                        17};
constinit const Schema kCoinEntry = {"CoinEntry", kCoinEntryFields, 18};
constinit const Schema kPkidEntry = {"PKIDEntry", kPkidEntryFields, 20};
constinit const Schema kOrderEntry = {"DAOCoinLimitOrderEntry",
                                      kOrderEntryFields, 28};
constinit const Schema kFilledOrder = {"FilledDAOCoinLimitOrder",
                                       kFilledOrderFields, 29};
constinit const Schema kFilledOrderMetadata = {
    "FilledDAOCoinLimitOrderMetadata", kFilledOrderMetadataFields, 1000006};
constinit const Schema kUserAssociationEntry = {
    "UserAssociationEntry", kUserAssociationEntryFields, 30};
constinit const Schema kDesoNonce = {"DeSoNonce", kDesoNonceFields, 38};
constinit const Schema kTransactorNonceEntry = {
    "TransactorNonceEntry", kTransactorNonceEntryFields, 39};
constinit const Schema kDesoBalanceEntry = {"DeSoBalanceEntry",
                                            kDesoBalanceEntryFields, 42};
constinit const Schema kGlobalParamsEntry = {"GlobalParamsEntry",
                                             kGlobalParamsEntryFields, 15};
constinit const Schema kDomain = {"Domain", kDomainFields};
constinit const Schema kValidatorEntry = {"ValidatorEntry",
                                          kValidatorEntryFields, 45};
constinit const Schema kStakeEntry = {"StakeEntry", kStakeEntryFields, 46};
constinit const Schema kLockedStakeEntry = {"LockedStakeEntry",
                                            kLockedStakeEntryFields, 47};
constinit const Schema kEpochEntry = {"EpochEntry", kEpochEntryFields, 48};
constinit const Schema kLockedBalanceEntry = {"LockedBalanceEntry",
                                              kLockedBalanceEntryFields, 49};
constinit const Schema kLockupYieldCurvePoint = {
    "LockupYieldCurvePoint", kLockupYieldCurvePointFields, 50};
constinit const Schema kBlsPublicKeyPkidPair = {
    "BLSPublicKeyPKIDPairEntry", kBlsPublicKeyPkidPairFields, 51};
constinit const Schema kAffectedPublicKey = {"AffectedPublicKey",
                                             kAffectedPublicKeyFields, 22};

}  // namespace desobook::chain::entries
