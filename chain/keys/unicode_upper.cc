#include "chain/keys/unicode_upper.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace desobook::chain {
namespace {

struct UpperRange {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t step;
  std::int32_t add;
};
constexpr UpperRange kUpperRanges[] = {
#include "chain/keys/unicode_upper.inc"
};

constexpr std::uint32_t kReplacement = 0xfffd;

std::uint32_t UpperOf(std::uint32_t point) {
  if (point < 0x80) return point >= 'a' && point <= 'z' ? point - 32 : point;
  const UpperRange* range = std::lower_bound(
      std::begin(kUpperRanges), std::end(kUpperRanges), point,
      [](const UpperRange& r, std::uint32_t p) { return r.last < p; });
  if (range == std::end(kUpperRanges) || point < range->first ||
      (point - range->first) % range->step != 0) {
    return point;
  }
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(point) +
                                    range->add);
}

struct DecodedPoint {
  std::uint32_t point = kReplacement;
  std::size_t size = 1;
};

// Shortest forms only, no surrogates, up to U+10FFFF; anything else is one bad
// byte. REQUIRES: not empty.
DecodedPoint DecodePoint(ByteView utf8) {
  const std::uint8_t lead = utf8[0];
  if (lead < 0x80) return {lead, 1};
  std::size_t size = 0;
  std::uint32_t least = 0;
  if (lead >= 0xc2 && lead <= 0xdf) {
    size = 2;
    least = 0x80;
  } else if (lead >= 0xe0 && lead <= 0xef) {
    size = 3;
    least = 0x800;
  } else if (lead >= 0xf0 && lead <= 0xf4) {
    size = 4;
    least = 0x10000;
  } else {
    return {};
  }
  if (utf8.size() < size) return {};
  std::uint32_t point = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if ((utf8[i] & 0xc0) != 0x80) return {};
    point = point << 6 | (utf8[i] & 0x3fU);
  }
  const bool surrogate = point >= 0xd800 && point <= 0xdfff;
  if (point < least || surrogate || point > 0x10ffff) return {};
  return {point, size};
}

void AppendUtf8(std::string& out, std::uint32_t point) {
  const auto push = [&out](std::uint32_t byte) {
    out.push_back(static_cast<char>(static_cast<std::uint8_t>(byte)));
  };
  if (point < 0x80) {
    push(point);
    return;
  }
  if (point < 0x800) {
    push(0xc0 | point >> 6);
  } else {
    if (point < 0x10000) {
      push(0xe0 | point >> 12);
    } else {
      push(0xf0 | point >> 18);
      push(0x80 | (point >> 12 & 0x3f));
    }
    push(0x80 | (point >> 6 & 0x3f));
  }
  push(0x80 | (point & 0x3f));
}

}  // namespace

std::string UnicodeUpper(ByteView utf8) {
  std::string out;
  out.reserve(utf8.size());
  while (!utf8.empty()) {
    const DecodedPoint decoded = DecodePoint(utf8);
    AppendUtf8(out, UpperOf(decoded.point));
    utf8 = utf8.subspan(decoded.size);
  }
  return out;
}

}  // namespace desobook::chain
