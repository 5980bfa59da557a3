#include "chain/replay/compare_state.h"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace desobook::chain {
namespace {

// Profiles are compared without what this program does not keep: the creator
// coin's curve.
ProfileEntry Comparable(ProfileEntry profile) {
  profile.creator_coin = CoinEntry{};
  return profile;
}
template <typename T>
const T& Comparable(const T& value) {
  return value;
}

class StateComparer {
 public:
  StateComparer(BlockHeight height, DifferenceLog& log) : log_(log) {
    place_.height = height;
  }

  template <typename Key, typename Value, typename KeyText, typename ValueText>
  void Table(const std::string& name, const Written<Key, Value>& written,
             const ViewTable<Key, Value>& ours,
             const BaseTable<Key, Value>& base,
             const BaseTable<Key, Value>& mirror, KeyText key_text,
             ValueText value_text) {
    std::set<Key> keys;
    for (const auto& [key, value] : written) keys.insert(key);
    for (const auto& [key, value] : ours.records()) keys.insert(key);
    for (const Key& key : keys) {
      One(name + " " + key_text(key), mirror.Find(key), base.Find(key),
          value_text);
    }
  }

  template <typename Value, typename Text>
  void One(const std::string& field, const Value* expected, const Value* found,
           Text text) {
    ++compared_;
    const bool equal = expected == nullptr || found == nullptr
                           ? expected == found
                           : Comparable(*expected) == Comparable(*found);
    if (equal) return;
    log_.Add(place_, field, expected != nullptr ? text(*expected) : "absent",
             found != nullptr ? text(*found) : "absent");
  }

  [[nodiscard]] std::uint64_t compared() const { return compared_; }

 private:
  Place place_;
  DifferenceLog& log_;
  std::uint64_t compared_ = 0;
};

void CompareOrders(const CommittedBlock<OracleBook>& committed,
                   const RecordedFlush& flush, const State<OracleBook>& mirror,
                   const Describer& describe, StateComparer& comparer) {
  std::set<OrderId> ids;
  for (const auto& [id, order] : flush.orders) ids.insert(id);
  for (const auto& [id, record] : committed.view.book.records()) ids.insert(id);
  for (const OrderId& id : ids) {
    comparer.One("order " + HexOf(id.view()), mirror.book.Find(id),
                 committed.base.book.Find(id),
                 [&](const OrderEntry& v) { return describe.Order(v); });
  }
}

void CompareMoney(const CommittedBlock<OracleBook>& committed,
                  const RecordedFlush& flush, const State<OracleBook>& mirror,
                  const Describer& describe, StateComparer& comparer) {
  const Ledger& base = committed.base.ledger;
  const LedgerView& view = committed.view.ledger;
  comparer.Table(
      "DESO balance of", flush.deso, view.deso, base.deso, mirror.ledger.deso,
      [&](const PublicKey& key) { return describe.Key(key); },
      [](Nanos value) { return std::to_string(value.value()); });
  comparer.Table(
      "token balance of", flush.tokens, view.tokens, base.tokens,
      mirror.ledger.tokens,
      [&](const BalanceKey& key) {
        return describe.Key(key.holder) + " in " + describe.Coin(key.creator);
      },
      [](const TokenBalance& value) {
        return ToDecimal(value.amount.value());
      });
}

void CompareAccounts(const CommittedBlock<OracleBook>& committed,
                     const RecordedFlush& flush,
                     const State<OracleBook>& mirror, const Describer& describe,
                     StateComparer& comparer) {
  const Ledger& base = committed.base.ledger;
  const LedgerView& view = committed.view.ledger;
  const Ledger& expected = mirror.ledger;
  const auto pkid_text = [&](const Pkid& key) { return describe.Key(key); };
  comparer.Table("profile of", flush.profiles, view.profiles, base.profiles,
                 expected.profiles, pkid_text, [&](const ProfileEntry& value) {
                   return describe.Profile(value);
                 });
  comparer.Table(
      "PKID of", flush.pkids, view.pkids, base.pkids, expected.pkids,
      [&](const PublicKey& key) { return describe.Key(key); }, pkid_text);
  comparer.Table(
      "derived key", flush.derived_keys, view.derived_keys, base.derived_keys,
      expected.derived_keys,
      [&](const DerivedKeyId& key) {
        return describe.Key(key.derived) + " of " + describe.Key(key.owner);
      },
      [&](const DerivedKeyEntry& value) { return describe.DerivedKey(value); });
  comparer.Table(
      "association", flush.associations, view.associations, base.associations,
      expected.associations,
      [](const AssociationId& key) { return HexOf(key.view()); },
      [&](const UserAssociationEntry& value) {
        return describe.Association(value);
      });
  comparer.Table(
      "global parameters", flush.global_params, view.global_params,
      base.global_params, expected.global_params,
      [](const OnlyRow&) { return std::string(); },
      [](const GlobalParams& value) { return Describer::Params(value); });
}

void CompareStaking(const CommittedBlock<OracleBook>& committed,
                    const RecordedFlush& flush, const State<OracleBook>& mirror,
                    const Describer& describe, StateComparer& comparer) {
  const Ledger& base = committed.base.ledger;
  const LedgerView& view = committed.view.ledger;
  const Ledger& expected = mirror.ledger;
  comparer.Table(
      "validator", flush.validators, view.validators, base.validators,
      expected.validators, [&](const Pkid& key) { return describe.Key(key); },
      [](const ValidatorEntry& value) {
        return "stake " + ToDecimal(value.total_stake) + " last active epoch " +
               std::to_string(value.last_active_epoch) + " jailed at epoch " +
               std::to_string(value.jailed_at_epoch);
      });
  comparer.Table(
      "stake", flush.stakes, view.stakes, base.stakes, expected.stakes,
      [&](const StakeKey& key) {
        return describe.Key(key.staker) + " with " +
               describe.Key(key.validator);
      },
      [](const StakeEntry& value) { return ToDecimal(value.amount); });
  comparer.Table(
      "epoch", flush.epoch, view.epoch, base.epoch, expected.epoch,
      [](const OnlyRow&) { return std::string(); },
      [](const EpochEntry& value) {
        return "number " + std::to_string(value.number) + " heights " +
               std::to_string(value.initial_height) + ".." +
               std::to_string(value.final_height) + " from " +
               std::to_string(value.created_at_ns) + " ns";
      });
}

}  // namespace

std::uint64_t CompareState(const CommittedBlock<OracleBook>& committed,
                           const RecordedFlush& flush,
                           const State<OracleBook>& mirror,
                           const Describer& describe, DifferenceLog& log) {
  StateComparer comparer(committed.block->height, log);
  CompareOrders(committed, flush, mirror, describe, comparer);
  CompareMoney(committed, flush, mirror, describe, comparer);
  CompareAccounts(committed, flush, mirror, describe, comparer);
  CompareStaking(committed, flush, mirror, describe, comparer);
  return comparer.compared();
}

}  // namespace desobook::chain
