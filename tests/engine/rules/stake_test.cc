// Validators, stakes, creator coins and social transactions, as far as they
// are modelled; and effects taken from a recording.

#include <gtest/gtest.h>

#include "engine/rules/recorded.h"
#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

constexpr std::uint64_t kFee = TransactionWorld::kFee;

TxnEnvelope Register(TransactionWorld& world, Bytes metadata) {
  return world.Envelope('B', TxnType::kRegisterAsValidator,
                        OpaqueMetadata{std::move(metadata)});
}
// One domain "d", delegated stake allowed, commission 1.
const Bytes kRegistration = {1, 1, 'd', 0, 1};

std::string Stake(TransactionWorld& world, char sender, std::uint64_t amount) {
  StakeMetadata metadata;
  metadata.validator_public_key = KeyBytes('B');
  metadata.amount = BaseUnits(amount);
  return world.Run(world.Envelope(sender, TxnType::kStake, metadata));
}
std::string Unstake(TransactionWorld& world, char sender,
                    std::uint64_t amount) {
  UnstakeMetadata metadata;
  metadata.validator_public_key = KeyBytes('B');
  metadata.amount = BaseUnits(amount);
  return world.Run(world.Envelope(sender, TxnType::kUnstake, metadata));
}
std::string Unlock(TransactionWorld& world, char sender, std::uint64_t start,
                   std::uint64_t end) {
  UnlockStakeMetadata metadata{KeyBytes('B'), start, end};
  return world.Run(world.Envelope(sender, TxnType::kUnlockStake, metadata));
}

TEST(StakeTest, RegisteringNeedsDistinctDomainsAndFairCommission) {
  TransactionWorld world;
  EXPECT_EQ(world.Run(Register(world, {0, 0, 1})),
            "RuleErrorValidatorNoDomains");
  EXPECT_EQ(world.Run(Register(world, {2, 1, 'd', 1, 'd', 0, 1})),
            "RuleErrorValidatorDuplicateDomains");
  EXPECT_EQ(world.Run(Register(world, {1, 1, 'd', 0, 0x91, 0x4e})),
            "RuleErrorValidatorInvalidCommissionBasisPoints");
  EXPECT_EQ(world.Run(Register(world, {1, 9})), "GENERIC");
  EXPECT_EQ(world.Run(Register(world, kRegistration)), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 39}));
}

TEST(StakeTest, StakeLeavesTheBalanceAndComesBackAfterTheLockup) {
  TransactionWorld world;
  EXPECT_EQ(Stake(world, 'C', 100), "RuleErrorInvalidValidatorPKID");
  ASSERT_EQ(world.Run(Register(world, kRegistration)), "");
  ASSERT_EQ(Stake(world, 'C', 100), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 41}));
  EXPECT_EQ(world.Deso('C'), TransactionWorld::kStart - 100 - kFee);
  EXPECT_EQ(world.ledger().validators.Find(IdOf('B'))->total_stake,
            Uint256(100));
  EXPECT_EQ(Unstake(world, 'C', 101),
            "RuleErrorInvalidUnstakeInsufficientStakeFound");
  EXPECT_EQ(Unstake(world, 'C', 0), "RuleErrorInvalidUnstakeAmountNanos");
  ASSERT_EQ(Unstake(world, 'C', 60), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 42}));
  EXPECT_EQ(Unlock(world, 'C', 0, 0),
            "RuleErrorInvalidUnlockStakeMustWaitLockupDuration");
  world.ledger().epoch.Put(OnlyRow{}, EpochEntry{.number = 3});
  EXPECT_EQ(Unlock(world, 'C', 1, 0), "RuleErrorInvalidUnlockStakeEpochRange");
  EXPECT_EQ(Unlock(world, 'A', 0, 0),
            "RuleErrorInvalidUnlockStakeNoUnlockableStakeFound");
  const std::uint64_t before = world.Deso('C');
  ASSERT_EQ(Unlock(world, 'C', 0, 0), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 36, 43}));
  EXPECT_EQ(world.Deso('C'), before + 60 - kFee);
  EXPECT_EQ(Unlock(world, 'C', 0, 0),
            "RuleErrorInvalidUnlockStakeNoUnlockableStakeFound");
}

TEST(StakeTest, LessThanTheFeeCannotBeUnlocked) {
  TransactionWorld world;
  ASSERT_EQ(world.Run(Register(world, kRegistration)), "");
  ASSERT_EQ(Stake(world, 'C', kFee), "");
  ASSERT_EQ(Unstake(world, 'C', kFee - 1), "");
  world.ledger().epoch.Put(OnlyRow{}, EpochEntry{.number = 3});
  EXPECT_EQ(Unlock(world, 'C', 0, 0), "GENERIC");
}

TEST(StakeTest, StakingMustNotPayOthers) {
  TransactionWorld world;
  ASSERT_EQ(world.Run(Register(world, kRegistration)), "");
  StakeMetadata metadata;
  metadata.validator_public_key = KeyBytes('B');
  metadata.amount = BaseUnits(100);
  TxnEnvelope envelope = world.Envelope('C', TxnType::kStake, metadata);
  envelope.txn.outputs = {{Key('A'), Nanos(1)}};
  EXPECT_EQ(world.Run(envelope), "GENERIC");
  envelope.txn.outputs = {{Key('C'), Nanos(1)}};
  EXPECT_EQ(world.Run(envelope), "");
}

