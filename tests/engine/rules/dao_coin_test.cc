// DAO_COIN and DAO_COIN_TRANSFER.

#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

DaoCoinMetadata Operation0(DaoCoinOperation operation) {
  DaoCoinMetadata metadata;
  metadata.profile_public_key = KeyBytes('A');
  metadata.operation = static_cast<std::uint8_t>(operation);
  return metadata;
}
std::string Coin(TransactionWorld& world, char sender,
                 const DaoCoinMetadata& metadata) {
  return world.Run(world.Envelope(sender, TxnType::kDaoCoin, metadata));
}
std::string Mint(TransactionWorld& world, char sender, BaseUnits amount) {
  DaoCoinMetadata metadata = Operation0(DaoCoinOperation::kMint);
  metadata.coins_to_mint = amount;
  return Coin(world, sender, metadata);
}
std::string Burn(TransactionWorld& world, char sender, std::uint64_t amount) {
  DaoCoinMetadata metadata = Operation0(DaoCoinOperation::kBurn);
  metadata.coins_to_burn = BaseUnits(amount);
  return Coin(world, sender, metadata);
}
std::string Send(TransactionWorld& world, char sender, char receiver,
                 std::uint64_t amount) {
  DaoCoinTransferMetadata metadata;
  metadata.profile_public_key = KeyBytes('A');
  metadata.receiver_public_key = KeyBytes(receiver);
  metadata.coins_to_transfer = BaseUnits(amount);
  return world.Run(world.Envelope(sender, TxnType::kDaoCoinTransfer, metadata));
}
CoinEntry CoinOf(TransactionWorld& world) {
  return world.ledger().Profile(IdOf('A'))->dao_coin;
}
std::string Restrict(TransactionWorld& world, char sender,
                     std::uint8_t status) {
  DaoCoinMetadata metadata =
      Operation0(DaoCoinOperation::kUpdateTransferRestriction);
  metadata.transfer_restriction = status;
  return Coin(world, sender, metadata);
}

TEST(DaoCoinTest, MintAddsSupplyBalanceAndHolder) {
  TransactionWorld world;
  ASSERT_EQ(Mint(world, 'A', BaseUnits(5)), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 25}));
  EXPECT_EQ(world.last().operations[1].prev_coin, CoinEntry{});
  EXPECT_EQ(world.last().operations[1].prev_creator_balance,
            (BalanceEntry{{IdOf('A'), IdOf('A')}, TokenBalance{}}));
  EXPECT_EQ(CoinOf(world).coins_in_circulation, BaseUnits(5));
  EXPECT_EQ(CoinOf(world).number_of_holders, 1U);
  ASSERT_EQ(Mint(world, 'A', BaseUnits(2)), "");
  EXPECT_EQ(CoinOf(world).number_of_holders, 1U);
  EXPECT_EQ(world.Token('A'), BaseUnits(7));
}

TEST(DaoCoinTest, ChecksTheCoinBeforeTheOperation) {
  TransactionWorld world;
  DaoCoinMetadata metadata = Operation0(DaoCoinOperation::kMint);
  metadata.profile_public_key.pop_back();
  EXPECT_EQ(Coin(world, 'A', metadata), "RuleErrorDAOCoinInvalidPubKeySize");
  metadata.profile_public_key = NoPoint();
  EXPECT_EQ(Coin(world, 'A', metadata), "RuleErrorDAOCoinInvalidPubKey");
  metadata.profile_public_key = KeyBytes('B');
  EXPECT_EQ(Coin(world, 'A', metadata),
            "RuleErrorDAOCoinOperationOnNonexistentProfile");
  metadata.operation = 4;
  EXPECT_EQ(Coin(world, 'A', metadata), "GENERIC");
  world.network().forks.dao_coin = 1001;
  EXPECT_EQ(Coin(world, 'A', Operation0(DaoCoinOperation::kMint)),
            "RuleErrorDAOCoinBeforeDAOCoinBlockHeight");
}

