#include "chain/stream/typed.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "chain/codec/primitives.h"
#include "chain/keys/spending_limits_codec.h"
#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"
#include "chain/stream/skip.h"
#include "chain/stream/typed_parts.h"

namespace desobook::chain {
namespace typed {
namespace {

// lenbytes of any length, padded or cut, as the node reads identifiers.
template <typename Id>
Id ReadLenId(Reader& reader) {
  const ByteView bytes = reader.LenBytes();
  Id id;
  std::copy_n(bytes.begin(), std::min(bytes.size(), Id::kSize),
              id.bytes.begin());
  return id;
}

template <typename Id>
Id ReadIdEntry(std::uint64_t encoder_type, Reader& reader) {
  if (!ReadEntryHeader(encoder_type, reader)) {
    reader.Fail("an identifier is absent");
    return {};
  }
  return ReadLenId<Id>(reader);
}

// A key stored as plain lenbytes: 33 bytes or malformed.
PublicKey ReadPublicKey(Reader& reader) {
  const auto key = PublicKey::From(reader.LenBytes());
  if (!key) reader.Fail("public key has not 33 bytes");
  return key.value_or(PublicKey());
}

Uint256 ReadNumber(Reader& reader) {
  const auto value = ReadVariableUint256(reader);
  if (!value) reader.Fail("a number is absent");
  return value.value_or(Uint256());
}

Nanos ReadNanos(Reader& reader) {
  const Uint256 value = ReadNumber(reader);
  if (!value.FitsUint64()) reader.Fail("DESO amount exceeds 64 bits");
  return Nanos(value.limb[0]);
}

std::uint8_t ReadUvarint8(Reader& reader) {
  const std::uint64_t value = reader.Uvarint();
  if (value > 0xff) reader.Fail("integer exceeds 8 bits");
  return static_cast<std::uint8_t>(value);
}

BlockHeight ReadHeight(Reader& reader) {
  const std::uint64_t value = reader.Uvarint();
  if (value > 0xffffffff) reader.Fail("height exceeds 32 bits");
  return static_cast<BlockHeight>(value);
}

std::optional<DesoBalance> ReadDesoBalance(Reader& reader) {
  if (!ReadEntryHeader(kDesoBalanceEntryType, reader)) return std::nullopt;
  DesoBalance balance;
  balance.key = ReadPublicKey(reader);
  balance.amount = Nanos(reader.Uvarint());
  return balance;
}

std::optional<PkidMapping> ReadPkidMapping(Reader& reader) {
  if (!ReadEntryHeader(kPkidEntryType, reader)) return std::nullopt;
  PkidMapping mapping;
  mapping.pkid = ReadPkid(reader);
  mapping.key = ReadPublicKey(reader);
  return mapping;
}

std::optional<StakeRow> ReadStake(Reader& reader) {
  if (!ReadEntryHeader(kStakeEntryType, reader)) return std::nullopt;
  StakeRow row;
  row.key.staker = ReadPkid(reader);
  row.key.validator = ReadPkid(reader);
  reader.Byte();  // reward method
  row.amount = ReadNanos(reader);
  ReadExtraData(reader);
  return row;
}

std::optional<LockedStakeRow> ReadLockedStake(Reader& reader) {
  if (!ReadEntryHeader(kLockedStakeEntryType, reader)) return std::nullopt;
  LockedStakeRow row;
  row.key.staker = ReadPkid(reader);
  row.key.validator = ReadPkid(reader);
  row.amount = ReadNanos(reader);
  row.key.locked_at_epoch = reader.Uvarint();
  ReadExtraData(reader);
  return row;
}

void ReadStakingParams(Reader& reader, GlobalParams& params) {
  params.stake_lockup_epoch_duration = reader.Uvarint();
  params.validator_jail_epoch_duration = reader.Uvarint();
  params.leader_schedule_max_num_validators = reader.Uvarint();
  params.validator_set_max_num_validators = reader.Uvarint();
  params.staking_rewards_max_num_stakes = reader.Uvarint();
  params.staking_rewards_apy_basis_points = reader.Uvarint();
  params.epoch_duration_num_blocks = reader.Uvarint();
  params.jail_inactive_validator_grace_period_epochs = reader.Uvarint();
  params.maximum_vested_intersections_per_lockup_transaction = reader.Varint();
  params.fee_bucket_growth_rate_basis_points = reader.Uvarint();
  params.block_timestamp_drift_ns = reader.Varint();
  params.mempool_max_size_bytes = reader.Uvarint();
  params.mempool_fee_estimator_num_mempool_blocks = reader.Uvarint();
  params.mempool_fee_estimator_num_past_blocks = reader.Uvarint();
  params.mempool_congestion_factor_basis_points = reader.Uvarint();
  params.mempool_past_blocks_congestion_factor_basis_points = reader.Uvarint();
  params.mempool_priority_percentile_basis_points = reader.Uvarint();
  params.mempool_past_blocks_priority_percentile_basis_points =
      reader.Uvarint();
  params.max_block_size_bytes_pos = reader.Uvarint();
  params.soft_max_block_size_bytes_pos = reader.Uvarint();
  params.max_txn_size_bytes_pos = reader.Uvarint();
  params.block_production_interval_ms_pos = reader.Uvarint();
  params.timeout_interval_ms_pos = reader.Uvarint();
}

// Limits have no length around them: their layout tells where they end.
SpendingLimits ReadSpendingLimits(Reader& reader, std::uint64_t version) {
  const ByteView rest = reader.rest();
  const std::size_t begin = reader.position();
  SkipFields(entries::kSpendingLimits, reader, {version});
  if (!reader.ok()) return {};
  const auto limits =
      DecodeSpendingLimits(rest.first(reader.position() - begin),
                           static_cast<std::uint8_t>(version));
  if (!limits.ok()) {
    reader.Fail("malformed spending limits");
    return {};
  }
  return *limits;
}

}  // namespace

Pkid ReadPkid(Reader& reader) { return ReadIdEntry<Pkid>(kPkidType, reader); }

std::optional<BalanceEntry> ReadBalance(Reader& reader) {
  if (!ReadEntryHeader(kBalanceEntryType, reader)) return std::nullopt;
  BalanceEntry entry;
  entry.key.holder = ReadPkid(reader);
  entry.key.creator = ReadPkid(reader);
  entry.balance.amount = BaseUnits(ReadNumber(reader));
  entry.balance.has_purchased = reader.Bool();
  return entry;
}

std::optional<OrderEntry> ReadOrder(Reader& reader) {
  if (!ReadEntryHeader(kOrderEntryType, reader)) return std::nullopt;
  OrderEntry order;
  order.id = ReadIdEntry<OrderId>(kBlockHashType, reader);
  order.transactor = ReadPkid(reader);
  order.buying = ReadPkid(reader);
  order.selling = ReadPkid(reader);
  order.rate = Rate(ReadNumber(reader));
  order.quantity = BaseUnits(ReadNumber(reader));
  order.side = ReadUvarint8(reader);
  order.fill_type = ReadUvarint8(reader);
  order.height = ReadHeight(reader);
  return order;
}

std::optional<FilledOrder> ReadFilledOrder(Reader& reader) {
  if (!ReadEntryHeader(kFilledOrderType, reader)) return std::nullopt;
  FilledOrder fill;
  fill.id = ReadIdEntry<OrderId>(kBlockHashType, reader);
  fill.transactor = ReadPkid(reader);
  fill.buying = ReadPkid(reader);
  fill.selling = ReadPkid(reader);
  fill.bought = BaseUnits(ReadNumber(reader));
  fill.sold = BaseUnits(ReadNumber(reader));
  fill.is_fulfilled = reader.Bool();
  return fill;
}

std::optional<CoinEntry> ReadCoin(Reader& reader) {
  const auto version = ReadEntryHeader(kCoinEntryType, reader);
  if (!version) return std::nullopt;
  CoinEntry coin;
  coin.creator_basis_points = reader.Uvarint();
  coin.deso_locked = Nanos(reader.Uvarint());
  coin.number_of_holders = reader.Uvarint();
  coin.coins_in_circulation = BaseUnits(ReadNumber(reader));
  coin.coin_watermark_nanos = reader.Uvarint();
  coin.minting_disabled = reader.Bool();
  coin.transfer_restriction = reader.Byte();
  if (*version >= 4) coin.lockup_transfer_restriction = reader.Byte();
  return coin;
}

std::optional<ProfileEntry> ReadProfile(Reader& reader) {
  if (!ReadEntryHeader(kProfileEntryType, reader)) return std::nullopt;
  ProfileEntry profile;
  profile.public_key = ReadPublicKey(reader);
  profile.username = reader.LenBytesCopy();
  profile.description = reader.LenBytesCopy();
  profile.profile_pic = reader.LenBytesCopy();
  profile.is_hidden = reader.Bool();
  const auto creator_coin = ReadCoin(reader);
  const auto dao_coin = ReadCoin(reader);
  if (!creator_coin || !dao_coin) {
    reader.Fail("a profile's coin is absent");
    return profile;
  }
  profile.creator_coin = *creator_coin;
  profile.dao_coin = *dao_coin;
  bool ended = false;
  profile.extra_data = entries::ReadTolerantExtraData(reader, ended);
  return profile;
}

std::optional<DerivedKeyRow> ReadDerivedKey(Reader& reader) {
  const auto version = ReadEntryHeader(kDerivedKeyEntryType, reader);
  if (!version) return std::nullopt;
  DerivedKeyRow row;
  row.id.owner = ReadPublicKey(reader);
  row.id.derived = ReadPublicKey(reader);
  row.entry.expiration_block = reader.Uvarint();
  row.entry.operation = reader.Byte();
  bool ended = false;
  row.entry.extra_data = entries::ReadTolerantExtraData(reader, ended);
  if (ended) return row;
  if (reader.Bool()) {
    row.entry.limits = ReadSpendingLimits(reader, *version);
  }
  row.entry.memo = reader.LenBytesCopy();
  return row;
}

std::optional<GlobalParams> ReadGlobalParams(Reader& reader) {
  const auto version = ReadEntryHeader(kGlobalParamsEntryType, reader);
  if (!version) return std::nullopt;
  GlobalParams params;
  params.fee_bucket_growth_rate_basis_points = 0;
  params.usd_cents_per_bitcoin = reader.Uvarint();
  params.create_profile_fee_nanos = reader.Uvarint();
  params.create_nft_fee_nanos = reader.Uvarint();
  params.max_copies_per_nft = reader.Uvarint();
  params.minimum_network_fee_nanos_per_kb = reader.Uvarint();
  if (*version >= 3) {
    params.max_nonce_expiration_block_height_offset = reader.Uvarint();
  }
  if (*version >= 4) ReadStakingParams(reader, params);
  return params;
}

std::optional<UserAssociationRow> ReadUserAssociation(Reader& reader) {
  if (!ReadEntryHeader(kUserAssociationEntryType, reader)) return std::nullopt;
  UserAssociationRow row;
  row.id = ReadIdEntry<AssociationId>(kBlockHashType, reader);
  row.entry.transactor = ReadPkid(reader);
  row.entry.target = ReadPkid(reader);
  row.entry.app = ReadPkid(reader);
  row.entry.type = reader.LenBytesCopy();
  row.entry.value = reader.LenBytesCopy();
  row.entry.extra_data = ReadExtraData(reader);
  row.entry.height = ReadHeight(reader);
  return row;
}

}  // namespace typed

absl::StatusOr<DesoBalance> DecodeDesoBalance(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadDesoBalance(reader), reader,
                      "DeSoBalanceEntry");
}
absl::StatusOr<BalanceEntry> DecodeBalanceEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadBalance(reader), reader, "BalanceEntry");
}
absl::StatusOr<OrderEntry> DecodeOrderEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadOrder(reader), reader,
                      "DAOCoinLimitOrderEntry");
}
absl::StatusOr<FilledOrder> DecodeFilledOrder(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadFilledOrder(reader), reader,
                      "FilledDAOCoinLimitOrder");
}
absl::StatusOr<CoinEntry> DecodeCoinEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadCoin(reader), reader, "CoinEntry");
}
absl::StatusOr<ProfileEntry> DecodeProfileEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadProfile(reader), reader, "ProfileEntry");
}
absl::StatusOr<PkidMapping> DecodePkidEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadPkidMapping(reader), reader, "PKIDEntry");
}
absl::StatusOr<DerivedKeyRow> DecodeDerivedKeyEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadDerivedKey(reader), reader, "DerivedKeyEntry");
}
absl::StatusOr<GlobalParams> DecodeGlobalParams(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadGlobalParams(reader), reader,
                      "GlobalParamsEntry");
}
absl::StatusOr<UserAssociationRow> DecodeUserAssociation(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadUserAssociation(reader), reader,
                      "UserAssociationEntry");
}
absl::StatusOr<StakeRow> DecodeStakeEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadStake(reader), reader, "StakeEntry");
}
absl::StatusOr<LockedStakeRow> DecodeLockedStakeEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(typed::ReadLockedStake(reader), reader,
                      "LockedStakeEntry");
}

}  // namespace desobook::chain
