#include "chain/codec/metadata_schema.h"

#include <array>

namespace desobook::chain {
namespace {

constexpr FieldSpec kProofPartFields[] = {
    {"IsRight", FieldKind::kBool},
    {"Hash", FieldKind::kHash},
};
constexpr Schema kProofPart = {"ProofPart", kProofPartFields};

constexpr FieldSpec kInputFields[] = {
    {"TxID", FieldKind::kHash},
    {"Index", FieldKind::kUvarintAtMost32},
};
constexpr Schema kInput = {"Input", kInputFields};

constexpr FieldSpec kBidderInputsFields[] = {
    {"TransactorPublicKey", FieldKind::kPublicKey},
    {"Inputs", FieldKind::kList, &kInput},
};
constexpr Schema kBidderInputs = {"BidderInputs", kBidderInputsFields};

constexpr FieldSpec kAccessGroupMemberFields[] = {
    {"AccessGroupMemberPublicKey", FieldKind::kBytes},
    {"AccessGroupMemberKeyName", FieldKind::kBytes},
    {"EncryptedKey", FieldKind::kBytes},
    {"ExtraData", FieldKind::kExtraData},
};
constexpr Schema kAccessGroupMember = {"AccessGroupMember",
                                       kAccessGroupMemberFields};

constexpr FieldSpec kInnerTxnFields[] = {
    {"txn_hex", FieldKind::kBytes},
};
constexpr Schema kInnerTxn = {"InnerTxn", kInnerTxnFields};

constexpr FieldSpec kBlockRewardFields[] = {
    {"ExtraData", FieldKind::kCustom, nullptr, &kBlockRewardData},
};
constexpr Schema kBlockReward = {"BlockReward", kBlockRewardFields};

constexpr FieldSpec kBitcoinExchangeFields[] = {
    {"BitcoinTransaction", FieldKind::kCustom, nullptr, &kBitcoinTxnCodec},
    {"BitcoinBlockHash", FieldKind::kHash},
    {"BitcoinMerkleRoot", FieldKind::kHash},
    {"BitcoinMerkleProof", FieldKind::kList, &kProofPart},
};
constexpr Schema kBitcoinExchange = {"BitcoinExchange", kBitcoinExchangeFields};

constexpr FieldSpec kPrivateMessageFields[] = {
    {"RecipientPublicKey", FieldKind::kPublicKey},
    {"EncryptedText", FieldKind::kBytes},
    {"TimestampNanos", FieldKind::kUvarint},
};
constexpr Schema kPrivateMessage = {"PrivateMessage", kPrivateMessageFields};

constexpr FieldSpec kSubmitPostFields[] = {
    {"PostHashToModify", FieldKind::kBytes},
    {"ParentStakeID", FieldKind::kBytes},
    {"Body", FieldKind::kBytes},
    {"CreatorBasisPoints", FieldKind::kUvarint},
    {"StakeMultipleBasisPoints", FieldKind::kUvarint},
    {"TimestampNanos", FieldKind::kUvarint},
    {"IsHidden", FieldKind::kBool},
};
constexpr Schema kSubmitPost = {"SubmitPost", kSubmitPostFields};

constexpr FieldSpec kUpdateProfileFields[] = {
    {"ProfilePublicKey", FieldKind::kBytes},
    {"NewUsername", FieldKind::kBytes},
    {"NewDescription", FieldKind::kBytes},
    {"NewProfilePic", FieldKind::kBytes},
    {"NewCreatorBasisPoints", FieldKind::kUvarint},
    {"NewStakeMultipleBasisPoints", FieldKind::kUvarint},
    {"IsHidden", FieldKind::kBool},
};
constexpr Schema kUpdateProfile = {"UpdateProfile", kUpdateProfileFields};

constexpr FieldSpec kUpdateBitcoinUsdExchangeRateFields[] = {
    {"USDCentsPerBitcoin", FieldKind::kUvarint},
};
constexpr Schema kUpdateBitcoinUsdExchangeRate = {
    "UpdateBitcoinUsdExchangeRate", kUpdateBitcoinUsdExchangeRateFields};

constexpr FieldSpec kFollowFields[] = {
    {"FollowedPublicKey", FieldKind::kPublicKey},
    {"IsUnfollow", FieldKind::kBool},
};
constexpr Schema kFollow = {"Follow", kFollowFields};

constexpr FieldSpec kLikeFields[] = {
    {"LikedPostHash", FieldKind::kHash},
    {"IsUnlike", FieldKind::kBool},
};
constexpr Schema kLike = {"Like", kLikeFields};

constexpr FieldSpec kCreatorCoinFields[] = {
    {"ProfilePublicKey", FieldKind::kBytes},
    {"OperationType", FieldKind::kByte},
    {"DeSoToSellNanos", FieldKind::kUvarint},
    {"CreatorCoinToSellNanos", FieldKind::kUvarint},
    {"DeSoToAddNanos", FieldKind::kUvarint},
    {"MinDeSoExpectedNanos", FieldKind::kUvarint},
    {"MinCreatorCoinExpectedNanos", FieldKind::kUvarint},
};
constexpr Schema kCreatorCoin = {"CreatorCoin", kCreatorCoinFields};

constexpr FieldSpec kSwapIdentityFields[] = {
    {"FromPublicKey", FieldKind::kBytes},
    {"ToPublicKey", FieldKind::kBytes},
};
constexpr Schema kSwapIdentity = {"SwapIdentity", kSwapIdentityFields};

constexpr FieldSpec kCreatorCoinTransferFields[] = {
    {"ProfilePublicKey", FieldKind::kBytes},
    {"CreatorCoinToTransferNanos", FieldKind::kUvarint},
    {"ReceiverPublicKey", FieldKind::kBytes},
};
constexpr Schema kCreatorCoinTransfer = {"CreatorCoinTransfer",
                                         kCreatorCoinTransferFields};

constexpr FieldSpec kCreateNftFields[] = {
    {"NFTPostHash", FieldKind::kHash},
    {"NumCopies", FieldKind::kUvarint},
    {"HasUnlockable", FieldKind::kBool},
    {"IsForSale", FieldKind::kBool},
    {"MinBidAmountNanos", FieldKind::kUvarint},
    {"NFTRoyaltyToCreatorBasisPoints", FieldKind::kUvarint},
    {"NFTRoyaltyToCoinBasisPoints", FieldKind::kUvarint},
};
constexpr Schema kCreateNft = {"CreateNft", kCreateNftFields};

constexpr FieldSpec kUpdateNftFields[] = {
    {"NFTPostHash", FieldKind::kHash},
    {"SerialNumber", FieldKind::kUvarint},
    {"IsForSale", FieldKind::kBool},
    {"MinBidAmountNanos", FieldKind::kUvarint},
};
constexpr Schema kUpdateNft = {"UpdateNft", kUpdateNftFields};

constexpr FieldSpec kAcceptNftBidFields[] = {
    {"NFTPostHash", FieldKind::kHash},
    {"SerialNumber", FieldKind::kUvarint},
    {"BidderPKID", FieldKind::kLenPkid},
    {"BidAmountNanos", FieldKind::kUvarint},
    {"UnlockableText", FieldKind::kBytes},
    {"BidderInputs", FieldKind::kList, &kInput},
};
constexpr Schema kAcceptNftBid = {"AcceptNftBid", kAcceptNftBidFields};

constexpr FieldSpec kNftBidFields[] = {
    {"NFTPostHash", FieldKind::kHash},
    {"SerialNumber", FieldKind::kUvarint},
    {"BidAmountNanos", FieldKind::kUvarint},
};
constexpr Schema kNftBid = {"NftBid", kNftBidFields};

constexpr FieldSpec kNftTransferFields[] = {
    {"NFTPostHash", FieldKind::kHash},
    {"SerialNumber", FieldKind::kUvarint},
    {"ReceiverPublicKey", FieldKind::kBytes},
    {"UnlockableText", FieldKind::kBytes},
};
constexpr Schema kNftTransfer = {"NftTransfer", kNftTransferFields};

constexpr FieldSpec kNftReferenceFields[] = {
    {"NFTPostHash", FieldKind::kHash},
    {"SerialNumber", FieldKind::kUvarint},
};
constexpr Schema kNftReference = {"NftReference", kNftReferenceFields};

constexpr FieldSpec kAuthorizeDerivedKeyFields[] = {
    {"DerivedPublicKey", FieldKind::kBytes},
    {"ExpirationBlock", FieldKind::kUvarint},
    {"OperationType", FieldKind::kByte},
    {"AccessSignature", FieldKind::kBytes},
};
constexpr Schema kAuthorizeDerivedKey = {"AuthorizeDerivedKey",
                                         kAuthorizeDerivedKeyFields};

constexpr FieldSpec kMessagingGroupFields[] = {
    {"MessagingPublicKey", FieldKind::kBytes},
    {"MessagingGroupKeyName", FieldKind::kBytes},
    {"GroupOwnerSignature", FieldKind::kBytes},
    {"MessagingGroupMembers", FieldKind::kCustom, nullptr, &kMessagingMembers},
};
constexpr Schema kMessagingGroup = {"MessagingGroup", kMessagingGroupFields};

constexpr FieldSpec kDaoCoinFields[] = {
    {"ProfilePublicKey", FieldKind::kBytes},
    {"OperationType", FieldKind::kByte},
    {"CoinsToMintNanos", FieldKind::kPlainUint256},
    {"CoinsToBurnNanos", FieldKind::kPlainUint256},
    {"TransferRestrictionStatus", FieldKind::kByte},
};
constexpr Schema kDaoCoin = {"DaoCoin", kDaoCoinFields};

constexpr FieldSpec kDaoCoinTransferFields[] = {
    {"ProfilePublicKey", FieldKind::kBytes},
    {"DAOCoinToTransferNanos", FieldKind::kPlainUint256},
    {"ReceiverPublicKey", FieldKind::kBytes},
};
constexpr Schema kDaoCoinTransfer = {"DaoCoinTransfer", kDaoCoinTransferFields};

constexpr FieldSpec kDaoCoinLimitOrderFields[] = {
    {"BuyingDAOCoinCreatorPublicKey", FieldKind::kOptionalPublicKey},
    {"SellingDAOCoinCreatorPublicKey", FieldKind::kOptionalPublicKey},
    {"ScaledExchangeRateCoinsToSellPerCoinToBuy", FieldKind::kFixedUint256},
    {"QuantityToFillInBaseUnits", FieldKind::kFixedUint256},
    {"OperationType", FieldKind::kUvarintAtMost8},
    {"FillType", FieldKind::kUvarintAtMost8},
    {"CancelOrderID", FieldKind::kOptionalHash},
    {"BidderInputs", FieldKind::kList, &kBidderInputs},
    {"FeeNanos", FieldKind::kUvarint},
};
constexpr Schema kDaoCoinLimitOrder = {"DaoCoinLimitOrder",
                                       kDaoCoinLimitOrderFields};

constexpr FieldSpec kCreateUserAssociationFields[] = {
    {"TargetUserPublicKey", FieldKind::kLenPublicKey},
    {"AppPublicKey", FieldKind::kLenPublicKey},
    {"AssociationType", FieldKind::kBytes},
    {"AssociationValue", FieldKind::kBytes},
};
constexpr Schema kCreateUserAssociation = {"CreateUserAssociation",
                                           kCreateUserAssociationFields};

constexpr FieldSpec kDeleteAssociationFields[] = {
    {"AssociationID", FieldKind::kLenHash},
};
constexpr Schema kDeleteAssociation = {"DeleteAssociation",
                                       kDeleteAssociationFields};

constexpr FieldSpec kCreatePostAssociationFields[] = {
    {"PostHash", FieldKind::kLenHash},
    {"AppPublicKey", FieldKind::kLenPublicKey},
    {"AssociationType", FieldKind::kBytes},
    {"AssociationValue", FieldKind::kBytes},
};
constexpr Schema kCreatePostAssociation = {"CreatePostAssociation",
                                           kCreatePostAssociationFields};

constexpr FieldSpec kAccessGroupFields[] = {
    {"AccessGroupOwnerPublicKey", FieldKind::kBytes},
    {"AccessGroupPublicKey", FieldKind::kBytes},
    {"AccessGroupKeyName", FieldKind::kBytes},
    {"AccessGroupOperationType", FieldKind::kUvarintCut8},
};
constexpr Schema kAccessGroup = {"AccessGroup", kAccessGroupFields};

constexpr FieldSpec kAccessGroupMembersFields[] = {
    {"AccessGroupOwnerPublicKey", FieldKind::kBytes},
    {"AccessGroupKeyName", FieldKind::kBytes},
    {"AccessGroupMembersList", FieldKind::kList, &kAccessGroupMember},
    {"AccessGroupMemberOperationType", FieldKind::kUvarintCut8},
};
constexpr Schema kAccessGroupMembers = {"AccessGroupMembers",
                                        kAccessGroupMembersFields};

constexpr FieldSpec kNewMessageFields[] = {
    {"SenderAccessGroupOwnerPublicKey", FieldKind::kCustom, nullptr,
     &kCurvePoint},
    {"SenderAccessGroupKeyName", FieldKind::kCustom, nullptr, &kNonEmptyName},
    {"SenderAccessGroupPublicKey", FieldKind::kCustom, nullptr, &kCurvePoint},
    {"RecipientAccessGroupOwnerPublicKey", FieldKind::kCustom, nullptr,
     &kCurvePoint},
    {"RecipientAccessGroupKeyName", FieldKind::kCustom, nullptr,
     &kNonEmptyName},
    {"RecipientAccessGroupPublicKey", FieldKind::kCustom, nullptr,
     &kCurvePoint},
    {"EncryptedText", FieldKind::kBytes},
    {"TimestampNanos", FieldKind::kUvarint},
    {"NewMessageType", FieldKind::kUvarintCut8},
    {"NewMessageOperation", FieldKind::kUvarintCut8},
};
constexpr Schema kNewMessage = {"NewMessage", kNewMessageFields};

constexpr FieldSpec kRegisterAsValidatorFields[] = {
    {"Domains", FieldKind::kCustom, nullptr, &kValidatorDomains},
    {"DisableDelegatedStake", FieldKind::kBool},
    {"DelegatedStakeCommissionBasisPoints", FieldKind::kUvarint},
    {"VotingPublicKey", FieldKind::kBytes},
    {"VotingAuthorization", FieldKind::kBytes},
};
constexpr Schema kRegisterAsValidator = {"RegisterAsValidator",
                                         kRegisterAsValidatorFields};

constexpr FieldSpec kStakeFields[] = {
    {"ValidatorPublicKey", FieldKind::kLenPublicKey},
    {"RewardMethod", FieldKind::kByte},
    {"StakeAmountNanos", FieldKind::kVariableUint256},
};
constexpr Schema kStake = {"Stake", kStakeFields};

constexpr FieldSpec kUnstakeFields[] = {
    {"ValidatorPublicKey", FieldKind::kLenPublicKey},
    {"UnstakeAmountNanos", FieldKind::kVariableUint256},
};
constexpr Schema kUnstake = {"Unstake", kUnstakeFields};

constexpr FieldSpec kUnlockStakeFields[] = {
    {"ValidatorPublicKey", FieldKind::kLenPublicKey},
    {"StartEpochNumber", FieldKind::kUvarint},
    {"EndEpochNumber", FieldKind::kUvarint},
};
constexpr Schema kUnlockStake = {"UnlockStake", kUnlockStakeFields};

constexpr FieldSpec kCoinLockupFields[] = {
    {"ProfilePublicKey", FieldKind::kLenPublicKey},
    {"RecipientPublicKey", FieldKind::kLenPublicKey},
    {"UnlockTimestampNanoSecs", FieldKind::kVarint},
    {"VestingEndTimestampNanoSecs", FieldKind::kVarint},
    {"LockupAmountBaseUnits", FieldKind::kVariableUint256},
};
constexpr Schema kCoinLockup = {"CoinLockup", kCoinLockupFields};

constexpr FieldSpec kUpdateCoinLockupParamsFields[] = {
    {"LockupYieldDurationNanoSecs", FieldKind::kVarint},
    {"LockupYieldAPYBasisPoints", FieldKind::kUvarint},
    {"RemoveYieldCurvePoint", FieldKind::kBool},
    {"NewLockupTransferRestrictions", FieldKind::kBool},
    {"LockupTransferRestrictionStatus", FieldKind::kByte},
};
constexpr Schema kUpdateCoinLockupParams = {"UpdateCoinLockupParams",
                                            kUpdateCoinLockupParamsFields};

constexpr FieldSpec kCoinLockupTransferFields[] = {
    {"RecipientPublicKey", FieldKind::kLenPublicKey},
    {"ProfilePublicKey", FieldKind::kLenPublicKey},
    {"UnlockTimestampNanoSecs", FieldKind::kVarint},
    {"LockedCoinsToTransferBaseUnits", FieldKind::kVariableUint256},
};
constexpr Schema kCoinLockupTransfer = {"CoinLockupTransfer",
                                        kCoinLockupTransferFields};

constexpr FieldSpec kCoinUnlockFields[] = {
    {"ProfilePublicKey", FieldKind::kLenPublicKey},
};
constexpr Schema kCoinUnlock = {"CoinUnlock", kCoinUnlockFields};

constexpr FieldSpec kAtomicTxnsWrapperFields[] = {
    {"Txns", FieldKind::kList, &kInnerTxn},
};
constexpr Schema kAtomicTxnsWrapper = {"AtomicTxnsWrapper",
                                       kAtomicTxnsWrapperFields};
constexpr Schema kEmpty = {"Empty", {}};

// By type number.
constexpr std::array<const Schema*, 45> kSchemas = {
    nullptr,  // 0 is no type
    &kBlockReward,
    &kEmpty,
    &kBitcoinExchange,
    &kPrivateMessage,
    &kSubmitPost,
    &kUpdateProfile,
    nullptr,  // 7 is no type
    &kUpdateBitcoinUsdExchangeRate,
    &kFollow,
    &kLike,
    &kCreatorCoin,
    &kSwapIdentity,
    &kEmpty,
    &kCreatorCoinTransfer,
    &kCreateNft,
    &kUpdateNft,
    &kAcceptNftBid,
    &kNftBid,
    &kNftTransfer,
    &kNftReference,
    &kNftReference,
    &kAuthorizeDerivedKey,
    &kMessagingGroup,
    &kDaoCoin,
    &kDaoCoinTransfer,
    &kDaoCoinLimitOrder,
    &kCreateUserAssociation,
    &kDeleteAssociation,
    &kCreatePostAssociation,
    &kDeleteAssociation,
    &kAccessGroup,
    &kAccessGroupMembers,
    &kNewMessage,
    &kRegisterAsValidator,
    &kEmpty,
    &kStake,
    &kUnstake,
    &kUnlockStake,
    &kEmpty,
    &kCoinLockup,
    &kUpdateCoinLockupParams,
    &kCoinLockupTransfer,
    &kCoinUnlock,
    &kAtomicTxnsWrapper,
};

}  // namespace

const Schema* MetadataSchema(TxnType type) {
  const auto number = static_cast<std::size_t>(type);
  return number < kSchemas.size() ? kSchemas[number] : nullptr;
}

}  // namespace desobook::chain
