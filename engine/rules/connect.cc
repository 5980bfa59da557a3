#include "engine/rules/connect.h"

#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "engine/rules/atomic_txns.h"
#include "engine/rules/basic_transfer.h"
#include "engine/rules/diamonds.h"
#include "engine/rules/fees.h"
#include "engine/rules/limit_order.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

// Steps 1 to 3 of 6.1. The node means to sum the outputs here too but never
// adds to its sum, so that only the single amounts count.
// Source: deso-protocol/core lib/blockchain.go, CheckTransactionSanity.
Status CheckSanity(const Transaction& txn) {
  if (txn.type == TxnType::kBlockReward) return {};
  if (txn.public_key.size() != PublicKey::kSize) {
    return RuleError::kTransactionMissingPublicKey;
  }
  for (const TxnOutput& output : txn.outputs) {
    if (output.amount > kMaxNanos) return RuleError::kOutputExceedsMax;
  }
  const std::set<TxnInput> distinct(txn.inputs.begin(), txn.inputs.end());
  if (distinct.size() != txn.inputs.size()) {
    return RuleError::kDuplicateInputs;
  }
  return {};
}

// Step 10. With every rule here it cannot fail: what is credited was spent by
// the same transaction, or by the other side of a fill. It stays as the last
// guard of the supply.
Status CheckNoDesoCreated(const TxnScope& scope) {
  unsigned __int128 added = 0;
  unsigned __int128 spent = 0;
  for (const Operation& operation : scope.operations) {
    if (operation.type == OperationType::kAddBalance) {
      added += operation.balance_amount.value();
    } else if (operation.type == OperationType::kSpendBalance) {
      spent += operation.balance_amount.value();
    }
  }
  if (added > spent) return RuleError::kBalanceChangeGreaterThanZero;
  return {};
}

// Step 11. Source: lib/block_view.go, ValidateTransactionNonce.
Status UseNonce(TxnScope& scope) {
  const Transaction& txn = scope.txn();
  if (txn.version == 0) return RuleError::kGeneric;  // carries no nonce
  if (scope.context.height > txn.nonce.expiration_height) {
    return RuleError::kNonceExpired;
  }
  const NonceKey key{txn.nonce.expiration_height,
                     scope.view.PkidOf(scope.Sender()), txn.nonce.partial_id};
  if (scope.view.nonces.Find(key) != nullptr) return RuleError::kReusedNonce;
  scope.view.nonces.Put(key, NonceUsed{});
  return {};
}

// Steps 7 to 11.
Status CheckTail(TxnScope& scope, const Totals& totals) {
  const Transaction& txn = scope.txn();
  if (txn.type == TxnType::kBlockReward) return {};
  if (totals.input < totals.output) return RuleError::kTxnOutputExceedsInput;
  if (const auto* order = std::get_if<LimitOrderMetadata>(&txn.metadata);
      order != nullptr && order->fee_nanos != txn.fee.value()) {
    return RuleError::kDAOCoinLimitOrderTotalInputMinusTotalOutputNotEqualToFee;
  }
  // After the rule: an update of the minimum fee already binds itself.
  DESOBOOK_RETURN_IF_ERROR(CheckMinimumFee(scope.view, scope.envelope));
  // What unlocking a stake credits was spent when it was staked.
  if (txn.type != TxnType::kUnlockStake) {
    DESOBOOK_RETURN_IF_ERROR(CheckNoDesoCreated(scope));
  }
  return UseNonce(scope);
}

// Step 6: the rule of the transaction's type.
template <OrderBook Book>
Result<Totals> ConnectRule(View<Book>& view, TxnScope& scope) {
  switch (scope.txn().type) {
    case TxnType::kDaoCoinLimitOrder:
      return ConnectLimitOrder(view, scope);
    case TxnType::kDaoCoin:
      return ConnectDaoCoin(scope);
    case TxnType::kDaoCoinTransfer:
      return ConnectDaoCoinTransfer(scope);
    case TxnType::kAuthorizeDerivedKey:
      return ConnectAuthorizeDerivedKey(scope);
    case TxnType::kCreateUserAssociation:
      return ConnectCreateUserAssociation(scope);
    case TxnType::kDeleteUserAssociation:
      return ConnectDeleteUserAssociation(scope);
    case TxnType::kUpdateProfile:
      return ConnectUpdateProfile(scope);
    case TxnType::kSwapIdentity:
      return ConnectSwapIdentity(scope);
    case TxnType::kUpdateGlobalParams:
      return ConnectUpdateGlobalParams(scope);
    case TxnType::kSubmitPost:
      return ConnectSubmitPost(scope);
    case TxnType::kLike:
      return ConnectLike(scope);
    case TxnType::kFollow:
      return ConnectFollow(scope);
    case TxnType::kCreatorCoin:
      return ConnectCreatorCoin(scope);
    case TxnType::kCreatorCoinTransfer:
      return ConnectCreatorCoinTransfer(scope);
    case TxnType::kRegisterAsValidator:
      return ConnectRegisterAsValidator(scope);
    case TxnType::kStake:
      return ConnectStake(scope);
    case TxnType::kUnstake:
      return ConnectUnstake(scope);
    case TxnType::kUnlockStake:
      return ConnectUnlockStake(scope);
    default:
      // Transfers and rewards; of the types that are not executed, the part
      // that all share.
      return ConnectBasicTransfer(scope, Nanos(0));
  }
}

