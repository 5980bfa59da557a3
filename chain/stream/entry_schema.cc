#include "chain/stream/entry_schema.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "chain/codec/block.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain {
namespace {

using namespace entries;  // NOLINT(google-build-using-namespace)

// In ascending order of their encoder types, but for operations.
constexpr const Schema* kSchemas[] = {
    &kUtxoEntry,
    &kMessageEntry,
    &kGroupKeyName,
    &kMessagingGroupEntry,
    &kMessagingGroupMember,
    &kForbiddenPubKeyEntry,
    &kLikeEntry,
    &kNftEntry,
    &kNftBidEntry,
    &kNftBidEntryBundle,
    &kDerivedKeyEntry,
    &kDiamondEntry,
    &kRepostEntry,
    &kGlobalParamsEntry,
    &kPostEntry,
    &kBalanceEntry,
    &kCoinEntry,
    &kPublicKeyRoyaltyPair,
    &kPkidEntry,
    &kProfileEntry,
    &kAffectedPublicKey,
    &kUtxoKey,
    &kDesoOutput,
    &kPkidEntryPart,
    &kPublicKeyPart,
    &kBlockHashPart,
    &kOrderEntry,
    &kFilledOrder,
    &kUserAssociationEntry,
    &kPostAssociationEntry,
    &kAccessGroupEntry,
    &kAccessGroupMemberEntry,
    &kNewMessageEntry,
    &kAccessGroupMemberEnumerationEntry,
    &kDmThreadEntry,
    &kDesoNonce,
    &kTransactorNonceEntry,
    &kFollowEntry,
    &kDesoBalanceEntry,
    &kBlock,
    &kTxn,
    &kValidatorEntry,
    &kStakeEntry,
    &kLockedStakeEntry,
    &kEpochEntry,
    &kLockedBalanceEntry,
    &kLockupYieldCurvePoint,
    &kBlsPublicKeyPkidPair,
    &kBlockNode,
    &kFilledOrderMetadata,
};

bool IsEmpty(const FieldValue& value) {
  switch (value.kind()) {
    case FieldValue::Kind::kNull:
      return true;
    case FieldValue::Kind::kBool:
      return !value.bool_value();
    case FieldValue::Kind::kUnsigned:
      return value.unsigned_value() == 0;
    case FieldValue::Kind::kSigned:
      return value.signed_value() == 0;
    case FieldValue::Kind::kBytes:
      return value.bytes().empty();
    case FieldValue::Kind::kUint256:
      return value.number().IsZero();
    case FieldValue::Kind::kText:
      return value.text().empty();
    case FieldValue::Kind::kList:
      return value.list().empty();
    case FieldValue::Kind::kObject:
      return false;
  }
  return false;
}

}  // namespace

const Schema* FindEntrySchema(std::uint64_t encoder_type,
                              OperationMetadata metadata) {
  const bool included = metadata == OperationMetadata::kIncluded;
  if (encoder_type == kUtxoOperationType) {
    return included ? &kUtxoOperation : &kUtxoOperationPlain;
  }
  if (encoder_type == kUtxoOperationBundleType) {
    return included ? &kUtxoOperationBundle : &kUtxoOperationBundlePlain;
  }
  const auto* const found = std::find_if(
      std::begin(kSchemas), std::end(kSchemas), [&](const Schema* schema) {
        return schema->encoder_type == encoder_type;
      });
  if (found == std::end(kSchemas)) return nullptr;
  return *found;
}

FieldValue ShownFields(const FieldValue& entry) {
  if (entry.kind() == FieldValue::Kind::kList) {
    FieldValue list = FieldValue::List();
    for (const FieldValue& element : entry.list()) {
      list.Append(ShownFields(element));
    }
    return list;
  }
  if (entry.kind() != FieldValue::Kind::kObject) return entry;
  const std::uint64_t type = entry.entry_header().encoder_type;
  FieldValue object = FieldValue::Object();
  object.set_entry_header(entry.entry_header());
  for (const FieldValue::Member& member : entry.members()) {
    if (type == kUtxoOperationType && IsEmpty(member.value)) continue;
    if (type == kBlockNodeType && member.name == "Header") {
      const auto header = DecodeHeader(member.value.bytes());
      if (header.ok()) object.Add(member.name, HeaderFields(*header));
      continue;
    }
    object.Add(member.name, ShownFields(member.value));
  }
  return object;
}

}  // namespace desobook::chain
