// The chain's optional, 256-bit and map encodings (protocol text 2.3, 2.5).
// Readers return a value of zero or nothing once `reader` has failed.

#ifndef DESOBOOK_CHAIN_CODEC_PRIMITIVES_H_
#define DESOBOOK_CHAIN_CODEC_PRIMITIVES_H_

#include <cstdint>
#include <map>
#include <optional>

#include "absl/status/statusor.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"
#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Any count but zero stands before exactly 33, 32 or 32 bytes.
std::optional<PublicKey> ReadOptionalPublicKey(Reader& reader);
std::optional<BlockHash> ReadOptionalHash(Reader& reader);
std::optional<Uint256> ReadFixedUint256(Reader& reader);
void WriteOptionalPublicKey(const std::optional<PublicKey>& key,
                            Writer& writer);
void WriteOptionalHash(const std::optional<BlockHash>& hash, Writer& writer);
void WriteFixedUint256(const std::optional<Uint256>& value, Writer& writer);

// Existence byte, then lenbytes of at most 32 bytes.
std::optional<Uint256> ReadVariableUint256(Reader& reader);
void WriteVariableUint256(const std::optional<Uint256>& value, Writer& writer);

// lenbytes of at most 32 bytes, no existence byte.
Uint256 ReadPlainUint256(Reader& reader);
void WritePlainUint256(const Uint256& value, Writer& writer);

// Refuses a key that occurs twice; accepts any order, writes ascending.
ExtraData ReadExtraData(Reader& reader);
void WriteExtraData(const ExtraData& extra_data, Writer& writer);

// Royalties and trading fees: keys ascend by their mainnet Base58Check text.
// Of a key that occurs twice the last value counts.
// Source: deso-protocol/core lib/network.go, SerializePubKeyToUint64Map.
using PublicKeyAmounts = std::map<PublicKey, std::uint64_t>;
Bytes SerializePubKeyToUint64Map(const PublicKeyAmounts& map);
absl::StatusOr<PublicKeyAmounts> DeserializePubKeyToUint64Map(ByteView bytes);

// `bytes` cut, or padded with zeros, to `size`.
Bytes Resized(ByteView bytes, std::size_t size);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_PRIMITIVES_H_