TEST(CreatorCoinTest, BuyPaysTheFoundersShareAndLocksTheRest) {
  TransactionWorld world;
  ProfileEntry profile = world.BaseProfile('A');
  profile.creator_coin.creator_basis_points = 2500;
  world.base().profiles.Put(IdOf('A'), profile);
  CreatorCoinMetadata metadata;
  metadata.profile_public_key = KeyBytes('A');
  metadata.deso_to_sell_nanos = 100'000;
  ASSERT_EQ(world.Run(world.Envelope('B', TxnType::kCreatorCoin, metadata)),
            "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 36, 11}));
  EXPECT_EQ(world.Deso('B'), TransactionWorld::kStart - 100'000 - kFee);
  // 100000 less 0.01 % is 99990; a quarter of it, rounded down.
  EXPECT_EQ(world.Deso('A'), TransactionWorld::kStart + 24'997);
  // The creator pays no founder.
  ASSERT_EQ(world.Run(world.Envelope('A', TxnType::kCreatorCoin, metadata)),
            "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 11}));
}

TEST(CreatorCoinTest, BuyRefusesInOrder) {
  TransactionWorld world;
  CreatorCoinMetadata metadata;
  const auto run = [&] {
    return world.Run(world.Envelope('B', TxnType::kCreatorCoin, metadata));
  };
  metadata.profile_public_key = KeyBytes('C');
  EXPECT_EQ(run(), "GENERIC");  // the supply check needs the profile first
  metadata.profile_public_key = KeyBytes('A');
  EXPECT_EQ(run(), "RuleErrorCreatorCoinBuyMustTradeNonZeroDeSo");
  metadata.deso_to_sell_nanos = 1;
  EXPECT_EQ(run(), "RuleErrorCreatorCoinBuyMustTradeNonZeroDeSoAfterFees");
}

TEST(SocialTest, PostsPayTheirFeeAndKeepTheirForm) {
  struct Case {
    Bytes metadata;
    const char* error;
  };
  // To modify, parent, body, creator basis points, multiple, time, hidden.
  const Case cases[] = {
      {{0, 0, 0, 0, 0x90, 0x4e, 1, 0}, ""},
      {{0, 0, 0, 0, 0x8f, 0x4e, 1, 0}, "RuleErrorSubmitPostStakeMultipleSize"},
      {{0, 0, 0, 0x91, 0x4e, 0x90, 0x4e, 1, 0},
       "RuleErrorSubmitPostCreatorPercentageSize"},
      {{0, 0, 0, 0, 0x90, 0x4e, 0, 0}, "RuleErrorSubmitPostTimestampIsZero"},
      {{0, 1, 7, 0, 0, 0x90, 0x4e, 1, 0},
       "RuleErrorSubmitPostInvalidParentStakeIDLength"},
      {{1, 7, 0, 0, 0, 0, 0, 0}, "RuleErrorSubmitPostInvalidPostHashToModify"},
  };
  for (const Case& c : cases) {
    TransactionWorld world;
    EXPECT_EQ(world.Run(world.Envelope('A', TxnType::kSubmitPost,
                                       OpaqueMetadata{c.metadata})),
              c.error);
  }
}

TEST(SocialTest, FollowsNeedAProfile) {
  TransactionWorld world;
  const auto run = [&](Bytes key) {
    return world.Run(world.Envelope('B', TxnType::kFollow,
                                    FollowMetadata{std::move(key), false}));
  };
  EXPECT_EQ(run(Bytes(32)), "RuleErrorFollowFollowedPubKeyLen");
  EXPECT_EQ(run(KeyBytes('C')), "RuleErrorFollowingNonexistentProfile");
  EXPECT_EQ(run(KeyBytes('A')), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 9}));
}

TEST(RecordedTest, AppliesDesoMovementsAlsoInsideWrappers) {
  TransactionWorld world;
  Operation spend;
  spend.type = OperationType::kSpendBalance;
  spend.balance_public_key = Key('A');
  spend.balance_amount = Nanos(5);
  Operation add = spend;
  add.type = OperationType::kAddBalance;
  add.balance_public_key = Key('B');
  Operation other;
  other.type = OperationType::kNftBid;
  Operation wrapper;
  wrapper.type = OperationType::kAtomicTxnsWrapper;
  wrapper.inner = {{spend}, {other, add}};
  ASSERT_TRUE(ApplyRecordedOperations(world.ledger(), {add, wrapper}).ok());
  EXPECT_EQ(world.Deso('A'), TransactionWorld::kStart - 5);
  EXPECT_EQ(world.Deso('B'), TransactionWorld::kStart + 10);
  spend.balance_amount = Nanos(TransactionWorld::kStart);
  const Status refused = ApplyRecordedOperations(world.ledger(), {spend});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error(), RuleError::kInsufficientBalance);
}

}  // namespace
}  // namespace desobook::test
