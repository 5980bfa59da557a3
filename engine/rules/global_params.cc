// UPDATE_GLOBAL_PARAMS (protocol text 6.6).

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "engine/rules/epoch.h"
#include "engine/rules/soft_float.h"
#include "engine/rules/transaction_rules.h"
#include "engine/txn/varint.h"

namespace desobook {
namespace {

constexpr std::uint64_t kMaxUint64 = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMaxFeeNanos = 100ULL * 1'000'000'000ULL;  // 100 DESO
constexpr std::uint64_t kMaxBasisPoints = 10'000;
constexpr std::uint64_t kMaxSizeBytes = 16'000'000;
constexpr std::uint64_t kMinFeeBucketSizeNanos = 10;

// One unsigned parameter: its key in ExtraData, its place, its bounds and the
// errors beyond them. Source: deso-protocol/core lib/constants.go.
struct Parameter {
  std::string_view name;
  std::uint64_t GlobalParams::*field;
  std::uint64_t min = 0;
  std::uint64_t max = kMaxUint64;
  RuleError too_low = RuleError::kGeneric;
  RuleError too_high = RuleError::kGeneric;
};

// In the order in which the node looks at them, cut where it checks several
// values together.
constexpr Parameter kLegacy[] = {
    {"USDCentsPerBitcoin", &GlobalParams::usd_cents_per_bitcoin, 100 * 100,
     1'000'000 * 100, RuleError::kExchangeRateTooLow,
     RuleError::kExchangeRateTooHigh},
    {"MinNetworkFeeNanosPerKB", &GlobalParams::minimum_network_fee_nanos_per_kb,
     0, kMaxFeeNanos, RuleError::kMinNetworkFeeTooLow,
     RuleError::kMinNetworkFeeTooHigh},
    {"CreateProfileFeeNanos", &GlobalParams::create_profile_fee_nanos, 0,
     kMaxFeeNanos, RuleError::kCreateProfileFeeTooLow,
     RuleError::kCreateProfileTooHigh},
    {"CreateNFTFeeNanos", &GlobalParams::create_nft_fee_nanos, 0, kMaxFeeNanos,
     RuleError::kCreateNFTFeeTooLow, RuleError::kCreateNFTFeeTooHigh},
    {"MaxCopiesPerNFT", &GlobalParams::max_copies_per_nft, 1, 10'000,
     RuleError::kMaxCopiesPerNFTTooLow, RuleError::kMaxCopiesPerNFTTooHigh},
    {"MaxNonceExpirationBlockHeightOffset",
     &GlobalParams::max_nonce_expiration_block_height_offset},
};
constexpr Parameter kValidatorSet[] = {
    {"StakeLockupEpochDuration", &GlobalParams::stake_lockup_epoch_duration},
    {"ValidatorJailEpochDuration",
     &GlobalParams::validator_jail_epoch_duration},
    {"LeaderScheduleMaxNumValidators",
     &GlobalParams::leader_schedule_max_num_validators},
    {"ValidatorSetMaxNumValidators",
     &GlobalParams::validator_set_max_num_validators},
};
constexpr Parameter kStaking[] = {
    {"StakingRewardsMaxNumStakes",
     &GlobalParams::staking_rewards_max_num_stakes},
    {"StakingRewardsAPYBasisPoints",
     &GlobalParams::staking_rewards_apy_basis_points},
    {"EpochDurationNumBlocks", &GlobalParams::epoch_duration_num_blocks},
    {"JailInactiveValidatorGracePeriodEpochs",
     &GlobalParams::jail_inactive_validator_grace_period_epochs},
};
constexpr Parameter kFeeBuckets[] = {
    // The key ends in "Key" on the chain, too.
    {"FeeBucketGrowthRateBasisPointsKey",
     &GlobalParams::fee_bucket_growth_rate_basis_points, 0, kMaxBasisPoints},
};
constexpr Parameter kMempool[] = {
    {"MempoolMaxSizeBytes", &GlobalParams::mempool_max_size_bytes, 1},
    {"MempoolFeeEstimatorNumMempoolBlocks",
     &GlobalParams::mempool_fee_estimator_num_mempool_blocks, 1},
    {"MempoolFeeEstimatorNumPastBlocks",
     &GlobalParams::mempool_fee_estimator_num_past_blocks, 1},
    {"MempoolCongestionFactorBasisPoints",
     &GlobalParams::mempool_congestion_factor_basis_points, 0, kMaxBasisPoints},
    {"MempoolPastBlocksCongestionFactorBasisPoints",
     &GlobalParams::mempool_past_blocks_congestion_factor_basis_points, 0,
     kMaxBasisPoints},
    {"MempoolPriorityPercentileBasisPoints",
     &GlobalParams::mempool_priority_percentile_basis_points, 0,
     kMaxBasisPoints},
    {"MempoolPastBlocksPriorityPercentileBasisPoints",
     &GlobalParams::mempool_past_blocks_priority_percentile_basis_points, 0,
     kMaxBasisPoints},
    {"MaxBlockSizeBytesPoS", &GlobalParams::max_block_size_bytes_pos, 1000,
     kMaxSizeBytes, RuleError::kMaxBlockSizeBytesTooLow,
     RuleError::kMaxBlockSizeBytesTooHigh},
};
constexpr Parameter kSoftBlockSize[] = {
    {"SoftMaxBlockSizeBytesPoS", &GlobalParams::soft_max_block_size_bytes_pos,
     1000, kMaxSizeBytes, RuleError::kSoftMaxBlockSizeBytesTooLow,
     RuleError::kSoftMaxBlockSizeBytesTooHigh},
};
constexpr Parameter kTxnSize[] = {
    {"MaxTxnSizeBytesPoS", &GlobalParams::max_txn_size_bytes_pos, 1000,
     kMaxSizeBytes, RuleError::kMaxTxnSizeBytesTooLow,
     RuleError::kMaxTxnSizeBytesTooHigh},
};
constexpr Parameter kTiming[] = {
    {"BlockProductionIntervalPoS",
     &GlobalParams::block_production_interval_ms_pos, 1000, 10'000,
     RuleError::kBlockProductionIntervalPoSTooLow,
     RuleError::kBlockProductionIntervalPoSTooHigh},
    {"TimeoutIntervalPoS", &GlobalParams::timeout_interval_ms_pos, 1000, 60'000,
     RuleError::kTimeoutIntervalPoSTooLow,
     RuleError::kTimeoutIntervalPoSTooHigh},
};

// The value under `name`; nullptr also for one of no bytes, which the node
// takes for absent.
const Bytes* Sent(const Transaction& txn, std::string_view name) {
  const Bytes* value = FindExtraData(txn, name);
  return value != nullptr && !value->empty() ? value : nullptr;
}

Status Read(const Transaction& txn, std::span<const Parameter> parameters,
            GlobalParams& params) {
  for (const Parameter& parameter : parameters) {
    const Bytes* value = Sent(txn, parameter.name);
    if (value == nullptr) continue;
    const UvarintRead read = ReadUvarint(*value);
    if (read.error != VarintError::kNone) return RuleError::kGeneric;
    if (read.value < parameter.min) return parameter.too_low;
    if (read.value > parameter.max) return parameter.too_high;
    params.*parameter.field = read.value;
  }
  return {};
}

Status ReadSigned(const Transaction& txn, std::string_view name,
                  std::int64_t min, std::int64_t& field) {
  const Bytes* value = Sent(txn, name);
  if (value == nullptr) return {};
  const VarintRead read = ReadVarint(*value);
  if (read.error != VarintError::kNone || read.value < min) {
    return RuleError::kGeneric;
  }
  field = read.value;
  return {};
}

// What counts where several values are checked together.
GlobalParams WithDefaults(const GlobalParams& params,
                          const NetworkParams& network) {
  GlobalParams merged = ResolvedParams(params, network);
  const auto resolve = [](std::uint64_t& field, std::uint64_t fallback) {
    if (field == 0) field = fallback;
  };
  resolve(merged.leader_schedule_max_num_validators, 100);
  resolve(merged.fee_bucket_growth_rate_basis_points, 1000);
  resolve(merged.max_block_size_bytes_pos, 32'000);
  return merged;
}

// The first fee bucket, minimum rate times growth factor, must be wide enough.
// Source: lib/pos_transaction_register.go,
// computeFeeTimeBucketMinFromExponent.
Status CheckFeeBucket(const GlobalParams& merged) {
  const auto number = [](std::uint64_t value) {
    return SoftFloat::FromUint256(Uint256(value));
  };
  const std::uint64_t minimum = merged.minimum_network_fee_nanos_per_kb;
  const SoftFloat growth =
      (number(kMaxBasisPoints) +
       number(merged.fee_bucket_growth_rate_basis_points)) /
      number(kMaxBasisPoints);
  const std::uint64_t next =
      (number(minimum) * growth).TruncateToUint64().value_or(kMaxUint64);
  if (next < minimum + kMinFeeBucketSizeNanos) {
    return RuleError::kFeeBucketSizeTooSmall;
  }
  return {};
}

Status ReadPosParameters(const TxnScope& scope, GlobalParams& params) {
  const Transaction& txn = scope.txn();
  const NetworkParams& network = *scope.context.network;
  DESOBOOK_RETURN_IF_ERROR(Read(txn, kValidatorSet, params));
  if (const GlobalParams merged = WithDefaults(params, network);
      merged.validator_set_max_num_validators <
      merged.leader_schedule_max_num_validators) {
    return RuleError::kLeaderScheduleExceedsValidatorSetMaxNumValidators;
  }
  DESOBOOK_RETURN_IF_ERROR(Read(txn, kStaking, params));
  DESOBOOK_RETURN_IF_ERROR(
      ReadSigned(txn, "MaximumVestedIntersectionsPerLockupTransaction",
                 std::numeric_limits<std::int64_t>::min(),
                 params.maximum_vested_intersections_per_lockup_transaction));
  DESOBOOK_RETURN_IF_ERROR(Read(txn, kFeeBuckets, params));
  DESOBOOK_RETURN_IF_ERROR(CheckFeeBucket(WithDefaults(params, network)));
  DESOBOOK_RETURN_IF_ERROR(ReadSigned(txn, "BlockTimestampDriftNanoSecs", 0,
                                      params.block_timestamp_drift_ns));
  DESOBOOK_RETURN_IF_ERROR(Read(txn, kMempool, params));
  const std::uint64_t block_size =
      WithDefaults(params, network).max_block_size_bytes_pos;
  DESOBOOK_RETURN_IF_ERROR(Read(txn, kSoftBlockSize, params));
  if (Sent(txn, kSoftBlockSize[0].name) != nullptr &&
      params.soft_max_block_size_bytes_pos > block_size) {
    return RuleError::kSoftMaxBlockSizeBytesExceedsMaxBlockSizeBytes;
  }
  DESOBOOK_RETURN_IF_ERROR(Read(txn, kTxnSize, params));
  if (Sent(txn, kTxnSize[0].name) != nullptr &&
      params.max_txn_size_bytes_pos > block_size) {
    return RuleError::kMaxTxnSizeBytesExceedsMaxBlockSizeBytes;
  }
  return Read(txn, kTiming, params);
}

}  // namespace

Result<Totals> ConnectUpdateGlobalParams(TxnScope& scope) {
  const Transaction& txn = scope.txn();
  const GlobalParams previous = scope.view.Params();
  if (!IsParamUpdater(*scope.context.network, scope.Sender())) {
    return RuleError::kUserNotAuthorizedToUpdateGlobalParams;
  }
  GlobalParams params = previous;
  DESOBOOK_RETURN_IF_ERROR(Read(txn, kLegacy, params));
  if (scope.context.height >=
      scope.context.network->forks.proof_of_stake_1_state_setup) {
    DESOBOOK_RETURN_IF_ERROR(ReadPosParameters(scope, params));
  }
  // Forbidden keys bind PoW block producers; only their length is checked.
  const Bytes* forbidden = FindExtraData(txn, "ForbiddenBlockSignaturePubKey");
  if (forbidden != nullptr && forbidden->size() != PublicKey::kSize) {
    return RuleError::kForbiddenPubKeyLength;
  }
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  scope.view.global_params.Put(OnlyRow{}, params);
  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kUpdateGlobalParams;
  operation.prev_global_params = previous;
  return totals;
}

}  // namespace desobook
