// Records and blocks of a file, one at a time.

#ifndef DESOBOOK_CHAIN_STREAM_RECORD_READER_H_
#define DESOBOOK_CHAIN_STREAM_RECORD_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "chain/stream/record.h"
#include "chain/stream/source.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// A framed piece of a file. `bytes` lives until the next one is read.
struct Frame {
  ByteView bytes;            // without the length
  std::uint64_t index = 0;   // number in the file
  std::uint64_t offset = 0;  // byte of the length in the uncompressed file
  std::uint64_t end = 0;     // byte behind the frame
};

// Longer claims are damage: the largest block with all its operations stays
// well below.
inline constexpr std::uint64_t kMaxFrameBytes = std::uint64_t{256} << 20;

// Splits a stream file into records: uvarint length, then as many bytes.
// Errors: DataLoss naming file, record and byte when the file is damaged or
// ends inside a record; everything before was handed out by then. After an
// error every call returns the same error.
class RecordReader {
 public:
  explicit RecordReader(std::unique_ptr<ByteSource> source);

  // The next record's bytes, or nothing at the end of the file.
  absl::StatusOr<std::optional<Frame>> NextFrame();
  // The same, parsed. Errors also say where in the file.
  absl::StatusOr<std::optional<StateChangeRecord>> Next();

  // Position behind what was read.
  [[nodiscard]] std::uint64_t offset() const { return window_.offset(); }
  [[nodiscard]] std::uint64_t count() const { return next_index_; }
  [[nodiscard]] std::uint64_t file_position() const {
    return window_.file_position();
  }
  [[nodiscard]] const std::string& name() const { return window_.name(); }

 private:
  absl::StatusOr<std::optional<Frame>> ReadFrame();

  ByteWindow window_;
  std::size_t held_ = 0;  // bytes of the frame handed out last
  std::uint64_t next_index_ = 0;
  absl::Status failure_;
};

// A record at a place in a file: "<file>, record 7 at byte 1234: <what>".
absl::Status AtRecord(const absl::Status& status, const std::string& file,
                      std::uint64_t index, std::uint64_t offset);

// Splits a blocks file: LE32 length, then the block encoding of 7.3. Errors as
// above, naming the block's number.
class BlocksReader {
 public:
  explicit BlocksReader(std::unique_ptr<ByteSource> source);

  // The next block's bytes, or nothing at the end of the file.
  absl::StatusOr<std::optional<Frame>> Next();
  [[nodiscard]] std::uint64_t file_position() const {
    return window_.file_position();
  }
  [[nodiscard]] const std::string& name() const { return window_.name(); }

 private:
  absl::StatusOr<std::optional<Frame>> ReadFrame();

  ByteWindow window_;
  std::size_t held_ = 0;
  std::uint64_t next_index_ = 0;
  absl::Status failure_;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_RECORD_READER_H_
