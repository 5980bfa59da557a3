// The frame around every message between nodes:
// uvarint network ++ uvarint type ++ H(payload)[0..8] ++ lenbytes(payload).

#ifndef DESOBOOK_CHAIN_CODEC_NETWORK_MESSAGE_H_
#define DESOBOOK_CHAIN_CODEC_NETWORK_MESSAGE_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct NetworkMessage {
  std::uint64_t network = 0;  // 1 mainnet, 2 testnet
  std::uint64_t type = 0;
  Bytes payload;
  friend bool operator==(const NetworkMessage&,
                         const NetworkMessage&) = default;
};

Bytes EncodeNetworkMessage(const NetworkMessage& message);

// Errors: a checksum that does not fit, a payload above 1,048,576,000 bytes.
// Bytes after the frame are ignored.
// Source: deso-protocol/core lib/network.go, ReadMessage.
absl::StatusOr<NetworkMessage> DecodeNetworkMessage(ByteView bytes);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_NETWORK_MESSAGE_H_
