#include "chain/codec/primitives.h"

#include <algorithm>

namespace desobook::chain {
namespace {

// Whether a value follows; the node believes any count but zero.
bool ReadsAsPresent(Reader& reader) { return reader.Uvarint() != 0; }

Uint256 ReadUint256Of(ByteView bytes, Reader& reader) {
  const std::optional<Uint256> value = FromBigEndian(bytes);
  if (!value) {
    reader.Fail("number exceeds 256 bits");
    return {};
  }
  return *value;
}

}  // namespace

std::optional<PublicKey> ReadOptionalPublicKey(Reader& reader) {
  if (!ReadsAsPresent(reader)) return std::nullopt;
  return reader.Fixed<PublicKey>();
}

std::optional<BlockHash> ReadOptionalHash(Reader& reader) {
  if (!ReadsAsPresent(reader)) return std::nullopt;
  return reader.Fixed<BlockHash>();
}

std::optional<Uint256> ReadFixedUint256(Reader& reader) {
  if (!ReadsAsPresent(reader)) return std::nullopt;
  return ReadUint256Of(reader.Take(32), reader);
}

void WriteOptionalPublicKey(const std::optional<PublicKey>& key,
                            Writer& writer) {
  writer.LenBytes(key ? key->view() : ByteView());
}

void WriteOptionalHash(const std::optional<BlockHash>& hash, Writer& writer) {
  writer.LenBytes(hash ? hash->view() : ByteView());
}

void WriteFixedUint256(const std::optional<Uint256>& value, Writer& writer) {
  if (!value) {
    writer.Byte(0);
    return;
  }
  writer.LenBytes(ToBigEndian(*value));
}

std::optional<Uint256> ReadVariableUint256(Reader& reader) {
  if (!reader.Bool()) return std::nullopt;
  return ReadPlainUint256(reader);
}

void WriteVariableUint256(const std::optional<Uint256>& value, Writer& writer) {
  writer.Bool(value.has_value());
  if (value) WritePlainUint256(*value, writer);
}

Uint256 ReadPlainUint256(Reader& reader) {
  return ReadUint256Of(reader.LenBytes(), reader);
}

void WritePlainUint256(const Uint256& value, Writer& writer) {
  const std::array<std::uint8_t, 32> bytes = ToBigEndian(value);
  writer.LenBytes(ByteView(bytes).last(MinimalByteLength(value)));
}

ExtraData ReadExtraData(Reader& reader) {
  ExtraData extra_data;
  const std::size_t count = reader.Count(2);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    Bytes key = reader.LenBytesCopy();
    Bytes value = reader.LenBytesCopy();
    if (!reader.ok()) break;
    if (!extra_data.emplace(std::move(key), std::move(value)).second) {
      reader.Fail("extra data has a key twice");
    }
  }
  return extra_data;
}

void WriteExtraData(const ExtraData& extra_data, Writer& writer) {
  writer.Uvarint(extra_data.size());
  for (const auto& [key, value] : extra_data) {
    writer.LenBytes(key);
    writer.LenBytes(value);
  }
}

// All texts share prefix, length and an alphabet in ASCII order, so their
// order is that of the key bytes.
Bytes SerializePubKeyToUint64Map(const PublicKeyAmounts& map) {
  Writer writer;
  writer.Uvarint(map.size());
  for (const auto& [key, value] : map) {
    writer.Raw(key.view());
    writer.Uvarint(value);
  }
  return writer.Take();
}

absl::StatusOr<PublicKeyAmounts> DeserializePubKeyToUint64Map(ByteView bytes) {
  Reader reader(bytes);
  PublicKeyAmounts map;
  const std::size_t count = reader.Count(PublicKey::kSize + 1);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const auto key = reader.Fixed<PublicKey>();
    map[key] = reader.Uvarint();
  }
  if (!reader.ok()) return reader.Status("map of public keys to amounts");
  return map;
}

Bytes Resized(ByteView bytes, std::size_t size) {
  Bytes result(size, 0);
  std::copy_n(bytes.begin(), std::min(size, bytes.size()), result.begin());
  return result;
}

}  // namespace desobook::chain
