#include "engine/rules/atomic_txns.h"

#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

Bytes HashBytes(std::uint8_t fill) { return Bytes(32, fill); }

// A valid wrapper of transfers from A to B, each with atomic hash i + 1.
TxnEnvelope Wrap(TransactionWorld& world, std::size_t count) {
  TxnEnvelope wrapper = world.Envelope('A', TxnType::kAtomicTxnsWrapper);
  wrapper.txn.public_key = Bytes(33);
  wrapper.txn.nonce = {};
  wrapper.signature.check = SignatureCheck::kMissing;
  for (std::size_t i = 0; i < count; ++i) {
    TxnEnvelope inner = world.Transfer('A');
    inner.txn.outputs = {{Key('B'), Nanos(1)}};
    const auto hash = [count](std::size_t index) {
      return HashBytes(static_cast<std::uint8_t>(index % count + 1));
    };
    inner.atomic_hash = *BlockHash::From(hash(i));
    inner.txn.extra_data[Text("NxtAtmcHsh")] = hash(i + 1);
    inner.txn.extra_data[Text("PrvAtmcHsh")] = hash(i + count - 1);
    if (i == 0) inner.txn.extra_data[Text("AtmcChnLen")] = Uvarint(count);
    wrapper.inner.push_back(inner);
  }
  wrapper.txn.fee = Nanos(TransactionWorld::kFee * count);
  return wrapper;
}

std::string Submit(TransactionWorld& world, TxnEnvelope wrapper) {
  AtomicTxnsMetadata metadata;
  for (const TxnEnvelope& inner : wrapper.inner) {
    metadata.inner.push_back(inner.txn);
  }
  wrapper.txn.metadata = metadata;
  return world.Run(wrapper);
}

TEST(AtomicTxnsTest, RunsAllInOneOperation) {
  TransactionWorld world;
  ASSERT_EQ(Submit(world, Wrap(world, 3)), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{52}));
  const auto& inner = world.last().operations[0].inner;
  ASSERT_EQ(inner.size(), 3U);
  EXPECT_EQ(TransactionWorld::TypesOf(inner[2]), (std::vector<int>{37, 36}));
  EXPECT_EQ(world.last().fee, Nanos(3 * TransactionWorld::kFee));
  EXPECT_EQ(world.Deso('B'), TransactionWorld::kStart + 3);
}

TEST(AtomicTxnsTest, OneTransactionLinksToItself) {
  TransactionWorld world;
  EXPECT_EQ(Submit(world, Wrap(world, 1)), "");
}

TEST(AtomicTxnsTest, OneRefusalRefusesAll) {
  TransactionWorld world;
  TxnEnvelope wrapper = Wrap(world, 3);
  wrapper.inner[2].txn.nonce.expiration_height = 0;
  EXPECT_EQ(Submit(world, wrapper), "RuleErrorNonceExpired");
  EXPECT_TRUE(world.ledger().deso.records().empty());
}

struct Fault {
  const char* error;
  void (*apply)(TransactionWorld&, TxnEnvelope&);
};
// In the order of the checks.
const Fault kFaults[] = {
    {"RuleErrorAtomicTxnBeforeBlockHeight",
     [](TransactionWorld& w, TxnEnvelope&) {
       w.network().forks.lockups_and_atomic_txns = 1001;
     }},
    {"RuleErrorTxnTooBig",
     [](TransactionWorld&, TxnEnvelope& e) { e.encoded_size = 25'001; }},
    {"RuleErrorTxnFeeBelowNetworkMinimum",
     [](TransactionWorld& w, TxnEnvelope& e) {
       w.base().global_params.Put(
           OnlyRow{}, GlobalParams{.minimum_network_fee_nanos_per_kb = 40});
       e.encoded_size = 1000;
     }},
    {"RuleErrorAtomicTxnsWrapperPublicKeyMustBeZero",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.txn.public_key = KeyBytes('A');
     }},
    {"RuleErrorAtomicTxnsWrapperSignatureMustBeNil",
     [](TransactionWorld&, TxnEnvelope& e) { e.txn.signature.emplace(); }},
    {"RuleErrorAtomicTxnsWrapperMustHaveZeroInputs",
     [](TransactionWorld&, TxnEnvelope& e) { e.txn.inputs = {TxnInput{}}; }},
    {"RuleErrorAtomicTxnsWrapperMustHaveZeroOutputs",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.txn.outputs = {{Key('B'), Nanos(1)}};
     }},
    {"RuleErrorAtomicTxnsWrapperHasInternalFeeOverflow",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.inner[0].txn.fee = Nanos(~0ULL);
     }},
    {"RuleErrorAtomicTxnsWrapperMustHaveEqualFeeToInternalTxns",
     [](TransactionWorld&, TxnEnvelope& e) { e.inner[1].txn.fee = Nanos(0); }},
    {"RuleErrorAtomicTxnsWrapperMustHaveZeroedNonce",
     [](TransactionWorld&, TxnEnvelope& e) { e.txn.nonce.partial_id = 1; }},
    {"RuleErrorAtomicTxnsHasAtomicTxnsInnerTxn",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.inner[0].txn.type = TxnType::kAtomicTxnsWrapper;
     }},
    {"RuleErrorAtomicTxnsHasNonAtomicInnerTxn",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.inner[0].txn.extra_data.erase(Text("NxtAtmcHsh"));
     }},
    {"RuleErrorAtomicTxnsMustStartWithChainLength",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.inner[0].txn.extra_data.erase(Text("AtmcChnLen"));
     }},
    {"RuleErrorAtomicTxnsHasMoreThanOneStartPoint",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.inner[1].txn.extra_data[Text("AtmcChnLen")] = {};
     }},
    {"RuleErrorAtomicTxnsHasBrokenChain",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.inner[0].txn.extra_data[Text("PrvAtmcHsh")] = HashBytes(9);
     }},
};

TEST(AtomicTxnsTest, NamesEveryFault) {
  for (const Fault& fault : kFaults) {
    TransactionWorld world;
    TxnEnvelope wrapper = Wrap(world, 3);
    fault.apply(world, wrapper);
    EXPECT_EQ(Submit(world, wrapper), fault.error);
  }
}

TEST(AtomicTxnsTest, EmptyWrapperHasNoTransactions) {
  TransactionWorld world;
  EXPECT_EQ(Submit(world, Wrap(world, 0)),
            "RuleErrorAtomicTxnsHasNoTransactions");
}

TEST(AtomicTxnsTest, ChainLengthIsNeverRead) {
  TransactionWorld world;
  TxnEnvelope wrapper = Wrap(world, 2);
  wrapper.inner[0].txn.extra_data[Text("AtmcChnLen")] = Text("nonsense");
  EXPECT_EQ(Submit(world, wrapper), "");
}

}  // namespace
}  // namespace desobook::test
