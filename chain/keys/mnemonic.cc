#include "chain/keys/mnemonic.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "chain/codec/hash.h"
#include "chain/keys/secp.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

constexpr std::string_view kWords[] = {
#include "chain/keys/bip39_english.inc"
};
static_assert(std::size(kWords) == 2048);

constexpr std::size_t kBitsPerWord = 11;
constexpr std::size_t kMaxWords = 24;
constexpr int kSeedRounds = 2048;
constexpr std::string_view kWhiteSpace = " \t\n\v\f\r";

absl::Status Refuse(const std::string& why) {
  return absl::InvalidArgumentError("mnemonic: " + why);
}

bool Bit(ByteView bytes, std::size_t index) {
  return (bytes[index / 8] >> (7 - index % 8) & 1) != 0;
}

// Positions in the list of the words of `mnemonic`.
absl::StatusOr<std::vector<std::size_t>> WordIndices(
    std::string_view mnemonic) {
  std::vector<std::size_t> indices;
  while (true) {
    const std::size_t begin = mnemonic.find_first_not_of(kWhiteSpace);
    if (begin == std::string_view::npos) return indices;
    mnemonic.remove_prefix(begin);
    const std::size_t end =
        std::min(mnemonic.find_first_of(kWhiteSpace), mnemonic.size());
    const auto* word = std::lower_bound(std::begin(kWords), std::end(kWords),
                                        mnemonic.substr(0, end));
    if (word == std::end(kWords) || *word != mnemonic.substr(0, end)) {
      return Refuse("word " + std::to_string(indices.size() + 1) +
                    " is not in the English list of BIP-0039");
    }
    if (indices.size() == kMaxWords) return Refuse("has more than 24 words");
    indices.push_back(static_cast<std::size_t>(word - std::begin(kWords)));
    mnemonic.remove_prefix(end);
  }
}

// Entropy followed by its checksum, 33 bytes at most.
std::array<std::uint8_t, 33> Pack(const std::vector<std::size_t>& indices) {
  std::array<std::uint8_t, 33> packed{};
  std::size_t position = 0;
  for (const std::size_t index : indices) {
    for (std::size_t bit = kBitsPerWord; bit-- > 0; ++position) {
      if ((index >> bit & 1) != 0) {
        packed[position / 8] = static_cast<std::uint8_t>(
            packed[position / 8] | 1U << (7 - position % 8));
      }
    }
  }
  return packed;
}

// Left 32 bytes into `left`, right 32 into `right`.
void HmacSha512(ByteView key, ByteView message, SecretBytes<32>& left,
                SecretBytes<32>& right) {
  SecretBytes<64> out;
  unsigned int size = 0;
  DESOBOOK_CHECK(HMAC(EVP_sha512(), key.data(), static_cast<int>(key.size()),
                      message.data(), message.size(), out.mutable_view().data(),
                      &size) != nullptr);
  DESOBOOK_CHECK(size == 64);
  std::copy_n(out.view().begin(), 32, left.mutable_view().begin());
  std::copy_n(out.view().begin() + 32, 32, right.mutable_view().begin());
}

absl::Status NoKey() {
  return absl::InvalidArgumentError(
      "key derivation: this seed and path give no key; use another index");
}

}  // namespace

std::span<const std::string_view> MnemonicWords() { return kWords; }

absl::StatusOr<std::string> MnemonicFromEntropy(ByteView entropy) {
  if (entropy.size() < 16 || entropy.size() > 32 || entropy.size() % 4 != 0) {
    return Refuse("entropy must have 16, 20, 24, 28 or 32 bytes, not " +
                  std::to_string(entropy.size()));
  }
  SecretBytes<33> packed;
  std::copy(entropy.begin(), entropy.end(), packed.mutable_view().begin());
  packed.mutable_view()[entropy.size()] = Sha256(entropy)[0];
  const std::size_t words = entropy.size() * 3 / 4;
  std::string mnemonic;
  for (std::size_t i = 0; i < words; ++i) {
    std::size_t index = 0;
    for (std::size_t bit = 0; bit < kBitsPerWord; ++bit) {
      index = 2 * index + Bit(packed.view(), i * kBitsPerWord + bit);
    }
    if (i > 0) mnemonic += ' ';
    mnemonic += kWords[index];
  }
  return mnemonic;
}

