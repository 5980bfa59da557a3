#include "chain/codec/schema.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "chain/codec/primitives.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

constexpr std::uint64_t kLastEntryVersion = 4;
constexpr std::size_t kNameSize = 32;

FieldValue OptionalNumber(const std::optional<Uint256>& value) {
  return value ? FieldValue::Number(*value) : FieldValue::Null();
}

template <typename Id>
FieldValue OptionalId(const std::optional<Id>& id) {
  return id ? FieldValue::Blob(id->view()) : FieldValue::Null();
}

FieldValue ReadUvarintAtMost(std::uint64_t max, Reader& reader) {
  const std::uint64_t value = reader.Uvarint();
  if (value > max) reader.Fail("integer exceeds the field's width");
  return FieldValue::Unsigned(value);
}

// A fixed-size value in lenbytes; see FieldKind.
FieldValue ReadSized(FieldKind kind, Reader& reader) {
  const ByteView bytes = reader.LenBytes();
  switch (kind) {
    case FieldKind::kLenHash:
      return FieldValue::Blob(Resized(bytes, BlockHash::kSize));
    case FieldKind::kLenName:
      return FieldValue::Blob(Resized(bytes, kNameSize));
    case FieldKind::kLenPkid:
      if (bytes.empty()) reader.Fail("PKID is empty");
      return FieldValue::Blob(Resized(bytes, Pkid::kSize));
    default:
      if (bytes.size() != PublicKey::kSize) {
        reader.Fail("public key has not 33 bytes");
      }
      return FieldValue::Blob(bytes);
  }
}

FieldValue ReadMinimalBytes(Reader& reader) {
  ByteView bytes = reader.LenBytes();
  while (!bytes.empty() && bytes[0] == 0) bytes = bytes.subspan(1);
  return FieldValue::Blob(bytes);
}

FieldValue DecodeElement(const Schema& schema, Reader& reader,
                         const SchemaContext& context);

FieldValue ReadList(const Schema& element, Reader& reader,
                    const SchemaContext& context) {
  FieldValue list = FieldValue::List();
  const std::size_t count = reader.Count(MinEncodedSize(element));
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    list.Append(DecodeElement(element, reader, context));
  }
  return list;
}

FieldValue ReadEntryList(const Schema& element, Reader& reader,
                         const SchemaContext& context) {
  FieldValue list = FieldValue::List();
  const std::size_t count = reader.Count(1);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    list.Append(DecodeEntry(element, reader, context));
  }
  return list;
}

FieldValue ReadLenObject(const Schema& element, Reader& reader,
                         const SchemaContext& context) {
  const ByteView bytes = reader.LenBytes();
  if (bytes.empty()) return FieldValue::Null();
  Reader inner(bytes);
  FieldValue object = DecodeElement(element, inner, context);
  if (!inner.ok()) reader.Fail("malformed structure inside its length");
  return object;
}

FieldValue ReadComposite(const FieldSpec& spec, Reader& reader,
                         const SchemaContext& context) {
  if (spec.kind == FieldKind::kCustom) {
    return spec.custom->decode(reader, context);
  }
  DESOBOOK_CHECK(spec.element != nullptr);
  switch (spec.kind) {
    case FieldKind::kObject:
      return DecodeElement(*spec.element, reader, context);
    case FieldKind::kLenObject:
      return ReadLenObject(*spec.element, reader, context);
    case FieldKind::kList:
      return ReadList(*spec.element, reader, context);
    case FieldKind::kPresent:
      if (!reader.Bool()) return FieldValue::Null();
      return DecodeElement(*spec.element, reader, context);
    case FieldKind::kEntry:
      return DecodeEntry(*spec.element, reader, context);
    default:
      DESOBOOK_CHECK(spec.kind == FieldKind::kEntryList);
      return ReadEntryList(*spec.element, reader, context);
  }
}

bool IsScalarElement(const Schema& schema) {
  return schema.fields.size() == 1 && schema.fields[0].name.empty();
}

FieldValue DecodeElement(const Schema& schema, Reader& reader,
                         const SchemaContext& context) {
  if (IsScalarElement(schema)) {
    return ReadField(schema.fields[0], reader, context);
  }
  return DecodeFields(schema, reader, context);
}

std::optional<Uint256> NumberOrNothing(const FieldValue& value) {
  if (value.is_null()) return std::nullopt;
  return value.number();
}

