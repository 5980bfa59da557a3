#include "src/line_file.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace desobook {
namespace {

std::string TempPath(const std::string& name) {
  return ::testing::TempDir() + "desobook_line_file_" + name;
}

std::string WriteFile(const std::string& name, const std::string& content) {
  const std::string path = TempPath(name);
  std::ofstream(path, std::ios::binary) << content;
  return path;
}

std::string Gzip(const std::string& name, const std::string& content) {
  const std::string path = TempPath(name);
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, content.data(), static_cast<unsigned>(content.size()));
  gzclose(file);
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

struct Lines {
  std::vector<std::string> lines;
  absl::Status status;
};

Lines ReadAll(const std::string& path) {
  Lines all;
  auto file = LineFile::Open(path);
  if (!file.ok()) {
    all.status = file.status();
    return all;
  }
  while (true) {
    const auto line = file->Next();
    if (!line.ok()) {
      all.status = line.status();
      return all;
    }
    if (!*line) return all;
    all.lines.emplace_back(**line);
    EXPECT_EQ(file->line_number(), all.lines.size());
  }
}

TEST(LineFile, ReadsPlainAndGzipAlike) {
  std::string text;
  std::vector<std::string> want;
  for (int i = 0; i < 20000; ++i) {
    want.push_back(std::string(static_cast<std::size_t>(i % 97), 'x'));
    text += want.back() + "\n";
  }
  const std::string packed = Gzip("packed", text);
  EXPECT_EQ(ReadAll(WriteFile("plain.txt", text)).lines, want);
  EXPECT_EQ(ReadAll(WriteFile("packed.gz", packed)).lines, want);
}

TEST(LineFile, KeepsALastLineWithoutEnd) {
  EXPECT_EQ(ReadAll(WriteFile("noend", "a\n\nb")).lines,
            (std::vector<std::string>{"a", "", "b"}));
  EXPECT_TRUE(ReadAll(WriteFile("empty", "")).lines.empty());
}

TEST(LineFile, ReportsGzipCutAtEveryByte) {
  const std::string packed = Gzip("whole", "one\ntwo\nthree\n");
  ASSERT_GT(packed.size(), 20U);
  // Two bytes are needed to know that it is gzip at all.
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const Lines cut = ReadAll(WriteFile("cut.gz", packed.substr(0, size)));
    EXPECT_FALSE(cut.status.ok()) << size << " of " << packed.size();
  }
}

TEST(LineFile, ReportsAFlippedByte) {
  std::string packed = Gzip("flip", std::string(1000, 'a') + "\n");
  packed[packed.size() - 6] ^= 1;  // in the checksum
  EXPECT_TRUE(absl::IsDataLoss(ReadAll(WriteFile("flip.gz", packed)).status));
}

TEST(LineFile, RefusesALineWithoutBound) {
  const std::string packed =
      Gzip("long", std::string(LineFile::kMaxLineBytes + 1000000, 'a'));
  const Lines lines = ReadAll(WriteFile("long.gz", packed));
  EXPECT_TRUE(absl::IsDataLoss(lines.status)) << lines.status;
  EXPECT_TRUE(lines.lines.empty());
}

TEST(LineFile, TellsMissingFilesFromDirectories) {
  EXPECT_TRUE(absl::IsNotFound(ReadAll(TempPath("none")).status));
  EXPECT_TRUE(absl::IsFailedPrecondition(ReadAll(::testing::TempDir()).status));
}

}  // namespace
}  // namespace desobook
