#include "chain/keys/access_signature.h"

#include <gtest/gtest.h>

#include "chain/codec/der.h"
#include "chain/keys/secp.h"
#include "chain/keys/spending_limits_codec.h"
#include "chain/keys/spending_limits_text.h"
#include "tests/chain/codec/vectors.h"
#include "tests/chain/keys/sample_limits.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::HexText;
using testing::SampleLimits;

constexpr std::string_view kLimitName = "TransactionSpendingLimit";
constexpr BlockHeight kToday = 500'000;

Transaction Authorize(ByteView owner, ByteView derived,
                      std::uint64_t expiration, const Bytes& limits,
                      const Bytes& access_signature) {
  Transaction txn;
  txn.type = TxnType::kAuthorizeDerivedKey;
  txn.public_key = Bytes(owner.begin(), owner.end());
  txn.metadata = AuthorizeDerivedKeyMetadata{
      Bytes(derived.begin(), derived.end()), expiration, 1, access_signature};
  txn.extra_data[Bytes(kLimitName.begin(), kLimitName.end())] = limits;
  txn.version = 1;
  return txn;
}

void CheckVector(const json& vector) {
  const Bytes derived = BytesOf(vector["derived_public_key"]);
  const auto expiration = vector["expiration_block"].get<std::uint64_t>();
  const Bytes limits = BytesOf(vector["spending_limit_bytes"]);
  const Bytes owner = BytesOf(vector["owner_public_key"]);
  const Bytes signature = BytesOf(vector["signature_der"]);
  const Bytes message = BytesOf(vector["signed_message"]);
  EXPECT_EQ(HexText(DoubleSha256(message)), vector["message_hash"]);
  const auto key =
      SecretKey::FromHex(vector["owner_private_key"].get<std::string>());
  ASSERT_TRUE(key.ok());
  EXPECT_EQ(HexText(EncodeSignature(Sign(*key, DoubleSha256(message)))),
            HexText(signature));
  const DerivedKeyAuthorization result = CheckAuthorization(
      Authorize(owner, derived, expiration, limits, signature),
      ParamsFor(Network::kMainnet), kToday);
  EXPECT_EQ(result.access_signature_valid, vector["accepted"]) << vector;
  EXPECT_TRUE(result.has_limits && !result.limits_malformed);
  if (vector["label"] != "valid") return;
  EXPECT_EQ(HexText(AccessBytes(derived, expiration, limits)),
            HexText(message));
  EXPECT_EQ(HexText(SignAccess(*key, PublicKey::From(derived).value(),
                               expiration, limits)),
            HexText(signature));
}

