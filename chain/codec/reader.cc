#include "chain/codec/reader.h"

#include "engine/txn/varint.h"

namespace desobook::chain {
namespace {

template <typename T>
T BigEndian(ByteView bytes) {
  T value = 0;
  for (const std::uint8_t byte : bytes) {
    value = static_cast<T>((value << 8) | byte);
  }
  return value;
}

template <typename T>
T LittleEndian(ByteView bytes) {
  T value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = static_cast<T>((value << 8) | bytes[i]);
  }
  return value;
}

}  // namespace

void Reader::Fail(const char* what) {
  if (failure_ != nullptr) return;
  failure_ = what;
  failure_position_ = position_;
}

void Reader::NameFailedField(std::string_view field) {
  if (failure_ != nullptr && failed_field_.empty()) failed_field_ = field;
}

absl::Status Reader::Status(std::string_view context) const {
  if (failure_ == nullptr) return absl::OkStatus();
  std::string message(context);
  message += ": ";
  if (!failed_field_.empty()) {
    message += failed_field_;
    message += ": ";
  }
  message += failure_;
  message += " at byte " + std::to_string(failure_position_);
  return absl::InvalidArgumentError(message);
}

std::uint8_t Reader::Byte() {
  if (!ok()) return 0;
  if (AtEnd()) {
    Fail("input ends where a byte is expected");
    return 0;
  }
  return bytes_[position_++];
}

bool Reader::Bool() { return Byte() != 0; }

std::uint64_t Reader::Uvarint() {
  if (!ok()) return 0;
  const UvarintRead read = ReadUvarint(bytes_.subspan(position_));
  switch (read.error) {
    case VarintError::kNone:
      position_ += read.consumed;
      return read.value;
    case VarintError::kEof:
      Fail("input ends inside an integer");
      return 0;
    case VarintError::kOverflow:
      Fail("integer exceeds 64 bits");
      return 0;
  }
  return 0;
}

std::int64_t Reader::Varint() {
  const std::uint64_t zigzag = Uvarint();
  const auto half = static_cast<std::int64_t>(zigzag >> 1);
  return (zigzag & 1) != 0 ? ~half : half;
}

ByteView Reader::Take(std::size_t count) {
  if (!ok()) return {};
  if (count > remaining()) {
    Fail("input ends before the announced length");
    return {};
  }
  const ByteView view = bytes_.subspan(position_, count);
  position_ += count;
  return view;
}

ByteView Reader::LenBytes() {
  const std::uint64_t length = Uvarint();
  if (!ok()) return {};
  if (length > remaining()) {
    Fail("length exceeds the bytes that remain");
    return {};
  }
  return Take(static_cast<std::size_t>(length));
}

Bytes Reader::LenBytesCopy() {
  const ByteView view = LenBytes();
  return Bytes(view.begin(), view.end());
}

std::size_t Reader::Count(std::size_t min_bytes_each) {
  const std::uint64_t count = Uvarint();
  if (!ok()) return 0;
  const std::size_t each = min_bytes_each == 0 ? 1 : min_bytes_each;
  if (count > remaining() / each) {
    Fail("count exceeds what the bytes that remain can hold");
    return 0;
  }
  return static_cast<std::size_t>(count);
}

std::uint32_t Reader::Be32() { return BigEndian<std::uint32_t>(Take(4)); }
std::uint64_t Reader::Be64() { return BigEndian<std::uint64_t>(Take(8)); }
std::uint32_t Reader::Le32() { return LittleEndian<std::uint32_t>(Take(4)); }
std::uint64_t Reader::Le64() { return LittleEndian<std::uint64_t>(Take(8)); }

}  // namespace desobook::chain
