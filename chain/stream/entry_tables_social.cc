// Posts, messages, NFTs and access groups: they occur inside operations and
// must be read to get past them (protocol text 8.4).

#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain::entries {
namespace {

constexpr FieldSpec kMessageEntryFields[] = {
    {"SenderPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"RecipientPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"EncryptedText", FieldKind::kBytes},
    {"TstampNanos", FieldKind::kUvarint},
    {"Version", FieldKind::kUvarintCut8},
    {"SenderMessagingPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"SenderMessagingGroupKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"RecipientMessagingPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"RecipientMessagingGroupKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"ExtraData", FieldKind::kCustom, nullptr, &kTolerantExtraData},
};
constexpr FieldSpec kGroupKeyNameFields[] = {
    {"", FieldKind::kLenName},
};
constexpr FieldSpec kMessagingGroupEntryFields[] = {
    {"GroupOwnerPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"MessagingPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"MessagingGroupKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"MessagingGroupMembers", FieldKind::kEntryList, &kMessagingGroupMember},
    {"ExtraData", FieldKind::kCustom, nullptr, &kTolerantExtraData},
};
constexpr FieldSpec kMessagingGroupMemberFields[] = {
    {"GroupMemberPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"GroupMemberKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"EncryptedKey", FieldKind::kBytes},
};
constexpr FieldSpec kForbiddenPubKeyEntryFields[] = {
    {"PubKey", FieldKind::kBytes},
};
constexpr FieldSpec kLikeEntryFields[] = {
    {"LikerPubKey", FieldKind::kBytes},
    {"LikedPostHash", FieldKind::kEntry, &kBlockHashPart},
};
constexpr FieldSpec kNftEntryFields[] = {
    {"LastOwnerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"OwnerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"NFTPostHash", FieldKind::kEntry, &kBlockHashPart},
    {"SerialNumber", FieldKind::kUvarint},
    {"IsForSale", FieldKind::kBool},
    {"MinBidAmountNanos", FieldKind::kUvarint},
    {"UnlockableText", FieldKind::kBytes},
    {"LastAcceptedBidAmountNanos", FieldKind::kUvarint},
    {"IsPending", FieldKind::kBool},
    {"IsBuyNow", FieldKind::kBool},
    {"BuyNowPriceNanos", FieldKind::kUvarint},
    {"ExtraData", FieldKind::kCustom, nullptr, &kTolerantExtraData},
};
constexpr FieldSpec kBlockHeightPartFields[] = {
    {"", FieldKind::kCustom, nullptr, &kCut32},
};
constexpr FieldSpec kNftBidEntryFields[] = {
    {"BidderPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"NFTPostHash", FieldKind::kEntry, &kBlockHashPart},
    {"SerialNumber", FieldKind::kUvarint},
    {"BidAmountNanos", FieldKind::kUvarint},
    {"AcceptedBlockHeight", FieldKind::kPresent, &kBlockHeightPart},
};
constexpr FieldSpec kDiamondEntryFields[] = {
    {"SenderPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"ReceiverPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"DiamondPostHash", FieldKind::kEntry, &kBlockHashPart},
    {"DiamondLevel", FieldKind::kCustom, nullptr, &kUvarintAsSigned},
};
constexpr FieldSpec kRepostEntryFields[] = {
    {"ReposterPubKey", FieldKind::kBytes},
    {"RepostPostHash", FieldKind::kEntry, &kBlockHashPart},
    {"RepostedPostHash", FieldKind::kEntry, &kBlockHashPart},
};
constexpr FieldSpec kPostEntryFields[] = {
    {"PostHash", FieldKind::kEntry, &kBlockHashPart},
    {"PosterPublicKey", FieldKind::kBytes},
    {"ParentStakeID", FieldKind::kBytes},
    {"Body", FieldKind::kBytes},
    {"RepostedPostHash", FieldKind::kEntry, &kBlockHashPart},
    {"IsQuotedRepost", FieldKind::kBool},
    {"CreatorBasisPoints", FieldKind::kUvarint},
    {"StakeMultipleBasisPoints", FieldKind::kUvarint},
    {"ConfirmationBlockHeight", FieldKind::kCustom, nullptr, &kCut32},
    {"TimestampNanos", FieldKind::kUvarint},
    {"IsHidden", FieldKind::kBool},
    {"LikeCount", FieldKind::kUvarint},
    {"RepostCount", FieldKind::kUvarint},
    {"QuoteRepostCount", FieldKind::kUvarint},
    {"DiamondCount", FieldKind::kUvarint},
    {"CommentCount", FieldKind::kUvarint},
    {"IsPinned", FieldKind::kBool},
    {"IsNFT", FieldKind::kBool},
    {"NumNFTCopies", FieldKind::kUvarint},
    {"NumNFTCopiesForSale", FieldKind::kUvarint},
    {"NumNFTCopiesBurned", FieldKind::kUvarint},
    {"HasUnlockable", FieldKind::kBool},
    {"NFTRoyaltyToCreatorBasisPoints", FieldKind::kUvarint},
    {"NFTRoyaltyToCoinBasisPoints", FieldKind::kUvarint},
    {"AdditionalNFTRoyaltiesToCreatorsBasisPoints", FieldKind::kCustom, nullptr,
     &kPkidAmounts},
    {"AdditionalNFTRoyaltiesToCoinsBasisPoints", FieldKind::kCustom, nullptr,
     &kPkidAmounts},
    {"PostExtraData", FieldKind::kExtraData},
    {"IsFrozen", FieldKind::kBool, nullptr, nullptr, 2},
};
constexpr FieldSpec kPublicKeyRoyaltyPairFields[] = {
    {"PublicKey", FieldKind::kBytes},
    {"RoyaltyAmountNanos", FieldKind::kUvarint},
};
constexpr FieldSpec kPostAssociationEntryFields[] = {
    {"AssociationID", FieldKind::kEntry, &kBlockHashPart},
    {"TransactorPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"PostHash", FieldKind::kEntry, &kBlockHashPart},
    {"AppPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"AssociationType", FieldKind::kBytes},
    {"AssociationValue", FieldKind::kBytes},
    {"ExtraData", FieldKind::kExtraData},
    {"BlockHeight", FieldKind::kCustom, nullptr, &kCut32},
};
constexpr FieldSpec kAccessGroupEntryFields[] = {
    {"AccessGroupOwnerPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"AccessGroupKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"AccessGroupPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"ExtraData", FieldKind::kExtraData},
};
constexpr FieldSpec kAccessGroupMemberEntryFields[] = {
    {"AccessGroupMemberPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"AccessGroupMemberKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"EncryptedKey", FieldKind::kBytes},
    {"ExtraData", FieldKind::kCustom, nullptr, &kTolerantExtraData},
};
constexpr FieldSpec kNewMessageEntryFields[] = {
    {"SenderAccessGroupOwnerPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"SenderAccessGroupKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"SenderAccessGroupPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"RecipientAccessGroupOwnerPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"RecipientAccessGroupKeyName", FieldKind::kEntry, &kGroupKeyName},
    {"RecipientAccessGroupPublicKey", FieldKind::kEntry, &kPublicKeyPart},
    {"EncryptedText", FieldKind::kBytes},
    {"TimestampNanos", FieldKind::kUvarint},
    {"ExtraData", FieldKind::kExtraData},
};
constexpr FieldSpec kFollowEntryFields[] = {
    {"FollowerPKID", FieldKind::kEntry, &kPkidEntryPart},
    {"FollowedPKID", FieldKind::kEntry, &kPkidEntryPart},
};

}  // namespace

constinit const Schema kMessageEntry = {"MessageEntry", kMessageEntryFields, 3};
constinit const Schema kGroupKeyName = {"GroupKeyName", kGroupKeyNameFields, 4};
constinit const Schema kMessagingGroupEntry = {"MessagingGroupEntry",
                                               kMessagingGroupEntryFields, 5};
constinit const Schema kMessagingGroupMember = {"MessagingGroupMember",
                                                kMessagingGroupMemberFields, 6};
constinit const Schema kForbiddenPubKeyEntry = {"ForbiddenPubKeyEntry",
                                                kForbiddenPubKeyEntryFields, 7};
constinit const Schema kLikeEntry = {"LikeEntry", kLikeEntryFields, 8};
constinit const Schema kNftEntry = {"NFTEntry", kNftEntryFields, 9};
constinit const Schema kBlockHeightPart = {"BlockHeight",
                                           kBlockHeightPartFields};
constinit const Schema kNftBidEntry = {"NFTBidEntry", kNftBidEntryFields, 10};
constinit const Schema kDiamondEntry = {"DiamondEntry", kDiamondEntryFields,
                                        13};
constinit const Schema kRepostEntry = {"RepostEntry", kRepostEntryFields, 14};
constinit const Schema kPostEntry = {"PostEntry", kPostEntryFields, 16};
constinit const Schema kPublicKeyRoyaltyPair = {
    "PublicKeyRoyaltyPair", kPublicKeyRoyaltyPairFields, 19};
constinit const Schema kPostAssociationEntry = {
    "PostAssociationEntry", kPostAssociationEntryFields, 31};
constinit const Schema kAccessGroupEntry = {"AccessGroupEntry",
                                            kAccessGroupEntryFields, 32};
constinit const Schema kAccessGroupMemberEntry = {
    "AccessGroupMemberEntry", kAccessGroupMemberEntryFields, 33};
constinit const Schema kNewMessageEntry = {"NewMessageEntry",
                                           kNewMessageEntryFields, 35};
constinit const Schema kAccessGroupMemberEnumerationEntry = {
    "AccessGroupMemberEnumerationEntry", {}, 36};
constinit const Schema kDmThreadEntry = {"DmThreadEntry", {}, 37};
constinit const Schema kFollowEntry = {"FollowEntry", kFollowEntryFields, 41};

}  // namespace desobook::chain::entries
