#include "src/progress.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <sstream>
#include <string>

namespace desobook {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t kMegabyte = 1'000'000;

class ProgressTest : public ::testing::Test {
 protected:
  Progress Make(std::uint64_t total) {
    return Progress(console_, "replay", total, [this] { return time_; });
  }
  // What is on the screen's line, without what was drawn over.
  std::string Shown() const {
    const std::string text = err_.str();
    const std::size_t begin = text.rfind('\r');
    std::string line = begin == std::string::npos ? "" : text.substr(begin + 1);
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }
  auto Draws() const {
    const std::string text = err_.str();
    return std::count(text.begin(), text.end(), '\r');
  }

  Progress::Clock::time_point time_;
  std::ostringstream out_;
  std::ostringstream err_;
  Console console_{out_, err_, false, false, /*progress=*/true};
};

TEST_F(ProgressTest, ShowsShareSpeedAndTimeLeft) {
  Progress progress = Make(100 * kMegabyte);
  time_ += milliseconds(2000);
  progress.Update({10 * kMegabyte, 3000, 45'000});
  EXPECT_EQ(Shown(),
            "replay  10.0%  block 45000  1500 blocks/s  5.0 MB/s  0:19 left");
}

TEST_F(ProgressTest, KnowsNoShareWithoutATotal) {
  Progress progress = Make(0);
  time_ += milliseconds(1000);
  progress.Update({kMegabyte, 10, 10});
  EXPECT_EQ(Shown(), "replay  block 10  10 blocks/s  1.0 MB/s");
}

TEST_F(ProgressTest, DrawsAtMostFiveTimesASecond) {
  Progress progress = Make(kMegabyte);
  for (int i = 0; i < 3000; ++i) {
    time_ += milliseconds(1);
    progress.Update({static_cast<std::uint64_t>(i), 1, 1});
  }
  EXPECT_LE(Draws(), 15);
  EXPECT_GE(Draws(), 14);
}

TEST_F(ProgressTest, ShowsThePresentSpeed) {
  Progress progress = Make(0);
  std::uint64_t blocks = 0;
  for (int second = 0; second < 60; ++second) {
    time_ += milliseconds(1000);
    blocks += second < 30 ? 1000 : 10;
    progress.Update({0, blocks, 1});
  }
  EXPECT_NE(Shown().find("  10 blocks/s"), std::string::npos) << Shown();
}

TEST_F(ProgressTest, LeavesNothingOnTheScreen) {
  {
    Progress progress = Make(kMegabyte);
    time_ += milliseconds(1000);
    progress.Update({10, 1, 1});
    EXPECT_NE(Shown(), "");
  }
  EXPECT_EQ(Shown(), "");
}

TEST_F(ProgressTest, CoversALongerLine) {
  Progress progress = Make(0);
  time_ += milliseconds(1000);
  progress.Update({0, 1'000'000, 1'000'000});
  time_ += std::chrono::minutes(1);
  progress.Update({0, 1'000'001, 1});
  EXPECT_EQ(Shown(), "replay  block 1  0 blocks/s  0.0 MB/s");
}

TEST_F(ProgressTest, FitsTheTerminal) {
  Progress progress = Make(0);
  time_ += milliseconds(1);
  time_ += milliseconds(1000);
  progress.Update({UINT64_MAX / 2000, UINT64_MAX / 2000, UINT32_MAX});
  EXPECT_LT(Shown().size(), 80U);
}

TEST_F(ProgressTest, SaysNothingToAFile) {
  console_.progress = false;
  Progress progress = Make(kMegabyte);
  time_ += milliseconds(1000);
  progress.Update({10, 1, 1});
  progress.Clear();
  EXPECT_EQ(err_.str(), "");
}

}  // namespace
}  // namespace desobook