absl::Status CheckMnemonic(std::string_view mnemonic) {
  absl::StatusOr<std::vector<std::size_t>> indices = WordIndices(mnemonic);
  if (!indices.ok()) return indices.status();
  if (indices->size() < 12 || indices->size() % 3 != 0) {
    return Refuse("has " + std::to_string(indices->size()) +
                  " words, must have 12, 15, 18, 21 or 24");
  }
  std::array<std::uint8_t, 33> packed = Pack(*indices);
  const std::size_t entropy_size = indices->size() / 3 * 4;
  const std::uint8_t digest = Sha256(ByteView(packed).first(entropy_size))[0];
  // One bit of checksum for every 32 bits of entropy.
  const std::size_t unused = 8 - entropy_size / 4;
  const bool matches = digest >> unused == packed[entropy_size] >> unused;
  Wipe(packed);
  std::fill(indices->begin(), indices->end(), 0);
  if (!matches) {
    return Refuse("checksum does not match, so a word is wrong or misplaced");
  }
  return absl::OkStatus();
}

absl::StatusOr<SecretBytes<64>> SeedFromMnemonic(std::string_view mnemonic,
                                                 std::string_view passphrase) {
  if (absl::Status status = CheckMnemonic(mnemonic); !status.ok()) {
    return status;
  }
  std::string salt = "mnemonic" + std::string(passphrase);
  SecretBytes<64> seed;
  DESOBOOK_CHECK(
      PKCS5_PBKDF2_HMAC(mnemonic.data(), static_cast<int>(mnemonic.size()),
                        reinterpret_cast<const unsigned char*>(salt.data()),
                        static_cast<int>(salt.size()), kSeedRounds,
                        EVP_sha512(), 64, seed.mutable_view().data()) == 1);
  Wipe({reinterpret_cast<std::uint8_t*>(salt.data()), salt.size()});
  return seed;
}

absl::StatusOr<ExtendedKey> MasterKey(ByteView seed) {
  constexpr std::string_view kDomain = "Bitcoin seed";
  SecretBytes<32> left;
  SecretBytes<32> right;
  HmacSha512(
      {reinterpret_cast<const std::uint8_t*>(kDomain.data()), kDomain.size()},
      seed, left, right);
  absl::StatusOr<SecretKey> key = SecretKey::FromBytes(left.view());
  if (!key.ok()) return NoKey();
  return ExtendedKey{*std::move(key), std::move(right)};
}

absl::StatusOr<ExtendedKey> DeriveChild(const ExtendedKey& parent,
                                        std::uint32_t index) {
  SecretBytes<37> message;  // 00 ++ key, or the public key; then BE32 index
  const std::span<std::uint8_t, 37> out = message.mutable_view();
  if (index >= kHardened) {
    const ByteView key = parent.key.view();
    std::copy(key.begin(), key.end(), out.begin() + 1);
  } else {
    const PublicKey key = PublicKeyOf(parent.key);
    std::copy(key.bytes.begin(), key.bytes.end(), out.begin());
  }
  for (std::size_t i = 0; i < 4; ++i) {
    out[33 + i] = static_cast<std::uint8_t>(index >> (24 - 8 * i));
  }
  SecretBytes<32> left;
  SecretBytes<32> right;
  HmacSha512(parent.chain_code.view(), message.view(), left, right);
  std::optional<SecretKey> key = AddToSecretKey(parent.key, left.view());
  if (!key) return NoKey();
  return ExtendedKey{*std::move(key), std::move(right)};
}

absl::StatusOr<SecretKey> KeyFromMnemonic(std::string_view mnemonic,
                                          std::string_view passphrase,
                                          DerivationPath path,
                                          std::uint32_t index) {
  if (index >= kHardened) {
    return absl::InvalidArgumentError("key index: must be below 2^31");
  }
  const absl::StatusOr<SecretBytes<64>> seed =
      SeedFromMnemonic(mnemonic, passphrase);
  if (!seed.ok()) return seed.status();
  absl::StatusOr<ExtendedKey> node = MasterKey(seed->view());
  const bool python = path == DerivationPath::kPython;
  const std::array<std::uint32_t, 5> steps = {kHardened + 44, kHardened,
                                              kHardened + (python ? index : 0),
                                              0, python ? 0 : index};
  for (const std::uint32_t step : steps) {
    if (!node.ok()) return node.status();
    node = DeriveChild(*node, step);
  }
  if (!node.ok()) return node.status();
  return std::move(node->key);
}

}  // namespace desobook::chain
