#include <utility>
#include <variant>

#include "engine/rules/signature.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

// A coin operation between its common checks and its effect. `profile` is a
// copy: the rule changes it and puts it back.
struct CoinChange {
  TxnScope& scope;
  const DaoCoinMetadata& metadata;
  Pkid coin;
  ProfileEntry profile;
  CoinEntry previous;

  [[nodiscard]] bool SenderOwnsKey() const {
    return metadata.profile_public_key == scope.txn().public_key;
  }
};

Operation& AppendOperation(CoinChange& change) {
  Operation& operation = change.scope.operations.emplace_back();
  operation.type = OperationType::kDaoCoin;
  operation.prev_coin = change.previous;
  return operation;
}

// The balance that this transaction's sender holds of the coin. A missing one
// loads as zero; a tombstone is no balance at all (4.3).
const TokenBalance* SenderBalance(CoinChange& change, const BalanceKey& key) {
  change.scope.view.TokenAmount(key.holder, key.creator);
  return change.scope.view.tokens.Find(key);
}

Status Mint(CoinChange& change) {
  CoinEntry& coin = change.profile.dao_coin;
  if (coin.minting_disabled) {
    return RuleError::kDAOCoinCannotMintIfMintingIsDisabled;
  }
  if (!change.SenderOwnsKey()) {
    return RuleError::kOnlyProfileOwnerCanMintDAOCoin;
  }
  const BaseUnits amount = change.metadata.coins_to_mint;
  if (amount.IsZero()) return RuleError::kDAOCoinMustMintNonZeroDAOCoin;
  const auto circulation = CheckedAdd(coin.coins_in_circulation, amount);
  if (!circulation) return RuleError::kOverflowWhileMintingDAOCoins;
  coin.coins_in_circulation = *circulation;

  LedgerView& view = change.scope.view;
  const BalanceKey key{view.PkidOf(change.scope.Sender()), change.coin};
  const TokenBalance* held = SenderBalance(change, key);
  const TokenBalance previous = held != nullptr ? *held : TokenBalance{};
  TokenBalance minted = previous;
  const auto sum = CheckedAdd(previous.amount, amount);
  if (!sum) return RuleError::kGeneric;
  minted.amount = *sum;
  view.tokens.Put(key, minted);
  if (previous.amount.IsZero()) ++coin.number_of_holders;
  AppendOperation(change).prev_creator_balance = BalanceEntry{key, previous};
  return {};
}

Status Burn(CoinChange& change) {
  CoinEntry& coin = change.profile.dao_coin;
  LedgerView& view = change.scope.view;
  const BalanceKey key{view.PkidOf(change.scope.Sender()), change.coin};
  const TokenBalance* held = SenderBalance(change, key);
  if (held == nullptr) {
    return RuleError::kDAOCoinBurnerBalanceEntryDoesNotExist;
  }
  const BaseUnits amount = change.metadata.coins_to_burn;
  if (amount.IsZero()) return RuleError::kDAOCoinBurnMustBurnNonZeroDAOCoin;
  const TokenBalance previous = *held;
  const auto left = CheckedSub(previous.amount, amount);
  if (!left) return RuleError::kDAOCoinBurnInsufficientCoins;
  const auto circulation = CheckedSub(coin.coins_in_circulation, amount);
  if (!circulation) {
    return RuleError::kDAOCoinBurnAmountExceedsCoinsInCirculation;
  }
  coin.coins_in_circulation = *circulation;
  if (left->IsZero()) {
    --coin.number_of_holders;  // wraps below zero, as the node's does
    view.tokens.Tombstone(key);
  } else {
    view.tokens.Put(key, {*left, previous.has_purchased});
  }
  AppendOperation(change).prev_transactor_balance = BalanceEntry{key, previous};
  return {};
}

Status DisableMinting(CoinChange& change) {
  if (!change.SenderOwnsKey()) {
    return RuleError::kOnlyProfileOwnerCanDisableMintingDAOCoin;
  }
  if (change.profile.dao_coin.minting_disabled) {
    return RuleError::kDAOCoinCannotDisableMintingIfAlreadyDisabled;
  }
  change.profile.dao_coin.minting_disabled = true;
  AppendOperation(change);
  return {};
}

Status UpdateTransferRestriction(CoinChange& change) {
  if (!change.SenderOwnsKey()) {
    return RuleError::kOnlyProfileOwnerCanUpdateTransferRestrictionStatus;
  }
  std::uint8_t& status = change.profile.dao_coin.transfer_restriction;
  if (status == static_cast<std::uint8_t>(
                    TransferRestriction::kPermanentlyUnrestricted)) {
    return RuleError::
        kDAOCoinCannotUpdateRestrictionStatusIfStatusIsPermanentlyUnrestricted;
  }
  if (status == change.metadata.transfer_restriction) {
    return RuleError::
        kDAOCoinCannotUpdateTransferRestrictionStatusToCurrentStatus;
  }
  status = change.metadata.transfer_restriction;
  AppendOperation(change);
  return {};
}

Status Apply(CoinChange& change) {
  switch (static_cast<DaoCoinOperation>(change.metadata.operation)) {
    case DaoCoinOperation::kMint:
      return Mint(change);
    case DaoCoinOperation::kBurn:
      return Burn(change);
    case DaoCoinOperation::kDisableMinting:
      return DisableMinting(change);
    case DaoCoinOperation::kUpdateTransferRestriction:
      return UpdateTransferRestriction(change);
  }
  return RuleError::kGeneric;
}

constexpr std::uint8_t kLastOperation =
    static_cast<std::uint8_t>(DaoCoinOperation::kUpdateTransferRestriction);

}  // namespace

Result<Totals> ConnectDaoCoin(TxnScope& scope) {
  const auto& metadata = std::get<DaoCoinMetadata>(scope.txn().metadata);
  // An unknown operation fails before anything is looked at.
  if (metadata.operation > kLastOperation) return RuleError::kGeneric;
  if (scope.context.height < scope.context.network->forks.dao_coin) {
    return RuleError::kDAOCoinBeforeDAOCoinBlockHeight;
  }
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  const auto key = PublicKey::From(metadata.profile_public_key);
  if (!key) return RuleError::kDAOCoinInvalidPubKeySize;
  if (!IsValidPublicKey(scope.context, key->bytes)) {
    return RuleError::kDAOCoinInvalidPubKey;
  }
  const Pkid coin = scope.view.PkidOf(*key);
  const ProfileEntry* profile = scope.view.Profile(coin);
  if (profile == nullptr) {
    return RuleError::kDAOCoinOperationOnNonexistentProfile;
  }
  CoinChange change{scope, metadata, coin, *profile, profile->dao_coin};
  DESOBOOK_RETURN_IF_ERROR(Apply(change));
  scope.view.profiles.Put(coin, std::move(change.profile));
  return totals;
}

}  // namespace desobook
