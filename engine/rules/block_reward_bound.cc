#include "engine/rules/block_reward_bound.h"

#include <array>
#include <cstddef>
#include <optional>

#include "engine/amount/check.h"
#include "engine/amount/fee_split.h"

namespace desobook {
namespace {

struct SupplyInterval {
  BlockHeight first_height;
  Nanos reward;
};
// Source: deso-protocol/core lib/supply.go, MiningSupplyIntervals.
constexpr std::array kSupplyIntervals = {
    SupplyInterval{0, Nanos(1'000'000'000)},
    SupplyInterval{32'060, Nanos(750'000'000)},
    SupplyInterval{32'348, Nanos(500'000'000)},
    SupplyInterval{32'636, Nanos(250'000'000)},
    SupplyInterval{32'924, Nanos(125'000'000)},
    SupplyInterval{33'212, Nanos(100'000'000)},
    SupplyInterval{1'576'800, Nanos(50'000'000)},
    SupplyInterval{3'363'840, Nanos(0)},
};

bool IsPos(const NetworkParams& network, BlockHeight height) {
  return height >= network.forks.proof_of_stake_2_cutover;
}

// The fees of a transaction that its block's reward may claim: nothing that
// the recipient itself paid, from the BlockRewardPatch on.
std::optional<Nanos> CountedFee(const TxnEnvelope& envelope, Nanos fee,
                                const Bytes* recipient) {
  const Transaction& txn = envelope.txn;
  if (txn.type == TxnType::kAtomicTxnsWrapper) {
    Nanos sum;
    for (const TxnEnvelope& inner : envelope.inner) {
      if (recipient != nullptr && inner.txn.public_key == *recipient) continue;
      const auto next = CheckedAdd(sum, inner.txn.fee);
      if (!next) return std::nullopt;
      sum = *next;
    }
    return sum;
  }
  if (txn.type == TxnType::kBlockReward) return fee;
  if (recipient != nullptr && txn.public_key == *recipient) return Nanos(0);
  return fee;
}

struct FeeSums {
  Nanos total;
  Nanos utility;
};
Result<FeeSums> SumFees(const NetworkParams& network,
                        const BlockEnvelope& block,
                        const std::vector<Effects>& effects,
                        const Bytes* recipient) {
  FeeSums sums;
  for (std::size_t i = 0; i < block.txns.size(); ++i) {
    const auto fee = CountedFee(block.txns[i], effects[i].fee, recipient);
    if (!fee) return RuleError::kGeneric;
    const auto total = CheckedAdd(sums.total, *fee);
    if (!total) return RuleError::kTxnOutputWithInvalidAmount;
    sums.total = *total;
    if (!IsPos(network, block.height)) continue;
    const auto utility = CheckedAdd(sums.utility, ClaimableFee(*fee));
    if (!utility) return RuleError::kPoSBlockRewardWithInvalidAmount;
    sums.utility = *utility;
  }
  return sums;
}

}  // namespace

Nanos ScheduledBlockReward(const NetworkParams& network, BlockHeight height) {
  if (height != 0 && IsPos(network, height)) return Nanos(0);
  Nanos reward;
  for (const SupplyInterval& interval : kSupplyIntervals) {
    if (interval.first_height > height) break;
    reward = interval.reward;
  }
  return reward;
}

Status CheckBlockRewardShape(const NetworkParams& network,
                             const BlockEnvelope& block) {
  if (block.txns.empty()) return RuleError::kNoTxns;
  if (block.height < network.forks.block_reward_patch) return {};
  const Transaction& reward = block.txns.front().txn;
  if (reward.type != TxnType::kBlockReward) {
    return RuleError::kFirstTxnMustBeBlockReward;
  }
  if (reward.outputs.size() != 1) {
    return RuleError::kBlockRewardTxnMustHaveOneOutput;
  }
  return {};
}

Status CheckBlockRewardBound(const NetworkParams& network,
                             const BlockEnvelope& block,
                             const std::vector<Effects>& effects) {
  DESOBOOK_CHECK(effects.size() == block.txns.size());
  const Transaction& reward = block.txns.front().txn;
  std::optional<Bytes> recipient;
  if (block.height >= network.forks.block_reward_patch) {
    const ByteView key = reward.outputs.front().public_key.view();
    recipient.emplace(key.begin(), key.end());
  }
  DESOBOOK_ASSIGN_OR_RETURN(
      const FeeSums fees,
      SumFees(network, block, effects, recipient ? &*recipient : nullptr));

  Nanos paid;
  for (const TxnOutput& output : reward.outputs) {
    const auto next = CheckedAdd(paid, output.amount);
    if (output.amount > kMaxNanos || !next) {
      return RuleError::kBlockRewardOutputWithInvalidAmount;
    }
    paid = *next;
  }
  const auto pow_max =
      CheckedAdd(ScheduledBlockReward(network, block.height), fees.total);
  if (fees.total > kMaxNanos || !pow_max) {
    return RuleError::kBlockRewardOverflow;
  }
  const Nanos max = IsPos(network, block.height) ? fees.utility : *pow_max;
  if (paid > max) return RuleError::kBlockRewardExceedsMaxAllowed;
  return {};
}

}  // namespace desobook
