#include "chain/codec/fees.h"

#include <gtest/gtest.h>

#include "chain/codec/transaction.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::HexText;
using testing::IdOf;

std::uint64_t NumberAt(const json& vector, const char* key) {
  return vector.at(key).get<std::uint64_t>();
}

void CheckTransactionFee(const json& vector) {
  Transaction txn =
      DecodeTransaction(BytesOf(vector.at("unsigned_with_zero_fee"))).value();
  EXPECT_EQ(TxnTypeName(txn.type), vector.at("type"));
  EXPECT_EQ(EncodedSize(txn), vector.at("unsigned_length_with_zero_fee"));
  const Nanos fee = ComputeFee(txn, NumberAt(vector, "fee_rate_nanos_per_kb"));
  EXPECT_EQ(fee.value(), vector.at("fee_nanos"));
  SetFee(txn, fee);
  EXPECT_EQ(HexText(EncodeTransaction(txn)), vector.at("unsigned_with_fee"));
  EXPECT_EQ(EncodedSize(txn), vector.at("unsigned_length_with_fee"));
  EXPECT_EQ(ApiRefusesFeeRate(fee, NumberAt(vector, "example_signed_length")),
            vector.at("api_refuses_as_fee_rate_too_high"));
}

void CheckWrapperFee(const json& vector) {
  std::vector<Transaction> before;
  for (const json& inner : vector.at("inner_before")) {
    before.push_back(
        DecodeTransaction(BytesOf(inner.at("unsigned_hex"))).value());
    EXPECT_EQ(before.back().fee.value(), inner.at("fee_nanos"));
  }
  const absl::StatusOr<Transaction> wrapper =
      BuildAtomicWrapper(before, {}, NumberAt(vector, "fee_rate_nanos_per_kb"));
  ASSERT_TRUE(wrapper.ok()) << wrapper.status();
  EXPECT_EQ(wrapper->fee.value(), vector.at("wrapper_fee_nanos"));
  EXPECT_EQ(HexText(EncodeTransaction(*wrapper)),
            vector.at("wrapper_with_unsigned_inner"));
  EXPECT_EQ(HexText(TransactionHash(*wrapper).view()),
            vector.at("wrapper_hash_with_unsigned_inner"));
  const auto& after = std::get<AtomicTxnsMetadata>(wrapper->metadata).inner;
  ASSERT_EQ(after.size(), vector.at("inner_after").size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    const json& expected = vector.at("inner_after")[i];
    EXPECT_EQ(HexText(EncodeTransaction(after[i])),
              expected.at("unsigned_hex"));
    EXPECT_EQ(after[i].fee.value(), expected.at("fee_nanos"));
  }
}

void CheckTradingFeeMap(const json& vector) {
  PublicKeyAmounts fees;
  for (const json& entry : vector.at("entries_any_order")) {
    fees[IdOf<PublicKey>(entry.at("public_key"))] =
        NumberAt(entry, "basis_points");
  }
  const Bytes bytes = SerializePubKeyToUint64Map(fees);
  EXPECT_EQ(HexText(bytes), vector.at("bytes"));
  EXPECT_EQ(DeserializePubKeyToUint64Map(bytes).value(), fees);
  EXPECT_EQ(CheckTradingFees(fees).ok(),
            vector.at("accepted_by_update_endpoint"));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(
        DeserializePubKeyToUint64Map(ByteView(bytes).first(size)).ok());
  }
}

TEST(FeesTest, AgreesWithVectors) {
  std::size_t count = 0;
  for (const json& vector : testing::LoadVectors("fees.json")) {
    const std::string kind = vector.at("kind");
    SCOPED_TRACE(kind + " case " + std::to_string(count));
    if (kind == "transaction_fee") {
      CheckTransactionFee(vector);
    } else if (kind == "atomic_wrapper_fee") {
      CheckWrapperFee(vector);
    } else if (kind == "api_fee_rate_limit") {
      EXPECT_EQ(ApiRefusesFeeRate(Nanos(NumberAt(vector, "fee_nanos")),
                                  NumberAt(vector, "signed_length")),
                vector.at("refused"));
    } else if (kind == "trading_fee_map") {
      CheckTradingFeeMap(vector);
    } else {
      ADD_FAILURE() << "unknown kind " << kind;
    }
    ++count;
  }
  EXPECT_EQ(count, 340U);
}

TEST(FeesTest, WrapperNeedsATransaction) {
  EXPECT_FALSE(BuildAtomicWrapper({}, {}, 1000).ok());
}

TEST(FeesTest, ApiLimitIsTheRateRoundedDown) {
  EXPECT_FALSE(ApiRefusesFeeRate(Nanos(100'000), 1));
  EXPECT_TRUE(ApiRefusesFeeRate(Nanos(100'001), 1));
  EXPECT_FALSE(ApiRefusesFeeRate(Nanos(200'000'001), 2000));
  EXPECT_TRUE(ApiRefusesFeeRate(Nanos(200'000'002), 2000));
}

}  // namespace
}  // namespace desobook::chain
