#include "chain/codec/block.h"

#include <string>
#include <utility>

#include "chain/codec/der.h"
#include "chain/codec/hash.h"
#include "chain/codec/reader.h"
#include "chain/codec/transaction.h"
#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

// A transaction's own length and its seven fields of one byte.
constexpr std::size_t kMinFramedTxnSize = 8;
// Above this length the node means to fail but returns no error, and leaves
// the producer information empty.
// Source: deso-protocol/core lib/network.go, BlockProducerInfo.Deserialize.
constexpr std::uint64_t kMaxMessagePayload = 1024ULL * 1024 * 1000;

absl::StatusOr<BlockProducerInfo> DecodeProducer(ByteView bytes) {
  Reader reader(bytes);
  BlockProducerInfo producer;
  for (const bool is_signature : {false, true}) {
    const std::uint64_t length = reader.Uvarint();
    if (reader.ok() && length > kMaxMessagePayload) return BlockProducerInfo{};
    const ByteView content = reader.Take(static_cast<std::size_t>(length));
    if (!reader.ok()) return reader.Status("block producer information");
    if (!is_signature) {
      producer.public_key.assign(content.begin(), content.end());
    } else if (!content.empty()) {
      const absl::StatusOr<TxnSignature> signature = ParseDerSignature(content);
      if (!signature.ok()) return signature.status();
      producer.signature = *signature;
    }
  }
  return producer;
}

Bytes EncodeProducer(const BlockProducerInfo& producer) {
  Writer writer;
  writer.LenBytes(producer.public_key);
  writer.LenBytes(producer.signature ? EncodeDerSignature(*producer.signature)
                                     : Bytes());
  return writer.Take();
}

absl::Status DecodeTxns(Reader& reader, Block& block) {
  const std::size_t count = reader.Count(kMinFramedTxnSize);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const ByteView bytes = reader.LenBytes();
    if (!reader.ok()) break;
    const std::size_t begin = reader.position() - bytes.size();
    absl::StatusOr<Transaction> txn = DecodeTransaction(bytes);
    if (!txn.ok()) {
      return absl::InvalidArgumentError(
          "block: transaction " + std::to_string(i) + " from byte " +
          std::to_string(begin) + ": " + std::string(txn.status().message()));
    }
    block.txns.push_back(*std::move(txn));
  }
  return reader.Status("block");
}

}  // namespace

absl::StatusOr<Block> DecodeBlock(ByteView bytes) {
  Reader reader(bytes);
  const ByteView header_bytes = reader.LenBytes();
  if (!reader.ok()) return reader.Status("block");
  absl::StatusOr<BlockHeader> header = DecodeHeader(header_bytes);
  if (!header.ok()) return header.status();
  Block block;
  block.header = *std::move(header);
  if (const absl::Status status = DecodeTxns(reader, block); !status.ok()) {
    return status;
  }
  if (block.header.version == 1) {
    const ByteView producer_bytes = reader.LenBytes();
    if (!reader.ok()) return reader.Status("block");
    if (!producer_bytes.empty()) {
      absl::StatusOr<BlockProducerInfo> producer =
          DecodeProducer(producer_bytes);
      if (!producer.ok()) return producer.status();
      block.producer = *std::move(producer);
    }
  }
  return block;
}

absl::StatusOr<Bytes> EncodeBlock(const Block& block) {
  const absl::StatusOr<Bytes> header = EncodeHeader(block.header);
  if (!header.ok()) return header.status();
  if (block.header.version > 2) {
    return absl::FailedPreconditionError("block: unknown header version");
  }
  Writer writer;
  writer.LenBytes(*header);
  writer.Uvarint(block.txns.size());
  for (const Transaction& txn : block.txns) {
    writer.LenBytes(EncodeTransaction(txn));
  }
  if (block.header.version > 0) {
    writer.LenBytes(block.producer ? EncodeProducer(*block.producer) : Bytes());
  }
  return writer.Take();
}

std::optional<BlockHash> BlockMerkleRoot(const Block& block) {
  std::vector<TxnHash> hashes;
  hashes.reserve(block.txns.size());
  for (const Transaction& txn : block.txns) {
    hashes.push_back(TransactionHash(txn));
  }
  return MerkleRoot(hashes);
}

}  // namespace desobook::chain
