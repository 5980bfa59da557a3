// Keccak-f[1600]: Keccak-256 (Ethereum's, for chain/keys), SHA3-256, and the
// variant that hashes proof-of-work headers of version 1.

#ifndef DESOBOOK_CHAIN_CODEC_KECCAK_H_
#define DESOBOOK_CHAIN_CODEC_KECCAK_H_

#include <array>
#include <cstdint>

#include "engine/txn/ids.h"

namespace desobook::chain {

// With the original padding 0x01, as Ethereum uses it.
std::array<std::uint8_t, 32> Keccak256(ByteView bytes);

// FIPS 202.
std::array<std::uint8_t, 32> Sha3_256(ByteView bytes);

// SHA3-256 with every lane's bit groups mirrored after each round and a
// constant folded into the digest (protocol text 2.6).
// Source: deso-protocol/core desohash/algorithm.go, DeSoHashV1.
std::array<std::uint8_t, 32> DesoHashV1(ByteView bytes);

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_CODEC_KECCAK_H_
