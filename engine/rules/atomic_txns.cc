#include "engine/rules/atomic_txns.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "engine/rules/fees.h"

namespace desobook {
namespace {

constexpr std::string_view kChainLengthName = "AtmcChnLen";
constexpr std::string_view kNextHashName = "NxtAtmcHsh";
constexpr std::string_view kPreviousHashName = "PrvAtmcHsh";

// The wrapper itself says nothing: zero key, no signature, no money of its own.
// Source: _verifyAtomicTxnsWrapper.
Status CheckBlankness(const TxnEnvelope& wrapper) {
  const Transaction& txn = wrapper.txn;
  const auto key = PublicKey::From(txn.public_key);
  if (!key || !key->IsZero()) {
    return RuleError::kAtomicTxnsWrapperPublicKeyMustBeZero;
  }
  if (txn.signature.has_value()) {
    return RuleError::kAtomicTxnsWrapperSignatureMustBeNil;
  }
  if (!txn.inputs.empty()) {
    return RuleError::kAtomicTxnsWrapperMustHaveZeroInputs;
  }
  if (!txn.outputs.empty()) {
    return RuleError::kAtomicTxnsWrapperMustHaveZeroOutputs;
  }
  Nanos fees;
  for (const TxnEnvelope& inner : wrapper.inner) {
    const auto sum = CheckedAdd(fees, inner.txn.fee);
    if (!sum) return RuleError::kAtomicTxnsWrapperHasInternalFeeOverflow;
    fees = *sum;
  }
  if (fees != txn.fee) {
    return RuleError::kAtomicTxnsWrapperMustHaveEqualFeeToInternalTxns;
  }
  // A version 0 wrapper has no nonce at all, which the node does not survive.
  if (txn.version == 0) return RuleError::kGeneric;
  if (txn.nonce != Nonce{}) {
    return RuleError::kAtomicTxnsWrapperMustHaveZeroedNonce;
  }
  return {};
}

bool LinksTo(const TxnEnvelope& from, std::string_view name,
             const TxnEnvelope& to) {
  DESOBOOK_CHECK(to.atomic_hash.has_value());
  const Bytes* link = FindExtraData(from.txn, name);
  return link != nullptr &&
         std::equal(link->begin(), link->end(), to.atomic_hash->bytes.begin(),
                    to.atomic_hash->bytes.end());
}

// Source: _verifyAtomicTxnsChain. The length's value is never read.
Status CheckChain(const std::vector<TxnEnvelope>& chain) {
  if (chain.empty()) return RuleError::kAtomicTxnsHasNoTransactions;
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const Transaction& txn = chain[i].txn;
    if (txn.type == TxnType::kAtomicTxnsWrapper) {
      return RuleError::kAtomicTxnsHasAtomicTxnsInnerTxn;
    }
    if (!IsAtomicInner(txn)) {
      return RuleError::kAtomicTxnsHasNonAtomicInnerTxn;
    }
    const bool starts = FindExtraData(txn, kChainLengthName) != nullptr;
    if (!starts && i == 0) {
      return RuleError::kAtomicTxnsMustStartWithChainLength;
    }
    if (starts && i > 0) return RuleError::kAtomicTxnsHasMoreThanOneStartPoint;
  }
  for (std::size_t i = 0; i < chain.size(); ++i) {
    const std::size_t next = (i + 1) % chain.size();
    const std::size_t previous = (i + chain.size() - 1) % chain.size();
    if (!LinksTo(chain[i], kNextHashName, chain[next]) ||
        !LinksTo(chain[i], kPreviousHashName, chain[previous])) {
      return RuleError::kAtomicTxnsHasBrokenChain;
    }
  }
  return {};
}

}  // namespace

bool IsAtomicInner(const Transaction& txn) {
  return FindExtraData(txn, kNextHashName) != nullptr &&
         FindExtraData(txn, kPreviousHashName) != nullptr;
}

Status CheckAtomicWrapper(LedgerView& view, const TxnEnvelope& wrapper,
                          const BlockContext& context) {
  if (context.height < context.network->forks.lockups_and_atomic_txns) {
    return RuleError::kAtomicTxnBeforeBlockHeight;
  }
  DESOBOOK_RETURN_IF_ERROR(CheckTxnSize(view, wrapper, context));
  DESOBOOK_RETURN_IF_ERROR(CheckMinimumFee(view, wrapper));
  DESOBOOK_RETURN_IF_ERROR(CheckBlankness(wrapper));
  return CheckChain(wrapper.inner);
}

}  // namespace desobook
