#include "src/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

gzFile Handle(void* file) { return static_cast<gzFile>(file); }

absl::Status OpenError(int error) {
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::NotFoundError("no such file");
    case EACCES:
    case EPERM:
      return absl::PermissionDeniedError("may not be read by this user");
    default:
      return absl::UnavailableError(std::strerror(error));
  }
}

}  // namespace

void LineFile::Closer::operator()(void* file) const { gzclose_r(Handle(file)); }

LineFile::LineFile(std::string path, void* file)
    : path_(std::move(path)), file_(file) {}

absl::StatusOr<LineFile> LineFile::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return OpenError(errno);
  struct stat info = {};
  if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    close(fd);
    return absl::FailedPreconditionError("is a directory");
  }
  gzFile file = gzdopen(fd, "rb");
  if (file == nullptr) {
    close(fd);
    return absl::UnavailableError("zlib cannot open it");
  }
  gzbuffer(file, static_cast<unsigned>(kChunkBytes));
  return LineFile(path, file);
}

absl::StatusOr<bool> LineFile::Fill() {
  buffer_.erase(0, start_);
  scanned_ -= start_;
  start_ = 0;
  const std::size_t old_size = buffer_.size();
  buffer_.resize(old_size + kChunkBytes);
  const int got = gzread(Handle(file_.get()), buffer_.data() + old_size,
                         static_cast<unsigned>(kChunkBytes));
  buffer_.resize(old_size + (got > 0 ? static_cast<std::size_t>(got) : 0));
  int error = Z_OK;
  const char* text = gzerror(Handle(file_.get()), &error);
  if (error == Z_ERRNO) {
    return absl::UnavailableError(
        Cat("cannot be read: ", std::strerror(errno)));
  }
  // A cut stream first gives what it has, together with Z_BUF_ERROR.
  if (got < 0 || (error != Z_OK && error != Z_STREAM_END)) {
    return absl::DataLossError(Cat("gzip data is damaged or cut: ", text));
  }
  return got > 0;
}

absl::StatusOr<std::optional<std::string_view>> LineFile::Next() {
  while (true) {
    const std::size_t end = buffer_.find('\n', scanned_);
    if (end != std::string::npos) {
      const std::string_view line =
          std::string_view(buffer_).substr(start_, end - start_);
      start_ = scanned_ = end + 1;
      ++line_number_;
      return line;
    }
    scanned_ = buffer_.size();
    if (at_end_) {
      if (start_ == buffer_.size()) return std::nullopt;
      const std::string_view line = std::string_view(buffer_).substr(start_);
      start_ = buffer_.size();
      ++line_number_;
      return line;
    }
    if (buffer_.size() - start_ > kMaxLineBytes) {
      return absl::DataLossError(Cat("line ", line_number_ + 1,
                                     " is longer than ", kMaxLineBytes,
                                     " bytes"));
    }
    const absl::StatusOr<bool> more = Fill();
    if (!more.ok()) {
      return absl::Status(
          more.status().code(),
          Cat("after line ", line_number_, ": ", more.status().message()));
    }
    at_end_ = !*more;
  }
}

}  // namespace desobook
