#include "engine/book/oracle_book.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/book/orders.h"

namespace desobook::test {
namespace {

// The checks of 5.6 with a set of owners that no coin may go to or come from.
class Judge {
 public:
  explicit Judge(OrderEntry taker, std::set<Pkid> restricted = {})
      : taker_(taker), restricted_(std::move(restricted)) {}

  MatchVerdict operator()(const OrderEntry& maker) const {
    if (maker.selling != taker_.buying || maker.buying != taker_.selling ||
        !PriceAllows(taker_, maker) || restricted_.contains(maker.transactor)) {
      return MatchVerdict::kSkip;
    }
    return maker.transactor == taker_.transactor ? MatchVerdict::kOwnOrder
                                                 : MatchVerdict::kMatch;
  }

 private:
  OrderEntry taker_;
  std::set<Pkid> restricted_;
};

// Takers buy the token with DESO.
OrderEntry Buyer(std::uint64_t quantity, std::uint64_t rate_hundredths = 100) {
  return MakeOrder({.id = 'T',
                    .owner = 't',
                    .rate_hundredths = rate_hundredths,
                    .quantity = quantity,
                    .side = OrderSide::kBid,
                    .buying = kToken,
                    .selling = kDesoPkid});
}

class OracleBookTest : public testing::Test {
 protected:
  OracleBook base_;
  OracleBook::View view_{&base_};

