#include <utility>
#include <variant>

#include "engine/rules/signature.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

// Keys of both parties and of the coin, checked in the node's order.
struct Parties {
  PublicKey receiver;
  PublicKey profile;
};
Result<Parties> CheckKeys(const TxnScope& scope,
                          const DaoCoinTransferMetadata& metadata) {
  const auto receiver = PublicKey::From(metadata.receiver_public_key);
  if (!receiver) return RuleError::kCoinTransferInvalidReceiverPubKeySize;
  if (!IsValidPublicKey(scope.context, receiver->bytes)) {
    return RuleError::kCoinTransferInvalidReceiverPubKey;
  }
  if (*receiver == scope.Sender()) {
    return RuleError::kCoinTransferCannotTransferToSelf;
  }
  const auto profile = PublicKey::From(metadata.profile_public_key);
  if (!profile) return RuleError::kCoinTransferInvalidProfilePubKeySize;
  if (!IsValidPublicKey(scope.context, profile->bytes)) {
    return RuleError::kCoinTransferInvalidProfilePubKey;
  }
  return Parties{*receiver, *profile};
}

// The pair's balance, loading a missing one as zero; nothing for a tombstone.
std::optional<TokenBalance> Held(LedgerView& view, const BalanceKey& key) {
  view.TokenAmount(key.holder, key.creator);
  const TokenBalance* balance = view.tokens.Find(key);
  if (balance == nullptr) return std::nullopt;
  return *balance;
}

}  // namespace

Result<Totals> ConnectDaoCoinTransfer(TxnScope& scope) {
  if (scope.context.height < scope.context.network->forks.dao_coin) {
    return RuleError::kDAOCoinBeforeDAOCoinBlockHeight;
  }
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  const auto& metadata =
      std::get<DaoCoinTransferMetadata>(scope.txn().metadata);
  DESOBOOK_ASSIGN_OR_RETURN(const Parties keys, CheckKeys(scope, metadata));
  LedgerView& view = scope.view;
  const Pkid coin = view.PkidOf(keys.profile);
  const ProfileEntry* found = view.Profile(coin);
  if (found == nullptr) return RuleError::kCoinTransferOnNonexistentProfile;
  ProfileEntry profile = *found;

  const BalanceKey sender{view.PkidOf(scope.Sender()), coin};
  const auto sender_before = Held(view, sender);
  if (!sender_before) return RuleError::kCoinTransferBalanceEntryDoesNotExist;
  const BaseUnits amount = metadata.coins_to_transfer;
  const auto sender_after = CheckedSub(sender_before->amount, amount);
  if (!sender_after) return RuleError::kCoinTransferInsufficientCoins;
  DESOBOOK_RETURN_IF_ERROR(
      CheckTransferRestriction(view, profile, scope.Sender(), keys.receiver));

  const BalanceKey receiver{view.PkidOf(keys.receiver), coin};
  const auto receiver_before = Held(view, receiver);
  TokenBalance received = receiver_before.value_or(TokenBalance{});
  const bool new_holder = received.amount.IsZero();
  // Both belong to one supply of at most 2^256-1.
  const auto receiver_after = CheckedAdd(received.amount, amount);
  if (!receiver_after) return RuleError::kGeneric;
  received.amount = *receiver_after;
  view.tokens.Put(receiver, received);
  if (sender_after->IsZero()) {
    view.tokens.Tombstone(sender);
  } else {
    view.tokens.Put(sender, {*sender_after, sender_before->has_purchased});
  }

  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kDaoCoinTransfer;
  operation.prev_coin = profile.dao_coin;
  operation.prev_sender_balance = BalanceEntry{sender, *sender_before};
  if (receiver_before) {
    operation.prev_receiver_balance = BalanceEntry{receiver, *receiver_before};
  }
  // A zero transfer counts its receiver too; wraps below zero as the node's.
  if (new_holder) ++profile.dao_coin.number_of_holders;
  if (sender_after->IsZero()) --profile.dao_coin.number_of_holders;
  view.profiles.Put(coin, std::move(profile));
  return totals;
}

}  // namespace desobook
