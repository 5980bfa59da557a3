#include "chain/replay/recorded_flush.h"

#include <string>
#include <type_traits>

#include "absl/strings/str_cat.h"
#include "chain/stream/keys.h"
#include "chain/stream/typed.h"
#include "chain/stream/typed_staking.h"

namespace desobook::chain {
namespace {

absl::Status AtIndex(const StateChangeRecord& record,
                     const absl::Status& status) {
  return absl::DataLossError(absl::StrCat("record ", record.index, " at byte ",
                                          record.offset, ": ",
                                          status.message()));
}

// One record into the flush; `record` is an insert, upsert or delete.
class FlushParser {
 public:
  explicit FlushParser(RecordedFlush& flush) : flush_(flush) {}

  absl::Status Take(const StateChangeRecord& record) {
    const bool deleted = record.operation == RecordOperation::kDelete;
    switch (PrefixOf(record.key)) {
      case KeyPrefix::kBlock:
        return deleted ? absl::OkStatus() : TakeBlock(record);
      case KeyPrefix::kOperations:
        return deleted ? absl::OkStatus() : TakeOperations(record);
      case KeyPrefix::kOrder:
        return TakeOrder(record, deleted);
      case KeyPrefix::kDesoBalance:
      case KeyPrefix::kTokenBalance:
        return TakeMoney(record, deleted);
      default:
        return TakeAccount(record, deleted);
    }
  }

 private:
  absl::Status TakeBlock(const StateChangeRecord& record) {
    const auto hash = BlockHashOfKey(record.key);
    if (!hash.ok()) return hash.status();
    const auto bytes = BlockBytes(record.value);
    if (!bytes.ok()) return bytes.status();
    flush_.blocks.emplace_back(*hash, Bytes(bytes->begin(), bytes->end()));
    return absl::OkStatus();
  }

  absl::Status TakeOperations(const StateChangeRecord& record) {
    const auto hash = BlockHashOfKey(record.key);
    if (!hash.ok()) return hash.status();
    if (!flush_.operations.contains(*hash)) flush_.committed.push_back(*hash);
    if (record.operation == RecordOperation::kInsert) return absl::OkStatus();
    auto lists = DecodeOperationBundle(record.value);
    if (!lists.ok()) return lists.status();
    flush_.operations.insert_or_assign(*hash, *std::move(lists));
    return absl::OkStatus();
  }

  absl::Status TakeOrder(const StateChangeRecord& record, bool deleted) {
    const auto key = ParseOrderKey(record.key);
    if (!key.ok()) return key.status();
    if (deleted) {
      flush_.orders.insert_or_assign(key->id, std::nullopt);
      return absl::OkStatus();
    }
    const auto order = DecodeOrderEntry(record.value);
    if (!order.ok()) return order.status();
    if (order->buying != key->buying || order->selling != key->selling ||
        order->rate != key->rate || order->height != key->height ||
        order->id != key->id) {
      return absl::DataLossError("the order does not belong under its key");
    }
    flush_.orders.insert_or_assign(order->id, *order);
    return absl::OkStatus();
  }

  absl::Status TakeMoney(const StateChangeRecord& record, bool deleted) {
    if (PrefixOf(record.key) == KeyPrefix::kDesoBalance) {
      return Put(
          flush_.deso, PublicKeyOfBalanceKey(record.key), deleted,
          [&]() { return DecodeDesoBalance(record.value); },
          [](const DesoBalance& row) { return row.amount; });
    }
    return Put(
        flush_.tokens, ParseBalanceKey(record.key), deleted,
        [&]() { return DecodeBalanceEntry(record.value); },
        [](const BalanceEntry& row) { return row.balance; });
  }

