#include "chain/codec/block.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "chain/codec/der.h"
#include "chain/codec/hash.h"
#include "chain/codec/network_message.h"
#include "chain/codec/transaction.h"
#include "engine/txn/varint.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::ExpectsError;
using testing::FieldsJson;
using testing::HexText;
using testing::IdOf;

std::string HashHex(const BlockHeader& header) {
  const absl::StatusOr<BlockHash> hash = HashHeader(header);
  return hash.ok() ? HexText(hash->view()) : "";
}

void CheckHeader(const json& vector) {
  const absl::StatusOr<BlockHeader> header =
      DecodeHeader(BytesOf(vector.at("bytes")));
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(HexText(EncodeHeader(*header).value()), vector.at("bytes"));
  EXPECT_EQ(HexText(EncodeHeader(*header, HeaderForm::kPreSignature).value()),
            vector.at("pre_signature_bytes"));
  EXPECT_EQ(HashHex(*header), vector.at("hash"));
  EXPECT_EQ(FieldsJson(HeaderFields(*header)), vector.at("fields"));
}

void CheckMerkleRoot(const json& vector) {
  std::vector<TxnHash> hashes;
  for (const json& hash : vector.at("txn_hashes")) {
    hashes.push_back(IdOf<TxnHash>(hash));
  }
  EXPECT_EQ(HexText(MerkleRoot(hashes).value().view()),
            vector.at("merkle_root"));
}

void CheckProducer(const json& vector, const Block& block) {
  const json& expected = vector.at("block_producer_info_encoded");
  const bool reads = vector.at("decoder_reads_block_producer_info");
  ASSERT_EQ(block.producer.has_value(), reads && !expected.is_null());
  if (!block.producer) return;
  EXPECT_EQ(HexText(block.producer->public_key), expected.at("public_key"));
  EXPECT_EQ(HexText(EncodeDerSignature(block.producer->signature.value())),
            expected.at("signature_der"));
}

void CheckBlock(const json& vector) {
  const absl::StatusOr<Block> block = DecodeBlock(BytesOf(vector.at("bytes")));
  ASSERT_TRUE(block.ok()) << block.status();
  EXPECT_EQ(block->header.version, vector.at("header_version"));
  EXPECT_EQ(HexText(EncodeHeader(block->header).value()),
            vector.at("header_bytes"));
  EXPECT_EQ(HashHex(block->header), vector.at("block_hash"));
  EXPECT_EQ(HexText(BlockMerkleRoot(*block).value().view()),
            vector.at("merkle_root"));
  EXPECT_EQ(block->header.merkle_root, BlockMerkleRoot(*block));
  ASSERT_EQ(block->txns.size(), vector.at("txns").size());
  for (std::size_t i = 0; i < block->txns.size(); ++i) {
    EXPECT_EQ(HexText(EncodeTransaction(block->txns[i])), vector.at("txns")[i]);
    EXPECT_EQ(HexText(TransactionHash(block->txns[i]).view()),
              vector.at("txn_hashes")[i]);
  }
  CheckProducer(vector, *block);
  const Bytes again = EncodeBlock(*block).value();
  EXPECT_EQ(HexText(again) == vector.at("bytes").get<std::string>(),
            vector.at("reencoded_after_decoding_equals_input"));
  EXPECT_EQ(DecodeBlock(again).value(), *block);
  EXPECT_EQ(FieldsJson(HeaderFields(block->header)),
            vector.at("fields").at("Header"));
}

void CheckDecodeHeader(const json& vector) {
  const absl::StatusOr<BlockHeader> header =
      DecodeHeader(BytesOf(vector.at("bytes")));
  EXPECT_EQ(header.ok(), !ExpectsError(vector)) << header.status();
  if (!header.ok() || ExpectsError(vector)) return;
  const absl::StatusOr<Bytes> again = EncodeHeader(*header);
  if (vector.contains("reencode_or_hash_error")) {
    EXPECT_FALSE(again.ok());
    EXPECT_FALSE(HashHeader(*header).ok());
    return;
  }
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(HexText(*again), vector.at("reencoded"));
  EXPECT_EQ(HashHex(*header), vector.at("hash"));
}

void CheckDecodeBlock(const json& vector) {
  const absl::StatusOr<Block> block = DecodeBlock(BytesOf(vector.at("bytes")));
  EXPECT_EQ(block.ok(), !ExpectsError(vector)) << block.status();
  if (!block.ok() || ExpectsError(vector)) return;
  EXPECT_EQ(block->txns.size(), vector.at("num_txns"));
  EXPECT_EQ(HexText(EncodeBlock(*block).value()), vector.at("reencoded"));
  EXPECT_EQ(HashHex(block->header), vector.at("block_hash"));
}

