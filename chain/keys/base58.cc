#include "chain/keys/base58.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "chain/codec/hash.h"

namespace desobook::chain {
namespace {

constexpr std::string_view kAlphabet =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::uint32_t kBase = 58;
constexpr std::size_t kChecksumSize = 4;
constexpr std::size_t kPrefixSize = 3;

// Five digits at a time still fit 32 bits.
constexpr int kDigitsPerLimb = 5;
constexpr std::uint64_t kLimbBase = 58ULL * 58 * 58 * 58 * 58;

std::array<std::uint8_t, kChecksumSize> Checksum(ByteView bytes) {
  const Digest digest = DoubleSha256(bytes);
  return {digest[0], digest[1], digest[2], digest[3]};
}

std::string Describe(const Base58Prefix& prefix) {
  for (const Network network : {Network::kMainnet, Network::kTestnet}) {
    const std::string name =
        network == Network::kMainnet ? "mainnet" : "testnet";
    if (prefix == PublicKeyPrefix(network)) return "a public key of " + name;
    if (prefix == PrivateSeedPrefix(network)) return "a private key of " + name;
  }
  return "no key of this chain";
}

absl::Status Refuse(std::string_view what, const std::string& why) {
  return absl::InvalidArgumentError(std::string(what) + ": " + why);
}

}  // namespace

std::string EncodeBase58(ByteView bytes) {
  std::size_t zeros = 0;
  while (zeros < bytes.size() && bytes[zeros] == 0) ++zeros;
  std::vector<std::uint32_t> limbs;  // least significant first
  for (const std::uint8_t byte : bytes.subspan(zeros)) {
    std::uint64_t carry = byte;
    for (std::uint32_t& limb : limbs) {
      carry += std::uint64_t{limb} << 8;
      limb = static_cast<std::uint32_t>(carry % kLimbBase);
      carry /= kLimbBase;
    }
    if (carry != 0) limbs.push_back(static_cast<std::uint32_t>(carry));
  }
  std::string text;  // reversed
  for (std::size_t i = 0; i < limbs.size(); ++i) {
    std::uint32_t limb = limbs[i];
    const bool last = i + 1 == limbs.size();
    for (int k = 0; last ? limb != 0 : k < kDigitsPerLimb; ++k) {
      text.push_back(kAlphabet[limb % kBase]);
      limb /= kBase;
    }
  }
  text.append(zeros, kAlphabet[0]);
  std::reverse(text.begin(), text.end());
  return text;
}

std::optional<Bytes> DecodeBase58(std::string_view text) {
  if (text.size() > kMaxBase58Length) return std::nullopt;
  const std::size_t zeros =
      std::min(text.find_first_not_of(kAlphabet[0]), text.size());
  Bytes bytes;  // least significant first
  for (const char c : text.substr(zeros)) {
    const std::size_t digit = kAlphabet.find(c);
    if (digit == std::string_view::npos) return std::nullopt;
    auto carry = static_cast<std::uint32_t>(digit);
    for (std::uint8_t& byte : bytes) {
      carry += byte * kBase;
      byte = static_cast<std::uint8_t>(carry);
      carry >>= 8;
    }
    if (carry != 0) bytes.push_back(static_cast<std::uint8_t>(carry));
  }
  bytes.insert(bytes.end(), zeros, 0);
  std::reverse(bytes.begin(), bytes.end());
  return bytes;
}

Base58Prefix PublicKeyPrefix(Network network) {
  if (network == Network::kMainnet) return {0xcd, 0x14, 0x00};
  return {0x11, 0xc2, 0x00};
}

Base58Prefix PrivateSeedPrefix(Network network) {
  if (network == Network::kMainnet) return {0x35, 0x00, 0x00};
  return {0x4f, 0x06, 0x1b};
}

std::string EncodeBase58Check(const Base58Prefix& prefix, ByteView payload) {
  Bytes bytes(prefix.begin(), prefix.end());
  bytes.insert(bytes.end(), payload.begin(), payload.end());
  const auto checksum = Checksum(bytes);
  bytes.insert(bytes.end(), checksum.begin(), checksum.end());
  return EncodeBase58(bytes);
}

absl::StatusOr<Base58Check> DecodeBase58Check(std::string_view text) {
  if (text.size() > kMaxBase58Length) {
    return Refuse("Base58Check text", "is far too long");
  }
  const std::size_t foreign = text.find_first_not_of(kAlphabet);
  if (foreign != std::string_view::npos) {
    return Refuse("Base58Check text", "character " +
                                          std::to_string(foreign + 1) +
                                          " is not of the Base58 alphabet");
  }
  const std::optional<Bytes> bytes = DecodeBase58(text);
  if (!bytes || bytes->size() < kPrefixSize + kChecksumSize) {
    return Refuse("Base58Check text", "is too short");
  }
  const std::size_t body = bytes->size() - kChecksumSize;
  const auto checksum = Checksum(ByteView(*bytes).first(body));
  if (!std::equal(checksum.begin(), checksum.end(),
                  ByteView(*bytes).subspan(body).begin())) {
    return Refuse("Base58Check text",
                  "checksum does not match, so a character is wrong, missing "
                  "or added");
  }
  Base58Check result;
  std::copy_n(bytes->begin(), kPrefixSize, result.prefix.begin());
  result.payload.assign(
      bytes->begin() + static_cast<std::ptrdiff_t>(kPrefixSize),
      bytes->begin() + static_cast<std::ptrdiff_t>(body));
  return result;
}

absl::StatusOr<Bytes> ParseBase58CheckPayload(
    std::string_view text, const Base58Expectation& expected) {
  absl::StatusOr<Base58Check> decoded = DecodeBase58Check(text);
  if (!decoded.ok()) {
    return Refuse(expected.what, std::string(decoded.status().message()));
  }
  if (decoded->prefix != expected.prefix) {
    return Refuse(expected.what,
                  "the text is " + Describe(decoded->prefix) + ", expected " +
                      Describe(expected.prefix) +
                      (expected.network == Network::kRegtest
                           ? " (regtest writes keys like testnet)"
                           : ""));
  }
  if (decoded->payload.size() != expected.size) {
    return Refuse(expected.what,
                  "stands for " + std::to_string(decoded->payload.size()) +
                      " bytes, must be " + std::to_string(expected.size));
  }
  return std::move(decoded->payload);
}

namespace {

template <typename Id>
absl::StatusOr<Id> ParseId(std::string_view what, std::string_view text,
                           Network network) {
  const absl::StatusOr<Bytes> payload = ParseBase58CheckPayload(
      text, {what, PublicKeyPrefix(network), Id::kSize, network});
  if (!payload.ok()) return payload.status();
  return *Id::From(*payload);
}

}  // namespace

std::string PublicKeyText(const PublicKey& key, Network network) {
  return EncodeBase58Check(PublicKeyPrefix(network), key.view());
}
std::string PkidText(const Pkid& pkid, Network network) {
  return EncodeBase58Check(PublicKeyPrefix(network), pkid.view());
}
std::string TxnHashText(const TxnHash& hash, Network network) {
  return EncodeBase58Check(PublicKeyPrefix(network), hash.view());
}
absl::StatusOr<PublicKey> ParsePublicKeyText(std::string_view text,
                                             Network network) {
  return ParseId<PublicKey>("public key", text, network);
}
absl::StatusOr<Pkid> ParsePkidText(std::string_view text, Network network) {
  return ParseId<Pkid>("PKID", text, network);
}
absl::StatusOr<TxnHash> ParseTxnHashText(std::string_view text,
                                         Network network) {
  return ParseId<TxnHash>("transaction id", text, network);
}

}  // namespace desobook::chain
