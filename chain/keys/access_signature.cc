#include "chain/keys/access_signature.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "chain/codec/der.h"
#include "chain/codec/keccak.h"
#include "chain/codec/writer.h"
#include "chain/keys/secp.h"
#include "chain/keys/spending_limits_codec.h"
#include "chain/keys/spending_limits_text.h"
#include "engine/amount/uint256.h"

namespace desobook::chain {
namespace {

constexpr std::string_view kSpendingLimitName = "TransactionSpendingLimit";

ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// 0 < scalar <= order / 2 for S, 0 < scalar < order for R.
bool IsLowSignature(const TxnSignature& signature) {
  const Uint256 r = *FromBigEndian(signature.r);
  const Uint256 s = *FromBigEndian(signature.s);
  if (r.IsZero() || r >= kSecp256k1Order || s.IsZero()) return false;
  const std::optional<Uint256> twice = CheckedAdd(s, s);
  return twice && *twice < kSecp256k1Order;
}

bool VerifyPersonalSign(ByteView message, ByteView signature, ByteView owner) {
  if (signature.size() != 64 && signature.size() != 65) return false;
  TxnSignature parsed;
  std::copy_n(signature.begin(), 32, parsed.r.begin());
  std::copy_n(signature.begin() + 32, 32, parsed.s.begin());
  return IsLowSignature(parsed) &&
         VerifySignature(parsed, PersonalSignDigest(message), owner);
}

bool IsPublicKey(ByteView bytes) {
  return bytes.size() == PublicKey::kSize && IsCurvePoint(bytes);
}

}  // namespace

Bytes AccessBytes(ByteView derived_key, std::uint64_t expiration_block,
                  ByteView limit_bytes) {
  Writer writer;
  writer.Raw(derived_key);
  writer.Be64(expiration_block);
  writer.Raw(limit_bytes);
  return writer.Take();
}

Digest PersonalSignDigest(ByteView message) {
  Writer writer;
  writer.Raw(
      AsBytes("\x19"
              "Ethereum Signed Message:\n"));
  writer.Raw(AsBytes(std::to_string(message.size())));
  writer.Raw(message);
  return Keccak256(writer.bytes());
}

bool VerifyMessageSignature(ByteView message, ByteView signature,
                            ByteView owner, bool accept_ethereum) {
  const absl::StatusOr<TxnSignature> der = ParseDerSignature(signature);
  if (der.ok() && VerifySignature(*der, DoubleSha256(message), owner)) {
    return true;
  }
  return accept_ethereum && VerifyPersonalSign(message, signature, owner);
}

DerivedKeyAuthorization CheckAuthorization(const Transaction& txn,
                                           const NetworkParams& params,
                                           BlockHeight height) {
  const auto& metadata = std::get<AuthorizeDerivedKeyMetadata>(txn.metadata);
  const ForkHeights& forks = params.forks;
  DerivedKeyAuthorization result;
  const Bytes* limit_bytes = FindExtraData(txn, kSpendingLimitName);
  if (limit_bytes != nullptr) {
    result.has_limits = true;
    result.limits_empty = limit_bytes->empty();
    absl::StatusOr<SpendingLimits> limits =
        DecodeSpendingLimits(*limit_bytes, LimitsVersionAt(forks, height));
    result.limits_malformed = !limits.ok();
    if (limits.ok()) result.limits = *std::move(limits);
  }

  const ByteView derived = metadata.derived_public_key;
  if (!IsPublicKey(txn.public_key) || !IsPublicKey(derived)) return result;
  const auto signed_by_owner = [&](ByteView message) {
    return VerifyMessageSignature(
        message, metadata.access_signature, txn.public_key,
        height >= forks.derived_key_eth_signature_compatibility);
  };
  if (height < forks.derived_key_set_spending_limits) {
    result.access_signature_valid =
        signed_by_owner(AccessBytes(derived, metadata.expiration_block, {}));
  } else if (result.has_limits && !result.limits_malformed) {
    result.access_signature_valid =
        signed_by_owner(
            AccessBytes(derived, metadata.expiration_block, *limit_bytes)) ||
        signed_by_owner(AsBytes(AccessText(*PublicKey::From(derived),
                                           metadata.expiration_block,
                                           result.limits, params.network)));
  }
  return result;
}

Bytes SignAccess(const SecretKey& owner, const PublicKey& derived_key,
                 std::uint64_t expiration_block, ByteView limit_bytes) {
  return EncodeDerSignature(
      Sign(owner, DoubleSha256(AccessBytes(derived_key.view(), expiration_block,
                                           limit_bytes))));
}

}  // namespace desobook::chain
