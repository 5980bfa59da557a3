// The owner's consent to a derived key: the messages that may be signed, and
// the two ways of signing them (protocol text 4.6).

#ifndef DESOBOOK_CHAIN_KEYS_ACCESS_SIGNATURE_H_
#define DESOBOOK_CHAIN_KEYS_ACCESS_SIGNATURE_H_

#include <cstdint>

#include "chain/codec/hash.h"
#include "chain/keys/secret_key.h"
#include "engine/rules/params.h"
#include "engine/txn/envelope.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// DerivedPublicKey ++ BE64(ExpirationBlock) ++ limitBytes. The limits are the
// bytes as sent, not their canonical form.
Bytes AccessBytes(ByteView derived_key, std::uint64_t expiration_block,
                  ByteView limit_bytes);

// Ethereum's personal_sign: Keccak-256 of the message behind its header.
Digest PersonalSignDigest(ByteView message);

// DER over H(message), low or high S; from `accept_ethereum` on also r[32] ++
// s[32] ++ at most one byte that is ignored, low S only, over
// PersonalSignDigest(message). False if `owner` is no curve point.
// Source: deso-protocol/core lib/block_view_profile.go, _verifyBytesSignature.
bool VerifyMessageSignature(ByteView message, ByteView signature,
                            ByteView owner, bool accept_ethereum);

// What an AUTHORIZE_DERIVED_KEY transaction needs checked: limits decoded under
// the height's encoding, and the access signature over one of the messages of
// that height. Empty limits are malformed ones.
// REQUIRES: the metadata of `txn` is AuthorizeDerivedKeyMetadata.
// Source: ibid. lib/block_view_derived_key.go, _verifyAccessSignature,
// _verifyAccessSignatureWithTransactionSpendingLimit.
DerivedKeyAuthorization CheckAuthorization(const Transaction& txn,
                                           const NetworkParams& params,
                                           BlockHeight height);

// The owner's access signature, DER over AccessBytes.
Bytes SignAccess(const SecretKey& owner, const PublicKey& derived_key,
                 std::uint64_t expiration_block, ByteView limit_bytes);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_ACCESS_SIGNATURE_H_
