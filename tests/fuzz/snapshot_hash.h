#ifndef DESOBOOK_TESTS_FUZZ_SNAPSHOT_HASH_H_
#define DESOBOOK_TESTS_FUZZ_SNAPSHOT_HASH_H_

#include <array>
#include <cstdint>

#include "engine/txn/ids.h"

namespace desobook::fuzz {

// Stands in for SHA-256 where the contents matter and not their digest.
inline std::array<std::uint8_t, 32> ConstantHash(ByteView /*bytes*/) {
  std::array<std::uint8_t, 32> digest{};
  digest.fill(0x5a);
  return digest;
}

}  // namespace desobook::fuzz

#endif  // DESOBOOK_TESTS_FUZZ_SNAPSHOT_HASH_H_
