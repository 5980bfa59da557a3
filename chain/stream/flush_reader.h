// Groups a stream's records into the node's flushes.
//
// In steady state one flush is one committed block: its operations (prefix 9),
// then what its view wrote. The same flush usually starts with the block and
// node records of newer, uncommitted blocks; those never make a block final
// (protocol text 8.6). A flush of the default sync mode can commit genesis and
// block 1 together, and a chunk of an initial dump many blocks or none, so the
// committed blocks are a list.

#ifndef DESOBOOK_CHAIN_STREAM_FLUSH_READER_H_
#define DESOBOOK_CHAIN_STREAM_FLUSH_READER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "chain/stream/record.h"
#include "chain/stream/record_reader.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Bytes that do not move while more are added.
class ByteArena {
 public:
  ByteView Copy(ByteView bytes);

 private:
  std::vector<std::unique_ptr<std::uint8_t[]>> chunks_;
  std::size_t free_ = 0;  // bytes left in the last chunk
  std::uint8_t* next_ = nullptr;
};

// Owns its bytes: moving it keeps the records' views valid.
struct Flush {
  FlushId id;
  std::vector<StateChangeRecord> records;
  // Keys of the prefix-9 records, in their order.
  std::vector<BlockHash> committed;
  // An insert among the records: part of the initial dump.
  bool is_dump = false;
  std::uint64_t begin_offset = 0;
  std::uint64_t end_offset = 0;  // behind the last record
  ByteArena arena;               // what the records point into
};

// One flush is in memory at a time, besides the record that begins the next.
class FlushReader {
 public:
  explicit FlushReader(std::unique_ptr<ByteSource> source);

  // The next flush, or nothing at the end of the file. Nothing marks the end
  // of a flush but the next one, so of a file copied while the node wrote it
  // the last flush may lack records.
  // Errors: those of RecordReader, and DataLoss for a malformed prefix-9 key.
  // A flush that ends in damage is not handed out: it is incomplete.
  absl::StatusOr<std::optional<Flush>> Next();

  [[nodiscard]] std::uint64_t file_position() const {
    return reader_.file_position();
  }
  [[nodiscard]] const std::string& name() const { return reader_.name(); }

 private:
  absl::Status Add(const StateChangeRecord& record, Flush& flush);

  RecordReader reader_;
  std::optional<Flush> begun_;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_FLUSH_READER_H_
