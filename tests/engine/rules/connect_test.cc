#include "engine/rules/connect.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

TEST(ConnectTest, TransferPaysOutputsAndFeeInOneSpend) {
  TransactionWorld world;
  TxnEnvelope envelope = world.Transfer('A');
  envelope.txn.outputs = {{Key('B'), Nanos(5)}, {Key('A'), Nanos(7)}};
  ASSERT_EQ(world.Run(envelope), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 36, 36}));
  EXPECT_EQ(world.last().operations[0].balance_amount,
            Nanos(12 + TransactionWorld::kFee));
  EXPECT_EQ(world.last().fee, Nanos(TransactionWorld::kFee));
  EXPECT_EQ(world.Deso('A'), TransactionWorld::kStart - 15);
  EXPECT_EQ(world.Deso('B'), TransactionWorld::kStart + 5);
}

// Each case breaks one more thing than a valid transfer; with all of them the
// earliest check must win.
struct Fault {
  const char* name;
  void (*apply)(TransactionWorld&, TxnEnvelope&);
  const char* error;
};
const Fault kFaults[] = {
    {"requires_wrapper",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.txn.extra_data[Text("NxtAtmcHsh")] = {};
       e.txn.extra_data[Text("PrvAtmcHsh")] = {};
     },
     "RuleErrorAtomicTxnsRequiresWrapper"},
    {"public_key_length",
     [](TransactionWorld&, TxnEnvelope& e) { e.txn.public_key.pop_back(); },
     "RuleErrorTransactionMissingPublicKey"},
    {"single_output",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.txn.outputs = {{Key('B'), Nanos(kMaxNanos.value() + 1)}};
     },
     "RuleErrorOutputExceedsMax"},
    {"duplicate_inputs",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.txn.inputs = {TxnInput{}, TxnInput{}};
     },
     "RuleErrorDuplicateInputs"},
    {"size", [](TransactionWorld&, TxnEnvelope& e) { e.encoded_size = 25'001; },
     "RuleErrorTxnTooBig"},
    {"inputs",
     [](TransactionWorld&, TxnEnvelope& e) {
       if (e.txn.inputs.empty()) e.txn.inputs = {TxnInput{}};
     },
     "RuleErrorBalanceModelDoesNotUseUTXOInputs"},
    {"output_sum",
     [](TransactionWorld&, TxnEnvelope& e) {
       if (e.txn.outputs.empty()) {
         e.txn.outputs = {{Key('B'), kMaxNanos}, {Key('B'), Nanos(1)}};
       }
     },
     "RuleErrorTxnOutputWithInvalidAmount"},
    {"balance",
     [](TransactionWorld&, TxnEnvelope& e) {
       if (e.txn.outputs.empty()) {
         e.txn.outputs = {{Key('B'), Nanos(TransactionWorld::kStart)}};
       }
     },
     "RuleErrorInsufficientBalance"},
    {"signature",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.signature.check = SignatureCheck::kOwnerInvalid;
     },
     "RuleErrorInvalidTransactionSignature"},
    {"minimum_fee",
     [](TransactionWorld& w, TxnEnvelope&) {
       GlobalParams params = w.ledger().Params();
       params.minimum_network_fee_nanos_per_kb = 51;  // 10 * 1000 / 200 = 50
       w.ledger().global_params.Put(OnlyRow{}, params);
     },
     "RuleErrorTxnFeeBelowNetworkMinimum"},
    {"nonce",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.txn.nonce.expiration_height = 999;
     },
     "RuleErrorNonceExpired"},
};

TEST(ConnectTest, NamesEveryFaultOfItsOwn) {
  for (const Fault& fault : kFaults) {
    TransactionWorld world;
    TxnEnvelope envelope = world.Transfer('A');
    fault.apply(world, envelope);
    EXPECT_EQ(world.Run(envelope), fault.error) << fault.name;
  }
}

TEST(ConnectTest, EarlierFaultWinsOverEveryLaterOne) {
  for (std::size_t first = 0; first < std::size(kFaults); ++first) {
    TransactionWorld world;
    TxnEnvelope envelope = world.Transfer('A');
    for (std::size_t i = first; i < std::size(kFaults); ++i) {
      kFaults[i].apply(world, envelope);
    }
    EXPECT_EQ(world.Run(envelope), kFaults[first].error) << kFaults[first].name;
  }
}

