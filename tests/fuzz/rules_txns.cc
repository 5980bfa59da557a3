// The contents of transactions, type by type.

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/rules/bytes.h"
#include "engine/txn/varint.h"
#include "tests/fuzz/rules_world.h"

namespace desobook::fuzz {
namespace {

Bytes BytesOf(ByteView view) { return Bytes(view.begin(), view.end()); }
Bytes BytesOf(std::string_view text) { return BytesOf(AsBytes(text)); }

PublicKey SomeCoin(Feed& feed) {
  const std::size_t coin = feed.Below(kCoins + 2);
  return coin < kCoins ? AccountKey(coin) : PublicKey{};
}

}  // namespace

void TxnMaker::FillLimitOrder(TxnEnvelope& envelope) {
  LimitOrderMetadata order;
  const std::uint8_t kind = feed_.Byte();
  envelope.txn.outputs.clear();
  if (envelope.txn.fee.IsZero()) envelope.txn.fee = Nanos(1);
  order.fee_nanos = envelope.txn.fee.value();
  if (kind >= 232 && !world_.orders.empty()) {
    order.cancel_order_id = world_.orders[kind % world_.orders.size()];
    envelope.txn.metadata = std::move(order);
    return;
  }
  order.buying_coin = SomeCoin(feed_);
  order.selling_coin = SomeCoin(feed_);
  order.rate = SomeRate(feed_);
  order.quantity = SomeQuantity(feed_);
  order.side = static_cast<std::uint8_t>(1 + (kind & 1));
  order.fill_type = static_cast<std::uint8_t>(1 + (kind >> 1) % 3);
  // A rate of zero is for market orders, which never rest.
  if (order.rate->IsZero() && order.fill_type == 1) order.fill_type = 2;
  if (kind == 231) {
    order.side = feed_.Byte();
    order.fill_type = feed_.Byte();
    order.fee_nanos = feed_.Number();
    order.bidder_inputs.push_back({SomeAccount(), {}});
  }
  envelope.txn.metadata = std::move(order);
  world_.orders.push_back(OrderIdOf(envelope.hash));
}

SpendingLimits TxnMaker::SomeLimits() {
  SpendingLimits limits;
  limits.is_unlimited = feed_.Below(4) == 0;
  limits.global_deso = Nanos(feed_.Number());
  const std::size_t counts = feed_.Below(6);
  for (std::size_t i = 0; i < counts; ++i) {
    const std::uint64_t uses = feed_.Byte();
    const Pkid coin = DefaultPkid(SomeCoin(feed_));
    const Pkid other = DefaultPkid(SomeCoin(feed_));
    const auto operation = static_cast<std::uint8_t>(feed_.Below(6));
    limits.limit_orders[{coin, other}] = uses;
    limits.dao_coin[{coin, operation}] = uses;
    limits.creator_coin[{other, operation}] = uses;
    limits.transaction_counts[static_cast<std::uint8_t>(feed_.Below(45))] =
        uses;
    limits.stake[other] = Uint256(uses);
    limits.unstake[other] = feed_.Wide();
    limits.unlock_stake[coin] = uses;
    limits.associations[{1, {'t'}, coin, 1, 1}] = uses;
  }
  return limits;
}

void TxnMaker::FillAuthorization(TxnEnvelope& envelope) {
  AuthorizeDerivedKeyMetadata metadata;
  metadata.derived_public_key =
      BytesOf(DerivedKeyOf(feed_.Below(kDerivedKeys)).view());
  metadata.expiration_block = world_.context.height + feed_.Byte();
  metadata.operation = feed_.Below(8) == 0 ? feed_.Byte() : 1;
  DerivedKeyAuthorization authorization;
  const std::uint8_t kind = feed_.Byte();
  authorization.access_signature_valid = kind < 250;
  authorization.has_limits = (kind & 0x0f) != 0;
  authorization.limits_empty = (kind & 0x1f) == 0x1e;
  authorization.limits_malformed =
      authorization.limits_empty || (kind & 0x1f) == 0x1f;
  authorization.limits = SomeLimits();
  envelope.authorization = std::move(authorization);
  envelope.txn.metadata = std::move(metadata);
}

void TxnMaker::FillGlobalParams(TxnEnvelope& envelope) {
  constexpr std::array<std::string_view, 12> kNames = {
      "MinNetworkFeeNanosPerKB",
      "CreateProfileFeeNanos",
      "MaxNonceExpirationBlockHeightOffset",
      "StakeLockupEpochDuration",
      "ValidatorSetMaxNumValidators",
      "StakingRewardsMaxNumStakes",
      "StakingRewardsAPYBasisPoints",
      "EpochDurationNumBlocks",
      "JailInactiveValidatorGracePeriodEpochs",
      "MaxTxnSizeBytesPoS",
      "USDCentsPerBitcoin",
      "FeeBucketGrowthRateBasisPointsKey"};
  if (feed_.Below(8) != 0) {
    envelope.txn.public_key = BytesOf(AccountKey(kUpdater).view());
  }
  envelope.txn.metadata = EmptyMetadata{};
  const std::size_t count = feed_.Below(4);
  for (std::size_t i = 0; i < count; ++i) {
    Bytes& value = envelope.txn.extra_data[BytesOf(feed_.OneOf(kNames))];
    value.clear();
    if (feed_.Below(8) == 0) {
      value = BytesOf(feed_.Some(12));
    } else {
      AppendUvarint(value, feed_.Number());
    }
  }
}

void TxnMaker::FillSocial(TxnEnvelope& envelope) {
  switch (envelope.txn.type) {
    case TxnType::kSubmitPost:
      envelope.txn.metadata = OpaqueMetadata{BytesOf(feed_.Some(80))};
      return;
    case TxnType::kLike: {
      const Bytes post(32, feed_.Byte());
      envelope.txn.metadata = LikeMetadata{*PostHash::From(post), false};
      return;
    }
    case TxnType::kFollow:
      envelope.txn.metadata = FollowMetadata{SomeKeyBytes(), feed_.Bool()};
      return;
    case TxnType::kUpdateProfile: {
      UpdateProfileMetadata profile;
      if (feed_.Bool()) profile.profile_public_key = SomeKeyBytes();
      profile.new_username = {static_cast<std::uint8_t>('a' + feed_.Below(30))};
      profile.new_description = BytesOf(feed_.Some(3));
      profile.new_creator_basis_points =
          feed_.Below(4) == 0 ? feed_.Number() : feed_.Below(2) * 10'000;
      profile.new_stake_multiple_basis_points = 12'500;
      envelope.txn.metadata = std::move(profile);
      return;
    }
    case TxnType::kCreatorCoin: {
      CreatorCoinMetadata coin;
      coin.profile_public_key = SomeKeyBytes();
      coin.deso_to_sell_nanos = feed_.Number();
      envelope.txn.metadata = std::move(coin);
      return;
    }
    default: {
      CreatorCoinTransferMetadata coin;
      coin.profile_public_key = SomeKeyBytes();
      coin.receiver_public_key = SomeKeyBytes();
      coin.creator_coin_to_transfer_nanos = feed_.Number();
      envelope.txn.metadata = std::move(coin);
    }
  }
}

void TxnMaker::FillStaking(TxnEnvelope& envelope) {
  const Bytes validator = SomeKeyBytes();
  const auto amount = [this] {
    return std::optional<BaseUnits>(BaseUnits(
        feed_.Below(8) == 0 ? feed_.Wide() : Uint256(feed_.Number())));
  };
  switch (envelope.txn.type) {
    case TxnType::kRegisterAsValidator: {
      // One domain, a flag, a commission; the rest is not looked at.
      Bytes bytes = {1, 1, 'd', static_cast<std::uint8_t>(feed_.Bool())};
      AppendUvarint(bytes, feed_.Number() % 11'000);
      if (feed_.Below(8) == 0) bytes = BytesOf(feed_.Some(40));
      envelope.txn.metadata = OpaqueMetadata{std::move(bytes)};
      return;
    }
    case TxnType::kStake:
      envelope.txn.metadata = StakeMetadata{
          validator, static_cast<std::uint8_t>(feed_.Below(3)), amount()};
      return;
    case TxnType::kUnstake:
      envelope.txn.metadata = UnstakeMetadata{validator, amount()};
      return;
    default: {
      const std::uint64_t first = feed_.Below(4);
      envelope.txn.metadata =
          UnlockStakeMetadata{validator, first, first + feed_.Below(8)};
    }
  }
}

void TxnMaker::Fill(TxnEnvelope& envelope) {
  Transaction& txn = envelope.txn;
  switch (txn.type) {
    case TxnType::kBlockReward:
      txn.metadata = BlockRewardMetadata{};
      txn.public_key.clear();
      envelope.signature.check = SignatureCheck::kMissing;
      return;
    case TxnType::kBasicTransfer:
      txn.metadata = EmptyMetadata{};
      return;
    case TxnType::kDaoCoin: {
      DaoCoinMetadata coin;
      coin.profile_public_key = feed_.Bool() ? txn.public_key : SomeKeyBytes();
      coin.operation = static_cast<std::uint8_t>(feed_.Below(5));
      coin.coins_to_mint = SomeQuantity(feed_);
      coin.coins_to_burn = SomeQuantity(feed_);
      coin.transfer_restriction = static_cast<std::uint8_t>(feed_.Below(5));
      txn.metadata = std::move(coin);
      return;
    }
    case TxnType::kDaoCoinTransfer:
      txn.metadata = DaoCoinTransferMetadata{
          SomeKeyBytes(), SomeQuantity(feed_), SomeKeyBytes()};
      return;
    case TxnType::kDaoCoinLimitOrder:
      return FillLimitOrder(envelope);
    case TxnType::kAuthorizeDerivedKey:
      return FillAuthorization(envelope);
    case TxnType::kCreateUserAssociation:
      txn.metadata = CreateUserAssociationMetadata{
          SomeKeyBytes(), SomeKeyBytes(), BytesOf(feed_.Some(4)),
          BytesOf(feed_.Some(2))};
      associations_.push_back(AssociationIdOf(envelope.hash));
      return;
    case TxnType::kDeleteUserAssociation: {
      Bytes id = BytesOf(feed_.Some(33));
      if (!associations_.empty()) {
        id = BytesOf(
            associations_[feed_.Below(256) % associations_.size()].view());
      }
      txn.metadata = DeleteUserAssociationMetadata{std::move(id)};
      return;
    }
    case TxnType::kSwapIdentity:
      if (feed_.Below(8) != 0) {
        txn.public_key = BytesOf(AccountKey(kUpdater).view());
      }
      txn.metadata = SwapIdentityMetadata{SomeKeyBytes(), SomeKeyBytes()};
      return;
    case TxnType::kUpdateGlobalParams:
      return FillGlobalParams(envelope);
    case TxnType::kRegisterAsValidator:
    case TxnType::kStake:
    case TxnType::kUnstake:
    case TxnType::kUnlockStake:
      return FillStaking(envelope);
    default:
      return FillSocial(envelope);
  }
}

}  // namespace desobook::fuzz
