#include "chain/keys/secp.h"

#include <gtest/gtest.h>

#include "chain/codec/der.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::FromHexText;
using testing::HexText;

Digest DigestOf(const json& text) {
  Digest digest{};
  const Bytes bytes = BytesOf(text);
  EXPECT_EQ(bytes.size(), digest.size());
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

void CheckSign(const json& vector) {
  const auto key = SecretKey::FromHex(vector["private_key"].get<std::string>());
  ASSERT_TRUE(key.ok());
  const PublicKey public_key = PublicKeyOf(*key);
  EXPECT_EQ(HexText(public_key.view()), vector["public_key"]);
  const Digest digest = DigestOf(vector["message_hash"]);

  const TxnSignature plain = Sign(*key, digest);
  const TxnSignature recoverable = SignRecoverable(*key, digest);
  EXPECT_EQ(HexText(plain.r), vector["r"]);
  EXPECT_EQ(HexText(plain.s), vector["s"]);
  EXPECT_EQ(recoverable.recovery_id, vector["recovery_id"]);
  EXPECT_EQ(HexText(EncodeSignature(plain)), vector["der"]);
  EXPECT_EQ(HexText(EncodeSignature(recoverable)), vector["recoverable_der"]);
  Bytes compact = {static_cast<std::uint8_t>(27 + 4 + recoverable.recovery_id)};
  compact.insert(compact.end(), plain.r.begin(), plain.r.end());
  compact.insert(compact.end(), plain.s.begin(), plain.s.end());
  EXPECT_EQ(HexText(compact), vector["compact65"]);

  for (const char* name :
       {"der", "recoverable_der", "high_s_der", "high_s_recoverable_der"}) {
    const auto parsed = ParseSignature(BytesOf(vector[name]));
    ASSERT_TRUE(parsed.ok()) << name;
    EXPECT_EQ(HasHighS(*parsed), std::string_view(name).starts_with("high_s"));
    EXPECT_TRUE(VerifySignature(*parsed, digest, public_key.view())) << name;
    if (!parsed->recoverable) continue;
    EXPECT_EQ(RecoverPublicKey(*parsed, digest), public_key) << name;
  }
}

void CheckParse(const json& vector) {
  const auto parsed = ParseSignature(BytesOf(vector["bytes"]));
  ASSERT_EQ(parsed.ok(), !testing::ExpectsError(vector)) << vector;
  if (!parsed.ok()) return;
  EXPECT_EQ(HexText(EncodeSignature(*parsed)), vector["reserialized"]);
  EXPECT_EQ(parsed->recoverable, vector["is_recoverable"]);
  EXPECT_EQ(parsed->recovery_id, vector["recovery_id"]);
  EXPECT_EQ(HasHighS(*parsed), vector["has_high_s"]);
}

TEST(Secp, SignsAndParsesLikeEveryVector) {
  std::size_t signs = 0;
  std::size_t parses = 0;
  for (const json& vector : testing::LoadVectors("signatures.json")) {
    const std::string kind = vector["kind"];
    if (kind == "sign") {
      CheckSign(vector);
      ++signs;
    } else if (kind == "parse") {
      CheckParse(vector);
      ++parses;
    } else {
      ASSERT_EQ(kind, "node_check");  // signature_check_test.cc
    }
  }
  EXPECT_GT(signs, 0U);
  EXPECT_GT(parses, 0U);
}

TEST(Secp, JudgesPublicKeysLikeEveryVector) {
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("keys.json")) {
    if (vector["kind"] != "public_key_validity") continue;
    const Bytes bytes = BytesOf(vector["bytes"]);
    EXPECT_EQ(IsCurvePoint(bytes), vector["parses_as_curve_point"]) << vector;
    EXPECT_EQ(bytes.size() == PublicKey::kSize && IsCurvePoint(bytes),
              vector["accepted_as_transaction_public_key"])
        << vector;
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

const PublicKey kGenerator = *PublicKey::From(FromHexText(
    "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

TEST(Secp, PointsHaveOneOfTwoLengths) {
  for (std::size_t size = 0; size <= 70; ++size) {
    Bytes bytes(kGenerator.bytes.begin(), kGenerator.bytes.end());
    bytes.resize(size);
    EXPECT_EQ(IsCurvePoint(bytes), size == 33) << size;
  }
}

TEST(Secp, HybridPointsCarryTheirParity) {
  const std::string xy =
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
      "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";
  EXPECT_TRUE(IsCurvePoint(FromHexText("04" + xy)));
  EXPECT_TRUE(IsCurvePoint(FromHexText("06" + xy)));
  EXPECT_FALSE(IsCurvePoint(FromHexText("07" + xy)));
  EXPECT_FALSE(IsCurvePoint(FromHexText("05" + xy)));
}

TEST(Secp, RecoveryOfAnOverflowingRHasNoKey) {
  TxnSignature signature;
  signature.recoverable = true;
  signature.recovery_id = 2;  // x = R + order, which no R this large allows
  signature.r.fill(0xfe);
  signature.s[31] = 1;
  EXPECT_EQ(RecoverPublicKey(signature, Digest{}), std::nullopt);
  signature.recovery_id = 7;
  EXPECT_EQ(RecoverPublicKey(signature, Digest{}), std::nullopt);
}

TEST(Secp, ZeroAndOverflowingScalarsNeverVerify) {
  TxnSignature signature;
  EXPECT_FALSE(VerifySignature(signature, Digest{}, kGenerator.view()));
  signature.r.fill(0xff);
  signature.s.fill(0xff);
  EXPECT_FALSE(VerifySignature(signature, Digest{}, kGenerator.view()));
}

TEST(Secp, EveryTruncationOfASignatureIsRefused) {
  const auto key = SecretKey::FromHex(std::string(64, '5'));
  ASSERT_TRUE(key.ok());
  const Bytes der = EncodeSignature(SignRecoverable(*key, Digest{1, 2, 3}));
  ASSERT_TRUE(ParseSignature(der).ok());
  for (std::size_t size = 0; size < der.size(); ++size) {
    EXPECT_FALSE(ParseSignature(ByteView(der).first(size)).ok()) << size;
  }
}

}  // namespace
}  // namespace desobook::chain
