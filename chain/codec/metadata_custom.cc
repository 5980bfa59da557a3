#include <secp256k1.h>

#include "chain/codec/bitcoin_txn.h"
#include "chain/codec/metadata_schema.h"
#include "chain/codec/primitives.h"

namespace desobook::chain {
namespace {

constexpr std::size_t kMaxBlockRewardData = 250;
constexpr std::size_t kMaxNameSize = 32;

void EncodeBlob(const FieldValue& value, const SchemaContext&, Writer& writer) {
  writer.LenBytes(value.bytes());
}

FieldValue DecodeBlockRewardData(Reader& reader, const SchemaContext&) {
  const ByteView bytes = reader.LenBytes();
  if (bytes.size() > kMaxBlockRewardData) {
    reader.Fail("block reward carries more than 250 bytes");
  }
  return FieldValue::Blob(bytes);
}

FieldValue DecodeBitcoinTxn(Reader& reader, const SchemaContext&) {
  FieldValue object = FieldValue::Object();
  const absl::StatusOr<BitcoinTxn> txn = ParseBitcoinTxn(reader.LenBytes());
  if (!txn.ok()) {
    reader.Fail("malformed Bitcoin transaction");
    return object;
  }
  object.Add("bitcoin_txn_hex", FieldValue::Blob(txn->canonical));
  return object;
}

void EncodeBitcoinTxn(const FieldValue& value, const SchemaContext&,
                      Writer& writer) {
  writer.LenBytes(value.Find("bitcoin_txn_hex")->bytes());
}

// Source: deso-protocol/core lib/errors.go, IsByteArrayValidPublicKey.
bool IsCurvePoint(ByteView bytes) {
  secp256k1_pubkey key;
  return bytes.size() == PublicKey::kSize &&
         secp256k1_ec_pubkey_parse(secp256k1_context_static, &key, bytes.data(),
                                   bytes.size()) == 1;
}

FieldValue DecodeCurvePoint(Reader& reader, const SchemaContext&) {
  const ByteView bytes = reader.LenBytes();
  if (!IsCurvePoint(bytes)) reader.Fail("public key is no curve point");
  return FieldValue::Blob(bytes);
}

FieldValue DecodeNonEmptyName(Reader& reader, const SchemaContext&) {
  const ByteView bytes = reader.LenBytes();
  if (bytes.empty() || bytes.size() > kMaxNameSize) {
    reader.Fail("group key name has not 1 to 32 bytes");
  }
  return FieldValue::Blob(Resized(bytes, kMaxNameSize));
}

constexpr FieldSpec kMessagingMemberFields[] = {
    {"GroupMemberPublicKey", FieldKind::kLenPublicKey},
    {"GroupMemberKeyName", FieldKind::kLenName},
    {"EncryptedKey", FieldKind::kBytes},
};
constexpr Schema kMessagingMember = {"MessagingGroupMember",
                                     kMessagingMemberFields};

// The node drops the error of this count and goes on with the bits read so
// far, so an unfinished or overlong zero counts as zero.
// Source: deso-protocol/core lib/network.go, MessagingGroupMetadata.FromBytes.
std::uint64_t ReadLenientCount(Reader& reader) {
  std::uint64_t count = 0;
  for (unsigned i = 0; reader.ok() && !reader.AtEnd(); ++i) {
    const std::uint8_t byte = reader.Byte();
    if (i == 9 && byte > 1) break;
    count |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    if (byte < 0x80) break;
  }
  return count;
}

FieldValue DecodeMessagingMembers(Reader& reader,
                                  const SchemaContext& context) {
  FieldValue list = FieldValue::List();
  const std::uint64_t count = ReadLenientCount(reader);
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    list.Append(DecodeFields(kMessagingMember, reader, context));
  }
  return list;
}

void EncodeMessagingMembers(const FieldValue& value,
                            const SchemaContext& context, Writer& writer) {
  writer.Uvarint(value.list().size());
  for (const FieldValue& member : value.list()) {
    EncodeFields(kMessagingMember, member, writer, context);
  }
}

// The node loops to the count as a signed number, so one of 2^63 and above
// means no domains.
// Source: deso-protocol/core lib/block_view_validator.go,
// RegisterAsValidatorMetadata.FromBytes.
FieldValue DecodeDomains(Reader& reader, const SchemaContext&) {
  FieldValue list = FieldValue::List();
  const auto count = static_cast<std::int64_t>(reader.Uvarint());
  for (std::int64_t i = 0; i < count && reader.ok(); ++i) {
    list.Append(FieldValue::Blob(reader.LenBytes()));
  }
  return list;
}

void EncodeDomains(const FieldValue& value, const SchemaContext&,
                   Writer& writer) {
  writer.Uvarint(value.list().size());
  for (const FieldValue& domain : value.list()) {
    writer.LenBytes(domain.bytes());
  }
}

}  // namespace

const CustomCodec kBlockRewardData = {DecodeBlockRewardData, EncodeBlob};
const CustomCodec kBitcoinTxnCodec = {DecodeBitcoinTxn, EncodeBitcoinTxn};
const CustomCodec kCurvePoint = {DecodeCurvePoint, EncodeBlob};
const CustomCodec kNonEmptyName = {DecodeNonEmptyName, EncodeBlob};
const CustomCodec kMessagingMembers = {DecodeMessagingMembers,
                                       EncodeMessagingMembers};
const CustomCodec kValidatorDomains = {DecodeDomains, EncodeDomains};

}  // namespace desobook::chain
