// The API's tokens: JSON Web Tokens whose header says ES256 although the curve
// is secp256k1.

#ifndef DESOBOOK_CHAIN_KEYS_JWT_H_
#define DESOBOOK_CHAIN_KEYS_JWT_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "chain/keys/secret_key.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// base64url(header) . base64url(claims) . base64url(r ++ s) over SHA-256 of
// the first two, with the header {"alg":"ES256","typ":"JWT"}.
std::string SignJwt(const SecretKey& key, std::string_view claims_json);

// The texts of a token, decoded.
struct Jwt {
  std::string header;
  std::string claims;
};
// Checks form and signature only. The JSON is the caller's to read: a token is
// to be accepted only if the header names ES256 and the claims' times (exp,
// nbf, iat) admit the present.
absl::StatusOr<Jwt> VerifyJwtSignature(std::string_view token,
                                       const PublicKey& key);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_JWT_H_
