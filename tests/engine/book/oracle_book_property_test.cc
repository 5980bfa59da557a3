// The oracle book against a second writing of protocol text 5.9 that shares
// nothing with it: the node's bytes as keys, a plain map as the view, and every
// record asked in step 3.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/book/oracle_book.h"
#include "tests/engine/book/orders.h"

namespace desobook::test {
namespace {

const Pkid kOtherToken = PkidNamed('Y');

// Key of prefix 60 as the node stores it.
std::string DatabaseKey(const OrderEntry& order) {
  std::string key;
  const auto append = [&key](const auto& bytes) {
    key.append(bytes.begin(), bytes.end());
  };
  append(order.buying.bytes);
  append(order.selling.bytes);
  const auto rate = ToBigEndian(order.rate.value());
  const std::size_t length = MinimalByteLength(order.rate.value());
  key.push_back(1);
  key.push_back(static_cast<char>(length));
  key.append(rate.end() - static_cast<std::ptrdiff_t>(length), rate.end());
  const std::uint32_t age = 0xffffffffU - order.height;
  for (const int shift : {24, 16, 8, 0}) {
    key.push_back(static_cast<char>(age >> shift & 0xffU));
  }
  append(order.id.bytes);
  return key;
}

class Model {
 public:
  std::map<std::string, OrderEntry> base;
  std::map<OrderId, OrderRecord> view;

  std::vector<OrderEntry> Scan(const OrderEntry& taker,
                               const std::optional<OrderEntry>& last_seen,
                               bool skip_known) const {
    OrderEntry best;
    best.buying = taker.selling;
    best.selling = taker.buying;
    best.rate = Rate(Uint256::Max());
    best.id.bytes.fill(0xff);
    const std::string prefix = DatabaseKey(best).substr(0, 66);
    std::vector<OrderEntry> fetched;
    BaseUnits left = taker.quantity;
    bool skip_first = last_seen.has_value();
    auto it = base.upper_bound(DatabaseKey(last_seen.value_or(best)));
    while (it != base.begin() && !left.IsZero()) {
      --it;
      if (!it->first.starts_with(prefix)) break;
      if (skip_first) {
        skip_first = false;
        continue;
      }
      if (skip_known && view.contains(it->second.id)) continue;
      if (!PriceAllows(taker, it->second)) break;
      left = Exchange(it->second, static_cast<OrderSide>(taker.side), left)
                 ->taker_left;
      fetched.push_back(it->second);
    }
    return fetched;
  }

