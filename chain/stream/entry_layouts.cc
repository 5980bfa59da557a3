// Entries whose layout depends on what was read before: operations, derived
// keys, profiles, block nodes.

#include <utility>

#include "chain/keys/spending_limits_codec.h"
#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain::entries {
namespace {

// Moves the members of `from` behind those of `to`.
void AddAll(const FieldValue& from, FieldValue& to) {
  for (const FieldValue::Member& member : from.members()) {
    to.Add(member.name, member.value);
  }
}

// The members [begin, end) as an object.
FieldValue Part(const FieldValue& object, std::size_t begin, std::size_t end) {
  FieldValue part = FieldValue::Object();
  for (std::size_t i = begin; i < end; ++i) {
    const FieldValue::Member& member = object.members()[i];
    part.Add(member.name, member.value);
  }
  return part;
}

std::size_t CountFields(const Schema& schema, std::uint64_t version) {
  std::size_t count = 0;
  for (const FieldSpec& spec : schema.fields) {
    if (spec.since_version <= version) ++count;
  }
  return count;
}

// Operations.

constexpr std::string_view kMetadataName = "StateChangeMetadata";

template <bool kWithMetadata>
FieldValue DecodeOperation(Reader& reader, const SchemaContext& context) {
  FieldValue operation = DecodeFields(kOperationHead, reader, context);
  if (!reader.ok()) return operation;
  const Schema* metadata =
      kWithMetadata
          ? FindMetadataSchema(operation.members()[0].value.unsigned_value())
          : nullptr;
  if (metadata != nullptr) {
    operation.Add(kMetadataName, DecodeEntry(*metadata, reader, context));
  }
  AddAll(DecodeFields(kWithMetadata ? kOperationTail : kOperationTailPlain,
                      reader, context),
         operation);
  return operation;
}

template <bool kWithMetadata>
void EncodeOperation(const FieldValue& operation, const SchemaContext& context,
                     Writer& writer) {
  const std::size_t head = CountFields(kOperationHead, context.version);
  EncodeFields(kOperationHead, Part(operation, 0, head), writer, context);
  std::size_t next = head;
  const Schema* metadata =
      kWithMetadata
          ? FindMetadataSchema(operation.members()[0].value.unsigned_value())
          : nullptr;
  if (metadata != nullptr) {
    EncodeEntry(*metadata, operation.members()[next++].value, writer, context);
  }
  EncodeFields(kWithMetadata ? kOperationTail : kOperationTailPlain,
               Part(operation, next, operation.members().size()), writer,
               context);
}

constexpr FieldSpec kOperationFields[] = {
    {"", FieldKind::kCustom, nullptr, &kOperation},
};
constexpr FieldSpec kOperationPlainFields[] = {
    {"", FieldKind::kCustom, nullptr, &kOperationPlain},
};

// Profiles. A missing coin ends the entry: the node stops there without an
// error and keeps empty coins.

constexpr FieldSpec kProfileHeadFields[] = {
    {"PublicKey", FieldKind::kBytes},   {"Username", FieldKind::kBytes},
    {"Description", FieldKind::kBytes}, {"ProfilePic", FieldKind::kBytes},
    {"IsHidden", FieldKind::kBool},
};
constexpr Schema kProfileHead = {"ProfileEntry", kProfileHeadFields};
constexpr FieldSpec kProfileTailFields[] = {
    {"CreatorCoinEntry", FieldKind::kEntry, &kCoinEntry},
    {"DAOCoinEntry", FieldKind::kEntry, &kCoinEntry},
    {"ExtraData", FieldKind::kCustom, nullptr, &kTolerantExtraData},
};
constexpr Schema kProfileTail = {"ProfileEntry", kProfileTailFields};

FieldValue EmptyCoin() {
  static constexpr std::uint8_t kEncoded[] = {
      1, kCoinEntryType, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0};
  Reader reader(kEncoded);
  return DecodeEntry(kCoinEntry, reader, {});
}

FieldValue DecodeProfile(Reader& reader, const SchemaContext& context) {
  FieldValue profile = DecodeFields(kProfileHead, reader, context);
  bool complete = reader.ok();
  for (const std::string_view name : {"CreatorCoinEntry", "DAOCoinEntry"}) {
    FieldValue coin;
    if (complete) coin = DecodeEntry(kCoinEntry, reader, context);
    complete = complete && !coin.is_null();
    profile.Add(name, complete ? std::move(coin) : EmptyCoin());
  }
  profile.Add("ExtraData", complete && reader.ok()
                               ? kTolerantExtraData.decode(reader, context)
                               : FieldValue::List());
  return profile;
}

void EncodeProfile(const FieldValue& profile, const SchemaContext& context,
                   Writer& writer) {
  const std::size_t head = kProfileHead.fields.size();
  EncodeFields(kProfileHead, Part(profile, 0, head), writer, context);
  EncodeFields(kProfileTail, Part(profile, head, profile.members().size()),
               writer, context);
}

constexpr CustomCodec kProfile = {DecodeProfile, EncodeProfile};
constexpr FieldSpec kProfileFields[] = {
    {"", FieldKind::kCustom, nullptr, &kProfile},
};

// Derived keys. Extra data that breaks off ends the entry.

constexpr FieldSpec kDerivedKeyHeadFields[] = {
    {"OwnerPublicKey", FieldKind::kLenPublicKey},
    {"DerivedPublicKey", FieldKind::kLenPublicKey},
    {"ExpirationBlock", FieldKind::kUvarint},
    {"OperationType", FieldKind::kByte},
};
constexpr Schema kDerivedKeyHead = {"DerivedKeyEntry", kDerivedKeyHeadFields};
// What is not allowed in limits, and their canonical order, is for chain/keys
// to say. Access groups of version 2 stay as they are: the node wrote them in
// no order.
FieldValue DecodeLimits(Reader& reader, const SchemaContext& context) {
  constexpr std::uint64_t kUnorderedVersion = 2;
  const ByteView rest = reader.rest();
  const std::size_t begin = reader.position();
  FieldValue limits = DecodeFields(kSpendingLimits, reader, context);
  if (!reader.ok()) return limits;
  const auto version = static_cast<std::uint8_t>(context.version);
  const auto known =
      DecodeSpendingLimits(rest.first(reader.position() - begin), version);
  if (!known.ok()) {
    reader.Fail("malformed spending limits");
    return limits;
  }
  if (version == kUnorderedVersion) return limits;
  const Bytes canonical = EncodeSpendingLimits(*known, version);
  Reader again(canonical);
  return DecodeFields(kSpendingLimits, again, context);
}
void EncodeLimits(const FieldValue& limits, const SchemaContext& context,
                  Writer& writer) {
  EncodeFields(kSpendingLimits, limits, writer, context);
}
constexpr CustomCodec kLimits = {DecodeLimits, EncodeLimits};
constexpr FieldSpec kLimitsFields[] = {
    {"", FieldKind::kCustom, nullptr, &kLimits},
};
constexpr Schema kLimitsPart = {"TransactionSpendingLimit", kLimitsFields};

constexpr FieldSpec kDerivedKeyTailFields[] = {
    {"TransactionSpendingLimitTracker", FieldKind::kPresent, &kLimitsPart},
    {"Memo", FieldKind::kBytes},
};
constexpr Schema kDerivedKeyTail = {"DerivedKeyEntry", kDerivedKeyTailFields};

FieldValue DecodeDerivedKey(Reader& reader, const SchemaContext& context) {
  FieldValue key = DecodeFields(kDerivedKeyHead, reader, context);
  bool ended = false;
  key.Add("ExtraData", ExtraDataFields(ReadTolerantExtraData(reader, ended)));
  if (ended) {
    key.Add("TransactionSpendingLimitTracker", FieldValue::Null());
    key.Add("Memo", FieldValue::Blob({}));
  } else {
    AddAll(DecodeFields(kDerivedKeyTail, reader, context), key);
  }
  return key;
}

void EncodeDerivedKey(const FieldValue& key, const SchemaContext& context,
                      Writer& writer) {
  const std::size_t head = kDerivedKeyHead.fields.size();
  EncodeFields(kDerivedKeyHead, Part(key, 0, head), writer, context);
  kTolerantExtraData.encode(key.members()[head].value, context, writer);
  EncodeFields(kDerivedKeyTail, Part(key, head + 1, key.members().size()),
               writer, context);
}

constexpr CustomCodec kDerivedKey = {DecodeDerivedKey, EncodeDerivedKey};
constexpr FieldSpec kDerivedKeyFields[] = {
    {"", FieldKind::kCustom, nullptr, &kDerivedKey},
};

// The node keeps this type's content to itself; it is empty wherever it is
// stored.

FieldValue DecodeBidBundle(Reader& reader, const SchemaContext& context) {
  static constexpr FieldSpec kFields[] = {
      {"NFTBidEntryBundle", FieldKind::kEntryList, &kNftBidEntry},
  };
  static constexpr Schema kBundle = {"NFTBidEntryBundle", kFields};
  FieldValue bundle = DecodeFields(kBundle, reader, context);
  if (!bundle.members()[0].value.list().empty()) return bundle;
  return FieldValue::Object();
}

void EncodeBidBundle(const FieldValue& bundle, const SchemaContext& context,
                     Writer& writer) {
  if (bundle.members().empty()) return writer.Uvarint(0);
  const FieldValue& list = bundle.members()[0].value;
  writer.Uvarint(list.list().size());
  for (const FieldValue& entry : list.list()) {
    EncodeEntry(kNftBidEntry, entry, writer, context);
  }
}

constexpr CustomCodec kBidBundle = {DecodeBidBundle, EncodeBidBundle};
constexpr FieldSpec kBidBundleFields[] = {
    {"", FieldKind::kCustom, nullptr, &kBidBundle},
};

}  // namespace

constinit const CustomCodec kOperation = {DecodeOperation<true>,
                                          EncodeOperation<true>};
constinit const CustomCodec kOperationPlain = {DecodeOperation<false>,
                                               EncodeOperation<false>};
constinit const Schema kUtxoOperation = {"UtxoOperation", kOperationFields,
                                         kUtxoOperationType};
constinit const Schema kUtxoOperationPlain = {
    "UtxoOperation", kOperationPlainFields, kUtxoOperationType};
constinit const Schema kProfileEntry = {"ProfileEntry", kProfileFields,
                                        kProfileEntryType};
constinit const Schema kDerivedKeyEntry = {"DerivedKeyEntry", kDerivedKeyFields,
                                           kDerivedKeyEntryType};
constinit const Schema kNftBidEntryBundle = {"NFTBidEntryBundle",
                                             kBidBundleFields, 11};

}  // namespace desobook::chain::entries