  absl::Status TakeAccount(const StateChangeRecord& record, bool deleted) {
    switch (PrefixOf(record.key)) {
      case KeyPrefix::kProfile:
        return Put(
            flush_.profiles, PkidOfProfileKey(record.key), deleted,
            [&]() { return DecodeProfileEntry(record.value); }, Same);
      case KeyPrefix::kPkid:
        return Put(
            flush_.pkids, PublicKeyOfPkidKey(record.key), deleted,
            [&]() { return DecodePkidEntry(record.value); },
            [](const PkidMapping& row) { return row.pkid; });
      case KeyPrefix::kDerivedKey:
        return Put(
            flush_.derived_keys, ParseDerivedKeyKey(record.key), deleted,
            [&]() { return DecodeDerivedKeyEntry(record.value); },
            [](const DerivedKeyRow& row) { return row.entry; });
      case KeyPrefix::kUserAssociation:
        return Put(
            flush_.associations, AssociationIdOfKey(record.key), deleted,
            [&]() { return DecodeUserAssociation(record.value); },
            [](const UserAssociationRow& row) { return row.entry; });
      case KeyPrefix::kGlobalParams:
        return Put(
            flush_.global_params, absl::StatusOr<OnlyRow>(OnlyRow{}), deleted,
            [&]() { return DecodeGlobalParams(record.value); }, Same);
      default:
        return TakeStaking(record, deleted);
    }
  }

  absl::Status TakeStaking(const StateChangeRecord& record, bool deleted) {
    switch (PrefixOf(record.key)) {
      case KeyPrefix::kValidator:
        return TakeValidator(record, deleted);
      case KeyPrefix::kStake:
        return Put(
            flush_.stakes, ParseStakeKey(record.key), deleted,
            [&]() { return DecodeStakerEntry(record.value); },
            [](const StakerRow& row) { return row.entry; });
      case KeyPrefix::kLockedStake:
        return Put(
            flush_.locked_stakes, ParseLockedStakeKey(record.key), deleted,
            [&]() { return DecodeLockedStakeEntry(record.value); },
            [](const LockedStakeRow& row) { return row.amount; });
      case KeyPrefix::kEpoch:
        return Put(
            flush_.epoch, absl::StatusOr<OnlyRow>(OnlyRow{}), deleted,
            [&]() { return DecodeEpochEntry(record.value); }, Same);
      default:
        return absl::OkStatus();  // not kept
    }
  }

  absl::Status TakeValidator(const StateChangeRecord& record, bool deleted) {
    const auto key = Pkid::From(record.key.subspan(1));
    if (!key) return absl::DataLossError("validator key has not 34 bytes");
    return Put(
        flush_.validators, absl::StatusOr<Pkid>(*key), deleted,
        [&]() { return DecodeValidatorEntry(record.value); },
        [](const ValidatorRow& row) { return row.entry; });
  }

  static constexpr auto Same = [](const auto& value) { return value; };

  template <typename Key, typename Value, typename Decode, typename Pick>
  static absl::Status Put(Written<Key, Value>& table,
                          const absl::StatusOr<Key>& key, bool deleted,
                          Decode decode, Pick pick) {
    if (!key.ok()) return key.status();
    if (deleted) {
      table.insert_or_assign(*key, std::nullopt);
      return absl::OkStatus();
    }
    const auto row = decode();
    if (!row.ok()) return row.status();
    table.insert_or_assign(*key, pick(*row));
    return absl::OkStatus();
  }