void WriteExtraDataFields(const FieldValue& list, Writer& writer) {
  writer.Uvarint(list.list().size());
  for (const FieldValue& entry : list.list()) {
    writer.LenBytes(entry.Find("key_hex")->bytes());
    writer.LenBytes(entry.Find("value")->bytes());
  }
}

void EncodeElement(const Schema& schema, const FieldValue& value,
                   Writer& writer, const SchemaContext& context);

void WriteComposite(const FieldSpec& spec, const FieldValue& value,
                    Writer& writer, const SchemaContext& context) {
  switch (spec.kind) {
    case FieldKind::kCustom:
      return spec.custom->encode(value, context, writer);
    case FieldKind::kObject:
      return EncodeElement(*spec.element, value, writer, context);
    case FieldKind::kLenObject: {
      Writer inner;
      if (!value.is_null()) {
        EncodeElement(*spec.element, value, inner, context);
      }
      return writer.LenBytes(inner.bytes());
    }
    case FieldKind::kList:
      writer.Uvarint(value.list().size());
      for (const FieldValue& element : value.list()) {
        EncodeElement(*spec.element, element, writer, context);
      }
      return;
    case FieldKind::kPresent:
      writer.Bool(!value.is_null());
      if (!value.is_null()) {
        EncodeElement(*spec.element, value, writer, context);
      }
      return;
    case FieldKind::kEntry:
      return EncodeEntry(*spec.element, value, writer, context);
    default:
      DESOBOOK_CHECK(spec.kind == FieldKind::kEntryList);
      writer.Uvarint(value.list().size());
      for (const FieldValue& element : value.list()) {
        EncodeEntry(*spec.element, element, writer, context);
      }
  }
}

void EncodeElement(const Schema& schema, const FieldValue& value,
                   Writer& writer, const SchemaContext& context) {
  if (IsScalarElement(schema)) {
    WriteField(schema.fields[0], value, writer, context);
  } else {
    EncodeFields(schema, value, writer, context);
  }
}

std::size_t MinFieldSize(const FieldSpec& spec) {
  switch (spec.kind) {
    case FieldKind::kHash:
      return BlockHash::kSize;
    case FieldKind::kPublicKey:
      return PublicKey::kSize;
    case FieldKind::kLenPublicKey:
      return 1 + PublicKey::kSize;
    case FieldKind::kObject:
      return MinEncodedSize(*spec.element);
    case FieldKind::kCustom:
      return spec.custom->min_size;
    default:
      return 1;
  }
}

}  // namespace

FieldValue ReadField(const FieldSpec& spec, Reader& reader,
                     const SchemaContext& context) {
  switch (spec.kind) {
    case FieldKind::kBool:
      return FieldValue::Bool(reader.Bool());
    case FieldKind::kByte:
      return FieldValue::Unsigned(reader.Byte());
    case FieldKind::kUvarint:
      return FieldValue::Unsigned(reader.Uvarint());
    case FieldKind::kUvarintCut8:
      return FieldValue::Unsigned(reader.Uvarint() & 0xff);
    case FieldKind::kUvarintAtMost8:
      return ReadUvarintAtMost(0xff, reader);
    case FieldKind::kUvarintAtMost32:
      return ReadUvarintAtMost(0xffffffff, reader);
    case FieldKind::kVarint:
      return FieldValue::Signed(reader.Varint());
    case FieldKind::kBytes:
      return FieldValue::Blob(reader.LenBytes());
    case FieldKind::kHash:
      return FieldValue::Blob(reader.Take(BlockHash::kSize));
    case FieldKind::kPublicKey:
      return FieldValue::Blob(reader.Take(PublicKey::kSize));
    case FieldKind::kLenHash:
    case FieldKind::kLenName:
    case FieldKind::kLenPkid:
    case FieldKind::kLenPublicKey:
      return ReadSized(spec.kind, reader);
    case FieldKind::kOptionalPublicKey:
      return OptionalId(ReadOptionalPublicKey(reader));
    case FieldKind::kOptionalHash:
      return OptionalId(ReadOptionalHash(reader));
    case FieldKind::kFixedUint256:
      return OptionalNumber(ReadFixedUint256(reader));
    case FieldKind::kVariableUint256:
      return OptionalNumber(ReadVariableUint256(reader));
    case FieldKind::kPlainUint256:
      return FieldValue::Number(ReadPlainUint256(reader));
    case FieldKind::kMinimalBytes:
      return ReadMinimalBytes(reader);
    case FieldKind::kExtraData:
      return ExtraDataFields(ReadExtraData(reader));
    default:
      return ReadComposite(spec, reader, context);
  }
}

