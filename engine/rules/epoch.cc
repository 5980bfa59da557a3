#include "engine/rules/epoch.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "engine/rules/recorded.h"
#include "engine/rules/soft_float.h"

namespace desobook {
namespace {

// Source: deso-protocol/core lib/pos_snapshot_entries.go,
// SnapshotLookbackNumEpochs.
constexpr std::uint64_t kSnapshotLookbackEpochs = 2;
constexpr std::uint64_t kNanosecondsPerYear =
    365ULL * 24 * 60 * 60 * 1'000'000'000ULL;
constexpr std::uint64_t kBasisPoints = 10'000;
constexpr std::int64_t kGrowthMax = 64;

std::uint64_t SnapshotEpochFor(std::uint64_t epoch) {
  return epoch < kSnapshotLookbackEpochs ? 0 : epoch - kSnapshotLookbackEpochs;
}

bool IsPos(const NetworkParams& network, BlockHeight height) {
  return height >= network.forks.proof_of_stake_2_cutover;
}

bool IsLastOfEpoch(const EpochEntry& epoch, const NetworkParams& network,
                   BlockHeight height) {
  if (height < network.forks.proof_of_stake_1_state_setup) return false;
  if (height == network.forks.proof_of_stake_1_state_setup) return true;
  return epoch.final_height == height;
}

// Bit `index` of the signers' bitset, a big-endian integer.
bool HasSigned(const Bytes& signers, std::size_t index) {
  const std::size_t byte = index / 8;
  if (byte >= signers.size()) return false;
  return (signers[signers.size() - 1 - byte] >> (index % 8) & 1) != 0;
}

void MarkActiveValidators(LedgerView& view, const BlockEnvelope& block,
                          const EpochEntry& epoch,
                          std::vector<Operation>& operations) {
  const EpochSnapshot* snapshot =
      view.snapshots.Find(SnapshotEpochFor(epoch.number));
  if (snapshot == nullptr) return;
  for (std::size_t i = 0; i < snapshot->validators.size(); ++i) {
    if (!HasSigned(block.signers, i)) continue;
    const Pkid pkid = snapshot->validators[i].pkid;
    const ValidatorEntry* validator = view.validators.Find(pkid);
    if (validator == nullptr || validator->jailed_at_epoch > 0 ||
        validator->last_active_epoch == epoch.number) {
      continue;
    }
    ValidatorEntry active = *validator;
    active.last_active_epoch = epoch.number;
    view.validators.Put(pkid, active);
    operations.emplace_back().type =
        OperationType::kSetValidatorLastActiveAtEpoch;
  }
}

// Source: lib/block_view_validator.go, ShouldJailValidator.
bool ShouldJail(const ValidatorEntry& validator, const GlobalParams& params,
                const NetworkParams& network, const EpochEntry& epoch,
                BlockHeight height) {
  if (validator.jailed_at_epoch > 0) return false;
  const std::uint64_t grace =
      params.jail_inactive_validator_grace_period_epochs;
  const auto grace_blocks =
      CheckedMul(Uint256(grace), Uint256(params.epoch_duration_num_blocks));
  const Uint256 first_height = *CheckedAdd(
      *grace_blocks, Uint256(network.forks.proof_of_stake_2_cutover));
  if (Uint256(height) < first_height) return false;
  return *CheckedAdd(Uint256(validator.last_active_epoch), Uint256(grace)) <=
         Uint256(epoch.number);
}

void JailInactiveValidators(LedgerView& view, const NetworkParams& network,
                            const EpochEntry& epoch,
                            const EpochSnapshot& snapshot, BlockHeight height) {
  const GlobalParams params = ResolvedParams(view.Params(), network);
  for (const SnapshotValidator& entry : snapshot.validators) {
    const ValidatorEntry* validator = view.validators.Find(entry.pkid);
    if (validator == nullptr ||
        !ShouldJail(*validator, params, network, epoch, height)) {
      continue;
    }
    ValidatorEntry jailed = *validator;
    jailed.jailed_at_epoch = epoch.number;
    view.validators.Put(entry.pkid, jailed);
  }
}

// Pays one reward or commission, to the balance or back into the stake.
// Source: lib/pos_staking_rewards.go, distributeStakingReward,
// distributeValidatorCommission.
Status PayReward(LedgerView& view, const StakeKey& key, Nanos reward,
                 std::vector<Operation>& operations) {
  Operation& operation = operations.emplace_back();
  const StakeEntry* stake = view.stakes.Find(key);
  if (stake != nullptr && stake->reward_method == kRestakeRewardMethod) {
    operation.type = OperationType::kStakeDistributionRestake;
    const Uint256 amount(reward.value());
    StakeEntry grown = *stake;
    const auto stake_sum = CheckedAdd(grown.amount, amount);
    const ValidatorEntry* validator = view.validators.Find(key.validator);
    if (!stake_sum || validator == nullptr) return RuleError::kGeneric;
    grown.amount = *stake_sum;
    view.stakes.Put(key, grown);
    ValidatorEntry backed = *validator;
    const auto total = CheckedAdd(backed.total_stake, amount);
    if (!total) return RuleError::kGeneric;
    backed.total_stake = *total;
    view.validators.Put(key.validator, backed);
    return {};
  }
  operation.type = OperationType::kStakeDistributionPayToBalance;
  operation.balance_public_key = view.PublicKeyOf(key.staker);
  operation.balance_amount = reward;
  return view.AddDeso(operation.balance_public_key, reward);
}

Status PayStake(LedgerView& view, const SnapshotStake& stake,
                const EpochSnapshot& snapshot, Nanos reward,
                std::vector<Operation>& operations) {
  Nanos commission;
  if (stake.key.staker != stake.key.validator) {
    const auto validator = std::find_if(
        snapshot.validators.begin(), snapshot.validators.end(),
        [&](const auto& entry) { return entry.pkid == stake.key.validator; });
    if (validator == snapshot.validators.end()) return RuleError::kGeneric;
    const auto share = MulDivFloor(Uint256(reward.value()),
                                   Uint256(validator->commission_basis_points),
                                   Uint256(kBasisPoints));
    if (!share || *share > Uint256(reward.value())) return RuleError::kGeneric;
    commission = Nanos(share->limb[0]);
    reward = *CheckedSub(reward, commission);
  }
  if (!reward.IsZero()) {
    DESOBOOK_RETURN_IF_ERROR(PayReward(view, stake.key, reward, operations));
  }
  if (!commission.IsZero()) {
    const StakeKey own{stake.key.validator, stake.key.validator};
    DESOBOOK_RETURN_IF_ERROR(PayReward(view, own, commission, operations));
  }
  return {};
}

// Source: lib/pos_staking_rewards.go, DistributeStakingRewardsToSnapshotStakes.
Status DistributeRewards(LedgerView& view, const NetworkParams& network,
                         const EpochEntry& epoch, const EpochSnapshot& snapshot,
                         std::int64_t timestamp_ns,
                         std::vector<Operation>& operations) {
  if (epoch.created_at_ns >= timestamp_ns) {
    return RuleError::kBlockTimestampBeforeEpochStartTimestamp;
  }
  const std::uint64_t apy =
      ResolvedParams(view.Params(), network).staking_rewards_apy_basis_points;
  if (apy == 0) return {};
  // Wraps from times far before 1970, as the node's does; then nothing is due.
  const auto elapsed_ns = static_cast<std::int64_t>(
      static_cast<std::uint64_t>(timestamp_ns) -
      static_cast<std::uint64_t>(epoch.created_at_ns));
  for (const SnapshotStake& stake : snapshot.stakes) {
    DESOBOOK_ASSIGN_OR_RETURN(const Nanos reward,
                              StakingReward(stake.amount, apy, elapsed_ns));
    if (reward.IsZero()) continue;
    DESOBOOK_RETURN_IF_ERROR(
        PayStake(view, stake, snapshot, reward, operations));
  }
  return {};
}

// Largest stake first; among equals the higher key.
std::vector<SnapshotValidator> TopValidators(LedgerView& view,
                                             std::uint64_t limit) {
  struct Ranked {
    Uint256 stake;
    SnapshotValidator validator;
  };
  std::vector<Ranked> ranked;
  view.validators.ForEachLive([&](const Pkid& pkid, const ValidatorEntry& v) {
    if (v.jailed_at_epoch > 0 || v.total_stake.IsZero()) return;
    ranked.push_back({v.total_stake, {pkid, v.commission_basis_points}});
  });
  std::sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
    if (a.stake != b.stake) return a.stake > b.stake;
    return a.validator.pkid > b.validator.pkid;
  });
  std::vector<SnapshotValidator> top;
  for (const Ranked& entry : ranked) {
    if (top.size() == limit) break;
    top.push_back(entry.validator);
  }
  return top;
}

