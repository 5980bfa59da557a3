#include "chain/codec/transaction.h"

#include <gtest/gtest.h>

#include <array>
#include <map>

#include "chain/codec/der.h"
#include "chain/codec/fees.h"
#include "chain/codec/metadata_schema.h"
#include "chain/codec/writer.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::ExpectsError;
using testing::FieldsJson;
using testing::FromHexText;
using testing::HexText;

Transaction Decoded(const json& hex) {
  absl::StatusOr<Transaction> txn = DecodeTransaction(BytesOf(hex));
  EXPECT_TRUE(txn.ok()) << txn.status();
  return txn.ok() ? *std::move(txn) : Transaction();
}

std::vector<Transaction> AllDecoded(const json& list) {
  std::vector<Transaction> txns;
  for (const json& hex : list) txns.push_back(Decoded(hex));
  return txns;
}

void CheckSignature(const json& vector, const Transaction& txn) {
  if (!vector.contains("signature")) {
    EXPECT_FALSE(txn.signature.has_value());
    return;
  }
  ASSERT_TRUE(txn.signature.has_value());
  EXPECT_EQ(HexText(EncodeSignature(*txn.signature)), vector.at("signature"));
  EXPECT_EQ(HexText(EncodeDerSignature(*txn.signature)),
            vector.at("signature_plain_der"));
  EXPECT_EQ(txn.signature->recoverable, vector.at("signature_is_recoverable"));
  if (txn.signature->recoverable) {
    EXPECT_EQ(txn.signature->recovery_id, vector.at("recovery_id"));
  }
  EXPECT_EQ(ParseSignature(BytesOf(vector.at("signature"))).value(),
            *txn.signature);
}

void CheckWrapper(const json& vector, const Transaction& wrapper) {
  ExtraData extra_data;
  for (const json& entry : vector.at("wrapper_extra_data")) {
    extra_data[BytesOf(entry.at("key_hex"))] = BytesOf(entry.at("value"));
  }
  const absl::StatusOr<Transaction> built = BuildAtomicWrapper(
      AllDecoded(vector.at("input_unsigned_transactions")), extra_data,
      vector.at("wrapper_min_fee_rate_nanos_per_kb").get<std::uint64_t>());
  ASSERT_TRUE(built.ok()) << built.status();
  EXPECT_EQ(HexText(EncodeTransaction(*built)),
            vector.at("wrapper_with_unsigned_inner"));
  EXPECT_EQ(built->fee.value(), vector.at("wrapper_fee_nanos"));
  EXPECT_EQ(HexText(EncodeTransaction(*built)),
            HexText(EncodeTransaction(
                Decoded(vector.at("wrapper_with_unsigned_inner")))));
  const auto& inner = std::get<AtomicTxnsMetadata>(wrapper.metadata).inner;
  ASSERT_EQ(inner.size(), vector.at("inner_signed").size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const Transaction& txn = inner[i];
    EXPECT_EQ(HexText(EncodeTransaction(txn)), vector.at("inner_signed")[i]);
    EXPECT_EQ(HexText(EncodeTransaction(txn, TxnForm::kPreSignature)),
              vector.at("inner_unsigned")[i]);
    EXPECT_EQ(HexText(SignDigest(txn)), vector.at("inner_sign_digests")[i]);
    EXPECT_EQ(HexText(AtomicHash(txn).view()),
              vector.at("inner_atomic_hashes")[i]);
    EXPECT_EQ(HexText(EncodeSignature(txn.signature.value())),
              vector.at("inner_signatures")[i]);
    EXPECT_EQ(HexText(TransactionHash(txn).view()),
              vector.at("inner_txn_hashes")[i]);
  }
}

void CheckTransaction(const json& vector) {
  const Bytes bytes = BytesOf(vector.at("signed_hex"));
  std::size_t consumed = 0;
  const absl::StatusOr<Transaction> txn = DecodeTransaction(bytes, &consumed);
  ASSERT_TRUE(txn.ok()) << txn.status();
  EXPECT_EQ(consumed, bytes.size());
  EXPECT_EQ(static_cast<int>(txn->type), vector.at("type_number"));
  EXPECT_EQ(TxnTypeName(txn->type), vector.at("type"));
  EXPECT_EQ(txn->version, vector.at("version"));
  EXPECT_EQ(EncodeTransaction(*txn), bytes);
  EXPECT_EQ(EncodedSize(*txn), bytes.size());
  const Bytes unsigned_bytes = EncodeTransaction(*txn, TxnForm::kPreSignature);
  EXPECT_EQ(HexText(unsigned_bytes), vector.at("unsigned_hex"));
  EXPECT_EQ(HexText(SignDigest(*txn)), vector.at("sign_digest"));
  EXPECT_EQ(HexText(TransactionHash(*txn).view()), vector.at("txn_hash"));
  EXPECT_EQ(FieldsJson(TransactionFields(*txn)), vector.at("fields"));
  CheckSignature(vector, *txn);
  if (vector.contains("inner_signed")) CheckWrapper(vector, *txn);
}

