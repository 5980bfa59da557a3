#include "chain/codec/metadata.h"

#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "chain/codec/metadata_schema.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

// The members of a struct in the order of its schema's rows.
template <typename Metadata>
constexpr auto kMembers = std::tuple<>();
template <>
constexpr auto kMembers<BlockRewardMetadata> =
    std::tuple(&BlockRewardMetadata::extra_data);
template <>
constexpr auto kMembers<UpdateProfileMetadata> =
    std::tuple(&UpdateProfileMetadata::profile_public_key,
               &UpdateProfileMetadata::new_username,
               &UpdateProfileMetadata::new_description,
               &UpdateProfileMetadata::new_profile_pic,
               &UpdateProfileMetadata::new_creator_basis_points,
               &UpdateProfileMetadata::new_stake_multiple_basis_points,
               &UpdateProfileMetadata::is_hidden);
template <>
constexpr auto kMembers<SwapIdentityMetadata> =
    std::tuple(&SwapIdentityMetadata::from_public_key,
               &SwapIdentityMetadata::to_public_key);
template <>
constexpr auto kMembers<CreatorCoinMetadata> = std::tuple(
    &CreatorCoinMetadata::profile_public_key, &CreatorCoinMetadata::operation,
    &CreatorCoinMetadata::deso_to_sell_nanos,
    &CreatorCoinMetadata::creator_coin_to_sell_nanos,
    &CreatorCoinMetadata::deso_to_add_nanos,
    &CreatorCoinMetadata::min_deso_expected_nanos,
    &CreatorCoinMetadata::min_creator_coin_expected_nanos);
template <>
constexpr auto kMembers<CreatorCoinTransferMetadata> =
    std::tuple(&CreatorCoinTransferMetadata::profile_public_key,
               &CreatorCoinTransferMetadata::creator_coin_to_transfer_nanos,
               &CreatorCoinTransferMetadata::receiver_public_key);
template <>
constexpr auto kMembers<DaoCoinMetadata> = std::tuple(
    &DaoCoinMetadata::profile_public_key, &DaoCoinMetadata::operation,
    &DaoCoinMetadata::coins_to_mint, &DaoCoinMetadata::coins_to_burn,
    &DaoCoinMetadata::transfer_restriction);
template <>
constexpr auto kMembers<DaoCoinTransferMetadata> =
    std::tuple(&DaoCoinTransferMetadata::profile_public_key,
               &DaoCoinTransferMetadata::coins_to_transfer,
               &DaoCoinTransferMetadata::receiver_public_key);
template <>
constexpr auto kMembers<LimitOrderMetadata> = std::tuple(
    &LimitOrderMetadata::buying_coin, &LimitOrderMetadata::selling_coin,
    &LimitOrderMetadata::rate, &LimitOrderMetadata::quantity,
    &LimitOrderMetadata::side, &LimitOrderMetadata::fill_type,
    &LimitOrderMetadata::cancel_order_id, &LimitOrderMetadata::bidder_inputs,
    &LimitOrderMetadata::fee_nanos);
template <>
constexpr auto kMembers<CreateUserAssociationMetadata> =
    std::tuple(&CreateUserAssociationMetadata::target_user_public_key,
               &CreateUserAssociationMetadata::app_public_key,
               &CreateUserAssociationMetadata::type,
               &CreateUserAssociationMetadata::value);
template <>
constexpr auto kMembers<DeleteUserAssociationMetadata> =
    std::tuple(&DeleteUserAssociationMetadata::association_id);
template <>
constexpr auto kMembers<AuthorizeDerivedKeyMetadata> =
    std::tuple(&AuthorizeDerivedKeyMetadata::derived_public_key,
               &AuthorizeDerivedKeyMetadata::expiration_block,
               &AuthorizeDerivedKeyMetadata::operation,
               &AuthorizeDerivedKeyMetadata::access_signature);
template <>
constexpr auto kMembers<StakeMetadata> =
    std::tuple(&StakeMetadata::validator_public_key,
               &StakeMetadata::reward_method, &StakeMetadata::amount);
template <>
constexpr auto kMembers<UnstakeMetadata> = std::tuple(
    &UnstakeMetadata::validator_public_key, &UnstakeMetadata::amount);
template <>
constexpr auto kMembers<UnlockStakeMetadata> = std::tuple(
    &UnlockStakeMetadata::validator_public_key,
    &UnlockStakeMetadata::start_epoch, &UnlockStakeMetadata::end_epoch);
template <>
constexpr auto kMembers<CoinLockupMetadata> = std::tuple(
    &CoinLockupMetadata::profile_public_key,
    &CoinLockupMetadata::recipient_public_key,
    &CoinLockupMetadata::unlock_timestamp_ns,
    &CoinLockupMetadata::vesting_end_timestamp_ns, &CoinLockupMetadata::amount);
template <>
constexpr auto kMembers<CoinLockupTransferMetadata> =
    std::tuple(&CoinLockupTransferMetadata::recipient_public_key,
               &CoinLockupTransferMetadata::profile_public_key,
               &CoinLockupTransferMetadata::unlock_timestamp_ns,
               &CoinLockupTransferMetadata::amount);
