// Keys and coins as the vectors and people write them.

#ifndef DESOBOOK_SRC_KEY_TEXT_H_
#define DESOBOOK_SRC_KEY_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"

namespace desobook {

// Base58Check with the network's prefix, whatever the 33 bytes mean. Texts are
// remembered: a state names the same few keys thousands of times. The memory
// is dropped when it grows large.
class KeyText {
 public:
  explicit KeyText(Network network) : network_(network) {}

  // The reference is valid until the next call.
  const std::string& Of(const PublicKey& key);
  const std::string& Of(const Pkid& pkid) { return Of(DefaultPublicKey(pkid)); }
  // As Of, but the zero PKID is "DESO".
  const std::string& OfCoin(const Pkid& coin);

  // The inverse; nothing for another prefix, length or checksum.
  [[nodiscard]] std::optional<PublicKey> Parse(std::string_view text) const;
  [[nodiscard]] std::optional<Pkid> ParseCoin(std::string_view text) const;

  [[nodiscard]] Network network() const { return network_; }

 private:
  Network network_;
  // Only looked up, never iterated.
  absl::flat_hash_map<PublicKey, std::string> texts_;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_KEY_TEXT_H_
