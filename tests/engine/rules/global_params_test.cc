#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

TxnEnvelope Update(TransactionWorld& world, std::string_view name,
                   std::uint64_t value, char sender = 'P') {
  TxnEnvelope envelope =
      world.Envelope(sender, TxnType::kUpdateGlobalParams, EmptyMetadata{});
  envelope.txn.fee = Nanos(1000);
  envelope.txn.extra_data[Text(name)] = Uvarint(value);
  return envelope;
}
// A world whose minimum fee leaves the first fee bucket wide enough.
GlobalParams WideBuckets() {
  return GlobalParams{.minimum_network_fee_nanos_per_kb = 100};
}

struct BoundCase {
  const char* name;
  std::uint64_t value;
  const char* error;
};
const BoundCase kBounds[] = {
    {"USDCentsPerBitcoin", 9'999, "RuleErrorExchangeRateTooLow"},
    {"USDCentsPerBitcoin", 10'000, ""},
    {"USDCentsPerBitcoin", 100'000'000, ""},
    {"USDCentsPerBitcoin", 100'000'001, "RuleErrorExchangeRateTooHigh"},
    {"MinNetworkFeeNanosPerKB", 100'000'000'001,
     "RuleErrorMinNetworkFeeTooHigh"},
    {"CreateProfileFeeNanos", 100'000'000'000, ""},
    {"CreateProfileFeeNanos", 100'000'000'001, "RuleErrorCreateProfileTooHigh"},
    {"CreateNFTFeeNanos", 100'000'000'001, "RuleErrorCreateNFTFeeTooHigh"},
    {"MaxCopiesPerNFT", 0, "RuleErrorMaxCopiesPerNFTTooLow"},
    {"MaxCopiesPerNFT", 10'001, "RuleErrorMaxCopiesPerNFTTooHigh"},
    {"LeaderScheduleMaxNumValidators", 1000, ""},
    {"LeaderScheduleMaxNumValidators", 1001,
     "RuleErrorLeaderScheduleExceedsValidatorSetMaxNumValidators"},
    {"ValidatorSetMaxNumValidators", 99,
     "RuleErrorLeaderScheduleExceedsValidatorSetMaxNumValidators"},
    {"FeeBucketGrowthRateBasisPointsKey", 10'001, "GENERIC"},
    {"FeeBucketGrowthRateBasisPointsKey", 999,
     "RuleErrorFeeBucketSizeTooSmall"},
    {"MempoolMaxSizeBytes", 0, "GENERIC"},
    {"MempoolCongestionFactorBasisPoints", 10'001, "GENERIC"},
    {"MaxBlockSizeBytesPoS", 999, "RuleErrorMaxBlockSizeBytesTooLow"},
    {"MaxBlockSizeBytesPoS", 16'000'001, "RuleErrorMaxBlockSizeBytesTooHigh"},
    {"SoftMaxBlockSizeBytesPoS", 999, "RuleErrorSoftMaxBlockSizeBytesTooLow"},
    {"SoftMaxBlockSizeBytesPoS", 32'000, ""},
    {"SoftMaxBlockSizeBytesPoS", 32'001,
     "RuleErrorSoftMaxBlockSizeBytesExceedsMaxBlockSizeBytes"},
    {"MaxTxnSizeBytesPoS", 999, "RuleErrorMaxTxnSizeBytesTooLow"},
    {"MaxTxnSizeBytesPoS", 32'001,
     "RuleErrorMaxTxnSizeBytesExceedsMaxBlockSizeBytes"},
    {"BlockProductionIntervalPoS", 999,
     "RuleErrorBlockProductionIntervalPoSTooLow"},
    {"BlockProductionIntervalPoS", 10'001,
     "RuleErrorBlockProductionIntervalPoSTooHigh"},
    {"TimeoutIntervalPoS", 60'000, ""},
    {"TimeoutIntervalPoS", 60'001, "RuleErrorTimeoutIntervalPoSTooHigh"},
};

TEST(GlobalParamsTest, BoundsRefuseByName) {
  for (const BoundCase& c : kBounds) {
    TransactionWorld world;
    world.base().global_params.Put(OnlyRow{}, WideBuckets());
    EXPECT_EQ(world.Run(Update(world, c.name, c.value)), c.error)
        << c.name << " " << c.value;
  }
}

TEST(GlobalParamsTest, OnlyParamUpdatersMayChangeThem) {
  TransactionWorld world;
  EXPECT_EQ(world.Run(Update(world, "CreateProfileFeeNanos", 1, 'A')),
            "RuleErrorUserNotAuthorizedToUpdateGlobalParams");
}

TEST(GlobalParamsTest, EveryUpdateNeedsAWideFirstFeeBucket) {
  for (const auto& [minimum, error] :
       {std::pair{99, "RuleErrorFeeBucketSizeTooSmall"}, std::pair{100, ""}}) {
    TransactionWorld world;
    TxnEnvelope envelope = Update(world, "CreateProfileFeeNanos", 1);
    EXPECT_EQ(world.Run(envelope), "RuleErrorFeeBucketSizeTooSmall");
    envelope.txn.extra_data[Text("MinNetworkFeeNanosPerKB")] =
        Uvarint(static_cast<std::uint64_t>(minimum));
    EXPECT_EQ(world.Run(envelope), error);
  }
}

TEST(GlobalParamsTest, NewMinimumBindsTheUpdateItself) {
  TransactionWorld world;
  TxnEnvelope envelope = Update(world, "MinNetworkFeeNanosPerKB", 5001);
  EXPECT_EQ(world.Run(envelope), "RuleErrorTxnFeeBelowNetworkMinimum");
  envelope = Update(world, "MinNetworkFeeNanosPerKB", 5000);
  ASSERT_EQ(world.Run(envelope), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 13}));
  EXPECT_EQ(world.last().operations[1].prev_global_params, GlobalParams{});
  EXPECT_EQ(world.Run(world.Transfer('A')),
            "RuleErrorTxnFeeBelowNetworkMinimum");
}

TEST(GlobalParamsTest, RefusesBrokenNumbersAndForbiddenKeys) {
  TransactionWorld world;
  world.base().global_params.Put(OnlyRow{}, WideBuckets());
  TxnEnvelope envelope = Update(world, "CreateProfileFeeNanos", 1);
  envelope.txn.extra_data[Text("CreateProfileFeeNanos")] = {0x80};
  EXPECT_EQ(world.Run(envelope), "GENERIC");
  envelope.txn.extra_data[Text("CreateProfileFeeNanos")] = {};  // as absent
  EXPECT_EQ(world.Run(envelope), "");
  envelope.txn.nonce.partial_id = 99;
  envelope.txn.extra_data[Text("ForbiddenBlockSignaturePubKey")] = Bytes(32);
  EXPECT_EQ(world.Run(envelope), "RuleErrorForbiddenPubKeyLength");
  envelope.txn.extra_data[Text("ForbiddenBlockSignaturePubKey")] = Bytes(33);
  EXPECT_EQ(world.Run(envelope), "");
}

TEST(GlobalParamsTest, StoresEveryField) {
  TransactionWorld world;
  TxnEnvelope envelope = Update(world, "MinNetworkFeeNanosPerKB", 1000);
  envelope.txn.extra_data[Text("EpochDurationNumBlocks")] = Uvarint(7);
  envelope.txn.extra_data[Text("BlockTimestampDriftNanoSecs")] = {14};
  envelope.txn.extra_data[Text("MaxNonceExpirationBlockHeightOffset")] =
      Uvarint(288);
  ASSERT_EQ(world.Run(envelope), "");
  const GlobalParams params = world.ledger().Params();
  EXPECT_EQ(params.minimum_network_fee_nanos_per_kb, 1000U);
  EXPECT_EQ(params.epoch_duration_num_blocks, 7U);
  EXPECT_EQ(params.block_timestamp_drift_ns, 7);
  EXPECT_EQ(params.max_nonce_expiration_block_height_offset, 288U);
}

}  // namespace
}  // namespace desobook::test
