// A table of the base state, and a view's records over it.
//
// A view record is a live value or a tombstone; a key without a record is
// unseen. Reading a key through a view loads it as a record, because the node
// does so and flushes every record of a view, changed or only read (protocol
// text 5.10). All iteration is in key order.
//
// Changes since a mark can be rolled back exactly, loads included: a refused
// transaction leaves no trace. Cost of a rollback is what the transaction
// touched.

#ifndef DESOBOOK_ENGINE_LEDGER_TABLE_H_
#define DESOBOOK_ENGINE_LEDGER_TABLE_H_

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/btree_map.h"
#include "engine/amount/check.h"

#pragma GCC visibility push(default)

namespace desobook {

template <typename Key, typename Value>
class BaseTable {
 public:
  using Map = absl::btree_map<Key, Value>;

  [[nodiscard]] const Value* Find(const Key& key) const {
    const auto it = map_.find(key);
    return it == map_.end() ? nullptr : &it->second;
  }
  void Put(const Key& key, Value value) {
    map_.insert_or_assign(key, std::move(value));
  }
  // Puts in constant time. REQUIRES: `key` is above every key of the table.
  void Append(Key key, Value value) {
    map_.emplace_hint(map_.end(), std::move(key), std::move(value));
  }
  void Erase(const Key& key) { map_.erase(key); }
  void EraseBelow(const Key& key) {
    map_.erase(map_.begin(), map_.lower_bound(key));
  }
  void Clear() { map_.clear(); }
  [[nodiscard]] const Map& map() const { return map_; }

 private:
  Map map_;
};

enum class RecordState { kUnseen, kLive, kTombstone };

template <typename Key, typename Value>
class ViewTable {
 public:
  // `base` must outlive the view and not change while the view reads it.
  explicit ViewTable(const BaseTable<Key, Value>* base) : base_(base) {}

  // The live value, loading it from the base as a record; nullptr if the key
  // is tombstoned or in neither. The pointer is valid until the next call
  // that changes this table.
  const Value* Find(const Key& key) {
    if (const auto it = records_.find(key); it != records_.end()) {
      return it->second ? &*it->second : nullptr;
    }
    const Value* stored = base_->Find(key);
    if (stored == nullptr) return nullptr;
    undo_.push_back({key, false, std::nullopt});
    return &*records_.emplace(key, *stored).first->second;
  }
  // The live value without loading a record.
  [[nodiscard]] const Value* Peek(const Key& key) const {
    if (const auto it = records_.find(key); it != records_.end()) {
      return it->second ? &*it->second : nullptr;
    }
    return base_->Find(key);
  }
  // What this view itself knows of the key, the base left aside.
  [[nodiscard]] RecordState StateOf(const Key& key) const {
    const auto it = records_.find(key);
    if (it == records_.end()) return RecordState::kUnseen;
    return it->second ? RecordState::kLive : RecordState::kTombstone;
  }
  void Put(const Key& key, Value value) { Set(key, std::move(value)); }
  void Tombstone(const Key& key) { Set(key, std::nullopt); }

  // Rollback to a mark takes back everything since; Forget drops the history
  // (call it when a transaction has succeeded).
  [[nodiscard]] std::size_t Mark() const { return undo_.size(); }
  void RollBack(std::size_t mark) {
    while (undo_.size() > mark) {
      Undo& last = undo_.back();
      if (last.existed) {
        records_.insert_or_assign(last.key, std::move(last.previous));
      } else {
        records_.erase(last.key);
      }
      undo_.pop_back();
    }
  }
  void Forget() { undo_.clear(); }

  // Every record in key order; tombstones are empty.
  using Records = absl::btree_map<Key, std::optional<Value>>;
  [[nodiscard]] const Records& records() const { return records_; }
  [[nodiscard]] const BaseTable<Key, Value>& base() const { return *base_; }

  // Calls fn(key, value) for every live key of view and base together, in key
  // order, loading nothing.
  template <typename Fn>
  void ForEachLive(Fn fn) const {
    auto record = records_.begin();
    for (const auto& [key, value] : base_->map()) {
      for (; record != records_.end() && record->first < key; ++record) {
        if (record->second) fn(record->first, *record->second);
      }
      if (record != records_.end() && !(key < record->first)) {
        if (record->second) fn(record->first, *record->second);
        ++record;
      } else {
        fn(key, value);
      }
    }
    for (; record != records_.end(); ++record) {
      if (record->second) fn(record->first, *record->second);
    }
  }

  // Writes every record into `target` (the base, or a later one).
  void FlushTo(BaseTable<Key, Value>& target) const {
    for (const auto& [key, value] : records_) {
      if (value) {
        target.Put(key, *value);
      } else {
        target.Erase(key);
      }
    }
  }

 private:
  struct Undo {
    Key key;
    bool existed;
    std::optional<Value> previous;
  };

  void Set(const Key& key, std::optional<Value> value) {
    const auto it = records_.find(key);
    if (it == records_.end()) {
      undo_.push_back({key, false, std::nullopt});
      records_.emplace(key, std::move(value));
      return;
    }
    undo_.push_back({key, true, std::move(it->second)});
    it->second = std::move(value);
  }

  const BaseTable<Key, Value>* base_;
  Records records_;
  std::vector<Undo> undo_;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_LEDGER_TABLE_H_
