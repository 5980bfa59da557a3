// What an operation stores to be undone: fields 1-61 and 63-76 of protocol
// text 8.5.

#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain::entries {
namespace {

constexpr FieldSpec kOperationHeadFields[] = {
    {"Type", FieldKind::kUvarint},
    {"Entry", FieldKind::kEntry, &kUtxoEntry},
    {"Key", FieldKind::kEntry, &kUtxoKey},
    {"PrevNanosPurchased", FieldKind::kUvarint},
    {"PrevUSDCentsPerBitcoin", FieldKind::kUvarint},
    {"PrevPostEntry", FieldKind::kEntry, &kPostEntry},
    {"PrevParentPostEntry", FieldKind::kEntry, &kPostEntry},
    {"PrevGrandparentPostEntry", FieldKind::kEntry, &kPostEntry},
    {"PrevRepostedPostEntry", FieldKind::kEntry, &kPostEntry},
    {"PrevProfileEntry", FieldKind::kEntry, &kProfileEntry},
    {"PrevLikeEntry", FieldKind::kEntry, &kLikeEntry},
    {"PrevLikeCount", FieldKind::kUvarint},
    {"PrevDiamondEntry", FieldKind::kEntry, &kDiamondEntry},
    {"PrevNFTEntry", FieldKind::kEntry, &kNftEntry},
    {"PrevNFTBidEntry", FieldKind::kEntry, &kNftBidEntry},
    {"DeletedNFTBidEntries", FieldKind::kEntryList, &kNftBidEntry},
    {"NFTPaymentUtxoKeys", FieldKind::kEntryList, &kUtxoKey},
    {"NFTSpentUtxoEntries", FieldKind::kEntryList, &kUtxoEntry},
    {"PrevAcceptedNFTBidEntries", FieldKind::kPresent, &kNftBidList},
    {"PrevDerivedKeyEntry", FieldKind::kEntry, &kDerivedKeyEntry},
    {"PrevMessagingKeyEntry", FieldKind::kEntry, &kMessagingGroupEntry},
    {"PrevRepostEntry", FieldKind::kEntry, &kRepostEntry},
    {"PrevRepostCount", FieldKind::kUvarint},
    {"PrevCoinEntry", FieldKind::kEntry, &kCoinEntry},
    {"PrevCoinRoyaltyCoinEntries", FieldKind::kCustom, nullptr,
     &kPrevCoinRoyalties},
    {"PrevTransactorBalanceEntry", FieldKind::kEntry, &kBalanceEntry},
    {"PrevCreatorBalanceEntry", FieldKind::kEntry, &kBalanceEntry},
    {"FounderRewardUtxoKey", FieldKind::kEntry, &kUtxoKey},
    {"PrevSenderBalanceEntry", FieldKind::kEntry, &kBalanceEntry},
    {"PrevReceiverBalanceEntry", FieldKind::kEntry, &kBalanceEntry},
    {"PrevGlobalParamsEntry", FieldKind::kEntry, &kGlobalParamsEntry},
    {"PrevForbiddenPubKeyEntry", FieldKind::kEntry, &kForbiddenPubKeyEntry},
    {"ClobberedProfileBugDESOLockedNanos", FieldKind::kUvarint},
    {"CreatorCoinDESOLockedNanosDiff", FieldKind::kCustom, nullptr,
     &kUvarintAsSigned},
    {"SwapIdentityFromDESOLockedNanos", FieldKind::kUvarint},
    {"SwapIdentityToDESOLockedNanos", FieldKind::kUvarint},
    {"AcceptNFTBidCreatorPublicKey", FieldKind::kBytes},
    {"AcceptNFTBidBidderPublicKey", FieldKind::kBytes},
    {"AcceptNFTBidCreatorRoyaltyNanos", FieldKind::kUvarint},
    {"AcceptNFTBidCreatorDESORoyaltyNanos", FieldKind::kUvarint},
    {"AcceptNFTBidAdditionalCoinRoyalties", FieldKind::kEntryList,
     &kPublicKeyRoyaltyPair},
    {"AcceptNFTBidAdditionalDESORoyalties", FieldKind::kEntryList,
     &kPublicKeyRoyaltyPair},
    {"NFTBidCreatorPublicKey", FieldKind::kBytes},
    {"NFTBidBidderPublicKey", FieldKind::kBytes},
    {"NFTBidCreatorRoyaltyNanos", FieldKind::kUvarint},
    {"NFTBidCreatorDESORoyaltyNanos", FieldKind::kUvarint},
    {"NFTBidAdditionalCoinRoyalties", FieldKind::kEntryList,
     &kPublicKeyRoyaltyPair},
    {"NFTBidAdditionalDESORoyalties", FieldKind::kEntryList,
     &kPublicKeyRoyaltyPair},
    {"PrevTransactorDAOCoinLimitOrderEntry", FieldKind::kEntry, &kOrderEntry},
    {"PrevBalanceEntries", FieldKind::kCustom, nullptr, &kPrevBalances},
    {"PrevMatchingOrders", FieldKind::kEntryList, &kOrderEntry},
    {"FilledDAOCoinLimitOrders", FieldKind::kEntryList, &kFilledOrder},
    {"PrevUserAssociationEntry", FieldKind::kEntry, &kUserAssociationEntry,
     nullptr, 2},
    {"PrevPostAssociationEntry", FieldKind::kEntry, &kPostAssociationEntry,
     nullptr, 2},
    {"PrevAccessGroupEntry", FieldKind::kEntry, &kAccessGroupEntry, nullptr, 2},
    {"PrevAccessGroupMembersList", FieldKind::kEntryList,
     &kAccessGroupMemberEntry, nullptr, 2},
    {"PrevNewMessageEntry", FieldKind::kEntry, &kNewMessageEntry, nullptr, 2},
    {"PrevDmThreadEntry", FieldKind::kEntry, &kDmThreadEntry, nullptr, 2},
    {"BalancePublicKey", FieldKind::kBytes, nullptr, nullptr, 3},
    {"BalanceAmountNanos", FieldKind::kUvarint, nullptr, nullptr, 3},
    {"PrevNonceEntries", FieldKind::kEntryList, &kTransactorNonceEntry, nullptr,
     3},
};
constexpr FieldSpec kOperationTailFields[] = {
    {"PrevValidatorEntry", FieldKind::kEntry, &kValidatorEntry, nullptr, 4},
    {"PrevStakeEntries", FieldKind::kEntryList, &kStakeEntry, nullptr, 4},
    {"PrevLockedStakeEntries", FieldKind::kEntryList, &kLockedStakeEntry,
     nullptr, 4},
    {"PrevLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry, nullptr,
     4},
    {"SetLockedBalanceEntries", FieldKind::kEntryList, &kLockedBalanceEntry,
     nullptr, 4},
    {"PrevLockupYieldCurvePoint", FieldKind::kEntry, &kLockupYieldCurvePoint,
     nullptr, 4},
    {"PrevLockupTransferRestriction", FieldKind::kByte, nullptr, nullptr, 4},
    {"PrevSenderLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry,
     nullptr, 4},
    {"PrevReceiverLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry,
     nullptr, 4},
    {"PrevLockedBalanceEntries", FieldKind::kEntryList, &kLockedBalanceEntry,
     nullptr, 4},
    {"ModifiedLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry,
     nullptr, 4},
    {"StakeAmountNanosDiff", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"LockedAtEpochNumber", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"AtomicTxnsInnerUtxoOps", FieldKind::kList, &kOperationList, nullptr, 4},
};
constexpr FieldSpec kOperationTailPlainFields[] = {
    {"PrevValidatorEntry", FieldKind::kEntry, &kValidatorEntry, nullptr, 4},
    {"PrevStakeEntries", FieldKind::kEntryList, &kStakeEntry, nullptr, 4},
    {"PrevLockedStakeEntries", FieldKind::kEntryList, &kLockedStakeEntry,
     nullptr, 4},
    {"PrevLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry, nullptr,
     4},
    {"SetLockedBalanceEntries", FieldKind::kEntryList, &kLockedBalanceEntry,
     nullptr, 4},
    {"PrevLockupYieldCurvePoint", FieldKind::kEntry, &kLockupYieldCurvePoint,
     nullptr, 4},
    {"PrevLockupTransferRestriction", FieldKind::kByte, nullptr, nullptr, 4},
    {"PrevSenderLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry,
     nullptr, 4},
    {"PrevReceiverLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry,
     nullptr, 4},
    {"PrevLockedBalanceEntries", FieldKind::kEntryList, &kLockedBalanceEntry,
     nullptr, 4},
    {"ModifiedLockedBalanceEntry", FieldKind::kEntry, &kLockedBalanceEntry,
     nullptr, 4},
    {"StakeAmountNanosDiff", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"LockedAtEpochNumber", FieldKind::kUvarint, nullptr, nullptr, 4},
    {"AtomicTxnsInnerUtxoOps", FieldKind::kList, &kOperationListPlain, nullptr,
     4},
};
constexpr FieldSpec kNftBidListFields[] = {
    {"", FieldKind::kEntryList, &kNftBidEntry},
};
constexpr FieldSpec kOperationListFields[] = {
    {"", FieldKind::kEntryList, &kUtxoOperation},
};
constexpr FieldSpec kOperationListPlainFields[] = {
    {"", FieldKind::kEntryList, &kUtxoOperationPlain},
};
constexpr FieldSpec kBundleFields[] = {
    {"UtxoOpBundle", FieldKind::kList, &kOperationList},
};
constexpr FieldSpec kBundlePlainFields[] = {
    {"UtxoOpBundle", FieldKind::kList, &kOperationListPlain},
};

}  // namespace

constinit const Schema kNftBidList = {"NFTBidEntries", kNftBidListFields};
constinit const Schema kOperationList = {"UtxoOperations",
                                         kOperationListFields};
constinit const Schema kOperationListPlain = {"UtxoOperations",
                                              kOperationListPlainFields};
constinit const Schema kUtxoOperationBundle = {
    "UtxoOperationBundle", kBundleFields, kUtxoOperationBundleType};
constinit const Schema kUtxoOperationBundlePlain = {
    "UtxoOperationBundle", kBundlePlainFields, kUtxoOperationBundleType};
constinit const Schema kOperationHead = {"UtxoOperation", kOperationHeadFields};
constinit const Schema kOperationTail = {"UtxoOperation", kOperationTailFields};
constinit const Schema kOperationTailPlain = {"UtxoOperation",
                                              kOperationTailPlainFields};

}  // namespace desobook::chain::entries
