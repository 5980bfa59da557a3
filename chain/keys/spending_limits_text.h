// The readable form of an authorisation, which Ethereum wallets show and sign
// (protocol text 4.6). Every byte is part of the signed message.

#ifndef DESOBOOK_CHAIN_KEYS_SPENDING_LIMITS_TEXT_H_
#define DESOBOOK_CHAIN_KEYS_SPENDING_LIMITS_TEXT_H_

#include <cstdint>
#include <string>

#include "engine/amount/uint256.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"
#include "engine/txn/spending_limits.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// From "DECENTRALIZED SOCIAL" to the end.
// Source: deso-protocol/core lib/block_view_derived_key.go,
// AssembleAccessBytesWithMetamaskStrings.
std::string AccessText(const PublicKey& derived_key,
                       std::uint64_t expiration_block,
                       const SpendingLimits& limits, Network network);

// From "Spending limits on the derived key:" to the end.
// Source: ibid. lib/network.go, ToMetamaskString.
std::string SpendingLimitsText(const SpendingLimits& limits, Network network);

// DESO with two decimals. The node divides in 53-bit binary floating point,
// rounding the amount, then the quotient, then the decimals, each to nearest
// with ties to even; this does the same on integers.
std::string StakeLimitDeso(const Uint256& nanos);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_SPENDING_LIMITS_TEXT_H_
