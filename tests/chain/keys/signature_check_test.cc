#include "chain/keys/signature_check.h"

#include <gtest/gtest.h>

#include <vector>

#include "chain/codec/der.h"
#include "chain/codec/transaction.h"
#include "chain/keys/envelope.h"
#include "chain/keys/secp.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/signature.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::HexText;

// What the chain says: null, or the error's name.
json Judge(const json& vector, const Transaction& txn) {
  const NetworkParams params = ParamsFor(Network::kMainnet);
  const auto height = vector["block_height"].get<BlockHeight>();
  const TxnEnvelope envelope = MakeEnvelope(txn, params, height);
  Ledger base;
  if (const json& derived = vector["derived_key_on_chain"];
      !derived.is_null()) {
    DerivedKeyEntry entry;
    entry.expiration_block = derived["expiration_block"];
    entry.operation = derived["operation_valid"] ? 1 : 0;
    base.derived_keys.Put(
        {*PublicKey::From(BytesOf(vector["owner_public_key"])),
         *PublicKey::From(BytesOf(derived["derived_public_key"]))},
        entry);
  }
  LedgerView view(&base);
  const BlockContext context{.network = &params,
                             .keys = kSecpKeyRules,
                             .height = height,
                             .timestamp_ns = 0};
  std::vector<Operation> operations;
  TxnScope scope{view, envelope, context, operations};
  const Status status = VerifySignature(scope);
  if (status.ok()) return nullptr;
  return ReferenceName(status.error());
}

void CheckDerivedKey(const json& used, const Transaction& txn) {
  if (used.is_null()) return;
  const SignatureVerdict verdict = CheckSignature(txn);
  EXPECT_EQ(verdict.check, SignatureCheck::kDerivedValid);
  EXPECT_EQ(HexText(verdict.derived_key.view()), used);
}

void CheckNode(const json& vector) {
  const auto unsigned_txn = DecodeTransaction(BytesOf(vector["unsigned_hex"]));
  ASSERT_TRUE(unsigned_txn.ok());
  EXPECT_EQ(HexText(SignDigest(*unsigned_txn)), vector["sign_digest"]);
  EXPECT_EQ(CheckSignature(*unsigned_txn).check, SignatureCheck::kMissing);

  const auto inside =
      DecodeTransaction(BytesOf(vector["signed_hex_as_submitted"]));
  ASSERT_TRUE(inside.ok());
  EXPECT_EQ(Judge(vector, *inside), vector["signed_inside_error"]) << vector;
  CheckDerivedKey(vector["signed_inside_derived_key_used"], *inside);

  // The node parses, serialises and parses again what is handed over apart.
  Transaction embedded = *unsigned_txn;
  const auto signature = ParseSignature(BytesOf(vector["signature"]));
  ASSERT_TRUE(signature.ok());
  embedded.signature = *signature;
  const Bytes normalised = EncodeTransaction(embedded);
  EXPECT_EQ(HexText(normalised),
            vector["separate_signed_hex_after_node_embeds_it"]);
  const auto separate = DecodeTransaction(normalised);
  ASSERT_TRUE(separate.ok());
  EXPECT_EQ(Judge(vector, *separate), vector["separate_error"]) << vector;
  CheckDerivedKey(vector["separate_derived_key_used"], *separate);
}

TEST(SignatureCheckTest, JudgesLikeEveryVector) {
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("signatures.json")) {
    if (vector["kind"] != "node_check") continue;
    CheckNode(vector);
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

class Signed : public ::testing::Test {
 protected:
  Signed() : key_(SecretKey::FromHex(std::string(64, '7')).value()) {
    const PublicKey owner = PublicKeyOf(key_);
    txn_.type = TxnType::kBasicTransfer;
    txn_.metadata = EmptyMetadata{};
    txn_.public_key = Bytes(owner.bytes.begin(), owner.bytes.end());
    txn_.version = 1;
  }
  void NameDerivedKey(const Bytes& key) {
    constexpr std::string_view kName = "DerivedPublicKey";
    txn_.extra_data[Bytes(kName.begin(), kName.end())] = key;
  }
  void SignPlain() { txn_.signature = Sign(key_, SignDigest(txn_)); }

  SecretKey key_;
  Transaction txn_;
};

TEST_F(Signed, OwnerSignatureIsValid) {
  SignPlain();
  EXPECT_EQ(CheckSignature(txn_).check, SignatureCheck::kOwnerValid);
  txn_.fee = Nanos(1);
  EXPECT_EQ(CheckSignature(txn_).check, SignatureCheck::kOwnerInvalid);
}

TEST_F(Signed, OwnerThatIsNoPointCannotSign) {
  for (const std::size_t size : {0U, 1U, 33U, 65U}) {
    txn_.public_key = Bytes(size, 2);
    SignPlain();
    EXPECT_EQ(CheckSignature(txn_).check, SignatureCheck::kOwnerInvalid);
  }
}

TEST_F(Signed, DerivedKeyOfAnyOtherLengthIsMalformed) {
  Bytes key = {4};
  const Bytes xy = testing::FromHexText(
      "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
      "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8");
  key.insert(key.end(), xy.begin(), xy.end());
  ASSERT_TRUE(IsCurvePoint(key));
  for (const Bytes& named : {Bytes(), Bytes(33, 0), key}) {
    NameDerivedKey(named);
    SignPlain();
    EXPECT_EQ(CheckSignature(txn_).check, SignatureCheck::kDerivedKeyMalformed);
  }
}

TEST_F(Signed, UnrecoverableSignatureIsToldApart) {
  TxnSignature signature = SignRecoverable(key_, SignDigest(txn_));
  signature.r.fill(0xfe);
  signature.recovery_id = 3;
  txn_.signature = signature;
  EXPECT_EQ(CheckSignature(txn_).check, SignatureCheck::kDerivedUnrecoverable);
}

TEST_F(Signed, HighSIsReportedBesideTheVerdict) {
  SignPlain();
  const Uint256 s = FromBigEndian(txn_.signature->s).value();
  txn_.signature->s = ToBigEndian(*CheckedSub(kSecp256k1Order, s));
  const SignatureVerdict verdict = CheckSignature(txn_);
  EXPECT_TRUE(verdict.high_s);
  EXPECT_EQ(verdict.check, SignatureCheck::kOwnerValid);
}

}  // namespace
}  // namespace desobook::chain
