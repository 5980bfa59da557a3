#include "chain/keys/mnemonic.h"

#include <gtest/gtest.h>

#include "chain/codec/hash.h"
#include "chain/keys/base58.h"
#include "chain/keys/secp.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::FromHexText;
using testing::HexText;

std::string HexOf(const SecretKey& key) { return HexText(key.view()); }

std::string SeedHex(std::string_view mnemonic, std::string_view passphrase) {
  const auto seed = SeedFromMnemonic(mnemonic, passphrase);
  return seed.ok() ? HexText(seed->view())
                   : std::string(seed.status().message());
}

// Key and its texts, shared by the kinds `mnemonic` and `seed_hex`.
void CheckKeyTexts(const json& vector, const SecretKey& key) {
  EXPECT_EQ(HexOf(key), vector["private_key"]);
  const PublicKey public_key = PublicKeyOf(key);
  EXPECT_EQ(HexText(public_key.view()), vector["public_key"]);
  EXPECT_EQ(PublicKeyText(public_key, Network::kMainnet),
            vector["public_key_mainnet"]);
  EXPECT_EQ(PublicKeyText(public_key, Network::kTestnet),
            vector["public_key_testnet"]);
  if (!vector.contains("private_key_mainnet")) return;
  EXPECT_EQ(SecretKeyText(key, Network::kMainnet),
            vector["private_key_mainnet"]);
  EXPECT_EQ(SecretKeyText(key, Network::kTestnet),
            vector["private_key_testnet"]);
}

void CheckMnemonicVector(const json& vector) {
  const std::string words = vector["mnemonic"];
  const std::string passphrase = vector["passphrase"];
  const auto index = vector["index"].get<std::uint32_t>();
  EXPECT_EQ(
      MnemonicFromEntropy(FromHexText(vector["entropy"].get<std::string>()))
          .value(),
      words);
  EXPECT_EQ(SeedHex(words, passphrase), vector["bip39_seed"]);
  ASSERT_EQ(vector["path"], "m/44'/0'/0'/0/" + std::to_string(index));
  const auto key =
      KeyFromMnemonic(words, passphrase, DerivationPath::kNode, index);
  ASSERT_TRUE(key.ok());
  CheckKeyTexts(vector, *key);
  if (index != 0) return;
  const auto python =
      KeyFromMnemonic(words, passphrase, DerivationPath::kPython, index);
  ASSERT_TRUE(python.ok());
  EXPECT_EQ(HexOf(*python), HexOf(*key));
}

TEST(Mnemonic, MatchesEveryVector) {
  std::size_t mnemonics = 0;
  std::size_t validity = 0;
  std::size_t seeds = 0;
  for (const json& vector : testing::LoadVectors("keys.json")) {
    const std::string kind = vector["kind"];
    if (kind == "mnemonic") {
      CheckMnemonicVector(vector);
      ++mnemonics;
    } else if (kind == "mnemonic_validity") {
      const std::string words = vector["mnemonic"];
      EXPECT_EQ(CheckMnemonic(words).ok(), vector["valid"]) << words;
      if (vector["valid"]) {
        EXPECT_EQ(SeedHex(words, ""), vector["bip39_seed"]);
      }
      ++validity;
    } else if (kind == "seed_hex") {
      const auto key =
          SecretKey::FromHex(vector["seed_hex"].get<std::string>());
      ASSERT_TRUE(key.ok());
      CheckKeyTexts(vector, *key);
      ++seeds;
    }
  }
  EXPECT_GT(mnemonics, 0U);
  EXPECT_GT(validity, 0U);
  EXPECT_GT(seeds, 0U);
}

