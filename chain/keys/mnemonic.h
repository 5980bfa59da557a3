// Keys from words: BIP-0039 mnemonics and BIP-0032 derivation (protocol text
// 1.4).
//
//   absl::StatusOr<SecretKey> key =
//       KeyFromMnemonic(words, passphrase, DerivationPath::kNode, index);

#ifndef DESOBOOK_CHAIN_KEYS_MNEMONIC_H_
#define DESOBOOK_CHAIN_KEYS_MNEMONIC_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chain/keys/secret_key.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// The English list, 2048 words in order.
std::span<const std::string_view> MnemonicWords();

// Words for 16, 20, 24, 28 or 32 bytes of entropy.
absl::StatusOr<std::string> MnemonicFromEntropy(ByteView entropy);
// 12, 15, 18, 21 or 24 lower-case words between white space, and a matching
// checksum. Errors tell which word is unknown by its position.
absl::Status CheckMnemonic(std::string_view mnemonic);

// The seed of a valid mnemonic. Words and passphrase enter as they are, byte
// by byte: one more blank gives another seed, as in the node, and nothing is
// normalised (BIP-0039 asks for NFKD, which only matters outside ASCII).
absl::StatusOr<SecretBytes<64>> SeedFromMnemonic(std::string_view mnemonic,
                                                 std::string_view passphrase);

// A key of the BIP-0032 tree.
struct ExtendedKey {
  SecretKey key;
  SecretBytes<32> chain_code;
};
inline constexpr std::uint32_t kHardened = 0x80000000;
// Errors: a seed that gives no key (about one in 2^127).
absl::StatusOr<ExtendedKey> MasterKey(ByteView seed);
// REQUIRES nothing of `index`: from kHardened on the child is a hardened one.
absl::StatusOr<ExtendedKey> DeriveChild(const ExtendedKey& parent,
                                        std::uint32_t index);

// The two agree at index 0 only.
enum class DerivationPath : std::uint8_t {
  kNode,    // m/44'/0'/0'/0/index: core and the API
  kPython,  // m/44'/0'/index'/0/0: the Python SDK
};
// Errors: as above, and an index of 2^31 or more.
absl::StatusOr<SecretKey> KeyFromMnemonic(std::string_view mnemonic,
                                          std::string_view passphrase,
                                          DerivationPath path,
                                          std::uint32_t index);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_MNEMONIC_H_
