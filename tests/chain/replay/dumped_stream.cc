#include "tests/chain/replay/dumped_stream.h"

#include <cstdint>
#include <deque>
#include <map>
#include <utility>
#include <vector>

#include "chain/stream/flush_reader.h"
#include "chain/stream/keys.h"
#include "chain/stream/source.h"
#include "engine/amount/check.h"

namespace desobook::chain::testing {
namespace {

constexpr std::size_t kChunkRecords = 7;
// Blocks above the dumped height: two that are not committed, and siblings.
constexpr std::size_t kNewestBlocks = 4;

struct Kept {
  std::uint64_t encoder_type = 0;
  Bytes key;
  Bytes value;

  [[nodiscard]] Bytes Encode(RecordOperation operation,
                             const FlushId& id) const {
    StateChangeRecord record;
    record.operation = operation;
    record.encoder_type = encoder_type;
    record.key = key;
    record.value = value;
    record.flush_id = id;
    return EncodeRecord(record);
  }
};

bool IsHistory(ByteView key) {
  const KeyPrefix prefix = PrefixOf(key);
  return prefix == KeyPrefix::kBlock || prefix == KeyPrefix::kBlockNode ||
         prefix == KeyPrefix::kOperations;
}

class Dumper {
 public:
  explicit Dumper(DumpKind kind) : kind_(kind) {}

  void Take(const StateChangeRecord& record) {
    Kept kept{record.encoder_type, Bytes(record.key.begin(), record.key.end()),
              Bytes(record.value.begin(), record.value.end())};
    if (PrefixOf(record.key) == KeyPrefix::kBlock) {
      newest_.push_back(kept);
      if (newest_.size() > kNewestBlocks) newest_.pop_front();
    }
    if (kind_ == DumpKind::kHypersync && IsHistory(record.key)) return;
    if (record.operation == RecordOperation::kDelete) {
      latest_.erase(kept.key);
    } else {
      latest_.insert_or_assign(kept.key, std::move(kept));
    }
  }

  // `next` is the id of the flush that follows.
  Bytes Write(const FlushId& next) {
    std::map<std::uint8_t, std::deque<const Kept*>> by_prefix;
    for (const auto& [key, kept] : latest_) by_prefix[key[0]].push_back(&kept);
    while (!by_prefix.empty()) {
      for (auto it = by_prefix.begin(); it != by_prefix.end();) {
        do {
          Chunk(it->second);
        } while (kind_ == DumpKind::kBlockSync && !it->second.empty());
        it = it->second.empty() ? by_prefix.erase(it) : std::next(it);
      }
    }
    // Blocks that the node stored since come before its first commit.
    if (kind_ == DumpKind::kHypersync) {
      for (const Kept& block : newest_) {
        Append(block.Encode(RecordOperation::kUpsert, next));
      }
    }
    return std::move(out_);
  }

 private:
  void Chunk(std::deque<const Kept*>& records) {
    ++chunks_;
    FlushId id;
    id.bytes[0] = static_cast<std::uint8_t>(chunks_);
    id.bytes[1] = static_cast<std::uint8_t>(chunks_ >> 8);
    for (std::size_t i = 0; i < kChunkRecords && !records.empty(); ++i) {
      Append(records.front()->Encode(RecordOperation::kInsert, id));
      records.pop_front();
    }
  }
  void Append(const Bytes& bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
  }

  DumpKind kind_;
  std::map<Bytes, Kept> latest_;
  std::deque<Kept> newest_;
  Bytes out_;
  std::uint32_t chunks_ = 0;
};

}  // namespace

Bytes WithDump(const Bytes& stream, std::size_t flushes, DumpKind kind) {
  FlushReader reader(MemorySource(stream, "stream"));
  Dumper dumper(kind);
  std::size_t seen = 0;
  while (true) {
    auto flush = reader.Next();
    DESOBOOK_CHECK(flush.ok() && flush->has_value());
    if (!(*flush)->is_dump && seen++ == flushes) {
      Bytes out = dumper.Write((*flush)->id);
      out.insert(
          out.end(),
          stream.begin() + static_cast<std::ptrdiff_t>((*flush)->begin_offset),
          stream.end());
      return out;
    }
    for (const StateChangeRecord& record : (*flush)->records) {
      dumper.Take(record);
    }
  }
}

}  // namespace desobook::chain::testing
