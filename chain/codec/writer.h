// Appends the chain's primitive encodings to a byte string (protocol text 2).

#ifndef DESOBOOK_CHAIN_CODEC_WRITER_H_
#define DESOBOOK_CHAIN_CODEC_WRITER_H_

#include <cstdint>

#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"
#include "engine/txn/varint.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

class Writer {
 public:
  void Byte(std::uint8_t value) { out_.push_back(value); }
  void Bool(bool value) { out_.push_back(value ? 1 : 0); }
  void Uvarint(std::uint64_t value) { AppendUvarint(out_, value); }
  void Varint(std::int64_t value) { AppendVarint(out_, value); }
  void Raw(ByteView bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }
  void LenBytes(ByteView bytes) {
    Uvarint(bytes.size());
    Raw(bytes);
  }
  void Be32(std::uint32_t value);
  void Be64(std::uint64_t value);
  void Le32(std::uint32_t value);
  void Le64(std::uint64_t value);

  [[nodiscard]] const Bytes& bytes() const { return out_; }
  [[nodiscard]] Bytes Take() { return std::move(out_); }

 private:
  Bytes out_;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_WRITER_H_
