#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

template <typename T>
void AppendBigEndian(Bytes& out, T value) {
  for (std::size_t shift = sizeof(T) * 8; shift > 0;) {
    shift -= 8;
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

template <typename T>
void AppendLittleEndian(Bytes& out, T value) {
  for (std::size_t shift = 0; shift < sizeof(T) * 8; shift += 8) {
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

}  // namespace

void Writer::Be32(std::uint32_t value) { AppendBigEndian(out_, value); }
void Writer::Be64(std::uint64_t value) { AppendBigEndian(out_, value); }
void Writer::Le32(std::uint32_t value) { AppendLittleEndian(out_, value); }
void Writer::Le64(std::uint64_t value) { AppendLittleEndian(out_, value); }

}  // namespace desobook::chain