  Result<std::vector<OrderEntry>> NextOrders(
      const OrderEntry& taker, const std::optional<OrderEntry>& last_seen,
      bool skip_known, MatchFilter filter) {
    for (const OrderEntry& order : Scan(taker, last_seen, skip_known)) {
      view.try_emplace(order.id, OrderRecord{order, false});
    }
    std::vector<OrderEntry> candidates;
    for (const auto& [id, record] : view) {
      if (record.deleted) continue;
      const MatchVerdict verdict = filter(record.order);
      if (verdict == MatchVerdict::kOwnOrder) {
        return RuleError::kDAOCoinLimitOrderMatchingOwnOrder;
      }
      if (verdict == MatchVerdict::kSkip) continue;
      if (last_seen && !IsBetterMaker(*last_seen, record.order)) continue;
      candidates.push_back(record.order);
    }
    std::sort(candidates.begin(), candidates.end(), IsBetterMaker);
    std::vector<OrderEntry> out;
    BaseUnits left = taker.quantity;
    for (const OrderEntry& order : candidates) {
      if (left.IsZero()) break;
      out.push_back(order);
      left =
          Exchange(order, static_cast<OrderSide>(taker.side), left)->taker_left;
    }
    return out;
  }
};

rc::Gen<OrderEntry> AnyOrder() {
  return rc::gen::exec([] {
    OrderSpec spec;
    spec.id = *rc::gen::inRange<char>('A', 'Z' + 1);
    spec.owner = *rc::gen::inRange<char>('p', 'u');
    spec.rate_hundredths = *rc::gen::element<std::uint64_t>(
        1, 50, 99, 100, 101, 200, 201, 300, 30000);
    spec.quantity = *rc::gen::inRange<std::uint64_t>(1, 40);
    spec.side = *rc::gen::element(OrderSide::kAsk, OrderSide::kBid);
    spec.height = *rc::gen::inRange<BlockHeight>(1, 4);
    // An id always belongs to the same pair, as on the chain.
    const int pair = spec.id % 5;
    spec.buying = pair == 0 ? kToken : kDesoPkid;
    spec.selling = pair == 0 ? kDesoPkid : pair == 1 ? kOtherToken : kToken;
    return MakeOrder(spec);
  });
}

rc::Gen<OrderEntry> AnyTaker() {
  return rc::gen::exec([] {
    OrderEntry taker = *AnyOrder();
    std::swap(taker.buying, taker.selling);
    taker.id = IdNamed('t');
    if (*rc::gen::inRange(0, 4) == 0) {
      taker.rate = Rate();
      taker.fill_type = static_cast<std::uint8_t>(FillType::kImmediateOrCancel);
    }
    return taker;
  });
}

// Like 5.6, with one owner whom no coin may reach.
struct Judge {
  const OrderEntry& taker;
  MatchVerdict operator()(const OrderEntry& maker) const {
    if (maker.selling != taker.buying || maker.buying != taker.selling ||
        !PriceAllows(taker, maker) || maker.transactor == PkidNamed('q')) {
      return MatchVerdict::kSkip;
    }
    return maker.transactor == taker.transactor ? MatchVerdict::kOwnOrder
                                                : MatchVerdict::kMatch;
  }
};

// A base and a view in some state, and the same as a model.
struct Books {
  OracleBook base;
  Model model;

