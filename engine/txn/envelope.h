// A transaction together with everything about its bytes that rules need:
// hash, size, signature verdicts, inner envelopes. chain/ fills it from bytes;
// a simulation fills it with a trusted verdict and an id from its seed.
//
// A verdict never depends on chain state. Rules consult it exactly where the
// node would check, so the first error is the node's error.

#ifndef DESOBOOK_ENGINE_TXN_ENVELOPE_H_
#define DESOBOOK_ENGINE_TXN_ENVELOPE_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/txn/ids.h"
#include "engine/txn/spending_limits.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook {

// What checking the signature against the digest found (protocol text 3.4).
enum class SignatureCheck : std::uint8_t {
  kMissing,               // unsigned
  kOwnerValid,            // verifies under the transaction's own key
  kOwnerInvalid,          // does not, or that key is no curve point
  kDerivedValid,          // verifies under `derived_key`
  kDerivedInvalid,        // does not
  kDerivedUnrecoverable,  // recoverable form from which no key can be recovered
  kDerivedKeyMalformed,   // ExtraData DerivedPublicKey is no curve point
  kDerivedTwice,          // recoverable and ExtraData DerivedPublicKey at once
};

struct SignatureVerdict {
  SignatureCheck check = SignatureCheck::kMissing;
  bool high_s = false;  // S >= N >> 1 as parsed
  // The derived key in question for the kDerivedValid/Invalid verdicts.
  PublicKey derived_key;
};

// For AUTHORIZE_DERIVED_KEY: the parts of the check that need bytes and keys.
struct DerivedKeyAuthorization {
  // ExtraData TransactionSpendingLimit: absent, malformed, or decoded under
  // the height's encoding.
  bool has_limits = false;    // key present in ExtraData
  bool limits_empty = false;  // present with zero bytes
  bool limits_malformed = false;
  SpendingLimits limits;
  // The access signature is the owner's over one of the accepted messages.
  bool access_signature_valid = false;
};

struct TxnEnvelope {
  Transaction txn;
  TxnHash hash;                    // of the signed encoding
  std::uint64_t encoded_size = 0;  // bytes of the signed encoding
  SignatureVerdict signature;
  std::optional<DerivedKeyAuthorization> authorization;
  // Hash that neighbours in an atomic chain link to (4.5); set for inner
  // transactions of a wrapper.
  std::optional<BlockHash> atomic_hash;
  std::vector<TxnEnvelope> inner;  // of an ATOMIC_TXNS_WRAPPER
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_TXN_ENVELOPE_H_
