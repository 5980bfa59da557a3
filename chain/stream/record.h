// One record of a state-change stream (protocol text 8.1), located but not
// decoded: values stay encoded until someone wants them.

#ifndef DESOBOOK_CHAIN_STREAM_RECORD_H_
#define DESOBOOK_CHAIN_STREAM_RECORD_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/statusor.h"
#include "chain/stream/entry_schema.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// One id per flush of the node: all records of a committed block carry it.
using FlushId = FixedBytes<struct FlushIdTag, 16>;

enum class RecordOperation : std::uint8_t {
  kInsert = 0,  // initial dump
  kDelete = 1,
  kUpsert = 2,
};

// Views point into the bytes the record was parsed from.
struct StateChangeRecord {
  RecordOperation operation = RecordOperation::kInsert;
  bool is_reverted = false;
  std::uint64_t encoder_type = 0;
  ByteView key;        // database key, prefix byte first
  ByteView value;      // encoded entry; a single 00 if absent
  ByteView ancestral;  // the value before; a single 00 if absent
  FlushId flush_id;
  std::uint64_t block_height = 0;  // the syncer's idea of the tip (8.1)
  ByteView block;  // encoded block entry of types 1 and 2; else empty

  // Where it stands: number in the file and byte of its length.
  std::uint64_t index = 0;
  std::uint64_t offset = 0;
  std::uint64_t end = 0;  // byte behind its last

  [[nodiscard]] bool has_value() const { return IsPresent(value); }
  [[nodiscard]] bool has_ancestral() const { return IsPresent(ancestral); }
  [[nodiscard]] bool has_block() const { return IsPresent(block); }

 private:
  static bool IsPresent(ByteView entry) {
    return !entry.empty() && entry[0] != 0;
  }
};

// Parses a record without its length. Every byte must belong to it.
// Errors: DataLoss saying what is wrong at which byte of the record.
absl::StatusOr<StateChangeRecord> ParseRecord(
    ByteView body, OperationMetadata metadata = OperationMetadata::kIncluded);

// The record with its length in front, as the node writes it. Values are taken
// as they are.
Bytes EncodeRecord(const StateChangeRecord& record);

// The block inside a record's `block`, or inside the value of a prefix-0
// record: the encoding of protocol text 7.3.
// Errors: DataLoss.
absl::StatusOr<ByteView> BlockBytes(ByteView entry);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_RECORD_H_
