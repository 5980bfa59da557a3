#include "chain/keys/spending_limits_text.h"

#include <gtest/gtest.h>

#include "chain/keys/base58.h"
#include "chain/keys/spending_limits_codec.h"
#include "chain/keys/unicode_upper.h"
#include "tests/chain/codec/vectors.h"
#include "tests/chain/keys/sample_limits.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::Filled;
using testing::SampleLimits;

TEST(AccessTextTest, MatchesEveryVector) {
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("keys.json")) {
    if (vector["kind"] != "access_text") continue;
    const auto limits =
        DecodeSpendingLimits(BytesOf(vector["spending_limit_bytes"]), 4);
    ASSERT_TRUE(limits.ok()) << limits.status();
    EXPECT_EQ(
        AccessText(
            testing::IdOf<PublicKey>(vector["derived_public_key"]),
            vector["expiration_block"], *limits,
            NetworkFromName(vector["network"].get<std::string>()).value()),
        vector["text"]);
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

// Of SampleLimits() and unlimited. "@X" stands for the text of 33 bytes of 0X,
// "#" for the hex of 32 bytes of 03.
constexpr std::string_view kSampleText =
    "Spending limits on the derived key:\n"
    "\tTotal $DESO Limit: 1.5 $DESO\n"
    "\tTransaction Count Limit: \n"
    "\t\tAUTHORIZE_DERIVED_KEY: 1\n"
    "\t\tBASIC_TRANSFER: 7\n"
    "\tCreator Coin Operation Limits:\n"
    "\t\t[\n\t\t\tCreator PKID: @1\n\t\t\tOperation: buy\n"
    "\t\t\tTransaction Count: 5\n\t\t]\n"
    "\t\t[\n\t\t\tCreator PKID: @1\n\t\t\tOperation: undefined\n"
    "\t\t\tTransaction Count: 6\n\t\t]\n"
    "\tDAO Coin Operation Limits:\n"
    "\t\t[\n\t\t\tCreator PKID: @0\n\t\t\tOperation: any\n"
    "\t\t\tTransaction Count: 2\n\t\t]\n"
    "\t\t[\n\t\t\tCreator PKID: @2\n\t\t\tOperation: transfer\n"
    "\t\t\tTransaction Count: 1\n\t\t]\n"
    "\tNFT Operation Limits:\n"
    "\t\t[\n\t\t\tBlock Hash: #\n\t\t\tSerial Number: 200\n"
    "\t\t\tOperation: accept_nft_transfer\n\t\t\tTransaction Count: 1\n"
    "\t\t]\n"
    "\t\t[\n\t\t\tBlock Hash: #\n\t\t\tSerial Number: 300\n"
    "\t\t\tOperation: burn\n\t\t\tTransaction Count: 1\n\t\t]\n"
    "\tDAO Coin Limit Order Restrictions:\n"
    "\t\t[\n\t\t\tBuying DAO Creator PKID: @0\n"
    "\t\t\tSelling DAO Creator PKID: @4\n"
    "\t\t\tTransaction Count: 10\n\t\t]\n"
    "\t\t[\n\t\t\tBuying DAO Creator PKID: @4\n"
    "\t\t\tSelling DAO Creator PKID: @0\n"
    "\t\t\tTransaction Count: 11\n\t\t]\n"
    "\tAssociation Restrictions:\n"
    "\t\t[\n\t\t\tAssociation Class: Post\n\t\t\tAssociation Type: Any\n"
    "\t\t\tApp PKID: Any\n\t\t\tOperation: Any\n"
    "\t\t\tTransaction Count: 4\n\t\t]\n"
    "\t\t[\n\t\t\tAssociation Class: User\n\t\t\tAssociation Type: LIKE\n"
    "\t\t\tApp PKID: @5\n\t\t\tOperation: Create\n"
    "\t\t\tTransaction Count: 3\n\t\t]\n"
    "\tAccess Group Restrictions:\n"
    "\t\t[\n\t\t\tAccess Group Owner Public Key: @6\n"
    "\t\t\tAccess Group Key Name: chat\n"
    "\t\t\tAccess Group Operation: Create\n"
    "\t\t\tTransaction Count: 1\n\t\t]\n"
    "\t\t[\n\t\t\tAccess Group Owner Public Key: @7\n"
    "\t\t\tAccess Group Key Name: Any\n"
    "\t\t\tAccess Group Operation: Any\n"
    "\t\t\tTransaction Count: 2\n\t\t]\n"
    "\tAccess Group Member Restrictions:\n"
    "\t\t[\n\t\t\tAccess Group Owner Public Key: @6\n"
    "\t\t\tAccess Group Key Name: chat\n"
    "\t\t\tAccess Group Member Operation Type: Add\n"
    "\t\t\tTransaction Count: 3\n\t\t]\n"
    "\t\t[\n\t\t\tAccess Group Owner Public Key: @7\n"
    "\t\t\tAccess Group Key Name: Any\n"
    "\t\t\tAccess Group Member Operation Type: Any\n"
    "\t\t\tTransaction Count: 4\n\t\t]\n"
    "\tLockup Restrictions:\n"
    "\t\t[\n\t\t\tLockup Profile PKID: @0\n\t\t\tLockup Scope: AnyCoins\n"
    "\t\t\tLockup Operation: Any\n\t\t\tTransaction Count: 1\n\t\t]\n"
    "\t\t[\n\t\t\tLockup Profile PKID: @8\n"
    "\t\t\tLockup Scope: ScopedCoins\n"
    "\t\t\tLockup Operation: CoinLockupTransferOperationString\n"
    "\t\t\tTransaction Count: 2\n\t\t]\n"
    "\tStaking Restrictions:\n"
    "\t\t[\n\t\t\tValidator PKID: Any\n"
    "\t\t\tStaking Limit: 2.50 $DESO\n\t\t]\n"
    "\t\t[\n\t\t\tValidator PKID: @9\n\t\t\tStaking Limit: "
    "115792089237316202635286580930003114402914359239303140100271744483328"
    ".00 $DESO\n\t\t]\n"
    "\tUnstaking Restrictions:\n"
    "\t\t[\n\t\t\tValidator PKID: Any\n"
    "\t\t\tUnstaking Limit: 0.00 $DESO\n\t\t]\n"
    "\t\t[\n\t\t\tValidator PKID: @9\n"
    "\t\t\tUnstaking Limit: 0.00 $DESO\n\t\t]\n"
    "\tUnlocking Stake Restrictions:\n"
    "\t\t[\n\t\t\tValidator PKID: Any\n\t\t\tTransaction Count: 1\n\t\t]\n"
    "\t\t[\n\t\t\tValidator PKID: @9\n\t\t\tTransaction Count: 2\n\t\t]\n"
    "Unlimited";

std::string WithIds(std::string text) {
  std::string hash;
  for (int i = 0; i < 32; ++i) hash += "03";
  for (std::size_t at = text.find('#'); at != std::string::npos;
       at = text.find('#', at)) {
    text.replace(at, 1, hash);
  }
  for (std::size_t at = text.find('@'); at != std::string::npos;
       at = text.find('@', at)) {
    const auto byte = static_cast<std::uint8_t>(text[at + 1] - '0');
    text.replace(at, 2, PkidText(Filled<Pkid>(byte), Network::kTestnet));
  }
  return text;
}

TEST(SpendingLimitsTextTest, WritesEveryPart) {
  SpendingLimits limits = SampleLimits();
  limits.is_unlimited = true;
  EXPECT_EQ(SpendingLimitsText(limits, Network::kTestnet),
            WithIds(std::string(kSampleText)));
}

TEST(SpendingLimitsTextTest, NamesTypesThatDoNotExist) {
  SpendingLimits limits;
  limits.transaction_counts = {{7, 1}};
  EXPECT_EQ(SpendingLimitsText(limits, Network::kMainnet),
            "Spending limits on the derived key:\n"
            "\tTransaction Count Limit: \n"
            "\t\tUNRECOGNIZED(7) - make sure GetTxnString() is up to date: "
            "1\n");
}

TEST(SpendingLimitsTextTest, NumbersOutsideTheListsHaveANameToo) {
  const auto line = [](const SpendingLimits& limits, std::string_view label) {
    const std::string text = SpendingLimitsText(limits, Network::kMainnet);
    const std::size_t begin = text.find(label) + label.size() + 2;
    return text.substr(begin, text.find('\n', begin) - begin);
  };
  SpendingLimits limits;
  AccessGroupLimitKey group;
  group.scope = 2;
  limits.access_groups = {{group, 1}};
  EXPECT_EQ(line(limits, "Access Group Operation"), "");
  EXPECT_EQ(line(limits, "Access Group Key Name"), "");
  group.operation = 200;
  limits.access_groups = {{group, 1}};
  EXPECT_EQ(line(limits, "Access Group Operation"), "Unknown");
  limits.associations = {{{0, Bytes(), Pkid{}, 3, 4}, 1}};
  EXPECT_EQ(line(limits, "Association Class"), "Undefined");
  EXPECT_EQ(line(limits, "App PKID"), "Any");
  limits.lockups = {{{Pkid{}, 9, 9}, 1}};
  EXPECT_EQ(line(limits, "Lockup Scope"), "Undefined");
  EXPECT_EQ(line(limits, "Lockup Operation"), "Undefined");
}

TEST(SpendingLimitsTextTest, TotalKeepsOneDecimal) {
  const auto total = [](std::uint64_t nanos) {
    SpendingLimits limits;
    limits.global_deso = Nanos(nanos);
    return SpendingLimitsText(limits, Network::kMainnet).substr(36);
  };
  EXPECT_EQ(total(0), "");
  EXPECT_EQ(total(2'000'000'000), "\tTotal $DESO Limit: 2.0 $DESO\n");
  EXPECT_EQ(total(1), "\tTotal $DESO Limit: 0.000000001 $DESO\n");
  EXPECT_EQ(total(1'050'000'000), "\tTotal $DESO Limit: 1.05 $DESO\n");
}

// Computed with the reference's arithmetic.
TEST(StakeLimitDesoTest, RoundsLikeTheNodesFloatingPoint) {
  const std::pair<const char*, const char*> kKnown[] = {
      {"0", "0.00"},
      {"1", "0.00"},
      {"4999999", "0.00"},
      {"5000000", "0.01"},     // 0.005 is a little more in binary
      {"125000000", "0.12"},   // a true tie, to even
      {"375000000", "0.38"},   // likewise
      {"1005000000", "1.00"},  // 1.005 is a little less in binary
      {"2675000000", "2.67"},  // likewise
      {"999999999", "1.00"},
      {"12345678905000000", "12345678.90"},
      {"9007199254740993", "9007199.25"},
      {"18446744073709551615", "18446744073.71"},
  };
  for (const auto& [nanos, text] : kKnown) {
    EXPECT_EQ(StakeLimitDeso(FromDecimal(nanos).value()), text) << nanos;
  }
}

std::string Upper(std::string_view text) {
  return UnicodeUpper(Bytes(text.begin(), text.end()));
}

TEST(UnicodeUpperTest, MapsCodePointsSimply) {
  EXPECT_EQ(Upper("like-42"), "LIKE-42");
  EXPECT_EQ(Upper("\u00e4\u00f6\u00fc"), "\u00c4\u00d6\u00dc");
  EXPECT_EQ(Upper("\u00df"), "\u00df");  // no single capital
  EXPECT_EQ(Upper("\u0131\u017f"), "IS");
  EXPECT_EQ(Upper("\u0432\u03c9\u01c6\u01c5"), "\u0412\u03a9\u01c4\u01c4");
  EXPECT_EQ(Upper("\U0001e943\u65e5"), "\U0001e921\u65e5");
}

TEST(UnicodeUpperTest, ReplacesEachBadByte) {
  EXPECT_EQ(Upper("a\xff"
                  "b"),
            "A\ufffdB");
  EXPECT_EQ(Upper("\xe0\x80\x80"), "\ufffd\ufffd\ufffd");
  EXPECT_EQ(Upper("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");
  EXPECT_EQ(Upper("\xf4\x90\x80\x80"), "\ufffd\ufffd\ufffd\ufffd");
  EXPECT_EQ(Upper("\xc3"), "\ufffd");
}

}  // namespace
}  // namespace desobook::chain