void CheckDecode(const json& vector) {
  const absl::StatusOr<Transaction> txn =
      DecodeTransaction(BytesOf(vector.at("bytes")));
  EXPECT_EQ(txn.ok(), !ExpectsError(vector)) << txn.status();
  if (!txn.ok()) {
    EXPECT_FALSE(txn.status().message().empty());
    return;
  }
  if (ExpectsError(vector)) return;
  EXPECT_EQ(HexText(EncodeTransaction(*txn)), vector.at("reencoded"));
  EXPECT_EQ(HexText(TransactionHash(*txn).view()), vector.at("txn_hash"));
}

TEST(TransactionTest, AgreesWithVectors) {
  std::size_t count = 0;
  for (const json& vector : testing::LoadVectors("transactions.json")) {
    const std::string kind = vector.at("kind");
    SCOPED_TRACE(vector.at("label").get<std::string>() + " case " +
                 std::to_string(count));
    if (kind == "transaction") {
      CheckTransaction(vector);
    } else if (kind == "decode") {
      CheckDecode(vector);
    } else {
      ADD_FAILURE() << "unknown kind " << kind;
    }
    ++count;
  }
  EXPECT_EQ(count, 765U);
}

// Two per type and version, wrappers with signed inner ones among them.
std::vector<Bytes> Samples() {
  std::map<std::pair<int, int>, std::vector<Bytes>> samples;
  for (const json& vector : testing::LoadVectors("transactions.json")) {
    if (vector.at("kind") != "transaction") continue;
    auto& list = samples[{vector.at("type_number").get<int>(),
                          vector.at("version").get<int>()}];
    if (list.size() < 2) list.push_back(BytesOf(vector.at("signed_hex")));
  }
  std::vector<Bytes> all;
  for (const auto& [key, list] : samples) {
    all.insert(all.end(), list.begin(), list.end());
  }
  return all;
}

TEST(TransactionTest, SurvivesTruncationAtEveryByte) {
  std::size_t accepted = 0;
  const std::vector<Bytes> samples = Samples();
  EXPECT_GE(samples.size(), 86U);
  for (const Bytes& sample : samples) {
    for (std::size_t size = 0; size < sample.size(); ++size) {
      const auto txn = DecodeTransaction(ByteView(sample).first(size));
      if (!txn.ok()) continue;
      // Only the end of field 9, or a version that is cut, may end a
      // transaction early.
      EXPECT_EQ(txn->version, 0U);
      const Bytes again = EncodeTransaction(*txn);
      EXPECT_EQ(DecodeTransaction(again).value(), *txn);
      ++accepted;
    }
  }
  EXPECT_GT(accepted, 0U);
}

TEST(TransactionTest, SurvivesEveryByteReplaced) {
  constexpr std::array<std::uint8_t, 5> kReplacements = {0x00, 0x01, 0x7f, 0x80,
                                                         0xff};
  std::size_t accepted = 0;
  std::size_t turn = 0;  // another replacement at every byte
  for (const Bytes& sample : Samples()) {
    Bytes damaged = sample;
    for (std::size_t i = 0; i < sample.size(); ++i) {
      damaged[i] = kReplacements[turn++ % kReplacements.size()];
      const auto txn = DecodeTransaction(damaged);
      damaged[i] = sample[i];
      if (!txn.ok()) continue;
      const Bytes again = EncodeTransaction(*txn);
      EXPECT_EQ(EncodeTransaction(DecodeTransaction(again).value()), again);
      EXPECT_FALSE(TransactionFields(*txn).is_null());
      ++accepted;
    }
  }
  EXPECT_GT(accepted, 0U);
}

// A transaction around `metadata` and nothing else.
Bytes Around(std::uint64_t type, const Bytes& metadata) {
  Writer writer;
  writer.Uvarint(0);
  writer.Uvarint(0);
  writer.Uvarint(type);
  writer.LenBytes(metadata);
  for (int i = 0; i < 3; ++i) writer.Uvarint(0);
  return writer.Take();
}

TEST(TransactionTest, BoundsNestedWrappers) {
  Bytes nested = Around(2, {});
  for (int depth = 1; depth < 200; ++depth) {
    Writer metadata;
    metadata.Uvarint(1);
    metadata.LenBytes(nested);
    nested = Around(44, metadata.bytes());
    const bool ok = DecodeTransaction(nested).ok();
    EXPECT_EQ(ok, depth <= kMaxNestedWrappers) << depth;
  }
}

TEST(TransactionTest, CutsTheTypeToEightBits) {
  EXPECT_EQ(DecodeTransaction(Around(256 + 2, {}))->type,
            TxnType::kBasicTransfer);
  EXPECT_FALSE(DecodeTransaction(Around(256, {})).ok());
  EXPECT_FALSE(DecodeTransaction(Around(7, {})).ok());
  EXPECT_FALSE(DecodeTransaction(Around(45, {})).ok());
}

TEST(TransactionTest, EveryTypeNumberHasASchema) {
  for (int number = 0; number < 256; ++number) {
    const auto type = static_cast<TxnType>(number);
    const bool exists = number >= 1 && number <= 44 && number != 7;
    EXPECT_EQ(MetadataSchema(type) != nullptr, exists) << number;
  }
}