TEST(ConnectTest, RefusalLeavesNoTraceNotEvenLoads) {
  TransactionWorld world;
  TxnEnvelope envelope = world.Transfer('A');
  envelope.txn.outputs = {{Key('B'), Nanos(1)}};
  envelope.txn.nonce.expiration_height = 0;
  ASSERT_EQ(world.Run(envelope), "RuleErrorNonceExpired");
  EXPECT_TRUE(world.ledger().deso.records().empty());
  EXPECT_TRUE(world.ledger().nonces.records().empty());
}

TEST(ConnectTest, NonceIsValidAtItsExpirationAndOnce) {
  TransactionWorld world;
  TxnEnvelope envelope = world.Transfer('A');
  envelope.txn.nonce.expiration_height = world.context().height;
  ASSERT_EQ(world.Run(envelope), "");
  EXPECT_EQ(world.Run(envelope), "RuleErrorReusedNonce");
  world.Flush();
  EXPECT_EQ(world.Run(envelope), "RuleErrorReusedNonce");
}

TEST(ConnectTest, VersionZeroHasNoNonce) {
  TransactionWorld world;
  TxnEnvelope envelope = world.Transfer('A');
  envelope.txn.version = 0;
  EXPECT_EQ(world.Run(envelope), "GENERIC");
}

TEST(ConnectTest, FeeRateAtTheMinimumSuffices) {
  for (const auto& [minimum, error] :
       {std::pair{50, ""},
        std::pair{51, "RuleErrorTxnFeeBelowNetworkMinimum"}}) {
    TransactionWorld world;
    world.base().global_params.Put(
        OnlyRow{}, GlobalParams{.minimum_network_fee_nanos_per_kb =
                                    static_cast<std::uint64_t>(minimum)});
    EXPECT_EQ(world.Run(world.Transfer('A')), error);
  }
}

TEST(ConnectTest, ATransactionMayBeAsLargeAsTheLimit) {
  TransactionWorld world;
  world.base().global_params.Put(OnlyRow{},
                                 GlobalParams{.max_txn_size_bytes_pos = 200});
  world.network().forks.proof_of_stake_2_cutover = world.context().height;
  world.network().max_block_size_bytes_pow = 600;
  for (const std::uint64_t limit : {200U, 300U}) {
    TxnEnvelope transfer = world.Transfer('A');
    transfer.encoded_size = limit;
    EXPECT_EQ(world.Run(transfer), "");
    transfer = world.Transfer('A');
    transfer.encoded_size = limit + 1;
    EXPECT_EQ(world.Run(transfer), "RuleErrorTxnTooBig");
    ++world.network().forks.proof_of_stake_2_cutover;  // then before it
  }
}

TEST(ConnectTest, FeeRateOverflowIsItsOwnError) {
  TransactionWorld world;
  constexpr std::uint64_t kHuge = ~0ULL / 1000 + 1;
  world.base().deso.Put(Key('A'), Nanos(~0ULL));
  world.base().global_params.Put(
      OnlyRow{}, GlobalParams{.minimum_network_fee_nanos_per_kb = 1});
  TxnEnvelope envelope = world.Transfer('A');
  envelope.txn.fee = Nanos(kHuge);
  EXPECT_EQ(world.Run(envelope),
            "RuleErrorOverflowDetectedInFeeRateCalculation");
  envelope.txn.fee = Nanos(kHuge - 1);
  EXPECT_EQ(world.Run(envelope), "");
}

TEST(ConnectTest, SumsBeyond64BitsAreGeneric) {
  TransactionWorld world;
  TxnEnvelope fee = world.Transfer('A');
  fee.txn.fee = Nanos(~0ULL);
  fee.txn.outputs = {{Key('B'), Nanos(1)}};
  EXPECT_EQ(world.Run(fee), "GENERIC");
  world.ledger().deso.Put(Key('B'), Nanos(~0ULL));
  TxnEnvelope credit = world.Transfer('A');
  credit.txn.outputs = {{Key('B'), Nanos(1)}};
  EXPECT_EQ(world.Run(credit), "GENERIC");
}

