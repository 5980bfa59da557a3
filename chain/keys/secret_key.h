// Private keys. Their bytes are wiped when they are no longer needed, and they
// cannot be copied by accident.

#ifndef DESOBOOK_CHAIN_KEYS_SECRET_KEY_H_
#define DESOBOOK_CHAIN_KEYS_SECRET_KEY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Overwrites memory in a way the compiler keeps.
void Wipe(std::span<std::uint8_t> bytes);

// A fixed buffer for secrets, wiped at the end of its life.
template <std::size_t N>
class SecretBytes {
 public:
  SecretBytes() = default;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  SecretBytes(SecretBytes&& other) noexcept : bytes_(other.bytes_) {
    Wipe(other.bytes_);
  }
  SecretBytes& operator=(SecretBytes&& other) noexcept {
    if (this != &other) {
      bytes_ = other.bytes_;
      Wipe(other.bytes_);
    }
    return *this;
  }
  ~SecretBytes() { Wipe(bytes_); }

  [[nodiscard]] ByteView view() const { return bytes_; }
  [[nodiscard]] std::span<std::uint8_t, N> mutable_view() { return bytes_; }

 private:
  std::array<std::uint8_t, N> bytes_{};
};

// A number from 1 to the curve's order - 1. The seed hex that wallets export
// is this number itself.
class SecretKey {
 public:
  // Errors name the reason, never the bytes.
  static absl::StatusOr<SecretKey> FromBytes(ByteView bytes);
  // 64 hex digits of either case.
  static absl::StatusOr<SecretKey> FromHex(std::string_view seed_hex);

  [[nodiscard]] ByteView view() const { return bytes_.view(); }

 private:
  SecretKey() = default;
  SecretBytes<32> bytes_;
};

// "bc..." or "tbc...". The text is as secret as the key; the caller wipes it.
std::string SecretKeyText(const SecretKey& key, Network network);
absl::StatusOr<SecretKey> ParseSecretKeyText(std::string_view text,
                                             Network network);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_SECRET_KEY_H_
