// Signatures and keys on secp256k1. Safe to call from several threads.

#ifndef DESOBOOK_CHAIN_KEYS_SECP_H_
#define DESOBOOK_CHAIN_KEYS_SECP_H_

#include <optional>

#include "chain/codec/hash.h"
#include "chain/keys/secret_key.h"
#include "engine/rules/state.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Any length may be asked: 33 bytes (02, 03) or 65 (04, and 06, 07 whose first
// byte also tells the parity) can be points, others cannot.
bool IsCurvePoint(ByteView bytes);

// What engine/ needs to know of cryptography.
inline constexpr KeyRules kSecpKeyRules{&IsCurvePoint};

PublicKey PublicKeyOf(const SecretKey& key);

// RFC 6979 nonce, low S: the same bytes as the node's own signing, also for
// digests not below the order.
TxnSignature Sign(const SecretKey& key, const Digest& digest);
// The same signature with its recovery id.
TxnSignature SignRecoverable(const SecretKey& key, const Digest& digest);

// Low and high S alike, as the node verifies; whether a high S is allowed is a
// rule of its own. False if `public_key` is no curve point.
bool VerifySignature(const TxnSignature& signature, const Digest& digest,
                     ByteView public_key);

// The key under which `signature` verifies, by its recovery id. Nothing if
// there is none.
std::optional<PublicKey> RecoverPublicKey(const TxnSignature& signature,
                                          const Digest& digest);

// (key + tweak) mod order, for key derivation; nothing if `tweak` is not below
// the order or the sum is zero.
std::optional<SecretKey> AddToSecretKey(const SecretKey& key, ByteView tweak);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_SECP_H_
