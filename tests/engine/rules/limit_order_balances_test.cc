#include "engine/rules/limit_order_balances.h"

#include <gtest/gtest.h>

#include "tests/engine/rules/limit_order_world.h"

namespace desobook::test {
namespace {

const WideUnits kMaxUnits{BaseUnits(Uint256::Max())};

TEST(WideUnitsTest, HoldsSumsAbove256Bits) {
  const WideUnits twice = kMaxUnits.Plus(kMaxUnits);
  EXPECT_GT(twice, kMaxUnits);
  EXPECT_EQ(twice.ToBaseUnits(), std::nullopt);
  EXPECT_EQ(twice.Minus(kMaxUnits), kMaxUnits);
  EXPECT_EQ(twice.Minus(kMaxUnits).ToBaseUnits(), BaseUnits(Uint256::Max()));
  EXPECT_EQ(twice.Minus(twice), WideUnits());
}

TEST(WideUnitsTest, CarriesAndBorrowsThroughAllLimbs) {
  const WideUnits one{BaseUnits(1)};
  const WideUnits power = kMaxUnits.Plus(one);  // 2^256
  EXPECT_EQ(power.Minus(one), kMaxUnits);
  EXPECT_EQ(power.Plus(kMaxUnits).Minus(power), kMaxUnits);
}

TEST(WideUnitsTest, NanosAreAtMost64Bits) {
  const WideUnits most{BaseUnits(~0ULL)};
  EXPECT_EQ(most.ToNanos(), Nanos(~0ULL));
  EXPECT_EQ(most.Plus(WideUnits(BaseUnits(1))).ToNanos(), std::nullopt);
}

TEST(WideUnitsDeathTest, NegativeResultIsABug) {
  EXPECT_DEATH(static_cast<void>(WideUnits().Minus(WideUnits(BaseUnits(1)))),
               "borrow");
}

class BalanceChangesTest : public testing::Test {
 protected:
  LimitOrderWorld world_;
  const Pkid a_ = PkidNamed('a');
  const Pkid b_ = PkidNamed('b');
  const Pkid x_ = PkidNamed('X');
  std::vector<Operation> operations_;

