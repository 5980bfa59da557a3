#include "engine/amount/decimal.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "engine/amount/convert.h"

namespace desobook {
namespace {

constexpr PairEntry kBidForToken{.buying = CoinKind::kToken,
                                 .selling = CoinKind::kDeso,
                                 .side = EntrySide::kBid};
constexpr PairEntry kAskForDeso{.buying = CoinKind::kDeso,
                                .selling = CoinKind::kToken,
                                .side = EntrySide::kAsk};
constexpr PairEntry kBidAmongTokens{.side = EntrySide::kBid};
constexpr PairEntry kAskAmongTokens{.side = EntrySide::kAsk};

// 2^256 - 1 with 38, 18 and 9 decimals.
constexpr std::string_view kMaxPrice =
    "1157920892373161954235709850086879078532."
    "69984665640564039457584007913129639935";
constexpr std::string_view kPastMaxPrice =
    "1157920892373161954235709850086879078532."
    "69984665640564039457584007913129639936";
constexpr std::string_view kMaxTokens =
    "115792089237316195423570985008687907853269984665640564039457."
    "584007913129639935";
constexpr std::string_view kPastMaxTokens =
    "115792089237316195423570985008687907853269984665640564039457."
    "584007913129639936";

TEST(RateFromPriceTest, ScalesWholeCoinsToBaseUnits) {
  // 2 DESO per token: 2 * 10^9 nanos for 10^18 units.
  EXPECT_EQ(ToDecimal(RateFromPrice("2", kBidForToken)->value()),
            "2" + std::string(29, '0'));
  EXPECT_EQ(ToDecimal(RateFromPrice("2", kAskForDeso)->value()),
            "5" + std::string(46, '0'));
  EXPECT_EQ(ToDecimal(RateFromPrice("2", kBidAmongTokens)->value()),
            "2" + std::string(38, '0'));
}

TEST(RateFromPriceTest, BidsRoundDownAndAsksUp) {
  EXPECT_EQ(
      ToDecimal(RateFromPrice("0.3333333333333333333333333333333333333399",
                              kBidAmongTokens)
                    ->value()),
      std::string(38, '3'));
  EXPECT_EQ(ToDecimal(RateFromPrice("3", kAskAmongTokens)->value()),
            std::string(37, '3') + "4");
}

TEST(RateFromPriceTest, EqualPricesOfAskAndBidCross) {
  for (const char* price : {"1", "3", "0.7", "1.00000000000000000000000000001",
                            "123456.789", "0.00000000000000000000000000003"}) {
    const auto bid = RateFromPrice(price, kBidForToken);
    const auto ask = RateFromPrice(price, kAskForDeso);
    ASSERT_TRUE(bid.ok() && ask.ok()) << price;
    EXPECT_TRUE(RatesCross(*bid, *ask)) << price;
  }
}

TEST(RateFromPriceTest, StopsAtTheLimits) {
  EXPECT_EQ(RateFromPrice(kMaxPrice, kBidAmongTokens)->value(), Uint256::Max());
  EXPECT_EQ(RateFromPrice(kPastMaxPrice, kBidAmongTokens).error(),
            DecimalError::kTooLarge);
  // The smallest price that leaves something of the rate.
  EXPECT_EQ(
      RateFromPrice("0.00000000000000000000000000001", kBidForToken)->value(),
      Uint256(1));
  EXPECT_EQ(
      RateFromPrice("0.000000000000000000000000000009", kBidForToken).error(),
      DecimalError::kTooSmall);
  EXPECT_EQ(
      RateFromPrice("0." + std::string(37, '0') + "1", kAskForDeso).error(),
      DecimalError::kTooLarge);
  EXPECT_EQ(
      RateFromPrice("0." + std::string(38, '0') + "9", kBidAmongTokens).error(),
      DecimalError::kTooSmall);
}

TEST(RateFromPriceTest, ReadsTheGrammarAndNothingElse) {
  for (const char* text : {"1", "+1", "1.", "01", "1.0", "+1.0", "00001.000"}) {
    EXPECT_EQ(RateFromPrice(text, kBidAmongTokens)->value(), kOneE38) << text;
  }
  EXPECT_TRUE(RateFromPrice(".5", kBidAmongTokens).ok());
  for (const char* text :
       {"",    " ",   ".",     "+",    "-",    "+.5",     " 1",    "1 ",
        "1\n", "1,5", "1.2.3", "1..2", "1e5",  "0x10",    "1_000", "inf",
        "nan", "abc", "--1",   "+-1",  "1.+5", "\xd9\xa1"}) {
    EXPECT_EQ(RateFromPrice(text, kBidAmongTokens).error(),
              DecimalError::kNotANumber)
        << text;
  }
  EXPECT_EQ(RateFromPrice(std::string_view("1\0", 2), kBidAmongTokens).error(),
            DecimalError::kNotANumber);
  EXPECT_EQ(RateFromPrice("-0.5", kBidAmongTokens).error(),
            DecimalError::kNegative);
  EXPECT_EQ(RateFromPrice("-0.0", kBidAmongTokens).error(),
            DecimalError::kTooSmall);
}

TEST(RateFromPriceTest, LongTextIsReadOrRefused) {
  const std::string zeros(100'000, '0');
  EXPECT_EQ(RateFromPrice(zeros + "1." + zeros, kBidAmongTokens)->value(),
            kOneE38);
  EXPECT_EQ(RateFromPrice("1" + zeros, kBidAmongTokens).error(),
            DecimalError::kTooLarge);
  EXPECT_EQ(InvertPrice("1" + zeros).error(), DecimalError::kTooLarge);
  EXPECT_EQ(*InvertPrice(zeros + "1." + zeros), "1.0");
}

TEST(PriceFromRateTest, HasNoPriceForAnAskBelowOneWholeCoinUnit) {
  EXPECT_EQ(PriceFromRate(Rate(Uint256(999'999'999)), kAskForDeso).error(),
            DecimalError::kPriceUndefined);
  EXPECT_EQ(*PriceFromRate(Rate(Uint256(1'000'000'000)), kAskForDeso),
            "1" + std::string(38, '0') + ".0");
  EXPECT_EQ(PriceFromRate(Rate(), kAskAmongTokens).error(),
            DecimalError::kPriceUndefined);
  EXPECT_EQ(*PriceFromRate(Rate(), kBidAmongTokens), "0.0");
}

TEST(PriceFromRateTest, KeepsPricesBeyond256Bits) {
  // (2^256 - 1) * 10^9 / 10^38.
  EXPECT_EQ(*PriceFromRate(Rate(Uint256::Max()), kBidForToken),
            "1157920892373161954235709850086879078532699846656."
            "40564039457584007913129639935");
}

TEST(QuantityTest, CountsTheCoinOfItsSide) {
  EXPECT_EQ(QuantityFromText("1", kBidForToken)->value(),
            Uint256(1'000'000'000'000'000'000));
  EXPECT_EQ(QuantityFromText("1", kAskForDeso)->value(),
            Uint256(1'000'000'000'000'000'000));
  const PairEntry ask_of_deso{.buying = CoinKind::kToken,
                              .selling = CoinKind::kDeso,
                              .side = EntrySide::kAsk};
  EXPECT_EQ(QuantityFromText("1", ask_of_deso)->value(),
            Uint256(1'000'000'000));
  EXPECT_EQ(
      *QuantityToText(BaseUnits(std::uint64_t{1'500'000'000}), ask_of_deso),
      "1.5");
}

TEST(QuantityTest, StopsAtTheLimits) {
  EXPECT_EQ(QuantityFromText(kMaxTokens, kBidForToken)->value(),
            Uint256::Max());
  EXPECT_EQ(QuantityFromText(kPastMaxTokens, kBidForToken).error(),
            DecimalError::kTooLarge);
  EXPECT_EQ(QuantityFromText("0.000000000000000001", kBidForToken)->value(),
            Uint256(1));
  EXPECT_EQ(QuantityFromText("0.0000000000000000009", kBidForToken).error(),
            DecimalError::kTooSmall);
  EXPECT_EQ(QuantityToText(BaseUnits(), kBidForToken).error(),
            DecimalError::kTooSmall);
}

TEST(AmountTest, ZeroIsAnAmount) {
  for (const char* text :
       {"0", "-0", "+0", "0.", ".0", "-.0", "0e5", "0E+5", "00.00", "1e-400",
        "-1e-400", "1E-400", "123456789e-99999999999999999999"}) {
    const auto amount = AmountFromText(text, CoinKind::kToken);
    ASSERT_TRUE(amount.ok()) << text;
    EXPECT_TRUE(amount->IsZero()) << text;
  }
  EXPECT_EQ(AmountToText(BaseUnits(), CoinKind::kDeso), "0.0");
}

TEST(AmountTest, TooSmallIsNotZero) {
  EXPECT_EQ(AmountFromText("0.0000000009", CoinKind::kDeso).error(),
            DecimalError::kTooSmall);
  for (const char* text :
       {"0e", "0e+", "0e5x", "1e-3", "e5", "1e-", ".e-400", "1e-4e0", "- 0"}) {
    EXPECT_EQ(AmountFromText(text, CoinKind::kToken).error(),
              DecimalError::kNotANumber)
        << text;
  }
}

// 2^-1075, half of the smallest positive double, rounds to zero; anything
// above it does not.
TEST(AmountTest, FloatingPointZeroEndsAtTheTie) {
  const std::string tie =
      "0." + std::string(323, '0') + "2470328229206232720882843964341106861825";
  const auto amount = AmountFromText(tie, CoinKind::kToken);
  ASSERT_TRUE(amount.ok());
  EXPECT_TRUE(amount->IsZero());
  const std::string above =
      "0." + std::string(323, '0') + "2470328229206232720882843964341106861826";
  EXPECT_EQ(AmountFromText(above, CoinKind::kToken).error(),
            DecimalError::kTooSmall);
  EXPECT_TRUE(AmountFromText("2.47e-324", CoinKind::kToken).ok());
  EXPECT_FALSE(AmountFromText("2.48e-324", CoinKind::kToken).ok());
}

TEST(InvertPriceTest, TruncatesTheInverse) {
  EXPECT_EQ(*InvertPrice("3"), "0." + std::string(38, '3'));
  EXPECT_EQ(*InvertPrice("0.5"), "2.0");
  EXPECT_EQ(*InvertPrice(kMaxPrice), "0.0");
  EXPECT_EQ(InvertPrice(kPastMaxPrice).error(), DecimalError::kTooLarge);
}

TEST(InvertPriceTest, DoesNotValidate) {
  EXPECT_EQ(*InvertPrice(""), "0");
  EXPECT_EQ(*InvertPrice("-0"), "0");
  EXPECT_EQ(*InvertPrice("."), "0");
  EXPECT_EQ(*InvertPrice("1.25.9"), "0.8");
  EXPECT_EQ(*InvertPrice("1..9"), "1.0");
  // The sign of the fraction counts as a digit's place.
  EXPECT_EQ(*InvertPrice("1.+25"), *InvertPrice("1.025"));
  EXPECT_EQ(*InvertPrice("1.-25"), *InvertPrice("0.975"));
  EXPECT_EQ(*InvertPrice("-0.5"), "2.0");
  EXPECT_EQ(*InvertPrice("0.5" + std::string(37, '0') + "junk"), "2.0");
  EXPECT_EQ(InvertPrice("0.5" + std::string(36, '0') + "junk").error(),
            DecimalError::kNotANumber);
}

TEST(InvertPriceTest, NegativePricesWrapAround) {
  EXPECT_EQ(*InvertPrice("-1"), "0.0");
  // -W * 10^38 with W = floor(2^256 / 10^38) leaves 2^256 mod 10^38.
  EXPECT_EQ(*InvertPrice("-1157920892373161954235709850086879078532"),
            *InvertPrice("0.69984665640564039457584007913129639936"));
  EXPECT_EQ(InvertPrice("-1157920892373161954235709850086879078533").error(),
            DecimalError::kTooLarge);
}

TEST(FormatScaledTest, KeepsOneDecimal) {
  EXPECT_EQ(FormatScaled(Uint256(), 9), "0.0");
  EXPECT_EQ(FormatScaled(Uint256(1), 1), "0.1");
  EXPECT_EQ(FormatScaled(Uint256(10), 1), "1.0");
  EXPECT_EQ(FormatScaled(Uint256(1'000'000'000), 9), "1.0");
  EXPECT_EQ(FormatScaled(Uint256(100), 9), "0.0000001");
  EXPECT_EQ(FormatScaled(Uint256(1'230'000'000), 9), "1.23");
}

TEST(ExplainTest, HasWordsForEveryError) {
  for (const DecimalError error :
       {DecimalError::kNotANumber, DecimalError::kNegative,
        DecimalError::kTooSmall, DecimalError::kTooLarge,
        DecimalError::kPriceUndefined}) {
    EXPECT_FALSE(Explain(error).empty());
  }
}

}  // namespace
}  // namespace desobook
