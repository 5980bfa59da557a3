#include "src/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "src/text.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;

// Names that a dead process of the same number may have left behind.
constexpr int kTemporaryNamesMax = 100;

std::string_view AdviceFor(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "free some space or choose another disk";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder that this user may write to";
    case ENOENT:
    case ENOTDIR:
      return "create its folder first";
    case EISDIR:
      return "give the name of a file";
    default:
      return "check the disk";
  }
}

absl::Status ErrorAt(const std::string& path, std::string_view step,
                     int error) {
  const std::string message = Cat(path, ": cannot ", step, ": ",
                                  std::strerror(error), "; ", AdviceFor(error));
  switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(message);
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(message);
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(message);
    case EISDIR:
      return absl::FailedPreconditionError(message);
    default:
      return absl::UnavailableError(message);
  }
}

// The file that a chain of links ends at, which need not exist. A loop stays
// what it is and fails when it is opened.
fs::path Resolved(const fs::path& path) {
  std::error_code error;
  if (!fs::is_symlink(path, error)) return path;
  const fs::path target = fs::weakly_canonical(path, error);
  return error ? path : target;
}

}  // namespace

AtomicFile::AtomicFile(std::string path, std::string name,
                       std::string temporary, int folder, int file)
    : path_(std::move(path)),
      name_(std::move(name)),
      temporary_(std::move(temporary)),
      folder_(folder),
      file_(file) {}

AtomicFile::~AtomicFile() {
  if (file_ >= 0) close(file_);
  if (!committed_) unlinkat(folder_, temporary_.c_str(), 0);
  close(folder_);
}

absl::StatusOr<std::unique_ptr<AtomicFile>> AtomicFile::Create(
    const std::string& path) {
  const fs::path target = Resolved(path);
  const std::string name = target.filename().string();
  if (name.empty() || name == "." || name == "..") {
    return ErrorAt(path, "write", path.empty() ? ENOENT : EISDIR);
  }
  const fs::path parent = target.has_parent_path() ? target.parent_path() : ".";
  const int folder = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return ErrorAt(path, "write into its folder", errno);
  struct stat earlier = {};
  const bool replaces = fstatat(folder, name.c_str(), &earlier, 0) == 0;
  if (replaces && !S_ISREG(earlier.st_mode)) {
    close(folder);
    if (S_ISDIR(earlier.st_mode)) return ErrorAt(path, "write", EISDIR);
    return absl::FailedPreconditionError(
        Cat(path, ": cannot write: no regular file; give another name"));
  }
  for (int i = 0; i < kTemporaryNamesMax; ++i) {
    const std::string temporary =
        Cat(".", name.substr(0, 200), ".", getpid(), "-", i, ".tmp");
    const int file = openat(folder, temporary.c_str(),
                            O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0 && errno == EEXIST) continue;
    if (file < 0) {
      const int error = errno;
      close(folder);
      return ErrorAt(path, "write into its folder", error);
    }
    // A replaced file keeps its permissions; if not, ours are as good.
    if (replaces) static_cast<void>(fchmod(file, earlier.st_mode & 07777));
    return std::unique_ptr<AtomicFile>(
        new AtomicFile(path, name, temporary, folder, file));
  }
  close(folder);
  return ErrorAt(path, "make a temporary file beside it", EEXIST);
}

absl::Status AtomicFile::Error(const char* step, int error) const {
  return ErrorAt(path_, step, error);
}

absl::Status AtomicFile::Write(ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Error("write", errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status AtomicFile::Write(std::string_view text) {
  return Write(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()),
                        text.size()));
}

absl::Status AtomicFile::Commit() {
  if (fsync(file_) != 0) return Error("bring it to disk", errno);
  const int file = std::exchange(file_, -1);
  // Some file systems only tell here that there was no space.
  if (close(file) != 0) return Error("write", errno);
  if (renameat(folder_, temporary_.c_str(), folder_, name_.c_str()) != 0) {
    return Error("put it in place", errno);
  }
  committed_ = true;
  // Without it a power cut could bring the earlier file back: no damage, and
  // some file systems do not offer it.
  if (fsync(folder_) != 0 && errno != EINVAL && errno != ENOTSUP) {
    return Error("bring its folder to disk", errno);
  }
  return absl::OkStatus();
}

absl::Status WriteFileAtomically(const std::string& path, ByteView bytes) {
  const auto file = AtomicFile::Create(path);
  if (!file.ok()) return file.status();
  if (absl::Status status = (*file)->Write(bytes); !status.ok()) return status;
  return (*file)->Commit();
}

absl::Status WriteFileAtomically(const std::string& path,
                                 std::string_view text) {
  return WriteFileAtomically(
      path, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()),
                     text.size()));
}

Failure WriteFailure(const absl::Status& status, const std::string& path) {
  const bool usage = absl::IsNotFound(status) ||
                     absl::IsFailedPrecondition(status) ||
                     absl::IsInvalidArgument(status);
  return {usage ? ExitCode::kUsage : ExitCode::kFailed,
          std::string(status.message()), path,
          usage ? "" : "an earlier file of that name is as it was"};
}

}  // namespace desobook
