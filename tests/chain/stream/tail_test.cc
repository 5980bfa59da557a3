// A file that grows, shrinks, is replaced and vanishes while it is read.

#include "chain/stream/tail.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "chain/stream/record_reader.h"
#include "gtest/gtest.h"
#include "tests/chain/stream/files.h"

namespace desobook::chain {
namespace {

namespace fs = std::filesystem;
using Outcome = TailReader::Outcome;

class Tail : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ =
        fs::path(::testing::TempDir()) /
        ("tail_" + std::to_string(getpid()) + "_" +
         ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(directory_);
    fs::create_directories(directory_);
    stream_ = testing::MustRead(testing::TracePath("state-changes.bin.zst"));
    index_ = testing::MustRead(testing::TracePath("state-changes-index.bin"));
    RecordReader reader(MemorySource(stream_, "stream"));
    while (true) {
      auto frame = reader.NextFrame();
      ASSERT_TRUE(frame.ok());
      if (!frame->has_value()) break;
      ends_.push_back((*frame)->end);
    }
    ASSERT_GT(ends_.size(), 1000U);
  }
  void TearDown() override { fs::remove_all(directory_); }

  [[nodiscard]] std::string Path() const {
    return (directory_ / "state-changes.bin").string();
  }
  [[nodiscard]] std::string IndexPath() const {
    return (directory_ / "state-changes-index.bin").string();
  }
  static void Append(const std::string& path, ByteView bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::app);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  [[nodiscard]] ByteView Part(std::uint64_t from, std::uint64_t to) const {
    return ByteView(stream_).subspan(from, to - from);
  }

  // Takes records until the file ends or something else happens.
  static TailReader::Step Drain(TailReader& tail, std::uint64_t* count) {
    while (true) {
      auto step = tail.Next();
      EXPECT_TRUE(step.ok()) << step.status();
      if (!step.ok() || step->outcome != Outcome::kRecord) {
        return step.ok() ? *step : TailReader::Step{};
      }
      ++*count;
    }
  }

