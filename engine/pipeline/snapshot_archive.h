// Writes and reads fields of a snapshot. One list of fields per struct
// (snapshot_fields.h) serves both directions.

#ifndef DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_ARCHIVE_H_
#define DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_ARCHIVE_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/amount/units.h"
#include "engine/pipeline/snapshot.h"
#include "engine/txn/ids.h"

namespace desobook::snapshot_internal {

// Of an enumeration, which must begin at zero and have no holes.
inline constexpr std::uint8_t MaxOf(Network) {
  return static_cast<std::uint8_t>(Network::kRegtest);
}
inline constexpr std::uint8_t MaxOf(ChainPosition::BuiltOn) {
  return static_cast<std::uint8_t>(ChainPosition::BuiltOn::kBase);
}
template <typename T>
concept Enumeration = std::is_enum_v<T>;

template <typename T>
concept Quantity = std::same_as<T, Rate> || std::same_as<T, BaseUnits> ||
    std::same_as<T, Nanos>;

// Integers have a fixed width, least significant byte first.
class Writer {
 public:
  explicit Writer(Bytes& out) : out_(out) {}

  template <typename... T>
  void operator()(const T&... values) {
    (One(values), ...);
  }

 private:
  template <std::integral T>
  void One(const T& value) {
    if constexpr (std::same_as<T, bool>) {
      out_.push_back(value ? 1 : 0);
    } else {
      using U = std::make_unsigned_t<T>;
      for (std::size_t i = 0; i < sizeof(T); ++i) {
        out_.push_back(
            static_cast<std::uint8_t>(static_cast<U>(value) >> (8 * i)));
      }
    }
  }
  template <Enumeration T>
  void One(const T& value) {
    One(static_cast<std::uint8_t>(value));
  }
  void One(const Uint256& value) {
    for (const std::uint64_t limb : value.limb) One(limb);
  }
  template <Quantity T>
  void One(const T& value) {
    One(value.value());
  }
  template <typename Tag, std::size_t N>
  void One(const FixedBytes<Tag, N>& value) {
    out_.insert(out_.end(), value.bytes.begin(), value.bytes.end());
  }
  void One(const Bytes& value) {
    One(std::uint64_t{value.size()});
    out_.insert(out_.end(), value.begin(), value.end());
  }
  template <typename T>
  void One(const std::optional<T>& value) {
    One(value.has_value());
    if (value) One(*value);
  }
  template <typename T>
  void One(const std::vector<T>& values) {
    One(std::uint64_t{values.size()});
    for (const T& value : values) One(value);
  }
  template <typename K, typename V>
  void One(const std::map<K, V>& values) {
    One(std::uint64_t{values.size()});
    for (const auto& [key, value] : values) {
      One(key);
      One(value);
    }
  }
  template <typename T>
  requires(std::is_class_v<T> && !Quantity<T>) void One(const T& value) {
    Fields(*this, value);
  }

  Bytes& out_;
};

// After the first error every read leaves its target as it is.
class Reader {
 public:
  // `base` is the offset of `bytes` in the snapshot.
  Reader(ByteView bytes, std::uint64_t base) : rest_(bytes), offset_(base) {}

  [[nodiscard]] bool ok() const { return !error_; }
  [[nodiscard]] const std::optional<SnapshotError>& error() const {
    return error_;
  }
  [[nodiscard]] std::size_t remaining() const { return rest_.size(); }
  // What errors name from here on. `field` must have static storage.
  void set_place(std::string_view field, std::uint64_t row) {
    field_ = field;
    row_ = row;
  }
  void Fail(SnapshotErrorKind kind) {
    if (error_) return;
    error_ = SnapshotError{kind, offset_, field_, row_, 0};
    rest_ = {};
  }

  template <typename... T>
  void operator()(T&... values) {
    (One(values), ...);
  }
  // A number of things that take at least one byte each.
  std::uint64_t Count() {
    std::uint64_t count = 0;
    One(count);
    if (count <= rest_.size()) return count;
    Fail(SnapshotErrorKind::kTooMany);
    return 0;
  }

 private:
  static constexpr int kNestingMax = 8;  // of wrappers; the chain has one

  ByteView Take(std::size_t count) {
    if (count > rest_.size()) {
      offset_ += rest_.size();
      Fail(SnapshotErrorKind::kTruncated);
      return {};
    }
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    offset_ += count;
    return taken;
  }
  template <std::integral T>
  void One(T& value) {
    const ByteView taken = Take(sizeof(T));
    if (taken.empty()) return;
    if constexpr (std::same_as<T, bool>) {
      if (taken[0] > 1) return Fail(SnapshotErrorKind::kOutOfRange);
      value = taken[0] == 1;
    } else {
      using U = std::make_unsigned_t<T>;
      U bits = 0;
      for (std::size_t i = sizeof(T); i-- > 0;) {
        bits = static_cast<U>((std::uint64_t{bits} << 8) | taken[i]);
      }
      value = static_cast<T>(bits);
    }
  }
  template <Enumeration T>
  void One(T& value) {
    std::uint8_t number = 0;
    One(number);
    if (number > MaxOf(T{})) return Fail(SnapshotErrorKind::kOutOfRange);
    value = static_cast<T>(number);
  }
  void One(Uint256& value) {
    for (std::uint64_t& limb : value.limb) One(limb);
  }
  template <Quantity T>
  void One(T& value) {
    std::remove_cvref_t<decltype(value.value())> number{};
    One(number);
    value = T(number);
  }
  template <typename Tag, std::size_t N>
  void One(FixedBytes<Tag, N>& value) {
    const ByteView taken = Take(N);
    if (!taken.empty()) std::memcpy(value.bytes.data(), taken.data(), N);
  }
  void One(Bytes& value) {
    const ByteView taken = Take(Count());
    value.assign(taken.begin(), taken.end());
  }
  template <typename T>
  void One(std::optional<T>& value) {
    bool present = false;
    One(present);
    value.reset();
    if (present) One(value.emplace());
  }
  template <typename T>
  void One(std::vector<T>& values) {
    values.clear();
    const std::uint64_t count = Count();
    if (++nesting_ > kNestingMax) Fail(SnapshotErrorKind::kOutOfRange);
    for (std::uint64_t i = 0; i < count && ok(); ++i) {
      One(values.emplace_back());
    }
    --nesting_;
  }
  template <typename K, typename V>
  void One(std::map<K, V>& values) {
    values.clear();
    const std::uint64_t count = Count();
    for (std::uint64_t i = 0; i < count; ++i) {
      K key{};
      V value{};
      One(key);
      One(value);
      if (!ok()) return;
      if (!values.empty() && !(values.rbegin()->first < key)) {
        return Fail(SnapshotErrorKind::kKeyOrder);
      }
      values.emplace_hint(values.end(), std::move(key), std::move(value));
    }
  }
  template <typename T>
  requires(std::is_class_v<T> && !Quantity<T>) void One(T& value) {
    Fields(*this, value);
  }

  ByteView rest_;
  std::uint64_t offset_;
  std::string_view field_;
  std::uint64_t row_ = 0;
  int nesting_ = 0;
  std::optional<SnapshotError> error_;
};

}  // namespace desobook::snapshot_internal

#endif  // DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_ARCHIVE_H_
