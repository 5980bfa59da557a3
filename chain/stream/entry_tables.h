// Tables that more than one file of this folder reads. Users of the folder
// start at entry_schema.h.

#ifndef DESOBOOK_CHAIN_STREAM_ENTRY_TABLES_H_
#define DESOBOOK_CHAIN_STREAM_ENTRY_TABLES_H_

#include <cstdint>

#include "chain/codec/schema.h"
#include "chain/stream/entry_schema.h"

namespace desobook::chain::entries {

// Entries, and parts of them, by their name in the node (protocol text 8.4).
extern const Schema kAccessGroupEntry;
extern const Schema kAccessGroupMemberEntry;
extern const Schema kAccessGroupMemberEnumerationEntry;
extern const Schema kAffectedPublicKey;
extern const Schema kBalanceEntry;
extern const Schema kBlock;
extern const Schema kBlockHashPart;
extern const Schema kBlockHeightPart;
extern const Schema kBlockNode;
extern const Schema kBlsPublicKeyPkidPair;
extern const Schema kCoinEntry;
extern const Schema kDerivedKeyEntry;
extern const Schema kDesoBalanceEntry;
extern const Schema kDesoNonce;
extern const Schema kDesoOutput;
extern const Schema kDiamondEntry;
extern const Schema kDmThreadEntry;
extern const Schema kDomain;
extern const Schema kEpochEntry;
extern const Schema kFilledOrder;
extern const Schema kFilledOrderMetadata;
extern const Schema kFollowEntry;
extern const Schema kForbiddenPubKeyEntry;
extern const Schema kGlobalParamsEntry;
extern const Schema kGroupKeyName;
extern const Schema kLikeEntry;
extern const Schema kLockedBalanceEntry;
extern const Schema kLockedStakeEntry;
extern const Schema kLockupYieldCurvePoint;
extern const Schema kMessageEntry;
extern const Schema kMessagingGroupEntry;
extern const Schema kMessagingGroupMember;
extern const Schema kNewMessageEntry;
extern const Schema kNftBidEntry;
extern const Schema kNftBidEntryBundle;
extern const Schema kNftBidList;
extern const Schema kNftEntry;
extern const Schema kOperationList;
extern const Schema kOperationListPlain;
extern const Schema kOrderEntry;
extern const Schema kPkidEntry;
extern const Schema kPkidEntryPart;
extern const Schema kPostAssociationEntry;
extern const Schema kPostEntry;
extern const Schema kProfileEntry;
extern const Schema kPublicKeyPart;
extern const Schema kPublicKeyRoyaltyPair;
extern const Schema kRepostEntry;
extern const Schema kSpendingLimits;
extern const Schema kStakeEntry;
extern const Schema kTransactorNonceEntry;
extern const Schema kTxn;
extern const Schema kUserAssociationEntry;
extern const Schema kUtxoEntry;
extern const Schema kUtxoKey;
extern const Schema kValidatorEntry;

// Operations: fields 1-61 and 63-76 of 8.5 as tables; field 62 between them
// depends on field 1, so an operation is a custom layout around the two.
extern const Schema kOperationHead;
extern const Schema kOperationTail;       // of operations with metadata
extern const Schema kOperationTailPlain;  // of operations without
extern const Schema kUtxoOperation;
extern const Schema kUtxoOperationPlain;
extern const Schema kUtxoOperationBundle;
extern const Schema kUtxoOperationBundlePlain;

extern const CustomCodec kOperation;
extern const CustomCodec kOperationPlain;
// Moves behind the fields of an operation (skip.h).
void SkipOperation(bool with_metadata, Reader& reader,
                   const SchemaContext& context);

// The layout of field 62 for an operation type, or nullptr if it has none.
const Schema* FindMetadataSchema(std::uint64_t operation_type);

}  // namespace desobook::chain::entries

#endif  // DESOBOOK_CHAIN_STREAM_ENTRY_TABLES_H_
