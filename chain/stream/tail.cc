#include "chain/stream/tail.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "chain/stream/record_reader.h"
#include "engine/amount/check.h"
#include "engine/txn/varint.h"

namespace desobook::chain {
namespace {

constexpr std::size_t kChunkBytes = 256 * 1024;
constexpr std::size_t kIndexEntryBytes = 8;
// Records whose index entry is awaited; older ones go unchecked. A flush of a
// node is far smaller, and the index follows each flush.
constexpr std::size_t kUnnamedMax = 65536;
// While both files are being truncated they may contradict each other. This
// many looks in a row, a second of the program's, and it is no race.
constexpr int kContradictionsMax = 40;

absl::Status CannotRead(const std::string& path, int error) {
  const std::string what = absl::StrCat(path, ": ", std::strerror(error));
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return absl::UnavailableError(absl::StrCat(
          what, "; a node writes it with state-change-dir; waiting for it"));
    case EACCES:
    case EPERM:
      return absl::UnavailableError(
          absl::StrCat(what, "; let this user read it; waiting"));
    default:
      return absl::UnavailableError(
          absl::StrCat(what, "; check the disk; trying again"));
  }
}

// As many bytes as there are at `offset`, at most `out.size()`.
absl::StatusOr<std::size_t> ReadAt(int file, const std::string& path,
                                   std::uint64_t offset,
                                   std::span<std::uint8_t> out) {
  std::size_t done = 0;
  while (done < out.size()) {
    const ssize_t count = pread(file, out.data() + done, out.size() - done,
                                static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return CannotRead(path, errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::uint64_t LittleEndian64(const std::uint8_t* bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | bytes[i];
  return value;
}

// The fingerprint of `before` followed by `after`.
Bytes LastBytes(ByteView before, ByteView after) {
  if (after.size() > kTailFingerprintBytes) {
    after = after.last(kTailFingerprintBytes);
  }
  const std::size_t room = kTailFingerprintBytes - after.size();
  if (before.size() > room) before = before.last(room);
  Bytes bytes(before.begin(), before.end());
  bytes.insert(bytes.end(), after.begin(), after.end());
  return bytes;
}

// Closes a descriptor at the end of a scope.
class ScopedFile {
 public:
  explicit ScopedFile(const std::string& path)
      : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~ScopedFile() {
    if (file_ >= 0) close(file_);
  }
  ScopedFile(const ScopedFile&) = delete;
  ScopedFile& operator=(const ScopedFile&) = delete;
  [[nodiscard]] int get() const { return file_; }

 private:
  int file_;
};

}  // namespace

TailReader::TailReader(std::string path, std::string index_path)
    : path_(std::move(path)), index_path_(std::move(index_path)) {}

TailReader::~TailReader() {
  if (file_ >= 0) close(file_);
}

void TailReader::Seek(TailPosition position) {
  DESOBOOK_CHECK(file_ < 0 && offset_ == 0);
  offset_ = position.offset;
  records_ = position.records;
  behind_ = std::move(position.behind);
}

TailPosition TailReader::Position() const {
  return {offset_, records_,
          LastBytes(behind_, ByteView(buffer_).subspan(begin_, held_))};
}

std::optional<std::uint64_t> TailReader::SizeNow() const {
  struct stat info = {};
  if (stat(path_.c_str(), &info) != 0) return std::nullopt;
  return static_cast<std::uint64_t>(info.st_size);
}

bool TailReader::IndexIsLevel() const {
  struct stat info = {};
  if (index_path_.empty() || stat(index_path_.c_str(), &info) != 0) {
    return false;
  }
  return static_cast<std::uint64_t>(info.st_size) ==
             records_ * kIndexEntryBytes &&
         unnamed_.empty() && partial_bytes() == 0;
}

absl::StatusOr<TailReader::Step> TailReader::Next() {
  Consume();
  while (true) {
    auto buffered = TakeBuffered();
    if (!buffered.ok()) return buffered.status();
    if (buffered->has_value()) return **std::move(buffered);
    std::string reset;
    const auto count = Refill(reset);
    if (!count.ok()) return count.status();
    if (!reset.empty()) {
      StartOver();
      return Step{Outcome::kReset, {}, std::move(reset)};
    }
    if (absl::Status status = CheckIndex(); !status.ok()) return status;
    if (*count == 0) return Step{};
  }
}

// Moves the fingerprint over the record handed out last.
void TailReader::Consume() {
  if (held_ == 0) return;
  behind_ = Position().behind;
  begin_ += held_;
  held_ = 0;
}

absl::StatusOr<std::optional<TailReader::Step>> TailReader::TakeBuffered() {
  const ByteView view = ByteView(buffer_).subspan(begin_);
  const UvarintRead size = ReadUvarint(view);
  const auto damage = [&](const std::string& what) {
    return AtRecord(absl::DataLossError(what), path_, records_, offset_);
  };
  if (size.error == VarintError::kEof) return std::optional<Step>();
  if (size.error == VarintError::kOverflow) {
    return damage(
        "its length is no number of 64 bits; the file is damaged or of "
        "another format");
  }
  if (size.value > kMaxFrameBytes) {
    return damage(absl::StrCat("claims ", size.value, " bytes, more than ",
                               kMaxFrameBytes,
                               "; the file is damaged or of another format"));
  }
  const std::size_t total =
      size.consumed + static_cast<std::size_t>(size.value);
  if (view.size() < total) return std::optional<Step>();
  auto record = ParseRecord(view.subspan(size.consumed, total - size.consumed));
  if (!record.ok()) return damage(std::string(record.status().message()));
  Step step{Outcome::kRecord, *record, {}};
  step.record.index = records_;
  step.record.offset = offset_;
  step.record.end = offset_ + total;
  if (!index_path_.empty()) {
    unnamed_.push_back({records_, offset_});
    if (unnamed_.size() > kUnnamedMax) unnamed_.pop_front();
  }
  held_ = total;
  offset_ += total;
  ++records_;
  return std::optional<Step>(std::move(step));
}

absl::Status TailReader::Open() {
  if (file_ >= 0) return absl::OkStatus();
  file_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  return file_ < 0 ? CannotRead(path_, errno) : absl::OkStatus();
}

absl::StatusOr<std::size_t> TailReader::Refill(std::string& reset) {
  struct stat named = {};
  if (stat(path_.c_str(), &named) != 0) return CannotRead(path_, errno);
  if (absl::Status status = Open(); !status.ok()) return status;
  struct stat opened = {};
  if (fstat(file_, &opened) != 0) return CannotRead(path_, errno);
  if (!S_ISREG(opened.st_mode)) return CannotRead(path_, EISDIR);
  if (named.st_ino != opened.st_ino || named.st_dev != opened.st_dev) {
    reset = "the file was replaced";
    return 0;
  }
  file_size_ = static_cast<std::uint64_t>(opened.st_size);
  const std::uint64_t read_to = offset_ + partial_bytes();
  if (file_size_ < read_to) {
    reset = absl::StrCat("the file shrank from ", read_to, " to ", file_size_,
                         " bytes");
    return 0;
  }
  buffer_.erase(buffer_.begin(),
                buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
  begin_ = 0;
  const std::size_t old_size = buffer_.size();
  buffer_.resize(old_size + kChunkBytes);
  const auto count =
      ReadAt(file_, path_, read_to, std::span(buffer_).subspan(old_size));
  buffer_.resize(old_size + (count.ok() ? *count : 0));
  if (!count.ok()) return count;
  // Looked at after reading: a file that still has the old bytes before had
  // not been written anew when it was read.
  const auto differ = BytesBehindDiffer(old_size);
  if (!differ.ok()) return differ.status();
  if (*differ) {
    reset = absl::StrCat("the file has other bytes before byte ", read_to);
    return 0;
  }
  return count;
}

// Compares what was read before with the file, up to the fingerprint's size.
absl::StatusOr<bool> TailReader::BytesBehindDiffer(std::size_t buffered) {
  const Bytes known = LastBytes(behind_, ByteView(buffer_).first(buffered));
  Bytes found(known.size());
  const auto count =
      ReadAt(file_, path_, offset_ + buffered - known.size(), found);
  if (!count.ok()) return count.status();
  return *count != found.size() || found != known;
}

void TailReader::StartOver() {
  if (file_ >= 0) close(file_);
  file_ = -1;
  file_size_ = 0;
  offset_ = 0;
  records_ = 0;
  behind_.clear();
  buffer_.clear();
  begin_ = 0;
  held_ = 0;
  unnamed_.clear();
  contradictions_ = 0;
}

// The index may lag and may be missing; it must not name other bytes.
absl::Status TailReader::CheckIndex() {
  if (unnamed_.empty()) return absl::OkStatus();
  const ScopedFile index(index_path_);
  if (index.get() < 0) return absl::OkStatus();
  Bytes entries(unnamed_.size() * kIndexEntryBytes);
  const auto count =
      ReadAt(index.get(), index_path_,
             unnamed_.front().record * kIndexEntryBytes, entries);
  if (!count.ok()) return absl::OkStatus();
  for (std::size_t at = 0; at + kIndexEntryBytes <= *count;
       at += kIndexEntryBytes) {
    const std::uint64_t named = LittleEndian64(entries.data() + at);
    const Entry& expected = unnamed_.front();
    if (named == expected.offset) {
      contradictions_ = 0;
      unnamed_.pop_front();
      continue;
    }
    if (++contradictions_ < kContradictionsMax) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat(
        index_path_, ": entry ", expected.record, " points to byte ", named,
        ", but record ", expected.record, " of ", path_, " begins at byte ",
        expected.offset, "; the two files do not belong together"));
  }
  return absl::OkStatus();
}

}  // namespace desobook::chain
