#include "src/atomic_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "src/text.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;

// A folder of its own, with one earlier file in it.
class AtomicFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "desobook_atomic_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    file_ = (folder_ / "state.snapshot").string();
    std::ofstream(file_) << kEarlier;
  }
  void TearDown() override {
    fs::permissions(folder_, fs::perms::owner_all);
    fs::remove_all(folder_);
  }

  static std::string Content(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  std::size_t Files() const {
    std::size_t count = 0;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      static_cast<void>(entry);
      ++count;
    }
    return count;
  }
  // The promise of every failure.
  void ExpectUntouched(const absl::Status& status, absl::StatusCode code) {
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_NE(status.message().find("; "), std::string::npos)
        << "no advice: " << status;
    EXPECT_EQ(Content(file_), kEarlier);
    EXPECT_EQ(Files(), 1U) << "a temporary file is left";
  }

  static constexpr const char* kEarlier = "earlier";
  fs::path folder_;
  std::string file_;
};

TEST_F(AtomicFileTest, ReplacesAFileAndKeepsItsPermissions) {
  ASSERT_EQ(chmod(file_.c_str(), 0640), 0);
  EXPECT_TRUE(WriteFileAtomically(file_, "new").ok());
  EXPECT_EQ(Content(file_), "new");
  EXPECT_EQ(Files(), 1U);
  struct stat info = {};
  ASSERT_EQ(stat(file_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0640U);
}

TEST_F(AtomicFileTest, ShowsNothingBeforeTheCommit) {
  auto file = AtomicFile::Create(file_);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE((*file)->Write("half").ok());
  EXPECT_EQ(Content(file_), kEarlier);
  file->reset();
  EXPECT_EQ(Content(file_), kEarlier);
  EXPECT_EQ(Files(), 1U);
}

TEST_F(AtomicFileTest, WritesWhatALinkPointsTo) {
  const fs::path link = folder_ / "link";
  fs::create_symlink("state.snapshot", link);
  EXPECT_TRUE(WriteFileAtomically(link.string(), "new").ok());
  EXPECT_TRUE(fs::is_symlink(link));
  EXPECT_EQ(Content(file_), "new");
}

TEST_F(AtomicFileTest, WritesBesideTheWorkingFolder) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  EXPECT_TRUE(WriteFileAtomically("plain", "new").ok());
  fs::current_path(before);
  EXPECT_EQ(Content(folder_ / "plain"), "new");
}

TEST_F(AtomicFileTest, RefusesAFolder) {
  for (const std::string& path :
       {folder_.string(), folder_.string() + "/", folder_.string() + "/."}) {
    ExpectUntouched(WriteFileAtomically(path, "new"),
                    absl::StatusCode::kFailedPrecondition);
  }
}

TEST_F(AtomicFileTest, RefusesWhatIsNoRegularFile) {
  ExpectUntouched(WriteFileAtomically("/dev/null", "new"),
                  absl::StatusCode::kFailedPrecondition);
}

TEST_F(AtomicFileTest, SaysThatTheFolderIsMissing) {
  ExpectUntouched(
      WriteFileAtomically((folder_ / "absent" / "file").string(), "new"),
      absl::StatusCode::kNotFound);
  ExpectUntouched(WriteFileAtomically(file_ + "/file", "new"),
                  absl::StatusCode::kNotFound);
  ExpectUntouched(WriteFileAtomically("", "new"), absl::StatusCode::kNotFound);
}

TEST_F(AtomicFileTest, SaysThatTheFolderVanished) {
  const fs::path lost = folder_ / "lost";
  fs::create_directory(lost);
  auto file = AtomicFile::Create((lost / "file").string());
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Write("new").ok());
  fs::remove_all(lost);
  const absl::Status status = (*file)->Commit();
  file->reset();
  ExpectUntouched(status, absl::StatusCode::kNotFound);
}

TEST_F(AtomicFileTest, SaysThatTheFolderMayNotBeWritten) {
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(chmod(folder_.c_str(), 0555), 0);
  const bool root = geteuid() == 0;  // root may write everywhere
  if (root) {
    ASSERT_EQ(seteuid(kNobody), 0);
  }
  const absl::Status status = WriteFileAtomically(file_, "new");
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  ASSERT_EQ(chmod(folder_.c_str(), 0755), 0);
  ExpectUntouched(status, absl::StatusCode::kPermissionDenied);
}

// A limit on file sizes ends a write in the middle, as a full disk does.
TEST_F(AtomicFileTest, LeavesTheEarlierFileWhenSpaceEnds) {
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  rlimit small = before;
  small.rlim_cur = 1000;
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status status =
      WriteFileAtomically(file_, std::string(5000, 'x'));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ExpectUntouched(status, absl::StatusCode::kResourceExhausted);
}

TEST_F(AtomicFileTest, StepsOverTemporariesOfDeadProcesses) {
  const fs::path left =
      folder_ / Cat(".state.snapshot.", getpid(), "-", 0, ".tmp");
  std::ofstream(left) << "left behind";
  EXPECT_TRUE(WriteFileAtomically(file_, "new").ok());
  EXPECT_EQ(Content(file_), "new");
  EXPECT_EQ(Content(left), "left behind");
}

TEST_F(AtomicFileTest, TellsUsageFromFailure) {
  EXPECT_EQ(WriteFailure(absl::NotFoundError("x"), "p").code, ExitCode::kUsage);
  EXPECT_EQ(WriteFailure(absl::ResourceExhaustedError("x"), "p").code,
            ExitCode::kFailed);
}

}  // namespace
}  // namespace desobook
