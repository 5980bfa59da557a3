// Bytes of a file in order, plain or zstd-compressed, a chunk at a time: memory
// does not grow with the file.

#ifndef DESOBOOK_CHAIN_STREAM_SOURCE_H_
#define DESOBOOK_CHAIN_STREAM_SOURCE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "absl/status/statusor.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // Fills as much of `out` as there is. Fewer bytes than asked for only at the
  // end or before an error; zero is the end. Everything that could be read
  // before damage is delivered first, the error by the call after.
  // Errors: DataLoss for a damaged or truncated compressed file, Unavailable
  // when the system refuses to read; the message names file and byte.
  virtual absl::StatusOr<std::size_t> Read(std::span<std::uint8_t> out) = 0;

  // Bytes of the file consumed so far, compressed ones if it is compressed:
  // how far along a reader is. It may run ahead of what was handed out. Zero
  // if there is no file.
  [[nodiscard]] virtual std::uint64_t file_position() const { return 0; }

  // What messages call it: the path.
  [[nodiscard]] virtual const std::string& name() const = 0;
};

// Opens a file for reading. A name that ends in ".zst" is decompressed.
// Errors: NotFound, PermissionDenied or InvalidArgument with the path.
absl::StatusOr<std::unique_ptr<ByteSource>> OpenFile(const std::string& path);

// The bytes of a string, for tests and for what is already in memory. `bytes`
// must outlive the source.
std::unique_ptr<ByteSource> MemorySource(ByteView bytes, std::string name);

// Decompresses what `compressed` yields.
std::unique_ptr<ByteSource> ZstdSource(std::unique_ptr<ByteSource> compressed);

// The next bytes of a source as one span, so that a frame can be seen whole
// before it is consumed. The buffer grows only as bytes really arrive: a length
// field cannot make it allocate.
class ByteWindow {
 public:
  explicit ByteWindow(std::unique_ptr<ByteSource> source);

  // Makes at least `count` bytes visible, or as many as there are.
  absl::Status Fill(std::size_t count);
  // The bytes made visible and not consumed. Valid until the next Fill.
  [[nodiscard]] ByteView view() const {
    return ByteView(buffer_).subspan(begin_, end_ - begin_);
  }
  // REQUIRES: `count` bytes are visible.
  void Consume(std::size_t count);
  // Bytes consumed so far: the position of view() in the source.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }
  [[nodiscard]] std::uint64_t file_position() const {
    return source_->file_position();
  }
  [[nodiscard]] const std::string& name() const { return source_->name(); }

 private:
  std::unique_ptr<ByteSource> source_;
  Bytes buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  bool at_end_ = false;
};

// The whole source, for files that are small by nature.
// Errors: those of Read; ResourceExhausted above `limit` bytes.
absl::StatusOr<Bytes> ReadAll(ByteSource& source, std::size_t limit);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_SOURCE_H_
