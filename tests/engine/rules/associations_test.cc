#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

CreateUserAssociationMetadata Valid() {
  CreateUserAssociationMetadata metadata;
  metadata.target_user_public_key = KeyBytes('B');
  metadata.app_public_key = Bytes(33);
  metadata.type = Text("Type");
  metadata.value = Text("value");
  return metadata;
}
TxnEnvelope Create(TransactionWorld& world,
                   const CreateUserAssociationMetadata& metadata) {
  return world.Envelope('A', TxnType::kCreateUserAssociation, metadata);
}
TxnEnvelope Delete(TransactionWorld& world, char sender, const TxnHash& hash) {
  DeleteUserAssociationMetadata metadata;
  metadata.association_id.assign(hash.bytes.begin(), hash.bytes.end());
  return world.Envelope(sender, TxnType::kDeleteUserAssociation, metadata);
}

TEST(AssociationsTest, AcceptsAndRefusesLengths) {
  struct Case {
    std::size_t type;
    std::size_t value;
    const char* error;
  };
  constexpr const char* kType = "RuleErrorAssociationInvalidType";
  constexpr const char* kValue = "RuleErrorAssociationInvalidValue";
  for (const Case& c :
       {Case{1, 1, ""}, Case{64, 256, ""}, Case{0, 1, kType},
        Case{65, 0, kType}, Case{1, 0, kValue}, Case{1, 257, kValue}}) {
    TransactionWorld world;
    CreateUserAssociationMetadata metadata = Valid();
    metadata.type = Bytes(c.type, 'x');
    metadata.value = Bytes(c.value, 'x');
    EXPECT_EQ(world.Run(Create(world, metadata)), c.error)
        << c.type << "/" << c.value;
  }
}

TEST(AssociationsTest, RefusesReservedPrefixAndNul) {
  TransactionWorld world;
  CreateUserAssociationMetadata metadata = Valid();
  metadata.type = Text("DESOx");
  EXPECT_EQ(world.Run(Create(world, metadata)),
            "RuleErrorAssociationInvalidType");
  metadata.type = Text("desox");  // the prefix is case-sensitive
  EXPECT_EQ(world.Run(Create(world, metadata)), "");
  metadata.type = {'a', 0};
  EXPECT_EQ(world.Run(Create(world, metadata)),
            "RuleErrorAssociationInvalidType");
  metadata = Valid();
  metadata.value = {0};
  EXPECT_EQ(world.Run(Create(world, metadata)),
            "RuleErrorAssociationInvalidValue");
}

TEST(AssociationsTest, RefusesKeysThatCrashTheNode) {
  TransactionWorld world;
  CreateUserAssociationMetadata metadata = Valid();
  metadata.app_public_key = Bytes(32);
  EXPECT_EQ(world.Run(Create(world, metadata)), "GENERIC");
}

TEST(AssociationsTest, SameAttributesReplaceAndMergeExtraData) {
  TransactionWorld world;
  TxnEnvelope first = Create(world, Valid());
  first.txn.extra_data = {{Text("a"), Text("1")}, {Text("b"), Text("1")}};
  ASSERT_EQ(world.Run(first), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 29}));
  EXPECT_FALSE(world.last().operations[1].prev_user_association.has_value());
  CreateUserAssociationMetadata metadata = Valid();
  metadata.type = Text("tYPE");
  TxnEnvelope second = Create(world, metadata);
  second.txn.extra_data = {{Text("b"), Text("2")}};
  ASSERT_EQ(world.Run(second), "");
  EXPECT_TRUE(world.last().operations[1].prev_user_association.has_value());
  const UserAssociationEntry* entry =
      world.ledger().associations.Find(AssociationIdOf(second.hash));
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->type, Text("tYPE"));
  EXPECT_EQ(entry->extra_data,
            (ExtraData{{Text("a"), Text("1")}, {Text("b"), Text("2")}}));
  EXPECT_EQ(world.Run(Delete(world, 'A', first.hash)),
            "RuleErrorAssociationNotFound");
}

TEST(AssociationsTest, OnlyTheMakerDeletesAndOnce) {
  TransactionWorld world;
  const TxnEnvelope create = Create(world, Valid());
  ASSERT_EQ(world.Run(create), "");
  world.Flush();
  EXPECT_EQ(world.Run(Delete(world, 'B', create.hash)),
            "RuleErrorAssociationInvalidTransactor");
  ASSERT_EQ(world.Run(Delete(world, 'A', create.hash)), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 30}));
  EXPECT_EQ(world.Run(Delete(world, 'A', create.hash)),
            "RuleErrorAssociationNotFound");
  world.Flush();
  EXPECT_TRUE(world.base().associations.map().empty());
  EXPECT_TRUE(world.base().association_ids.map().empty());
}

}  // namespace
}  // namespace desobook::test
