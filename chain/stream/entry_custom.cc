#include "chain/stream/entry_custom.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "chain/codec/primitives.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain::entries {
namespace {

// Lengths that the node's allocator refuses at once; its error then lacks the
// word EOF.
constexpr std::uint64_t kGoMaxAllocation = std::uint64_t{1} << 48;
constexpr std::uint64_t kMaxExtraDataCount = 1'048'576'000;
constexpr std::size_t kLongestVarint = 10;

std::string_view AsText(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

FieldValue DecodeCut32(Reader& reader, const SchemaContext&) {
  return FieldValue::Unsigned(reader.Uvarint() & 0xffffffff);
}
void EncodeUnsigned(const FieldValue& value, const SchemaContext&,
                    Writer& writer) {
  writer.Uvarint(value.unsigned_value());
}

FieldValue DecodeSigned(Reader& reader, const SchemaContext&) {
  return FieldValue::Signed(static_cast<std::int64_t>(reader.Uvarint()));
}
void EncodeSigned(const FieldValue& value, const SchemaContext&,
                  Writer& writer) {
  writer.Uvarint(static_cast<std::uint64_t>(value.signed_value()));
}

FieldValue DecodeLast32(Reader& reader, const SchemaContext&) {
  const ByteView bytes = reader.LenBytes();
  const ByteView last = bytes.last(std::min<std::size_t>(bytes.size(), 32));
  return FieldValue::Number(*FromBigEndian(last));
}
void EncodeMinimal(const FieldValue& value, const SchemaContext&,
                   Writer& writer) {
  WritePlainUint256(value.number(), writer);
}

FieldValue DecodeText(Reader& reader, const SchemaContext&) {
  return FieldValue::Text(AsText(reader.LenBytes()));
}
void EncodeText(const FieldValue& value, const SchemaContext&, Writer& writer) {
  writer.LenBytes(AsBytes(value.text()));
}

FieldValue DecodePadded33(Reader& reader, const SchemaContext&) {
  return FieldValue::Blob(Resized(reader.LenBytes(), Pkid::kSize));
}
void EncodeLenBytes(const FieldValue& value, const SchemaContext&,
                    Writer& writer) {
  writer.LenBytes(value.is_null() ? ByteView() : value.bytes());
}

template <std::size_t kSize>
FieldValue DecodeBls(Reader& reader, const SchemaContext&) {
  const ByteView bytes = reader.LenBytes();
  if (bytes.empty()) return FieldValue::Null();
  if (bytes.size() != kSize) reader.Fail("BLS value of a wrong length");
  return FieldValue::Blob(bytes);
}

FieldValue Pair(std::string_view key_name, FieldValue key, FieldValue value) {
  FieldValue pair = FieldValue::Object();
  pair.Add(key_name, std::move(key));
  pair.Add("value", std::move(value));
  return pair;
}

// Of a key that occurs twice the last value counts.
FieldValue DecodePkidAmounts(Reader& reader, const SchemaContext&) {
  std::map<Bytes, std::uint64_t> map;
  const std::size_t count = reader.Count(2);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const ByteView pkid = reader.LenBytes();
    if (pkid.empty()) reader.Fail("PKID is empty");
    map[Resized(pkid, Pkid::kSize)] = reader.Uvarint();
  }
  FieldValue list = FieldValue::List();
  for (const auto& [key, value] : map) {
    list.Append(
        Pair("key", FieldValue::Blob(key), FieldValue::Unsigned(value)));
  }
  return list;
}
void EncodePkidAmounts(const FieldValue& list, const SchemaContext&,
                       Writer& writer) {
  writer.Uvarint(list.list().size());
  for (const FieldValue& pair : list.list()) {
    writer.LenBytes(pair.Find("key")->bytes());
    writer.Uvarint(pair.Find("value")->unsigned_value());
  }
}

FieldValue DecodeTextAmounts(Reader& reader, const SchemaContext&) {
  std::map<Bytes, std::uint64_t> map;
  const std::size_t count = reader.Count(2);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const Bytes key = reader.LenBytesCopy();
    map[key] = reader.Uvarint();
  }
  FieldValue list = FieldValue::List();
  for (const auto& [key, value] : map) {
    list.Append(
        Pair("key_hex", FieldValue::Blob(key), FieldValue::Unsigned(value)));
  }
  return list;
}
void EncodeTextAmounts(const FieldValue& list, const SchemaContext&,
                       Writer& writer) {
  writer.Uvarint(list.list().size());
  for (const FieldValue& pair : list.list()) {
    writer.LenBytes(pair.Find("key_hex")->bytes());
    writer.Uvarint(pair.Find("value")->unsigned_value());
  }
}

