// Turns a fuzzer's bytes into values, from the front; zeros when they run out.
// Values that rules compare with limits come more often than chance has it.

#ifndef DESOBOOK_TESTS_FUZZ_FEED_H_
#define DESOBOOK_TESTS_FUZZ_FEED_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"

namespace desobook::fuzz {

class Feed {
 public:
  explicit Feed(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] bool AtEnd() const { return position_ == bytes_.size(); }
  [[nodiscard]] ByteView rest() const { return bytes_.subspan(position_); }

  std::uint8_t Byte() { return AtEnd() ? 0 : bytes_[position_++]; }
  bool Bool() { return (Byte() & 1) != 0; }
  // 0 .. limit-1, for limits up to 256. REQUIRES: `limit` is not zero.
  std::size_t Below(std::size_t limit) { return Byte() % limit; }
  template <typename T, std::size_t N>
  const T& OneOf(const std::array<T, N>& values) {
    return values[Below(N)];
  }
  std::uint64_t Raw64() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = (value << 8) | Byte();
    return value;
  }
  // Small as a rule, sometimes next to a power of two, sometimes anything.
  std::uint64_t Number() {
    switch (Below(4)) {
      case 0:
        return Byte();
      case 1:
        return (std::uint64_t{Byte()} << 8) | Byte();
      case 2:
        return (std::uint64_t{1} << Below(64)) + Byte() % 3 - 1;
      default:
        return Raw64();
    }
  }
  Uint256 Wide() {
    switch (Below(4)) {
      case 0:
        return Uint256(Byte());
      case 1:
        return Uint256(Number());
      case 2: {
        Uint256 power;
        const std::size_t bit = Below(256);
        power.limb[bit / 64] = std::uint64_t{1} << (bit % 64);
        return Bool() ? power : CheckedSub(power, Uint256(1)).value();
      }
      default: {
        Uint256 value;
        for (std::uint64_t& limb : value.limb) limb = Raw64();
        return value;
      }
    }
  }
  // Up to `limit` bytes.
  ByteView Some(std::size_t limit) {
    const std::size_t wanted = std::min<std::size_t>(Byte(), limit);
    const std::size_t size = std::min(wanted, bytes_.size() - position_);
    const ByteView view = bytes_.subspan(position_, size);
    position_ += size;
    return view;
  }

 private:
  ByteView bytes_;
  std::size_t position_ = 0;
};

inline std::string TextOf(ByteView bytes) {
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace desobook::fuzz

#endif  // DESOBOOK_TESTS_FUZZ_FEED_H_
