#include "tests/fuzz/rules_checks.h"

#include <algorithm>
#include <set>
#include <variant>

#include "engine/amount/check.h"
#include "engine/amount/convert.h"
#include "engine/pipeline/snapshot.h"
#include "tests/fuzz/snapshot_hash.h"

namespace desobook::fuzz {
namespace {

Uint256 Sum(const Uint256& a, const Uint256& b) {
  const auto sum = CheckedAdd(a, b);
  DESOBOOK_CHECK(sum.has_value());
  return *sum;
}

// Calls fn(table of a, table of b) for every table of the ledger.
template <typename A, typename B, typename Fn>
void ForEachTable(A& a, B& b, Fn fn) {
  fn(a.deso, b.deso);
  fn(a.tokens, b.tokens);
  fn(a.profiles, b.profiles);
  fn(a.pkids, b.pkids);
  fn(a.public_keys, b.public_keys);
  fn(a.usernames, b.usernames);
  fn(a.derived_keys, b.derived_keys);
  fn(a.nonces, b.nonces);
  fn(a.associations, b.associations);
  fn(a.association_ids, b.association_ids);
  fn(a.validators, b.validators);
  fn(a.stakes, b.stakes);
  fn(a.locked_stakes, b.locked_stakes);
  fn(a.epoch, b.epoch);
  fn(a.snapshots, b.snapshots);
  fn(a.global_params, b.global_params);
}

// DESO that a transaction may take out of existence besides its fee: profile
// fees and what creator coins lock.
Uint256 MostBurned(const RulesView& before, const TxnEnvelope& envelope) {
  const Transaction& txn = envelope.txn;
  if (const auto* coin = std::get_if<CreatorCoinMetadata>(&txn.metadata)) {
    return Uint256(coin->deso_to_sell_nanos);
  }
  if (std::holds_alternative<UpdateProfileMetadata>(txn.metadata)) {
    const GlobalParams* params = before.ledger.global_params.Peek(OnlyRow{});
    return Uint256(params == nullptr ? 0 : params->create_profile_fee_nanos);
  }
  return Uint256();
}

Uint256 RewardOutputs(const Transaction& txn) {
  Uint256 sum;
  for (const TxnOutput& output : txn.outputs) {
    sum = Sum(sum, Uint256(output.amount.value()));
  }
  return sum;
}

// Mints and burns of one transaction, by coin.
void CheckTokens(const Holdings& before, const Holdings& after,
                 const TxnEnvelope& envelope) {
  const auto* coin = std::get_if<DaoCoinMetadata>(&envelope.txn.metadata);
  if (envelope.txn.type == TxnType::kAtomicTxnsWrapper) return;
  for (const auto& [creator, total] : after.tokens) {
    const auto it = before.tokens.find(creator);
    const Uint256 previous = it == before.tokens.end() ? Uint256() : it->second;
    if (total == previous) continue;
    DESOBOOK_CHECK(coin != nullptr);
    if (total > previous) {
      DESOBOOK_CHECK(coin->operation == 0);
      DESOBOOK_CHECK(CheckedSub(total, previous) ==
                     coin->coins_to_mint.value());
    } else {
      DESOBOOK_CHECK(coin->operation == 1);
      DESOBOOK_CHECK(CheckedSub(previous, total) ==
                     coin->coins_to_burn.value());
    }
  }
}

bool IsUnrestricted(const RulesView& view, const Pkid& coin) {
  if (coin == kDesoPkid) return true;
  const ProfileEntry* profile = view.ledger.profiles.Peek(coin);
  if (profile == nullptr) return false;
  const std::uint8_t status = profile->dao_coin.transfer_restriction;
  return status == 0 || status == 3;
}

// The taker as it was sent, or nothing for a cancel.
std::optional<OrderEntry> TakerOf(const RulesView& before,
                                  const TxnEnvelope& envelope) {
  const auto& order = std::get<LimitOrderMetadata>(envelope.txn.metadata);
  if (order.cancel_order_id) return std::nullopt;
  const auto pkid = [&](const PublicKey& key) {
    if (key.IsZero()) return kDesoPkid;
    const Pkid* mapped = before.ledger.pkids.Peek(key);
    return mapped != nullptr ? *mapped : DefaultPkid(key);
  };
  OrderEntry taker;
  taker.id = OrderIdOf(envelope.hash);
  taker.transactor = pkid(*PublicKey::From(envelope.txn.public_key));
  taker.buying = pkid(order.buying_coin.value());
  taker.selling = pkid(order.selling_coin.value());
  taker.rate = order.rate.value();
  taker.quantity = order.quantity.value();
  taker.side = order.side;
  taker.fill_type = order.fill_type;
  return taker;
}

// Every maker that the view knew before, that may trade with the taker and
// stands above the last one met, was met. If the taker is not filled, that
// holds for all of them.
void CheckNonePassedOver(const RulesView& before, const OrderEntry& taker,
                         const Operation& operation, bool filled) {
  if (!IsUnrestricted(before, taker.buying) ||
      !IsUnrestricted(before, taker.selling)) {
    return;
  }
  std::set<OrderId> met;
  for (const OrderEntry& maker : operation.prev_matching_orders) {
    met.insert(maker.id);
  }
  for (const auto& [id, record] : before.book.records()) {
    const OrderEntry& maker = record.order;
    if (record.deleted || maker.buying != taker.selling ||
        maker.selling != taker.buying || !PriceAllows(taker, maker)) {
      continue;
    }
    const bool above =
        !filled ||
        (!operation.prev_matching_orders.empty() &&
         IsBetterMaker(maker, operation.prev_matching_orders.back()));
    DESOBOOK_CHECK(!above || met.contains(id));
    DESOBOOK_CHECK(maker.transactor != taker.transactor);
  }
}

// One fill: what the maker gives for what it gets is within its rate.
void CheckFill(const OrderEntry& taker, const OrderEntry& maker,
               const FilledOrder& taker_fill, const FilledOrder& maker_fill) {
  DESOBOOK_CHECK(taker_fill.id == taker.id);
  DESOBOOK_CHECK(maker_fill.id == maker.id);
  DESOBOOK_CHECK(maker_fill.transactor == maker.transactor);
  DESOBOOK_CHECK(taker_fill.bought == maker_fill.sold);
  DESOBOOK_CHECK(taker_fill.sold == maker_fill.bought);
  DESOBOOK_CHECK(taker_fill.buying == maker.selling);
  DESOBOOK_CHECK(taker_fill.selling == maker.buying);
  DESOBOOK_CHECK(PriceAllows(taker, maker));
  const auto offered = BaseUnitsToSell(maker);
  const auto wanted = BaseUnitsToBuy(maker);
  DESOBOOK_CHECK(offered.ok() && maker_fill.sold <= *offered);
  DESOBOOK_CHECK(wanted.ok() && maker_fill.bought <= *wanted);
}

}  // namespace

void CheckSameRecords(const RulesView& a, const RulesView& b) {
  ForEachTable(a.ledger, b.ledger, [](const auto& x, const auto& y) {
    DESOBOOK_CHECK(x.records() == y.records());
  });
  DESOBOOK_CHECK(a.book.records() == b.book.records());
}

Holdings Count(const RulesView& view) {
  Holdings holdings;
  view.ledger.deso.ForEachLive([&](const PublicKey&, Nanos amount) {
    holdings.deso = Sum(holdings.deso, Uint256(amount.value()));
  });
  view.ledger.stakes.ForEachLive([&](const StakeKey&, const StakeEntry& stake) {
    holdings.deso = Sum(holdings.deso, stake.amount);
  });
  view.ledger.locked_stakes.ForEachLive(
      [&](const LockedStakeKey&, Nanos amount) {
        holdings.deso = Sum(holdings.deso, Uint256(amount.value()));
      });
  view.ledger.tokens.ForEachLive(
      [&](const BalanceKey& key, const TokenBalance& balance) {
        Uint256& total = holdings.tokens[key.creator];
        total = Sum(total, balance.amount.value());
      });
  return holdings;
}

void CheckConservation(const Holdings& held, const Holdings& left,
                       const RulesView& before, const TxnEnvelope& envelope,
                       const Effects& effects) {
  CheckTokens(held, left, envelope);
  if (envelope.txn.type == TxnType::kBlockReward) {
    DESOBOOK_CHECK(left.deso == Sum(held.deso, RewardOutputs(envelope.txn)));
    DESOBOOK_CHECK(effects.fee.IsZero());
    return;
  }
  DESOBOOK_CHECK(effects.fee == envelope.txn.fee);
  const auto gone = CheckedSub(held.deso, left.deso);
  DESOBOOK_CHECK(gone.has_value());
  const auto burned = CheckedSub(*gone, Uint256(effects.fee.value()));
  DESOBOOK_CHECK(burned.has_value());
  DESOBOOK_CHECK(*burned <= MostBurned(before, envelope));
}

void CheckSums(const RulesView& view, const Holdings& holdings) {
  view.ledger.profiles.ForEachLive([&](const Pkid& coin,
                                       const ProfileEntry& profile) {
    const auto it = holdings.tokens.find(coin);
    const Uint256 total = it == holdings.tokens.end() ? Uint256() : it->second;
    DESOBOOK_CHECK(profile.dao_coin.coins_in_circulation.value() == total);
  });
  std::map<Pkid, Uint256> backing;
  view.ledger.stakes.ForEachLive(
      [&](const StakeKey& key, const StakeEntry& stake) {
        backing[key.validator] = Sum(backing[key.validator], stake.amount);
      });
  view.ledger.validators.ForEachLive(
      [&](const Pkid& pkid, const ValidatorEntry& validator) {
        DESOBOOK_CHECK(validator.total_stake == backing[pkid]);
        backing.erase(pkid);
      });
  for (const auto& [pkid, stake] : backing) DESOBOOK_CHECK(stake.IsZero());
}

void CheckOrder(const RulesView& before, const RulesView& after,
                const TxnEnvelope& envelope, const Operation& operation) {
  const std::optional<OrderEntry> taker = TakerOf(before, envelope);
  if (!taker) {
    DESOBOOK_CHECK(operation.fills.empty());
    DESOBOOK_CHECK(operation.prev_order.has_value());
    const auto record = after.book.Lookup(operation.prev_order->id);
    DESOBOOK_CHECK(record && record->deleted);
    return;
  }
  const auto& visited = operation.prev_matching_orders;
  DESOBOOK_CHECK(std::is_sorted(visited.begin(), visited.end(), IsBetterMaker));
  DESOBOOK_CHECK(operation.fills.size() % 2 == 0);
  auto maker = visited.begin();
  for (std::size_t i = 0; i < operation.fills.size(); i += 2) {
    const FilledOrder& mine = operation.fills[i];
    const FilledOrder& theirs = operation.fills[i + 1];
    while (maker != visited.end() && maker->id != theirs.id) ++maker;
    DESOBOOK_CHECK(maker != visited.end());
    CheckFill(*taker, *maker, mine, theirs);
  }
  const bool filled = !operation.fills.empty() &&
                      operation.fills[operation.fills.size() - 2].is_fulfilled;
  CheckNonePassedOver(before, *taker, operation, filled);
  // What is left rests, or the order was not meant to rest.
  const auto record = after.book.Lookup(taker->id);
  const bool rests = record && !record->deleted;
  DESOBOOK_CHECK(rests == (!filled && taker->fill_type ==
                                          static_cast<std::uint8_t>(
                                              FillType::kGoodTillCancelled)));
  DESOBOOK_CHECK(filled || taker->fill_type != static_cast<std::uint8_t>(
                                                   FillType::kFillOrKill));
}

void CheckBook(const RulesView& view) {
  for (const auto& [id, record] : view.book.records()) {
    const OrderEntry& order = record.order;
    DESOBOOK_CHECK(order.id == id);
    if (record.deleted) continue;
    DESOBOOK_CHECK(!order.rate.IsZero());
    DESOBOOK_CHECK(!order.quantity.IsZero());
    DESOBOOK_CHECK(order.buying != order.selling);
    DESOBOOK_CHECK(order.side == 1 || order.side == 2);
    DESOBOOK_CHECK(order.fill_type ==
                   static_cast<std::uint8_t>(FillType::kGoodTillCancelled));
  }
}

void CheckDerivedKey(const RulesView& before, const RulesView& after,
                     const TxnEnvelope& envelope) {
  if (envelope.signature.check != SignatureCheck::kDerivedValid ||
      envelope.txn.type == TxnType::kAuthorizeDerivedKey) {
    return;
  }
  const auto owner = PublicKey::From(envelope.txn.public_key);
  if (!owner) return;
  const DerivedKeyId id{*owner, envelope.signature.derived_key};
  const DerivedKeyEntry* then = before.ledger.derived_keys.Peek(id);
  const DerivedKeyEntry* now = after.ledger.derived_keys.Peek(id);
  DESOBOOK_CHECK(then != nullptr && now != nullptr);
  if (!then->limits || then->limits->is_unlimited) return;
  DESOBOOK_CHECK(now->limits.has_value());
  const Nanos* balance_then = before.ledger.deso.Peek(*owner);
  const Nanos* balance_now = after.ledger.deso.Peek(*owner);
  const std::uint64_t had = balance_then != nullptr ? balance_then->value() : 0;
  const std::uint64_t has = balance_now != nullptr ? balance_now->value() : 0;
  const std::uint64_t allowed = then->limits->global_deso.value();
  const std::uint64_t remaining = now->limits->global_deso.value();
  DESOBOOK_CHECK(remaining <= allowed);
  // What leaves the owner is within what the limit lost; unlocked stakes and
  // coins bought by others come back to the owner beside it.
  DESOBOOK_CHECK(has >= had || had - has <= allowed - remaining);
}

void CheckReload(const State<OracleBook>& base) {
  const Bytes bytes = EncodeSnapshot({}, base, &ConstantHash);
  const auto decoded = DecodeSnapshot(bytes, &ConstantHash);
  const auto* snapshot = std::get_if<Snapshot>(&decoded);
  DESOBOOK_CHECK(snapshot != nullptr);
  DESOBOOK_CHECK(EncodeSnapshot({}, snapshot->state, &ConstantHash) == bytes);
  ForEachTable(base.ledger, snapshot->state.ledger,
               [](const auto& stored, const auto& loaded) {
                 DESOBOOK_CHECK(stored.map() == loaded.map());
               });
  DESOBOOK_CHECK(base.book.orders() == snapshot->state.book.orders());
}

void CheckFlushed(const RulesView& view, const State<OracleBook>& base) {
  DESOBOOK_CHECK(Count(view).deso == Count(RulesView(&base)).deso);
  ForEachTable(view.ledger, base.ledger,
               [](const auto& seen, const auto& stored) {
                 // Zero amounts and identities that map to themselves need no
                 // row.
                 std::size_t rows = 0;
                 seen.ForEachLive([&](const auto& key, const auto& value) {
                   const auto* row = stored.Find(key);
                   DESOBOOK_CHECK(row == nullptr || *row == value);
                   rows += row != nullptr ? 1 : 0;
                 });
                 DESOBOOK_CHECK(rows == stored.map().size());
               });
  std::set<std::pair<Pkid, Pkid>> pairs;
  for (const auto& [id, order] : base.book.orders()) {
    DESOBOOK_CHECK(order.id == id);
    pairs.insert({order.buying, order.selling});
  }
  std::size_t on_sides = 0;
  for (const auto& [buying, selling] : pairs) {
    const auto side = base.book.Side(buying, selling);
    DESOBOOK_CHECK(std::is_sorted(side.begin(), side.end(), IsBetterMaker));
    for (const OrderEntry& order : side) {
      DESOBOOK_CHECK(*base.book.Find(order.id) == order);
    }
    on_sides += side.size();
  }
  DESOBOOK_CHECK(on_sides == base.book.size());
  for (const auto& [id, record] : view.book.records()) {
    const OrderEntry* stored = base.book.Find(id);
    DESOBOOK_CHECK(record.deleted
                       ? stored == nullptr
                       : stored != nullptr && *stored == record.order);
  }
}

}  // namespace desobook::fuzz
