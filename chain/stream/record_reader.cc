#include "chain/stream/record_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "chain/codec/reader.h"
#include "engine/txn/varint.h"

namespace desobook::chain {
namespace {

constexpr std::size_t kLongestVarint = 10;

struct Place {
  const std::string& file;
  const char* unit;  // "record" or "block"
  std::uint64_t index;
  std::uint64_t offset;
};

absl::Status Damage(const Place& place, const std::string& what) {
  return absl::DataLossError(absl::StrCat(place.file, ", ", place.unit, " ",
                                          place.index, " at byte ",
                                          place.offset, ": ", what));
}

absl::Status EndsEarly(const Place& place, std::size_t have,
                       std::uint64_t want) {
  return Damage(place,
                absl::StrCat("the file ends after ", have, " of ", want,
                             " bytes; everything before byte ", place.offset,
                             " is complete; copy the file again"));
}

absl::Status TooLong(const Place& place, std::uint64_t size) {
  return Damage(
      place, absl::StrCat("claims ", size, " bytes, more than ", kMaxFrameBytes,
                          "; the file is damaged or of another format"));
}

// Makes the frame of `prefix` + `size` bytes visible.
absl::Status FillFrame(const Place& place, std::size_t prefix,
                       std::uint64_t size, ByteWindow& window) {
  if (size > kMaxFrameBytes) return TooLong(place, size);
  const std::size_t total = prefix + static_cast<std::size_t>(size);
  const absl::Status filled = window.Fill(total);
  if (window.view().size() >= total) return absl::OkStatus();
  if (!filled.ok()) return Damage(place, std::string(filled.message()));
  return EndsEarly(place, window.view().size(), total);
}

}  // namespace

absl::Status AtRecord(const absl::Status& status, const std::string& file,
                      std::uint64_t index, std::uint64_t offset) {
  return {status.code(), absl::StrCat(file, ", record ", index, " at byte ",
                                      offset, ": ", status.message())};
}

RecordReader::RecordReader(std::unique_ptr<ByteSource> source)
    : window_(std::move(source)) {}

absl::StatusOr<std::optional<Frame>> RecordReader::NextFrame() {
  if (!failure_.ok()) return failure_;
  auto frame = ReadFrame();
  if (!frame.ok()) failure_ = frame.status();
  return frame;
}

absl::StatusOr<std::optional<Frame>> RecordReader::ReadFrame() {
  window_.Consume(std::exchange(held_, 0));
  const Place place = {name(), "record", next_index_, window_.offset()};
  const absl::Status filled = window_.Fill(kLongestVarint);
  const ByteView head = window_.view();
  if (head.empty()) {
    if (!filled.ok()) return filled;
    return std::optional<Frame>();
  }
  const UvarintRead size = ReadUvarint(head);
  if (size.error == VarintError::kOverflow) {
    return Damage(place,
                  "its length is no number of 64 bits; the file is "
                  "damaged or of another format");
  }
  if (size.error == VarintError::kEof) {
    if (!filled.ok()) return Damage(place, std::string(filled.message()));
    return EndsEarly(place, head.size(), head.size() + 1);
  }
  const absl::Status status =
      FillFrame(place, size.consumed, size.value, window_);
  if (!status.ok()) return status;
  const auto body_size = static_cast<std::size_t>(size.value);
  held_ = size.consumed + body_size;
  return Frame{window_.view().subspan(size.consumed, body_size), next_index_++,
               place.offset, place.offset + held_};
}

absl::StatusOr<std::optional<StateChangeRecord>> RecordReader::Next() {
  const auto frame = NextFrame();
  if (!frame.ok()) return frame.status();
  if (!frame->has_value()) return std::optional<StateChangeRecord>();
  auto record = ParseRecord((*frame)->bytes);
  if (!record.ok()) {
    failure_ =
        AtRecord(record.status(), name(), (*frame)->index, (*frame)->offset);
    return failure_;
  }
  record->index = (*frame)->index;
  record->offset = (*frame)->offset;
  record->end = (*frame)->end;
  return std::optional<StateChangeRecord>(*record);
}

BlocksReader::BlocksReader(std::unique_ptr<ByteSource> source)
    : window_(std::move(source)) {}

absl::StatusOr<std::optional<Frame>> BlocksReader::Next() {
  if (!failure_.ok()) return failure_;
  auto frame = ReadFrame();
  if (!frame.ok()) failure_ = frame.status();
  return frame;
}

absl::StatusOr<std::optional<Frame>> BlocksReader::ReadFrame() {
  constexpr std::size_t kPrefix = 4;
  window_.Consume(std::exchange(held_, 0));
  const Place place = {name(), "block", next_index_, window_.offset()};
  const absl::Status filled = window_.Fill(kPrefix);
  const ByteView head = window_.view();
  if (head.size() < kPrefix) {
    if (!filled.ok()) return Damage(place, std::string(filled.message()));
    if (head.empty()) return std::optional<Frame>();
    return EndsEarly(place, head.size(), kPrefix);
  }
  const std::uint32_t size = Reader(head).Le32();
  const absl::Status status = FillFrame(place, kPrefix, size, window_);
  if (!status.ok()) return status;
  held_ = kPrefix + size;
  return Frame{window_.view().subspan(kPrefix, size), next_index_++,
               place.offset, place.offset + held_};
}

}  // namespace desobook::chain
