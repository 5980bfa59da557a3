// Reads a text file line by line in constant memory, plain or gzip.

#ifndef DESOBOOK_SRC_LINE_FILE_H_
#define DESOBOOK_SRC_LINE_FILE_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace desobook {

class LineFile {
 public:
  // A line longer than this is refused: no file may make us allocate without
  // bound, and gzip can blow up a thousandfold.
  static constexpr std::size_t kMaxLineBytes = std::size_t{64} << 20;

  // Errors: NotFound, PermissionDenied, FailedPrecondition (a directory).
  static absl::StatusOr<LineFile> Open(const std::string& path);

  LineFile(LineFile&&) = default;
  LineFile& operator=(LineFile&&) = default;

  // The next line without its end, valid until the next call; nothing after
  // the last one. A last line without a line end counts.
  // Errors: DataLoss for damaged or cut gzip data and for an over-long line.
  absl::StatusOr<std::optional<std::string_view>> Next();

  // Of the line returned last, counted from 1.
  [[nodiscard]] std::size_t line_number() const { return line_number_; }

 private:
  struct Closer {
    void operator()(void* file) const;
  };
  LineFile(std::string path, void* file);

  // Appends more bytes to `buffer_`; false at the end.
  absl::StatusOr<bool> Fill();

  std::string path_;
  std::unique_ptr<void, Closer> file_;  // gzFile
  std::string buffer_;
  std::size_t start_ = 0;    // of the unread part of `buffer_`
  std::size_t scanned_ = 0;  // no line end before this
  bool at_end_ = false;
  std::size_t line_number_ = 0;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_LINE_FILE_H_