  // The names of the next orders, or the text of the refusal.
  std::string Next(const OrderEntry& taker,
                   const std::optional<OrderEntry>& last_seen = std::nullopt,
                   bool skip_known = true, std::set<Pkid> restricted = {}) {
    const Judge judge(taker, std::move(restricted));
    const auto next = view_.NextOrders(taker, last_seen, skip_known, judge);
    return next.ok() ? NamesOf(*next)
                     : std::string(ReferenceName(next.error()));
  }
};

constexpr char kOwn[] = "RuleErrorDAOCoinLimitOrderMatchingOwnOrder";

TEST_F(OracleBookTest, SideListsThePairBestFirst) {
  base_.Put(MakeOrder({.id = 'A', .rate_hundredths = 100, .height = 5}));
  base_.Put(MakeOrder({.id = 'B', .rate_hundredths = 100, .height = 4}));
  base_.Put(MakeOrder({.id = 'C', .rate_hundredths = 100, .height = 5}));
  base_.Put(MakeOrder({.id = 'D', .rate_hundredths = 30000, .height = 9}));
  base_.Put(MakeOrder({.id = 'E', .rate_hundredths = 1, .height = 1}));
  base_.Put(MakeOrder({.id = 'F', .buying = kToken, .selling = kDesoPkid}));
  base_.Put(MakeOrder({.id = 'G', .selling = PkidNamed('Y')}));
  EXPECT_EQ(NamesOf(base_.Side(kDesoPkid, kToken)), "DBCAE");
  EXPECT_EQ(NamesOf(base_.Side(kToken, kDesoPkid)), "F");
  EXPECT_EQ(NamesOf(base_.Side(kDesoPkid, kDesoPkid)), "");
}

TEST_F(OracleBookTest, PutReplacesAndEraseRemoves) {
  OrderEntry order = MakeOrder({.id = 'A', .quantity = 9});
  base_.Put(order);
  order.quantity = BaseUnits(4);
  base_.Put(order);
  EXPECT_EQ(base_.size(), 1U);
  ASSERT_NE(base_.Find(order.id), nullptr);
  EXPECT_EQ(*base_.Find(order.id), order);
  base_.Erase(order.id);
  base_.Erase(order.id);
  EXPECT_EQ(base_.Find(order.id), nullptr);
  EXPECT_EQ(base_.Side(kDesoPkid, kToken).size(), 0U);
}

TEST_F(OracleBookTest, FindsAnOrderWithTheBestKeyThatCanExist) {
  OrderEntry order = MakeOrder({.id = '\xff', .quantity = 1, .height = 0});
  order.rate = Rate(Uint256::Max());
  base_.Put(order);
  EXPECT_EQ(base_.Side(kDesoPkid, kToken).size(), 1U);
  EXPECT_EQ(Next(Buyer(1)), "\xff");
}

TEST_F(OracleBookTest, LookupPrefersTheViewAndLoadsNothing) {
  const OrderEntry a = MakeOrder({.id = 'A', .quantity = 5});
  base_.Put(a);
  EXPECT_EQ(view_.Lookup(a.id), (OrderRecord{a, false}));
  EXPECT_EQ(RecordsOf(view_), "");
  view_.Tombstone(a);
  EXPECT_EQ(view_.Lookup(a.id), (OrderRecord{a, true}));
  EXPECT_EQ(view_.Lookup(IdNamed('Z')), std::nullopt);
}

TEST_F(OracleBookTest, StopsWhenTheQuantityIsCovered) {
  base_.Put(MakeOrder({.id = 'A', .rate_hundredths = 300, .quantity = 10}));
  base_.Put(MakeOrder({.id = 'B', .rate_hundredths = 200, .quantity = 10}));
  base_.Put(MakeOrder({.id = 'C', .rate_hundredths = 100, .quantity = 10}));
  EXPECT_EQ(Next(Buyer(11)), "AB");
  EXPECT_EQ(RecordsOf(view_), "AB");
}

TEST_F(OracleBookTest, EmptyBookGivesNothing) {
  EXPECT_EQ(Next(Buyer(11)), "");
  EXPECT_EQ(view_.Mark(), 0U);
}

// Protocol text 5.11; rates are token base units per nano.
class SelfMatchExample : public OracleBookTest {
 protected:
  const OrderEntry a_ = MakeOrder(
      {.id = 'A', .owner = 'u', .rate_hundredths = 2000, .quantity = 100});
  const OrderEntry o_ = MakeOrder(
      {.id = 'O', .owner = 't', .rate_hundredths = 1500, .quantity = 50});
  const OrderEntry taker_ = Buyer(50, 10);
};

TEST_F(SelfMatchExample, IgnoresAnOwnOrderThatTheScanDoesNotReach) {
  base_.Put(a_);
  base_.Put(o_);
  EXPECT_EQ(Next(taker_), "A");
  EXPECT_EQ(RecordsOf(view_), "A");
}

TEST_F(SelfMatchExample, RefusesAnOwnOrderOfTheView) {
  base_.Put(a_);
  view_.Put(o_);
  EXPECT_EQ(Next(taker_), kOwn);
}

TEST_F(SelfMatchExample, RefusesAnOwnOrderLoadedForSomebodyElse) {
  base_.Put(a_);
  base_.Put(o_);
  OrderEntry other = Buyer(120, 10);
  other.transactor = PkidNamed('v');
  EXPECT_EQ(Next(other), "AO");
  EXPECT_EQ(Next(taker_), kOwn);
}

TEST_F(SelfMatchExample, IncompatibleOwnOrderIsHarmless) {
  base_.Put(a_);
  view_.Put(o_);
  EXPECT_EQ(Next(Buyer(50, 6)), "A");
}

TEST_F(SelfMatchExample, DeletedOwnOrderIsHarmless) {
  base_.Put(a_);
  view_.Tombstone(o_);
  EXPECT_EQ(Next(taker_), "A");
}

TEST_F(SelfMatchExample, OwnOrderBetterThanLastSeenStillRefuses) {
  base_.Put(a_);
  view_.Put(o_);
  const OrderEntry last =
      MakeOrder({.id = 'L', .rate_hundredths = 1200, .quantity = 1});
  EXPECT_EQ(Next(taker_, last), kOwn);
}

// Protocol text 5.12: T sells 100 tokens, R may not receive any.
class HiddenOrderExample : public OracleBookTest {
 protected:
  static OrderEntry Bid(char id, std::uint64_t rate) {
    return MakeOrder({.id = id,
                      .owner = id,
                      .rate_hundredths = rate * 100,
                      .quantity = 100,
                      .side = OrderSide::kBid,
                      .buying = kToken,
                      .selling = kDesoPkid});
  }
  void SetUp() override {
    base_.Put(r_);
    base_.Put(b_);
    base_.Put(c_);
  }
  std::string Sell(const std::optional<OrderEntry>& last_seen = std::nullopt) {
    return Next(taker_, last_seen, true, {PkidNamed('R')});
  }

