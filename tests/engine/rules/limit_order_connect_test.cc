#include <gtest/gtest.h>

#include "tests/engine/rules/limit_order_world.h"

namespace desobook::test {
namespace {

constexpr char kPrefix[] = "RuleErrorDAOCoinLimitOrder";
std::string Refusal(const std::string& name) { return kPrefix + name; }

std::string VisitedBy(const Operation& operation) {
  return NamesOf(operation.prev_matching_orders);
}

// Buys tokens with DESO at one nano per token unless told otherwise.
OrderSpec Buy(std::uint64_t quantity, FillType fill_type,
              std::uint64_t rate_hundredths = 100) {
  return {.owner = 't',
          .rate_hundredths = rate_hundredths,
          .quantity = quantity,
          .side = OrderSide::kBid,
          .buying = kToken,
          .selling = kDesoPkid,
          .fill_type = fill_type};
}
OrderSpec Sell(std::uint64_t quantity, FillType fill_type,
               std::uint64_t rate_hundredths = 100) {
  return {.owner = 't',
          .rate_hundredths = rate_hundredths,
          .quantity = quantity,
          .fill_type = fill_type};
}
constexpr FillType kGtc = FillType::kGoodTillCancelled;
constexpr FillType kIoc = FillType::kImmediateOrCancel;
constexpr FillType kFok = FillType::kFillOrKill;

class LimitOrderTest : public testing::Test {
 protected:
  LimitOrderWorld world_;

