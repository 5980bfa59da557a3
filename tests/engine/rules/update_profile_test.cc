// UPDATE_PROFILE and SWAP_IDENTITY.

#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

UpdateProfileMetadata Valid(std::string_view username) {
  UpdateProfileMetadata metadata;
  metadata.new_username = Text(username);
  metadata.new_stake_multiple_basis_points = 12'500;
  return metadata;
}
std::string Update(TransactionWorld& world, char sender,
                   const UpdateProfileMetadata& metadata) {
  return world.Run(world.Envelope(sender, TxnType::kUpdateProfile, metadata));
}

TEST(UpdateProfileTest, CreatingCostsTheFeeOnce) {
  TransactionWorld world;
  world.base().global_params.Put(
      OnlyRow{}, GlobalParams{.create_profile_fee_nanos = 1000});
  UpdateProfileMetadata metadata = Valid("Bob");
  metadata.is_hidden = true;
  metadata.new_creator_basis_points = 10'000;
  ASSERT_EQ(Update(world, 'B', metadata), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 5}));
  EXPECT_FALSE(world.last().operations[1].prev_profile.has_value());
  EXPECT_EQ(world.Deso('B'),
            TransactionWorld::kStart - 1000 - TransactionWorld::kFee);
  const ProfileEntry profile = *world.ledger().Profile(IdOf('B'));
  EXPECT_EQ(profile.public_key, Key('B'));
  EXPECT_FALSE(profile.is_hidden);  // a new profile never is
  EXPECT_EQ(profile.creator_coin.creator_basis_points, 10'000U);

  ASSERT_EQ(Update(world, 'B', metadata), "");
  EXPECT_EQ(world.last().operations[1].prev_profile, profile);
  EXPECT_TRUE(world.ledger().Profile(IdOf('B'))->is_hidden);
  EXPECT_EQ(world.Deso('B'),
            TransactionWorld::kStart - 1000 - 2 * TransactionWorld::kFee);
}

