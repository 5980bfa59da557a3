#include "engine/rules/limit_order_validation.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/engine/rules/limit_order_world.h"

namespace desobook::test {
namespace {

Uint256 Power(unsigned bit) {
  Uint256 value;
  value.limb[bit / 64] = 1ULL << (bit % 64);
  return value;
}

std::string TextOf(const Status& status) {
  return status.ok() ? "" : std::string(ReferenceName(status.error()));
}

// One way to break a valid order, in the order of the checks of 5.3.
struct Breaker {
  std::string error;  // without its RuleErrorDAOCoinLimitOrder
  std::function<void(LimitOrderMetadata&)> apply;
};

const std::vector<Breaker>& Breakers() {
  static const std::vector<Breaker> breakers = {
      {"InvalidBuyingDAOCoinCreatorPKID",
       [](auto& order) { order.buying_coin.reset(); }},
      {"InvalidSellingDAOCoinCreatorPKID",
       [](auto& order) { order.selling_coin.reset(); }},
      {"CannotBuyAndSellSameCoin",
       [](auto& order) { order.buying_coin = order.selling_coin; }},
      {"InvalidOperationType", [](auto& order) { order.side = 3; }},
      {"InvalidFillType", [](auto& order) { order.fill_type = 4; }},
      {"BuyingDAOCoinCreatorMissingProfile",
       [](auto& order) { order.buying_coin = KeyNamed('Z'); }},
      {"SellingDAOCoinCreatorMissingProfile",
       [](auto& order) { order.selling_coin = KeyNamed('W'); }},
      {"InvalidExchangeRate", [](auto& order) { order.rate.reset(); }},
      {"InvalidExchangeRate", [](auto& order) { order.rate = Rate(); }},
      {"InvalidQuantity", [](auto& order) { order.quantity = BaseUnits(); }},
      {"InsufficientDAOCoinsToOpenOrder",
       [](auto& order) { order.quantity = BaseUnits(101); }}};
  return breakers;
}

class ValidateNewOrderTest : public testing::Test {
 protected:
  LimitOrderWorld world_;

  void SetUp() override { world_.GiveToken('a', 100); }

