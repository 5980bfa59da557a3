// Digests of the chain (protocol text 2.6).

#ifndef DESOBOOK_CHAIN_CODEC_HASH_H_
#define DESOBOOK_CHAIN_CODEC_HASH_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

using Digest = std::array<std::uint8_t, 32>;

Digest Sha256(ByteView bytes);

// H(x) = SHA256(SHA256(x)): transactions, PoS headers, merkle nodes, digests
// that are signed.
Digest DoubleSha256(ByteView bytes);

// Proof-of-work header hash of header version 0.
// Source: deso-protocol/core desohash/algorithm.go, DeSoHashV0.
Digest DesoHashV0(ByteView bytes);

// Root over the hashes of a block's transactions. The last node of an odd
// level is paired with itself, also when it is the only one, so one hash gives
// H(h ++ h). Nothing for an empty list.
// Source: deso-protocol/core lib/blockchain.go, ComputeMerkleRoot.
std::optional<BlockHash> MerkleRoot(std::span<const TxnHash> hashes);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_HASH_H_
