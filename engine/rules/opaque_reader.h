// Reads the few fields that rules need out of metadata that is kept as bytes.

#ifndef DESOBOOK_ENGINE_RULES_OPAQUE_READER_H_
#define DESOBOOK_ENGINE_RULES_OPAQUE_READER_H_

#include <cstdint>

#include "engine/txn/ids.h"
#include "engine/txn/varint.h"

namespace desobook {

// Every read past the end, and every malformed number, makes the reader not ok
// for good; reads then give zero or nothing. Check ok() once at the end.
class OpaqueReader {
 public:
  explicit OpaqueReader(ByteView bytes) : rest_(bytes) {}

  [[nodiscard]] bool ok() const { return ok_; }

  std::uint64_t Uvarint() {
    const UvarintRead read = ReadUvarint(rest_);
    if (read.error != VarintError::kNone) return Fail();
    rest_ = rest_.subspan(read.consumed);
    return read.value;
  }
  std::int64_t Varint() {
    const VarintRead read = ReadVarint(rest_);
    if (read.error != VarintError::kNone) {
      Fail();
      return 0;
    }
    rest_ = rest_.subspan(read.consumed);
    return read.value;
  }
  std::uint8_t Byte() {
    if (rest_.empty()) {
      Fail();
      return 0;
    }
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }
  bool Bool() { return Byte() != 0; }
  // A length and that many bytes. Points into the source.
  ByteView LengthBytes() {
    const std::uint64_t length = Uvarint();
    if (length > rest_.size()) {
      Fail();
      return {};
    }
    const ByteView bytes = rest_.first(length);
    rest_ = rest_.subspan(length);
    return bytes;
  }

 private:
  std::uint64_t Fail() {
    ok_ = false;
    rest_ = {};
    return 0;
  }

  ByteView rest_;
  bool ok_ = true;
};

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_OPAQUE_READER_H_