  // Sells 100 X for Y.
  static LimitOrderMetadata Valid() {
    return LimitOrderWorld::MetadataOf(
        {.owner = 'a', .quantity = 100, .buying = PkidNamed('Y')});
  }
  std::string Validate(const LimitOrderMetadata& metadata) {
    const OrderEntry order = OrderOf(world_.ledger(), metadata, PkidNamed('a'));
    return TextOf(ValidateNewOrder(world_.ledger(), metadata, order));
  }
};

TEST_F(ValidateNewOrderTest, AcceptsAnOrderThatIsCovered) {
  EXPECT_EQ(Validate(Valid()), "");
}

TEST_F(ValidateNewOrderTest, NamesTheFirstFailingCheck) {
  const auto& breakers = Breakers();
  for (std::size_t first = 0; first < breakers.size(); ++first) {
    for (std::size_t second = first; second < breakers.size(); ++second) {
      SCOPED_TRACE(breakers[first].error + ", " + breakers[second].error);
      LimitOrderMetadata metadata = Valid();
      // The earlier break goes last, lest the later one undo it.
      breakers[second].apply(metadata);
      breakers[first].apply(metadata);
      EXPECT_EQ(Validate(metadata),
                "RuleErrorDAOCoinLimitOrder" + breakers[first].error);
    }
  }
}

TEST_F(ValidateNewOrderTest, AbsentRateIsNoMarketOrder) {
  LimitOrderMetadata metadata = Valid();
  metadata.fill_type = static_cast<std::uint8_t>(FillType::kFillOrKill);
  metadata.rate = Rate();
  EXPECT_EQ(Validate(metadata), "");
  metadata.rate.reset();
  EXPECT_EQ(Validate(metadata),
            "RuleErrorDAOCoinLimitOrderInvalidExchangeRate");
}

TEST_F(ValidateNewOrderTest, AbsentQuantityIsInvalid) {
  LimitOrderMetadata metadata = Valid();
  metadata.quantity.reset();
  EXPECT_EQ(Validate(metadata), "RuleErrorDAOCoinLimitOrderInvalidQuantity");
}

TEST_F(ValidateNewOrderTest, MarketOrderNeedsNoFunds) {
  LimitOrderMetadata metadata = Valid();
  metadata.rate = Rate();
  metadata.quantity = BaseUnits(Uint256::Max());
  EXPECT_EQ(Validate(metadata),
            "RuleErrorDAOCoinLimitOrderInvalidExchangeRate");
  metadata.fill_type = static_cast<std::uint8_t>(FillType::kImmediateOrCancel);
  EXPECT_EQ(Validate(metadata), "");
}

struct TermsCase {
  std::string name;
  OrderSide side;
  bool buys_deso;
  bool sells_deso;
  Uint256 rate;
  Uint256 quantity;
  std::string error;
};

const Uint256 kTwo64 = Power(64);
constexpr char kOverflow256[] = "TotalCostOverflowsUint256";
constexpr char kOverflow64[] = "TotalCostOverflowsUint64";
constexpr char kNothing[] = "TotalCostIsLessThanOneNano";

// Checks 13 to 19. Account a owns 100 X and 50 nanos; rates are scaled.
const TermsCase kTermsCases[] = {
    {"BuyTotalOverflows", OrderSide::kAsk, true, false, Uint256(1), kOneE38,
     kOverflow64},
    {"BuyTotalOverflows256", OrderSide::kAsk, true, false, Uint256(1),
     Power(200), kOverflow256},
    {"BuysNothing", OrderSide::kAsk, true, false, Power(140), Uint256(1),
     kNothing},
    {"BuysTwoTo64Nanos", OrderSide::kBid, true, false, kOneE38, kTwo64,
     kOverflow64},
    {"SellTotalOverflows256", OrderSide::kBid, true, false, Power(200),
     Power(60), kOverflow256},
    {"SellsNothing", OrderSide::kBid, true, false, Uint256(1), Uint256(1),
     kNothing},
    {"SellsTwoTo64Nanos", OrderSide::kAsk, false, true, kOneE38, kTwo64,
     kOverflow64},
    {"BuysTwoTo64OfAToken", OrderSide::kBid, false, false, kOneE38, kTwo64,
     "InsufficientDAOCoinsToOpenOrder"},
    {"LacksDeso", OrderSide::kAsk, false, true, kOneE38, Uint256(51),
     "InsufficientDESOToOpenOrder"},
    {"CoveredByDeso", OrderSide::kAsk, false, true, kOneE38, Uint256(50), ""},
    {"LacksTokens", OrderSide::kAsk, true, false, kOneE38, Uint256(101),
     "InsufficientDAOCoinsToOpenOrder"},
    {"CoveredByTokens", OrderSide::kAsk, true, false, kOneE38, Uint256(100),
     ""}};

TEST(ValidateOrderTest, ChecksTotalsAndFunds) {
  for (const TermsCase& terms : kTermsCases) {
    SCOPED_TRACE(terms.name);
    LimitOrderWorld world;
    world.GiveToken('a', 100);
    world.GiveDeso('a', 50);
    OrderEntry order = MakeOrder({.owner = 'a', .side = terms.side});
    order.buying = terms.buys_deso ? kDesoPkid : PkidNamed('Y');
    order.selling = terms.sells_deso ? kDesoPkid : PkidNamed('X');
    order.rate = Rate(terms.rate);
    order.quantity = BaseUnits(terms.quantity);
    EXPECT_EQ(
        TextOf(ValidateOrder(world.ledger(), order)),
        terms.error.empty() ? "" : "RuleErrorDAOCoinLimitOrder" + terms.error);
  }
}

TEST(ValidateOrderTest, TranslatesKeysAsTheViewKnowsThem) {
  LimitOrderWorld world;
  world.base().ledger.pkids.Put(KeyNamed('q'), PkidNamed('X'));
  LimitOrderMetadata metadata;
  metadata.selling_coin = KeyNamed('q');
  metadata.buying_coin = kDesoKey;
  const OrderEntry order = OrderOf(world.ledger(), metadata, PkidNamed('a'));
  EXPECT_EQ(order.selling, PkidNamed('X'));
  EXPECT_EQ(order.buying, kDesoPkid);
  EXPECT_TRUE(order.rate.IsZero());
  EXPECT_TRUE(order.quantity.IsZero());
}

}  // namespace
}  // namespace desobook::test
