#include "engine/rules/bytes.h"

#include <algorithm>

namespace desobook {

Bytes ToLowerAscii(ByteView text) {
  Bytes lower(text.begin(), text.end());
  for (std::uint8_t& byte : lower) {
    if (byte >= 'A' && byte <= 'Z') {
      byte = static_cast<std::uint8_t>(byte - 'A' + 'a');
    }
  }
  return lower;
}

ByteView AsBytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

bool StartsWith(ByteView text, std::string_view prefix) {
  const ByteView bytes = AsBytes(prefix);
  return text.size() >= bytes.size() &&
         std::equal(bytes.begin(), bytes.end(), text.begin());
}

ExtraData MergeExtraData(const ExtraData& older, const ExtraData& newer) {
  ExtraData merged = newer;
  merged.insert(older.begin(), older.end());  // keeps what `newer` says
  return merged;
}

Result<Pkid> PkidOfBytes(LedgerView& view, ByteView key) {
  if (key.empty()) return RuleError::kGeneric;
  if (const auto exact = PublicKey::From(key)) return view.PkidOf(*exact);
  Pkid pkid;
  const std::size_t size = std::min(key.size(), Pkid::kSize);
  std::copy_n(key.begin(), size, pkid.bytes.begin());
  return pkid;
}

}  // namespace desobook