TEST(DaoCoinTest, MintRefusesInOrder) {
  TransactionWorld world;
  EXPECT_EQ(Mint(world, 'B', BaseUnits(0)),
            "RuleErrorOnlyProfileOwnerCanMintDAOCoin");
  EXPECT_EQ(Mint(world, 'A', BaseUnits(0)),
            "RuleErrorDAOCoinMustMintNonZeroDAOCoin");
  ASSERT_EQ(Mint(world, 'A', BaseUnits(Uint256::Max())), "");
  EXPECT_EQ(Mint(world, 'A', BaseUnits(1)),
            "RuleErrorOverflowWhileMintingDAOCoins");
  ASSERT_EQ(Coin(world, 'A', Operation0(DaoCoinOperation::kDisableMinting)),
            "");
  EXPECT_EQ(Mint(world, 'B', BaseUnits(0)),
            "RuleErrorDAOCoinCannotMintIfMintingIsDisabled");
}

TEST(DaoCoinTest, MintingIsDisabledOnceByItsOwner) {
  TransactionWorld world;
  const DaoCoinMetadata disable = Operation0(DaoCoinOperation::kDisableMinting);
  EXPECT_EQ(Coin(world, 'B', disable),
            "RuleErrorOnlyProfileOwnerCanDisableMintingDAOCoin");
  EXPECT_EQ(Coin(world, 'A', disable), "");
  EXPECT_EQ(Coin(world, 'A', disable),
            "RuleErrorDAOCoinCannotDisableMintingIfAlreadyDisabled");
}

TEST(DaoCoinTest, RestrictionChangesUntilItIsPermanent) {
  TransactionWorld world;
  EXPECT_EQ(Restrict(world, 'B', 1),
            "RuleErrorOnlyProfileOwnerCanUpdateTransferRestrictionStatus");
  EXPECT_EQ(
      Restrict(world, 'A', 0),
      "RuleErrorDAOCoinCannotUpdateTransferRestrictionStatusToCurrentStatus");
  EXPECT_EQ(Restrict(world, 'A', 200), "");  // any byte
  EXPECT_EQ(Restrict(world, 'A', 3), "");
  EXPECT_EQ(Restrict(world, 'A', 0),
            "RuleErrorDAOCoinCannotUpdateRestrictionStatusIfStatusIsPermanently"
            "Unrestricted");
}

TEST(DaoCoinTest, BurnRefusesInOrderAndAtTheLimit) {
  TransactionWorld world;
  world.GiveToken('B', 5);
  EXPECT_EQ(Burn(world, 'C', 0), "RuleErrorDAOCoinBurnMustBurnNonZeroDAOCoin");
  EXPECT_EQ(Burn(world, 'C', 1), "RuleErrorDAOCoinBurnInsufficientCoins");
  EXPECT_EQ(Burn(world, 'B', 6), "RuleErrorDAOCoinBurnInsufficientCoins");
  ASSERT_EQ(Burn(world, 'B', 2), "");
  EXPECT_EQ(world.last().operations[1].prev_transactor_balance,
            (BalanceEntry{{IdOf('B'), IdOf('A')}, {BaseUnits(5)}}));
  EXPECT_EQ(CoinOf(world).number_of_holders, 1U);
  ASSERT_EQ(Burn(world, 'B', 3), "");
  EXPECT_EQ(CoinOf(world).number_of_holders, 0U);
  EXPECT_TRUE(CoinOf(world).coins_in_circulation.IsZero());
}

TEST(DaoCoinTest, EmptiedSenderDoesNotExistUntilFlushedOrPaid) {
  TransactionWorld world;
  world.GiveToken('B', 5);
  world.GiveToken('C', 5);
  ASSERT_EQ(Burn(world, 'B', 5), "");
  EXPECT_EQ(Burn(world, 'B', 1),
            "RuleErrorDAOCoinBurnerBalanceEntryDoesNotExist");
  EXPECT_EQ(Send(world, 'B', 'C', 0),
            "RuleErrorCoinTransferBalanceEntryDoesNotExist");
  ASSERT_EQ(Send(world, 'C', 'B', 1), "");
  EXPECT_EQ(Send(world, 'B', 'C', 2), "RuleErrorCoinTransferInsufficientCoins");
  ASSERT_EQ(Send(world, 'B', 'C', 1), "");
  world.Flush();
  EXPECT_EQ(Send(world, 'B', 'C', 1), "RuleErrorCoinTransferInsufficientCoins");
}