std::vector<SnapshotStake> TopStakes(
    LedgerView& view, const std::vector<SnapshotValidator>& validators,
    std::uint64_t limit) {
  std::vector<SnapshotStake> stakes;
  view.stakes.ForEachLive([&](const StakeKey& key, const StakeEntry& stake) {
    const bool included = std::any_of(
        validators.begin(), validators.end(),
        [&](const auto& entry) { return entry.pkid == key.validator; });
    if (included && !stake.amount.IsZero()) {
      stakes.push_back({key, stake.amount});
    }
  });
  std::sort(stakes.begin(), stakes.end(),
            [](const SnapshotStake& a, const SnapshotStake& b) {
              if (a.amount != b.amount) return a.amount > b.amount;
              return a.key > b.key;
            });
  if (stakes.size() > limit) stakes.resize(limit);
  return stakes;
}

void TakeSnapshot(LedgerView& view, const NetworkParams& network,
                  std::uint64_t epoch) {
  const GlobalParams params = ResolvedParams(view.Params(), network);
  EpochSnapshot snapshot;
  snapshot.params = view.Params();
  snapshot.validators =
      TopValidators(view, params.validator_set_max_num_validators);
  snapshot.stakes = TopStakes(view, snapshot.validators,
                              params.staking_rewards_max_num_stakes);
  view.snapshots.Put(epoch, std::move(snapshot));
  // Only the look-back is ever read again.
  if (epoch > 2 * kSnapshotLookbackEpochs) {
    const std::uint64_t old = epoch - 2 * kSnapshotLookbackEpochs - 1;
    if (view.snapshots.Peek(old) != nullptr) view.snapshots.Tombstone(old);
  }
}

