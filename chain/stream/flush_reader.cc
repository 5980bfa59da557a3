#include "chain/stream/flush_reader.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "chain/stream/keys.h"

namespace desobook::chain {

ByteView ByteArena::Copy(ByteView bytes) {
  constexpr std::size_t kChunkBytes = 256 * 1024;
  if (bytes.empty()) return {};
  if (bytes.size() > free_) {
    const std::size_t size = std::max(kChunkBytes, bytes.size());
    chunks_.push_back(std::make_unique_for_overwrite<std::uint8_t[]>(size));
    next_ = chunks_.back().get();
    free_ = size;
  }
  std::copy(bytes.begin(), bytes.end(), next_);
  const ByteView copy(next_, bytes.size());
  next_ += bytes.size();
  free_ -= bytes.size();
  return copy;
}

FlushReader::FlushReader(std::unique_ptr<ByteSource> source)
    : reader_(std::move(source)) {}

absl::StatusOr<std::optional<Flush>> FlushReader::Next() {
  std::optional<Flush> flush = std::exchange(begun_, std::nullopt);
  while (true) {
    const auto record = reader_.Next();
    if (!record.ok()) return record.status();
    if (!record->has_value()) return flush;
    const bool continues = flush && (*record)->flush_id == flush->id;
    std::optional<Flush>& target = flush && !continues ? begun_ : flush;
    if (!target) target.emplace();
    const absl::Status added = Add(**record, *target);
    if (!added.ok()) {
      return AtRecord(added, name(), (*record)->index, (*record)->offset);
    }
    if (begun_) return flush;
  }
}

absl::Status FlushReader::Add(const StateChangeRecord& record, Flush& flush) {
  if (flush.records.empty()) {
    flush.id = record.flush_id;
    flush.begin_offset = record.offset;
  }
  flush.end_offset = record.end;
  flush.is_dump |= record.operation == RecordOperation::kInsert;
  if (PrefixOf(record.key) == KeyPrefix::kOperations) {
    const auto hash = BlockHashOfKey(record.key);
    if (!hash.ok()) return hash.status();
    flush.committed.push_back(*hash);
  }
  StateChangeRecord& kept = flush.records.emplace_back(record);
  kept.key = flush.arena.Copy(record.key);
  kept.value = flush.arena.Copy(record.value);
  kept.ancestral = flush.arena.Copy(record.ancestral);
  kept.block = flush.arena.Copy(record.block);
  return absl::OkStatus();
}

}  // namespace desobook::chain
