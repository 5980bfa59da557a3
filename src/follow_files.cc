#include "src/follow_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "chain/stream/source.h"
#include "src/atomic_file.h"
#include "src/text.h"

namespace desobook {
namespace {

// No state of a chain comes near; a length from damage must not allocate.
constexpr std::size_t kCheckpointMax = std::size_t{64} << 30;
constexpr mode_t kMode = 0644;

absl::Status Cannot(const std::string& path, const char* step, int error) {
  const std::string text =
      Cat(path, ": cannot ", step, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError(Cat(text, "; make the folder first"));
    case EACCES:
    case EPERM:
    case EROFS:
      return absl::PermissionDeniedError(
          Cat(text, "; let this user write there or choose another place"));
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return absl::ResourceExhaustedError(
          Cat(text, "; free some space or choose another disk"));
    default:
      return absl::UnavailableError(Cat(text, "; check the disk"));
  }
}

// Another process that holds the lock keeps it until it ends, however it ends.
absl::Status Lock(int file, const std::string& path) {
  if (flock(file, LOCK_EX | LOCK_NB) == 0) return absl::OkStatus();
  if (errno != EWOULDBLOCK) return Cannot(path, "lock", errno);
  return absl::AbortedError(
      Cat(path,
          ": another follower uses it; stop that one or give this one "
          "files of its own"));
}

}  // namespace

FollowFiles::FollowFiles(std::optional<std::string> checkpoint,
                         std::optional<std::string> output,
                         std::ostream& standard_output)
    : checkpoint_path_(std::move(checkpoint)),
      output_path_(std::move(output)),
      standard_output_(standard_output) {}

FollowFiles::~FollowFiles() {
  if (lock_ >= 0) close(lock_);
  if (output_ >= 0) close(output_);
}

absl::StatusOr<std::unique_ptr<FollowFiles>> FollowFiles::Open(
    const std::optional<std::string>& checkpoint,
    const std::optional<std::string>& output,
    const chain::CheckpointHeader& fresh, std::ostream& standard_output) {
  std::unique_ptr<FollowFiles> files(
      new FollowFiles(checkpoint, output, standard_output));
  if (checkpoint) {
    if (absl::Status status = files->Load(fresh); !status.ok()) return status;
  }
  if (output) {
    if (absl::Status status = files->OpenOutput(); !status.ok()) return status;
  }
  return files;
}

// The lock is a file of its own: the checkpoint itself is replaced whenever it
// is written.
absl::Status FollowFiles::Load(const chain::CheckpointHeader& fresh) {
  const std::string lock_path = Cat(*checkpoint_path_, ".lock");
  lock_ = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kMode);
  if (lock_ < 0) return Cannot(lock_path, "create", errno);
  if (absl::Status status = Lock(lock_, *checkpoint_path_); !status.ok()) {
    return status;
  }
  auto source = chain::OpenFile(*checkpoint_path_);
  if (absl::IsNotFound(source.status())) {
    // Written before the output is, so that an output that is there without a
    // checkpoint is not ours.
    if (output_path_ && std::filesystem::exists(*output_path_)) {
      return CheckOutput();
    }
    return WriteFileAtomically(*checkpoint_path_,
                               chain::EncodeCheckpoint(fresh, {}));
  }
  if (!source.ok()) return source.status();
  const auto bytes = chain::ReadAll(**source, kCheckpointMax);
  if (!bytes.ok()) return bytes.status();
  auto checkpoint = chain::DecodeCheckpoint(*bytes);
  if (!checkpoint.ok()) {
    return {checkpoint.status().code(),
            Cat(*checkpoint_path_, ": ", checkpoint.status().message())};
  }
  loaded_ = *std::move(checkpoint);
  return absl::OkStatus();
}

absl::Status FollowFiles::CheckOutput() {
  std::error_code error;
  if (std::filesystem::is_regular_file(*output_path_, error) &&
      std::filesystem::file_size(*output_path_, error) == 0) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      Cat(*output_path_,
          ": it is there already, and no checkpoint says which part of it "
          "counts; remove it, or name another one"));
}

absl::Status FollowFiles::OpenOutput() {
  const std::string& path = *output_path_;
  if (!loaded_ && std::filesystem::exists(path)) {
    if (absl::Status status = CheckOutput(); !status.ok()) return status;
  }
  output_ =
      open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_APPEND, kMode);
  if (output_ < 0) return Cannot(path, "open", errno);
  struct stat info = {};
  if (fstat(output_, &info) != 0) return Cannot(path, "open", errno);
  if (!S_ISREG(info.st_mode)) {
    return absl::FailedPreconditionError(
        Cat(path,
            ": is no regular file; without --output lines go to the "
            "standard output"));
  }
  if (absl::Status status = Lock(output_, path); !status.ok()) return status;
  if (!loaded_) return absl::OkStatus();
  output_bytes_ = loaded_->header.output_bytes;
  if (static_cast<std::uint64_t>(info.st_size) < output_bytes_) {
    return absl::FailedPreconditionError(
        Cat(path, ": has ", info.st_size, " bytes, the checkpoint knows ",
            output_bytes_,
            "; put the file back, or remove the checkpoint to "
            "start over"));
  }
  if (ftruncate(output_, static_cast<off_t>(output_bytes_)) != 0) {
    return Cannot(path, "cut back", errno);
  }
  return absl::OkStatus();
}

std::optional<chain::Checkpoint> FollowFiles::TakeLoaded() {
  return std::exchange(loaded_, std::nullopt);
}

absl::Status FollowFiles::Append(std::string_view text) {
  if (!output_path_) {
    standard_output_ << text << std::flush;
    if (standard_output_.good()) return absl::OkStatus();
    return absl::UnavailableError(
        "the standard output cannot be written; check the disk or pipe it goes "
        "to");
  }
  while (!text.empty()) {
    const ssize_t count = write(output_, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Cannot(*output_path_, "write", errno);
    text.remove_prefix(static_cast<std::size_t>(count));
    output_bytes_ += static_cast<std::uint64_t>(count);
  }
  return absl::OkStatus();
}

absl::Status FollowFiles::Save(const Bytes& checkpoint) {
  if (output_ >= 0 && fsync(output_) != 0) {
    return Cannot(*output_path_, "put on disk", errno);
  }
  return WriteFileAtomically(*checkpoint_path_, checkpoint);
}

}  // namespace desobook