// One transaction that is no wrapper. Leaves a refused one's traces behind.
template <OrderBook Book>
Result<Effects> ConnectSingle(View<Book>& view, const TxnEnvelope& envelope,
                              const BlockContext& context, Totals* totals) {
  DESOBOOK_RETURN_IF_ERROR(CheckSanity(envelope.txn));
  DESOBOOK_RETURN_IF_ERROR(CheckTxnSize(view.ledger, envelope, context));
  Effects effects;
  TxnScope scope{view.ledger, envelope, context, effects.operations};
  DESOBOOK_ASSIGN_OR_RETURN(*totals, ConnectRule(view, scope));
  DESOBOOK_RETURN_IF_ERROR(CheckTail(scope, *totals));
  if (envelope.txn.type != TxnType::kBlockReward) {
    effects.fee = envelope.txn.fee;
  }
  return effects;
}

template <OrderBook Book>
Result<Effects> ConnectWrapper(View<Book>& view, const TxnEnvelope& wrapper,
                               const BlockContext& context) {
  DESOBOOK_RETURN_IF_ERROR(CheckAtomicWrapper(view.ledger, wrapper, context));
  Effects effects;
  Operation& operation = effects.operations.emplace_back();
  operation.type = OperationType::kAtomicTxnsWrapper;
  Nanos input;
  Nanos output;
  for (const TxnEnvelope& inner : wrapper.inner) {
    Totals totals;
    DESOBOOK_ASSIGN_OR_RETURN(Effects one,
                              ConnectSingle(view, inner, context, &totals));
    operation.inner.push_back(std::move(one.operations));
    const auto input_sum = CheckedAdd(input, Nanos(totals.input));
    const auto output_sum = CheckedAdd(output, Nanos(totals.output));
    const auto fee_sum = CheckedAdd(effects.fee, one.fee);
    if (!input_sum || !output_sum || !fee_sum) return RuleError::kGeneric;
    input = *input_sum;
    output = *output_sum;
    effects.fee = *fee_sum;
  }
  return effects;
}

template <OrderBook Book>
Result<Effects> ConnectAny(View<Book>& view, const TxnEnvelope& envelope,
                           const BlockContext& context) {
  if (envelope.txn.type == TxnType::kAtomicTxnsWrapper) {
    return ConnectWrapper(view, envelope, context);
  }
  if (context.height >= context.network->forks.lockups_and_atomic_txns &&
      IsAtomicInner(envelope.txn)) {
    return RuleError::kAtomicTxnsRequiresWrapper;
  }
  Totals totals;
  return ConnectSingle(view, envelope, context, &totals);
}

bool IsExecutableSingle(const Transaction& txn) {
  switch (txn.type) {
    case TxnType::kBasicTransfer:
      return !HasDiamonds(txn);
    case TxnType::kCreatorCoin: {
      const auto* metadata = std::get_if<CreatorCoinMetadata>(&txn.metadata);
      return metadata != nullptr && metadata->operation == 0;  // buys
    }
    case TxnType::kBlockReward:
    case TxnType::kDaoCoinLimitOrder:
    case TxnType::kDaoCoin:
    case TxnType::kDaoCoinTransfer:
    case TxnType::kAuthorizeDerivedKey:
    case TxnType::kCreateUserAssociation:
    case TxnType::kDeleteUserAssociation:
    case TxnType::kUpdateProfile:
    case TxnType::kSwapIdentity:
    case TxnType::kUpdateGlobalParams:
    case TxnType::kSubmitPost:
    case TxnType::kLike:
    case TxnType::kFollow:
    case TxnType::kCreatorCoinTransfer:
    case TxnType::kRegisterAsValidator:
    case TxnType::kStake:
    case TxnType::kUnstake:
    case TxnType::kUnlockStake:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool IsExecutable(const Transaction& txn) {
  if (txn.type != TxnType::kAtomicTxnsWrapper) return IsExecutableSingle(txn);
  const auto* metadata = std::get_if<AtomicTxnsMetadata>(&txn.metadata);
  // A wrapper within a wrapper is refused before anything executes.
  return metadata != nullptr &&
         std::all_of(metadata->inner.begin(), metadata->inner.end(),
                     [](const Transaction& inner) {
                       return inner.type == TxnType::kAtomicTxnsWrapper ||
                              IsExecutableSingle(inner);
                     });
}

template <OrderBook Book>
Result<Effects> ConnectTransaction(View<Book>& view,
                                   const TxnEnvelope& envelope,
                                   const BlockContext& context) {
  DESOBOOK_CHECK(IsExecutable(envelope.txn));
  const auto mark = view.Mark();
  Result<Effects> result = ConnectAny(view, envelope, context);
  if (!result.ok()) view.RollBack(mark);
  return result;
}

template <OrderBook Book>
std::optional<RuleError> FindRefusal(View<Book>& view,
                                     const TxnEnvelope& envelope,
                                     const BlockContext& context) {
  DESOBOOK_CHECK(!IsExecutable(envelope.txn));
  const auto mark = view.Mark();
  const Result<Effects> result = ConnectAny(view, envelope, context);
  view.RollBack(mark);
  if (result.ok()) return std::nullopt;
  return result.error();
}

// At the definition g++ forgets that the header's declaration was visible.
#define DESOBOOK_VISIBLE __attribute__((visibility("default")))
template DESOBOOK_VISIBLE Result<Effects> ConnectTransaction(
    View<OracleBook>&, const TxnEnvelope&, const BlockContext&);
template DESOBOOK_VISIBLE std::optional<RuleError> FindRefusal(
    View<OracleBook>&, const TxnEnvelope&, const BlockContext&);
#undef DESOBOOK_VISIBLE

}  // namespace desobook
