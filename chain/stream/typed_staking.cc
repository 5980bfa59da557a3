#include "chain/stream/typed_staking.h"

#include <cstddef>
#include <optional>

#include "chain/codec/primitives.h"
#include "chain/codec/reader.h"
#include "chain/stream/skip.h"
#include "chain/stream/typed_parts.h"

namespace desobook::chain {
namespace {

constexpr std::uint64_t kValidatorEntryType = 45;
constexpr std::uint64_t kStakerEntryType = 46;
constexpr std::uint64_t kEpochEntryType = 48;

Uint256 ReadNumber(Reader& reader) {
  const auto value = ReadVariableUint256(reader);
  if (!value) reader.Fail("a number is absent");
  return value.value_or(Uint256());
}

std::optional<ValidatorRow> ReadValidator(Reader& reader) {
  if (!ReadEntryHeader(kValidatorEntryType, reader)) return std::nullopt;
  ValidatorRow row;
  row.pkid = typed::ReadPkid(reader);
  const std::size_t domains = reader.Count(1);
  for (std::size_t i = 0; i < domains && reader.ok(); ++i) reader.LenBytes();
  row.entry.disable_delegated_stake = reader.Bool();
  row.entry.commission_basis_points = reader.Uvarint();
  reader.LenBytes();  // voting key
  reader.LenBytes();  // voting authorisation
  row.entry.total_stake = ReadNumber(reader);
  row.entry.last_active_epoch = reader.Uvarint();
  row.entry.jailed_at_epoch = reader.Uvarint();
  ReadExtraData(reader);
  return row;
}

std::optional<StakerRow> ReadStaker(Reader& reader) {
  if (!ReadEntryHeader(kStakerEntryType, reader)) return std::nullopt;
  StakerRow row;
  row.key.staker = typed::ReadPkid(reader);
  row.key.validator = typed::ReadPkid(reader);
  row.entry.reward_method = reader.Byte();
  row.entry.amount = ReadNumber(reader);
  ReadExtraData(reader);
  return row;
}

std::optional<EpochEntry> ReadEpoch(Reader& reader) {
  if (!ReadEntryHeader(kEpochEntryType, reader)) return std::nullopt;
  EpochEntry epoch;
  epoch.number = reader.Uvarint();
  epoch.initial_height = reader.Uvarint();
  reader.Uvarint();  // initial view
  epoch.final_height = reader.Uvarint();
  reader.Uvarint();  // leader index offset
  epoch.created_at_ns = reader.Varint();
  return epoch;
}

}  // namespace

absl::StatusOr<ValidatorRow> DecodeValidatorEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(ReadValidator(reader), reader, "ValidatorEntry");
}
absl::StatusOr<StakerRow> DecodeStakerEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(ReadStaker(reader), reader, "StakeEntry");
}
absl::StatusOr<EpochEntry> DecodeEpochEntry(ByteView entry) {
  Reader reader(entry);
  return typed::Whole(ReadEpoch(reader), reader, "EpochEntry");
}

}  // namespace desobook::chain
