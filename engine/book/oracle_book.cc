#include "engine/book/oracle_book.h"

#include <algorithm>
#include <utility>

#include "engine/amount/check.h"

namespace desobook {
namespace {

// The taker's quantity after trading with `maker` as a scan counts it: balances
// and restrictions do not matter here.
Result<BaseUnits> QuantityLeft(const OrderEntry& maker, const OrderEntry& taker,
                               BaseUnits quantity) {
  DESOBOOK_ASSIGN_OR_RETURN(
      const FillAmounts fill,
      Exchange(maker, static_cast<OrderSide>(taker.side), quantity));
  return fill.taker_left;
}

// `sorted` (best first) up to the order that uses up the taker's quantity,
// that one included (step 5).
Result<std::vector<OrderEntry>> UpToQuantity(std::vector<OrderEntry> sorted,
                                             const OrderEntry& taker) {
  BaseUnits left = taker.quantity;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    DESOBOOK_ASSIGN_OR_RETURN(left, QuantityLeft(sorted[i], taker, left));
    if (left.IsZero()) {
      sorted.resize(i + 1);
      break;
    }
  }
  return sorted;
}

// The value of a key that an index promises to be there.
template <typename Map, typename Key>
const typename Map::mapped_type& Existing(const Map& map, const Key& key) {
  const auto it = map.find(key);
  DESOBOOK_CHECK(it != map.end());
  return it->second;
}

OrderId HighestOrderId() {
  OrderId id;
  id.bytes.fill(0xff);
  return id;
}

}  // namespace

bool OracleBook::MakerKey::operator<(const MakerKey& other) const {
  if (buying != other.buying) return buying < other.buying;
  if (selling != other.selling) return selling < other.selling;
  if (rate != other.rate) return rate > other.rate;
  if (height != other.height) return height < other.height;
  return id > other.id;
}

OracleBook::MakerKey OracleBook::KeyOf(const OrderEntry& order) {
  return {order.buying, order.selling, order.rate, order.height, order.id};
}

OracleBook::MakerKey OracleBook::BestKey(const Pkid& buying,
                                         const Pkid& selling) {
  return {buying, selling, Rate(Uint256::Max()), 0, HighestOrderId()};
}

OracleBook::OracleBook(const std::vector<OrderEntry>& orders) {
  std::vector<MakerKey> keys;
  keys.reserve(orders.size());
  for (const OrderEntry& order : orders) {
    orders_.emplace_hint(orders_.end(), order.id, order);
    keys.push_back(KeyOf(order));
  }
  std::sort(keys.begin(), keys.end());
  by_priority_ = ByPriority(keys.begin(), keys.end());
  DESOBOOK_CHECK(orders_.size() == by_priority_.size());
}

void OracleBook::Put(const OrderEntry& order) {
  Erase(order.id);
  orders_.emplace(order.id, order);
  by_priority_.insert(KeyOf(order));
  DESOBOOK_CHECK(orders_.size() == by_priority_.size());
}

void OracleBook::Erase(const OrderId& id) {
  const auto it = orders_.find(id);
  if (it == orders_.end()) return;
  by_priority_.erase(KeyOf(it->second));
  orders_.erase(it);
  DESOBOOK_CHECK(orders_.size() == by_priority_.size());
}

const OrderEntry* OracleBook::Find(const OrderId& id) const {
  const auto it = orders_.find(id);
  return it == orders_.end() ? nullptr : &it->second;
}

std::vector<OrderEntry> OracleBook::Side(const Pkid& buying,
                                         const Pkid& selling) const {
  std::vector<OrderEntry> side;
  for (auto it = by_priority_.lower_bound(BestKey(buying, selling));
       it != by_priority_.end() && it->buying == buying &&
       it->selling == selling;
       ++it) {
    side.push_back(Existing(orders_, it->id));
  }
  return side;
}

std::optional<OrderRecord> OracleBook::View::Lookup(const OrderId& id) const {
  if (const auto it = records_.find(id); it != records_.end()) {
    return it->second;
  }
  if (const OrderEntry* stored = base_->Find(id)) {
    return OrderRecord{.order = *stored, .deleted = false};
  }
  return std::nullopt;
}

void OracleBook::View::Put(const OrderEntry& order) {
  Set({.order = order, .deleted = false});
}

void OracleBook::View::Tombstone(const OrderEntry& order) {
  Set({.order = order, .deleted = true});
}

