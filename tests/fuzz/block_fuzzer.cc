// Blocks, headers, network messages and embedded Bitcoin transactions. The
// first byte says which.

#include <algorithm>
#include <cstddef>

#include "absl/status/statusor.h"
#include "chain/codec/bitcoin_txn.h"
#include "chain/codec/block.h"
#include "chain/codec/network_message.h"
#include "engine/amount/check.h"
#include "tests/fuzz/bitcoin_case.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

// Early versions carry seconds; so many that nanoseconds wrap, as in the node,
// are other seconds when they are written again.
bool LosesTime(const chain::BlockHeader& header) {
  return header.version < 2 && header.timestamp_ns % 1'000'000'000 != 0;
}

void CheckHeader(ByteView bytes) {
  const auto header = chain::DecodeHeader(bytes);
  if (!header.ok()) return;
  (void)chain::HeaderFields(*header);
  const absl::StatusOr<Bytes> encoded = chain::EncodeHeader(*header);
  // A header that decodes need not encode (block.h); then it has no hash.
  DESOBOOK_CHECK(encoded.ok() || !chain::HashHeader(*header).ok() ||
                 header->version == 2);
  if (!encoded.ok()) return;
  const auto again = chain::DecodeHeader(*encoded);
  DESOBOOK_CHECK(again.ok());
  const absl::StatusOr<Bytes> encoded_again = chain::EncodeHeader(*again);
  DESOBOOK_CHECK(encoded_again.ok() && *encoded_again == *encoded);
  DESOBOOK_CHECK(*again == *header || LosesTime(*header));
  const auto hash = chain::HashHeader(*header);
  const auto hash_again = chain::HashHeader(*again);
  DESOBOOK_CHECK(hash.ok() && hash_again.ok() && *hash == *hash_again);
}

void CheckBlock(ByteView bytes) {
  const auto block = chain::DecodeBlock(bytes);
  if (!block.ok()) return;
  DESOBOOK_CHECK(chain::BlockMerkleRoot(*block).has_value() ==
                 !block->txns.empty());
  const absl::StatusOr<Bytes> encoded = chain::EncodeBlock(*block);
  if (!encoded.ok()) return;
  const auto again = chain::DecodeBlock(*encoded);
  if (std::any_of(block->txns.begin(), block->txns.end(), CarriesBitcoin)) {
    return;
  }
  DESOBOOK_CHECK(again.ok());
  const absl::StatusOr<Bytes> encoded_again = chain::EncodeBlock(*again);
  DESOBOOK_CHECK(encoded_again.ok() && *encoded_again == *encoded);
  DESOBOOK_CHECK(again->header == block->header || LosesTime(block->header));
  DESOBOOK_CHECK(chain::BlockMerkleRoot(*again) ==
                 chain::BlockMerkleRoot(*block));
}

void CheckMessage(ByteView bytes) {
  const auto message = chain::DecodeNetworkMessage(bytes);
  if (message.ok()) {
    const auto again =
        chain::DecodeNetworkMessage(chain::EncodeNetworkMessage(*message));
    DESOBOOK_CHECK(again.ok() && *again == *message);
  }
  // The checksum is seldom guessed, so the frame is also made here.
  if (bytes.size() < 2) return;
  chain::NetworkMessage made{bytes[0], bytes[1], {}};
  made.payload.assign(bytes.begin() + 2, bytes.end());
  const auto read =
      chain::DecodeNetworkMessage(chain::EncodeNetworkMessage(made));
  DESOBOOK_CHECK(read.ok() && *read == made);
}

void CheckBitcoin(ByteView bytes) {
  const auto txn = chain::ParseBitcoinTxn(bytes);
  if (!txn.ok()) return;
  constexpr std::size_t kInputCount = 4;  // behind the version
  const bool no_inputs = txn->canonical[kInputCount] == 0;
  const auto again = chain::ParseBitcoinTxn(txn->canonical);
  if (no_inputs && (!again.ok() || again->canonical != txn->canonical)) {
    return;  // bitcoin_case.h
  }
  DESOBOOK_CHECK(again.ok());
  DESOBOOK_CHECK(again->canonical == txn->canonical);
  DESOBOOK_CHECK(again->txid == txn->txid);
}

}  // namespace

void FuzzBlock(ByteView bytes) {
  if (bytes.empty()) return;
  const ByteView rest = bytes.subspan(1);
  switch (bytes[0] % 4) {
    case 0:
      return CheckHeader(rest);
    case 1:
      return CheckBlock(rest);
    case 2:
      return CheckMessage(rest);
    default:
      return CheckBitcoin(rest);
  }
}

}  // namespace desobook::fuzz
