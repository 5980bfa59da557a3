#include "engine/ledger/ledger.h"

#include <gtest/gtest.h>

namespace desobook {
namespace {

PublicKey KeyOf(std::uint8_t fill) {
  PublicKey key;
  key.bytes.fill(fill);
  return key;
}
Pkid IdOf(std::uint8_t fill) { return DefaultPkid(KeyOf(fill)); }

TEST(LedgerTest, IdentityDefaultsToTheKeysOwnBytes) {
  Ledger base;
  LedgerView view(&base);
  EXPECT_EQ(view.PkidOf(KeyOf(1)), IdOf(1));
  EXPECT_EQ(view.PublicKeyOf(IdOf(1)), KeyOf(1));
  base.pkids.Put(KeyOf(1), IdOf(2));
  base.public_keys.Put(IdOf(2), KeyOf(1));
  LedgerView mapped(&base);
  EXPECT_EQ(mapped.PkidOf(KeyOf(1)), IdOf(2));
  EXPECT_EQ(mapped.PublicKeyOf(IdOf(2)), KeyOf(1));
}

TEST(LedgerTest, CreditStopsAt64Bits) {
  Ledger base;
  LedgerView view(&base);
  ASSERT_TRUE(view.AddDeso(KeyOf(1), Nanos(~0ULL)).ok());
  const Status refused = view.AddDeso(KeyOf(1), Nanos(1));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error(), RuleError::kGeneric);
  EXPECT_TRUE(view.AddDeso(KeyOf(1), Nanos(0)).ok());
}

struct SpendCase {
  std::uint64_t amount;
  std::uint64_t immature;
  std::optional<RuleError> error;
};

TEST(LedgerTest, SpendsOnlyWhatIsMature) {
  for (const SpendCase& c :
       {SpendCase{10, 0, {}}, SpendCase{11, 0, RuleError::kInsufficientBalance},
        SpendCase{7, 3, {}}, SpendCase{8, 3, RuleError::kInsufficientBalance},
        SpendCase{0, 11, RuleError::kGeneric}}) {
    Ledger base;
    base.deso.Put(KeyOf(1), Nanos(10));
    LedgerView view(&base);
    const Status spent =
        view.SpendDeso(KeyOf(1), Nanos(c.amount), Nanos(c.immature));
    EXPECT_EQ(spent.ok(), !c.error.has_value());
    if (c.error) {
      EXPECT_EQ(spent.error(), *c.error);
    }
  }
}

TEST(LedgerTest, CoinBalanceOfDesoFollowsTheCurrentKey) {
  Ledger base;
  base.deso.Put(KeyOf(2), Nanos(7));
  base.public_keys.Put(IdOf(1), KeyOf(2));
  LedgerView view(&base);
  EXPECT_EQ(view.CoinBalance(IdOf(1), kDesoPkid), BaseUnits(7));
}

TEST(LedgerTest, MissingTokenLoadsAsZeroButATombstoneStays) {
  Ledger base;
  LedgerView view(&base);
  const BalanceKey key{IdOf(1), IdOf(2)};
  EXPECT_TRUE(view.TokenAmount(key.holder, key.creator).IsZero());
  EXPECT_EQ(view.tokens.StateOf(key), RecordState::kLive);
  view.tokens.Tombstone(key);
  EXPECT_TRUE(view.TokenAmount(key.holder, key.creator).IsZero());
  EXPECT_EQ(view.tokens.StateOf(key), RecordState::kTombstone);
}

TEST(LedgerTest, FlushDropsWhatTheNodeDoesNotStore) {
  Ledger base;
  base.deso.Put(KeyOf(1), Nanos(5));
  base.tokens.Put({IdOf(1), IdOf(2)}, {BaseUnits(5)});
  base.pkids.Put(KeyOf(3), IdOf(4));
  LedgerView view(&base);
  view.deso.Put(KeyOf(1), Nanos(0));
  view.deso.Put(KeyOf(2), Nanos(1));
  view.tokens.Put({IdOf(1), IdOf(2)}, {BaseUnits(0)});
  view.tokens.Put({IdOf(1), IdOf(3)}, {BaseUnits(0), true});
  view.pkids.Put(KeyOf(3), IdOf(3));
  view.FlushTo(base);
  EXPECT_EQ(base.deso.map().size(), 1U);
  ASSERT_EQ(base.tokens.map().size(), 1U);
  EXPECT_TRUE(base.tokens.map().begin()->second.has_purchased);
  EXPECT_TRUE(base.pkids.map().empty());
}

TEST(LedgerTest, FlushWritesWhatWasOnlyRead) {
  Ledger base;
  base.deso.Put(KeyOf(1), Nanos(5));
  LedgerView view(&base);
  view.DesoBalance(KeyOf(1));
  Ledger later;
  later.deso.Put(KeyOf(1), Nanos(9));
  view.FlushTo(later);
  EXPECT_EQ(*later.deso.Find(KeyOf(1)), Nanos(5));
}

// A view's base may have moved on when it is flushed (5.10).
TEST(LedgerTest, FlushDeletesABalanceThatWasMissingWhenRead) {
  Ledger base;
  LedgerView view(&base);
  EXPECT_EQ(view.DesoBalance(KeyOf(1)), Nanos(0));
  EXPECT_EQ(view.TokenAmount(IdOf(1), IdOf(2)), BaseUnits());
  base.deso.Put(KeyOf(1), Nanos(9));
  base.tokens.Put({IdOf(1), IdOf(2)}, {BaseUnits(9)});
  view.FlushTo(base);
  EXPECT_EQ(base.deso.Find(KeyOf(1)), nullptr);
  EXPECT_EQ(base.tokens.Find({IdOf(1), IdOf(2)}), nullptr);
}

TEST(LedgerTest, RollBackCoversEveryTable) {
  Ledger base;
  LedgerView view(&base);
  const auto mark = view.Mark();
  view.deso.Put(KeyOf(1), Nanos(1));
  view.tokens.Put({}, {});
  view.profiles.Put({}, {});
  view.pkids.Put({}, {});
  view.public_keys.Put({}, {});
  view.usernames.Put({}, {});
  view.derived_keys.Put({}, {});
  view.nonces.Put({}, {});
  view.associations.Put({}, {});
  view.association_ids.Put({}, {});
  view.validators.Put({}, {});
  view.stakes.Put({}, {});
  view.locked_stakes.Put({}, {});
  view.epoch.Put({}, {});
  view.snapshots.Put({}, {});
  view.global_params.Put({}, {});
  for (const std::size_t size : view.Mark()) EXPECT_EQ(size, 1U);
  view.RollBack(mark);
  EXPECT_EQ(view.Mark(), mark);
  EXPECT_TRUE(view.deso.records().empty());
  EXPECT_TRUE(view.global_params.records().empty());
}

}  // namespace
}  // namespace desobook
