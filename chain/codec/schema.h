// Layouts as tables: one row per field, in the order of the encoding, under
// the reference node's names. The same table decodes, encodes and prints.
//
//   constexpr FieldSpec kFields[] = {
//       {"NFTPostHash", FieldKind::kHash},
//       {"SerialNumber", FieldKind::kUvarint},
//   };
//   constexpr Schema kBurnNft = {"BurnNFT", kFields};
//
// Decoding accepts what the node accepts (non-minimal varints, any non-zero
// byte as true) and encoding writes the one canonical form, so
// encode(decode(bytes)) normalises.

#ifndef DESOBOOK_CHAIN_CODEC_SCHEMA_H_
#define DESOBOOK_CHAIN_CODEC_SCHEMA_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "chain/codec/fields.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

enum class FieldKind : std::uint8_t {
  kBool,
  kByte,
  kUvarint,
  kUvarintCut8,      // cut to 8 bits, as a Go conversion does
  kUvarintAtMost8,   // above 8 bits is an error
  kUvarintAtMost32,  // above 32 bits is an error
  kVarint,           // signed
  kBytes,            // lenbytes
  kHash,             // 32 bytes
  kPublicKey,        // 33 bytes
  // lenbytes around a fixed size. Other lengths: the node pads with zeros or
  // cuts (hash, name, PKID), or crashes (a key; an empty PKID): an error here.
  kLenHash,
  kLenName,
  kLenPkid,
  kLenPublicKey,
  // Optional and 256-bit forms of protocol text 2.3.
  kOptionalPublicKey,
  kOptionalHash,
  kFixedUint256,
  kVariableUint256,
  kPlainUint256,  // lenbytes of the minimal form, no existence byte
  kMinimalBytes,  // lenbytes of a big-endian number: leading zeros are dropped
  kExtraData,     // protocol text 2.5
  // Composite.
  kObject,     // `element` inline
  kLenObject,  // lenbytes around `element`; empty is null; rest is ignored
  kList,       // uvarint n, n times `element`
  kPresent,    // bool, then `element` inline if true; else null
  kEntry,      // self-describing entry (2.4), its schema found by type
  kEntryList,  // uvarint n, n entries
  kCustom,     // `custom`
};

struct Schema;
struct SchemaContext;

// A layout that no table expresses. `min_size` is a lower bound of its length.
struct CustomCodec {
  FieldValue (*decode)(Reader& reader, const SchemaContext& context);
  void (*encode)(const FieldValue& value, const SchemaContext& context,
                 Writer& writer);
  std::size_t min_size = 1;
};

struct FieldSpec {
  std::string_view name;
  FieldKind kind = FieldKind::kUvarint;
  const Schema* element = nullptr;      // composite kinds
  const CustomCodec* custom = nullptr;  // kCustom
  std::uint64_t since_version = 0;      // entries: version that added the field
};

// An element of a list that is one unnamed field ("") is shown as that value,
// not as an object.
struct Schema {
  std::string_view name;
  std::span<const FieldSpec> fields;
  std::uint64_t encoder_type = 0;  // entries: the number in their header
};

struct SchemaContext {
  // The version byte of the entry being decoded; fields since a higher one are
  // absent from bytes and tree.
  std::uint64_t version = 0;
  // Entries inside entries; deeper input is an error.
  int depth_left = 16;
};

// Reads one structure. On malformed input `reader` has failed and the result
// is incomplete. Bytes after the structure are left unread.
FieldValue DecodeFields(const Schema& schema, Reader& reader,
                        const SchemaContext& context = {});

// Writes the canonical form.
// REQUIRES: `value` has the shape that DecodeFields gives for `schema`.
void EncodeFields(const Schema& schema, const FieldValue& value, Writer& writer,
                  const SchemaContext& context = {});

// One field of either.
FieldValue ReadField(const FieldSpec& spec, Reader& reader,
                     const SchemaContext& context = {});
void WriteField(const FieldSpec& spec, const FieldValue& value, Writer& writer,
                const SchemaContext& context = {});

// The same for the self-describing form: 00, or 01 ++ type ++ version ++ raw.
// A type other than the schema's is an error. As in the node a version above 4
// selects the fields of version 0; a version above 8 bits or a type above 32
// bits reads as absent, with nothing behind it consumed.
// Source: deso-protocol/core lib/block_view_types.go, decodeFromBytes.
FieldValue DecodeEntry(const Schema& schema, Reader& reader,
                       const SchemaContext& context = {});
void EncodeEntry(const Schema& schema, const FieldValue& value, Writer& writer,
                 const SchemaContext& context = {});

// Fewest bytes that the structure can take; at least 1, so that a count can be
// held against what remains.
std::size_t MinEncodedSize(const Schema& schema);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_SCHEMA_H_
