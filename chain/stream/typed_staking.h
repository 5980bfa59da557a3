// Staking entries as types of the engine (protocol text 8.4): what the end of
// an epoch reads.

#ifndef DESOBOOK_CHAIN_STREAM_TYPED_STAKING_H_
#define DESOBOOK_CHAIN_STREAM_TYPED_STAKING_H_

#include "absl/status/statusor.h"
#include "engine/ledger/entries.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Errors as in typed.h.
struct ValidatorRow {
  Pkid pkid;
  ValidatorEntry entry;
};
absl::StatusOr<ValidatorRow> DecodeValidatorEntry(ByteView entry);

struct StakerRow {
  StakeKey key;
  StakeEntry entry;
};
absl::StatusOr<StakerRow> DecodeStakerEntry(ByteView entry);

// The leader offset and initial view, which move no money, are passed over.
absl::StatusOr<EpochEntry> DecodeEpochEntry(ByteView entry);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_TYPED_STAKING_H_
