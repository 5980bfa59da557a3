#include "chain/stream/flush_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/chain/stream/files.h"

namespace desobook::chain {
namespace {

FlushId Id(std::uint8_t value) {
  FlushId id;
  id.bytes.fill(value);
  return id;
}

// A deletion under a key of `prefix` and `length` bytes.
void AppendDelete(std::uint8_t flush, std::uint8_t prefix, std::size_t length,
                  Bytes& file) {
  StateChangeRecord record;
  record.operation = RecordOperation::kDelete;
  record.encoder_type =
      prefix == 9 ? kUtxoOperationBundleType : kBlockEntryType;
  Bytes key(length, flush);
  key[0] = prefix;
  record.key = key;
  record.flush_id = Id(flush);
  const Bytes framed = EncodeRecord(record);
  file.insert(file.end(), framed.begin(), framed.end());
}

std::vector<Flush> All(ByteView file, absl::Status& status) {
  FlushReader reader(MemorySource(file, "memory"));
  std::vector<Flush> flushes;
  while (true) {
    auto flush = reader.Next();
    status = flush.status();
    if (!flush.ok() || !flush->has_value()) return flushes;
    flushes.push_back(**std::move(flush));
  }
}

TEST(FlushReader, GroupsConsecutiveRecordsOfOneId) {
  Bytes file;
  AppendDelete(1, 0, 33, file);
  AppendDelete(1, 9, 33, file);
  AppendDelete(1, 9, 33, file);
  AppendDelete(2, 0, 33, file);
  const std::size_t second_end = file.size();
  AppendDelete(1, 9, 33, file);
  absl::Status status;
  const std::vector<Flush> flushes = All(file, status);
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(flushes.size(), 3U);
  EXPECT_EQ(flushes[0].records.size(), 3U);
  EXPECT_EQ(flushes[0].committed.size(), 2U);  // as genesis and block 1
  EXPECT_EQ(flushes[0].committed[0].bytes[5], 1);
  EXPECT_TRUE(flushes[1].committed.empty());  // a block that never commits
  EXPECT_EQ(flushes[1].begin_offset, flushes[0].end_offset);
  EXPECT_EQ(flushes[1].end_offset, second_end);
  EXPECT_EQ(flushes[2].records[0].index, 4U);
  EXPECT_EQ(flushes[2].records[0].key[7], 1);
}

TEST(FlushReader, HandsOutWhatWasCompleteBeforeTheFileBreaksOff) {
  Bytes file;
  AppendDelete(1, 9, 33, file);
  const std::size_t first_end = file.size();
  AppendDelete(2, 9, 33, file);
  const std::size_t second_end = file.size();
  AppendDelete(3, 9, 33, file);
  for (std::size_t size = 0; size <= file.size(); ++size) {
    absl::Status status;
    const auto flushes = All(ByteView(file).first(size), status);
    const bool at_border = size == 0 || size == first_end ||
                           size == second_end || size == file.size();
    EXPECT_EQ(status.ok(), at_border) << size;
    // A flush ends where the next begins: the one before a torn record may
    // lack that record.
    const std::size_t records = std::size_t{size >= first_end} +
                                std::size_t{size >= second_end} +
                                std::size_t{size >= file.size()};
    const std::size_t expected = at_border      ? records
                                 : records == 0 ? 0
                                                : records - 1;
    EXPECT_EQ(flushes.size(), expected) << size;
  }
}

TEST(FlushReader, RefusesAMalformedKeyOfOperations) {
  Bytes file;
  AppendDelete(1, 9, 20, file);
  absl::Status status;
  EXPECT_TRUE(All(file, status).empty());
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("memory, record 0 at byte 0"),
            std::string::npos);
}

TEST(ByteArena, KeepsItsBytesInPlace) {
  ByteArena arena;
  std::vector<ByteView> copies;
  for (std::size_t size = 1; size < 600'000; size = size * 2 + 1) {
    copies.push_back(arena.Copy(Bytes(size, static_cast<std::uint8_t>(size))));
  }
  ByteArena moved = std::move(arena);
  for (const ByteView copy : copies) {
    EXPECT_EQ(copy.back(), static_cast<std::uint8_t>(copy.size()));
  }
  EXPECT_TRUE(moved.Copy({}).empty());
}

}  // namespace
}  // namespace desobook::chain
