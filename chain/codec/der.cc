#include "chain/codec/der.h"

#include <algorithm>
#include <optional>

#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kMaxRecoveryId = 3;
constexpr std::size_t kMinSize = 8;
constexpr std::size_t kMaxSize = 72;

// order >> 1; the order is odd, so this is (order - 1) / 2.
constexpr Uint256 kHalfOrder{
    std::array<std::uint64_t, 4>{0xdfe92f46681b20a0ULL, 0x5d576e7357a4501dULL,
                                 0xffffffffffffffffULL, 0x7fffffffffffffffULL}};

absl::Status Malformed(const char* what) {
  return absl::InvalidArgumentError(std::string("signature: ") + what);
}

// The number that a DER integer's content stands for.
absl::StatusOr<std::array<std::uint8_t, 32>> ParseScalar(ByteView content) {
  if (content.empty()) return Malformed("R or S is empty");
  if ((content[0] & 0x80) != 0) return Malformed("R or S is negative");
  if (content.size() > 1 && content[0] == 0) {
    if ((content[1] & 0x80) == 0) return Malformed("R or S has padding");
    content = content.subspan(1);
  }
  const std::optional<Uint256> value = FromBigEndian(content);
  if (!value || *value >= kSecp256k1Order) {
    return Malformed("R or S is not below the curve's order");
  }
  if (value->IsZero()) return Malformed("R or S is zero");
  return ToBigEndian(*value);
}

void AppendScalar(Bytes& out, const Uint256& value) {
  const std::array<std::uint8_t, 32> bytes = ToBigEndian(value);
  const std::size_t length = std::max<std::size_t>(MinimalByteLength(value), 1);
  const ByteView minimal = ByteView(bytes).last(length);
  const bool pad = (minimal[0] & 0x80) != 0;
  out.push_back(kInteger);
  out.push_back(static_cast<std::uint8_t>(length + (pad ? 1 : 0)));
  if (pad) out.push_back(0);
  out.insert(out.end(), minimal.begin(), minimal.end());
}

}  // namespace

absl::StatusOr<TxnSignature> ParseDerSignature(ByteView bytes) {
  if (bytes.size() < kMinSize) return Malformed("shorter than 8 bytes");
  if (bytes.size() > kMaxSize) return Malformed("longer than 72 bytes");
  if (bytes[0] != kSequence) return Malformed("first byte is not 0x30");
  if (bytes[1] != bytes.size() - 2) return Malformed("wrong sequence length");
  if (bytes[2] != kInteger) return Malformed("R is no integer");
  const std::size_t r_size = bytes[3];
  const std::size_t s_header = 4 + r_size;
  if (s_header + 1 >= bytes.size()) return Malformed("S is missing");
  if (bytes[s_header] != kInteger) return Malformed("S is no integer");
  const std::size_t s_size = bytes[s_header + 1];
  if (s_header + 2 + s_size != bytes.size()) {
    return Malformed("S does not end at the end");
  }
  const auto r = ParseScalar(bytes.subspan(4, r_size));
  if (!r.ok()) return r.status();
  const auto s = ParseScalar(bytes.subspan(s_header + 2, s_size));
  if (!s.ok()) return s.status();
  TxnSignature signature;
  signature.r = *r;
  signature.s = *s;
  return signature;
}

absl::StatusOr<TxnSignature> ParseSignature(ByteView bytes) {
  if (bytes.empty()) return Malformed("empty");
  const std::uint8_t first = bytes[0];
  if (first < kSequence || first > kSequence + 1 + kMaxRecoveryId) {
    return Malformed("first byte is not 0x30..0x34");
  }
  if (first == kSequence) return ParseDerSignature(bytes);
  Bytes plain(bytes.begin(), bytes.end());
  plain[0] = kSequence;
  absl::StatusOr<TxnSignature> signature = ParseDerSignature(plain);
  if (!signature.ok()) return signature;
  signature->recoverable = true;
  signature->recovery_id = static_cast<std::uint8_t>(first - kSequence - 1);
  return signature;
}

Bytes EncodeDerSignature(const TxnSignature& signature) {
  const std::optional<Uint256> r = FromBigEndian(signature.r);
  std::optional<Uint256> s = FromBigEndian(signature.s);
  DESOBOOK_CHECK(r.has_value() && s.has_value());
  DESOBOOK_CHECK(*s < kSecp256k1Order);
  if (*s > kHalfOrder) s = CheckedSub(kSecp256k1Order, *s);
  Bytes out = {kSequence, 0};
  AppendScalar(out, *r);
  AppendScalar(out, *s);
  out[1] = static_cast<std::uint8_t>(out.size() - 2);
  return out;
}

Bytes EncodeSignature(const TxnSignature& signature) {
  Bytes out = EncodeDerSignature(signature);
  if (signature.recoverable) {
    DESOBOOK_CHECK(signature.recovery_id <= kMaxRecoveryId);
    out[0] = static_cast<std::uint8_t>(kSequence + 1 + signature.recovery_id);
  }
  return out;
}

bool HasHighS(const TxnSignature& signature) {
  const std::optional<Uint256> s = FromBigEndian(signature.s);
  DESOBOOK_CHECK(s.has_value());
  return *s >= kHalfOrder;
}

}  // namespace desobook::chain