Status RollOver(LedgerView& view, const NetworkParams& network,
                const EpochEntry& epoch, const BlockEnvelope& block) {
  const EpochSnapshot* snapshot =
      view.snapshots.Find(SnapshotEpochFor(epoch.number));
  const GlobalParams params = ResolvedParams(
      snapshot != nullptr ? snapshot->params : view.Params(), network);
  EpochEntry next;
  next.number = epoch.number + 1;
  next.initial_height = std::uint64_t{block.height} + 1;
  const auto final_height =
      CheckedAdd(Nanos(block.height), Nanos(params.epoch_duration_num_blocks));
  if (!final_height) return RuleError::kGeneric;
  next.final_height = final_height->value();
  next.created_at_ns = block.timestamp_ns;
  view.epoch.Put(OnlyRow{}, next);
  return {};
}

}  // namespace

EpochEntry CurrentEpoch(LedgerView& view, const NetworkParams& network) {
  if (const EpochEntry* epoch = view.epoch.Find(OnlyRow{})) return *epoch;
  EpochEntry genesis;
  genesis.final_height = network.forks.proof_of_stake_1_state_setup;
  return genesis;
}

GlobalParams ResolvedParams(const GlobalParams& params,
                            const NetworkParams& network) {
  GlobalParams resolved = params;
  const auto resolve = [](std::uint64_t& field, std::uint64_t fallback) {
    if (field == 0) field = fallback;
  };
  const bool regtest = network.network == Network::kRegtest;
  resolve(resolved.stake_lockup_epoch_duration,
          network.default_stake_lockup_epoch_duration);
  resolve(resolved.validator_set_max_num_validators, 1000);
  resolve(resolved.staking_rewards_max_num_stakes, 10'000);
  resolve(resolved.staking_rewards_apy_basis_points, regtest ? 10'000'000 : 0);
  resolve(resolved.epoch_duration_num_blocks,
          network.default_epoch_duration_num_blocks);
  resolve(resolved.jail_inactive_validator_grace_period_epochs,
          regtest ? 3 : 48);
  return resolved;
}

Result<Nanos> StakingReward(const Uint256& stake,
                            std::uint64_t apy_basis_points,
                            std::int64_t elapsed_ns) {
  const SoftFloat apy = SoftFloat::FromUint256(Uint256(apy_basis_points)) /
                        SoftFloat::FromUint256(Uint256(kBasisPoints));
  const SoftFloat years = SoftFloat::FromInt64(elapsed_ns) /
                          SoftFloat::FromUint256(Uint256(kNanosecondsPerYear));
  const SoftFloat amount = SoftFloat::FromUint256(stake);
  const SoftFloat growth = apy * years;
  if (amount.IsZero() || growth.IsZero() || growth.IsNegative()) {
    return Nanos(0);
  }
  // e^64 of a nano is above 2^64 already. Exponents far beyond, which a rate
  // near 2^64 gives, leave the float's range: infinite in the node.
  if (!(growth - SoftFloat::FromInt64(kGrowthMax)).IsNegative()) {
    return RuleError::kGeneric;
  }
  const SoftFloat reward = amount * Exp(growth) - amount;
  if (reward.IsZero() || reward.IsNegative()) return Nanos(0);
  const auto nanos = reward.TruncateToUint64();
  if (!nanos) return RuleError::kGeneric;
  return Nanos(*nanos);
}

bool NeedsRecordedRewards(LedgerView& view, const NetworkParams& network,
                          BlockHeight height) {
  if (!IsPos(network, height)) return false;
  const EpochEntry epoch = CurrentEpoch(view, network);
  return IsLastOfEpoch(epoch, network, height) &&
         view.snapshots.Find(SnapshotEpochFor(epoch.number)) == nullptr;
}

Status RunBlockHooks(LedgerView& view, const NetworkParams& network,
                     const BlockEnvelope& block,
                     const std::vector<Operation>* recorded_rewards,
                     std::vector<Operation>& operations) {
  const EpochEntry epoch = CurrentEpoch(view, network);
  if (IsPos(network, block.height)) {
    MarkActiveValidators(view, block, epoch, operations);
  }
  if (!IsLastOfEpoch(epoch, network, block.height)) return {};
  if (recorded_rewards != nullptr) {
    DESOBOOK_RETURN_IF_ERROR(ApplyRecordedOperations(view, *recorded_rewards));
    operations.insert(operations.end(), recorded_rewards->begin(),
                      recorded_rewards->end());
  } else if (IsPos(network, block.height)) {
    const EpochSnapshot* found =
        view.snapshots.Find(SnapshotEpochFor(epoch.number));
    if (found == nullptr) return RuleError::kGeneric;
    const EpochSnapshot snapshot = *found;
    JailInactiveValidators(view, network, epoch, snapshot, block.height);
    DESOBOOK_RETURN_IF_ERROR(DistributeRewards(view, network, epoch, snapshot,
                                               block.timestamp_ns, operations));
  }
  TakeSnapshot(view, network, epoch.number);
  return RollOver(view, network, epoch, block);
}

}  // namespace desobook
