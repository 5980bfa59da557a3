// The chain's integer encoding, needed wherever rules read ExtraData values.
// 7 bits per byte, least significant group first (protocol text 2.1).

#ifndef DESOBOOK_ENGINE_TXN_VARINT_H_
#define DESOBOOK_ENGINE_TXN_VARINT_H_

#include <cstddef>
#include <cstdint>

#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

enum class VarintError : std::uint8_t { kNone, kEof, kOverflow };

struct UvarintRead {
  std::uint64_t value = 0;
  std::size_t consumed = 0;
  VarintError error = VarintError::kNone;
};
struct VarintRead {
  std::int64_t value = 0;
  std::size_t consumed = 0;
  VarintError error = VarintError::kNone;
};

// At most 10 bytes, the tenth at most 1; non-minimal forms are accepted.
// `consumed` counts the bytes looked at, also on error.
// Source: deso-protocol/core lib/varint.go, ReadUvarint, ReadVarint.
UvarintRead ReadUvarint(ByteView bytes);
VarintRead ReadVarint(ByteView bytes);

// Minimal encodings.
void AppendUvarint(Bytes& out, std::uint64_t value);
void AppendVarint(Bytes& out, std::int64_t value);
std::size_t UvarintSize(std::uint64_t value);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_TXN_VARINT_H_
