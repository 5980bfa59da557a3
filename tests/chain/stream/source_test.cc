#include "chain/stream/source.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <string>

#include "tests/chain/stream/files.h"

namespace desobook::chain {
namespace {

Bytes Pattern(std::size_t size) {
  Bytes bytes(size);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<std::uint8_t>(state >> 28);
  }
  return bytes;
}

Bytes Compress(ByteView bytes) {
  Bytes out(ZSTD_compressBound(bytes.size()));
  const std::size_t size = ZSTD_compress(out.data(), out.size(), bytes.data(),
                                         bytes.size(), /*compressionLevel=*/3);
  out.resize(size);
  return out;
}

std::unique_ptr<ByteSource> Decompressing(ByteView bytes) {
  return ZstdSource(MemorySource(bytes, "test.zst"));
}

// What a source yields before its end or its first error.
Bytes Drain(ByteSource& source, absl::Status& status) {
  Bytes all;
  Bytes chunk(1000);
  while (true) {
    const auto count = source.Read(chunk);
    status = count.status();
    if (!count.ok() || *count == 0) return all;
    all.insert(all.end(), chunk.begin(),
               chunk.begin() + static_cast<std::ptrdiff_t>(*count));
  }
}

// Progress is told in bytes of the file itself.
TEST(FilePosition, CountsCompressedBytes) {
  const Bytes bytes = Pattern(100'000);
  const Bytes compressed = Compress(bytes);
  ASSERT_LT(compressed.size(), bytes.size());
  auto source = Decompressing(compressed);
  Bytes chunk(10'000);
  std::uint64_t before = source->file_position();
  EXPECT_EQ(before, 0U);
  for (auto count = source->Read(chunk); count.ok() && *count != 0;
       count = source->Read(chunk)) {
    EXPECT_GE(source->file_position(), before);
    EXPECT_LE(source->file_position(), compressed.size());
    before = source->file_position();
  }
  EXPECT_EQ(source->file_position(), compressed.size());
}

TEST(OpenFile, NamesTheFileItCannotOpen) {
  const auto source = OpenFile("/no/such/file");
  EXPECT_EQ(source.status().code(), absl::StatusCode::kNotFound);
  EXPECT_NE(source.status().message().find("/no/such/file"), std::string::npos);
}

TEST(OpenFile, ReportsADirectory) {
  auto source = OpenFile(DESOBOOK_TEST_DATA);
  ASSERT_TRUE(source.ok());
  Bytes chunk(10);
  EXPECT_FALSE((*source)->Read(chunk).ok());
}

TEST(ZstdSource, YieldsWhatWasCompressed) {
  const Bytes plain = Pattern(1'000'000);
  const Bytes compressed = Compress(plain);
  absl::Status status;
  EXPECT_EQ(Drain(*Decompressing(compressed), status), plain);
  EXPECT_TRUE(status.ok());
}

TEST(ZstdSource, JoinsFrames) {
  const Bytes plain = Pattern(5000);
  Bytes compressed = Compress(ByteView(plain).first(2000));
  const Bytes rest = Compress(ByteView(plain).subspan(2000));
  compressed.insert(compressed.end(), rest.begin(), rest.end());
  absl::Status status;
  EXPECT_EQ(Drain(*Decompressing(compressed), status), plain);
  EXPECT_TRUE(status.ok());
}

TEST(ZstdSource, RefusesTruncationAtEveryByteAfterDeliveringWhatIsThere) {
  const Bytes plain = Pattern(3000);
  const Bytes compressed = Compress(plain);
  for (std::size_t size = 0; size < compressed.size(); ++size) {
    absl::Status status;
    const Bytes got =
        Drain(*Decompressing(ByteView(compressed).first(size)), status);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << size;
    EXPECT_NE(status.message().find("test.zst"), std::string::npos);
    ASSERT_LE(got.size(), plain.size());
    EXPECT_TRUE(std::equal(got.begin(), got.end(), plain.begin())) << size;
  }
}

TEST(ZstdSource, RefusesWhatIsNotZstd) {
  const Bytes plain = Pattern(100);
  absl::Status status;
  EXPECT_TRUE(Drain(*Decompressing(plain), status).empty());
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
}

TEST(ByteWindow, ShowsWhatWasAskedForAndCountsWhatWasConsumed) {
  const Bytes plain = Pattern(2'000'000);
  ByteWindow window(MemorySource(plain, "memory"));
  std::size_t at = 0;
  for (std::size_t step = 1; at + step < plain.size(); step = step * 3 + 1) {
    ASSERT_TRUE(window.Fill(step).ok());
    ASSERT_GE(window.view().size(), step);
    EXPECT_TRUE(
        std::equal(window.view().begin(),
                   window.view().begin() + static_cast<std::ptrdiff_t>(step),
                   plain.begin() + static_cast<std::ptrdiff_t>(at)));
    window.Consume(step);
    at += step;
    EXPECT_EQ(window.offset(), at);
  }
  ASSERT_TRUE(window.Fill(plain.size()).ok());
  EXPECT_EQ(window.view().size(), plain.size() - at);
}

TEST(ReadAll, StopsAtItsLimit) {
  const Bytes plain = Pattern(1000);
  EXPECT_EQ(*ReadAll(*MemorySource(plain, "memory"), 1000), plain);
  EXPECT_EQ(ReadAll(*MemorySource(plain, "memory"), 999).status().code(),
            absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace desobook::chain