  fs::path directory_;
  Bytes stream_;
  Bytes index_;
  std::vector<std::uint64_t> ends_;  // of each record
};

TEST_F(Tail, HandsOutEveryRecordOnceHoweverTheFileGrows) {
  std::mt19937 random(7);
  TailReader tail(Path(), IndexPath());
  Append(Path(), {});
  std::uint64_t written = 0;
  std::uint64_t indexed = 0;
  std::uint64_t records = 0;
  while (written < stream_.size()) {
    const std::uint64_t to =
        std::min<std::uint64_t>(stream_.size(), written + random() % 40000);
    Append(Path(), Part(written, to));
    written = to;
    std::uint64_t complete = 0;
    while (complete < ends_.size() && ends_[complete] <= written) ++complete;
    const std::uint64_t index_to =
        indexed + random() % (complete - indexed + 1);
    Append(IndexPath(),
           ByteView(index_).subspan(indexed * 8, (index_to - indexed) * 8));
    indexed = index_to;
    EXPECT_EQ(Drain(tail, &records).outcome, Outcome::kWait);
    EXPECT_EQ(records, complete);
    EXPECT_EQ(tail.partial_bytes(),
              written - (complete == 0 ? 0 : ends_[complete - 1]));
    EXPECT_EQ(tail.IndexIsLevel(),
              indexed == complete && tail.partial_bytes() == 0);
  }
  EXPECT_EQ(records, ends_.size());
}

TEST_F(Tail, TellsAFileThatShrank) {
  Append(Path(), Part(0, ends_[99]));
  TailReader tail(Path(), "");
  std::uint64_t records = 0;
  Drain(tail, &records);
  ASSERT_EQ(records, 100U);
  ASSERT_EQ(truncate(Path().c_str(), 0), 0);
  const auto step = Drain(tail, &records);
  EXPECT_EQ(step.outcome, Outcome::kReset);
  EXPECT_NE(step.reason.find("shrank"), std::string::npos) << step.reason;
  Append(Path(), Part(0, ends_[9]));
  records = 0;
  EXPECT_EQ(Drain(tail, &records).outcome, Outcome::kWait);
  EXPECT_EQ(records, 10U);
}

TEST_F(Tail, TellsAFileWrittenAnewThoughItIsAsLong) {
  Append(Path(), Part(0, ends_[99]));
  TailReader tail(Path(), "");
  std::uint64_t records = 0;
  Drain(tail, &records);
  // The same inode, longer than before, other records.
  ASSERT_EQ(truncate(Path().c_str(), 0), 0);
  Append(Path(), Part(ends_[199], ends_[999]));
  const auto step = Drain(tail, &records);
  EXPECT_EQ(step.outcome, Outcome::kReset);
  EXPECT_NE(step.reason.find("other bytes"), std::string::npos) << step.reason;
  records = 0;
  Drain(tail, &records);
  EXPECT_EQ(records, 800U);
}

TEST_F(Tail, TellsAReplacedFile) {
  Append(Path(), Part(0, ends_[99]));
  TailReader tail(Path(), "");
  std::uint64_t records = 0;
  Drain(tail, &records);
  Append(Path() + ".new", Part(0, ends_[199]));
  fs::rename(Path() + ".new", Path());
  EXPECT_EQ(Drain(tail, &records).outcome, Outcome::kReset);
  records = 0;
  Drain(tail, &records);
  EXPECT_EQ(records, 200U);
}

TEST_F(Tail, WaitsForAFileAndADirectoryThatVanish) {
  TailReader tail(Path(), "");
  auto step = tail.Next();
  EXPECT_EQ(step.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(step.status().message().find("state-change-dir"),
            std::string::npos);
  Append(Path(), Part(0, ends_[9]));
  std::uint64_t records = 0;
  Drain(tail, &records);
  EXPECT_EQ(records, 10U);
  const fs::path away = directory_.string() + "_away";
  fs::rename(directory_, away);
  step = tail.Next();
  EXPECT_EQ(step.status().code(), absl::StatusCode::kUnavailable);
  fs::rename(away, directory_);
  Append(Path(), Part(ends_[9], ends_[19]));
  Drain(tail, &records);
  EXPECT_EQ(records, 20U);
}

TEST_F(Tail, SaysThatItMayNotRead) {
  constexpr uid_t kNobody = 65534;
  Append(Path(), Part(0, ends_[9]));
  ASSERT_EQ(chmod(Path().c_str(), 0), 0);
  TailReader tail(Path(), "");
  // Root may read everything.
  const bool is_root = geteuid() == 0;
  ASSERT_TRUE(!is_root || seteuid(kNobody) == 0);
  const absl::Status status = tail.Next().status();
  ASSERT_TRUE(!is_root || seteuid(0) == 0);
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_NE(status.message().find("let this user read"), std::string::npos);
}

TEST_F(Tail, GoesOnWhereAnotherReaderStopped) {
  Append(Path(), Part(0, ends_[299]));
  TailPosition position;
  {
    TailReader tail(Path(), IndexPath());
    for (int i = 0; i < 150; ++i) ASSERT_TRUE(tail.Next().ok());
    position = tail.Position();
  }
  EXPECT_EQ(position.offset, ends_[149]);
  EXPECT_EQ(position.behind.size(), kTailFingerprintBytes);
  TailReader tail(Path(), IndexPath());
  tail.Seek(position);
  auto step = tail.Next();
  ASSERT_TRUE(step.ok());
  ASSERT_EQ(step->outcome, Outcome::kRecord);
  EXPECT_EQ(step->record.index, 150U);
  EXPECT_EQ(step->record.offset, ends_[149]);
  // The same place in another file.
  position.behind.back() ^= 1;
  TailReader other(Path(), IndexPath());
  other.Seek(position);
  step = other.Next();
  ASSERT_TRUE(step.ok());
  EXPECT_EQ(step->outcome, Outcome::kReset);
}

TEST_F(Tail, RefusesAnIndexThatContradictsTheData) {
  Append(Path(), Part(0, ends_[99]));
  Bytes wrong(index_.begin(), index_.begin() + 800);
  wrong[50 * 8] ^= 1;
  Append(IndexPath(), wrong);
  TailReader tail(Path(), IndexPath());
  absl::Status status;
  // It may be a race at first.
  int looks = 0;
  for (; status.ok() && looks < 200; ++looks) status = tail.Next().status();
  EXPECT_GT(looks, 100 + 10);
  ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("entry 50 points to byte"), std::string::npos)
      << status;
}

TEST_F(Tail, RefusesADamagedRecordAndAnImpossibleLength) {
  Bytes damaged(Part(0, ends_[9]).begin(), Part(0, ends_[9]).end());
  damaged[ends_[4] + 4] = 0xee;
  Append(Path(), damaged);
  TailReader tail(Path(), "");
  absl::Status status;
  for (int i = 0; i < 6 && status.ok(); ++i) status = tail.Next().status();
  ASSERT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_NE(status.message().find("record 5 at byte"), std::string::npos)
      << status;

  fs::remove(Path());
  const Bytes endless = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
  Append(Path(), endless);
  TailReader other(Path(), "");
  EXPECT_EQ(other.Next().status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace desobook::chain