  Result<Totals> Settle(BalanceChanges& changes, char sender) {
    const TxnEnvelope envelope = world_.Envelope(sender, {});
    TxnScope scope{world_.ledger(), envelope, world_.context(), operations_};
    Totals totals;
    const Status status = changes.Settle(scope, totals);
    if (!status.ok()) return status.error();
    return totals;
  }
};

TEST_F(BalanceChangesTest, AdjustsTheViewsBalance) {
  world_.GiveToken('a', 10);
  BalanceChanges changes(&world_.ledger());
  EXPECT_EQ(*changes.Adjusted(a_, x_), BaseUnits(10));
  changes.Gain(a_, x_, BaseUnits(5));
  changes.Lose(a_, x_, BaseUnits(12));
  EXPECT_EQ(*changes.Adjusted(a_, x_), BaseUnits(3));
  changes.Lose(a_, x_, BaseUnits(4));
  EXPECT_EQ(changes.Adjusted(a_, x_).error(), RuleError::kGeneric);
}

TEST_F(BalanceChangesTest, RefusesAnAdjustedBalanceAbove256Bits) {
  world_.GiveToken('a', Uint256::Max());
  BalanceChanges changes(&world_.ledger());
  changes.Gain(a_, x_, BaseUnits(1));
  EXPECT_EQ(changes.Adjusted(a_, x_).error(), RuleError::kGeneric);
}

TEST_F(BalanceChangesTest, RemembersOnceAndInOrderOfUserAndCoin) {
  world_.GiveToken('a', 10);
  world_.GiveDeso('a', 7);
  BalanceChanges changes(&world_.ledger());
  changes.Remember(b_, x_);
  changes.Remember(a_, x_);
  changes.Remember(a_, kDesoPkid);
  world_.ledger().tokens.Put({a_, x_}, {.amount = BaseUnits(99)});
  changes.Remember(a_, x_);
  const std::vector<BalanceEntry> expected = {
      {{a_, kDesoPkid}, {.amount = BaseUnits(7)}},
      {{a_, x_}, {.amount = BaseUnits(10)}},
      {{b_, x_}, {.amount = BaseUnits()}}};
  EXPECT_EQ(changes.Previous(), expected);
}

TEST_F(BalanceChangesTest, UnequalDeltasAreRefused) {
  BalanceChanges changes(&world_.ledger());
  changes.Gain(a_, x_, BaseUnits(3));
  changes.Lose(b_, x_, BaseUnits(3));
  EXPECT_TRUE(changes.CheckDeltasCancelOut().ok());
  changes.Gain(a_, kDesoPkid, BaseUnits(3));
  EXPECT_EQ(changes.CheckDeltasCancelOut().error(),
            RuleError::kDAOCoinLimitOrderBalanceDeltasNonZero);
}

TEST_F(BalanceChangesTest, DeltasBeyond256BitsCancelOut) {
  BalanceChanges changes(&world_.ledger());
  for (int i = 0; i < 3; ++i) {
    changes.Gain(a_, x_, BaseUnits(Uint256::Max()));
    changes.Lose(b_, x_, BaseUnits(Uint256::Max()));
  }
  EXPECT_TRUE(changes.CheckDeltasCancelOut().ok());
}

TEST_F(BalanceChangesTest, SettlesUsersAndCoinsInDescendingOrder) {
  world_.GiveDeso('b', 100);
  world_.GiveDeso('c', 100);
  BalanceChanges changes(&world_.ledger());
  changes.Gain(a_, kDesoPkid, BaseUnits(30));
  changes.Lose(b_, kDesoPkid, BaseUnits(10));
  changes.Lose(PkidNamed('c'), kDesoPkid, BaseUnits(20));
  const auto totals = Settle(changes, 't');
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(totals->input, 30U);
  EXPECT_EQ(totals->output, 30U);
  ASSERT_EQ(operations_.size(), 3U);
  EXPECT_EQ(operations_[0].type, OperationType::kSpendBalance);
  EXPECT_EQ(operations_[0].balance_public_key, KeyNamed('c'));
  EXPECT_EQ(operations_[1].balance_public_key, KeyNamed('b'));
  EXPECT_EQ(operations_[2].type, OperationType::kAddBalance);
  EXPECT_EQ(operations_[2].balance_public_key, KeyNamed('a'));
  EXPECT_EQ(world_.Deso('a'), 30U);
  EXPECT_EQ(world_.Deso('b'), 90U);
}

TEST_F(BalanceChangesTest, SendersPaymentIsPassedOver) {
  BalanceChanges changes(&world_.ledger());
  changes.Lose(a_, kDesoPkid, BaseUnits(10));
  const auto totals = Settle(changes, 'a');
  ASSERT_TRUE(totals.ok());
  EXPECT_EQ(totals->input, 0U);
  EXPECT_TRUE(operations_.empty());
}

TEST_F(BalanceChangesTest, MakerThatCannotSpendFailsTheTransaction) {
  world_.GiveDeso('b', 9);
  BalanceChanges changes(&world_.ledger());
  changes.Lose(b_, kDesoPkid, BaseUnits(10));
  EXPECT_EQ(Settle(changes, 'a').error(), RuleError::kInsufficientBalance);
}

TEST_F(BalanceChangesTest, ZeroTokenDeltaCreatesTheRecord) {
  BalanceChanges changes(&world_.ledger());
  changes.Gain(a_, x_, BaseUnits());
  ASSERT_TRUE(Settle(changes, 't').ok());
  EXPECT_EQ(world_.ledger().tokens.StateOf({a_, x_}), RecordState::kLive);
}

TEST_F(BalanceChangesTest, TokenRefusals) {
  world_.GiveToken('a', Uint256::Max());
  world_.GiveToken('b', 1);
  const Pkid gone = PkidNamed('g');
  world_.ledger().tokens.Tombstone({gone, x_});
  const auto settle_loss = [this](const Pkid& user, std::uint64_t units) {
    BalanceChanges changes(&world_.ledger());
    changes.Lose(user, x_, BaseUnits(units));
    return Settle(changes, 't').error();
  };
  EXPECT_EQ(settle_loss(b_, 2),
            RuleError::kDAOCoinLimitOrderOverspendingDAOCoin);
  EXPECT_EQ(settle_loss(gone, 1),
            RuleError::kDAOCoinLimitOrderBalanceEntryDoesNotExist);
  BalanceChanges changes(&world_.ledger());
  changes.Gain(a_, x_, BaseUnits(1));
  EXPECT_EQ(Settle(changes, 't').error(),
            RuleError::kDAOCoinLimitOrderOverflowsDAOCoin);
}

TEST_F(BalanceChangesTest, NoticesPrintedCoins) {
  world_.GiveToken('a', 10);
  BalanceChanges changes(&world_.ledger());
  changes.Remember(a_, x_);
  changes.Remember(b_, x_);
  const auto set = [this](const Pkid& user, std::uint64_t units) {
    world_.ledger().tokens.Put({user, x_}, {.amount = BaseUnits(units)});
  };
  set(a_, 4);
  set(b_, 6);
  EXPECT_TRUE(changes.CheckNothingPrinted().ok());
  set(b_, 7);
  EXPECT_EQ(changes.CheckNothingPrinted().error(), RuleError::kGeneric);
}

}  // namespace
}  // namespace desobook::test
