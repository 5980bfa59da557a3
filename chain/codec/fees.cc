#include "chain/codec/fees.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "chain/codec/transaction.h"
#include "engine/amount/check.h"
#include "engine/txn/varint.h"

namespace desobook::chain {
namespace {

constexpr std::uint64_t kMax64 = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kBytesPerKb = 1000;
// Rounds in which the fee of a wrapper settles; two or three are usual.
constexpr int kMaxRounds = 64;

std::uint64_t SizeWithSignatures(const Transaction& txn) {
  std::uint64_t signatures = 1;
  if (txn.type == TxnType::kAtomicTxnsWrapper) {
    signatures = std::get<AtomicTxnsMetadata>(txn.metadata).inner.size();
  }
  return EncodedSize(txn, TxnForm::kPreSignature) + signatures * kSignatureRoom;
}

void SetExtra(Transaction& txn, std::string_view key, Bytes value) {
  txn.extra_data[Bytes(key.begin(), key.end())] = std::move(value);
}

void SetLinks(Transaction& txn, const BlockHash& next,
              const BlockHash& previous) {
  SetExtra(txn, kNextAtomicHashKey,
           Bytes(next.bytes.begin(), next.bytes.end()));
  SetExtra(txn, kPreviousAtomicHashKey,
           Bytes(previous.bytes.begin(), previous.bytes.end()));
}

void LinkChain(std::vector<Transaction>& txns) {
  std::vector<BlockHash> hashes;
  hashes.reserve(txns.size());
  for (const Transaction& txn : txns) hashes.push_back(AtomicHash(txn));
  const std::size_t count = txns.size();
  for (std::size_t i = 0; i < count; ++i) {
    SetLinks(txns[i], hashes[(i + 1) % count], hashes[(i + count - 1) % count]);
  }
}

std::optional<Nanos> TotalFee(const std::vector<Transaction>& txns) {
  Nanos total;
  for (const Transaction& txn : txns) {
    const std::optional<Nanos> sum = CheckedAdd(total, txn.fee);
    if (!sum) return std::nullopt;
    total = *sum;
  }
  return total;
}

Transaction Wrap(const std::vector<Transaction>& txns,
                 const ExtraData& extra_data, Nanos fee) {
  Transaction wrapper;
  wrapper.type = TxnType::kAtomicTxnsWrapper;
  wrapper.version = 1;
  wrapper.metadata = AtomicTxnsMetadata{txns};
  wrapper.public_key = Bytes(PublicKey::kSize, 0);
  wrapper.extra_data = extra_data;
  wrapper.fee = fee;
  return wrapper;
}

}  // namespace

void SetFee(Transaction& txn, Nanos fee) {
  txn.fee = fee;
  if (auto* order = std::get_if<LimitOrderMetadata>(&txn.metadata)) {
    order->fee_nanos = fee.value();
  }
}

Nanos ComputeFee(const Transaction& txn, std::uint64_t nanos_per_kb) {
  Transaction sized = txn;
  if (sized.type != TxnType::kAtomicTxnsWrapper) {
    if (sized.nonce.expiration_height == 0) {
      sized.nonce.expiration_height = kMax64;
    }
    if (sized.nonce.partial_id == 0) sized.nonce.partial_id = kMax64;
  }
  SetFee(sized, Nanos(kMax64));
  while (true) {  // ends: the fee falls in every round
    const std::uint64_t product = SizeWithSignatures(sized) * nanos_per_kb;
    const Nanos fee((product + kBytesPerKb - 1) / kBytesPerKb);
    if (fee >= sized.fee) return fee;
    SetFee(sized, fee);
  }
}

absl::StatusOr<Transaction> BuildAtomicWrapper(std::vector<Transaction> txns,
                                               const ExtraData& extra_data,
                                               std::uint64_t nanos_per_kb) {
  if (txns.empty()) {
    return absl::InvalidArgumentError(
        "atomic wrapper: needs at least one transaction");
  }
  Bytes length;
  AppendUvarint(length, txns.size());
  SetExtra(txns[0], kAtomicChainLengthKey, std::move(length));
  for (Transaction& txn : txns) {
    SetLinks(txn, BlockHash{}, BlockHash{});
    const Nanos fee = ComputeFee(txn, nanos_per_kb);
    if (txn.fee < fee) SetFee(txn, fee);
  }
  for (int round = 0; round < kMaxRounds; ++round) {
    LinkChain(txns);
    const std::optional<Nanos> total = TotalFee(txns);
    if (!total) {
      return absl::InvalidArgumentError(
          "atomic wrapper: sum of the fees exceeds 64 bits");
    }
    Transaction wrapper = Wrap(txns, extra_data, *total);
    const Nanos needed = ComputeFee(wrapper, nanos_per_kb);
    if (needed <= *total) return wrapper;
    const std::uint64_t missing = needed.value() - total->value();
    SetFee(txns[0], Nanos(txns[0].fee.value() + missing));
  }
  return absl::InvalidArgumentError(
      "atomic wrapper: fee does not settle at this rate; choose a lower one");
}

bool ApiRefusesFeeRate(Nanos fee, std::uint64_t signed_size) {
  DESOBOOK_CHECK(signed_size > 0);
  // fee * 1000 / size > limit, without the product's overflow.
  const Uint512 left = MulFull(Uint256(fee.value()), Uint256(kBytesPerKb));
  const Uint512 right =
      MulFull(Uint256(kMaxApiFeeRateNanosPerKb + 1), Uint256(signed_size));
  return left >= right;
}

absl::Status CheckTradingFees(const PublicKeyAmounts& basis_points) {
  if (basis_points.size() > kMaxTradingFeeRecipients) {
    return absl::InvalidArgumentError("trading fees: more than 100 recipients");
  }
  std::uint64_t total = 0;
  for (const auto& [key, share] : basis_points) {
    if (share == 0) {
      return absl::InvalidArgumentError(
          "trading fees: a recipient has 0 basis points; leave it out");
    }
    // Capped one above the limit, so that the sum of 100 cannot overflow.
    total += std::min(share, kMaxTradingFeeBasisPoints + 1);
  }
  if (total > kMaxTradingFeeBasisPoints) {
    return absl::InvalidArgumentError(
        "trading fees: shares exceed 10,000 basis points in total");
  }
  return absl::OkStatus();
}

}  // namespace desobook::chain
