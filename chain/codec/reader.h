// Reads bytes that nobody vouches for. The first failure sticks: later reads
// return zero values and consume nothing, so decoders need to check only where
// they loop or allocate. No read looks past the end and no length is believed
// before it is held against the bytes that remain.

#ifndef DESOBOOK_CHAIN_CODEC_READER_H_
#define DESOBOOK_CHAIN_CODEC_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

class Reader {
 public:
  explicit Reader(ByteView bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return failure_ == nullptr; }
  [[nodiscard]] bool AtEnd() const { return position_ == bytes_.size(); }
  [[nodiscard]] std::size_t position() const { return position_; }
  [[nodiscard]] std::size_t remaining() const {
    return bytes_.size() - position_;
  }
  // What is not read yet.
  [[nodiscard]] ByteView rest() const { return bytes_.subspan(position_); }
  // Marks the input as bad here; `what` must be a string literal.
  void Fail(const char* what);
  // Says in which field reading failed; the first (innermost) name counts and
  // must be a string literal.
  void NameFailedField(std::string_view field);
  // OkStatus, or "<context>: <field>: <what> at byte <offset>".
  [[nodiscard]] absl::Status Status(std::string_view context) const;

  std::uint8_t Byte();
  bool Bool();  // any byte but zero reads as true
  std::uint64_t Uvarint();
  std::int64_t Varint();
  ByteView Take(std::size_t count);
  // uvarint length, then that many bytes.
  ByteView LenBytes();
  Bytes LenBytesCopy();
  // A count of elements that each need at least `min_bytes_each` bytes;
  // larger counts than can follow are a failure.
  std::size_t Count(std::size_t min_bytes_each);
  std::uint32_t Be32();
  std::uint64_t Be64();
  std::uint32_t Le32();
  std::uint64_t Le64();
  template <typename Id>
  Id Fixed() {
    const ByteView view = Take(Id::kSize);
    return ok() ? *Id::From(view) : Id{};
  }

 private:
  ByteView bytes_;
  std::size_t position_ = 0;
  const char* failure_ = nullptr;
  std::size_t failure_position_ = 0;
  std::string_view failed_field_;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_READER_H_
