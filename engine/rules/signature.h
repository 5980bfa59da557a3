// What a transaction's signature verdict means for the chain at a height
// (protocol text 3.4).

#ifndef DESOBOOK_ENGINE_RULES_SIGNATURE_H_
#define DESOBOOK_ENGINE_RULES_SIGNATURE_H_

#include <optional>

#include "engine/amount/rule_error.h"
#include "engine/rules/basic_transfer.h"
#include "engine/txn/ids.h"

namespace desobook {

// Whom the transaction claims to be signed by, before any verification.
struct ClaimedSigner {
  bool derived = false;
  // The derived key; nothing if the bytes in ExtraData are none.
  std::optional<PublicKey> key;
};

// Errors: kTxnSigHasHighS, kDerivedKeyHasBothExtraDataAndRecoveryId, kGeneric
// for a recovery id from which no key follows.
// Source: deso-protocol/core lib/block_view.go, IsDerivedSignature.
Result<ClaimedSigner> FindClaimedSigner(const TxnScope& scope);

// The transaction is signed by its own key, or by a derived key that is in
// force in the view. Block rewards: neither key nor signature.
// Source: ibid., _verifyTxnSignature, _verifySignature, ValidateDerivedKey.
Status VerifySignature(TxnScope& scope);

// Whether the bytes parse as a public key of this chain: 33 of them, and a
// curve point. Without key rules (simulation) every 33 bytes are one.
bool IsValidPublicKey(const BlockContext& context, ByteView bytes);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_SIGNATURE_H_
