#include "engine/txn/varint.h"

#include <bit>

namespace desobook {
namespace {

constexpr std::size_t kMaxUvarintBytes = 10;

}  // namespace

UvarintRead ReadUvarint(ByteView bytes) {
  UvarintRead read;
  for (const std::uint8_t byte : bytes) {
    const std::size_t index = read.consumed++;
    // The tenth byte holds bit 63 alone, so this also ends the loop.
    if (index == kMaxUvarintBytes - 1 && byte > 1) {
      return {0, read.consumed, VarintError::kOverflow};
    }
    read.value |= std::uint64_t{byte & 0x7FU} << (7 * index);
    if (byte < 0x80) return read;
  }
  return {0, read.consumed, VarintError::kEof};
}

VarintRead ReadVarint(ByteView bytes) {
  const UvarintRead read = ReadUvarint(bytes);
  const std::uint64_t magnitude = read.value >> 1;
  const bool negative = (read.value & 1) != 0;
  return {std::bit_cast<std::int64_t>(negative ? ~magnitude : magnitude),
          read.consumed, read.error};
}

void AppendUvarint(Bytes& out, std::uint64_t value) {
  while (value >= 0x80) {
    out.push_back(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  out.push_back(static_cast<std::uint8_t>(value));
}

void AppendVarint(Bytes& out, std::int64_t value) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(value);
  AppendUvarint(out, value < 0 ? ~(bits << 1) : bits << 1);
}

std::size_t UvarintSize(std::uint64_t value) {
  // Zero still takes a byte.
  return (static_cast<std::size_t>(std::bit_width(value | 1)) + 6) / 7;
}

}  // namespace desobook
