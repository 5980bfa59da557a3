#include "chain/keys/secret_key.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <optional>

#include "absl/status/status.h"
#include "chain/codec/der.h"
#include "chain/keys/base58.h"
#include "engine/amount/uint256.h"

namespace desobook::chain {
namespace {

// The digit's value, or -1.
int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

void Wipe(std::span<std::uint8_t> bytes) {
  OPENSSL_cleanse(bytes.data(), bytes.size());
}

absl::StatusOr<SecretKey> SecretKey::FromBytes(ByteView bytes) {
  if (bytes.size() != 32) {
    return absl::InvalidArgumentError("private key: has " +
                                      std::to_string(bytes.size()) +
                                      " bytes, must have 32");
  }
  std::optional<Uint256> number = FromBigEndian(bytes);
  const bool in_range =
      number && !number->IsZero() && *number < kSecp256k1Order;
  if (number) OPENSSL_cleanse(&*number, sizeof(*number));
  if (!in_range) {
    return absl::InvalidArgumentError(
        "private key: is zero or not below the curve's order");
  }
  SecretKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.mutable_view().begin());
  return key;
}

absl::StatusOr<SecretKey> SecretKey::FromHex(std::string_view seed_hex) {
  SecretBytes<32> bytes;
  const std::span<std::uint8_t, 32> out = bytes.mutable_view();
  if (seed_hex.size() != 2 * out.size()) {
    return absl::InvalidArgumentError("seed hex: has " +
                                      std::to_string(seed_hex.size()) +
                                      " characters, must have 64");
  }
  for (std::size_t i = 0; i < seed_hex.size(); ++i) {
    const int digit = HexDigit(seed_hex[i]);
    if (digit < 0) {
      return absl::InvalidArgumentError(
          "seed hex: character " + std::to_string(i + 1) + " is no hex digit");
    }
    out[i / 2] = static_cast<std::uint8_t>(out[i / 2] * 16 + digit);
  }
  return FromBytes(bytes.view());
}

std::string SecretKeyText(const SecretKey& key, Network network) {
  return EncodeBase58Check(PrivateSeedPrefix(network), key.view());
}

absl::StatusOr<SecretKey> ParseSecretKeyText(std::string_view text,
                                             Network network) {
  absl::StatusOr<Bytes> payload = ParseBase58CheckPayload(
      text, {"private key", PrivateSeedPrefix(network), 32, network});
  if (!payload.ok()) return payload.status();
  absl::StatusOr<SecretKey> key = SecretKey::FromBytes(*payload);
  Wipe(*payload);
  return key;
}

}  // namespace desobook::chain
