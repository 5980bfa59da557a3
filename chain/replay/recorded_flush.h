// One flush of the state-change stream as typed values: which block it commits,
// what the node says that block did, and what it wrote.

#ifndef DESOBOOK_CHAIN_REPLAY_RECORDED_FLUSH_H_
#define DESOBOOK_CHAIN_REPLAY_RECORDED_FLUSH_H_

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "chain/stream/flush_reader.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Values that a flush wrote, by key; an empty one was deleted. Records repeat:
// the last one counts.
template <typename Key, typename Value>
using Written = std::map<Key, std::optional<Value>>;

struct RecordedFlush {
  // Where its first record stands in the stream.
  std::optional<std::uint64_t> first_record;
  std::uint64_t first_byte = 0;
  // Blocks this flush commits, in order: one in steady state, genesis and
  // block 1 together in some recordings, all of history in a dump.
  std::vector<BlockHash> committed;
  std::map<BlockHash, std::vector<std::vector<Operation>>> operations;
  // Every block stored with it, newer and losing ones included.
  std::vector<std::pair<BlockHash, Bytes>> blocks;
  bool is_dump = false;  // made of insert records (8.6)

  Written<PublicKey, Nanos> deso;
  Written<BalanceKey, TokenBalance> tokens;
  Written<OrderId, OrderEntry> orders;
  Written<Pkid, ProfileEntry> profiles;
  Written<PublicKey, Pkid> pkids;
  Written<DerivedKeyId, DerivedKeyEntry> derived_keys;
  Written<AssociationId, UserAssociationEntry> associations;
  Written<Pkid, ValidatorEntry> validators;
  Written<StakeKey, StakeEntry> stakes;
  Written<LockedStakeKey, Nanos> locked_stakes;
  Written<OnlyRow, EpochEntry> epoch;
  Written<OnlyRow, GlobalParams> global_params;
};

// Adds a record, decoded, if replay reads its table. Operations of a dump,
// which nobody reads, are left out. A flag IsReverted is passed over.
// Errors: DataLoss naming the record.
absl::Status AddRecord(const StateChangeRecord& record, RecordedFlush& flush);
// The same for all records of a flush.
absl::StatusOr<RecordedFlush> ParseFlush(const Flush& flush);

// Writes what the flush wrote, secondary indexes included.
void ApplyFlush(const RecordedFlush& flush, State<OracleBook>& state);
// Sets what differs in a view, DESO and orders aside (their effects are
// operations): what unexecuted transactions did. Returns how many keys
// differed.
std::uint64_t ApplyRecordedKeys(const RecordedFlush& flush, LedgerView& view);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_RECORDED_FLUSH_H_
