#include "src/state_lines.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/hex.h"

namespace desobook {
namespace {

PublicKey Key(std::uint8_t last) {
  PublicKey key;
  key.bytes[0] = 2;
  key.bytes[32] = last;
  return key;
}

OrderEntry Order(std::uint8_t id) {
  OrderEntry order;
  order.id.bytes[0] = id;
  order.transactor = DefaultPkid(Key(1));
  order.selling = DefaultPkid(Key(2));
  order.rate = Rate(Uint256(16));
  order.quantity = BaseUnits(255);
  order.side = static_cast<std::uint8_t>(OrderSide::kAsk);
  order.fill_type = static_cast<std::uint8_t>(FillType::kGoodTillCancelled);
  order.height = 7;
  return order;
}

struct StateLinesTest : ::testing::Test {
  State<OracleBook> base;
  StateLines lines{Network::kTestnet, /*derived_lines=*/false};
  KeyText keys{Network::kTestnet};
  std::string a = keys.Of(Key(1));
  std::string b = keys.Of(Key(2));
};

TEST_F(StateLinesTest, WritesEachKindAsTheVectorsDo) {
  base.ledger.deso.Put(Key(1), Nanos(12));
  base.ledger.tokens.Put({DefaultPkid(Key(1)), DefaultPkid(Key(2))},
                         {BaseUnits(10), false});
  ProfileEntry profile;
  profile.dao_coin.coins_in_circulation = BaseUnits(10);
  profile.dao_coin.minting_disabled = true;
  profile.dao_coin.transfer_restriction = 9;
  base.ledger.profiles.Put(DefaultPkid(Key(2)), profile);
  base.ledger.pkids.Put(Key(1), DefaultPkid(Key(2)));
  base.book.Put(Order(1));
  const std::string id = "01" + std::string(62, '0');
  EXPECT_EQ(lines.Of(base), (std::vector<std::string>{
                                "balance " + b + " " + a + " 0xa",
                                "coin " + b + " 0xa 1 9",
                                "deso " + a + " 12",
                                "order " + id + " " + a + " DESO " + b +
                                    " 0x10 0xff ASK GOOD_TILL_CANCELLED 7",
                                "pkid " + a + " " + b,
                            }));
}

TEST_F(StateLinesTest, LeavesOutZerosAndPlainIdentities) {
  base.ledger.deso.Put(Key(1), Nanos(0));
  base.ledger.tokens.Put({DefaultPkid(Key(1)), DefaultPkid(Key(2))},
                         {BaseUnits(0), true});
  base.ledger.pkids.Put(Key(1), DefaultPkid(Key(1)));
  EXPECT_TRUE(lines.Of(base).empty());
  // SHA-256 of nothing.
  EXPECT_EQ(BytesToHex(DigestOfLines({}).view()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_F(StateLinesTest, SeesTheBaseThroughTheView) {
  base.ledger.deso.Put(Key(1), Nanos(1));
  base.ledger.deso.Put(Key(3), Nanos(3));
  base.ledger.deso.Put(Key(5), Nanos(5));
  base.book.Put(Order(1));
  base.book.Put(Order(3));
  View<OracleBook> view(&base);
  view.ledger.deso.Put(Key(2), Nanos(2));   // before and between base keys
  view.ledger.deso.Put(Key(3), Nanos(33));  // replaces
  view.ledger.deso.Tombstone(Key(5));       // removes
  view.ledger.deso.Put(Key(9), Nanos(9));   // behind the last
  view.book.Put(Order(2));
  view.book.Tombstone(Order(3));
  const std::vector<std::string> seen = lines.Of(base, view);
  view.FlushTo(base);
  EXPECT_EQ(seen, lines.Of(base));
  EXPECT_EQ(seen.size(), 4U + 2U);
  EXPECT_EQ(DigestOfLines(seen), DigestOfLines(lines.Of(base)));
}

TEST_F(StateLinesTest, WritesDerivedKeysOnlyWhenAsked) {
  DerivedKeyEntry entry;
  entry.expiration_block = 44;
  entry.operation = 1;
  base.ledger.derived_keys.Put({Key(1), Key(2)}, entry);
  EXPECT_TRUE(lines.Of(base).empty());
  entry.limits.emplace();
  base.ledger.derived_keys.Put({Key(2), Key(1)}, entry);
  StateLines with_derived(Network::kTestnet, true);
  const std::vector<std::string> found = with_derived.Of(base);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NE(std::find(found.begin(), found.end(),
                      "derived " + a + " " + b + " 44 1 -"),
            found.end());
  // Empty limits: zero DESO, five empty maps, not unlimited, seven empty maps.
  EXPECT_NE(
      std::find(found.begin(), found.end(),
                "derived " + b + " " + a + " 44 1 " + std::string(28, '0')),
      found.end());
}

}  // namespace
}  // namespace desobook
