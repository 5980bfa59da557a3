#include <cstdint>
#include <variant>

#include "engine/rules/signature.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

constexpr std::uint8_t kBuy = 0;
constexpr std::uint8_t kSell = 1;
constexpr std::uint64_t kBasisPoints = 100 * 100;
// Destroyed from every buy. Source: deso-protocol/core lib/constants.go,
// CreatorCoinTradeFeeBasisPoints.
constexpr std::uint64_t kTradeFeeBasisPoints = 1;

// floor(amount * basis_points / 10000).
std::uint64_t Share(std::uint64_t amount, std::uint64_t basis_points) {
  const auto share = MulDivFloor(Uint256(amount), Uint256(basis_points),
                                 Uint256(kBasisPoints));
  return share->limb[0];  // at most `amount`
}

Status PayFounder(TxnScope& scope, const ProfileEntry& profile,
                  std::uint64_t deso) {
  const std::uint64_t after_fee =
      Share(deso, kBasisPoints - kTradeFeeBasisPoints);
  if (after_fee == 0) {
    return RuleError::kCreatorCoinBuyMustTradeNonZeroDeSoAfterFees;
  }
  if (scope.Sender() == profile.public_key) return {};
  const std::uint64_t reward =
      Share(after_fee, profile.creator_coin.creator_basis_points);
  if (reward == after_fee) {
    return RuleError::kCreatorCoinBuyMustTradeNonZeroDeSoAfterFounderReward;
  }
  if (reward == 0) return {};
  return AddBalance(scope, profile.public_key, Nanos(reward));
}

Result<Totals> Buy(TxnScope& scope, const CreatorCoinMetadata& metadata) {
  DESOBOOK_ASSIGN_OR_RETURN(
      Totals totals,
      ConnectBasicTransfer(scope, Nanos(metadata.deso_to_sell_nanos)));
  const auto key = PublicKey::From(metadata.profile_public_key);
  if (!key) return RuleError::kCreatorCoinInvalidPubKeySize;
  const ProfileEntry* found = scope.view.Profile(scope.view.PkidOf(*key));
  if (found == nullptr) {
    return RuleError::kCreatorCoinOperationOnNonexistentProfile;
  }
  if (metadata.deso_to_sell_nanos == 0) {
    return RuleError::kCreatorCoinBuyMustTradeNonZeroDeSo;
  }
  totals.output += metadata.deso_to_sell_nanos;  // part of the input's sum
  const ProfileEntry profile = *found;
  DESOBOOK_RETURN_IF_ERROR(
      PayFounder(scope, profile, metadata.deso_to_sell_nanos));
  scope.operations.emplace_back().type = OperationType::kCreatorCoin;
  return totals;
}

}  // namespace

Result<Totals> ConnectCreatorCoin(TxnScope& scope) {
  const auto& metadata = std::get<CreatorCoinMetadata>(scope.txn().metadata);
  // The supply check takes stock of the profile before anything else.
  const auto key = PublicKey::From(metadata.profile_public_key);
  if (!key || scope.view.Profile(scope.view.PkidOf(*key)) == nullptr) {
    return RuleError::kGeneric;
  }
  if (metadata.operation == kBuy) return Buy(scope, metadata);
  if (metadata.operation != kSell) return RuleError::kGeneric;
  return ConnectBasicTransfer(scope, Nanos(0));
}

Result<Totals> ConnectCreatorCoinTransfer(TxnScope& scope) {
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  const auto& metadata =
      std::get<CreatorCoinTransferMetadata>(scope.txn().metadata);
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
  if (scope.view.Profile(scope.view.PkidOf(*profile)) == nullptr) {
    return RuleError::kCoinTransferOnNonexistentProfile;
  }
  scope.operations.emplace_back().type = OperationType::kCreatorCoinTransfer;
  return totals;
}

}  // namespace desobook