TEST(ConnectTest, BlockRewardCreatesItsOutputsAndPaysNoFee) {
  TransactionWorld world;
  TxnEnvelope envelope =
      world.Envelope('A', TxnType::kBlockReward, BlockRewardMetadata{});
  envelope.txn.public_key.clear();
  envelope.txn.fee = Nanos(0);
  envelope.txn.version = 0;
  envelope.signature.check = SignatureCheck::kMissing;
  envelope.txn.outputs = {{Key('B'), Nanos(9)}};
  ASSERT_EQ(world.Run(envelope), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{36}));
  EXPECT_EQ(world.last().fee, Nanos(0));
  EXPECT_EQ(world.Deso('B'), TransactionWorld::kStart + 9);
  envelope.txn.public_key = KeyBytes('A');
  EXPECT_EQ(world.Run(envelope),
            "RuleErrorBlockRewardTxnNotAllowedToHaveSignature");
}

TEST(ConnectTest, TipsRewardIsWithheldBeforeProofOfStakeOnly) {
  std::map<PublicKey, Nanos> rewards = {{Key('A'), Nanos(1)}};
  TransactionWorld world;
  world.network().block_reward_maturity_blocks = 2;
  world.context().immature_rewards = &rewards;
  TxnEnvelope all = world.Transfer('A');
  all.txn.fee = Nanos(TransactionWorld::kStart);
  const BlockHeight cutover = world.network().forks.proof_of_stake_2_cutover;
  world.context().height = cutover;  // the tip is still proof of work
  EXPECT_EQ(world.Run(all), "RuleErrorInsufficientBalance");
  all.txn.fee = Nanos(TransactionWorld::kStart - 1);
  ASSERT_EQ(world.Run(all), "");

  TransactionWorld later;
  later.network().block_reward_maturity_blocks = 2;
  later.context().immature_rewards = &rewards;
  later.context().height = cutover + 1;
  TxnEnvelope whole = later.Transfer('A');
  whole.txn.fee = Nanos(TransactionWorld::kStart);
  EXPECT_EQ(later.Run(whole), "");
}

TEST(ConnectTest, ChecksDiamondsInOrder) {
  const auto run = [](ExtraData extra) {
    TransactionWorld world;
    TxnEnvelope envelope = world.Transfer('A');
    envelope.txn.extra_data = std::move(extra);
    EXPECT_FALSE(IsExecutable(envelope.txn));
    return world.Run(envelope);
  };
  const Bytes post = Text("DiamondPostHash");
  const Bytes level = Text("DiamondLevel");
  EXPECT_EQ(run({{post, {}}}),
            "RuleErrorBasicTransferHasDiamondPostHashWithoutDiamondLevel");
  EXPECT_EQ(run({{post, {}}, {level, {1}}}),  // zigzag: -1
            "RuleErrorBasicTransferHasInvalidDiamondLevel");
  EXPECT_EQ(run({{post, Bytes(31)}, {level, {2}}}),
            "RuleErrorBasicTransferInvalidLengthForPostHashBytes");
  EXPECT_EQ(run({{post, Bytes(32)}, {level, {2}}}),
            "RuleErrorBasicTransferDiamondPostEntryDoesNotExist");
}

TEST(ConnectTest, SaysWhichTypesItExecutes) {
  TransactionWorld world;
  EXPECT_TRUE(IsExecutable(world.Transfer('A').txn));
  EXPECT_FALSE(IsExecutable(
      world.Envelope('A', TxnType::kNftBid, OpaqueMetadata{}).txn));
  CreatorCoinMetadata trade;
  EXPECT_TRUE(
      IsExecutable(world.Envelope('A', TxnType::kCreatorCoin, trade).txn));
  trade.operation = 1;
  EXPECT_FALSE(
      IsExecutable(world.Envelope('A', TxnType::kCreatorCoin, trade).txn));
  AtomicTxnsMetadata wrapped;
  wrapped.inner = {world.Transfer('A').txn};
  EXPECT_TRUE(IsExecutable(
      world.Envelope('A', TxnType::kAtomicTxnsWrapper, wrapped).txn));
  wrapped.inner.push_back(
      world.Envelope('A', TxnType::kNftBid, OpaqueMetadata{}).txn);
  EXPECT_FALSE(IsExecutable(
      world.Envelope('A', TxnType::kAtomicTxnsWrapper, wrapped).txn));
}

}  // namespace
}  // namespace desobook::test
