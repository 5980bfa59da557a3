#include "src/key_text.h"

#include <cstddef>
#include <utility>

#include "chain/keys/base58.h"

namespace desobook {
namespace {

// About 15 MB of texts; a state with more keys recomputes some.
constexpr std::size_t kMaxRemembered = 100'000;

constexpr std::string_view kDesoText = "DESO";

}  // namespace

const std::string& KeyText::Of(const PublicKey& key) {
  if (const auto it = texts_.find(key); it != texts_.end()) return it->second;
  if (texts_.size() >= kMaxRemembered) texts_.clear();
  return texts_.emplace(key, chain::PublicKeyText(key, network_)).first->second;
}

const std::string& KeyText::OfCoin(const Pkid& coin) {
  static const std::string kDeso(kDesoText);
  return coin == kDesoPkid ? kDeso : Of(coin);
}

std::optional<PublicKey> KeyText::Parse(std::string_view text) const {
  const absl::StatusOr<PublicKey> key =
      chain::ParsePublicKeyText(text, network_);
  if (!key.ok()) return std::nullopt;
  return *key;
}

std::optional<Pkid> KeyText::ParseCoin(std::string_view text) const {
  if (text == kDesoText) return kDesoPkid;
  const std::optional<PublicKey> key = Parse(text);
  if (!key) return std::nullopt;
  return DefaultPkid(*key);
}

}  // namespace desobook
