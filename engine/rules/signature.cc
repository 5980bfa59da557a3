#include "engine/rules/signature.h"

namespace desobook {
namespace {

constexpr std::string_view kDerivedPublicKeyName = "DerivedPublicKey";

bool RefusesHighS(const TxnScope& scope) {
  return scope.envelope.signature.high_s &&
         scope.context.height >=
             scope.context.network->forks.associations_and_access_groups;
}

// Source: ValidateDerivedKey.
Status CheckDerivedKeyInForce(TxnScope& scope, const PublicKey& derived) {
  const DerivedKeyEntry* entry =
      scope.view.derived_keys.Find({scope.Sender(), derived});
  if (entry == nullptr || entry->operation != 1 ||
      entry->expiration_block <= scope.context.height) {
    return RuleError::kDerivedKeyNotAuthorized;
  }
  return {};
}

Status VerifyUserSignature(TxnScope& scope) {
  const SignatureVerdict& verdict = scope.envelope.signature;
  if (verdict.check == SignatureCheck::kMissing) return RuleError::kGeneric;
  DESOBOOK_ASSIGN_OR_RETURN(const ClaimedSigner signer,
                            FindClaimedSigner(scope));
  if (signer.derived && !signer.key) {
    return RuleError::kDerivedKeyInvalidExtraData;
  }
  // Any 33 bytes may own DESO, but only a curve point can sign. A signature
  // that verifies proves the point, so that the common case asks nothing.
  if (verdict.check != SignatureCheck::kOwnerValid &&
      !IsValidPublicKey(scope.context, scope.txn().public_key)) {
    return RuleError::kGeneric;
  }
  if (!signer.derived) {
    if (verdict.check == SignatureCheck::kOwnerValid) return {};
    return RuleError::kInvalidTransactionSignature;
  }
  DESOBOOK_RETURN_IF_ERROR(CheckDerivedKeyInForce(scope, *signer.key));
  if (verdict.check != SignatureCheck::kDerivedValid) {
    return RuleError::kDerivedKeyNotAuthorized;
  }
  return {};
}

}  // namespace

Result<ClaimedSigner> FindClaimedSigner(const TxnScope& scope) {
  if (RefusesHighS(scope)) return RuleError::kTxnSigHasHighS;
  const SignatureVerdict& verdict = scope.envelope.signature;
  switch (verdict.check) {
    case SignatureCheck::kDerivedTwice:
      return RuleError::kDerivedKeyHasBothExtraDataAndRecoveryId;
    case SignatureCheck::kDerivedUnrecoverable:
      return RuleError::kGeneric;
    case SignatureCheck::kDerivedKeyMalformed:
      return ClaimedSigner{true, std::nullopt};
    case SignatureCheck::kDerivedValid:
    case SignatureCheck::kDerivedInvalid:
      return ClaimedSigner{true, verdict.derived_key};
    case SignatureCheck::kOwnerValid:
    case SignatureCheck::kOwnerInvalid:
      return ClaimedSigner{};
    case SignatureCheck::kMissing:
      break;
  }
  // Even an unsigned transaction can name a derived key.
  const Bytes* named = FindExtraData(scope.txn(), kDerivedPublicKeyName);
  if (named == nullptr) return ClaimedSigner{};
  return ClaimedSigner{true, PublicKey::From(*named)};
}

Status VerifySignature(TxnScope& scope) {
  if (scope.txn().type != TxnType::kBlockReward) {
    return VerifyUserSignature(scope);
  }
  if (!scope.txn().public_key.empty() ||
      scope.envelope.signature.check != SignatureCheck::kMissing) {
    return RuleError::kBlockRewardTxnNotAllowedToHaveSignature;
  }
  return {};
}

bool IsValidPublicKey(const BlockContext& context, ByteView bytes) {
  if (bytes.size() != PublicKey::kSize) return false;
  return context.keys.is_curve_point == nullptr ||
         context.keys.is_curve_point(bytes);
}

}  // namespace desobook
