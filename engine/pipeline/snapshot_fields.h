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
#include "engine/txn/spending_limits.h"

namespace desobook::snapshot_internal {

// `T` or `const T`.
template <typename T, typename Of>
concept Is = std::same_as<std::remove_const_t<T>, Of>;

template <typename A, typename T>
requires std::is_empty_v<T>
void Fields(A&, T&) {}  // OnlyRow, NonceUsed: presence is the information

template <typename A, Is<CoinEntry> T>
void Fields(A& archive, T& of) {
  auto& [creator_basis_points, deso_locked, number_of_holders,
         coins_in_circulation, coin_watermark_nanos, minting_disabled,
         transfer_restriction, lockup_transfer_restriction] = of;
  archive(creator_basis_points, deso_locked, number_of_holders,
          coins_in_circulation, coin_watermark_nanos, minting_disabled,
          transfer_restriction, lockup_transfer_restriction);
}

template <typename A, Is<ProfileEntry> T>
void Fields(A& archive, T& of) {
  auto& [public_key, username, description, profile_pic, is_hidden,
         creator_coin, dao_coin, extra_data] = of;
  archive(public_key, username, description, profile_pic, is_hidden,
          creator_coin, dao_coin, extra_data);
}

template <typename A, Is<BalanceKey> T>
void Fields(A& archive, T& of) {
  auto& [holder, creator] = of;
  archive(holder, creator);
}

template <typename A, Is<TokenBalance> T>
void Fields(A& archive, T& of) {
  auto& [amount, has_purchased] = of;
  archive(amount, has_purchased);
}

template <typename A, Is<DerivedKeyId> T>
void Fields(A& archive, T& of) {
  auto& [owner, derived] = of;
  archive(owner, derived);
}

template <typename A, Is<DerivedKeyEntry> T>
void Fields(A& archive, T& of) {
  auto& [expiration_block, operation, extra_data, limits, memo] = of;
  archive(expiration_block, operation, extra_data, limits, memo);
}

template <typename A, Is<NonceKey> T>
void Fields(A& archive, T& of) {
  auto& [expiration_height, pkid, partial_id] = of;
  archive(expiration_height, pkid, partial_id);
}

template <typename A, Is<UserAssociationEntry> T>
void Fields(A& archive, T& of) {
  auto& [transactor, target, app, type, value, extra_data, height] = of;
  archive(transactor, target, app, type, value, extra_data, height);
}

template <typename A, Is<AssociationKey> T>
void Fields(A& archive, T& of) {
  auto& [transactor, target, app, type, value] = of;
  archive(transactor, target, app, type, value);
}

template <typename A, Is<StakeKey> T>
void Fields(A& archive, T& of) {
  auto& [validator, staker] = of;
  archive(validator, staker);
}

template <typename A, Is<StakeEntry> T>
void Fields(A& archive, T& of) {
  auto& [amount, reward_method] = of;
  archive(amount, reward_method);
}

template <typename A, Is<ValidatorEntry> T>
void Fields(A& archive, T& of) {
  auto& [commission_basis_points, disable_delegated_stake, total_stake,
         last_active_epoch, jailed_at_epoch] = of;
  archive(commission_basis_points, disable_delegated_stake, total_stake,
          last_active_epoch, jailed_at_epoch);
}

template <typename A, Is<EpochEntry> T>
void Fields(A& archive, T& of) {
  auto& [number, initial_height, final_height, created_at_ns] = of;
  archive(number, initial_height, final_height, created_at_ns);
}

template <typename A, Is<SnapshotValidator> T>
void Fields(A& archive, T& of) {
  auto& [pkid, commission_basis_points] = of;
  archive(pkid, commission_basis_points);
}

template <typename A, Is<SnapshotStake> T>
void Fields(A& archive, T& of) {
  auto& [key, amount] = of;
  archive(key, amount);
}

template <typename A, Is<LockedStakeKey> T>
void Fields(A& archive, T& of) {
  auto& [validator, staker, locked_at_epoch] = of;
  archive(validator, staker, locked_at_epoch);
}

template <typename A, Is<EpochSnapshot> T>
void Fields(A& archive, T& of) {
  auto& [params, validators, stakes] = of;
  archive(params, validators, stakes);
}

template <typename A, Is<GlobalParams> T>
void Fields(A& archive, T& of) {
  auto& [usd_cents_per_bitcoin, create_profile_fee_nanos, create_nft_fee_nanos,
         max_copies_per_nft, minimum_network_fee_nanos_per_kb,
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
         timeout_interval_ms_pos] = of;
  archive(usd_cents_per_bitcoin, create_profile_fee_nanos, create_nft_fee_nanos,
          max_copies_per_nft, minimum_network_fee_nanos_per_kb,
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
          timeout_interval_ms_pos);
}

template <typename A, Is<CoinOperationKey> T>
void Fields(A& archive, T& of) {
  auto& [creator, operation] = of;
  archive(creator, operation);
}

template <typename A, Is<NftOperationKey> T>
void Fields(A& archive, T& of) {
  auto& [post, serial_number, operation] = of;
  archive(post, serial_number, operation);
}

template <typename A, Is<OrderPairKey> T>
void Fields(A& archive, T& of) {
  auto& [buying, selling] = of;
  archive(buying, selling);
}

template <typename A, Is<AssociationLimitKey> T>
void Fields(A& archive, T& of) {
  auto& [association_class, type, app, scope, operation] = of;
  archive(association_class, type, app, scope, operation);
}

template <typename A, Is<AccessGroupLimitKey> T>
void Fields(A& archive, T& of) {
  auto& [owner, scope, group_name, operation] = of;
  archive(owner, scope, group_name, operation);
}

template <typename A, Is<LockupLimitKey> T>
void Fields(A& archive, T& of) {
  auto& [profile, scope, operation] = of;
  archive(profile, scope, operation);
}

template <typename A, Is<SpendingLimits> T>
void Fields(A& archive, T& of) {
  auto& [global_deso, transaction_counts, creator_coin, dao_coin, nft,
         limit_orders, is_unlimited, associations, access_groups,
         access_group_members, lockups, stake, unstake, unlock_stake] = of;
  archive(global_deso, transaction_counts, creator_coin, dao_coin, nft,
          limit_orders, is_unlimited, associations, access_groups,
          access_group_members, lockups, stake, unstake, unlock_stake);
}

template <typename A, Is<OrderEntry> T>
void Fields(A& archive, T& of) {
  auto& [id, transactor, buying, selling, rate, quantity, side, fill_type,
         height] = of;
  archive(id, transactor, buying, selling, rate, quantity, side, fill_type,
          height);
}

}  // namespace desobook::snapshot_internal

#endif  // DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_FIELDS_H_