  RecordedFlush& flush_;
};

template <typename Key, typename Value>
void Apply(const Written<Key, Value>& written, BaseTable<Key, Value>& table) {
  for (const auto& [key, value] : written) {
    if (value) {
      table.Put(key, *value);
    } else {
      table.Erase(key);
    }
  }
}

AssociationKey KeyOf(const UserAssociationEntry& entry) {
  AssociationKey key{entry.transactor, entry.target, entry.app, entry.type,
                     entry.value};
  for (std::uint8_t& c : key.type) {
    if (c >= 'A' && c <= 'Z') c = static_cast<std::uint8_t>(c - 'A' + 'a');
  }
  return key;
}

Bytes LowerCase(Bytes text) {
  for (std::uint8_t& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<std::uint8_t>(c - 'A' + 'a');
  }
  return text;
}

// The stream carries no secondary index; these follow from the tables.
void ApplyIndexes(const RecordedFlush& flush, Ledger& ledger) {
  for (const auto& [pkid, profile] : flush.profiles) {
    if (const ProfileEntry* old = ledger.profiles.Find(pkid)) {
      ledger.usernames.Erase(LowerCase(old->username));
    }
  }
  for (const auto& [pkid, profile] : flush.profiles) {
    if (profile) ledger.usernames.Put(LowerCase(profile->username), pkid);
  }
  for (const auto& [key, pkid] : flush.pkids) {
    if (const Pkid* old = ledger.pkids.Find(key)) {
      ledger.public_keys.Erase(*old);
    }
  }
  for (const auto& [key, pkid] : flush.pkids) {
    if (pkid) ledger.public_keys.Put(*pkid, key);
  }
  for (const auto& [id, entry] : flush.associations) {
    if (const UserAssociationEntry* old = ledger.associations.Find(id)) {
      ledger.association_ids.Erase(KeyOf(*old));
    }
  }
  for (const auto& [id, entry] : flush.associations) {
    if (entry) ledger.association_ids.Put(KeyOf(*entry), id);
  }
}

// Sets what differs; returns how many keys that were.
template <typename Key, typename Value>
std::uint64_t Correct(const Written<Key, Value>& written,
                      ViewTable<Key, Value>& table) {
  std::uint64_t changed = 0;
  for (const auto& [key, value] : written) {
    const Value* ours = table.Peek(key);
    const bool equal =
        value ? ours != nullptr && *ours == *value : ours == nullptr;
    if (equal) continue;
    ++changed;
    if (value) {
      table.Put(key, *value);
    } else {
      table.Tombstone(key);
    }
  }
  return changed;
}

}  // namespace

absl::Status AddRecord(const StateChangeRecord& record, RecordedFlush& flush) {
  if (!flush.first_record) {
    flush.first_record = record.index;
    flush.first_byte = record.offset;
  }
  flush.is_dump |= record.operation == RecordOperation::kInsert;
  const absl::Status status = FlushParser(flush).Take(record);
  return status.ok() ? status : AtIndex(record, status);
}

absl::StatusOr<RecordedFlush> ParseFlush(const Flush& flush) {
  RecordedFlush recorded;
  for (const StateChangeRecord& record : flush.records) {
    const absl::Status status = AddRecord(record, recorded);
    if (!status.ok()) return status;
  }
  return recorded;
}

void ApplyFlush(const RecordedFlush& flush, State<OracleBook>& state) {
  Ledger& ledger = state.ledger;
  ApplyIndexes(flush, ledger);
  Apply(flush.deso, ledger.deso);
  Apply(flush.tokens, ledger.tokens);
  Apply(flush.profiles, ledger.profiles);
  Apply(flush.pkids, ledger.pkids);
  Apply(flush.derived_keys, ledger.derived_keys);
  Apply(flush.associations, ledger.associations);
  Apply(flush.validators, ledger.validators);
  Apply(flush.stakes, ledger.stakes);
  Apply(flush.locked_stakes, ledger.locked_stakes);
  Apply(flush.epoch, ledger.epoch);
  Apply(flush.global_params, ledger.global_params);
  for (const auto& [id, order] : flush.orders) {
    state.book.Erase(id);
    if (order) state.book.Put(*order);
  }
}

std::uint64_t ApplyRecordedKeys(const RecordedFlush& flush, LedgerView& view) {
  return Correct(flush.tokens, view.tokens) +
         Correct(flush.profiles, view.profiles) +
         Correct(flush.derived_keys, view.derived_keys) +
         Correct(flush.associations, view.associations) +
         Correct(flush.validators, view.validators) +
         Correct(flush.stakes, view.stakes) +
         Correct(flush.locked_stakes, view.locked_stakes) +
         Correct(flush.global_params, view.global_params);
}

}  // namespace desobook::chain
