#include "chain/stream/keys.h"

#include <gtest/gtest.h>

#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::HexText;
using testing::IdOf;

TEST(OrderKeyVectors, ParseAndEncodeTheSame) {
  int ran = 0;
  for (const json& vector : testing::LoadVectors("entries.json")) {
    if (vector.at("kind") != "order_key") continue;
    const json& fields = vector.at("fields");
    OrderKey key;
    key.buying = IdOf<Pkid>(fields.at("BuyingDAOCoinCreatorPKID"));
    key.selling = IdOf<Pkid>(fields.at("SellingDAOCoinCreatorPKID"));
    key.rate =
        Rate(*FromHex(fields.at("ScaledExchangeRateCoinsToSellPerCoinToBuy")
                          .get_ref<const std::string&>()));
    key.height = fields.at("BlockHeight");
    key.id = IdOf<OrderId>(fields.at("OrderID"));
    EXPECT_EQ(HexText(EncodeOrderKey(key)), vector.at("key"));
    const Bytes bytes = BytesOf(vector.at("key"));
    const auto parsed = ParseOrderKey(bytes);
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, key);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(ParseOrderKey(ByteView(bytes).first(size)).ok());
    }
    ++ran;
  }
  EXPECT_EQ(ran, 24);
}

// The two prefixes of balances name holder and creator in opposite order.
TEST(BalanceKeys, NameHolderAndCreator) {
  Bytes key(67, 2);
  key[0] = 55;
  key[66] = 7;
  auto token = ParseBalanceKey(key);
  ASSERT_TRUE(token.ok());
  EXPECT_EQ(token->creator.bytes[32], 7);
  EXPECT_EQ(token->holder.bytes[32], 2);
  key[0] = 34;
  auto coin = ParseBalanceKey(key);
  ASSERT_TRUE(coin.ok());
  EXPECT_EQ(coin->holder.bytes[32], 7);
  key[0] = 36;
  EXPECT_FALSE(ParseBalanceKey(key).ok());
}

TEST(Keys, RefuseOtherPrefixesAndLengths) {
  const Bytes empty;
  EXPECT_EQ(PrefixOf(empty), KeyPrefix::kEmpty);
  EXPECT_FALSE(BlockHashOfKey(empty).ok());
  Bytes block(33, 9);
  EXPECT_TRUE(BlockHashOfKey(block).ok());
  block[0] = 0;
  EXPECT_TRUE(BlockHashOfKey(block).ok());
  block[0] = 1;
  EXPECT_FALSE(BlockHashOfKey(block).ok());
  const Bytes stake(67, 82);
  EXPECT_TRUE(ParseStakeKey(stake).ok());
  EXPECT_FALSE(ParseLockedStakeKey(stake).ok());
  const Bytes locked(75, 84);
  EXPECT_TRUE(ParseLockedStakeKey(locked).ok());
  EXPECT_EQ(ParseLockedStakeKey(locked)->locked_at_epoch, 0x5454545454545454U);
}

}  // namespace
}  // namespace desobook::chain
