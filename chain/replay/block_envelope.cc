#include "chain/replay/block_envelope.h"

#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chain/codec/block.h"
#include "chain/codec/hash.h"
#include "chain/keys/envelope.h"
#include "chain/replay/describe.h"

namespace desobook::chain {
namespace {

absl::Status CheckMerkleRoot(const BlockEnvelope& block,
                             const BlockHash& recorded) {
  std::vector<TxnHash> hashes;
  hashes.reserve(block.txns.size());
  for (const TxnEnvelope& txn : block.txns) hashes.push_back(txn.hash);
  const auto computed = MerkleRoot(hashes);
  if (computed && *computed == recorded) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      "block ", block.height, ": its transactions hash to ",
      computed ? HexOf(computed->view()) : "nothing", ", its header says ",
      HexOf(recorded.view()), "; the block is damaged"));
}

}  // namespace

absl::StatusOr<BlockEnvelope> MakeBlockEnvelope(ByteView bytes,
                                                const NetworkParams& network) {
  absl::StatusOr<Block> block = DecodeBlock(bytes);
  if (!block.ok()) return block.status();
  const BlockHeader& header = block->header;
  if (header.height > std::numeric_limits<BlockHeight>::max()) {
    return absl::DataLossError(
        absl::StrCat("block height ", header.height, " is impossible"));
  }
  BlockEnvelope envelope;
  absl::StatusOr<BlockHash> hash = HashHeader(header);
  if (!hash.ok()) return hash.status();
  envelope.hash = *hash;
  envelope.prev_hash = header.prev_block_hash;
  envelope.height = static_cast<BlockHeight>(header.height);
  envelope.header_version = header.version;
  envelope.timestamp_ns = header.timestamp_ns;
  envelope.proposed_in_view = header.proposed_in_view;
  if (header.vote_qc) {
    envelope.signers = header.vote_qc->vote.signers;
  } else if (header.timeout_qc) {
    envelope.signers = header.timeout_qc->timeout.signers;
  }
  envelope.txns.reserve(block->txns.size());
  for (Transaction& txn : block->txns) {
    envelope.txns.push_back(
        MakeEnvelope(std::move(txn), network, envelope.height));
  }
  if (absl::Status status = CheckMerkleRoot(envelope, header.merkle_root);
      !status.ok()) {
    return status;
  }
  return envelope;
}

}  // namespace desobook::chain
