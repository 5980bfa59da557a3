// What a node with a state-change directory adds to an operation: field 62 of
// protocol text 8.5.

#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"
#include "engine/rules/effects.h"

namespace desobook::chain::entries {
namespace {

constexpr FieldSpec kCreatorCoinMetadataFields[] = {
    {"ProfileDeSoLockedNanos", FieldKind::kUvarint},
};
constexpr FieldSpec kCreatorCoinTransferMetadataFields[] = {
    {"CreatorProfileEntry", FieldKind::kEntry, &kProfileEntry},
};
constexpr FieldSpec kSubmitPostMetadataFields[] = {
    {"ParentPostEntry", FieldKind::kEntry, &kPostEntry},
    {"RepostPostEntry", FieldKind::kEntry, &kPostEntry},
    {"ProfilesMentioned", FieldKind::kEntryList, &kProfileEntry},
};
constexpr FieldSpec kLikeMetadataFields[] = {
    {"LikedPostEntry", FieldKind::kEntry, &kPostEntry},
};
constexpr FieldSpec kSwapIdentityMetadataFields[] = {
    {"FromProfile", FieldKind::kEntry, &kProfileEntry},
    {"ToProfile", FieldKind::kEntry, &kProfileEntry},
};
constexpr FieldSpec kNftBidMetadataFields[] = {
    {"PostEntry", FieldKind::kEntry, &kPostEntry},
    {"OwnerPublicKeyBase58Check", FieldKind::kCustom, nullptr, &kText},
};
constexpr FieldSpec kAcceptNftBidMetadataFields[] = {
    {"BidderPublicKeyBase58Check", FieldKind::kCustom, nullptr, &kText},
};
constexpr FieldSpec kCreateNftMetadataFields[] = {
    {"AdditionalDESORoyaltiesMap", FieldKind::kCustom, nullptr, &kTextAmounts},
    {"AdditionalCoinRoyaltiesMap", FieldKind::kCustom, nullptr, &kTextAmounts},
};
constexpr FieldSpec kUpdateNftMetadataFields[] = {
    {"NFTPostEntry", FieldKind::kEntry, &kPostEntry},
    {"AdditionalDESORoyaltiesMap", FieldKind::kCustom, nullptr, &kTextAmounts},
    {"AdditionalCoinRoyaltiesMap", FieldKind::kCustom, nullptr, &kTextAmounts},
};
constexpr FieldSpec kDaoCoinMetadataFields[] = {
    {"CreatorProfileEntry", FieldKind::kEntry, &kProfileEntry},
};
constexpr FieldSpec kDaoCoinTransferMetadataFields[] = {
    {"CreatorProfileEntry", FieldKind::kEntry, &kProfileEntry},
};
constexpr FieldSpec kLimitOrderMetadataFields[] = {
    {"FilledDAOCoinLimitOrdersMetadata", FieldKind::kEntryList,
     &kFilledOrderMetadata},
};
constexpr FieldSpec kDeleteUserAssociationMetadataFields[] = {
    {"TargetUserPublicKeyBase58Check", FieldKind::kCustom, nullptr, &kText},
    {"AppPublicKeyBase58Check", FieldKind::kCustom, nullptr, &kText},
};
constexpr FieldSpec kCreatePostAssociationMetadataFields[] = {
    {"PostEntry", FieldKind::kEntry, &kPostEntry},
};
constexpr FieldSpec kDeletePostAssociationMetadataFields[] = {
    {"AppPublicKeyBase58Check", FieldKind::kCustom, nullptr, &kText},
    {"PostEntry", FieldKind::kEntry, &kPostEntry},
};
constexpr FieldSpec kStakeRewardMetadataFields[] = {
    {"ValidatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"StakerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"RewardNanos", FieldKind::kUvarint},
    {"StakingRewardMethod", FieldKind::kUvarintCut8},
    {"IsValidatorCommission", FieldKind::kBool},
};
constexpr FieldSpec kUnjailValidatorMetadataFields[] = {
    {"ValidatorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"JailedAtEpochNumber", FieldKind::kUvarint},
    {"UnjailedAtEpochNumber", FieldKind::kUvarint},
};
constexpr FieldSpec kUnregisterMetadataFields[] = {
    {"StakerPKIDToPublicKeyBase58CheckMap", FieldKind::kCustom, nullptr,
     &kPkidTexts},
};

constexpr Schema kCreatorCoinMetadata = {"CreatorCoinStateChangeMetadata",
                                         kCreatorCoinMetadataFields, 2000000};
constexpr Schema kCreatorCoinTransferMetadata = {
    "CCTransferStateChangeMetadata", kCreatorCoinTransferMetadataFields,
    2000001};
constexpr Schema kSubmitPostMetadata = {"SubmitPostStateChangeMetadata",
                                        kSubmitPostMetadataFields, 2000002};
constexpr Schema kLikeMetadata = {"LikeStateChangeMetadata",
                                  kLikeMetadataFields, 2000003};
constexpr Schema kSwapIdentityMetadata = {"SwapIdentityStateChangeMetadata",
                                          kSwapIdentityMetadataFields, 2000004};
constexpr Schema kNftBidMetadata = {"NFTBidStateChangeMetadata",
                                    kNftBidMetadataFields, 2000005};
constexpr Schema kAcceptNftBidMetadata = {"AcceptNFTBidStateChangeMetadata",
                                          kAcceptNftBidMetadataFields, 2000006};
constexpr Schema kCreateNftMetadata = {"CreateNFTStateChangeMetadata",
                                       kCreateNftMetadataFields, 2000007};
constexpr Schema kUpdateNftMetadata = {"UpdateNFTStateChangeMetadata",
                                       kUpdateNftMetadataFields, 2000008};
constexpr Schema kDaoCoinMetadata = {"DAOCoinStateChangeMetadata",
                                     kDaoCoinMetadataFields, 2000009};
constexpr Schema kDaoCoinTransferMetadata = {
    "DAOCoinTransferStateChangeMetadata", kDaoCoinTransferMetadataFields,
    2000010};
constexpr Schema kLimitOrderMetadata = {"DAOCoinLimitOrderStateChangeMetadata",
                                        kLimitOrderMetadataFields, 2000011};
constexpr Schema kDeleteUserAssociationMetadata = {
    "DeleteUserAssociationStateChangeMetadata",
    kDeleteUserAssociationMetadataFields, 2000012};
constexpr Schema kCreatePostAssociationMetadata = {
    "CreatePostAssociationStateChangeMetadata",
    kCreatePostAssociationMetadataFields, 2000013};
constexpr Schema kDeletePostAssociationMetadata = {
    "DeletePostAssociationStateChangeMetadata",
    kDeletePostAssociationMetadataFields, 2000014};
constexpr Schema kStakeRewardMetadata = {"StakeRewardStateChangeMetadata",
                                         kStakeRewardMetadataFields, 2000015};
constexpr Schema kUnjailValidatorMetadata = {
    "UnjailValidatorStateChangeMetadata", kUnjailValidatorMetadataFields,
    2000016};
constexpr Schema kUnregisterMetadata = {
    "UnregisterAsValidatorStateChangeMetadata", kUnregisterMetadataFields,
    2000017};

}  // namespace

const Schema* FindMetadataSchema(std::uint64_t operation_type) {
  if (operation_type > 0xff) return nullptr;
  switch (static_cast<OperationType>(operation_type)) {
    case OperationType::kSubmitPost:
      return &kSubmitPostMetadata;
    case OperationType::kLike:
      return &kLikeMetadata;
    case OperationType::kCreatorCoin:
      return &kCreatorCoinMetadata;
    case OperationType::kSwapIdentity:
      return &kSwapIdentityMetadata;
    case OperationType::kCreatorCoinTransfer:
      return &kCreatorCoinTransferMetadata;
    case OperationType::kCreateNft:
      return &kCreateNftMetadata;
    case OperationType::kUpdateNft:
      return &kUpdateNftMetadata;
    case OperationType::kAcceptNftBid:
      return &kAcceptNftBidMetadata;
    case OperationType::kNftBid:
      return &kNftBidMetadata;
    case OperationType::kDaoCoin:
      return &kDaoCoinMetadata;
    case OperationType::kDaoCoinTransfer:
      return &kDaoCoinTransferMetadata;
    case OperationType::kDaoCoinLimitOrder:
      return &kLimitOrderMetadata;
    case OperationType::kDeleteUserAssociation:
      return &kDeleteUserAssociationMetadata;
    case OperationType::kCreatePostAssociation:
      return &kCreatePostAssociationMetadata;
    case OperationType::kDeletePostAssociation:
      return &kDeletePostAssociationMetadata;
    case OperationType::kUnregisterAsValidator:
      return &kUnregisterMetadata;
    case OperationType::kUnjailValidator:
      return &kUnjailValidatorMetadata;
    case OperationType::kStakeDistributionRestake:
    case OperationType::kStakeDistributionPayToBalance:
      return &kStakeRewardMetadata;
    default:
      return nullptr;
  }
}

}  // namespace desobook::chain::entries
