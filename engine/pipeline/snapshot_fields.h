// The fields of every struct in a snapshot, in the order of its bytes. A
// structured binding names all members or does not compile, so a member that is
// added to a struct cannot be forgotten here.

#ifndef DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_FIELDS_H_
#define DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_FIELDS_H_

#include <concepts>
#include <type_traits>

#include "engine/book/order.h"
#include "engine/ledger/entries.h"
#include "engine/ledger/ledger.h"
#include "engine/rules/chain_state.h"
#include "engine/txn/spending_limits.h"

namespace desobook::snapshot_internal {

// `T` or `const T`.
template <typename T, typename Of>
concept Is = std::same_as<std::remove_const_t<T>, Of>;

// A macro, so that what is bound is what is archived.
#define DESOBOOK_SNAPSHOT_FIELDS(Type, ...) \
  template <typename Archive, Is<Type> T>   \
  void Fields(Archive& archive, T& of) {    \
    auto& [__VA_ARGS__] = of;               \
    archive(__VA_ARGS__);                   \
  }

template <typename Archive, typename T>
requires std::is_empty_v<T>
void Fields(Archive&, T&) {}  // OnlyRow, NonceUsed: presence is the information

DESOBOOK_SNAPSHOT_FIELDS(CoinEntry, creator_basis_points, deso_locked,
                         number_of_holders, coins_in_circulation,
                         coin_watermark_nanos, minting_disabled,
                         transfer_restriction, lockup_transfer_restriction)
DESOBOOK_SNAPSHOT_FIELDS(ProfileEntry, public_key, username, description,
                         profile_pic, is_hidden, creator_coin, dao_coin,
                         extra_data)
DESOBOOK_SNAPSHOT_FIELDS(BalanceKey, holder, creator)
DESOBOOK_SNAPSHOT_FIELDS(TokenBalance, amount, has_purchased)
DESOBOOK_SNAPSHOT_FIELDS(DerivedKeyId, owner, derived)
DESOBOOK_SNAPSHOT_FIELDS(DerivedKeyEntry, expiration_block, operation,
                         extra_data, limits, memo)
DESOBOOK_SNAPSHOT_FIELDS(NonceKey, expiration_height, pkid, partial_id)
DESOBOOK_SNAPSHOT_FIELDS(UserAssociationEntry, transactor, target, app, type,
                         value, extra_data, height)
DESOBOOK_SNAPSHOT_FIELDS(AssociationKey, transactor, target, app, type, value)
DESOBOOK_SNAPSHOT_FIELDS(StakeKey, validator, staker)
DESOBOOK_SNAPSHOT_FIELDS(StakeEntry, amount, reward_method)
DESOBOOK_SNAPSHOT_FIELDS(ValidatorEntry, commission_basis_points,
                         disable_delegated_stake, total_stake,
                         last_active_epoch, jailed_at_epoch)
DESOBOOK_SNAPSHOT_FIELDS(EpochEntry, number, initial_height, final_height,
                         created_at_ns)
DESOBOOK_SNAPSHOT_FIELDS(SnapshotValidator, pkid, commission_basis_points)
DESOBOOK_SNAPSHOT_FIELDS(SnapshotStake, key, amount)
DESOBOOK_SNAPSHOT_FIELDS(LockedStakeKey, validator, staker, locked_at_epoch)
DESOBOOK_SNAPSHOT_FIELDS(EpochSnapshot, params, validators, stakes)
DESOBOOK_SNAPSHOT_FIELDS(
    GlobalParams, usd_cents_per_bitcoin, create_profile_fee_nanos,
    create_nft_fee_nanos, max_copies_per_nft, minimum_network_fee_nanos_per_kb,
    max_nonce_expiration_block_height_offset, stake_lockup_epoch_duration,
    validator_jail_epoch_duration, leader_schedule_max_num_validators,
    validator_set_max_num_validators, staking_rewards_max_num_stakes,
    staking_rewards_apy_basis_points, epoch_duration_num_blocks,
    jail_inactive_validator_grace_period_epochs,
    maximum_vested_intersections_per_lockup_transaction,
    fee_bucket_growth_rate_basis_points, block_timestamp_drift_ns,
    mempool_max_size_bytes, mempool_fee_estimator_num_mempool_blocks,
    mempool_fee_estimator_num_past_blocks,
    mempool_congestion_factor_basis_points,
    mempool_past_blocks_congestion_factor_basis_points,
    mempool_priority_percentile_basis_points,
    mempool_past_blocks_priority_percentile_basis_points,
    max_block_size_bytes_pos, soft_max_block_size_bytes_pos,
    max_txn_size_bytes_pos, block_production_interval_ms_pos,
    timeout_interval_ms_pos)
DESOBOOK_SNAPSHOT_FIELDS(CoinOperationKey, creator, operation)
DESOBOOK_SNAPSHOT_FIELDS(NftOperationKey, post, serial_number, operation)
DESOBOOK_SNAPSHOT_FIELDS(OrderPairKey, buying, selling)
DESOBOOK_SNAPSHOT_FIELDS(AssociationLimitKey, association_class, type, app,
                         scope, operation)
DESOBOOK_SNAPSHOT_FIELDS(AccessGroupLimitKey, owner, scope, group_name,
                         operation)
DESOBOOK_SNAPSHOT_FIELDS(LockupLimitKey, profile, scope, operation)
DESOBOOK_SNAPSHOT_FIELDS(SpendingLimits, global_deso, transaction_counts,
                         creator_coin, dao_coin, nft, limit_orders,
                         is_unlimited, associations, access_groups,
                         access_group_members, lockups, stake, unstake,
                         unlock_stake)
DESOBOOK_SNAPSHOT_FIELDS(OrderEntry, id, transactor, buying, selling, rate,
                         quantity, side, fill_type, height)

DESOBOOK_SNAPSHOT_FIELDS(ChainPosition::PendingBlock, hash, view)
DESOBOOK_SNAPSHOT_FIELDS(ChainPosition, previous_hash, previous_height,
                         previous_rewards, last_committed, pending, tip)

#undef DESOBOOK_SNAPSHOT_FIELDS

}  // namespace desobook::snapshot_internal

#endif  // DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_FIELDS_H_
