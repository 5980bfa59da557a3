#include "chain/keys/jwt.h"

#include <gtest/gtest.h>

#include "chain/codec/hash.h"
#include "chain/keys/secp.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::HexText;

// Between the times that the vectors call expired and valid.
constexpr std::int64_t kNow = 1'800'000'000;

bool Accepts(const json& vector) {
  const auto jwt = VerifyJwtSignature(
      vector["token"].get<std::string>(),
      testing::IdOf<PublicKey>(vector["verify_with_public_key"]));
  if (!jwt.ok()) return false;
  EXPECT_EQ(jwt->header, vector["header"]);
  EXPECT_EQ(jwt->claims, vector["claims"]);
  return json::parse(jwt->claims)["exp"].get<std::int64_t>() > kNow;
}

TEST(JwtTest, MatchesEveryVector) {
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("keys.json")) {
    if (vector["kind"] != "jwt") continue;
    const auto key =
        SecretKey::FromHex(vector["private_key"].get<std::string>());
    ASSERT_TRUE(key.ok());
    const std::string signing_input = vector["signing_input"];
    EXPECT_EQ(
        HexText(Sha256(Bytes(signing_input.begin(), signing_input.end()))),
        vector["sha256_of_signing_input"]);
    const std::string token =
        SignJwt(*key, vector["claims"].get<std::string>());
    EXPECT_EQ(token.substr(0, token.rfind('.')), signing_input);
    // Any nonce is valid; ours must verify like the recorded one.
    EXPECT_TRUE(VerifyJwtSignature(token, PublicKeyOf(*key)).ok());
    EXPECT_EQ(Accepts(vector), vector["accepted"]) << vector;
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

TEST(JwtTest, EveryKindOfTheFileHasATest) {
  for (const json& vector : testing::LoadVectors("keys.json")) {
    const std::string kind = vector["kind"];
    const bool known = kind == "mnemonic" || kind == "mnemonic_validity" ||
                       kind == "seed_hex" || kind == "public_key_validity" ||
                       kind == "spending_limit" || kind == "access_signature" ||
                       kind == "access_text" || kind == "jwt";
    ASSERT_TRUE(known) << kind;
  }
}

TEST(JwtTest, RefusesEveryTruncationAndEveryChangedCharacter) {
  const auto key = SecretKey::FromHex(std::string(64, '9'));
  ASSERT_TRUE(key.ok());
  const PublicKey public_key = PublicKeyOf(*key);
  const std::string token = SignJwt(*key, R"({"exp":1})");
  ASSERT_TRUE(VerifyJwtSignature(token, public_key).ok());
  for (std::size_t i = 0; i < token.size(); ++i) {
    EXPECT_FALSE(VerifyJwtSignature(token.substr(0, i), public_key).ok());
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(VerifyJwtSignature(changed, public_key).ok()) << i;
  }
  EXPECT_FALSE(VerifyJwtSignature(token + "=", public_key).ok());
  EXPECT_FALSE(VerifyJwtSignature(token + ".", public_key).ok());
}

}  // namespace
}  // namespace desobook::chain