void CheckGenesis(const json& vector) {
  const absl::StatusOr<BlockHeader> header =
      DecodeHeader(BytesOf(vector.at("header_bytes")));
  ASSERT_TRUE(header.ok()) << header.status();
  EXPECT_EQ(HashHex(*header), vector.at("block_hash"));
  EXPECT_EQ(HexText(header->merkle_root.view()), vector.at("merkle_root"));
}

void CheckNetworkMessage(const json& vector) {
  const NetworkMessage message = {
      vector.at("network").get<std::uint64_t>(),
      vector.at("message_type").get<std::uint64_t>(),
      BytesOf(vector.at("payload"))};
  Bytes bytes = EncodeNetworkMessage(message);
  EXPECT_EQ(HexText(bytes), vector.at("bytes"));
  EXPECT_EQ(DecodeNetworkMessage(bytes).value(), message);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeNetworkMessage(ByteView(bytes).first(size)).ok());
  }
  bytes.back() ^= 1;
  EXPECT_FALSE(DecodeNetworkMessage(bytes).ok());
}

void CheckVector(const json& vector) {
  const std::string kind = vector.at("kind");
  if (kind == "header") {
    CheckHeader(vector);
  } else if (kind == "merkle_root") {
    CheckMerkleRoot(vector);
  } else if (kind == "block") {
    CheckBlock(vector);
  } else if (kind == "decode_header") {
    CheckDecodeHeader(vector);
  } else if (kind == "decode_block") {
    CheckDecodeBlock(vector);
  } else if (kind == "genesis") {
    CheckGenesis(vector);
  } else if (kind == "network_message") {
    CheckNetworkMessage(vector);
  } else {
    ADD_FAILURE() << "unknown kind " << kind;
  }
}

TEST(BlockTest, AgreesWithVectors) {
  std::size_t count = 0;
  for (const json& vector : testing::LoadVectors("blocks.json")) {
    SCOPED_TRACE(vector.at("kind").get<std::string>() + " case " +
                 std::to_string(count));
    CheckVector(vector);
    ++count;
  }
  EXPECT_EQ(count, 331U);
}

TEST(BlockTest, SurvivesTruncationAtEveryByte) {
  std::map<int, std::vector<Bytes>> samples;
  for (const json& vector : testing::LoadVectors("blocks.json")) {
    if (vector.at("kind") != "block") continue;
    auto& list = samples[vector.at("header_version").get<int>()];
    list.push_back(BytesOf(vector.at("bytes")));
  }
  ASSERT_EQ(samples.size(), 3U);
  for (auto& [version, list] : samples) {
    std::sort(list.begin(), list.end(), [](const Bytes& a, const Bytes& b) {
      return a.size() < b.size();
    });
    list.resize(3);
    for (const Bytes& sample : list) {
      std::size_t accepted = 0;
      for (std::size_t size = 0; size < sample.size(); ++size) {
        if (DecodeBlock(ByteView(sample).first(size)).ok()) ++accepted;
      }
      // Only what follows the transactions of version 2 may be missing.
      EXPECT_EQ(accepted > 0, version == 2) << version;
    }
  }
}

TEST(BlockTest, SurvivesTruncatedHeaders) {
  std::map<int, int> seen;
  for (const json& vector : testing::LoadVectors("blocks.json")) {
    if (vector.at("kind") != "header") continue;
    ++seen[vector.at("version").get<int>()];
    const Bytes bytes = BytesOf(vector.at("bytes"));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(DecodeHeader(ByteView(bytes).first(size)).ok());
    }
  }
  EXPECT_EQ(seen.size(), 3U);
}

TEST(BlockTest, NamesTheTransactionThatIsMalformed) {
  const json vectors = testing::LoadVectors("blocks.json");
  for (const json& vector : vectors) {
    if (vector.at("kind") != "block" || vector.at("header_version") != 0) {
      continue;
    }
    Block block = DecodeBlock(BytesOf(vector.at("bytes"))).value();
    Bytes bytes = EncodeBlock(block).value();
    // First byte of the first transaction: its number of inputs.
    const std::size_t header_size = EncodeHeader(block.header)->size();
    bytes[header_size + 1 + 1 + UvarintSize(EncodedSize(block.txns[0]))] = 0x7f;
    const absl::Status status = DecodeBlock(bytes).status();
    EXPECT_NE(status.message().find("transaction 0 from byte"),
              std::string::npos)
        << status;
    return;
  }
  FAIL() << "no block of version 0";
}

TEST(BlockTest, EmptyListHasNoMerkleRoot) {
  EXPECT_FALSE(MerkleRoot({}).has_value());
  EXPECT_FALSE(BlockMerkleRoot(Block()).has_value());
}

}  // namespace
}  // namespace desobook::chain