FieldValue DecodePkidTexts(Reader& reader, const SchemaContext&) {
  std::map<Pkid, Bytes> map;
  const std::size_t count = reader.Count(Pkid::kSize + 1);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const Pkid key = reader.Fixed<Pkid>();
    map[key] = reader.LenBytesCopy();
  }
  FieldValue list = FieldValue::List();
  for (const auto& [key, text] : map) {
    list.Append(Pair("key", FieldValue::Blob(key.view()),
                     FieldValue::Text(AsText(text))));
  }
  return list;
}
void EncodePkidTexts(const FieldValue& list, const SchemaContext&,
                     Writer& writer) {
  writer.Uvarint(list.list().size());
  for (const FieldValue& pair : list.list()) {
    writer.Raw(pair.Find("key")->bytes());
    writer.LenBytes(AsBytes(pair.Find("value")->text()));
  }
}

Bytes ReadMapPkid(Reader& reader) {
  const ByteView pkid = reader.LenBytes();
  if (pkid.empty()) reader.Fail("PKID is empty");
  return Resized(pkid, Pkid::kSize);
}

// An entry in lenbytes that must be there; what follows it is ignored.
FieldValue ReadWrappedEntry(const Schema& schema, Reader& reader,
                            const SchemaContext& context) {
  Reader inner(reader.LenBytes());
  FieldValue entry = DecodeEntry(schema, inner, context);
  if (!inner.ok() || entry.is_null()) {
    reader.Fail("malformed entry inside its length");
  }
  return entry;
}
void WriteWrappedEntry(const Schema& schema, const FieldValue& entry,
                       const SchemaContext& context, Writer& writer) {
  Writer inner;
  EncodeEntry(schema, entry, inner, context);
  writer.LenBytes(inner.bytes());
}

FieldValue DecodePrevBalances(Reader& reader, const SchemaContext& context) {
  if (!reader.Bool()) return FieldValue::Null();
  std::map<Bytes, std::map<Bytes, FieldValue>> map;
  const std::size_t count = reader.Count(3);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const Bytes user = ReadMapPkid(reader);
    const Bytes coin = ReadMapPkid(reader);
    map[user][coin] = ReadWrappedEntry(kBalanceEntry, reader, context);
  }
  FieldValue list = FieldValue::List();
  for (const auto& [user, balances] : map) {
    FieldValue coins = FieldValue::List();
    for (const auto& [coin, balance] : balances) {
      coins.Append(Pair("key", FieldValue::Blob(coin), balance));
    }
    list.Append(Pair("key", FieldValue::Blob(user), std::move(coins)));
  }
  return list;
}
void EncodePrevBalances(const FieldValue& list, const SchemaContext& context,
                        Writer& writer) {
  writer.Bool(!list.is_null());
  if (list.is_null()) return;
  std::size_t count = 0;
  for (const FieldValue& user : list.list()) {
    count += user.Find("value")->list().size();
  }
  writer.Uvarint(count);
  for (const FieldValue& user : list.list()) {
    for (const FieldValue& coin : user.Find("value")->list()) {
      writer.LenBytes(user.Find("key")->bytes());
      writer.LenBytes(coin.Find("key")->bytes());
      WriteWrappedEntry(kBalanceEntry, *coin.Find("value"), context, writer);
    }
  }
}

