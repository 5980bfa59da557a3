#include "chain/keys/base58.h"

#include <gtest/gtest.h>

#include "chain/keys/secret_key.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::FromHexText;
using testing::HexText;

Network NetworkOf(const json& vector) {
  return NetworkFromName(vector["network"].get<std::string>()).value();
}

void CheckEncode(const json& vector) {
  const std::string what = vector["what"];
  const std::string text = vector["text"];
  const Network network = NetworkOf(vector);
  const Bytes payload = FromHexText(vector["payload"].get<std::string>());
  if (what == "public_key") {
    const PublicKey key = PublicKey::From(payload).value();
    EXPECT_EQ(PublicKeyText(key, network), text);
    EXPECT_EQ(ParsePublicKeyText(text, network).value(), key);
  } else if (what == "transaction_id") {
    const TxnHash hash = TxnHash::From(payload).value();
    EXPECT_EQ(TxnHashText(hash, network), text);
    EXPECT_EQ(ParseTxnHashText(text, network).value(), hash);
  } else if (what == "private_seed") {
    const auto key = SecretKey::FromBytes(payload);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(SecretKeyText(*key, network), text);
    const auto parsed = ParseSecretKeyText(text, network);
    ASSERT_TRUE(parsed.ok());
    EXPECT_EQ(HexText(parsed->view()), HexText(payload));
  } else {
    FAIL() << "unknown what: " << what;
  }
}

void CheckDecode(const json& vector) {
  const std::string text = vector["text"];
  const auto decoded = DecodeBase58Check(text);
  ASSERT_EQ(decoded.ok(), !testing::ExpectsError(vector)) << vector;
  if (!decoded.ok()) return;
  EXPECT_EQ(HexText(decoded->prefix), vector["prefix"]);
  EXPECT_EQ(HexText(decoded->payload), vector["payload"]);
  EXPECT_EQ(EncodeBase58Check(decoded->prefix, decoded->payload), text);
}

TEST(Base58, MatchesEveryVector) {
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("base58.json")) {
    const std::string kind = vector["kind"];
    if (kind == "encode") {
      CheckEncode(vector);
    } else if (kind == "decode") {
      CheckDecode(vector);
    } else {
      FAIL() << "unknown kind: " << kind;
    }
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

// Known texts of protocol text 1.3.
constexpr std::string_view kZeroMainnet =
    "BC1YLbnP7rndL92x7DbLp6bkUpCgKmgoHgz7xEbwhgHTps3ZrXA6LtQ";
constexpr std::string_view kZeroTestnet =
    "tBCKQud934akEwsr8AfG9BzHDWhi6CaDmjBsxGsSgfGsoxXHfVEfxP";

TEST(Base58, WritesTheZeroKeyAsDocumented) {
  EXPECT_EQ(PublicKeyText(PublicKey{}, Network::kMainnet), kZeroMainnet);
  EXPECT_EQ(PkidText(kDesoPkid, Network::kTestnet), kZeroTestnet);
}

TEST(Base58, RegtestWritesKeysLikeTestnet) {
  EXPECT_EQ(PublicKeyText(PublicKey{}, Network::kRegtest), kZeroTestnet);
  EXPECT_TRUE(ParsePkidText(kZeroTestnet, Network::kRegtest).ok());
}

std::string Refusal(std::string_view text, Network network) {
  return std::string(ParsePublicKeyText(text, network).status().message());
}

TEST(Base58, RefusalNamesTheWrongNetwork) {
  EXPECT_EQ(Refusal(kZeroTestnet, Network::kMainnet),
            "public key: the text is a public key of testnet, expected a "
            "public key of mainnet");
  EXPECT_EQ(Refusal(kZeroMainnet, Network::kRegtest),
            "public key: the text is a public key of mainnet, expected a "
            "public key of testnet (regtest writes keys like testnet)");
}

TEST(Base58, RefusalOfAPrivateKeyDoesNotRepeatIt) {
  const auto key = SecretKey::FromHex(std::string(63, '0') + "1");
  ASSERT_TRUE(key.ok());
  const std::string text = SecretKeyText(*key, Network::kMainnet);
  const std::string refusal = Refusal(text, Network::kMainnet);
  EXPECT_EQ(refusal,
            "public key: the text is a private key of mainnet, expected a "
            "public key of mainnet");
  EXPECT_EQ(refusal.find(text), std::string::npos);
}

TEST(Base58, RefusalNamesLengthCharacterAndChecksum) {
  const std::string txn_id = TxnHashText(TxnHash{}, Network::kMainnet);
  EXPECT_EQ(Refusal(txn_id, Network::kMainnet),
            "public key: stands for 32 bytes, must be 33");
  EXPECT_EQ(Refusal("BC0YLbnP7", Network::kMainnet),
            "public key: Base58Check text: character 3 is not of the Base58 "
            "alphabet");
  std::string typo(kZeroMainnet);
  typo[20] = 'z';
  EXPECT_NE(Refusal(typo, Network::kMainnet).find("checksum"),
            std::string::npos);
  EXPECT_NE(Refusal("", Network::kMainnet).find("too short"),
            std::string::npos);
  EXPECT_NE(Refusal("DESO", Network::kMainnet), "");
}

TEST(Base58, EveryPrefixOfATextIsRefused) {
  for (std::size_t size = 0; size < kZeroMainnet.size(); ++size) {
    EXPECT_FALSE(
        ParsePublicKeyText(kZeroMainnet.substr(0, size), Network::kMainnet)
            .ok());
  }
}

TEST(Base58, RefusesTextOfUnreasonableLength) {
  EXPECT_TRUE(DecodeBase58(std::string(kMaxBase58Length, 'z')).has_value());
  EXPECT_FALSE(
      DecodeBase58(std::string(kMaxBase58Length + 1, 'z')).has_value());
  EXPECT_FALSE(DecodeBase58Check(std::string(1 << 24, '1')).ok());
}

}  // namespace
}  // namespace desobook::chain
