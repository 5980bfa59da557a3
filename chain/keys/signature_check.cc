#include "chain/keys/signature_check.h"

#include <optional>
#include <string_view>

#include "chain/codec/der.h"
#include "chain/codec/transaction.h"
#include "chain/keys/secp.h"

namespace desobook::chain {
namespace {

constexpr std::string_view kDerivedPublicKeyName = "DerivedPublicKey";

SignatureCheck CheckOwner(const Transaction& txn, const Digest& digest) {
  const bool valid = txn.public_key.size() == PublicKey::kSize &&
                     VerifySignature(*txn.signature, digest, txn.public_key);
  return valid ? SignatureCheck::kOwnerValid : SignatureCheck::kOwnerInvalid;
}

}  // namespace

SignatureVerdict CheckSignature(const Transaction& txn, const Digest& digest) {
  SignatureVerdict verdict;
  if (!txn.signature) return verdict;
  const TxnSignature& signature = *txn.signature;
  verdict.high_s = HasHighS(signature);
  const Bytes* named = FindExtraData(txn, kDerivedPublicKeyName);
  if (named != nullptr && signature.recoverable) {
    verdict.check = SignatureCheck::kDerivedTwice;
  } else if (named != nullptr) {
    // A 65-byte point crashes the node; nobody can own one.
    const std::optional<PublicKey> derived = PublicKey::From(*named);
    if (!derived || !IsCurvePoint(derived->view())) {
      verdict.check = SignatureCheck::kDerivedKeyMalformed;
      return verdict;
    }
    verdict.derived_key = *derived;
    verdict.check = VerifySignature(signature, digest, derived->view())
                        ? SignatureCheck::kDerivedValid
                        : SignatureCheck::kDerivedInvalid;
  } else if (signature.recoverable) {
    // A signature always verifies under the key recovered from it.
    const std::optional<PublicKey> derived =
        RecoverPublicKey(signature, digest);
    verdict.derived_key = derived.value_or(PublicKey{});
    verdict.check = derived ? SignatureCheck::kDerivedValid
                            : SignatureCheck::kDerivedUnrecoverable;
  } else {
    verdict.check = CheckOwner(txn, digest);
  }
  return verdict;
}

SignatureVerdict CheckSignature(const Transaction& txn) {
  if (!txn.signature) return {};
  return CheckSignature(txn, SignDigest(txn));
}

}  // namespace desobook::chain
