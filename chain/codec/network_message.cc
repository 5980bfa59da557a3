#include "chain/codec/network_message.h"

#include <algorithm>

#include "chain/codec/hash.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

constexpr std::size_t kChecksumSize = 8;
constexpr std::size_t kMaxPayload = 1024ULL * 1024 * 1000;

}  // namespace

Bytes EncodeNetworkMessage(const NetworkMessage& message) {
  const Digest digest = DoubleSha256(message.payload);
  Writer writer;
  writer.Uvarint(message.network);
  writer.Uvarint(message.type);
  writer.Raw(ByteView(digest).first(kChecksumSize));
  writer.LenBytes(message.payload);
  return writer.Take();
}

absl::StatusOr<NetworkMessage> DecodeNetworkMessage(ByteView bytes) {
  Reader reader(bytes);
  NetworkMessage message;
  message.network = reader.Uvarint();
  message.type = reader.Uvarint();
  const ByteView checksum = reader.Take(kChecksumSize);
  const ByteView payload = reader.LenBytes();
  if (payload.size() > kMaxPayload) reader.Fail("payload is too long");
  if (reader.ok() && !std::equal(checksum.begin(), checksum.end(),
                                 DoubleSha256(payload).begin())) {
    reader.Fail("checksum does not fit the payload");
  }
  if (!reader.ok()) return reader.Status("network message");
  message.payload.assign(payload.begin(), payload.end());
  return message;
}

}  // namespace desobook::chain