template <>
constexpr auto kMembers<CoinUnlockMetadata> =
    std::tuple(&CoinUnlockMetadata::profile_public_key);
template <>
constexpr auto kMembers<FollowMetadata> = std::tuple(
    &FollowMetadata::followed_public_key, &FollowMetadata::is_unfollow);
template <>
constexpr auto kMembers<LikeMetadata> = std::tuple(&LikeMetadata::liked_post,
                                                   &LikeMetadata::is_unlike);

// A field as a member, and back.
void FromField(const FieldValue& field, std::uint64_t& out) {
  out = field.unsigned_value();
}
void FromField(const FieldValue& field, std::uint8_t& out) {
  DESOBOOK_CHECK(field.unsigned_value() <= 0xff);
  out = static_cast<std::uint8_t>(field.unsigned_value());
}
void FromField(const FieldValue& field, std::int64_t& out) {
  out = field.signed_value();
}
void FromField(const FieldValue& field, bool& out) { out = field.bool_value(); }
void FromField(const FieldValue& field, Bytes& out) { out = field.bytes(); }
void FromField(const FieldValue& field, BaseUnits& out) {
  out = BaseUnits(field.number());
}
void FromField(const FieldValue& field, Rate& out) {
  out = Rate(field.number());
}
template <typename Tag, std::size_t N>
void FromField(const FieldValue& field, FixedBytes<Tag, N>& out) {
  const auto id = FixedBytes<Tag, N>::From(field.bytes());
  DESOBOOK_CHECK(id.has_value());
  out = *id;
}
template <typename T>
void FromField(const FieldValue& field, std::optional<T>& out) {
  if (field.is_null()) return;
  FromField(field, out.emplace());
}
void FromField(const FieldValue& field, std::vector<BidderInputs>& out) {
  for (const FieldValue& element : field.list()) {
    BidderInputs& bidder = out.emplace_back();
    FromField(*element.Find("TransactorPublicKey"), bidder.transactor);
    for (const FieldValue& input : element.Find("Inputs")->list()) {
      TxnInput& spent = bidder.inputs.emplace_back();
      FromField(*input.Find("TxID"), spent.txn);
      spent.index =
          static_cast<std::uint32_t>(input.Find("Index")->unsigned_value());
    }
  }
}

FieldValue ToField(std::uint64_t value) { return FieldValue::Unsigned(value); }
FieldValue ToField(std::uint8_t value) { return FieldValue::Unsigned(value); }
FieldValue ToField(std::int64_t value) { return FieldValue::Signed(value); }
FieldValue ToField(bool value) { return FieldValue::Bool(value); }
FieldValue ToField(const Bytes& value) { return FieldValue::Blob(value); }
FieldValue ToField(BaseUnits value) {
  return FieldValue::Number(value.value());
}
FieldValue ToField(Rate value) { return FieldValue::Number(value.value()); }
template <typename Tag, std::size_t N>
FieldValue ToField(const FixedBytes<Tag, N>& value) {
  return FieldValue::Blob(value.view());
}
template <typename T>
FieldValue ToField(const std::optional<T>& value) {
  return value ? ToField(*value) : FieldValue::Null();
}
FieldValue ToField(const std::vector<BidderInputs>& bidders) {
  FieldValue list = FieldValue::List();
  for (const BidderInputs& bidder : bidders) {
    FieldValue inputs = FieldValue::List();
    for (const TxnInput& spent : bidder.inputs) {
      FieldValue input = FieldValue::Object();
      input.Add("TxID", ToField(spent.txn));
      input.Add("Index", FieldValue::Unsigned(spent.index));
      inputs.Append(std::move(input));
    }
    FieldValue element = FieldValue::Object();
    element.Add("TransactorPublicKey", ToField(bidder.transactor));
    element.Add("Inputs", std::move(inputs));
    list.Append(std::move(element));
  }
  return list;
}

template <typename Member>
void ReadMember(const FieldSpec& spec, Reader& reader, Member& member) {
  const FieldValue field = ReadField(spec, reader);
  if (reader.ok()) {
    FromField(field, member);
  } else {
    reader.NameFailedField(spec.name);
  }
}

template <typename Metadata>
TxnMetadata ReadStruct(const Schema& schema, Reader& reader) {
  constexpr const auto& kList = kMembers<Metadata>;
  constexpr auto kCount = std::tuple_size_v<std::decay_t<decltype(kList)>>;
  DESOBOOK_CHECK(kCount == schema.fields.size());
  Metadata metadata;
  std::size_t row = 0;
  std::apply(
      [&](auto... member) {
        (ReadMember(schema.fields[row++], reader, metadata.*member), ...);
      },
      kList);
  return metadata;
}

template <typename Metadata>
void WriteStruct(const Schema& schema, const Metadata& metadata,
                 Writer& writer) {
  constexpr const auto& kList = kMembers<Metadata>;
  constexpr auto kCount = std::tuple_size_v<std::decay_t<decltype(kList)>>;
  DESOBOOK_CHECK(kCount == schema.fields.size());
  std::size_t row = 0;
  std::apply(
      [&](auto... member) {
        (WriteField(schema.fields[row++], ToField(metadata.*member), writer),
         ...);
      },
      kList);
}

