#include "chain/stream/skip.h"

#include "chain/codec/primitives.h"
#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

constexpr std::uint64_t kLastEntryVersion = 4;

void SkipExtraData(Reader& reader) {
  const std::size_t count = reader.Count(2);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    reader.LenBytes();
    reader.LenBytes();
  }
}

void SkipVariableUint256(Reader& reader) {
  if (!reader.Bool()) return;
  if (reader.LenBytes().size() > 32) reader.Fail("number exceeds 256 bits");
}

void SkipPrevBalances(Reader& reader) {
  if (!reader.Bool()) return;
  const std::size_t count = reader.Count(3);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    reader.LenBytes();
    reader.LenBytes();
    reader.LenBytes();
  }
}

// The custom layouts that replay meets often; any other is decoded and
// dropped.
void SkipCustom(const CustomCodec* custom, Reader& reader,
                const SchemaContext& context) {
  if (custom == &entries::kPadded33 || custom == &entries::kText) {
    reader.LenBytes();
  } else if (custom == &entries::kCut32 ||
             custom == &entries::kUvarintAsSigned) {
    reader.Uvarint();
  } else if (custom == &entries::kPrevBalances) {
    SkipPrevBalances(reader);
  } else if (custom == &entries::kOperation ||
             custom == &entries::kOperationPlain) {
    entries::SkipOperation(custom == &entries::kOperation, reader, context);
  } else {
    custom->decode(reader, context);
  }
}

void SkipComposite(const FieldSpec& spec, Reader& reader,
                   const SchemaContext& context) {
  if (spec.kind == FieldKind::kCustom) {
    return SkipCustom(spec.custom, reader, context);
  }
  DESOBOOK_CHECK(spec.element != nullptr);
  switch (spec.kind) {
    case FieldKind::kObject:
      return SkipFields(*spec.element, reader, context);
    case FieldKind::kLenObject:
      reader.LenBytes();
      return;
    case FieldKind::kPresent:
      if (reader.Bool()) SkipFields(*spec.element, reader, context);
      return;
    case FieldKind::kEntry:
      return SkipEntry(*spec.element, reader, context);
    default:
      break;
  }
  const bool of_entries = spec.kind == FieldKind::kEntryList;
  DESOBOOK_CHECK(of_entries || spec.kind == FieldKind::kList);
  const std::size_t count =
      reader.Count(of_entries ? 1 : MinEncodedSize(*spec.element));
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    if (of_entries) {
      SkipEntry(*spec.element, reader, context);
    } else {
      SkipFields(*spec.element, reader, context);
    }
  }
}

}  // namespace

std::optional<std::uint64_t> ReadEntryHeader(std::uint64_t encoder_type,
                                             Reader& reader) {
  if (!reader.Bool()) return std::nullopt;
  const std::uint64_t type = reader.Uvarint();
  if (!reader.ok() || type > 0xffffffff) return std::nullopt;
  if (type != encoder_type) {
    reader.Fail("entry of another type than expected");
    return std::nullopt;
  }
  const std::uint64_t version = reader.Uvarint();
  if (!reader.ok() || version > 0xff) return std::nullopt;
  return version > kLastEntryVersion ? 0 : version;
}

void SkipField(const FieldSpec& spec, Reader& reader,
               const SchemaContext& context) {
  switch (spec.kind) {
    case FieldKind::kBool:
    case FieldKind::kByte:
      reader.Byte();
      return;
    case FieldKind::kUvarint:
    case FieldKind::kUvarintCut8:
    case FieldKind::kUvarintAtMost8:
    case FieldKind::kUvarintAtMost32:
    case FieldKind::kVarint:
      reader.Uvarint();
      return;
    case FieldKind::kBytes:
    case FieldKind::kMinimalBytes:
    case FieldKind::kPlainUint256:
    case FieldKind::kLenHash:
    case FieldKind::kLenName:
    case FieldKind::kLenPkid:
    case FieldKind::kLenPublicKey:
      reader.LenBytes();
      return;
    case FieldKind::kHash:
      reader.Take(BlockHash::kSize);
      return;
    case FieldKind::kPublicKey:
      reader.Take(PublicKey::kSize);
      return;
    case FieldKind::kOptionalPublicKey:
      ReadOptionalPublicKey(reader);
      return;
    case FieldKind::kOptionalHash:
      ReadOptionalHash(reader);
      return;
    case FieldKind::kFixedUint256:
      ReadFixedUint256(reader);
      return;
    case FieldKind::kVariableUint256:
      return SkipVariableUint256(reader);
    case FieldKind::kExtraData:
      return SkipExtraData(reader);
    default:
      return SkipComposite(spec, reader, context);
  }
}

void SkipFields(const Schema& schema, Reader& reader,
                const SchemaContext& context) {
  for (const FieldSpec& spec : schema.fields) {
    if (spec.since_version > context.version) continue;
    if (!reader.ok()) return;
    SkipField(spec, reader, context);
  }
}

void SkipEntry(const Schema& schema, Reader& reader,
               const SchemaContext& context) {
  const auto version = ReadEntryHeader(schema.encoder_type, reader);
  if (!version) return;
  if (context.depth_left == 0) {
    reader.Fail("entries are nested too deeply");
    return;
  }
  SkipFields(schema, reader, {*version, context.depth_left - 1});
}

namespace entries {

void SkipOperation(bool with_metadata, Reader& reader,
                   const SchemaContext& context) {
  // The type is the first field; look at it before the walk.
  Reader ahead = reader;
  const std::uint64_t type = ahead.Uvarint();
  SkipFields(kOperationHead, reader, context);
  if (with_metadata && reader.ok()) {
    const Schema* metadata = FindMetadataSchema(type);
    if (metadata != nullptr) SkipEntry(*metadata, reader, context);
  }
  SkipFields(with_metadata ? kOperationTail : kOperationTailPlain, reader,
             context);
}

}  // namespace entries
}  // namespace desobook::chain
