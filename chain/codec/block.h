// Blocks and headers as bytes (protocol text 7.1 to 7.3). BLS keys and
// signatures are opaque bytes; an empty one is absent.

#ifndef DESOBOOK_CHAIN_CODEC_BLOCK_H_
#define DESOBOOK_CHAIN_CODEC_BLOCK_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "chain/codec/fields.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct AggregatedSignature {
  Bytes signers;  // bit set as a minimal big-endian integer
  Bytes signature;
  friend bool operator==(const AggregatedSignature&,
                         const AggregatedSignature&) = default;
};

struct QuorumCertificate {
  BlockHash block_hash;
  std::uint64_t proposed_in_view = 0;
  AggregatedSignature vote;
  friend bool operator==(const QuorumCertificate&,
                         const QuorumCertificate&) = default;
};

struct TimeoutCertificate {
  std::uint64_t timed_out_view = 0;
  QuorumCertificate high_qc;
  std::vector<std::uint64_t> high_qc_views;
  AggregatedSignature timeout;
  friend bool operator==(const TimeoutCertificate&,
                         const TimeoutCertificate&) = default;
};

struct BlockHeader {
  std::uint32_t version = 0;  // 0 and 1: proof of work; 2: proof of stake
  BlockHash prev_block_hash;
  BlockHash merkle_root;
  std::int64_t timestamp_ns = 0;  // whole seconds in versions 0 and 1
  std::uint64_t height = 0;
  std::uint64_t nonce = 0;        // versions 0 and 1
  std::uint64_t extra_nonce = 0;  // version 1
  // Version 2.
  Bytes proposer_voting_public_key;
  Bytes proposer_random_seed_signature;
  std::uint64_t proposed_in_view = 0;
  std::optional<QuorumCertificate> vote_qc;
  std::optional<TimeoutCertificate> timeout_qc;
  Bytes proposer_vote_signature;
  friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

struct BlockProducerInfo {
  Bytes public_key;
  std::optional<TxnSignature> signature;
  friend bool operator==(const BlockProducerInfo&,
                         const BlockProducerInfo&) = default;
};

struct Block {
  BlockHeader header;
  std::vector<Transaction> txns;
  std::optional<BlockProducerInfo> producer;
  friend bool operator==(const Block&, const Block&) = default;
};

// Whether a version 2 header carries its proposer's vote.
enum class HeaderForm : std::uint8_t { kSigned, kPreSignature };

// Versions above 2 are an error; bytes after the last field are ignored.
// Source: deso-protocol/core lib/network.go, DecodeHeader.
absl::StatusOr<BlockHeader> DecodeHeader(ByteView bytes);

// Errors, all of them states that decoding accepts: version 1 with a timestamp
// or height above 32 bits; version 2 without key, seed signature or vote, or
// without exactly one certificate. Versions above 2 encode as 0, as in the
// node.
absl::StatusOr<Bytes> EncodeHeader(const BlockHeader& header,
                                   HeaderForm form = HeaderForm::kSigned);

// Proof-of-work hash for versions 0 and 1, else H of the pre-signature form.
absl::StatusOr<BlockHash> HashHeader(const BlockHeader& header);

// Producer information is read from version 1 only, so that of a version 2
// block disappears. Bytes after the last field are ignored.
// Source: deso-protocol/core lib/network.go, MsgDeSoBlock.FromBytes, ToBytes.
absl::StatusOr<Block> DecodeBlock(ByteView bytes);
absl::StatusOr<Bytes> EncodeBlock(const Block& block);

// Root over the transactions; nothing for a block without any.
std::optional<BlockHash> BlockMerkleRoot(const Block& block);

// Every field of a header under the node's names.
FieldValue HeaderFields(const BlockHeader& header);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_BLOCK_H_