TEST(UpdateProfileTest, FieldsRefuseInOrderAtTheirLimits) {
  struct Case {
    std::size_t username, description, picture;
    std::uint64_t creator, multiple;
    const char* error;
  };
  const Case cases[] = {
      {25, 20'000, 20'000, 10'000, 100'000, ""},
      {26, 20'001, 20'001, 10'001, 10'000, "RuleErrorProfileUsernameTooLong"},
      {25, 20'001, 20'001, 10'001, 10'000,
       "RuleErrorProfileDescriptionTooLong"},
      {25, 20'000, 20'001, 10'001, 10'000, "RuleErrorMaxProfilePicSize"},
      {25, 20'000, 20'000, 10'001, 10'000,
       "RuleErrorProfileCreatorPercentageSize"},
      {25, 20'000, 20'000, 10'000, 10'000, "RuleErrorProfileStakeMultipleSize"},
      {25, 20'000, 20'000, 10'000, 100'001,
       "RuleErrorProfileStakeMultipleSize"},
      {25, 20'000, 20'000, 10'000, 10'001, ""},
      {0, 0, 0, 0, 10'001, "RuleErrorProfileUsernameTooShort"},
  };
  for (const Case& c : cases) {
    TransactionWorld world;
    UpdateProfileMetadata metadata;
    metadata.new_username = Bytes(c.username, 'x');
    metadata.new_description = Bytes(c.description, 'x');
    metadata.new_profile_pic = Bytes(c.picture, 'x');
    metadata.new_creator_basis_points = c.creator;
    metadata.new_stake_multiple_basis_points = c.multiple;
    EXPECT_EQ(Update(world, 'B', metadata), c.error);
  }
}

TEST(UpdateProfileTest, UsernamesAreLettersDigitsAndUnderscore) {
  TransactionWorld world;
  EXPECT_EQ(Update(world, 'B', Valid("a-b")), "RuleErrorInvalidUsername");
  EXPECT_EQ(Update(world, 'B', Valid("ab\n")), "RuleErrorInvalidUsername");
  EXPECT_EQ(Update(world, 'B', Valid("_aZ09")), "");
}

TEST(UpdateProfileTest, UsernamesAreUniqueWithoutCaseAndFreedOnChange) {
  TransactionWorld world;
  ASSERT_EQ(Update(world, 'B', Valid("Name")), "");
  EXPECT_EQ(Update(world, 'C', Valid("nAME")),
            "RuleErrorProfileUsernameExists");
  ASSERT_EQ(Update(world, 'B', Valid("NAME")), "");
  ASSERT_EQ(Update(world, 'B', Valid("Other")), "");
  world.Flush();
  EXPECT_EQ(Update(world, 'C', Valid("name")), "");
  EXPECT_EQ(Update(world, 'C', Valid("OTHER")),
            "RuleErrorProfileUsernameExists");
}

TEST(UpdateProfileTest, OnlyParamUpdatersTouchOthers) {
  TransactionWorld world;
  UpdateProfileMetadata metadata = Valid("Bob");
  metadata.profile_public_key = Bytes(32);
  EXPECT_EQ(Update(world, 'C', metadata), "RuleErrorProfilePublicKeySize");
  metadata.profile_public_key = NoPoint();
  EXPECT_EQ(Update(world, 'C', metadata), "RuleErrorProfileBadPublicKey");
  metadata.profile_public_key = KeyBytes('B');
  EXPECT_EQ(Update(world, 'C', metadata),
            "RuleErrorProfilePubKeyNotAuthorized");
  EXPECT_EQ(Update(world, 'P', metadata), "");
  EXPECT_EQ(world.ledger().Profile(IdOf('B'))->public_key, Key('B'));
}

TEST(SwapIdentityTest, MovesEverythingButDeso) {
  TransactionWorld world;
  world.GiveToken('A', 7);
  SwapIdentityMetadata metadata{KeyBytes('A'), KeyBytes('B')};
  ASSERT_EQ(world.Run(world.Envelope('P', TxnType::kSwapIdentity, metadata)),
            "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 12}));
  LedgerView& view = world.ledger();
  EXPECT_EQ(view.PkidOf(Key('A')), IdOf('B'));
  EXPECT_EQ(view.PkidOf(Key('B')), IdOf('A'));
  EXPECT_EQ(view.PublicKeyOf(IdOf('A')), Key('B'));
  EXPECT_EQ(view.Profile(IdOf('A'))->public_key, Key('B'));
  EXPECT_EQ(view.TokenAmount(view.PkidOf(Key('B')), IdOf('A')), BaseUnits(7));
  EXPECT_EQ(world.Deso('A'), TransactionWorld::kStart);
  world.Flush();
  EXPECT_EQ(world.base().pkids.map().size(), 2U);
  ASSERT_EQ(world.Run(world.Envelope('P', TxnType::kSwapIdentity, metadata)),
            "");
  world.Flush();
  EXPECT_TRUE(world.base().pkids.map().empty());
  EXPECT_TRUE(world.base().public_keys.map().empty());
}

TEST(SwapIdentityTest, RefusesInOrder) {
  TransactionWorld world;
  const auto run = [&](char sender, Bytes from, Bytes to) {
    return world.Run(
        world.Envelope(sender, TxnType::kSwapIdentity,
                       SwapIdentityMetadata{std::move(from), std::move(to)}));
  };
  EXPECT_EQ(run('A', {}, {}), "RuleErrorSwapIdentityIsParamUpdaterOnly");
  EXPECT_EQ(run('P', {}, {}), "RuleErrorFromPublicKeyIsRequired");
  EXPECT_EQ(run('P', NoPoint(), {}), "RuleErrorInvalidFromPublicKey");
  EXPECT_EQ(run('P', KeyBytes('A'), {}), "RuleErrorToPublicKeyIsRequired");
  EXPECT_EQ(run('P', KeyBytes('A'), NoPoint()), "RuleErrorInvalidToPublicKey");
  EXPECT_EQ(run('P', KeyBytes('A'), KeyBytes('A')), "");
}

}  // namespace
}  // namespace desobook::test
