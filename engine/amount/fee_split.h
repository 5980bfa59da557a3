// How proof of stake splits a transaction's fee: a little may be claimed by
// the block reward, the rest is burned.

#ifndef DESOBOOK_ENGINE_AMOUNT_FEE_SPLIT_H_
#define DESOBOOK_ENGINE_AMOUNT_FEE_SPLIT_H_

#include "engine/amount/units.h"

#pragma GCC visibility push(default)

namespace desobook {

// The part that the block reward may claim: floor(log2(fee)), zero for a zero
// fee, as the node's 53-bit floating point has it.
//
// Rounding: exact for every power of two; just below 2^k with k >= 48 the
// node's logarithm rounds up and gives k instead of k - 1.
// Source: deso-protocol/core lib/block_view.go, computeBMF; lib/deso_math.go,
// BigFloatLog2.
Nanos ClaimableFee(Nanos fee);

// The rest of the fee.
Nanos BurnedFee(Nanos fee);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_AMOUNT_FEE_SPLIT_H_
