// The obvious order book: ordered maps, the scan of protocol text 5.9 step by
// step, never optimised. It defines what the fast book must do.
//
// The contract that both share (checked by the concept OrderBook below):
// storage and scan belong to the book; who may trade with whom is decided by
// the rules through `MatchFilter`.

#ifndef DESOBOOK_ENGINE_BOOK_ORACLE_BOOK_H_
#define DESOBOOK_ENGINE_BOOK_ORACLE_BOOK_H_

#include <compare>
#include <concepts>
#include <cstddef>
#include <optional>
#include <vector>

#include "absl/container/btree_map.h"
#include "absl/container/btree_set.h"
#include "absl/functional/function_ref.h"
#include "engine/amount/rule_error.h"
#include "engine/book/order.h"

#pragma GCC visibility push(default)

namespace desobook {

// What the rules say about a maker for the current taker (5.6).
enum class MatchVerdict {
  kMatch,     // may trade
  kSkip,      // fails one of checks 1-6
  kOwnOrder,  // passes 1-6 and belongs to the taker: the transaction fails
};
// Asked for live view records only. May load view records of the ledger.
using MatchFilter = absl::FunctionRef<MatchVerdict(const OrderEntry& maker)>;

// A view's knowledge of an order. A deleted one keeps its last content: the
// scan counts it as "in view", and a derived key's cancel still finds its pair.
struct OrderRecord {
  OrderEntry order;
  bool deleted = false;
  friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

class OracleBook {
 public:
  OracleBook() = default;
  // All orders at once. REQUIRES: their ids ascend.
  explicit OracleBook(const std::vector<OrderEntry>& orders);

  // The base: resting orders of the database after the last committed block.
  void Put(const OrderEntry& order);
  void Erase(const OrderId& id);
  [[nodiscard]] const OrderEntry* Find(const OrderId& id) const;
  [[nodiscard]] std::size_t size() const { return orders_.size(); }
  // Every order, by id.
  using Orders = absl::btree_map<OrderId, OrderEntry>;
  [[nodiscard]] const Orders& orders() const { return orders_; }
  // Orders that sell `selling` for `buying`, best first.
  [[nodiscard]] std::vector<OrderEntry> Side(const Pkid& buying,
                                             const Pkid& selling) const;

  class View;

 private:
  // Ascending key order within (buying, selling) is match priority, best first:
  // see IsBetterMaker. The node's database sorts the other way round and is
  // scanned backwards.
  // Source: deso-protocol/core lib/db_utils.go, DBKeyForDAOCoinLimitOrder.
  struct MakerKey {
    Pkid buying;
    Pkid selling;
    Rate rate;
    BlockHeight height = 0;
    OrderId id;
    bool operator<(const MakerKey& other) const;
  };
  static MakerKey KeyOf(const OrderEntry& order);
  // Not worse than any order of the pair.
  static MakerKey BestKey(const Pkid& buying, const Pkid& selling);
  using ByPriority = absl::btree_set<MakerKey>;

  Orders orders_;
  ByPriority by_priority_;
};

class OracleBook::View {
 public:
  // `base` must outlive the view and not change while the view reads it.
  explicit View(const OracleBook* base) : base_(base) {}

  // The view's record of the order, deleted ones included, else the base's.
  // Loads nothing.
  [[nodiscard]] std::optional<OrderRecord> Lookup(const OrderId& id) const;
  // Stores a live record.
  void Put(const OrderEntry& order);
  // Turns the order (as given) into a deleted record.
  void Tombstone(const OrderEntry& order);

  // The makers that `taker` meets next, best first, up to its quantity; loads
  // what the scan reads. `last_seen` is the last maker already handled.
  // `skip_known` is false below the OrderBookDBFetchOptimization height (Q7).
  // Errors: kDAOCoinLimitOrderMatchingOwnOrder; overflow of any scanned or
  // candidate order (Q6).
  // Source: deso-protocol/core lib/block_view_dao_coin_limit_order.go,
  // GetNextLimitOrdersToFill; lib/db_utils.go, DBGetMatchingDAOCoinLimitOrders.
  Result<std::vector<OrderEntry>> NextOrders(
      const OrderEntry& taker, const std::optional<OrderEntry>& last_seen,
      bool skip_known, MatchFilter filter);

  [[nodiscard]] std::size_t Mark() const { return undo_.size(); }
  void RollBack(std::size_t mark);
  void Forget() { undo_.clear(); }
  void FlushTo(OracleBook& target) const;

  // Every record of the view, by id.
  using Records = absl::btree_map<OrderId, OrderRecord>;
  [[nodiscard]] const Records& records() const { return records_; }

 private:
  struct Undo {
    OrderId id;
    std::optional<OrderRecord> previous;
  };
  // Names a record of the view by its pair, which never changes. Steps that ask
  // all records of the view but accept one pair only go over these.
  struct PairKey {
    Pkid buying;
    Pkid selling;
    OrderId id;
    friend auto operator<=>(const PairKey&, const PairKey&) = default;
  };
  static PairKey PairKeyOf(const OrderEntry& order) {
    return {order.buying, order.selling, order.id};
  }

  void Set(const OrderRecord& record);
  // Step 1: what the scan of the base fetches, best first.
  Result<std::vector<OrderEntry>> ScanBase(
      const OrderEntry& taker, const std::optional<OrderEntry>& last_seen,
      bool skip_known) const;
  // Step 3: the live records that `taker` may trade with, unsorted.
  Result<std::vector<OrderEntry>> Candidates(
      const OrderEntry& taker, const std::optional<OrderEntry>& last_seen,
      MatchFilter filter) const;

  const OracleBook* base_;
  Records records_;
  absl::btree_set<PairKey> by_pair_;  // every record
  std::vector<Undo> undo_;
};

// What Engine<Book> asks of a book.
template <typename B>
concept OrderBook = requires(B base, const B const_base, typename B::View view,
                             const typename B::View const_view,
                             const OrderEntry& order, const OrderId& id,
                             const Pkid& coin,
                             const std::optional<OrderEntry>& last_seen,
                             MatchFilter filter, std::size_t mark) {
  base.Put(order);
  base.Erase(id);
  { const_base.Find(id) } -> std::same_as<const OrderEntry*>;
  { const_base.Side(coin, coin) } -> std::same_as<std::vector<OrderEntry>>;
  requires std::constructible_from<typename B::View, const B*>;
  { const_view.Lookup(id) } -> std::same_as<std::optional<OrderRecord>>;
  view.Put(order);
  view.Tombstone(order);
  {
    view.NextOrders(order, last_seen, true, filter)
    } -> std::same_as<Result<std::vector<OrderEntry>>>;
  { const_view.Mark() } -> std::same_as<std::size_t>;
  view.RollBack(mark);
  view.Forget();
  const_view.FlushTo(base);
};
static_assert(OrderBook<OracleBook>);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_BOOK_ORACLE_BOOK_H_
