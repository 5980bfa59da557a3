// What a block's reward transaction may pay at most (protocol text 7.4).

#ifndef DESOBOOK_ENGINE_RULES_BLOCK_REWARD_BOUND_H_
#define DESOBOOK_ENGINE_RULES_BLOCK_REWARD_BOUND_H_

#include <vector>

#include "engine/amount/rule_error.h"
#include "engine/rules/effects.h"
#include "engine/rules/params.h"
#include "engine/txn/block.h"

namespace desobook {

// The scheduled reward of a PoW height; zero at PoS heights.
// Source: deso-protocol/core lib/supply.go, CalcBlockRewardNanos.
Nanos ScheduledBlockReward(const NetworkParams& network, BlockHeight height);

// The shape that BlockRewardPatch asks for: transactions, the first a reward
// with exactly one output.
// Source: lib/block_view.go, ConnectBlock.
Status CheckBlockRewardShape(const NetworkParams& network,
                             const BlockEnvelope& block);

// The bound on the sum of the reward's outputs. `effects` are the block's, one
// per transaction.
// Errors: kBlockRewardOutputWithInvalidAmount, kBlockRewardOverflow,
// kBlockRewardExceedsMaxAllowed, kTxnOutputWithInvalidAmount.
// Source: lib/block_view.go, ConnectBlock, computeBMF,
// filterOutBlockRewardRecipientFees.
Status CheckBlockRewardBound(const NetworkParams& network,
                             const BlockEnvelope& block,
                             const std::vector<Effects>& effects);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_BLOCK_REWARD_BOUND_H_
