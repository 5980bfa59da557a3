#include "engine/txn/transaction.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <set>
#include <string_view>
#include <utility>
#include <variant>

namespace desobook {
namespace {

TEST(TxnTypeTest, EveryNumberButSevenUpTo44HasItsOwnName) {
  std::set<std::string_view> names;
  for (int number = 0; number <= 255; ++number) {
    const std::string_view name = TxnTypeName(static_cast<TxnType>(number));
    EXPECT_EQ(name.empty(), number == 7 || number > 44) << number;
    if (!name.empty()) {
      EXPECT_TRUE(names.insert(name).second) << name;
    }
  }
  EXPECT_EQ(names.size(), 44u);
}

TEST(TxnTypeTest, NamesAreTheReferences) {
  EXPECT_EQ(TxnTypeName(TxnType::kUnset), "UNSET");
  EXPECT_EQ(TxnTypeName(TxnType::kUpdateBitcoinUsdExchangeRate),
            "UPDATE_BITCOIN_USD_EXCHANGE_RATE");
  EXPECT_EQ(TxnTypeName(TxnType::kAcceptNftTransfer), "ACCEPT_NFT_TRANSFER");
  EXPECT_EQ(TxnTypeName(TxnType::kDaoCoinLimitOrder), "DAO_COIN_LIMIT_ORDER");
  EXPECT_EQ(TxnTypeName(TxnType::kAtomicTxnsWrapper), "ATOMIC_TXNS_WRAPPER");
}

Transaction WithExtraData(std::string_view key, Bytes value) {
  Transaction txn;
  txn.extra_data.emplace(Bytes(key.begin(), key.end()), std::move(value));
  return txn;
}

TEST(ExtraDataTest, FindsOnlyTheWholeKey) {
  const Transaction txn = WithExtraData("DerivedPublicKey", {1, 2, 3});
  const Bytes* value = FindExtraData(txn, "DerivedPublicKey");
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(*value, (Bytes{1, 2, 3}));
  EXPECT_EQ(FindExtraData(txn, "DerivedPublicKe"), nullptr);
  EXPECT_EQ(FindExtraData(txn, "derivedpublickey"), nullptr);
  EXPECT_EQ(FindExtraData(txn, ""), nullptr);
}

TEST(ExtraDataTest, AnEmptyValueIsPresent) {
  const Transaction txn = WithExtraData("k", {});
  const Bytes* value = FindExtraData(txn, "k");
  ASSERT_NE(value, nullptr);
  EXPECT_TRUE(value->empty());
}

TEST(AtomicTxnsMetadataTest, ComparesInnerTransactions) {
  Transaction inner;
  inner.type = TxnType::kBasicTransfer;
  Transaction wrapper;
  wrapper.type = TxnType::kAtomicTxnsWrapper;
  wrapper.metadata = AtomicTxnsMetadata{{inner}};
  Transaction other = wrapper;
  EXPECT_EQ(wrapper, other);
  std::get<AtomicTxnsMetadata>(other.metadata).inner[0].fee = Nanos(1);
  EXPECT_NE(wrapper, other);
  other.metadata = AtomicTxnsMetadata{{inner, inner}};
  EXPECT_NE(wrapper, other);
}

}  // namespace
}  // namespace desobook