TEST(DaoCoinTest, TransferOfZeroFromNeverHeldSucceedsOnce) {
  TransactionWorld world;
  ASSERT_EQ(Send(world, 'B', 'C', 0), "");
  EXPECT_EQ(Send(world, 'B', 'C', 0),
            "RuleErrorCoinTransferBalanceEntryDoesNotExist");
}

TEST(DaoCoinTest, TransferMovesCoinsAndCountsHolders) {
  TransactionWorld world;
  world.GiveToken('B', 5);
  ASSERT_EQ(Send(world, 'B', 'C', 2), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 26}));
  const Operation& operation = world.last().operations[1];
  EXPECT_EQ(operation.prev_sender_balance->balance.amount, BaseUnits(5));
  EXPECT_EQ(operation.prev_receiver_balance->balance.amount, BaseUnits(0));
  EXPECT_EQ(operation.prev_coin->number_of_holders, 1U);
  EXPECT_EQ(CoinOf(world).number_of_holders, 2U);
  ASSERT_EQ(Send(world, 'B', 'C', 3), "");
  EXPECT_EQ(CoinOf(world).number_of_holders, 1U);
  EXPECT_EQ(world.Token('C'), BaseUnits(5));
}

TEST(DaoCoinTest, TransferRefusesInOrder) {
  TransactionWorld world;
  DaoCoinTransferMetadata metadata;
  metadata.coins_to_transfer = BaseUnits(1);
  const auto run = [&] {
    return world.Run(world.Envelope('B', TxnType::kDaoCoinTransfer, metadata));
  };
  EXPECT_EQ(run(), "RuleErrorCoinTransferInvalidReceiverPubKeySize");
  metadata.receiver_public_key = NoPoint();
  EXPECT_EQ(run(), "RuleErrorCoinTransferInvalidReceiverPubKey");
  metadata.receiver_public_key = KeyBytes('B');
  EXPECT_EQ(run(), "RuleErrorCoinTransferCannotTransferToSelf");
  metadata.receiver_public_key = KeyBytes('C');
  EXPECT_EQ(run(), "RuleErrorCoinTransferInvalidProfilePubKeySize");
  metadata.profile_public_key = NoPoint();
  EXPECT_EQ(run(), "RuleErrorCoinTransferInvalidProfilePubKey");
  metadata.profile_public_key = KeyBytes('C');
  EXPECT_EQ(run(), "RuleErrorCoinTransferOnNonexistentProfile");
  metadata.profile_public_key = KeyBytes('A');
  ASSERT_EQ(Restrict(world, 'A', 1), "");
  EXPECT_EQ(run(), "RuleErrorCoinTransferInsufficientCoins");
  metadata.coins_to_transfer = BaseUnits(0);
  EXPECT_EQ(run(), "RuleErrorDAOCoinTransferProfileOwnerOnlyViolation");
}

struct RestrictionCase {
  std::uint8_t status;
  char receiver;
  const char* error;
};

TEST(DaoCoinTest, RestrictionJudgesReceiverAndOwner) {
  constexpr const char* kOwner =
      "RuleErrorDAOCoinTransferProfileOwnerOnlyViolation";
  constexpr const char* kMember =
      "RuleErrorDAOCoinTransferDAOMemberOnlyViolation";
  // A owns the coin; C holds some, P none.
  for (const RestrictionCase& c :
       {RestrictionCase{0, 'P', ""}, RestrictionCase{3, 'P', ""},
        RestrictionCase{1, 'A', ""}, RestrictionCase{1, 'C', kOwner},
        RestrictionCase{2, 'A', ""}, RestrictionCase{2, 'C', ""},
        RestrictionCase{2, 'P', kMember}, RestrictionCase{77, 'P', ""}}) {
    TransactionWorld world;
    world.GiveToken('B', 5);
    world.GiveToken('C', 5);
    ProfileEntry profile = world.BaseProfile('A');
    profile.dao_coin.transfer_restriction = c.status;
    world.base().profiles.Put(IdOf('A'), profile);
    EXPECT_EQ(Send(world, 'B', c.receiver, 1), c.error)
        << static_cast<int>(c.status) << c.receiver;
  }
}

}  // namespace
}  // namespace desobook::test
