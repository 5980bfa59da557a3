// Fees that a transaction builder must set (protocol text 6.4), the assembly
// of atomic wrappers (4.5), and limits of the REST API.

#ifndef DESOBOOK_CHAIN_CODEC_FEES_H_
#define DESOBOOK_CHAIN_CODEC_FEES_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chain/codec/primitives.h"
#include "engine/amount/units.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Bytes that the node reserves for a signature. Actual ones have 70 to 72.
inline constexpr std::uint64_t kSignatureRoom = 74;
// Above this rate the REST API refuses to submit.
inline constexpr std::uint64_t kMaxApiFeeRateNanosPerKb = 100'000'000;
inline constexpr std::size_t kMaxTradingFeeRecipients = 100;
inline constexpr std::uint64_t kMaxTradingFeeBasisPoints = 10'000;

// The fee at `nanos_per_kb`, as if the fee were not set yet: rounded up, over
// the size with room for every signature. A nonce part of 0 counts as its
// largest form, except in a wrapper. Size times rate wraps modulo 2^64, as in
// the node.
// Source: deso-protocol/core lib/pos_fee_estimator.go,
// computeFeeGivenTxnAndFeeRate, computeFeeRecursive.
Nanos ComputeFee(const Transaction& txn, std::uint64_t nanos_per_kb);

// Sets the fee, of a limit order also the copy inside its metadata.
void SetFee(Transaction& txn, Nanos fee);

// Links copies of unsigned `txns` into a chain and wraps it; fees are raised
// to pay for links and wrapper, the shortfall by the first transaction.
// Errors: no transactions; fees that overflow or do not settle.
// Source: deso-protocol/core lib/blockchain.go, CreateAtomicTxnsWrapper.
absl::StatusOr<Transaction> BuildAtomicWrapper(std::vector<Transaction> txns,
                                               const ExtraData& extra_data,
                                               std::uint64_t nanos_per_kb);

// Whether the REST API refuses to submit: fee * 1000 / size, rounded down,
// above the limit. REQUIRES: `signed_size` is not zero.
bool ApiRefusesFeeRate(Nanos fee, std::uint64_t signed_size);

// Whether a market's trading fees, in basis points by recipient, are allowed:
// at most 100 recipients, each above zero, 10,000 in total.
// Source: deso-protocol/backend routes/dao_coin_exchange_with_fees.go,
// ValidateTradingFeeMap.
absl::Status CheckTradingFees(const PublicKeyAmounts& basis_points);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_FEES_H_
