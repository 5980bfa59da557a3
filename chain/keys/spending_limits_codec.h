// limitBytes: what a derived key may do, as bytes (protocol text 4.6).

#ifndef DESOBOOK_CHAIN_KEYS_SPENDING_LIMITS_CODEC_H_
#define DESOBOOK_CHAIN_KEYS_SPENDING_LIMITS_CODEC_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"
#include "engine/txn/spending_limits.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Encoder versions (2.4) and the parts that each adds: 1 the unlimited flag, 2
// associations and access groups, 3 nothing but their order, 4 lockups and
// stakes.
inline constexpr std::uint8_t kLatestLimitsVersion = 4;
std::uint8_t LimitsVersionAt(const ForkHeights& forks, BlockHeight height);

// The canonical form: the entries of each part ascend by their encoded key.
// Parts that `version` does not have are left out. (The node wrote access
// groups of version 2 in random order.)
// Source: deso-protocol/core lib/network.go, TransactionSpendingLimit.ToBytes.
Bytes EncodeSpendingLimits(const SpendingLimits& limits, std::uint8_t version);

// Accepts entries in any order, long varints and trailing bytes. Refuses keys
// that occur twice, and two things that the node does not survive: a stake
// limit without a number and an access group owner that is not 33 bytes.
// Source: ibid., FromBytes.
absl::StatusOr<SpendingLimits> DecodeSpendingLimits(ByteView bytes,
                                                    std::uint8_t version);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_SPENDING_LIMITS_CODEC_H_
