// Base58 and Base58Check, the text of keys and ids (protocol text 1.3).
//
//   absl::StatusOr<PublicKey> key = ParsePublicKeyText(text, network);
//   if (!key.ok()) return key.status();  // says what is wrong with the text

#ifndef DESOBOOK_CHAIN_KEYS_BASE58_H_
#define DESOBOOK_CHAIN_KEYS_BASE58_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Longer text is refused: decoding takes time quadratic in the length, and no
// text of this chain comes near it.
inline constexpr std::size_t kMaxBase58Length = 1024;

std::string EncodeBase58(ByteView bytes);
// Nothing for a foreign character or too long a text.
std::optional<Bytes> DecodeBase58(std::string_view text);

using Base58Prefix = std::array<std::uint8_t, 3>;
// Regtest has the prefixes of testnet.
Base58Prefix PublicKeyPrefix(Network network);
Base58Prefix PrivateSeedPrefix(Network network);

struct Base58Check {
  Base58Prefix prefix{};
  Bytes payload;
};
std::string EncodeBase58Check(const Base58Prefix& prefix, ByteView payload);
// Any prefix and any payload, also none.
// Source: deso-protocol/core lib/base58.go, Base58CheckDecode (which crashes
// on a text too short for a prefix).
absl::StatusOr<Base58Check> DecodeBase58Check(std::string_view text);

// What a text must be. `what` stands in messages.
struct Base58Expectation {
  std::string_view what;
  Base58Prefix prefix{};
  std::size_t size = 0;  // of the payload
  Network network = Network::kMainnet;
};
// For text that people type or paste. Errors (InvalidArgument) tell a wrong
// network from a wrong kind, a wrong length and a mistyped character, and do
// not repeat the text, which may be a secret by mistake.
absl::StatusOr<Bytes> ParseBase58CheckPayload(
    std::string_view text, const Base58Expectation& expected);

// Transaction ids carry the public key prefix, as the API prints them.
std::string PublicKeyText(const PublicKey& key, Network network);
std::string PkidText(const Pkid& pkid, Network network);
std::string TxnHashText(const TxnHash& hash, Network network);
// The bytes need not be a curve point.
absl::StatusOr<PublicKey> ParsePublicKeyText(std::string_view text,
                                             Network network);
absl::StatusOr<Pkid> ParsePkidText(std::string_view text, Network network);
absl::StatusOr<TxnHash> ParseTxnHashText(std::string_view text,
                                         Network network);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_BASE58_H_
