// What the chain stores about accounts and coins, as far as rules read it.

#ifndef DESOBOOK_ENGINE_LEDGER_ENTRIES_H_
#define DESOBOOK_ENGINE_LEDGER_ENTRIES_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/amount/units.h"
#include "engine/txn/ids.h"
#include "engine/txn/spending_limits.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook {

// The state of one coin in its creator's profile. The same record serves the
// creator coin (bonding curve) and the token (DAO coin).
struct CoinEntry {
  std::uint64_t creator_basis_points = 0;
  Nanos deso_locked;
  std::uint64_t number_of_holders = 0;  // not maintained by order fills
  BaseUnits coins_in_circulation;
  std::uint64_t coin_watermark_nanos = 0;
  bool minting_disabled = false;
  std::uint8_t transfer_restriction = 0;  // TransferRestriction or other
  std::uint8_t lockup_transfer_restriction = 0;
  friend bool operator==(const CoinEntry&, const CoinEntry&) = default;
};

struct ProfileEntry {
  PublicKey public_key;  // current owner key; swaps with SWAP_IDENTITY
  Bytes username;
  Bytes description;
  Bytes profile_pic;
  bool is_hidden = false;
  CoinEntry creator_coin;
  CoinEntry dao_coin;
  ExtraData extra_data;
  friend bool operator==(const ProfileEntry&, const ProfileEntry&) = default;
};

struct BalanceKey {
  Pkid holder;
  Pkid creator;
  friend auto operator<=>(const BalanceKey&, const BalanceKey&) = default;
};
struct TokenBalance {
  BaseUnits amount;
  bool has_purchased = false;
  friend bool operator==(const TokenBalance&, const TokenBalance&) = default;
};

struct DerivedKeyId {
  PublicKey owner;
  PublicKey derived;
  friend auto operator<=>(const DerivedKeyId&, const DerivedKeyId&) = default;
};
struct DerivedKeyEntry {
  std::uint64_t expiration_block = 0;
  std::uint8_t operation = 0;  // 0 not valid, 1 valid
  ExtraData extra_data;
  std::optional<SpendingLimits> limits;
  Bytes memo;
  friend bool operator==(const DerivedKeyEntry&,
                         const DerivedKeyEntry&) = default;
};

struct NonceKey {
  std::uint64_t expiration_height = 0;
  Pkid pkid;
  std::uint64_t partial_id = 0;
  friend auto operator<=>(const NonceKey&, const NonceKey&) = default;
};
struct NonceUsed {  // presence is the information
  friend bool operator==(const NonceUsed&, const NonceUsed&) = default;
};

struct UserAssociationEntry {
  Pkid transactor;
  Pkid target;
  Pkid app;
  Bytes type;
  Bytes value;
  ExtraData extra_data;
  BlockHeight height = 0;
  friend bool operator==(const UserAssociationEntry&,
                         const UserAssociationEntry&) = default;
};
// An association with the same key is replaced. `type` is in lower case.
struct AssociationKey {
  Pkid transactor;
  Pkid target;
  Pkid app;
  Bytes type;
  Bytes value;
  friend auto operator<=>(const AssociationKey&,
                          const AssociationKey&) = default;
};

struct StakeKey {
  Pkid validator;
  Pkid staker;
  friend auto operator<=>(const StakeKey&, const StakeKey&) = default;
};
// Stake amounts are nanos; the chain keeps them in 256 bits.
inline constexpr std::uint8_t kRestakeRewardMethod = 1;  // 0: to the balance
struct StakeEntry {
  Uint256 amount;
  std::uint8_t reward_method = 0;
  friend bool operator==(const StakeEntry&, const StakeEntry&) = default;
};
struct ValidatorEntry {
  std::uint64_t commission_basis_points = 0;
  bool disable_delegated_stake = false;
  Uint256 total_stake;
  std::uint64_t last_active_epoch = 0;
  std::uint64_t jailed_at_epoch = 0;  // 0: not jailed
  friend bool operator==(const ValidatorEntry&,
                         const ValidatorEntry&) = default;
};
struct EpochEntry {
  std::uint64_t number = 0;
  std::uint64_t initial_height = 0;
  std::uint64_t final_height = 0;
  std::int64_t created_at_ns = 0;  // timestamp of the block before it
  friend bool operator==(const EpochEntry&, const EpochEntry&) = default;
};
// Who validated and who is rewarded two epochs later, taken at an epoch's end.
struct SnapshotValidator {
  Pkid pkid;
  std::uint64_t commission_basis_points = 0;
  friend bool operator==(const SnapshotValidator&,
                         const SnapshotValidator&) = default;
};
struct SnapshotStake {
  StakeKey key;
  Uint256 amount;
  friend bool operator==(const SnapshotStake&, const SnapshotStake&) = default;
};
struct LockedStakeKey {
  Pkid validator;
  Pkid staker;
  std::uint64_t locked_at_epoch = 0;
  friend auto operator<=>(const LockedStakeKey&,
                          const LockedStakeKey&) = default;
};

// Chain parameters that UPDATE_GLOBAL_PARAMS changes (protocol text 6.6). Zero
// PoS fields mean "use the default"; rules/params.h resolves them.
struct GlobalParams {
  std::uint64_t usd_cents_per_bitcoin = 0;
  std::uint64_t create_profile_fee_nanos = 0;
  std::uint64_t create_nft_fee_nanos = 0;
  std::uint64_t max_copies_per_nft = 0;
  std::uint64_t minimum_network_fee_nanos_per_kb = 0;
  std::uint64_t max_nonce_expiration_block_height_offset = 0;
  std::uint64_t stake_lockup_epoch_duration = 0;
  std::uint64_t validator_jail_epoch_duration = 0;
  std::uint64_t leader_schedule_max_num_validators = 0;
  std::uint64_t validator_set_max_num_validators = 0;
  std::uint64_t staking_rewards_max_num_stakes = 0;
  std::uint64_t staking_rewards_apy_basis_points = 0;
  std::uint64_t epoch_duration_num_blocks = 0;
  std::uint64_t jail_inactive_validator_grace_period_epochs = 0;
  std::int64_t maximum_vested_intersections_per_lockup_transaction = 0;
  std::uint64_t fee_bucket_growth_rate_basis_points = 1000;
  std::int64_t block_timestamp_drift_ns = 0;
  std::uint64_t mempool_max_size_bytes = 0;
  std::uint64_t mempool_fee_estimator_num_mempool_blocks = 0;
  std::uint64_t mempool_fee_estimator_num_past_blocks = 0;
  std::uint64_t mempool_congestion_factor_basis_points = 0;
  std::uint64_t mempool_past_blocks_congestion_factor_basis_points = 0;
  std::uint64_t mempool_priority_percentile_basis_points = 0;
  std::uint64_t mempool_past_blocks_priority_percentile_basis_points = 0;
  std::uint64_t max_block_size_bytes_pos = 0;
  std::uint64_t soft_max_block_size_bytes_pos = 0;
  std::uint64_t max_txn_size_bytes_pos = 0;
  std::uint64_t block_production_interval_ms_pos = 0;
  std::uint64_t timeout_interval_ms_pos = 0;
  friend bool operator==(const GlobalParams&, const GlobalParams&) = default;
};

struct EpochSnapshot {
  GlobalParams params;
  std::vector<SnapshotValidator> validators;  // largest stake first
  std::vector<SnapshotStake> stakes;          // largest first
  friend bool operator==(const EpochSnapshot&, const EpochSnapshot&) = default;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_LEDGER_ENTRIES_H_