TEST(AccessSignature, MatchesEveryVector) {
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("keys.json")) {
    if (vector["kind"] != "access_signature") continue;
    CheckVector(vector);
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

class Access : public ::testing::Test {
 protected:
  Access()
      : owner_(SecretKey::FromHex(std::string(64, '3')).value()),
        derived_(
            PublicKeyOf(SecretKey::FromHex(std::string(64, '4')).value())) {}

  bool Accepts(const Bytes& signature, BlockHeight height = kToday,
               Network network = Network::kTestnet) const {
    NetworkParams params = ParamsFor(Network::kMainnet);
    params.network = network;
    return CheckAuthorization(
               Authorize(PublicKeyOf(owner_).view(), derived_.view(),
                         kExpiration, limits_, signature),
               params, height)
        .access_signature_valid;
  }
  [[nodiscard]] Bytes Message() const {
    return AccessBytes(derived_.view(), kExpiration, limits_);
  }
  [[nodiscard]] Bytes Text(Network network = Network::kTestnet) const {
    const std::string text =
        AccessText(derived_, kExpiration, SampleLimits(), network);
    return {text.begin(), text.end()};
  }
  [[nodiscard]] Bytes SignDer(const Bytes& message) const {
    return EncodeSignature(Sign(owner_, DoubleSha256(message)));
  }
  [[nodiscard]] Bytes SignEthereum(const Bytes& message,
                                   bool high_s = false) const {
    const TxnSignature signature = Sign(owner_, PersonalSignDigest(message));
    Bytes out(signature.r.begin(), signature.r.end());
    Uint256 s = FromBigEndian(signature.s).value();
    if (high_s) s = *CheckedSub(kSecp256k1Order, s);
    const auto s_bytes = ToBigEndian(s);
    out.insert(out.end(), s_bytes.begin(), s_bytes.end());
    return out;
  }

  static constexpr std::uint64_t kExpiration = 600'000;
  SecretKey owner_;
  PublicKey derived_;
  Bytes limits_ = EncodeSpendingLimits(SampleLimits(), 4);
};

TEST_F(Access, AcceptsBothFormsOverBothMessages) {
  EXPECT_TRUE(Accepts(SignDer(Message())));
  EXPECT_TRUE(Accepts(SignDer(Text())));
  EXPECT_TRUE(Accepts(SignEthereum(Message())));
  EXPECT_TRUE(Accepts(SignEthereum(Text())));
}

TEST_F(Access, IgnoresTheByteBehindAnEthereumSignature) {
  Bytes signature = SignEthereum(Text());
  signature.push_back(0xff);
  EXPECT_TRUE(Accepts(signature));
  signature.push_back(0);
  EXPECT_FALSE(Accepts(signature));
}

TEST_F(Access, TakesHighSInDerOnly) {
  TxnSignature high = Sign(owner_, DoubleSha256(Message()));
  const Uint256 s = FromBigEndian(high.s).value();
  high.s = ToBigEndian(*CheckedSub(kSecp256k1Order, s));
  ASSERT_TRUE(HasHighS(high));
  EXPECT_TRUE(VerifySignature(high, DoubleSha256(Message()),
                              PublicKeyOf(owner_).view()));
  EXPECT_FALSE(Accepts(SignEthereum(Message(), /*high_s=*/true)));
}

TEST_F(Access, RefusesTheTextOfAnotherNetwork) {
  EXPECT_FALSE(Accepts(SignDer(Text(Network::kMainnet))));
  EXPECT_TRUE(
      Accepts(SignDer(Text(Network::kMainnet)), kToday, Network::kMainnet));
}

TEST_F(Access, RefusesTheRecoverableForm) {
  EXPECT_FALSE(Accepts(
      EncodeSignature(SignRecoverable(owner_, DoubleSha256(Message())))));
}

TEST_F(Access, SignsLimitsAsSent) {
  limits_.push_back(0x55);  // ignored by the decoder, but signed
  EXPECT_TRUE(Accepts(SignDer(Message())));
  const Bytes signature = SignDer(Message());
  limits_.back() = 0x56;
  EXPECT_FALSE(Accepts(signature));
}

TEST_F(Access, MalformedOrEmptyLimitsAreNeverSigned) {
  for (const Bytes& limits : {Bytes(), Bytes{0x80}}) {
    limits_ = limits;
    EXPECT_FALSE(Accepts(SignDer(Message())));
    const DerivedKeyAuthorization result =
        CheckAuthorization(Authorize(PublicKeyOf(owner_).view(),
                                     derived_.view(), kExpiration, limits_, {}),
                           ParamsFor(Network::kMainnet), kToday);
    EXPECT_TRUE(result.has_limits);
    EXPECT_TRUE(result.limits_malformed);
    EXPECT_EQ(result.limits_empty, limits.empty());
  }
}

TEST_F(Access, FormsAndMessagesFollowTheForks) {
  const ForkHeights forks = ParamsFor(Network::kMainnet).forks;
  limits_ = EncodeSpendingLimits({}, 0);
  const Bytes bare = SignDer(AccessBytes(derived_.view(), kExpiration, {}));
  const BlockHeight with_limits = forks.derived_key_set_spending_limits;
  EXPECT_TRUE(Accepts(bare, with_limits - 1));
  EXPECT_FALSE(Accepts(bare, with_limits));
  EXPECT_TRUE(Accepts(SignDer(Message()), with_limits));
  const BlockHeight eth = forks.derived_key_eth_signature_compatibility;
  EXPECT_FALSE(Accepts(SignEthereum(Message()), eth - 1));
  EXPECT_TRUE(Accepts(SignEthereum(Message()), eth));
}

TEST_F(Access, AbsentLimitsAndForeignKeysAreJudgedWithoutCrash) {
  Transaction txn = Authorize(PublicKeyOf(owner_).view(), derived_.view(),
                              kExpiration, limits_, SignDer(Message()));
  txn.extra_data.clear();
  const NetworkParams params = ParamsFor(Network::kMainnet);
  const auto absent = CheckAuthorization(txn, params, kToday);
  EXPECT_FALSE(absent.has_limits || absent.access_signature_valid);
  for (const std::size_t size : {0U, 33U, 65U}) {
    const Bytes key(size, 4);
    EXPECT_FALSE(CheckAuthorization(Authorize(key, derived_.view(), 1, limits_,
                                              SignDer(Message())),
                                    params, kToday)
                     .access_signature_valid);
    EXPECT_FALSE(CheckAuthorization(Authorize(PublicKeyOf(owner_).view(), key,
                                              1, limits_, SignDer(Message())),
                                    params, kToday)
                     .access_signature_valid);
  }
}

// Ethereum's own example of personal_sign.
TEST(PersonalSign, HashesLikeEthereum) {
  const std::string_view text = "hello world";
  EXPECT_EQ(HexText(PersonalSignDigest(Bytes(text.begin(), text.end()))),
            "d9eba16ed0ecae432b71fe008c98cc872bb4cc214d3220a36f365326cf807d68");
}

}  // namespace
}  // namespace desobook::chain
