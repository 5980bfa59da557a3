#include "src/shrink_witness.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>

#include "engine/book/order.h"

namespace desobook {
namespace {

Pkid PkidOf(const PublicKey& key, const SeenState& state) {
  const Pkid* mapped = state.view.ledger.pkids.Peek(key);
  return mapped == nullptr ? DefaultPkid(key) : *mapped;
}

// Collects what one transaction names, wrapped ones included.
class Collector {
 public:
  Collector(const SeenState& state, Dependencies& out)
      : state_(state), out_(out) {}

  void Add(const TxnEnvelope& envelope) {
    AddOne(envelope);
    // Wrappers do not nest: one level is all there is.
    for (const TxnEnvelope& inner : envelope.inner) AddOne(inner);
  }

  void Order(const OrderId& id) {
    out_.orders.insert(id);
    const auto record = state_.view.book.Lookup(id);
    if (!record) return;
    const OrderEntry& order = record->order;
    out_.holders.insert(order.transactor);
    const PublicKey* key =
        state_.view.ledger.public_keys.Peek(order.transactor);
    out_.keys.insert(key == nullptr ? DefaultPublicKey(order.transactor)
                                    : *key);
    out_.coins.insert({order.buying, order.selling});
    out_.offered.insert({order.transactor, order.selling});
  }

  // Every order that one of the transactions may have met.
  void OrdersInReach(const TxnEnvelope& envelope) {
    InReachOf(envelope);
    for (const TxnEnvelope& inner : envelope.inner) InReachOf(inner);
  }

 private:
  void Key(const PublicKey& key) {
    out_.keys.insert(key);
    out_.holders.insert(PkidOf(key, state_));
  }
  void Key(const Bytes& bytes) {
    if (const auto key = PublicKey::From(bytes)) Key(*key);
  }
  void Coin(const Bytes& bytes) {
    const auto key = PublicKey::From(bytes);
    if (!key) return;
    Key(*key);
    out_.coins.insert(PkidOf(*key, state_));
  }

  void AddOne(const TxnEnvelope& envelope) {
    const Transaction& txn = envelope.txn;
    Key(txn.public_key);
    for (const TxnOutput& output : txn.outputs) Key(output.public_key);
    if (const auto sender = PublicKey::From(txn.public_key)) {
      if (!envelope.signature.derived_key.IsZero()) {
        out_.derived_keys.insert({*sender, envelope.signature.derived_key});
      }
      out_.nonces.insert({txn.nonce.expiration_height, PkidOf(*sender, state_),
                          txn.nonce.partial_id});
    }
    std::visit([this, &txn](const auto& m) { Metadata(m, txn); }, txn.metadata);
  }

  // Types of which only the sender matters here.
  template <typename T>
  void Metadata(const T&, const Transaction&) {}
  void Metadata(const LimitOrderMetadata& order, const Transaction&) {
    if (order.cancel_order_id) Order(*order.cancel_order_id);
    for (const auto& coin : {order.buying_coin, order.selling_coin}) {
      if (coin) out_.coins.insert(PkidOf(*coin, state_));
    }
  }
  void Metadata(const DaoCoinMetadata& coin, const Transaction&) {
    Coin(coin.profile_public_key);
  }
  void Metadata(const DaoCoinTransferMetadata& transfer, const Transaction&) {
    Coin(transfer.profile_public_key);
    Key(transfer.receiver_public_key);
  }
  void Metadata(const AuthorizeDerivedKeyMetadata& authorize,
                const Transaction& txn) {
    const auto owner = PublicKey::From(txn.public_key);
    const auto derived = PublicKey::From(authorize.derived_public_key);
    if (owner && derived) out_.derived_keys.insert({*owner, *derived});
  }
  void Metadata(const CreateUserAssociationMetadata& association,
                const Transaction&) {
    Key(association.target_user_public_key);
  }
  void Metadata(const DeleteUserAssociationMetadata& association,
                const Transaction&) {
    if (const auto id = AssociationId::From(association.association_id)) {
      out_.associations.insert(*id);
    }
  }
  void Metadata(const UpdateProfileMetadata& profile, const Transaction& txn) {
    Coin(profile.profile_public_key.empty() ? txn.public_key
                                            : profile.profile_public_key);
  }
  void Metadata(const SwapIdentityMetadata& swap, const Transaction&) {
    Key(swap.from_public_key);
    Key(swap.to_public_key);
  }

  void InReachOf(const TxnEnvelope& envelope) {
    const auto* metadata =
        std::get_if<LimitOrderMetadata>(&envelope.txn.metadata);
    if (metadata == nullptr || metadata->cancel_order_id ||
        !metadata->buying_coin || !metadata->selling_coin || !metadata->rate) {
      return;
    }
    OrderEntry taker;
    taker.buying = PkidOf(*metadata->buying_coin, state_);
    taker.selling = PkidOf(*metadata->selling_coin, state_);
    taker.rate = *metadata->rate;
    taker.fill_type = metadata->fill_type;
    const auto add = [&](const OrderEntry& maker) {
      if (maker.buying == taker.selling && maker.selling == taker.buying &&
          PriceAllows(taker, maker)) {
        Order(maker.id);
      }
    };
    for (const OrderEntry& maker :
         state_.base.book.Side(taker.selling, taker.buying)) {
      add(maker);
    }
    for (const auto& [id, record] : state_.view.book.records()) {
      add(record.order);
    }
  }

