// Limits with two entries in every part, for several tests.

#ifndef DESOBOOK_TESTS_CHAIN_KEYS_SAMPLE_LIMITS_H_
#define DESOBOOK_TESTS_CHAIN_KEYS_SAMPLE_LIMITS_H_

#include <cstdint>
#include <string_view>

#include "engine/txn/ids.h"
#include "engine/txn/spending_limits.h"

namespace desobook::chain::testing {

template <typename Id>
Id Filled(std::uint8_t byte) {
  Id id;
  id.bytes.fill(byte);
  return id;
}

inline SpendingLimits SampleLimits() {
  constexpr std::string_view kType = "like";
  SpendingLimits limits;
  limits.global_deso = Nanos(1'500'000'000);
  limits.transaction_counts = {{2, 7}, {22, 1}};
  limits.creator_coin = {{{Filled<Pkid>(1), 1}, 5}, {{Filled<Pkid>(1), 9}, 6}};
  limits.dao_coin = {{{Filled<Pkid>(2), 5}, 1}, {{Pkid{}, 0}, 2}};
  limits.nft = {{{Filled<PostHash>(3), 300, 5}, 1},
                {{Filled<PostHash>(3), 200, 6}, 1}};
  limits.limit_orders = {{{Pkid{}, Filled<Pkid>(4)}, 10},
                         {{Filled<Pkid>(4), Pkid{}}, 11}};
  limits.associations = {
      {{1, Bytes(kType.begin(), kType.end()), Filled<Pkid>(5), 2, 2}, 3},
      {{2, Bytes(), Pkid{}, 1, 1}, 4}};
  AccessGroupLimitKey group;
  group.owner = Filled<PublicKey>(6);
  group.scope = 1;
  group.group_name.bytes = {'c', 'h', 'a', 't'};
  group.operation = 2;
  AccessGroupLimitKey any_group;
  any_group.owner = Filled<PublicKey>(7);
  any_group.operation = 1;
  limits.access_groups = {{group, 1}, {any_group, 2}};
  limits.access_group_members = {{group, 3}, {any_group, 4}};
  limits.lockups = {{{Pkid{}, 1, 0}, 1}, {{Filled<Pkid>(8), 2, 4}, 2}};
  limits.stake = {{Pkid{}, Uint256(2'500'000'000)},
                  {Filled<Pkid>(9), Uint256::Max()}};
  limits.unstake = {{Pkid{}, Uint256()}, {Filled<Pkid>(9), Uint256(1)}};
  limits.unlock_stake = {{Pkid{}, 1}, {Filled<Pkid>(9), 2}};
  return limits;
}

}  // namespace desobook::chain::testing

#endif  // DESOBOOK_TESTS_CHAIN_KEYS_SAMPLE_LIMITS_H_