void OracleBook::View::Set(const OrderRecord& record) {
  const OrderId& id = record.order.id;
  const auto [it, inserted] = records_.try_emplace(id, record);
  if (inserted) {
    undo_.push_back({id, std::nullopt});
    by_pair_.insert(PairKeyOf(record.order));
    return;
  }
  DESOBOOK_CHECK(PairKeyOf(it->second.order) == PairKeyOf(record.order));
  undo_.push_back({id, it->second});
  it->second = record;
}

void OracleBook::View::RollBack(std::size_t mark) {
  DESOBOOK_CHECK(mark <= undo_.size());
  while (undo_.size() > mark) {
    const Undo& last = undo_.back();
    const auto it = records_.find(last.id);
    DESOBOOK_CHECK(it != records_.end());
    if (last.previous) {
      it->second = *last.previous;
    } else {
      by_pair_.erase(PairKeyOf(it->second.order));
      records_.erase(it);
    }
    undo_.pop_back();
  }
}

void OracleBook::View::FlushTo(OracleBook& target) const {
  for (const auto& [id, record] : records_) {
    if (record.deleted) {
      target.Erase(id);
    } else {
      target.Put(record.order);
    }
  }
}

// The node seeks backwards to the largest key that is not above that of
// `last_seen`, and skips the first key it lands on whatever it is (Q3). Orders
// in the view, deleted ones included, are passed over without a price test and
// without using up quantity (Q2, Q4); restricted ones do use it up (Q5).
Result<std::vector<OrderEntry>> OracleBook::View::ScanBase(
    const OrderEntry& taker, const std::optional<OrderEntry>& last_seen,
    bool skip_known) const {
  const Pkid& buying = taker.selling;
  const Pkid& selling = taker.buying;
  const ByPriority& keys = base_->by_priority_;

  std::vector<OrderEntry> fetched;
  BaseUnits left = taker.quantity;
  bool skip_first = last_seen.has_value();
  for (auto it = keys.lower_bound(last_seen ? KeyOf(*last_seen)
                                            : BestKey(buying, selling));
       it != keys.end() && it->buying == buying && it->selling == selling;
       ++it) {
    if (left.IsZero()) break;
    if (skip_first) {
      skip_first = false;
      continue;
    }
    const OrderEntry& maker = Existing(base_->orders_, it->id);
    if (skip_known && by_pair_.contains(PairKeyOf(maker))) continue;
    if (!PriceAllows(taker, maker)) break;
    DESOBOOK_ASSIGN_OR_RETURN(left, QuantityLeft(maker, taker, left));
    fetched.push_back(maker);
  }
  return fetched;
}

// Every record of the view is a candidate, however deep it lies (Q1). The walk
// leaves out records of other pairs, which fail checks 2 and 3 of 5.6.
Result<std::vector<OrderEntry>> OracleBook::View::Candidates(
    const OrderEntry& taker, const std::optional<OrderEntry>& last_seen,
    MatchFilter filter) const {
  const Pkid& buying = taker.selling;
  const Pkid& selling = taker.buying;

  std::vector<OrderEntry> candidates;
  for (auto it = by_pair_.lower_bound(PairKey{buying, selling, OrderId{}});
       it != by_pair_.end() && it->buying == buying && it->selling == selling;
       ++it) {
    const OrderRecord& record = Existing(records_, it->id);
    if (record.deleted) continue;
    switch (filter(record.order)) {
      case MatchVerdict::kOwnOrder:
        return RuleError::kDAOCoinLimitOrderMatchingOwnOrder;
      case MatchVerdict::kSkip:
        continue;
      case MatchVerdict::kMatch:
        break;
    }
    if (last_seen && !IsBetterMaker(*last_seen, record.order)) continue;
    candidates.push_back(record.order);
  }
  return candidates;
}

Result<std::vector<OrderEntry>> OracleBook::View::NextOrders(
    const OrderEntry& taker, const std::optional<OrderEntry>& last_seen,
    bool skip_known, MatchFilter filter) {
  DESOBOOK_ASSIGN_OR_RETURN(const std::vector<OrderEntry> fetched,
                            ScanBase(taker, last_seen, skip_known));
  for (const OrderEntry& order : fetched) {
    if (!records_.contains(order.id)) Put(order);
  }
  DESOBOOK_ASSIGN_OR_RETURN(std::vector<OrderEntry> candidates,
                            Candidates(taker, last_seen, filter));
  std::sort(candidates.begin(), candidates.end(), IsBetterMaker);
  return UpToQuantity(std::move(candidates), taker);
}

}  // namespace desobook
