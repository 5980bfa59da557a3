// What a derived key may still do (protocol text 4.6). Counts are remaining
// uses. chain/keys encodes and renders it; engine/rules merges and charges.

#ifndef DESOBOOK_ENGINE_TXN_SPENDING_LIMITS_H_
#define DESOBOOK_ENGINE_TXN_SPENDING_LIMITS_H_

#include <compare>
#include <cstdint>
#include <map>

#include "engine/amount/units.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

struct CoinOperationKey {
  Pkid creator;
  std::uint8_t operation = 0;
  friend auto operator<=>(const CoinOperationKey&,
                          const CoinOperationKey&) = default;
};
struct NftOperationKey {
  PostHash post;
  std::uint64_t serial_number = 0;
  std::uint8_t operation = 0;
  friend auto operator<=>(const NftOperationKey&,
                          const NftOperationKey&) = default;
};
struct OrderPairKey {
  Pkid buying;
  Pkid selling;
  friend auto operator<=>(const OrderPairKey&, const OrderPairKey&) = default;
};
struct AssociationLimitKey {
  std::uint8_t association_class = 0;  // 1 user, 2 post
  Bytes type;
  Pkid app;
  std::uint8_t scope = 0;      // 1 any, 2 scoped
  std::uint8_t operation = 0;  // 1 any, 2 create, 3 delete
  friend auto operator<=>(const AssociationLimitKey&,
                          const AssociationLimitKey&) = default;
};
struct AccessGroupLimitKey {
  PublicKey owner;
  std::uint8_t scope = 0;
  FixedBytes<struct GroupNameTag, 32> group_name;
  std::uint8_t operation = 0;
  friend auto operator<=>(const AccessGroupLimitKey&,
                          const AccessGroupLimitKey&) = default;
};
struct LockupLimitKey {
  Pkid profile;
  std::uint8_t scope = 0;  // 1 any, 2 scoped
  std::uint8_t operation = 0;
  friend auto operator<=>(const LockupLimitKey&,
                          const LockupLimitKey&) = default;
};

struct SpendingLimits {
  Nanos global_deso;
  std::map<std::uint8_t, std::uint64_t> transaction_counts;  // by TxnType
  std::map<CoinOperationKey, std::uint64_t> creator_coin;
  std::map<CoinOperationKey, std::uint64_t> dao_coin;
  std::map<NftOperationKey, std::uint64_t> nft;
  std::map<OrderPairKey, std::uint64_t> limit_orders;
  bool is_unlimited = false;
  std::map<AssociationLimitKey, std::uint64_t> associations;
  std::map<AccessGroupLimitKey, std::uint64_t> access_groups;
  std::map<AccessGroupLimitKey, std::uint64_t> access_group_members;
  std::map<LockupLimitKey, std::uint64_t> lockups;
  std::map<Pkid, Uint256> stake;  // by validator: nanos that may be staked
  std::map<Pkid, Uint256> unstake;
  std::map<Pkid, std::uint64_t> unlock_stake;
  friend bool operator==(const SpendingLimits&,
                         const SpendingLimits&) = default;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_TXN_SPENDING_LIMITS_H_
