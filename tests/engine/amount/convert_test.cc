#include "engine/amount/convert.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace desobook {
namespace {

constexpr std::string_view kMax =
    "115792089237316195423570985008687907853269984665640564039457584007913129"
    "639935";
constexpr std::string_view kParRate =  // 10^38
    "100000000000000000000000000000000000000";
constexpr auto kOverflow =
    RuleError::kDAOCoinLimitOrderTotalCostOverflowsUint256;

Uint256 Parse(std::string_view text) {
  const auto value = FromDecimal(text);
  EXPECT_TRUE(value.has_value()) << text;
  return value.value_or(Uint256());
}

struct Case {
  std::string_view name;
  std::string_view rate;
  std::string_view quantity;
  std::string_view want;  // empty: `error`
  RuleError error = RuleError::kGeneric;
};

void Check(const Case& c, const Result<BaseUnits>& got) {
  SCOPED_TRACE(c.name);
  ASSERT_EQ(got.ok(), !c.want.empty());
  if (got.ok()) {
    EXPECT_EQ(ToDecimal(got->value()), c.want);
  } else {
    EXPECT_EQ(got.error(), c.error);
  }
}

TEST(ToBuyTest, FloorsAndChecksTheQuotient) {
  constexpr Case kCases[] = {
      {"zero rate", "0", "5", ""},
      {"zero rate comes before zero quantity", "0", "0", ""},
      {"nothing sold", "1", "0", "0"},
      {"par", kParRate, "7", "7"},
      {"largest at par", kParRate, kMax, kMax},
      {"just below par overflows", "99999999999999999999999999999999999999",
       kMax, "", kOverflow},
      {"just above par", "100000000000000000000000000000000000001", kMax,
       "115792089237316195423570985008687907852112063773267402085221874157826"
       "250561413"},
      {"half par overflows at the first bit",
       "50000000000000000000000000000000000000",
       "578960446186580977117854925043439539266349923328202820197287920039565"
       "64819968",
       "", kOverflow},
      {"half par fits below it", "50000000000000000000000000000000000000",
       "578960446186580977117854925043439539266349923328202820197287920039565"
       "64819967",
       "115792089237316195423570985008687907853269984665640564039457584007913"
       "129639934"},
      {"floors", "300000000000000000000000000000000000000", "5", "1"},
      {"dust buys nothing", "300000000000000000000000000000000000000", "2",
       "0"},
      {"largest rate buys nothing", kMax,
       "1157920892373161954235709850086879"
       "078532",
       "0"},
      {"largest rate buys one", kMax,
       "1157920892373161954235709850086879078533", "1"},
      {"smallest rate", "1", "1", kParRate},
      {"smallest rate, largest fit", "1",
       "1157920892373161954235709850086879078532",
       "115792089237316195423570985008687907853200000000000000000000000000000"
       "000000000"},
      {"smallest rate, first overflow", "1",
       "1157920892373161954235709850086879078533", "", kOverflow},
  };
  for (const Case& c : kCases) {
    Check(c, ToBuy(Rate(Parse(c.rate)), BaseUnits(Parse(c.quantity))));
  }
}

TEST(ToSellTest, FloorsAndChecksTheProduct) {
  constexpr Case kCases[] = {
      {"zero rate", "0", "5", ""},
      {"zero rate comes before zero quantity", "0", "0", ""},
      {"nothing bought", "1", "0", "0"},
      {"par", kParRate, "7", "7"},
      {"par, largest product", kParRate,
       "1157920892373161954235709850086879078532",
       "1157920892373161954235709850086879078532"},
      {"par, first overflow although the quotient would fit", kParRate,
       "1157920892373161954235709850086879078533", "", kOverflow},
      {"largest product", kMax, "1",
       "1157920892373161954235709850086879078532"},
      {"twice the largest", kMax, "2", "", kOverflow},
      {"smallest rate, largest quantity", "1", kMax,
       "1157920892373161954235709850086879078532"},
      {"floors to zero", "1", "99999999999999999999999999999999999999", "0"},
      {"reaches one", "1", kParRate, "1"},
  };
  for (const Case& c : kCases) {
    Check(c, ToSell(Rate(Parse(c.rate)), BaseUnits(Parse(c.quantity))));
  }
}

TEST(RatesCrossTest, ComparesTheFullProductWithTenToThe76) {
  const auto cross = [](std::string_view a, std::string_view b) {
    const bool forward = RatesCross(Rate(Parse(a)), Rate(Parse(b)));
    EXPECT_EQ(forward, RatesCross(Rate(Parse(b)), Rate(Parse(a))));
    return forward;
  };
  constexpr std::string_view kBelow = "99999999999999999999999999999999999999";
  constexpr std::string_view kAbove = "100000000000000000000000000000000000001";
  EXPECT_TRUE(cross(kParRate, kParRate));
  EXPECT_FALSE(cross(kParRate, kBelow));
  EXPECT_FALSE(cross(kAbove, kBelow));  // 10^76 - 1
  EXPECT_TRUE(cross(kAbove, kParRate));
  EXPECT_FALSE(cross("0", kMax));
  EXPECT_TRUE(cross("1", kMax));
  EXPECT_TRUE(cross(kMax, kMax));
  const std::string one_e76 = "1" + std::string(76, '0');
  EXPECT_TRUE(cross("1", one_e76));
  EXPECT_FALSE(cross("1", std::string(76, '9')));
}

}  // namespace
}  // namespace desobook
