// Metadata of transactions as bytes. Types that the rules execute become
// structs, all others keep their canonical bytes; both follow the tables of
// metadata_schema.h.

#ifndef DESOBOOK_CHAIN_CODEC_METADATA_H_
#define DESOBOOK_CHAIN_CODEC_METADATA_H_

#include "absl/status/statusor.h"
#include "chain/codec/fields.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

namespace desobook::chain {

// Decodes and normalises; bytes after the last field are ignored.
// REQUIRES: `type` has a schema and is not ATOMIC_TXNS_WRAPPER.
absl::StatusOr<TxnMetadata> DecodeMetadata(TxnType type, ByteView bytes);

// REQUIRES: `metadata` is what DecodeMetadata gives for `type`.
Bytes EncodeMetadata(TxnType type, const TxnMetadata& metadata);

// Every field under the node's names; {} for a type without any.
// REQUIRES: `bytes` is canonical metadata of `type`.
FieldValue MetadataFields(TxnType type, ByteView bytes);

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_CODEC_METADATA_H_