  Books() {
    for (const OrderEntry& order :
         *rc::gen::container<std::vector<OrderEntry>>(AnyOrder())) {
      if (base.Find(order.id) != nullptr) continue;
      base.Put(order);
      model.base.emplace(DatabaseKey(order), order);
    }
  }
};

bool SameRecords(const OracleBook::View& view, const Model& model) {
  return std::equal(view.records().begin(), view.records().end(),
                    model.view.begin(), model.view.end());
}

// Puts or deletes an order of the view; an order that the base has keeps its
// rate, height and owner, as only quantities change.
void ChangeView(OracleBook::View& view, Model& model) {
  OrderEntry order = *AnyOrder();
  if (const auto known = view.Lookup(order.id)) {
    const BaseUnits quantity = order.quantity;
    order = known->order;
    order.quantity = quantity;
  }
  const bool deleted = *rc::gen::arbitrary<bool>();
  if (deleted) {
    view.Tombstone(order);
  } else {
    view.Put(order);
  }
  model.view[order.id] = OrderRecord{order, deleted};
}

RC_GTEST_PROP(OracleBookProperty, FollowsTheTextOnRandomBooks, ()) {
  Books books;
  OracleBook::View view(&books.base);
  const int steps = *rc::gen::inRange(0, 12);
  for (int step = 0; step < steps; ++step) {
    if (*rc::gen::arbitrary<bool>()) {
      ChangeView(view, books.model);
      continue;
    }
    const OrderEntry taker = *AnyTaker();
    std::optional<OrderEntry> last_seen;
    if (*rc::gen::arbitrary<bool>()) {
      last_seen = *AnyOrder();
      last_seen->buying = taker.selling;
      last_seen->selling = taker.buying;
    }
    const bool skip_known = *rc::gen::inRange(0, 4) != 0;
    const Judge judge{taker};
    const auto actual = view.NextOrders(taker, last_seen, skip_known, judge);
    const auto expected =
        books.model.NextOrders(taker, last_seen, skip_known, judge);
    RC_ASSERT(actual.ok() == expected.ok());
    if (actual.ok()) {
      RC_ASSERT(*actual == *expected);
    } else {
      RC_ASSERT(actual.error() == expected.error());
    }
    RC_ASSERT(SameRecords(view, books.model));
  }
}

RC_GTEST_PROP(OracleBookProperty, NextOrdersAreLiveSortedAndBehindLastSeen,
              ()) {
  Books books;
  OracleBook::View view(&books.base);
  const int changes = *rc::gen::inRange(0, 6);
  for (int i = 0; i < changes; ++i) ChangeView(view, books.model);
  const OrderEntry taker = *AnyTaker();
  const Judge judge{taker};
  std::optional<OrderEntry> last_seen;
  while (true) {
    const auto next = view.NextOrders(taker, last_seen, true, judge);
    if (!next.ok() || next->empty()) break;
    for (const OrderEntry& order : *next) {
      RC_ASSERT((!last_seen || IsBetterMaker(*last_seen, order)));
      RC_ASSERT(view.records().at(order.id) == (OrderRecord{order, false}));
      RC_ASSERT(judge(order) == MatchVerdict::kMatch);
      last_seen = order;
    }
  }
}

RC_GTEST_PROP(OracleBookProperty, RollBackRestoresTheViewExactly, ()) {
  Books books;
  OracleBook::View view(&books.base);
  const int before = *rc::gen::inRange(0, 6);
  for (int i = 0; i < before; ++i) ChangeView(view, books.model);
  if (*rc::gen::arbitrary<bool>()) view.Forget();

  const OracleBook::View copy = view;
  const std::size_t mark = view.Mark();
  const int after = *rc::gen::inRange(1, 8);
  for (int i = 0; i < after; ++i) {
    ChangeView(view, books.model);
    const OrderEntry taker = *AnyTaker();
    const Judge judge{taker};
    static_cast<void>(view.NextOrders(taker, std::nullopt, true, judge));
  }
  view.RollBack(mark);

  RC_ASSERT(view.records() == copy.records());
  RC_ASSERT(view.Mark() == mark);
  OracleBook::View twin = copy;
  const OrderEntry taker = *AnyTaker();
  const Judge judge{taker};
  const auto actual = view.NextOrders(taker, std::nullopt, true, judge);
  const auto expected = twin.NextOrders(taker, std::nullopt, true, judge);
  RC_ASSERT(actual.ok() == expected.ok());
  if (actual.ok()) RC_ASSERT(*actual == *expected);
  RC_ASSERT(view.records() == twin.records());
}

// What every order's quantity counts is exactly what changed hands: coins
// neither appear nor vanish, however amounts were rounded.
RC_GTEST_PROP(ExchangeProperty, QuantitiesShrinkByWhatChangedHands, ()) {
  const OrderEntry taker = *AnyTaker();
  const bool taker_asks = taker.side == static_cast<int>(OrderSide::kAsk);
  Uint256 taker_moved;
  BaseUnits left = taker.quantity;
  const auto makers = *rc::gen::container<std::vector<OrderEntry>>(AnyOrder());
  for (const OrderEntry& maker : makers) {
    if (left.IsZero()) break;
    const auto fill = Exchange(maker, static_cast<OrderSide>(taker.side), left);
    RC_ASSERT(fill.ok());
    const bool maker_asks = maker.side == static_cast<int>(OrderSide::kAsk);
    RC_ASSERT(*CheckedSub(maker.quantity, fill->maker_left) ==
              (maker_asks ? fill->bought : fill->sold));
    RC_ASSERT(fill->bought <= *BaseUnitsToSell(maker));
    RC_ASSERT((fill->taker_left.IsZero() || fill->maker_left.IsZero()));
    taker_moved = *CheckedAdd(taker_moved,
                              (taker_asks ? fill->sold : fill->bought).value());
    left = fill->taker_left;
  }
  RC_ASSERT(*CheckedSub(taker.quantity, left) == BaseUnits(taker_moved));
}

}  // namespace
}  // namespace desobook::test
