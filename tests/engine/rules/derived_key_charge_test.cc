#include "engine/rules/derived_key_charge.h"

#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

constexpr std::uint64_t kFee = TransactionWorld::kFee;

SpendingLimits Rich() {
  SpendingLimits limits;
  limits.global_deso = Nanos(TransactionWorld::kStart);
  return limits;
}
SpendingLimits LimitsLeft(TransactionWorld& world) {
  return *world.ledger().derived_keys.Find({Key('A'), Key('D')})->limits;
}

TEST(DerivedKeyChargeTest, DesoLimitCountsOutputsToOthersAndFee) {
  for (const auto& [limit, error] :
       {std::pair{kFee + 5, ""},
        std::pair{kFee + 4,
                  "RuleErrorDerivedKeyTxnSpendsMoreThanGlobalDESOLimit"}}) {
    TransactionWorld world;
    SpendingLimits limits;
    limits.global_deso = Nanos(limit);
    limits.transaction_counts[2] = 1;
    world.AuthoriseInBase('A', 'D', limits);
    TxnEnvelope envelope = world.Transfer('A');
    envelope.txn.outputs = {{Key('B'), Nanos(5)}, {Key('A'), Nanos(100)}};
    EXPECT_EQ(world.RunSignedBy('D', envelope), error);
    if (*error == 0) {
      EXPECT_EQ(LimitsLeft(world), SpendingLimits{});
      EXPECT_EQ(world.Types(), (std::vector<int>{37, 36, 36, 27}));
      EXPECT_EQ(world.last().operations[3].prev_derived_key->limits, limits);
    }
  }
}

TEST(DerivedKeyChargeTest, DesoIsCheckedBeforeTheCount) {
  TransactionWorld world;
  world.AuthoriseInBase('A', 'D', SpendingLimits{});
  EXPECT_EQ(world.RunSignedBy('D', world.Transfer('A')),
            "RuleErrorDerivedKeyTxnSpendsMoreThanGlobalDESOLimit");
}

TEST(DerivedKeyChargeTest, UnlimitedKeyIsNotAccounted) {
  TransactionWorld world;
  SpendingLimits limits;
  limits.is_unlimited = true;
  world.AuthoriseInBase('A', 'D', limits);
  ASSERT_EQ(world.RunSignedBy('D', world.Transfer('A')), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37}));
}

TEST(DerivedKeyChargeTest, RefusalChargesNothing) {
  TransactionWorld world;
  SpendingLimits limits = Rich();
  limits.transaction_counts[2] = 1;
  world.AuthoriseInBase('A', 'D', limits);
  TxnEnvelope envelope = world.Transfer('A');
  envelope.txn.nonce.expiration_height = 0;
  EXPECT_EQ(world.RunSignedBy('D', envelope), "RuleErrorNonceExpired");
  EXPECT_EQ(LimitsLeft(world), limits);
}

TEST(DerivedKeyChargeTest, CountRunsOut) {
  TransactionWorld world;
  SpendingLimits limits = Rich();
  limits.transaction_counts[2] = 2;
  world.AuthoriseInBase('A', 'D', limits);
  EXPECT_EQ(world.RunSignedBy('D', world.Transfer('A')), "");
  EXPECT_EQ(world.RunSignedBy('D', world.Transfer('A')), "");
  EXPECT_EQ(world.RunSignedBy('D', world.Transfer('A')),
            "RuleErrorDerivedKeyTxnTypeNotAuthorized");
}

TxnEnvelope CoinTransfer(TransactionWorld& world) {
  DaoCoinTransferMetadata metadata;
  metadata.profile_public_key = KeyBytes('A');
  metadata.receiver_public_key = KeyBytes('B');
  return world.Envelope('A', TxnType::kDaoCoinTransfer, metadata);
}

TEST(DerivedKeyChargeTest, CoinLimitsGoFromSpecificToGeneral) {
  TransactionWorld world;
  SpendingLimits limits = Rich();
  const CoinOperationKey order[] = {
      {IdOf('A'), 5}, {IdOf('A'), 0}, {Pkid{}, 5}, {Pkid{}, 0}};
  for (const CoinOperationKey& key : order) limits.dao_coin[key] = 1;
  world.AuthoriseInBase('A', 'D', limits);
  world.GiveToken('A', 5);
  TxnEnvelope transfer = CoinTransfer(world);
  for (const CoinOperationKey& key : order) {
    ASSERT_TRUE(LimitsLeft(world).dao_coin.contains(key));
    transfer.txn.nonce.partial_id += 1000;
    ASSERT_EQ(world.RunSignedBy('D', transfer), "");
    EXPECT_FALSE(LimitsLeft(world).dao_coin.contains(key));
  }
  EXPECT_EQ(world.RunSignedBy('D', CoinTransfer(world)),
            "RuleErrorDerivedKeyDAOCoinOperationNotAuthorized");
}

