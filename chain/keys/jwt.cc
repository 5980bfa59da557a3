#include "chain/keys/jwt.h"

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "chain/codec/hash.h"
#include "chain/keys/secp.h"

namespace desobook::chain {
namespace {

constexpr std::string_view kHeader = R"({"alg":"ES256","typ":"JWT"})";

Digest DigestOf(std::string_view text) {
  return Sha256(
      {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

absl::Status Refuse(const char* why) {
  return absl::InvalidArgumentError(std::string("token: ") + why);
}

std::string EncodePart(std::string_view part) {
  return absl::WebSafeBase64Escape({part.data(), part.size()});
}

// Without padding and in the one canonical form.
bool DecodePart(std::string_view part, std::string& out) {
  return absl::WebSafeBase64Unescape({part.data(), part.size()}, &out) &&
         EncodePart(out) == part;
}

}  // namespace

std::string SignJwt(const SecretKey& key, std::string_view claims_json) {
  std::string token = EncodePart(kHeader) + "." + EncodePart(claims_json);
  const TxnSignature signature = Sign(key, DigestOf(token));
  std::string raw(signature.r.begin(), signature.r.end());
  raw.append(signature.s.begin(), signature.s.end());
  return token + "." + EncodePart(raw);
}

absl::StatusOr<Jwt> VerifyJwtSignature(std::string_view token,
                                       const PublicKey& key) {
  const std::size_t first = token.find('.');
  const std::size_t last = token.rfind('.');
  if (first == std::string_view::npos || last == first ||
      token.find('.', first + 1) != last) {
    return Refuse("has not three parts");
  }
  Jwt jwt;
  std::string raw;
  if (!DecodePart(token.substr(0, first), jwt.header) ||
      !DecodePart(token.substr(first + 1, last - first - 1), jwt.claims) ||
      !DecodePart(token.substr(last + 1), raw)) {
    return Refuse("a part is not base64url");
  }
  if (raw.size() != 64) return Refuse("signature is not 64 bytes");
  TxnSignature signature;
  const auto byte_of = [](char c) { return static_cast<std::uint8_t>(c); };
  std::transform(raw.begin(), raw.begin() + 32, signature.r.begin(), byte_of);
  std::transform(raw.begin() + 32, raw.end(), signature.s.begin(), byte_of);
  if (!VerifySignature(signature, DigestOf(token.substr(0, last)),
                       key.view())) {
    return Refuse("signature is not of this key");
  }
  return jwt;
}

}  // namespace desobook::chain