TEST(TransactionTest, RefusesKeysWhoseLengthCrashesTheNode) {
  // CREATE_USER_ASSOCIATION, COIN_UNLOCK: keys of 32 bytes.
  Writer association;
  association.LenBytes(Bytes(32, 2));
  association.LenBytes(Bytes(33, 2));
  association.LenBytes(Bytes(1, 'a'));
  association.LenBytes(Bytes(1, 'b'));
  EXPECT_FALSE(DecodeTransaction(Around(27, association.bytes())).ok());
  Writer unlock;
  unlock.LenBytes(Bytes(32, 2));
  EXPECT_FALSE(DecodeTransaction(Around(43, unlock.bytes())).ok());
  // DELETE_USER_ASSOCIATION: an id of another length is padded or cut.
  for (const std::size_t size : {0U, 1U, 31U, 32U, 33U, 100U}) {
    Writer id;
    id.LenBytes(Bytes(size, 9));
    const auto txn = DecodeTransaction(Around(28, id.bytes()));
    ASSERT_TRUE(txn.ok());
    EXPECT_EQ(std::get<DeleteUserAssociationMetadata>(txn->metadata)
                  .association_id.size(),
              32U);
  }
}

TEST(TransactionTest, DropsTheErrorOfAMessagingMemberCount) {
  // Three empty byte strings, then a count that is missing, unfinished or too
  // long, all of them zero so far.
  for (const std::string_view count :
       {"", "80", "8080", "80808080808080808002"}) {
    Bytes metadata = {0, 0, 0};
    const Bytes tail = FromHexText(count);
    metadata.insert(metadata.end(), tail.begin(), tail.end());
    const auto txn = DecodeTransaction(Around(23, metadata));
    ASSERT_TRUE(txn.ok()) << count;
    EXPECT_EQ(HexText(std::get<OpaqueMetadata>(txn->metadata).bytes),
              "00000000");
  }
  EXPECT_FALSE(DecodeTransaction(Around(23, {0, 0, 0, 0x81})).ok());
}

TEST(TransactionTest, ReadsAHugeDomainCountAsNone) {
  // 2^63 domains, then the other fields of REGISTER_AS_VALIDATOR.
  const Bytes metadata = FromHexText("8080808080808080800100000000");
  const auto txn = DecodeTransaction(Around(34, metadata));
  ASSERT_TRUE(txn.ok()) << txn.status();
  EXPECT_EQ(HexText(std::get<OpaqueMetadata>(txn->metadata).bytes),
            "0000000000");
}

TEST(TransactionTest, SaysWhichFieldIsMalformed) {
  const auto txn = DecodeTransaction(Around(12, {5, 1}));
  EXPECT_EQ(txn.status().message(),
            "SWAP_IDENTITY metadata: FromPublicKey: length exceeds the bytes "
            "that remain at byte 1");
}

// A Bitcoin transaction with one input, one output and the given witnesses.
std::string BitcoinHex(std::string_view marker, std::string_view witness) {
  return "02000000" + std::string(marker) + "01" + std::string(64, '1') +
         "00000000" + "00" + "ffffffff" + "01" + "0100000000000000" + "00" +
         std::string(witness) + "00000000";
}

Bytes BitcoinExchange(const std::string& bitcoin_hex) {
  Writer writer;
  writer.LenBytes(FromHexText(bitcoin_hex));
  writer.Raw(Bytes(64, 7));
  writer.Uvarint(0);
  return Around(3, writer.bytes());
}

TEST(TransactionTest, BitcoinIdLeavesOutWitnesses) {
  const auto plain = DecodeTransaction(BitcoinExchange(BitcoinHex("", "")));
  const auto empty =
      DecodeTransaction(BitcoinExchange(BitcoinHex("0001", "00")));
  const auto full =
      DecodeTransaction(BitcoinExchange(BitcoinHex("0001", "0102abcd")));
  ASSERT_TRUE(plain.ok() && empty.ok() && full.ok());
  EXPECT_EQ(TransactionHash(*plain), TransactionHash(*empty));
  EXPECT_EQ(TransactionHash(*plain), TransactionHash(*full));
  EXPECT_EQ(HexText(TransactionHash(*plain).view()),
            HexText(DoubleSha256(FromHexText(BitcoinHex("", "")))));
  EXPECT_EQ(*plain, *empty);
  EXPECT_NE(*plain, *full);
  EXPECT_EQ(EncodeTransaction(*full),
            BitcoinExchange(BitcoinHex("0001", "0102abcd")));
  // Unknown flag; a length in more bytes than it needs.
  EXPECT_FALSE(
      DecodeTransaction(BitcoinExchange(BitcoinHex("0002", "00"))).ok());
  EXPECT_FALSE(DecodeTransaction(BitcoinExchange(BitcoinHex("0001",
                                                            "fd0100"
                                                            "00")))
                   .ok());
}

}  // namespace
}  // namespace desobook::chain
