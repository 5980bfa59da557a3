#include "chain/stream/record.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "chain/stream/record_reader.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::HexText;

std::vector<json> RecordVectors() {
  std::vector<json> records;
  for (const json& vector : testing::LoadVectors("entries.json")) {
    if (vector.at("kind") == "state_change_record") records.push_back(vector);
  }
  return records;
}

OperationMetadata MetadataOf(const json& vector) {
  return vector.at("state_change_metadata_enabled")
             ? OperationMetadata::kIncluded
             : OperationMetadata::kLeftOut;
}

void ExpectEntry(const json& want, ByteView got, bool present) {
  EXPECT_EQ(present, !want.is_null());
  if (!present || want.is_null()) return;
  EXPECT_EQ(HexText(got), want);
}

TEST(RecordVectors, ParseAndEncodeTheSame) {
  int ran = 0;
  for (const json& vector : RecordVectors()) {
    const Bytes body = BytesOf(vector.at("bytes"));
    const auto record = ParseRecord(body, MetadataOf(vector));
    ASSERT_TRUE(record.ok()) << record.status();
    EXPECT_EQ(static_cast<int>(record->operation), vector.at("operation_type"));
    EXPECT_EQ(record->is_reverted, vector.at("is_reverted"));
    EXPECT_EQ(record->encoder_type, vector.at("encoder_type"));
    EXPECT_EQ(HexText(record->key), vector.at("key_bytes"));
    ExpectEntry(vector.at("encoder_bytes"), record->value, record->has_value());
    ExpectEntry(vector.at("ancestral_record_bytes"), record->ancestral,
                record->has_ancestral());
    ExpectEntry(vector.at("block_bytes"), record->block, record->has_block());
    EXPECT_EQ(HexText(record->flush_id.view()), vector.at("flush_id"));
    EXPECT_EQ(record->block_height, vector.at("block_height"));
    EXPECT_EQ(HexText(EncodeRecord(*record)), vector.at("framed_bytes"));
    ++ran;
  }
  EXPECT_EQ(ran, 36);
}

TEST(ParseRecord, RefusesTruncationAtEveryByte) {
  int cuts = 0;
  for (const json& vector : RecordVectors()) {
    const Bytes body = BytesOf(vector.at("bytes"));
    for (std::size_t size = 0; size < body.size(); ++size) {
      const auto record =
          ParseRecord(ByteView(body).first(size), MetadataOf(vector));
      EXPECT_EQ(record.status().code(), absl::StatusCode::kDataLoss) << size;
      ++cuts;
    }
  }
  EXPECT_GT(cuts, 5000);
}

TEST(ParseRecord, RefusesBytesLeftOver) {
  Bytes body = BytesOf(RecordVectors()[0].at("bytes"));
  body.push_back(0);
  const auto record = ParseRecord(body);
  EXPECT_TRUE(absl::StrContains(record.status().message(), "left over"));
}

TEST(ParseRecord, RefusesAnUnknownEntryType) {
  // A record of entry type 34, which does not exist.
  const Bytes body = testing::FromHexText("01280002002200");
  const auto record = ParseRecord(body);
  EXPECT_TRUE(absl::StrContains(record.status().message(), "type 34"));
}

Bytes ThreeRecords(std::vector<std::size_t>& ends) {
  Bytes file;
  const std::vector<json> vectors = RecordVectors();
  for (std::size_t i = 0; i < 3; ++i) {
    const Bytes framed = BytesOf(vectors[i].at("framed_bytes"));
    file.insert(file.end(), framed.begin(), framed.end());
    ends.push_back(file.size());
  }
  return file;
}

TEST(RecordReader, YieldsRecordsWithTheirPlace) {
  std::vector<std::size_t> ends;
  const Bytes file = ThreeRecords(ends);
  RecordReader reader(MemorySource(file, "memory"));
  std::size_t begin = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const auto record = reader.Next();
    ASSERT_TRUE(record.ok() && record->has_value());
    EXPECT_EQ((*record)->index, i);
    EXPECT_EQ((*record)->offset, begin);
    EXPECT_EQ((*record)->end, ends[i]);
    begin = ends[i];
  }
  const auto end = reader.Next();
  ASSERT_TRUE(end.ok());
  EXPECT_FALSE(end->has_value());
}

TEST(RecordReader, LosesNothingCompleteWhenTheFileIsCutAnywhere) {
  std::vector<std::size_t> ends;
  const Bytes file = ThreeRecords(ends);
  for (std::size_t size = 0; size < file.size(); ++size) {
    RecordReader reader(MemorySource(ByteView(file).first(size), "cut.bin"));
    std::size_t complete = 0;
    auto record = reader.Next();
    for (; record.ok() && record->has_value(); record = reader.Next()) {
      ++complete;
    }
    const auto whole = static_cast<std::size_t>(
        std::upper_bound(ends.begin(), ends.end(), size) - ends.begin());
    EXPECT_EQ(complete, whole) << size;
    const bool at_border = size == 0 || (whole > 0 && ends[whole - 1] == size);
    EXPECT_EQ(record.ok(), at_border) << size;
    if (at_border) continue;
    EXPECT_EQ(record.status().code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(absl::StrContains(
        record.status().message(),
        "cut.bin, record " + std::to_string(whole) + " at byte "))
        << record.status();
    // The error stays.
    EXPECT_EQ(reader.Next().status(), record.status());
  }
}

TEST(RecordReader, RefusesAnImpossibleLengthWithoutAllocating) {
  const Bytes file = testing::FromHexText("ffffffffffffffff7f01");
  RecordReader reader(MemorySource(file, "memory"));
  EXPECT_EQ(reader.Next().status().code(), absl::StatusCode::kDataLoss);
  const Bytes overflow = testing::FromHexText("ffffffffffffffffffffff");
  RecordReader other(MemorySource(overflow, "memory"));
  EXPECT_EQ(other.Next().status().code(), absl::StatusCode::kDataLoss);
}

TEST(BlocksReader, LosesNothingCompleteWhenTheFileIsCutAnywhere) {
  const Bytes file = testing::FromHexText(
      "03000000aabbcc00000000"
      "01000000dd");
  const std::vector<std::size_t> ends = {7, 11, 16};
  for (std::size_t size = 0; size <= file.size(); ++size) {
    BlocksReader reader(MemorySource(ByteView(file).first(size), "b.bin"));
    std::size_t complete = 0;
    auto block = reader.Next();
    for (; block.ok() && block->has_value(); block = reader.Next()) ++complete;
    const auto whole = static_cast<std::size_t>(
        std::upper_bound(ends.begin(), ends.end(), size) - ends.begin());
    EXPECT_EQ(complete, whole) << size;
    const bool at_border = size == 0 || (whole > 0 && ends[whole - 1] == size);
    EXPECT_EQ(block.ok(), at_border) << size;
    if (!at_border) {
      EXPECT_TRUE(absl::StrContains(
          block.status().message(),
          "b.bin, block " + std::to_string(whole) + " at byte "))
          << block.status();
    }
  }
}

}  // namespace
}  // namespace desobook::chain