void WriteField(const FieldSpec& spec, const FieldValue& value, Writer& writer,
                const SchemaContext& context) {
  switch (spec.kind) {
    case FieldKind::kBool:
      return writer.Bool(value.bool_value());
    case FieldKind::kByte:
      DESOBOOK_CHECK(value.unsigned_value() <= 0xff);
      return writer.Byte(static_cast<std::uint8_t>(value.unsigned_value()));
    case FieldKind::kUvarint:
    case FieldKind::kUvarintCut8:
    case FieldKind::kUvarintAtMost8:
    case FieldKind::kUvarintAtMost32:
      return writer.Uvarint(value.unsigned_value());
    case FieldKind::kVarint:
      return writer.Varint(value.signed_value());
    case FieldKind::kHash:
    case FieldKind::kPublicKey:
      return writer.Raw(value.bytes());
    case FieldKind::kBytes:
    case FieldKind::kMinimalBytes:
    case FieldKind::kLenHash:
    case FieldKind::kLenName:
    case FieldKind::kLenPkid:
    case FieldKind::kLenPublicKey:
      return writer.LenBytes(value.bytes());
    case FieldKind::kOptionalPublicKey:
    case FieldKind::kOptionalHash:
      return writer.LenBytes(value.is_null() ? ByteView() : value.bytes());
    case FieldKind::kFixedUint256:
      return WriteFixedUint256(NumberOrNothing(value), writer);
    case FieldKind::kVariableUint256:
      return WriteVariableUint256(NumberOrNothing(value), writer);
    case FieldKind::kPlainUint256:
      return WritePlainUint256(value.number(), writer);
    case FieldKind::kExtraData:
      return WriteExtraDataFields(value, writer);
    default:
      return WriteComposite(spec, value, writer, context);
  }
}

FieldValue DecodeFields(const Schema& schema, Reader& reader,
                        const SchemaContext& context) {
  FieldValue object = FieldValue::Object();
  for (const FieldSpec& spec : schema.fields) {
    if (spec.since_version > context.version) continue;
    object.Add(spec.name, ReadField(spec, reader, context));
    if (reader.ok()) continue;
    reader.NameFailedField(spec.name);
    break;
  }
  return object;
}

void EncodeFields(const Schema& schema, const FieldValue& value, Writer& writer,
                  const SchemaContext& context) {
  std::size_t next = 0;
  for (const FieldSpec& spec : schema.fields) {
    if (spec.since_version > context.version) continue;
    DESOBOOK_CHECK(next < value.members().size());
    const FieldValue::Member& member = value.members()[next++];
    DESOBOOK_CHECK(member.name == spec.name);
    WriteField(spec, member.value, writer, context);
  }
}

FieldValue DecodeEntry(const Schema& schema, Reader& reader,
                       const SchemaContext& context) {
  if (!reader.Bool()) return FieldValue::Null();
  const std::uint64_t type = reader.Uvarint();
  if (!reader.ok() || type > 0xffffffff) return FieldValue::Null();
  if (type != schema.encoder_type) {
    reader.Fail("entry of another type than expected");
    return FieldValue::Null();
  }
  const std::uint64_t version_byte = reader.Uvarint();
  if (!reader.ok() || version_byte > 0xff) return FieldValue::Null();
  if (context.depth_left == 0) {
    reader.Fail("entries are nested too deeply");
    return FieldValue::Null();
  }
  SchemaContext inner;
  inner.version = version_byte > kLastEntryVersion ? 0 : version_byte;
  inner.depth_left = context.depth_left - 1;
  FieldValue entry = DecodeElement(schema, reader, inner);
  entry.set_entry_header({type, inner.version});
  return entry;
}

void EncodeEntry(const Schema& schema, const FieldValue& value, Writer& writer,
                 const SchemaContext& context) {
  writer.Bool(!value.is_null());
  if (value.is_null()) return;
  writer.Uvarint(schema.encoder_type);
  writer.Uvarint(value.entry_header().version_byte);
  SchemaContext inner = context;
  inner.version = value.entry_header().version_byte;
  EncodeElement(schema, value, writer, inner);
}

std::size_t MinEncodedSize(const Schema& schema) {
  std::size_t size = 0;
  for (const FieldSpec& spec : schema.fields) {
    if (spec.since_version == 0) size += MinFieldSize(spec);
  }
  return std::max<std::size_t>(size, 1);
}

}  // namespace desobook::chain
