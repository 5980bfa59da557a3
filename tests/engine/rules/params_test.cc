#include "engine/rules/params.h"

#include <gtest/gtest.h>

#include "engine/rules/effects.h"

namespace desobook {
namespace {

struct ForkCase {
  const char* name;
  BlockHeight ForkHeights::*field;
  BlockHeight mainnet;
  BlockHeight testnet;
  BlockHeight regtest;
};

// Protocol text 6.5.
TEST(ParamsTest, ForkHeightsAreThoseOfTheText) {
  const ForkCase cases[] = {
      {"DAOCoin", &ForkHeights::dao_coin, 98474, 97322, 0},
      {"SetLimits", &ForkHeights::derived_key_set_spending_limits, 130901,
       304087, 0},
      {"TrackLimits", &ForkHeights::derived_key_track_spending_limits, 130901,
       305167, 0},
      {"Orders", &ForkHeights::dao_coin_limit_order, 130901, 304087, 0},
      {"Eth", &ForkHeights::derived_key_eth_signature_compatibility, 137173,
       360584, 0},
      {"Fetch", &ForkHeights::order_book_db_fetch_optimization, 137173, 360584,
       0},
      {"Updater", &ForkHeights::param_updater_refactor, 141193, 373536, 0},
      {"Unlimited", &ForkHeights::unlimited_derived_keys, 166066, 467217, 0},
      {"Associations", &ForkHeights::associations_and_access_groups, 205386,
       596555, 0},
      {"AssociationLimits",
       &ForkHeights::associations_derived_key_spending_limit, 213487, 642270,
       0},
      {"BalanceModel", &ForkHeights::balance_model, 226839, 683058, 1},
      {"RewardPatch", &ForkHeights::block_reward_patch, 235134, 729753, 0},
      {"PoS1", &ForkHeights::proof_of_stake_1_state_setup, 349167, 1113866, 1},
      {"PoS2", &ForkHeights::proof_of_stake_2_cutover, 351153, 1119482, 300},
      {"Atomic", &ForkHeights::lockups_and_atomic_txns, 349167, 1113866, 1},
  };
  for (const ForkCase& c : cases) {
    EXPECT_EQ(ParamsFor(Network::kMainnet).forks.*c.field, c.mainnet) << c.name;
    EXPECT_EQ(ParamsFor(Network::kTestnet).forks.*c.field, c.testnet) << c.name;
    EXPECT_EQ(ParamsFor(Network::kRegtest).forks.*c.field, c.regtest) << c.name;
  }
}

TEST(ParamsTest, AcceleratedRegtestCutsOverAt30WithEpochsOf5) {
  const NetworkParams params = ParamsFor(Network::kRegtest, true);
  EXPECT_EQ(params.forks.proof_of_stake_2_cutover, 30U);
  EXPECT_EQ(params.default_epoch_duration_num_blocks, 5U);
  EXPECT_EQ(ParamsFor(Network::kTestnet, true).forks.proof_of_stake_2_cutover,
            1119482U);
}

TEST(ParamsTest, SizesAndMaturity) {
  EXPECT_EQ(ParamsFor(Network::kMainnet).max_block_size_bytes_pow, 16'000'000U);
  EXPECT_EQ(ParamsFor(Network::kTestnet).max_block_size_bytes_pow, 1'000'000U);
  EXPECT_EQ(ParamsFor(Network::kMainnet).block_reward_maturity_blocks, 36U);
  EXPECT_EQ(ParamsFor(Network::kTestnet).block_reward_maturity_blocks, 5U);
  EXPECT_EQ(ParamsFor(Network::kRegtest).block_reward_maturity_blocks, 0U);
  const NetworkParams params = ParamsFor(Network::kMainnet);
  EXPECT_EQ(MaxTxnSizeBytesPos(params, GlobalParams{}), 25'000U);
  EXPECT_EQ(
      MaxTxnSizeBytesPos(params, GlobalParams{.max_txn_size_bytes_pos = 7}),
      7U);
}

TEST(ParamsTest, NamesRoundTrip) {
  for (const Network network :
       {Network::kMainnet, Network::kTestnet, Network::kRegtest}) {
    EXPECT_EQ(NetworkFromName(NetworkName(network)), network);
  }
  EXPECT_EQ(NetworkFromName("Mainnet"), std::nullopt);
}

TEST(ParamsTest, RegtestAddsItsOwnUpdater) {
  EXPECT_EQ(ParamsFor(Network::kMainnet).param_updaters.size(), 5U);
  const NetworkParams regtest = ParamsFor(Network::kRegtest);
  ASSERT_EQ(regtest.param_updaters.size(), 6U);
  for (const PublicKey& key : regtest.param_updaters) {
    EXPECT_TRUE(IsParamUpdater(regtest, key));
    EXPECT_TRUE(key.bytes[0] == 2 || key.bytes[0] == 3);
  }
  EXPECT_FALSE(IsParamUpdater(ParamsFor(Network::kTestnet),
                              regtest.param_updaters.back()));
}

TEST(EffectsTest, OperationsHaveTheNodesNames) {
  EXPECT_EQ(OperationTypeName(OperationType::kAddUtxo), "AddUtxo");
  EXPECT_EQ(OperationTypeName(OperationType::kDaoCoinLimitOrder),
            "DAOCoinLimitOrder");
  EXPECT_EQ(OperationTypeName(OperationType::kAtomicTxnsWrapper),
            "AtomicTxnsWrapper");
  EXPECT_EQ(OperationTypeName(static_cast<OperationType>(6)), "");
}

}  // namespace
}  // namespace desobook
