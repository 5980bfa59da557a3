// States with something in every field, from a list of random numbers.

#ifndef DESOBOOK_TESTS_ENGINE_PIPELINE_RANDOM_STATE_H_
#define DESOBOOK_TESTS_ENGINE_PIPELINE_RANDOM_STATE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/ledger/tables.h"
#include "engine/pipeline/snapshot.h"
#include "engine/pipeline/snapshot_archive.h"
#include "engine/pipeline/snapshot_fields.h"

namespace desobook::snapshot_internal {

// An archive that neither writes nor reads: it makes values up.
class Inventor {
 public:
  explicit Inventor(std::uint64_t seed) : random_(seed) {}

  template <typename... T>
  void operator()(T&... values) {
    (One(values), ...);
  }
  std::size_t Size(std::size_t max) { return random_() % (max + 1); }

 private:
  template <std::integral T>
  void One(T& value) {
    if constexpr (std::same_as<T, bool>) {
      value = random_() % 2 == 1;
    } else {
      value = static_cast<T>(random_());
    }
  }
  template <Enumeration T>
  void One(T& value) {
    value = static_cast<T>(Size(MaxOf(T{})));
  }
  void One(Uint256& value) {
    for (std::uint64_t& limb : value.limb) limb = random_();
  }
  template <Quantity T>
  void One(T& value) {
    std::remove_cvref_t<decltype(value.value())> number{};
    One(number);
    value = T(number);
  }
  template <typename Tag, std::size_t N>
  void One(FixedBytes<Tag, N>& value) {
    for (std::uint8_t& byte : value.bytes) One(byte);
  }
  template <typename T>
  void One(std::optional<T>& value) {
    value.reset();
    if (random_() % 4 != 0) One(value.emplace());
  }
  template <typename T>
  void One(std::vector<T>& values) {
    values.resize(Size(3));
    for (T& value : values) One(value);
  }
  template <typename K, typename V>
  void One(std::map<K, V>& values) {
    for (std::size_t i = Size(3); i-- > 0;) {
      K key{};
      One(key);
      One(values[key]);
    }
  }
  template <typename T>
  requires(std::is_class_v<T> && !Quantity<T>) void One(T& value) {
    Fields(*this, value);
  }

  std::mt19937_64 random_;
};

template <typename Key, typename Value>
void Invent(Inventor& invent, std::size_t rows_max,
            BaseTable<Key, Value>& table) {
  for (std::size_t i = invent.Size(rows_max); i-- > 0;) {
    Key key{};
    Value value{};
    invent(key, value);
    table.Put(key, std::move(value));
  }
}

}  // namespace desobook::snapshot_internal

namespace desobook::testing {

inline State<OracleBook> RandomState(std::uint64_t seed,
                                     std::size_t rows_max = 4) {
  snapshot_internal::Inventor invent(seed);
  State<OracleBook> state;
  std::apply(
      [&](auto&... table) {
        (snapshot_internal::Invent(invent, rows_max, table), ...);
      },
      TablesOf(state.ledger));
  for (std::size_t i = invent.Size(rows_max); i-- > 0;) {
    OrderEntry order;
    invent(order);
    state.book.Put(order);
  }
  return state;
}

inline SnapshotContinuation RandomContinuation(std::uint64_t seed,
                                               std::size_t rows_max = 4) {
  snapshot_internal::Inventor invent(seed);
  SnapshotContinuation continuation;
  invent(continuation.position, continuation.blocks);
  for (const BlockHash& hash : continuation.position.last_committed) {
    invent(continuation.blocks[hash]);
  }
  for (const auto& pending : continuation.position.pending) {
    invent(continuation.blocks[pending.hash]);
  }
  continuation.undo = {RandomState(seed + 1, rows_max),
                       RandomState(seed + 2, rows_max)};
  return continuation;
}

inline SnapshotHeader RandomHeader(std::uint64_t seed) {
  snapshot_internal::Inventor invent(seed);
  SnapshotHeader header;
  invent(header.network, header.height, header.block_hash, header.rewards);
  return header;
}

}  // namespace desobook::testing

#endif  // DESOBOOK_TESTS_ENGINE_PIPELINE_RANDOM_STATE_H_
