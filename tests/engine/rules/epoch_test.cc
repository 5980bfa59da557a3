#include "engine/rules/epoch.h"

#include <cstdint>
#include <limits>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/rules/transaction_world.h"

namespace desobook {
namespace {

using test::IdOf;
using test::Key;
using test::TransactionWorld;

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(StakingReward, IsTheFlooredGrowthOfTheStake) {
  // 10^7 nanos at 100,000 % for 5 seconds: 10^7 * (e^(1000*5/31536000) - 1)
  // = 1585.61...
  const auto reward =
      StakingReward(Uint256(10'000'000), 10'000'000, 5 * kSecond);
  ASSERT_TRUE(reward.ok());
  EXPECT_EQ(*reward, Nanos(1585));
}

TEST(StakingReward, IsZeroWithoutTimeRateOrStake) {
  EXPECT_EQ(*StakingReward(Uint256(1'000'000), 10'000, 0), Nanos(0));
  EXPECT_EQ(*StakingReward(Uint256(1'000'000), 0, kSecond), Nanos(0));
  EXPECT_EQ(*StakingReward(Uint256(), 10'000, kSecond), Nanos(0));
}

TEST(StakingReward, RefusesWhatNoBalanceCanHold) {
  const auto reward =
      StakingReward(Uint256({0, 1, 0, 0}), 10'000, 365 * 24 * 3600 * kSecond);
  ASSERT_FALSE(reward.ok());
  EXPECT_EQ(reward.error(), RuleError::kGeneric);
}

// Rates are not bounded: the exponent may leave every integer's range.
TEST(StakingReward, RefusesGrowthBeyondAnyRange) {
  constexpr std::int64_t kYear = 365 * 24 * 3600 * kSecond;
  for (const std::uint64_t apy : {640'000ULL, 1ULL << 40, ~0ULL}) {
    for (const std::int64_t years : {1, 40, 292}) {
      const auto reward = StakingReward(Uint256(1), apy, years * kYear);
      ASSERT_FALSE(reward.ok()) << apy << " for " << years;
      EXPECT_EQ(reward.error(), RuleError::kGeneric);
      EXPECT_EQ(*StakingReward(Uint256(), apy, years * kYear), Nanos(0));
      EXPECT_EQ(*StakingReward(Uint256(1), apy, -years * kYear), Nanos(0));
    }
  }
}

// One validator 'V' with own stake, two delegators, epochs of five blocks.
struct EpochWorld {
  EpochWorld() : network_(ParamsFor(Network::kRegtest, /*accelerated=*/true)) {
    world_.base().epoch.Put(OnlyRow{}, {10, 96, 100, 1 * kSecond});
    ValidatorEntry validator;
    validator.commission_basis_points = 1000;
    validator.total_stake = Uint256(60'000'000);
    validator.last_active_epoch = 9;
    world_.base().validators.Put(IdOf('V'), validator);
    EpochSnapshot snapshot;
    snapshot.validators = {{IdOf('V'), 1000}};
    snapshot.stakes = {{{IdOf('V'), IdOf('V')}, Uint256(30'000'000)},
                       {{IdOf('V'), IdOf('B')}, Uint256(20'000'000)},
                       {{IdOf('V'), IdOf('C')}, Uint256(10'000'000)}};
    world_.base().snapshots.Put(8, snapshot);
    world_.base().stakes.Put({IdOf('V'), IdOf('V')}, {Uint256(30'000'000), 0});
    world_.base().stakes.Put({IdOf('V'), IdOf('B')}, {Uint256(20'000'000), 0});
    world_.base().stakes.Put({IdOf('V'), IdOf('C')},
                             {Uint256(10'000'000), kRestakeRewardMethod});
    block_.height = 100;
    block_.timestamp_ns = 6 * kSecond;
    block_.signers = {0x01};
  }

  Status RunHooks(const std::vector<Operation>* recorded = nullptr) {
    operations_.clear();
    return RunBlockHooks(world_.ledger(), network_, block_, recorded,
                         operations_);
  }

  TransactionWorld world_;
  NetworkParams network_;
  BlockEnvelope block_;
  std::vector<Operation> operations_;
};
class EpochTest : public testing::Test, protected EpochWorld {};

TEST_F(EpochTest, PaysStakersAndCommissionAtTheEndOfAnEpoch) {
  ASSERT_TRUE(RunHooks().ok());
  // Rewards for 5 seconds: 4756 on 30, 3171 on 20, 1585 on 10 million; the
  // validator takes a tenth, rounded down, of what others earn.
  EXPECT_EQ(world_.Deso('V'), 4756U + 317U + 158U);
  EXPECT_EQ(world_.Deso('B'), TransactionWorld::kStart + 3171U - 317U);
  // 'C' restakes.
  EXPECT_EQ(world_.Deso('C'), TransactionWorld::kStart);
  EXPECT_EQ(world_.ledger().stakes.Find({IdOf('V'), IdOf('C')})->amount,
            Uint256(10'000'000 + 1585 - 158));
  EXPECT_EQ(world_.ledger().validators.Find(IdOf('V'))->total_stake,
            Uint256(60'000'000 + 1585 - 158));
  EXPECT_EQ(TransactionWorld::TypesOf(operations_),
            std::vector<int>({51, 50, 50, 50, 49, 50}));
}

TEST_F(EpochTest, OpensTheNextEpochAndKeepsASnapshot) {
  ASSERT_TRUE(RunHooks().ok());
  const EpochEntry next = CurrentEpoch(world_.ledger(), network_);
  EXPECT_EQ(next, (EpochEntry{11, 101, 105, 6 * kSecond}));
  const EpochSnapshot* snapshot = world_.ledger().snapshots.Find(10);
  ASSERT_NE(snapshot, nullptr);
  ASSERT_EQ(snapshot->validators.size(), 1U);
  ASSERT_EQ(snapshot->stakes.size(), 3U);
  EXPECT_EQ(snapshot->stakes[0].key.staker, IdOf('V'));
}

TEST_F(EpochTest, DoesNothingButMarkActivityInsideAnEpoch) {
  block_.height = 99;
  ASSERT_TRUE(RunHooks().ok());
  EXPECT_EQ(TransactionWorld::TypesOf(operations_), std::vector<int>({51}));
  EXPECT_EQ(world_.ledger().validators.Find(IdOf('V'))->last_active_epoch, 10U);
  ASSERT_TRUE(RunHooks().ok());  // marked once per epoch
  EXPECT_TRUE(operations_.empty());
  EXPECT_EQ(CurrentEpoch(world_.ledger(), network_).number, 10U);
}

TEST_F(EpochTest, JailsWhoDidNotSignForTheGracePeriod) {
  block_.signers = {};
  ValidatorEntry idle = *world_.base().validators.Find(IdOf('V'));
  idle.last_active_epoch = 8;  // 8 + 3 > 10: one epoch too early
  world_.base().validators.Put(IdOf('V'), idle);
  ASSERT_TRUE(RunHooks().ok());
  EXPECT_EQ(world_.ledger().validators.Find(IdOf('V'))->jailed_at_epoch, 0U);

  EpochWorld other;
  other.block_.signers = {};
  idle.last_active_epoch = 7;
  other.world_.base().validators.Put(IdOf('V'), idle);
  ASSERT_TRUE(other.RunHooks().ok());
  EXPECT_EQ(other.world_.ledger().validators.Find(IdOf('V'))->jailed_at_epoch,
            10U);
  // Jailed validators are in no snapshot.
  EXPECT_TRUE(other.world_.ledger().snapshots.Find(10)->validators.empty());
}

TEST_F(EpochTest, RefusesATimestampBeforeTheEpochBegan) {
  block_.timestamp_ns = 1 * kSecond;
  const Status status = RunHooks();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error(),
            RuleError::kBlockTimestampBeforeEpochStartTimestamp);
}

// A header may name any time. The distance wraps, as in the node.
TEST_F(EpochTest, PaysNothingWhereTheElapsedTimeWraps) {
  EpochEntry epoch = CurrentEpoch(world_.ledger(), network_);
  epoch.created_at_ns = std::numeric_limits<std::int64_t>::min();
  world_.ledger().epoch.Put(OnlyRow{}, epoch);
  block_.timestamp_ns = std::numeric_limits<std::int64_t>::max();
  ASSERT_TRUE(RunHooks().ok());
  EXPECT_EQ(world_.Deso('V'), 0U);
}

TEST_F(EpochTest, NeedsARecordingWhereTheSnapshotIsUnknown) {
  EXPECT_FALSE(NeedsRecordedRewards(world_.ledger(), network_, 100));
  world_.ledger().snapshots.Tombstone(8);
  EXPECT_FALSE(NeedsRecordedRewards(world_.ledger(), network_, 99));
  EXPECT_TRUE(NeedsRecordedRewards(world_.ledger(), network_, 100));
  Operation reward;
  reward.type = OperationType::kStakeDistributionPayToBalance;
  reward.balance_public_key = Key('B');
  reward.balance_amount = Nanos(77);
  const std::vector<Operation> recorded = {reward};
  ASSERT_TRUE(RunHooks(&recorded).ok());
  EXPECT_EQ(world_.Deso('B'), TransactionWorld::kStart + 77);
  EXPECT_EQ(CurrentEpoch(world_.ledger(), network_).number, 11U);
}

}  // namespace
}  // namespace desobook
