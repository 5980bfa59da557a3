// What must stay the same while a difference is shrunk.

#include "src/shrink_witness.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/engine/rules/limit_order_world.h"

namespace desobook {
namespace {

using test::IdNamed;
using test::LimitOrderWorld;

// t buys X from m's order A; n's order B lies behind it.
struct Scene {
  explicit Scene(std::uint64_t maker_tokens = 50, std::uint64_t taker = 100) {
    world.GiveToken('m', maker_tokens);
    world.GiveToken('n', 50);
    world.GiveDeso('t', taker);
    world.Rest({.id = 'A', .owner = 'm', .quantity = 20});
    world.Rest({.id = 'B', .owner = 'n', .quantity = 30, .height = 2});
  }

  PreparedTxn Txn(const std::string& error = "") {
    PreparedTxn txn;
    txn.envelope = world.Envelope(
        't', LimitOrderWorld::MetadataOf({.owner = 't',
                                          .quantity = 10,
                                          .side = OrderSide::kBid,
                                          .buying = test::kToken,
                                          .selling = kDesoPkid}));
    txn.txn.error = error;
    if (error.empty()) txn.txn.visited = {IdNamed('A')};
    return txn;
  }
  SeenState Seen() { return {world.base(), world.view()}; }

  LimitOrderWorld world;
};

bool Same(Scene& before, Scene& now, const std::string& error = "") {
  const Dependencies what =
      DependenciesOf(before.Txn(error), before.Seen(), {}, error.empty());
  return SameReason(what, WitnessOf(what, before.Seen()),
                    WitnessOf(what, now.Seen()));
}

TEST(ShrinkWitness, NamesTheOrdersOfTheNodesResultAndTheirOwners) {
  Scene scene;
  const Dependencies what = DependenciesOf(scene.Txn(), scene.Seen(), {}, true);
  EXPECT_TRUE(what.node_accepted);
  EXPECT_EQ(what.orders, std::set<OrderId>{IdNamed('A')});
  EXPECT_TRUE(what.keys.contains(test::KeyNamed('t')));
  EXPECT_TRUE(what.keys.contains(test::KeyNamed('m')));
  EXPECT_FALSE(what.keys.contains(test::KeyNamed('n')));
}

TEST(ShrinkWitness, NamesEveryOrderInReachWhereOneSideRefused) {
  Scene scene;
  const std::set<OrderId> both = {IdNamed('A'), IdNamed('B')};
  EXPECT_EQ(DependenciesOf(scene.Txn("GENERIC"), scene.Seen(), {}, true).orders,
            both);
  EXPECT_EQ(DependenciesOf(scene.Txn(), scene.Seen(), {}, false).orders, both);
}

TEST(ShrinkWitness, NamesEveryOrderInReachOfARestrictedCoin) {
  Scene scene;
  scene.world.Restrict('X', TransferRestriction::kDaoMembersOnly);
  EXPECT_EQ(DependenciesOf(scene.Txn(), scene.Seen(), {}, true).orders.size(),
            2U);
}

TEST(ShrinkWitness, AllowsMoreMoneyOnlyWhereItCannotMatter) {
  Scene before;
  Scene same;
  EXPECT_TRUE(Same(before, same));
  Scene rich_taker(50, 1000);
  EXPECT_TRUE(Same(before, rich_taker));
  EXPECT_FALSE(Same(before, rich_taker, "GENERIC")) << "the node refused";
  Scene poor_taker(50, 99);
  EXPECT_FALSE(Same(before, poor_taker));
  // A maker with less or more of what it sells is deleted, or no longer.
  Scene rich_maker(51);
  EXPECT_FALSE(Same(before, rich_maker));
  Scene poor_maker(49);
  EXPECT_FALSE(Same(before, poor_maker));
}

TEST(ShrinkWitness, TellsSomethingFromNothing) {
  Scene before;
  Scene member;
  member.world.GiveToken('t', 1);
  EXPECT_FALSE(Same(before, member)) << "a holder may be a member";
}

TEST(ShrinkWitness, TellsAnOrderOfTheViewFromOneOfTheBase) {
  Scene before;
  Scene seen;
  seen.world.view().book.Put(*seen.world.base().book.Find(IdNamed('A')));
  EXPECT_FALSE(Same(before, seen));
  Scene gone;
  gone.world.base().book.Erase(IdNamed('A'));
  EXPECT_FALSE(Same(before, gone));
  Scene unnamed;
  unnamed.world.base().book.Erase(IdNamed('B'));
  EXPECT_TRUE(Same(before, unnamed));
  EXPECT_FALSE(Same(before, unnamed, "GENERIC"));
}

TEST(ShrinkWitness, KeepsNoncesAndDerivedKeys) {
  Scene before;
  const Dependencies what =
      DependenciesOf(before.Txn(), before.Seen(), {}, true);
  ASSERT_EQ(what.nonces.size(), 1U);
  Scene used;
  used.world.base().ledger.nonces.Put(*what.nonces.begin(), NonceUsed{});
  EXPECT_FALSE(SameReason(what, WitnessOf(what, before.Seen()),
                          WitnessOf(what, used.Seen())));
  PreparedTxn derived = before.Txn();
  derived.envelope.signature.check = SignatureCheck::kDerivedValid;
  derived.envelope.signature.derived_key = test::KeyNamed('d');
  const Dependencies with_key =
      DependenciesOf(derived, before.Seen(), {}, true);
  ASSERT_EQ(with_key.derived_keys.size(), 1U);
  Scene authorised;
  authorised.world.base().ledger.derived_keys.Put(
      *with_key.derived_keys.begin(), DerivedKeyEntry{});
  EXPECT_FALSE(SameReason(with_key, WitnessOf(with_key, before.Seen()),
                          WitnessOf(with_key, authorised.Seen())));
}

}  // namespace
}  // namespace desobook
