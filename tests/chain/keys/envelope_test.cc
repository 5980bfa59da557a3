#include "chain/keys/envelope.h"

#include <gtest/gtest.h>

#include "chain/codec/transaction.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::HexText;

constexpr BlockHeight kToday = 500'000;

// `signed_by` of the vectors.
std::string SignerOf(const SignatureVerdict& verdict, bool named) {
  switch (verdict.check) {
    case SignatureCheck::kMissing:
      return "none";
    case SignatureCheck::kOwnerValid:
      return "owner";
    case SignatureCheck::kDerivedValid:
      return named ? "derived_key_in_extra_data" : "derived_key_recoverable";
    default:
      return "nobody";
  }
}

void CheckTransaction(const json& vector, const NetworkParams& params) {
  const Bytes bytes = BytesOf(vector["signed_hex"]);
  const auto txn = DecodeTransaction(bytes);
  ASSERT_TRUE(txn.ok()) << txn.status();
  const TxnEnvelope envelope = MakeEnvelope(*txn, params, kToday);
  EXPECT_EQ(envelope.txn, *txn);
  EXPECT_EQ(envelope.encoded_size, bytes.size());
  EXPECT_EQ(envelope.hash, TransactionHash(*txn));
  EXPECT_EQ(envelope.authorization.has_value(),
            txn->type == TxnType::kAuthorizeDerivedKey);
  EXPECT_FALSE(envelope.atomic_hash.has_value());
  const bool named = FindExtraData(*txn, "DerivedPublicKey") != nullptr;
  // Some owners' signatures stand beside the name of a random derived key,
  // which then did not sign.
  const std::string signer = vector["signed_by"];
  EXPECT_EQ(SignerOf(envelope.signature, named),
            named && signer == "owner" ? "nobody" : signer)
      << vector;
  const auto* wrapper = std::get_if<AtomicTxnsMetadata>(&txn->metadata);
  const std::size_t inner = wrapper == nullptr ? 0 : wrapper->inner.size();
  ASSERT_EQ(envelope.inner.size(), inner);
  for (std::size_t i = 0; i < inner; ++i) {
    EXPECT_EQ(envelope.inner[i].txn, wrapper->inner[i]);
    EXPECT_EQ(envelope.inner[i].atomic_hash, AtomicHash(wrapper->inner[i]));
    EXPECT_NE(envelope.inner[i].signature.check, SignatureCheck::kMissing);
  }
}

TEST(Envelope, FindsTheSignerOfEveryTransactionVector) {
  const NetworkParams params = ParamsFor(Network::kMainnet);
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("transactions.json")) {
    if (vector["kind"] != "transaction") continue;
    CheckTransaction(vector, params);
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

TEST(Envelope, SurvivesEveryDecodableVector) {
  const NetworkParams params = ParamsFor(Network::kMainnet);
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("transactions.json")) {
    if (vector["kind"] != "decode") continue;
    const auto txn = DecodeTransaction(BytesOf(vector["bytes"]));
    if (!txn.ok()) continue;
    const TxnEnvelope envelope = MakeEnvelope(*txn, params, kToday);
    EXPECT_EQ(HexText(envelope.hash.view()), vector["txn_hash"]);
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

Transaction Wrap(Transaction inner) {
  Transaction wrapper;
  wrapper.type = TxnType::kAtomicTxnsWrapper;
  wrapper.version = 1;
  AtomicTxnsMetadata metadata;
  metadata.inner.push_back(std::move(inner));
  wrapper.metadata = std::move(metadata);
  return wrapper;
}

TEST(Envelope, DoesNotLookIntoAWrapperInAWrapper) {
  Transaction txn;
  txn.type = TxnType::kBasicTransfer;
  txn.version = 1;
  for (int i = 0; i < 4; ++i) txn = Wrap(std::move(txn));
  const TxnEnvelope envelope =
      MakeEnvelope(txn, ParamsFor(Network::kMainnet), kToday);
  ASSERT_EQ(envelope.inner.size(), 1U);
  EXPECT_EQ(envelope.inner[0].txn.type, TxnType::kAtomicTxnsWrapper);
  EXPECT_TRUE(envelope.inner[0].inner.empty());
  EXPECT_TRUE(envelope.inner[0].atomic_hash.has_value());
}

}  // namespace
}  // namespace desobook::chain