  const SeenState& state_;
  Dependencies& out_;
};

// As the format's coin record holds it, without the supply.
std::optional<CoinEntry> CoinRules(const ProfileEntry* profile) {
  if (profile == nullptr) return std::nullopt;
  CoinEntry coin;
  coin.minting_disabled = profile->dao_coin.minting_disabled;
  coin.transfer_restriction = profile->dao_coin.transfer_restriction;
  return coin;
}

// What of a derived key cannot change by its use. Its remaining limits can:
// where they decide, our own result tells.
bool SameKey(const std::optional<DerivedKeyEntry>& a,
             const std::optional<DerivedKeyEntry>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return a->expiration_block == b->expiration_block &&
         a->operation == b->operation &&
         a->limits.has_value() == b->limits.has_value();
}

// Orders that may not trade leave no trace in results, and still decide which
// others the scan reaches (protocol text 5.9, Q3 and Q5).
bool AnyRestricted(const std::set<Pkid>& coins, const LedgerView& ledger) {
  return std::any_of(coins.begin(), coins.end(), [&](const Pkid& coin) {
    const ProfileEntry* profile = ledger.profiles.Peek(coin);
    if (profile == nullptr) return false;
    const std::uint8_t restriction = profile->dao_coin.transfer_restriction;
    return restriction == static_cast<std::uint8_t>(
                              TransferRestriction::kProfileOwnerOnly) ||
           restriction ==
               static_cast<std::uint8_t>(TransferRestriction::kDaoMembersOnly);
  });
}

BaseUnits BalanceOf(const Pkid& holder, const Pkid& coin,
                    const LedgerView& ledger) {
  if (coin == kDesoPkid) {
    const PublicKey* key = ledger.public_keys.Peek(holder);
    const Nanos* deso =
        ledger.deso.Peek(key == nullptr ? DefaultPublicKey(holder) : *key);
    return BaseUnits(deso == nullptr ? 0 : deso->value());
  }
  const TokenBalance* balance = ledger.tokens.Peek({holder, coin});
  return balance == nullptr ? BaseUnits() : balance->amount;
}

// More of something is still something: who holds none may not be a member.
template <typename Amount>
bool NotLess(const std::vector<Amount>& now,
             const std::vector<Amount>& before) {
  return std::equal(now.begin(), now.end(), before.begin(), before.end(),
                    [](const Amount& a, const Amount& b) {
                      return a >= b && a.IsZero() == b.IsZero();
                    });
}

bool SameOffers(const Dependencies& what, const Witness& before,
                const Witness& now) {
  std::size_t at = 0;
  for (const Pkid& coin : what.coins) {
    for (const Pkid& holder : what.holders) {
      if (what.offered.contains({holder, coin}) &&
          before.balances[at] != now.balances[at]) {
        return false;
      }
      ++at;
    }
  }
  return true;
}

}  // namespace

Dependencies DependenciesOf(const PreparedTxn& txn, const SeenState& state,
                            const OrderOutcome& found, bool found_accepted) {
  Dependencies out;
  out.node_accepted = txn.txn.error.empty();
  if (!txn.damage.empty()) return out;
  Collector collector(state, out);
  collector.Add(txn.envelope);
  for (const FilledOrder& fill : txn.txn.fills) collector.Order(fill.id);
  for (const OrderId& id : txn.txn.visited) collector.Order(id);
  for (const FilledOrder& fill : found.fills) collector.Order(fill.id);
  for (const OrderId& id : found.visited) collector.Order(id);
  if (!out.node_accepted || !found_accepted ||
      AnyRestricted(out.coins, state.view.ledger)) {
    collector.OrdersInReach(txn.envelope);
  }
  return out;
}

Witness WitnessOf(const Dependencies& what, const SeenState& state) {
  Witness out;
  const LedgerView& ledger = state.view.ledger;
  for (const PublicKey& key : what.keys) {
    out.pkids.push_back(PkidOf(key, state));
    const Nanos* deso = ledger.deso.Peek(key);
    out.deso.push_back(deso == nullptr ? Nanos() : *deso);
  }
  for (const Pkid& coin : what.coins) {
    out.coins.push_back(CoinRules(ledger.profiles.Peek(coin)));
    for (const Pkid& holder : what.holders) {
      out.balances.push_back(BalanceOf(holder, coin, ledger));
    }
  }
  for (const OrderId& id : what.orders) {
    const auto record = state.view.book.Lookup(id);
    out.orders.push_back(record && !record->deleted
                             ? std::optional(record->order)
                             : std::nullopt);
    out.order_in_view.push_back(state.view.book.records().contains(id));
  }
  for (const DerivedKeyId& id : what.derived_keys) {
    const DerivedKeyEntry* entry = ledger.derived_keys.Peek(id);
    auto& key = out.derived_keys.emplace_back();
    if (entry == nullptr) continue;
    key = *entry;
    // No rule reads these, and the format does not hold them.
    key->extra_data.clear();
    key->memo.clear();
  }
  for (const NonceKey& key : what.nonces) {
    out.nonces_used.push_back(ledger.nonces.Peek(key) != nullptr);
  }
  for (const AssociationId& id : what.associations) {
    out.associations.push_back(ledger.associations.Peek(id) != nullptr);
  }
  return out;
}

bool SameReason(const Dependencies& what, const Witness& before,
                const Witness& now) {
  const bool used_up =
      what.node_accepted
          ? NotLess(now.deso, before.deso) &&
                NotLess(now.balances, before.balances) &&
                SameOffers(what, before, now) &&
                std::equal(now.derived_keys.begin(), now.derived_keys.end(),
                           before.derived_keys.begin(),
                           before.derived_keys.end(), SameKey)
          : now.deso == before.deso && now.balances == before.balances &&
                now.derived_keys == before.derived_keys;
  return used_up && now.pkids == before.pkids && now.coins == before.coins &&
         now.orders == before.orders &&
         now.order_in_view == before.order_in_view &&
         now.nonces_used == before.nonces_used &&
         now.associations == before.associations;
}

}  // namespace desobook