TxnMetadata ReadOpaque(const Schema& schema, Reader& reader) {
  const FieldValue fields = DecodeFields(schema, reader);
  if (!reader.ok()) return {};
  Writer writer;
  EncodeFields(schema, fields, writer);
  return OpaqueMetadata{writer.Take()};
}

// An order without metadata reads as one in which everything is absent.
// Source: deso-protocol/core lib/network.go,
// DAOCoinLimitOrderMetadata.FromBytes.
TxnMetadata ReadLimitOrder(const Schema& schema, Reader& reader) {
  if (reader.AtEnd()) return LimitOrderMetadata{};
  return ReadStruct<LimitOrderMetadata>(schema, reader);
}

TxnMetadata ReadMetadata(TxnType type, const Schema& schema, Reader& reader) {
  switch (type) {
    case TxnType::kBasicTransfer:
    case TxnType::kUpdateGlobalParams:
    case TxnType::kUnregisterAsValidator:
    case TxnType::kUnjailValidator:
      return EmptyMetadata{};
    case TxnType::kBlockReward:
      return ReadStruct<BlockRewardMetadata>(schema, reader);
    case TxnType::kUpdateProfile:
      return ReadStruct<UpdateProfileMetadata>(schema, reader);
    case TxnType::kSwapIdentity:
      return ReadStruct<SwapIdentityMetadata>(schema, reader);
    case TxnType::kCreatorCoin:
      return ReadStruct<CreatorCoinMetadata>(schema, reader);
    case TxnType::kCreatorCoinTransfer:
      return ReadStruct<CreatorCoinTransferMetadata>(schema, reader);
    case TxnType::kDaoCoin:
      return ReadStruct<DaoCoinMetadata>(schema, reader);
    case TxnType::kDaoCoinTransfer:
      return ReadStruct<DaoCoinTransferMetadata>(schema, reader);
    case TxnType::kDaoCoinLimitOrder:
      return ReadLimitOrder(schema, reader);
    case TxnType::kCreateUserAssociation:
      return ReadStruct<CreateUserAssociationMetadata>(schema, reader);
    case TxnType::kDeleteUserAssociation:
      return ReadStruct<DeleteUserAssociationMetadata>(schema, reader);
    case TxnType::kAuthorizeDerivedKey:
      return ReadStruct<AuthorizeDerivedKeyMetadata>(schema, reader);
    case TxnType::kStake:
      return ReadStruct<StakeMetadata>(schema, reader);
    case TxnType::kUnstake:
      return ReadStruct<UnstakeMetadata>(schema, reader);
    case TxnType::kUnlockStake:
      return ReadStruct<UnlockStakeMetadata>(schema, reader);
    case TxnType::kCoinLockup:
      return ReadStruct<CoinLockupMetadata>(schema, reader);
    case TxnType::kCoinLockupTransfer:
      return ReadStruct<CoinLockupTransferMetadata>(schema, reader);
    case TxnType::kCoinUnlock:
      return ReadStruct<CoinUnlockMetadata>(schema, reader);
    case TxnType::kFollow:
      return ReadStruct<FollowMetadata>(schema, reader);
    case TxnType::kLike:
      return ReadStruct<LikeMetadata>(schema, reader);
    default:
      DESOBOOK_CHECK(type != TxnType::kAtomicTxnsWrapper);
      return ReadOpaque(schema, reader);
  }
}

}  // namespace

absl::StatusOr<TxnMetadata> DecodeMetadata(TxnType type, ByteView bytes) {
  const Schema* schema = MetadataSchema(type);
  DESOBOOK_CHECK(schema != nullptr);
  Reader reader(bytes);
  TxnMetadata metadata = ReadMetadata(type, *schema, reader);
  if (!reader.ok()) {
    return reader.Status(std::string(TxnTypeName(type)) + " metadata");
  }
  return metadata;
}

Bytes EncodeMetadata(TxnType type, const TxnMetadata& metadata) {
  const Schema* schema = MetadataSchema(type);
  DESOBOOK_CHECK(schema != nullptr);
  return std::visit(
      [schema](const auto& typed) -> Bytes {
        using Metadata = std::decay_t<decltype(typed)>;
        if constexpr (std::is_same_v<Metadata, OpaqueMetadata>) {
          return typed.bytes;
        } else if constexpr (std::is_same_v<Metadata, AtomicTxnsMetadata>) {
          DESOBOOK_CHECK(false);  // transaction.cc encodes it
          return {};
        } else {
          Writer writer;
          WriteStruct(*schema, typed, writer);
          return writer.Take();
        }
      },
      metadata);
}

FieldValue MetadataFields(TxnType type, ByteView bytes) {
  const Schema* schema = MetadataSchema(type);
  DESOBOOK_CHECK(schema != nullptr);
  Reader reader(bytes);
  FieldValue fields = DecodeFields(*schema, reader);
  DESOBOOK_CHECK(reader.ok());
  return fields;
}

}  // namespace desobook::chain