TEST(Mnemonic, WordListIsThePublishedOne) {
  Bytes text;
  for (const std::string_view word : MnemonicWords()) {
    text.insert(text.end(), word.begin(), word.end());
    text.push_back('\n');
  }
  EXPECT_EQ(HexText(Sha256(text)),
            "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
}

// Published test vectors of BIP-0039 (passphrase TREZOR).
TEST(Mnemonic, MatchesPublishedBip39Vectors) {
  struct Published {
    const char* entropy;
    const char* words;
    const char* seed;
  };
  constexpr Published kPublished[] = {
      {"00000000000000000000000000000000",
       "abandon abandon abandon abandon abandon abandon abandon abandon "
       "abandon abandon abandon about",
       "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a69"
       "87599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04"},
      {"7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f7f",
       "legal winner thank year wave sausage worth useful legal winner thank "
       "yellow",
       "2e8905819b8723fe2c1d161860e5ee1830318dbf49a83bd451cfb8440c28bd6fa457fe1"
       "296106559a3c80937a1c1069be3a3a5bd381ee6260e8d9739fce1f607"},
      {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
       "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo "
       "zoo zoo zoo zoo zoo zoo vote",
       "dd48c104698c30cfe2b6142103248622fb7bb0ff692eebb00089b32d22484e1613912f0"
       "a5b694407be899ffd31ed3992c456cdf60f5d4564b8ba3f05a69890ad"},
  };
  for (const Published& published : kPublished) {
    EXPECT_EQ(MnemonicFromEntropy(FromHexText(published.entropy)).value(),
              published.words);
    EXPECT_EQ(SeedHex(published.words, "TREZOR"), published.seed);
  }
}

// Published test vector 1 of BIP-0032: m, m/0', m/0'/1.
TEST(KeyDerivation, MatchesPublishedBip32Vector) {
  auto node = MasterKey(FromHexText("000102030405060708090a0b0c0d0e0f"));
  ASSERT_TRUE(node.ok());
  EXPECT_EQ(HexOf(node->key),
            "e8f32e723decf4051aefac8e2c93c9c5b214313817cdb01a1494b917c8436b35");
  EXPECT_EQ(HexText(node->chain_code.view()),
            "873dff81c02f525623fd1fe5167eac3a55a049de3d314bb42ee227ffed37d508");
  node = DeriveChild(*node, kHardened);
  ASSERT_TRUE(node.ok());
  EXPECT_EQ(HexOf(node->key),
            "edb2e14f9ee77d26dd93b4ecede8d16ed408ce149b6cd80b0715a2d911a0afea");
  EXPECT_EQ(HexText(node->chain_code.view()),
            "47fdacbd0f1097043b78c63c20c34ef4ed9a111d980047ad16282c7ae6236141");
  node = DeriveChild(*node, 1);
  ASSERT_TRUE(node.ok());
  EXPECT_EQ(HexOf(node->key),
            "3c6cb8d0f6a264c91ea8b5030fadaa8e538b020f0a387421a12de9319dc93368");
}

constexpr std::string_view kWords =
    "legal winner thank year wave sausage worth useful legal winner thank "
    "yellow";

TEST(KeyDerivation, PathsPartAfterIndexZero) {
  const auto node = KeyFromMnemonic(kWords, "", DerivationPath::kNode, 1);
  const auto python = KeyFromMnemonic(kWords, "", DerivationPath::kPython, 1);
  ASSERT_TRUE(node.ok() && python.ok());
  EXPECT_NE(HexOf(*node), HexOf(*python));
}

TEST(KeyDerivation, RefusesAHardenedIndex) {
  EXPECT_FALSE(
      KeyFromMnemonic(kWords, "", DerivationPath::kNode, kHardened).ok());
}

TEST(Mnemonic, RefusalNamesTheUnknownWordByPosition) {
  EXPECT_EQ(CheckMnemonic("legal winner thnak year").message(),
            "mnemonic: word 3 is not in the English list of BIP-0039");
  EXPECT_EQ(CheckMnemonic("zoo zoo").message(),
            "mnemonic: has 2 words, must have 12, 15, 18, 21 or 24");
  std::string many;
  for (int i = 0; i < 100000; ++i) many += "zoo ";
  EXPECT_EQ(CheckMnemonic(many).message(), "mnemonic: has more than 24 words");
}

TEST(Mnemonic, RefusesEntropyOfOtherLengths) {
  for (std::size_t size = 0; size <= 40; ++size) {
    const bool allowed = size >= 16 && size <= 32 && size % 4 == 0;
    EXPECT_EQ(MnemonicFromEntropy(Bytes(size)).ok(), allowed) << size;
  }
}

TEST(SecretKeyTest, RefusesZeroOrderAndOddHex) {
  const std::string order =
      "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  EXPECT_FALSE(SecretKey::FromHex(std::string(64, '0')).ok());
  EXPECT_FALSE(SecretKey::FromHex(order).ok());
  EXPECT_FALSE(SecretKey::FromHex(std::string(64, 'f')).ok());
  EXPECT_FALSE(SecretKey::FromHex("01").ok());
  EXPECT_FALSE(SecretKey::FromHex(std::string(63, '1') + "g").ok());
  EXPECT_TRUE(SecretKey::FromHex(std::string(64, 'A')).ok());
}

TEST(SecretKeyTest, MovingLeavesNothingBehind) {
  auto key = SecretKey::FromHex(std::string(64, '1'));
  ASSERT_TRUE(key.ok());
  const SecretKey moved = *std::move(key);
  EXPECT_EQ(HexOf(moved), std::string(64, '1'));
  // NOLINTNEXTLINE(bugprone-use-after-move): the point of the test
  EXPECT_EQ(HexText(key->view()), std::string(64, '0'));
}

}  // namespace
}  // namespace desobook::chain