  const OrderEntry r_ = Bid('R', 20);
  const OrderEntry v_ = Bid('V', 19);
  const OrderEntry b_ = Bid('B', 18);
  const OrderEntry c_ = Bid('C', 16);
  const OrderEntry taker_ =
      MakeOrder({.id = 'T', .owner = 't', .quantity = 100});
};

TEST_F(HiddenOrderExample, UnmatchableOrderUsesUpTheScan) {
  EXPECT_EQ(Sell(), "");
  EXPECT_EQ(RecordsOf(view_), "R");
}

TEST_F(HiddenOrderExample, ContinuedScanDropsTheOrderItLandsOn) {
  view_.Put(v_);
  EXPECT_EQ(Sell(), "V");
  view_.Tombstone(v_);
  EXPECT_EQ(Sell(v_), "C");
  EXPECT_EQ(RecordsOf(view_), "CRv");
  EXPECT_EQ(Sell(c_), "");
}

TEST_F(HiddenOrderExample, OrderInTheViewIsNotDropped) {
  view_.Put(b_);
  view_.Put(v_);
  EXPECT_EQ(Sell(), "V");
  view_.Tombstone(v_);
  EXPECT_EQ(Sell(v_), "B");
}

TEST_F(OracleBookTest, ContinuedScanSkipsLastSeenItself) {
  const OrderEntry a =
      MakeOrder({.id = 'A', .rate_hundredths = 300, .quantity = 10});
  base_.Put(a);
  base_.Put(MakeOrder({.id = 'B', .rate_hundredths = 200, .quantity = 10}));
  EXPECT_EQ(Next(Buyer(10)), "A");
  view_.Tombstone(a);
  EXPECT_EQ(Next(Buyer(10), a), "B");
}

// Q2.
TEST_F(OracleBookTest, KnownOrdersDoNotUseUpTheScan) {
  const OrderEntry a =
      MakeOrder({.id = 'A', .rate_hundredths = 300, .quantity = 10});
  base_.Put(a);
  base_.Put(MakeOrder({.id = 'B', .rate_hundredths = 200, .quantity = 10}));
  base_.Put(MakeOrder({.id = 'C', .rate_hundredths = 100, .quantity = 10}));
  view_.Put(a);
  EXPECT_EQ(Next(Buyer(10)), "A");
  EXPECT_EQ(RecordsOf(view_), "AB");
}

// Q4.
TEST_F(OracleBookTest, StopsAtTheFirstUnknownOrderOfAWrongPrice) {
  const OrderEntry known =
      MakeOrder({.id = 'A', .rate_hundredths = 90, .quantity = 10});
  base_.Put(known);
  base_.Put(MakeOrder({.id = 'B', .rate_hundredths = 80, .quantity = 10}));
  view_.Put(known);
  EXPECT_EQ(Next(Buyer(10)), "");
  EXPECT_EQ(RecordsOf(view_), "A");
}

// Q6: ToSell of a BID maker overflows on the product.
TEST_F(OracleBookTest, OverflowOfAScannedOrderRefuses) {
  OrderEntry poison =
      MakeOrder({.id = 'P', .quantity = 1, .side = OrderSide::kBid});
  poison.rate = Rate(Uint256::Max());
  poison.quantity = BaseUnits(2);
  base_.Put(poison);
  EXPECT_EQ(Next(Buyer(10)),
            "RuleErrorDAOCoinLimitOrderTotalCostOverflowsUint256");
}

TEST_F(OracleBookTest, OverflowOfACandidateOfTheViewRefuses) {
  OrderEntry poison =
      MakeOrder({.id = 'P', .quantity = 2, .side = OrderSide::kBid});
  poison.rate = Rate(Uint256::Max());
  view_.Put(poison);
  EXPECT_EQ(Next(Buyer(10)),
            "RuleErrorDAOCoinLimitOrderTotalCostOverflowsUint256");
}

// Q7.
TEST_F(OracleBookTest, BeforeTheForkDeletedOrdersUseUpTheScan) {
  const OrderEntry a =
      MakeOrder({.id = 'A', .rate_hundredths = 300, .quantity = 10});
  base_.Put(a);
  base_.Put(MakeOrder({.id = 'B', .rate_hundredths = 200, .quantity = 10}));
  view_.Tombstone(a);
  EXPECT_EQ(Next(Buyer(10), std::nullopt, false), "");
  EXPECT_EQ(RecordsOf(view_), "a");
  EXPECT_EQ(Next(Buyer(10), std::nullopt, true), "B");
}

TEST_F(OracleBookTest, BeforeTheForkTheViewsCopyCounts) {
  OrderEntry a = MakeOrder({.id = 'A', .rate_hundredths = 300, .quantity = 10});
  base_.Put(a);
  a.quantity = BaseUnits(3);
  view_.Put(a);
  EXPECT_EQ(Next(Buyer(10), std::nullopt, false), "A");
  EXPECT_EQ(view_.Lookup(a.id)->order.quantity, BaseUnits(3));
}

// Q8.
TEST_F(OracleBookTest, LoadedOrdersStayAndAreFlushedAgain) {
  base_.Put(MakeOrder({.id = 'A', .quantity = 10}));
  EXPECT_EQ(Next(Buyer(1)), "A");
  view_.Forget();
  EXPECT_EQ(RecordsOf(view_), "A");
  OracleBook later;
  view_.FlushTo(later);
  EXPECT_EQ(later.orders(), base_.orders());
}

TEST_F(OracleBookTest, RollBackTakesBackLoadsOfARefusedScan) {
  base_.Put(MakeOrder({.id = 'A', .rate_hundredths = 300, .quantity = 10}));
  base_.Put(MakeOrder(
      {.id = 'O', .owner = 't', .rate_hundredths = 200, .quantity = 10}));
  const std::size_t mark = view_.Mark();
  EXPECT_EQ(Next(Buyer(11)), kOwn);
  EXPECT_EQ(RecordsOf(view_), "AO");
  view_.RollBack(mark);
  EXPECT_EQ(RecordsOf(view_), "");
  EXPECT_EQ(Next(Buyer(10)), "A");
}

TEST_F(OracleBookTest, MarketOrderTakesAnyPrice) {
  base_.Put(MakeOrder({.id = 'A', .rate_hundredths = 1, .quantity = 10}));
  OrderEntry market = Buyer(5, 0);
  EXPECT_EQ(Next(market), "");
  market.fill_type = static_cast<std::uint8_t>(FillType::kImmediateOrCancel);
  EXPECT_EQ(Next(market), "A");
}

TEST_F(OracleBookTest, FlushErasesTombstonesAndWritesTheRest) {
  OrderEntry a = MakeOrder({.id = 'A', .quantity = 10});
  base_.Put(a);
  base_.Put(MakeOrder({.id = 'B', .quantity = 10}));
  view_.Tombstone(*base_.Find(IdNamed('B')));
  a.quantity = BaseUnits(1);
  view_.Put(a);
  OracleBook target = base_;
  view_.FlushTo(target);
  EXPECT_EQ(target.size(), 1U);
  EXPECT_EQ(*target.Find(a.id), a);
}

}  // namespace
}  // namespace desobook::test