FieldValue DecodeCoinRoyalties(Reader& reader, const SchemaContext& context) {
  if (!reader.Bool()) return FieldValue::Null();
  std::map<Bytes, FieldValue> map;
  const std::size_t count = reader.Count(2);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const Bytes pkid = ReadMapPkid(reader);
    map[pkid] = ReadWrappedEntry(kCoinEntry, reader, context);
  }
  FieldValue list = FieldValue::List();
  for (const auto& [pkid, coin] : map) {
    list.Append(Pair("key", FieldValue::Blob(pkid), coin));
  }
  return list;
}
void EncodeCoinRoyalties(const FieldValue& list, const SchemaContext& context,
                         Writer& writer) {
  writer.Bool(!list.is_null());
  if (list.is_null()) return;
  writer.Uvarint(list.list().size());
  for (const FieldValue& pair : list.list()) {
    writer.LenBytes(pair.Find("key")->bytes());
    WriteWrappedEntry(kCoinEntry, *pair.Find("value"), context, writer);
  }
}

FieldValue DecodeTolerantExtraData(Reader& reader, const SchemaContext&) {
  bool ended = false;
  return ExtraDataFields(ReadTolerantExtraData(reader, ended));
}
void EncodeExtraData(const FieldValue& list, const SchemaContext&,
                     Writer& writer) {
  writer.Uvarint(list.list().size());
  for (const FieldValue& pair : list.list()) {
    writer.LenBytes(pair.Find("key_hex")->bytes());
    writer.LenBytes(pair.Find("value")->bytes());
  }
}

// Whether ExtraData breaks off in its count or in a key.
bool EndsInCountOrKey(Reader reader) {
  const std::uint64_t count = reader.Uvarint();
  if (!reader.ok()) return reader.remaining() < kLongestVarint;
  if (count > kMaxExtraDataCount) return false;
  std::set<Bytes> keys;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t key_size = reader.Uvarint();
    if (!reader.ok() || key_size > kGoMaxAllocation) return false;
    if (key_size > reader.remaining()) return true;
    const ByteView key = reader.Take(key_size);
    if (!keys.emplace(key.begin(), key.end()).second) return false;
    reader.LenBytes();
    if (!reader.ok()) return false;
  }
  return false;
}

}  // namespace

constinit const CustomCodec kCut32 = {DecodeCut32, EncodeUnsigned, 1};
constinit const CustomCodec kUvarintAsSigned = {DecodeSigned, EncodeSigned, 1};
constinit const CustomCodec kLast32Uint256 = {DecodeLast32, EncodeMinimal, 1};
constinit const CustomCodec kText = {DecodeText, EncodeText, 1};
constinit const CustomCodec kPadded33 = {DecodePadded33, EncodeLenBytes, 1};
constinit const CustomCodec kBlsPublicKey = {DecodeBls<96>, EncodeLenBytes, 1};
constinit const CustomCodec kBlsSignature = {DecodeBls<48>, EncodeLenBytes, 1};
constinit const CustomCodec kPkidAmounts = {DecodePkidAmounts,
                                            EncodePkidAmounts, 1};
constinit const CustomCodec kTextAmounts = {DecodeTextAmounts,
                                            EncodeTextAmounts, 1};
constinit const CustomCodec kPkidTexts = {DecodePkidTexts, EncodePkidTexts, 1};
constinit const CustomCodec kPrevBalances = {DecodePrevBalances,
                                             EncodePrevBalances, 1};
constinit const CustomCodec kPrevCoinRoyalties = {DecodeCoinRoyalties,
                                                  EncodeCoinRoyalties, 1};
constinit const CustomCodec kTolerantExtraData = {DecodeTolerantExtraData,
                                                  EncodeExtraData, 0};

ExtraData ReadTolerantExtraData(Reader& reader, bool& ended) {
  Reader attempt = reader;
  ExtraData extra_data = ReadExtraData(attempt);
  if (attempt.ok()) {
    reader = attempt;
    return extra_data;
  }
  if (reader.ok() && EndsInCountOrKey(reader)) {
    reader.Take(reader.remaining());
    ended = true;
    return {};
  }
  reader = attempt;
  return {};
}

}  // namespace desobook::chain::entries
