#include "chain/stream/record.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"
#include "chain/stream/skip.h"

namespace desobook::chain {
namespace {

absl::Status Damaged(const Reader& reader) {
  const absl::Status status = reader.Status("state-change record");
  return absl::DataLossError(status.message());
}

// The bytes of one entry at the reader's position.
ByteView TakeEntry(const Schema& schema, ByteView all, Reader& reader) {
  const std::size_t begin = reader.position();
  SkipEntry(schema, reader);
  return all.subspan(begin, reader.position() - begin);
}

bool CarriesBlock(std::uint64_t encoder_type) {
  return encoder_type == kUtxoOperationType ||
         encoder_type == kUtxoOperationBundleType;
}

void ReadHead(Reader& reader, StateChangeRecord& record) {
  if (!ReadEntryHeader(kStateChangeEntryType, reader)) {
    reader.Fail("no state-change entry");
  }
  const std::uint64_t operation = reader.Uvarint();
  if (operation > static_cast<std::uint64_t>(RecordOperation::kUpsert)) {
    reader.Fail("unknown operation (not insert, delete or upsert)");
  }
  record.operation = static_cast<RecordOperation>(operation);
  record.is_reverted = reader.Bool();
  record.encoder_type = reader.Uvarint();
  record.key = reader.LenBytes();
}

}  // namespace

absl::StatusOr<StateChangeRecord> ParseRecord(ByteView body,
                                              OperationMetadata metadata) {
  Reader reader(body);
  StateChangeRecord record;
  ReadHead(reader, record);
  if (!reader.ok()) return Damaged(reader);
  const Schema* schema = FindEntrySchema(record.encoder_type, metadata);
  if (schema == nullptr) {
    return absl::DataLossError(absl::StrCat(
        "state-change record: unknown entry type ", record.encoder_type));
  }
  record.value = TakeEntry(*schema, body, reader);
  record.ancestral = TakeEntry(*schema, body, reader);
  record.flush_id = reader.Fixed<FlushId>();
  record.block_height = reader.Uvarint();
  if (CarriesBlock(record.encoder_type)) {
    record.block = TakeEntry(*FindEntrySchema(kBlockEntryType), body, reader);
  }
  if (reader.ok() && !reader.AtEnd()) {
    reader.Fail("bytes are left over behind the last field");
  }
  if (!reader.ok()) return Damaged(reader);
  return record;
}

Bytes EncodeRecord(const StateChangeRecord& record) {
  Writer body;
  body.Bool(true);
  body.Uvarint(kStateChangeEntryType);
  body.Uvarint(0);
  body.Uvarint(static_cast<std::uint64_t>(record.operation));
  body.Bool(record.is_reverted);
  body.Uvarint(record.encoder_type);
  body.LenBytes(record.key);
  const std::uint8_t absent[] = {0};
  body.Raw(record.has_value() ? record.value : absent);
  body.Raw(record.has_ancestral() ? record.ancestral : absent);
  body.Raw(record.flush_id.view());
  body.Uvarint(record.block_height);
  if (CarriesBlock(record.encoder_type)) {
    body.Raw(record.has_block() ? record.block : absent);
  }
  Writer framed;
  framed.LenBytes(body.bytes());
  return framed.Take();
}

absl::StatusOr<ByteView> BlockBytes(ByteView entry) {
  Reader reader(entry);
  if (!ReadEntryHeader(kBlockEntryType, reader)) {
    reader.Fail("no block");
  }
  const ByteView block = reader.LenBytes();
  if (reader.ok() && !reader.AtEnd()) {
    reader.Fail("bytes are left over behind the block");
  }
  if (!reader.ok()) {
    return absl::DataLossError(reader.Status("block entry").message());
  }
  return block;
}

}  // namespace desobook::chain
