// Entries of the stream as types of the engine: what replay loads and compares
// (protocol text 8.4, 8.5). No trees are built on the way.
//
// Each function takes one encoded entry (8.1 fields 5 and 6), header included.
// Errors: DataLoss naming the entry and the byte, for malformed, absent or
// left-over bytes and for a field that must be there and is not.

#ifndef DESOBOOK_CHAIN_STREAM_TYPED_H_
#define DESOBOOK_CHAIN_STREAM_TYPED_H_

#include <vector>

#include "absl/status/statusor.h"
#include "chain/stream/entry_schema.h"
#include "engine/book/order.h"
#include "engine/ledger/entries.h"
#include "engine/rules/effects.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct DesoBalance {
  PublicKey key;
  Nanos amount;
};
absl::StatusOr<DesoBalance> DecodeDesoBalance(ByteView entry);

// Tokens and creator coins share the type.
absl::StatusOr<BalanceEntry> DecodeBalanceEntry(ByteView entry);
absl::StatusOr<OrderEntry> DecodeOrderEntry(ByteView entry);
absl::StatusOr<FilledOrder> DecodeFilledOrder(ByteView entry);
absl::StatusOr<CoinEntry> DecodeCoinEntry(ByteView entry);
absl::StatusOr<ProfileEntry> DecodeProfileEntry(ByteView entry);

struct PkidMapping {
  PublicKey key;
  Pkid pkid;
};
absl::StatusOr<PkidMapping> DecodePkidEntry(ByteView entry);

struct DerivedKeyRow {
  DerivedKeyId id;
  DerivedKeyEntry entry;
};
absl::StatusOr<DerivedKeyRow> DecodeDerivedKeyEntry(ByteView entry);

// Fields that the entry's version lacks are zero.
absl::StatusOr<GlobalParams> DecodeGlobalParams(ByteView entry);

struct UserAssociationRow {
  AssociationId id;
  UserAssociationEntry entry;
};
absl::StatusOr<UserAssociationRow> DecodeUserAssociation(ByteView entry);

// Amounts above 64 bits are an error: no supply reaches them.
struct StakeRow {
  StakeKey key;
  Nanos amount;
};
absl::StatusOr<StakeRow> DecodeStakeEntry(ByteView entry);
struct LockedStakeRow {
  LockedStakeKey key;
  Nanos amount;
};
absl::StatusOr<LockedStakeRow> DecodeLockedStakeEntry(ByteView entry);

// The fields of an operation that Operation has; the others are passed over.
absl::StatusOr<Operation> DecodeOperation(
    ByteView entry, OperationMetadata metadata = OperationMetadata::kIncluded);

// One list per transaction and a last one for the block itself (8.5).
using OperationLists = std::vector<std::vector<Operation>>;
absl::StatusOr<OperationLists> DecodeOperationBundle(
    ByteView entry, OperationMetadata metadata = OperationMetadata::kIncluded);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_TYPED_H_
