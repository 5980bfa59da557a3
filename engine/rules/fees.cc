#include "engine/rules/fees.h"

#include <limits>

namespace desobook {

Status CheckTxnSize(LedgerView& view, const TxnEnvelope& envelope,
                    const BlockContext& context) {
  const NetworkParams& network = *context.network;
  const std::uint64_t limit =
      context.height >= network.forks.proof_of_stake_2_cutover
          ? MaxTxnSizeBytesPos(network, view.Params())
          : network.max_block_size_bytes_pow / 2;
  if (envelope.encoded_size > limit) return RuleError::kTxnTooBig;
  return {};
}

Status CheckMinimumFee(LedgerView& view, const TxnEnvelope& envelope) {
  constexpr std::uint64_t kPerKilobyte = 1000;
  const std::uint64_t minimum = view.Params().minimum_network_fee_nanos_per_kb;
  // A simulated transaction may have no size.
  if (minimum == 0 || envelope.encoded_size == 0) return {};
  const std::uint64_t fee = envelope.txn.fee.value();
  if (fee > std::numeric_limits<std::uint64_t>::max() / kPerKilobyte) {
    return RuleError::kOverflowDetectedInFeeRateCalculation;
  }
  if (fee * kPerKilobyte / envelope.encoded_size < minimum) {
    return RuleError::kTxnFeeBelowNetworkMinimum;
  }
  return {};
}

}  // namespace desobook
