// Records of a file that its writer is still appending to, truncates or
// replaces (protocol text 8.6 to 8.8).
//
//   TailReader tail(directory + "/state-changes.bin", index_path);
//   auto step = tail.Next();   // kRecord, kWait (nothing yet), kReset

#ifndef DESOBOOK_CHAIN_STREAM_TAIL_H_
#define DESOBOOK_CHAIN_STREAM_TAIL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chain/stream/record.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// A place between two records, recognised again by the bytes before it.
struct TailPosition {
  std::uint64_t offset = 0;
  std::uint64_t records = 0;  // before it
  // At most kTailFingerprintBytes bytes that end there. Every record carries
  // the random id of its flush, so a file written anew has other bytes.
  Bytes behind;
};
inline constexpr std::size_t kTailFingerprintBytes = 256;

class TailReader {
 public:
  // Without an index path no index is compared.
  TailReader(std::string path, std::string index_path);
  ~TailReader();
  TailReader(const TailReader&) = delete;
  TailReader& operator=(const TailReader&) = delete;

  enum class Outcome {
    kRecord,
    kWait,   // the file ends here, perhaps inside a record
    kReset,  // the file is another one now; the next record is its first
  };
  struct Step {
    Outcome outcome = Outcome::kWait;
    StateChangeRecord record;  // kRecord; lives until the next call
    std::string reason;        // kReset
  };

  // Goes on at `position`. If the file has other bytes before it, the next
  // step is a reset. REQUIRES: called before Next.
  void Seek(TailPosition position);

  // Errors: Unavailable while the file cannot be opened or read, to be tried
  // again; DataLoss naming file, record and byte for a damaged record and for
  // an index that contradicts the data.
  absl::StatusOr<Step> Next();

  // Behind the last record handed out.
  [[nodiscard]] TailPosition Position() const;
  // In front of it. REQUIRES: the last step was a record.
  [[nodiscard]] TailPosition PositionBefore() const {
    return {offset_ - held_, records_ - 1, behind_};
  }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  // Bytes of an incomplete record behind it.
  [[nodiscard]] std::size_t partial_bytes() const {
    return buffer_.size() - begin_ - held_;
  }
  // The file's size when it was looked at last.
  [[nodiscard]] std::uint64_t file_size() const { return file_size_; }
  // Asks the system for the size now; nothing if there is no file.
  [[nodiscard]] std::optional<std::uint64_t> SizeNow() const;
  // The index names the start of every record handed out and of no other: what
  // a writer that writes data first and index second has completed.
  [[nodiscard]] bool IndexIsLevel() const;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  struct Entry {
    std::uint64_t record = 0;
    std::uint64_t offset = 0;
  };

  absl::StatusOr<std::optional<Step>> TakeBuffered();
  // Reads more. Sets `reset` instead when the file is another one.
  absl::StatusOr<std::size_t> Refill(std::string& reset);
  absl::Status Open();
  absl::StatusOr<bool> BytesBehindDiffer(std::size_t buffered);
  absl::Status CheckIndex();
  void Consume();
  void StartOver();

  const std::string path_;
  const std::string index_path_;
  int file_ = -1;
  std::uint64_t file_size_ = 0;
  std::uint64_t offset_ = 0;  // behind the records consumed
  std::uint64_t records_ = 0;
  Bytes behind_;  // the fingerprint at buffer_[begin_]
  Bytes buffer_;  // from begin_ on: the bytes at offset_ - held_
  std::size_t begin_ = 0;
  std::size_t held_ = 0;  // bytes of the record handed out last
  // Records that the index has not been seen to name.
  std::deque<Entry> unnamed_;
  int contradictions_ = 0;  // in a row
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_TAIL_H_
