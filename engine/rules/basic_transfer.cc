#include "engine/rules/basic_transfer.h"

#include "engine/rules/derived_key_charge.h"
#include "engine/rules/diamonds.h"
#include "engine/rules/signature.h"

namespace desobook {
namespace {

// The sum of the outputs, each and all of them at most MaxNanos.
Result<std::uint64_t> SumOutputs(const Transaction& txn) {
  const std::uint64_t limit = kMaxNanos.value();
  std::uint64_t sum = 0;
  for (const TxnOutput& output : txn.outputs) {
    const std::uint64_t amount = output.amount.value();
    // Both terms are at most `limit`: the sum cannot wrap.
    if (amount > limit || sum + amount > limit) {
      return RuleError::kTxnOutputWithInvalidAmount;
    }
    sum += amount;
  }
  return sum;
}

Result<std::uint64_t> TotalSpend(std::uint64_t outputs, Nanos fee,
                                 Nanos extra_spend) {
  const auto fee_and_extra = CheckedAdd(fee, extra_spend);
  if (!fee_and_extra) return RuleError::kGeneric;
  const auto total = CheckedAdd(Nanos(outputs), *fee_and_extra);
  if (!total) return RuleError::kGeneric;
  return total->value();
}

Status SettleSigner(TxnScope& scope, std::uint64_t total_input,
                    const LimitOrderCharge* charge) {
  DESOBOOK_RETURN_IF_ERROR(VerifySignature(scope));
  const ForkHeights& forks = scope.context.network->forks;
  if (scope.context.height < forks.derived_key_track_spending_limits) {
    return {};
  }
  DESOBOOK_ASSIGN_OR_RETURN(const ClaimedSigner signer,
                            FindClaimedSigner(scope));
  if (!signer.derived) return {};
  // Only a block reward gets here without a verified key.
  if (!signer.key || scope.txn().type == TxnType::kBlockReward) {
    return RuleError::kGeneric;
  }
  return ChargeDerivedKey(scope, *signer.key, total_input, charge);
}

}  // namespace

Result<Totals> ConnectBasicTransfer(TxnScope& scope, Nanos extra_spend,
                                    const LimitOrderCharge* charge) {
  const Transaction& txn = scope.txn();
  DESOBOOK_DCHECK(scope.context.height >=
                  scope.context.network->forks.balance_model);
  if (!txn.inputs.empty()) {
    return RuleError::kBalanceModelDoesNotUseUTXOInputs;
  }
  Totals totals;
  DESOBOOK_ASSIGN_OR_RETURN(totals.output, SumOutputs(txn));
  if (txn.type != TxnType::kBlockReward) {
    DESOBOOK_ASSIGN_OR_RETURN(totals.input,
                              TotalSpend(totals.output, txn.fee, extra_spend));
    // Spent before anything is credited: an output to oneself covers nothing.
    DESOBOOK_RETURN_IF_ERROR(
        SpendBalance(scope, scope.Sender(), Nanos(totals.input)));
  }
  for (const TxnOutput& output : txn.outputs) {
    DESOBOOK_RETURN_IF_ERROR(
        AddBalance(scope, output.public_key, output.amount));
  }
  DESOBOOK_RETURN_IF_ERROR(CheckDiamonds(txn));
  DESOBOOK_RETURN_IF_ERROR(SettleSigner(scope, totals.input, charge));
  return totals;
}

Nanos WithheldReward(const BlockContext& context, const PublicKey& key) {
  // Blocks withheld from maturity 2 on; the tip's height is one below.
  constexpr std::uint64_t kFirstWithheldMaturity = 2;
  const NetworkParams& network = *context.network;
  if (context.immature_rewards == nullptr ||
      network.block_reward_maturity_blocks < kFirstWithheldMaturity ||
      context.height > network.forks.proof_of_stake_2_cutover) {
    return Nanos(0);
  }
  const auto it = context.immature_rewards->find(key);
  return it == context.immature_rewards->end() ? Nanos(0) : it->second;
}

Status SpendBalance(TxnScope& scope, const PublicKey& key, Nanos amount) {
  DESOBOOK_RETURN_IF_ERROR(
      scope.view.SpendDeso(key, amount, WithheldReward(scope.context, key)));
  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kSpendBalance;
  operation.balance_public_key = key;
  operation.balance_amount = amount;
  return {};
}

Status AddBalance(TxnScope& scope, const PublicKey& key, Nanos amount) {
  DESOBOOK_RETURN_IF_ERROR(scope.view.AddDeso(key, amount));
  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kAddBalance;
  operation.balance_public_key = key;
  operation.balance_amount = amount;
  return {};
}

Status CheckTransferRestriction(LedgerView& view, const ProfileEntry& profile,
                                const PublicKey& sender,
                                const PublicKey& receiver) {
  const auto status =
      static_cast<TransferRestriction>(profile.dao_coin.transfer_restriction);
  if (status == TransferRestriction::kUnrestricted ||
      status == TransferRestriction::kPermanentlyUnrestricted) {
    return {};
  }
  if (sender == profile.public_key || receiver == profile.public_key) {
    return {};
  }
  if (status == TransferRestriction::kProfileOwnerOnly) {
    return RuleError::kDAOCoinTransferProfileOwnerOnlyViolation;
  }
  if (status == TransferRestriction::kDaoMembersOnly) {
    // `profile` may point into the view: nothing here changes its table.
    const Pkid coin = view.PkidOf(profile.public_key);
    if (view.TokenAmount(view.PkidOf(receiver), coin).IsZero()) {
      return RuleError::kDAOCoinTransferDAOMemberOnlyViolation;
    }
  }
  return {};
}

}  // namespace desobook
