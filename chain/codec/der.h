// Signatures as bytes (protocol text 3.4): DER, with the recovery id of a
// derived key's signature folded into the first byte.

#ifndef DESOBOOK_CHAIN_CODEC_DER_H_
#define DESOBOOK_CHAIN_CODEC_DER_H_

#include "absl/status/statusor.h"
#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// The order of secp256k1.
inline constexpr Uint256 kSecp256k1Order{
    std::array<std::uint64_t, 4>{0xbfd25e8cd0364141ULL, 0xbaaedce6af48a03bULL,
                                 0xfffffffffffffffeULL, 0xffffffffffffffffULL}};

// First byte 0x30, or 0x31..0x34 for recovery ids 0..3. Strict: no trailing
// bytes, no superfluous padding, 1 <= R, S < order. S may be high.
// Source: deso-protocol/core lib/network.go, DeSoSignature.FromBytes;
// decred/dcrd dcrec/secp256k1 v4.4.0 ecdsa/signature.go, ParseDERSignature.
absl::StatusOr<TxnSignature> ParseSignature(ByteView bytes);

// The same without the recoverable forms.
absl::StatusOr<TxnSignature> ParseDerSignature(ByteView bytes);

// Canonical bytes with S replaced by min(S, order - S). The recovery id is
// written as it is: negating S of a recoverable signature does not flip it.
Bytes EncodeSignature(const TxnSignature& signature);
// Without the recovery id.
Bytes EncodeDerSignature(const TxnSignature& signature);

// S >= order >> 1, by which the node refuses a signature. The smallest such S
// is one below the first that EncodeSignature would negate.
bool HasHighS(const TxnSignature& signature);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_DER_H_
