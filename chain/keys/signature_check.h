// Who signed a transaction, as far as bytes and keys can tell (protocol text
// 3.4). What follows from it at a height and with the derived keys of a state
// is for engine/rules.

#ifndef DESOBOOK_CHAIN_KEYS_SIGNATURE_CHECK_H_
#define DESOBOOK_CHAIN_KEYS_SIGNATURE_CHECK_H_

#include "chain/codec/hash.h"
#include "engine/txn/envelope.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// `digest` is SignDigest(txn). At most one curve operation, and the same answer
// for the same transaction always.
// Source: deso-protocol/core lib/block_view.go, _verifySignature,
// IsDerivedSignature.
SignatureVerdict CheckSignature(const Transaction& txn, const Digest& digest);

// Computes the digest itself, if there is a signature.
SignatureVerdict CheckSignature(const Transaction& txn);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_SIGNATURE_CHECK_H_
