#include "engine/rules/state_undo.h"

#include <vector>

namespace desobook {
namespace {

// Calls fn(member of LedgerView, member of Ledger) for every table.
template <typename Fn>
void ForEachTable(Fn fn) {
  fn(&LedgerView::deso, &Ledger::deso);
  fn(&LedgerView::tokens, &Ledger::tokens);
  fn(&LedgerView::profiles, &Ledger::profiles);
  fn(&LedgerView::pkids, &Ledger::pkids);
  fn(&LedgerView::public_keys, &Ledger::public_keys);
  fn(&LedgerView::usernames, &Ledger::usernames);
  fn(&LedgerView::derived_keys, &Ledger::derived_keys);
  fn(&LedgerView::nonces, &Ledger::nonces);
  fn(&LedgerView::associations, &Ledger::associations);
  fn(&LedgerView::association_ids, &Ledger::association_ids);
  fn(&LedgerView::validators, &Ledger::validators);
  fn(&LedgerView::stakes, &Ledger::stakes);
  fn(&LedgerView::locked_stakes, &Ledger::locked_stakes);
  fn(&LedgerView::epoch, &Ledger::epoch);
  fn(&LedgerView::snapshots, &Ledger::snapshots);
  fn(&LedgerView::global_params, &Ledger::global_params);
}

// A table that is added to Ledger must be added above: this line then fails.
[[maybe_unused]] void CountTables(const Ledger& ledger) {
  [[maybe_unused]] const auto& [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11,
                                t12, t13, t14, t15, t16] = ledger;
}

template <typename Key, typename Value>
void CaptureTable(const ViewTable<Key, Value>& view,
                  const BaseTable<Key, Value>& base,
                  BaseTable<Key, Value>& previous,
                  BaseTable<Key, Value>& created) {
  for (const auto& [key, value] : view.records()) {
    if (previous.Find(key) != nullptr || created.Find(key) != nullptr) continue;
    if (const Value* old = base.Find(key)) {
      previous.Put(key, *old);
    } else if (value) {
      created.Put(key, *value);
    }
  }
}

// `from` names what to set and what to erase; `to` receives the way back.
template <typename Key, typename Value>
void ApplyTable(const BaseTable<Key, Value>& previous,
                const BaseTable<Key, Value>& created,
                BaseTable<Key, Value>& base, BaseTable<Key, Value>& to_previous,
                BaseTable<Key, Value>& to_created) {
  for (const auto& [key, value] : created.map()) {
    if (const Value* old = base.Find(key)) {
      to_previous.Put(key, *old);
      base.Erase(key);
    } else {
      to_created.Put(key, value);
    }
  }
  for (const auto& [key, value] : previous.map()) {
    if (const Value* old = base.Find(key)) {
      to_previous.Put(key, *old);
    } else {
      to_created.Put(key, value);
    }
    base.Put(key, value);
  }
}

}  // namespace

template <OrderBook Book>
void StateUndo<Book>::Capture(const View<Book>& view, const State<Book>& base) {
  ForEachTable([&](auto of_view, auto of_base) {
    CaptureTable(view.ledger.*of_view, base.ledger.*of_base,
                 previous.ledger.*of_base, created.ledger.*of_base);
  });
  for (const auto& [id, record] : view.book.records()) {
    if (previous.book.Find(id) != nullptr) continue;
    if (created.book.Find(id) != nullptr) continue;
    if (const OrderEntry* old = base.book.Find(id)) {
      previous.book.Put(*old);
    } else if (!record.deleted) {
      created.book.Put(record.order);
    }
  }
}

template <OrderBook Book>
StateUndo<Book> StateUndo<Book>::ApplyTo(State<Book>& base) const {
  StateUndo<Book> back;
  ForEachTable([&](auto, auto of_base) {
    ApplyTable(previous.ledger.*of_base, created.ledger.*of_base,
               base.ledger.*of_base, back.previous.ledger.*of_base,
               back.created.ledger.*of_base);
  });
  const auto keep = [&](const OrderEntry& order) {
    const OrderEntry* old = base.book.Find(order.id);
    (old != nullptr ? back.previous : back.created)
        .book.Put(old != nullptr ? *old : order);
    base.book.Erase(order.id);
  };
  for (const auto& [id, order] : created.book.orders()) keep(order);
  for (const auto& [id, order] : previous.book.orders()) {
    keep(order);
    base.book.Put(order);
  }
  return back;
}

template struct StateUndo<OracleBook>;

}  // namespace desobook
