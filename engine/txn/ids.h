// Fixed-size identifiers. Bytes inside, never strings; each its own type, so a
// key cannot stand where an identity is meant although both are 33 bytes.

#ifndef DESOBOOK_ENGINE_TXN_IDS_H_
#define DESOBOOK_ENGINE_TXN_IDS_H_

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#pragma GCC visibility push(default)

namespace desobook {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

template <typename Tag, std::size_t N>
struct FixedBytes {
  static constexpr std::size_t kSize = N;
  std::array<std::uint8_t, N> bytes{};

  // Nothing unless `view` has exactly N bytes.
  static std::optional<FixedBytes> From(ByteView view) {
    if (view.size() != N) return std::nullopt;
    FixedBytes id;
    std::copy(view.begin(), view.end(), id.bytes.begin());
    return id;
  }
  [[nodiscard]] ByteView view() const { return bytes; }
  [[nodiscard]] bool IsZero() const {
    return std::all_of(bytes.begin(), bytes.end(),
                       [](std::uint8_t b) { return b == 0; });
  }
  // Bytewise, as the chain sorts.
  friend constexpr auto operator<=>(const FixedBytes&,
                                    const FixedBytes&) = default;
  template <typename H>
  friend H AbslHashValue(H state, const FixedBytes& id) {
    return H::combine(std::move(state), id.bytes);
  }
};

// Compressed secp256k1 point. The zero key stands for DESO as a coin.
using PublicKey = FixedBytes<struct PublicKeyTag, 33>;
// Identity of an account or coin, independent of its current key.
using Pkid = FixedBytes<struct PkidTag, 33>;
using TxnHash = FixedBytes<struct TxnHashTag, 32>;
using BlockHash = FixedBytes<struct BlockHashTag, 32>;
using OrderId = FixedBytes<struct OrderIdTag, 32>;
using AssociationId = FixedBytes<struct AssociationIdTag, 32>;
using PostHash = FixedBytes<struct PostHashTag, 32>;

// As a coin identifier the zero PKID means DESO.
inline constexpr Pkid kDesoPkid{};

// Same bytes under another meaning. Each is a rule of the chain: an order's id
// is the hash of its signed transaction; a key's PKID is its own bytes unless
// a mapping says otherwise.
inline OrderId OrderIdOf(const TxnHash& hash) { return OrderId{hash.bytes}; }
inline AssociationId AssociationIdOf(const TxnHash& hash) {
  return AssociationId{hash.bytes};
}
inline PostHash PostHashOf(const TxnHash& hash) { return PostHash{hash.bytes}; }
inline Pkid DefaultPkid(const PublicKey& key) { return Pkid{key.bytes}; }
inline PublicKey DefaultPublicKey(const Pkid& pkid) {
  return PublicKey{pkid.bytes};
}

using BlockHeight = std::uint32_t;

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_TXN_IDS_H_
