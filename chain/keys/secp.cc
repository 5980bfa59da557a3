#include "chain/keys/secp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "chain/codec/der.h"
#include "engine/amount/check.h"
#include "engine/amount/uint256.h"

namespace desobook::chain {
namespace {

// Only its creation writes to it. Blinding hides secrets from timing and has
// no influence on any result.
const secp256k1_context* Context() {
  static const secp256k1_context* const context = [] {
    secp256k1_context* created = secp256k1_context_create(
        SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY);
    SecretBytes<32> seed;
    if (RAND_bytes(seed.mutable_view().data(), 32) == 1) {
      DESOBOOK_CHECK(secp256k1_context_randomize(
                         created, seed.mutable_view().data()) == 1);
    }
    return created;
  }();
  return context;
}

bool ParsePoint(ByteView bytes, secp256k1_pubkey& point) {
  // The library treats a null pointer as a bug of the caller.
  if (bytes.size() != 33 && bytes.size() != 65) return false;
  return secp256k1_ec_pubkey_parse(Context(), &point, bytes.data(),
                                   bytes.size()) == 1;
}

PublicKey Compressed(const secp256k1_pubkey& point) {
  PublicKey key;
  std::size_t size = key.bytes.size();
  DESOBOOK_CHECK(secp256k1_ec_pubkey_serialize(Context(), key.bytes.data(),
                                               &size, &point,
                                               SECP256K1_EC_COMPRESSED) == 1);
  DESOBOOK_CHECK(size == key.bytes.size());
  return key;
}

using Compact = std::array<std::uint8_t, 64>;

Compact CompactOf(const TxnSignature& signature) {
  Compact compact{};
  std::copy(signature.r.begin(), signature.r.end(), compact.begin());
  std::copy(signature.s.begin(), signature.s.end(), compact.begin() + 32);
  return compact;
}

// out = HMAC-SHA256(key, message); `out` may be `key`.
void Hmac(ByteView key, ByteView message, std::span<std::uint8_t, 32> out) {
  unsigned int size = 0;
  DESOBOOK_CHECK(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                      message.data(), message.size(), out.data(),
                      &size) != nullptr);
}

// RFC 6979 (3.2) with the digest as it is. The library reduces it by the order
// first, as the RFC has it (2.3.4); the node does not, so their nonces differ
// for digests not below the order. Of type secp256k1_nonce_function.
// Source: decred/dcrd dcrec/secp256k1 v4.4.0 nonce.go, NonceRFC6979.
int UnreducedNonce(unsigned char* nonce, const unsigned char* digest,
                   const unsigned char* key, const unsigned char* /*algo*/,
                   void* /*data*/, unsigned int attempt) {
  SecretBytes<32> k;
  SecretBytes<97> message;  // V ++ separator ++ key ++ digest
  const std::span<std::uint8_t, 97> bytes = message.mutable_view();
  const std::span<std::uint8_t, 32> v = bytes.first<32>();
  std::fill(v.begin(), v.end(), std::uint8_t{1});
  std::copy_n(key, 32, bytes.begin() + 33);
  std::copy_n(digest, 32, bytes.begin() + 65);
  for (const bool separator : {false, true}) {
    bytes[32] = separator ? 1 : 0;
    Hmac(k.view(), message.view(), k.mutable_view());
    Hmac(k.view(), v, v);
  }
  bytes[32] = 0;
  Hmac(k.view(), v, v);
  for (unsigned int i = 0; i < attempt; ++i) {
    Hmac(k.view(), message.view().first(33), k.mutable_view());
    Hmac(k.view(), v, v);
    Hmac(k.view(), v, v);
  }
  std::copy(v.begin(), v.end(), nonce);
  return 1;
}

}  // namespace

bool IsCurvePoint(ByteView bytes) {
  secp256k1_pubkey point;
  return ParsePoint(bytes, point);
}

PublicKey PublicKeyOf(const SecretKey& key) {
  secp256k1_pubkey point;
  DESOBOOK_CHECK(
      secp256k1_ec_pubkey_create(Context(), &point, key.view().data()) == 1);
  return Compressed(point);
}

TxnSignature SignRecoverable(const SecretKey& key, const Digest& digest) {
  const bool reduces = *FromBigEndian(digest) >= kSecp256k1Order;
  secp256k1_ecdsa_recoverable_signature raw;
  DESOBOOK_CHECK(
      secp256k1_ecdsa_sign_recoverable(
          Context(), &raw, digest.data(), key.view().data(),
          reduces ? &UnreducedNonce : secp256k1_nonce_function_rfc6979,
          nullptr) == 1);
  Compact compact{};
  int recovery_id = 0;
  DESOBOOK_CHECK(secp256k1_ecdsa_recoverable_signature_serialize_compact(
                     Context(), compact.data(), &recovery_id, &raw) == 1);
  TxnSignature signature;
  std::copy_n(compact.begin(), 32, signature.r.begin());
  std::copy_n(compact.begin() + 32, 32, signature.s.begin());
  signature.recoverable = true;
  signature.recovery_id = static_cast<std::uint8_t>(recovery_id);
  return signature;
}

TxnSignature Sign(const SecretKey& key, const Digest& digest) {
  TxnSignature signature = SignRecoverable(key, digest);
  signature.recoverable = false;
  signature.recovery_id = 0;
  return signature;
}

bool VerifySignature(const TxnSignature& signature, const Digest& digest,
                     ByteView public_key) {
  secp256k1_pubkey point;
  if (!ParsePoint(public_key, point)) return false;
  secp256k1_ecdsa_signature parsed;
  if (secp256k1_ecdsa_signature_parse_compact(
          Context(), &parsed, CompactOf(signature).data()) != 1) {
    return false;
  }
  // The library verifies low S only; negating S keeps a signature valid.
  secp256k1_ecdsa_signature_normalize(Context(), &parsed, &parsed);
  return secp256k1_ecdsa_verify(Context(), &parsed, digest.data(), &point) == 1;
}

std::optional<PublicKey> RecoverPublicKey(const TxnSignature& signature,
                                          const Digest& digest) {
  if (signature.recovery_id > 3) return std::nullopt;
  secp256k1_ecdsa_recoverable_signature parsed;
  secp256k1_pubkey point;
  if (secp256k1_ecdsa_recoverable_signature_parse_compact(
          Context(), &parsed, CompactOf(signature).data(),
          signature.recovery_id) != 1 ||
      secp256k1_ecdsa_recover(Context(), &point, &parsed, digest.data()) != 1) {
    return std::nullopt;
  }
  return Compressed(point);
}

std::optional<SecretKey> AddToSecretKey(const SecretKey& key, ByteView tweak) {
  DESOBOOK_CHECK(tweak.size() == 32);
  SecretBytes<32> sum;
  std::copy(key.view().begin(), key.view().end(), sum.mutable_view().begin());
  if (secp256k1_ec_seckey_tweak_add(Context(), sum.mutable_view().data(),
                                    tweak.data()) != 1) {
    return std::nullopt;
  }
  absl::StatusOr<SecretKey> result = SecretKey::FromBytes(sum.view());
  DESOBOOK_CHECK(result.ok());
  return *std::move(result);
}

}  // namespace desobook::chain
