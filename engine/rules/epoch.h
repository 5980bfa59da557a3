// What a block does besides its transactions: validator activity, and at the
// end of an epoch jailing, staking rewards and the snapshot of who validates
// and who is rewarded (protocol text 7.4 step 7, 7.5).
//
// Rewards move DESO, so a replay from blocks alone needs them. Leader schedules
// move none and are not kept.

#ifndef DESOBOOK_ENGINE_RULES_EPOCH_H_
#define DESOBOOK_ENGINE_RULES_EPOCH_H_

#include <cstdint>
#include <vector>

#include "engine/amount/rule_error.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/effects.h"
#include "engine/rules/params.h"
#include "engine/rules/state.h"
#include "engine/txn/block.h"

#pragma GCC visibility push(default)

namespace desobook {

// The epoch that a transaction of the next block belongs to.
// Source: deso-protocol/core lib/pos_epoch.go, GetCurrentEpochEntry.
EpochEntry CurrentEpoch(LedgerView& view, const NetworkParams& network);

// Parameters with every zero that means "default" resolved.
// Source: lib/block_view.go, MergeGlobalParamEntryDefaults.
GlobalParams ResolvedParams(const GlobalParams& params,
                            const NetworkParams& network);

// What a stake of `stake` nanos earns at `apy_basis_points` over `elapsed_ns`:
// floor(stake * (e^(apy * elapsed / year) - 1)) in the node's 53-bit software
// float. Zero when that is not positive; kGeneric above 2^64 - 1.
// Source: lib/pos_staking_rewards.go.
Result<Nanos> StakingReward(const Uint256& stake,
                            std::uint64_t apy_basis_points,
                            std::int64_t elapsed_ns);

// True if the block is the last of its epoch and the snapshot that its rewards
// need is not known, because the state was loaded from a dump (dumps do not
// carry snapshots). Then the block's recorded operations must be applied.
bool NeedsRecordedRewards(LedgerView& view, const NetworkParams& network,
                          BlockHeight height);

// Runs after the block's transactions. Appends the block-level operations in
// the node's order (rewards by stake, largest first). With
// `recorded_rewards` the staking operations in it are applied instead of
// computed.
// Errors: kBlockTimestampBeforeEpochStartTimestamp; kGeneric on overflow.
// Source: lib/block_view.go, ConnectBlock; lib/pos_epoch_complete_hook.go.
Status RunBlockHooks(LedgerView& view, const NetworkParams& network,
                     const BlockEnvelope& block,
                     const std::vector<Operation>* recorded_rewards,
                     std::vector<Operation>& operations);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_RULES_EPOCH_H_
