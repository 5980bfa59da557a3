// The whole state that rules act on: ledger and book, base and view.

#ifndef DESOBOOK_ENGINE_RULES_STATE_H_
#define DESOBOOK_ENGINE_RULES_STATE_H_

#include <cstddef>
#include <cstdint>
#include <map>

#include "engine/book/oracle_book.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

template <OrderBook Book>
struct State {
  Ledger ledger;
  Book book;
};

template <OrderBook Book>
class View {
 public:
  explicit View(const State<Book>* base)
      : ledger(&base->ledger), book(&base->book) {}

  LedgerView ledger;
  typename Book::View book;

  struct MarkSet {
    LedgerView::MarkSet ledger;
    std::size_t book;
  };
  [[nodiscard]] MarkSet Mark() const { return {ledger.Mark(), book.Mark()}; }
  void RollBack(const MarkSet& mark) {
    ledger.RollBack(mark.ledger);
    book.RollBack(mark.book);
  }
  void Forget() {
    ledger.Forget();
    book.Forget();
  }
  void FlushTo(State<Book>& target) const {
    ledger.FlushTo(target.ledger);
    book.FlushTo(target.book);
  }
};

// What rules ask of the world besides state. Pure functions handed in, since
// engine/ knows no cryptography.
struct KeyRules {
  // True if the bytes parse as a secp256k1 public key (any length is asked).
  bool (*is_curve_point)(ByteView bytes) = nullptr;
};

// Where and when a transaction executes.
struct BlockContext {
  const NetworkParams* network = nullptr;
  KeyRules keys;
  BlockHeight height = 0;
  std::int64_t timestamp_ns = 0;
  // What the view's tip block paid as reward, per key: withheld from spending
  // before PoS (6.2). Null: nothing is withheld.
  const std::map<PublicKey, Nanos>* immature_rewards = nullptr;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_RULES_STATE_H_