TEST(DerivedKeyChargeTest, MintUsesOperationOneNotZero) {
  TransactionWorld world;
  SpendingLimits limits = Rich();
  limits.dao_coin[{IdOf('A'), 1}] = 1;
  world.AuthoriseInBase('A', 'D', limits);
  DaoCoinMetadata metadata;
  metadata.profile_public_key = KeyBytes('A');
  metadata.coins_to_mint = BaseUnits(1);
  EXPECT_EQ(
      world.RunSignedBy('D', world.Envelope('A', TxnType::kDaoCoin, metadata)),
      "");
}

TEST(DerivedKeyChargeTest, AssociationLimitsAreTriedScopedFirst) {
  const Bytes type = Text("type");
  const AssociationLimitKey order[] = {
      {1, type, IdOf('B'), 2, 2}, {1, type, IdOf('B'), 2, 1},
      {1, {}, IdOf('B'), 2, 2},   {1, {}, IdOf('B'), 2, 1},
      {1, type, Pkid{}, 1, 2},    {1, type, Pkid{}, 1, 1},
      {1, {}, Pkid{}, 1, 2},      {1, {}, Pkid{}, 1, 1}};
  TransactionWorld world;
  SpendingLimits limits = Rich();
  for (const AssociationLimitKey& key : order) limits.associations[key] = 1;
  world.AuthoriseInBase('A', 'D', limits);
  CreateUserAssociationMetadata metadata;
  metadata.target_user_public_key = KeyBytes('C');
  metadata.app_public_key = KeyBytes('B');
  metadata.type = Text("TYPE");
  metadata.value = Text("value");
  const auto create = [&] {
    return world.RunSignedBy(
        'D', world.Envelope('A', TxnType::kCreateUserAssociation, metadata));
  };
  for (const AssociationLimitKey& key : order) {
    ASSERT_TRUE(LimitsLeft(world).associations.contains(key));
    ASSERT_EQ(create(), "");
    EXPECT_FALSE(LimitsLeft(world).associations.contains(key));
  }
  EXPECT_EQ(create(), "GENERIC");
}

TEST(DerivedKeyChargeTest, CapitalsInALimitNeverMatch) {
  TransactionWorld world;
  SpendingLimits limits = Rich();
  limits.associations[{1, Text("Type"), Pkid{}, 1, 1}] = 1;
  world.AuthoriseInBase('A', 'D', limits);
  CreateUserAssociationMetadata metadata;
  metadata.target_user_public_key = KeyBytes('C');
  metadata.app_public_key = Bytes(33);
  metadata.type = Text("Type");
  metadata.value = Text("value");
  EXPECT_EQ(
      world.RunSignedBy(
          'D', world.Envelope('A', TxnType::kCreateUserAssociation, metadata)),
      "GENERIC");
}

TEST(DerivedKeyChargeTest, RefusesTypesWithoutTheirOwnLimit) {
  TransactionWorld world;
  SpendingLimits limits = Rich();
  for (int type = 0; type < 45; ++type) {
    limits.transaction_counts[static_cast<std::uint8_t>(type)] = 9;
  }
  world.AuthoriseInBase('A', 'D', limits);
  CreatorCoinMetadata trade;
  trade.profile_public_key = KeyBytes('A');
  trade.deso_to_sell_nanos = 1;
  CreatorCoinMetadata sell = trade;
  sell.operation = 1;
  CreatorCoinTransferMetadata gift;
  gift.profile_public_key = KeyBytes('A');
  CoinLockupMetadata lockup;
  lockup.profile_public_key = KeyBytes('A');
  CoinUnlockMetadata unlock;
  unlock.profile_public_key = KeyBytes('A');
  struct Case {
    TxnType type;
    TxnMetadata metadata;
    const char* error;
  };
  constexpr const char* kLockup =
      "RuleErrorDerivedKeyCoinLockupOperationNotAuthorized";
  constexpr const char* kCoin =
      "RuleErrorDerivedKeyCreatorCoinOperationNotAuthorized";
  const Case cases[] = {
      {TxnType::kCreatorCoin, trade, kCoin},
      {TxnType::kCreatorCoin, sell, kCoin},
      {TxnType::kCreatorCoinTransfer, gift, kCoin},
      {TxnType::kCoinLockup, lockup, kLockup},
      {TxnType::kCoinUnlock, unlock, kLockup},
      {TxnType::kUpdateCoinLockupParams, OpaqueMetadata{{2, 1, 0, 0, 0}},
       kLockup},
      {TxnType::kUpdateCoinLockupParams, OpaqueMetadata{{0, 0, 0, 1, 0}},
       kLockup},
      {TxnType::kUpdateCoinLockupParams, OpaqueMetadata{{0, 0, 0, 0, 0}},
       "RuleErrorDerivedKeyUpdateCoinLockupParamsIsNoOp"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(world.RunSignedBy('D', world.Envelope('A', c.type, c.metadata)),
              c.error)
        << TxnTypeName(c.type);
  }
}

}  // namespace
}  // namespace desobook::test