  void SetUp() override {
    world_.GiveDeso('t', 1000);
    world_.GiveToken('t', 1000);
    world_.GiveDeso('m', 1000);
    world_.GiveToken('m', 1000);
  }
};

TEST_F(LimitOrderTest, TradesAtTheMakersRateAndRestsTheRemainder) {
  world_.Rest({.id = 'A', .rate_hundredths = 200, .quantity = 40});
  EXPECT_EQ(world_.Place(Buy(100, kGtc)), "");
  EXPECT_EQ(world_.Token('t'), 1040U);
  EXPECT_EQ(world_.Deso('t'), 1000U - 20U - kFee);
  EXPECT_EQ(world_.Token('m'), 960U);
  EXPECT_EQ(world_.Deso('m'), 1020U);
  EXPECT_EQ(world_.Left('A'), std::nullopt);
  EXPECT_EQ(world_.Left(LimitOrderWorld::IdOfTxn(1)), 60U);
  EXPECT_EQ(
      world_.view().book.Lookup(LimitOrderWorld::IdOfTxn(1))->order.height,
      1000U);
}

TEST_F(LimitOrderTest, RecordsOperationsAsTheNodeDoes) {
  world_.Rest({.id = 'A', .rate_hundredths = 200, .quantity = 40});
  ASSERT_EQ(world_.Place(Buy(10, kIoc)), "");
  const auto& operations = world_.operations();
  ASSERT_EQ(operations.size(), 3U);
  EXPECT_EQ(operations[0].type, OperationType::kSpendBalance);
  EXPECT_EQ(operations[0].balance_public_key, KeyNamed('t'));
  EXPECT_EQ(operations[0].balance_amount, Nanos(kFee + 5));
  EXPECT_EQ(operations[1].type, OperationType::kAddBalance);
  EXPECT_EQ(operations[1].balance_public_key, KeyNamed('m'));
  EXPECT_EQ(operations[1].balance_amount, Nanos(5));
  const Operation& order = operations[2];
  EXPECT_EQ(order.type, OperationType::kDaoCoinLimitOrder);
  EXPECT_EQ(order.prev_order, std::nullopt);
  EXPECT_EQ(VisitedBy(order), "A");
  EXPECT_EQ(order.prev_matching_orders[0].quantity, BaseUnits(40));
  const Pkid m = PkidNamed('m');
  const Pkid t = PkidNamed('t');
  const std::vector<BalanceEntry> balances = {
      {{m, kDesoPkid}, {.amount = BaseUnits(1000)}},
      {{m, kToken}, {.amount = BaseUnits(1000)}},
      {{t, kDesoPkid}, {.amount = BaseUnits(1000)}},
      {{t, kToken}, {.amount = BaseUnits(1000)}}};
  EXPECT_EQ(order.prev_balances, balances);
  const std::vector<FilledOrder> fills = {
      {LimitOrderWorld::IdOfTxn(1), t, kToken, kDesoPkid, BaseUnits(10),
       BaseUnits(5), true},
      {IdNamed('A'), m, kDesoPkid, kToken, BaseUnits(5), BaseUnits(10), false}};
  EXPECT_EQ(order.fills, fills);
}

TEST_F(LimitOrderTest, ImmediateOrderWithoutMatchPaysTheFeeOnly) {
  EXPECT_EQ(world_.Place(Buy(10, kIoc)), "");
  EXPECT_EQ(world_.Deso('t'), 1000U - kFee);
  EXPECT_EQ(world_.Left(LimitOrderWorld::IdOfTxn(1)), std::nullopt);
  EXPECT_TRUE(world_.order_operation().fills.empty());
  // DESO of the transactor is remembered even so.
  EXPECT_EQ(world_.order_operation().prev_balances.size(), 1U);
}

TEST_F(LimitOrderTest, FillOrKillFailsAsAWholeAndLeavesNoTrace) {
  world_.Rest({.id = 'A', .quantity = 9});
  EXPECT_EQ(world_.Place(Buy(10, kFok)), Refusal("FillOrKillOrderUnfulfilled"));
  EXPECT_TRUE(world_.view().book.records().empty());
  EXPECT_TRUE(world_.ledger().deso.records().empty());
  EXPECT_TRUE(world_.ledger().tokens.records().empty());
  EXPECT_EQ(world_.Place(Buy(9, kFok)), "");
}

TEST_F(LimitOrderTest, UncoveredMakerIsDeletedAndTheNextOneTrades) {
  world_.GiveToken('p', 49);
  world_.Rest(
      {.id = 'A', .owner = 'p', .rate_hundredths = 300, .quantity = 50});
  world_.Rest({.id = 'B', .rate_hundredths = 200, .quantity = 50});
  EXPECT_EQ(world_.Place(Buy(10, kIoc)), "");
  EXPECT_EQ(VisitedBy(world_.order_operation()), "AB");
  EXPECT_EQ(world_.order_operation().fills.size(), 2U);
  EXPECT_EQ(world_.Left('A'), std::nullopt);
  EXPECT_EQ(world_.Left('B'), 40U);
}

TEST_F(LimitOrderTest, MakerRunsDryWithinOneTransaction) {
  world_.GiveToken('p', 50);
  world_.Rest(
      {.id = 'A', .owner = 'p', .rate_hundredths = 300, .quantity = 40});
  world_.Rest(
      {.id = 'B', .owner = 'p', .rate_hundredths = 200, .quantity = 40});
  EXPECT_EQ(world_.Place(Buy(60, kIoc)), "");
  EXPECT_EQ(VisitedBy(world_.order_operation()), "AB");
  EXPECT_EQ(world_.Left('B'), std::nullopt);
  EXPECT_EQ(world_.Token('p'), 10U);
}

// Q9: p gets tokens for A only after B has been judged without them.
TEST_F(LimitOrderTest, MakerIsJudgedWithoutThisTransactionsProceeds) {
  world_.GiveToken('p', 10);
  world_.Rest(
      {.id = 'A', .owner = 'p', .rate_hundredths = 200, .quantity = 10});
  world_.Rest(
      {.id = 'B', .owner = 'p', .rate_hundredths = 100, .quantity = 11});
  EXPECT_EQ(world_.Place(Buy(30, kGtc)), "");
  EXPECT_EQ(world_.Left('A'), std::nullopt);
  EXPECT_EQ(world_.Left('B'), std::nullopt);
  EXPECT_EQ(world_.Token('p'), 0U);
}

TEST_F(LimitOrderTest, DustThatAMakerKeepsIsDeleted) {
  // Two tokens for a nano: the one left is worth nothing.
  world_.Rest({.id = 'A', .rate_hundredths = 200, .quantity = 11});
  EXPECT_EQ(world_.Place(Buy(10, kIoc)), "");
  EXPECT_TRUE(world_.order_operation().fills[1].is_fulfilled);
  EXPECT_EQ(world_.Left('A'), std::nullopt);
  EXPECT_EQ(world_.Token('m'), 990U);
}

TEST_F(LimitOrderTest, DustThatATakerKeepsRestsUntilItIsMet) {
  world_.Rest({.id = 'A', .rate_hundredths = 500, .quantity = 10});
  EXPECT_EQ(world_.Place(Buy(11, kGtc, 20)), "");
  const OrderId dust = LimitOrderWorld::IdOfTxn(1);
  EXPECT_EQ(world_.Left(dust), 1U);

  OrderSpec seller = Sell(10, kIoc, 500);
  seller.owner = 'm';
  EXPECT_EQ(world_.Place(seller), "");
  EXPECT_EQ(world_.order_operation().prev_matching_orders.size(), 1U);
  EXPECT_TRUE(world_.order_operation().fills.empty());
  EXPECT_EQ(world_.Left(dust), std::nullopt);
}

TEST_F(LimitOrderTest, SellerOfDesoMayNotSpendTheFee) {
  world_.Rest({.id = 'A', .quantity = 1000});
  EXPECT_EQ(world_.Place(Buy(1000, kIoc)), "RuleErrorInsufficientBalance");
  EXPECT_EQ(world_.Place(Buy(1000 - kFee, kIoc)), "");
  EXPECT_EQ(world_.Deso('t'), 0U);
}

TEST_F(LimitOrderTest, BuyerOfDesoOwnsTheFeeUpFront) {
  world_.GiveDeso('t', kFee - 1);
  world_.Rest({.id = 'A',
               .quantity = 100,
               .side = OrderSide::kBid,
               .buying = kToken,
               .selling = kDesoPkid});
  EXPECT_EQ(world_.Place(Sell(100, kIoc)), "RuleErrorInsufficientBalance");
}

TEST_F(LimitOrderTest, MarketOrderThatCannotPayFails) {
  world_.Rest({.id = 'A', .quantity = 1000});
  world_.GiveDeso('t', 100);
  EXPECT_EQ(world_.Place(Buy(101, kIoc, 0)), "GENERIC");
  EXPECT_EQ(world_.Place(Buy(90, kIoc, 0)), "");
}

TEST_F(LimitOrderTest, OwnOrderFailsTheTransaction) {
  world_.Rest({.id = 'A', .owner = 't', .quantity = 10});
  EXPECT_EQ(world_.Place(Buy(1, kGtc)), Refusal("MatchingOwnOrder"));
}

TEST_F(LimitOrderTest, MembersOnlyTokenSkipsStrangers) {
  world_.Restrict('X', TransferRestriction::kDaoMembersOnly);
  const auto bid = [](char id, char owner, std::uint64_t rate) {
    return OrderSpec{.id = id,
                     .owner = owner,
                     .rate_hundredths = rate,
                     .quantity = 50,
                     .side = OrderSide::kBid,
                     .buying = kToken,
                     .selling = kDesoPkid};
  };
  world_.GiveDeso('s', 1000);
  world_.Rest(bid('A', 's', 300));
  world_.Rest(bid('B', 'm', 200));
  // The stranger's order uses up the scan, so B is found only beyond it (Q5).
  EXPECT_EQ(world_.Place(Sell(50, kIoc)), "");
  EXPECT_EQ(VisitedBy(world_.order_operation()), "");
  EXPECT_EQ(world_.Place(Sell(60, kIoc)), "");
  EXPECT_EQ(VisitedBy(world_.order_operation()), "B");
  EXPECT_EQ(world_.Left('A'), 50U);
  EXPECT_EQ(world_.Token('s'), 0U);
}

TEST_F(LimitOrderTest, OwnerOnlyTokenMovesToAndFromTheOwnerOnly) {
  world_.Restrict('X', TransferRestriction::kProfileOwnerOnly);
  world_.GiveToken('X', 100);
  world_.Rest({.id = 'A', .rate_hundredths = 200, .quantity = 5});
  world_.Rest({.id = 'B', .owner = 'X', .quantity = 50});
  EXPECT_EQ(world_.Place(Buy(20, kIoc)), "");
  EXPECT_EQ(VisitedBy(world_.order_operation()), "B");
}

TEST_F(LimitOrderTest, BidderInputsAreRefusedAfterTheTransfer) {
  LimitOrderMetadata metadata = LimitOrderWorld::MetadataOf(Buy(5, kIoc));
  metadata.bidder_inputs.push_back({KeyNamed('m'), {}});
  EXPECT_EQ(world_.Submit('t', metadata), "GENERIC");
  metadata.fee_nanos = 2000;
  EXPECT_EQ(world_.Submit('t', metadata), "RuleErrorInsufficientBalance");
}

TEST_F(LimitOrderTest, FeeChecksComeInOrder) {
  LimitOrderMetadata metadata = LimitOrderWorld::MetadataOf(Buy(5, kIoc));
  metadata.fee_nanos = 0;
  metadata.quantity.reset();
  EXPECT_EQ(world_.Submit('t', metadata), Refusal("FeeNanosBelowMinTxFee"));
  metadata.fee_nanos = 1ULL << 61;  // 1000 times this is 0 modulo 2^64
  EXPECT_EQ(world_.Submit('t', metadata), Refusal("InvalidQuantity"));
  metadata.quantity = BaseUnits(5);
  EXPECT_EQ(world_.Submit('t', metadata), Refusal("FeeNanosOverflow"));
  GlobalParams params;
  params.minimum_network_fee_nanos_per_kb = 100;
  world_.ledger().global_params.Put(OnlyRow{}, params);
  metadata.fee_nanos = 29;  // 300 bytes
  EXPECT_EQ(world_.Submit('t', metadata), Refusal("FeeNanosBelowMinTxFee"));
  metadata.fee_nanos = 30;
  EXPECT_EQ(world_.Submit('t', metadata), "");
}

TEST_F(LimitOrderTest, MetadataFeeMustBeTheTransactionsFee) {
  TxnEnvelope envelope =
      world_.Envelope('t', LimitOrderWorld::MetadataOf(Buy(5, kIoc)));
  envelope.txn.fee = Nanos(kFee + 1);
  EXPECT_EQ(
      world_.Connect(envelope).error(),
      RuleError::kDAOCoinLimitOrderTotalInputMinusTotalOutputNotEqualToFee);
}

TEST_F(LimitOrderTest, RefusesBeforeTheForkHeight) {
  world_.network().forks.dao_coin_limit_order = 1001;
  EXPECT_EQ(world_.Place(Buy(5, kIoc)), Refusal("BeforeBlockHeight"));
}

// After SWAP_IDENTITY an order draws on the key that its PKID maps to now.
// Q7: below the fork a deleted order's copy in the base uses up the taker's
// quantity, and nothing behind it is looked at.
TEST_F(LimitOrderTest, BeforeTheForkADeletedOrderHidesTheNextOne) {
  for (const bool forked : {false, true}) {
    LimitOrderWorld world;
    world.network().forks.order_book_db_fetch_optimization =
        world.context().height + (forked ? 0 : 1);
    world.GiveDeso('t', 1000);
    world.GiveDeso('m', 1000);
    world.GiveToken('m', 1000);
    world.Rest({.id = 'A', .rate_hundredths = 200, .quantity = 40});
    world.Rest({.id = 'B', .rate_hundredths = 100, .quantity = 40});
    ASSERT_EQ(world.Cancel('m', IdNamed('A')), "");
    ASSERT_EQ(world.Place(Buy(40, kIoc)), "");
    EXPECT_EQ(VisitedBy(world.order_operation()), forked ? "B" : "");
    EXPECT_EQ(world.Token('t'), forked ? 40U : 0U);
  }
}

TEST_F(LimitOrderTest, MakersDesoFollowsTheKeyOfItsPkid) {
  world_.base().ledger.public_keys.Put(PkidNamed('m'), KeyNamed('n'));
  world_.base().ledger.pkids.Put(KeyNamed('n'), PkidNamed('m'));
  world_.Rest({.id = 'A', .quantity = 100});
  ASSERT_EQ(world_.Place(Buy(100, kIoc)), "");
  EXPECT_EQ(world_.Deso('m'), 1000U);
  EXPECT_EQ(world_.Deso('n'), 100U);
  EXPECT_EQ(world_.Token('m'), 900U);
}

TEST_F(LimitOrderTest, BeforePosAMakersFreshRewardFailsTheTransaction) {
  world_.network().block_reward_maturity_blocks = 5;
  world_.network().forks.proof_of_stake_2_cutover = 5000;
  const std::map<PublicKey, Nanos> rewards = {{KeyNamed('m'), Nanos(950)}};
  world_.context().immature_rewards = &rewards;
  world_.Rest({.id = 'A',
               .quantity = 100,
               .side = OrderSide::kBid,
               .buying = kToken,
               .selling = kDesoPkid});
  EXPECT_EQ(world_.Place(Sell(51, kIoc)), "RuleErrorInsufficientBalance");
  EXPECT_EQ(world_.Place(Sell(50, kIoc)), "");
}

class CancelTest : public LimitOrderTest {
 protected:
  void SetUp() override {
    LimitOrderTest::SetUp();
    world_.Rest({.id = 'A', .owner = 't', .quantity = 10});
    world_.Rest({.id = 'B', .owner = 'm', .quantity = 10});
  }
};

TEST_F(CancelTest, DeletesTheOrderAndTellsWhatItWas) {
  const OrderEntry before = *world_.base().book.Find(IdNamed('A'));
  EXPECT_EQ(world_.Cancel('t', IdNamed('A')), "");
  EXPECT_EQ(world_.Left('A'), std::nullopt);
  EXPECT_EQ(world_.Deso('t'), 1000U - kFee);
  EXPECT_EQ(world_.order_operation().prev_order, before);
  EXPECT_TRUE(world_.order_operation().prev_balances.empty());
}

TEST_F(CancelTest, RefusesUnknownForeignAndDeletedOrders) {
  EXPECT_EQ(world_.Cancel('t', IdNamed('Q')), Refusal("ToCancelNotFound"));
  EXPECT_EQ(world_.Cancel('t', IdNamed('B')), Refusal("ToCancelNotYours"));
  EXPECT_EQ(world_.Cancel('t', IdNamed('A')), "");
  EXPECT_EQ(world_.Cancel('t', IdNamed('A')), Refusal("ToCancelNotFound"));
}

TEST_F(CancelTest, BeforeTheForkADeletedOrderCancelsAgain) {
  world_.network().forks.associations_and_access_groups = 1001;
  EXPECT_EQ(world_.Cancel('t', IdNamed('A')), "");
  EXPECT_EQ(world_.Cancel('t', IdNamed('A')), "");
  EXPECT_EQ(world_.Left('A'), std::nullopt);
}

TEST_F(CancelTest, TheFeeIsPaidBeforeTheOrderIsLookedUp) {
  world_.GiveDeso('t', kFee - 1);
  EXPECT_EQ(world_.Cancel('t', IdNamed('Q')), "RuleErrorInsufficientBalance");
}

class LimitOrderDerivedKeyTest : public CancelTest {
 protected:
  void SetUp() override {
    CancelTest::SetUp();
    DerivedKeyEntry entry;
    entry.expiration_block = 5000;
    entry.operation = 1;
    entry.limits.emplace();
    entry.limits->global_deso = Nanos(1000);
    entry.limits->transaction_counts[26] = 10;
    entry.limits->limit_orders[{kDesoPkid, kToken}] = 2;
    world_.base().ledger.derived_keys.Put({KeyNamed('t'), KeyNamed('d')},
                                          entry);
  }
  std::string SubmitDerived(const LimitOrderMetadata& metadata) {
    TxnEnvelope envelope = world_.Envelope('t', metadata);
    envelope.signature.check = SignatureCheck::kDerivedValid;
    envelope.signature.derived_key = KeyNamed('d');
    const auto totals = world_.Connect(envelope);
    return totals.ok() ? "" : std::string(ReferenceName(totals.error()));
  }
};

TEST_F(LimitOrderDerivedKeyTest, OrdersAndCancelsUseUpTheirPair) {
  EXPECT_EQ(SubmitDerived(LimitOrderWorld::MetadataOf(Buy(10, kGtc, 10))),
            "RuleErrorDerivedKeyDAOCoinLimitOrderNotAuthorized");
  LimitOrderMetadata cancel;
  cancel.fee_nanos = kFee;
  cancel.cancel_order_id = IdNamed('A');
  EXPECT_EQ(SubmitDerived(cancel), "");
  // The deleted order still has a pair: it is not found only afterwards.
  EXPECT_EQ(SubmitDerived(cancel), Refusal("ToCancelNotFound"));
  EXPECT_EQ(SubmitDerived(LimitOrderWorld::MetadataOf(Sell(1, kGtc))), "");
  EXPECT_EQ(SubmitDerived(LimitOrderWorld::MetadataOf(Sell(1, kGtc))),
            "RuleErrorDerivedKeyDAOCoinLimitOrderNotAuthorized");
  cancel.cancel_order_id = IdNamed('Q');
  EXPECT_EQ(SubmitDerived(cancel),
            "RuleErrorDerivedKeyInvalidDAOCoinLimitOrderOrderID");
}

}  // namespace
}  // namespace desobook::test
