// A small chain for limit-order tests: one base, one view, transactions whose
// signatures are trusted. Accounts and coins have one-letter names.

#ifndef DESOBOOK_TESTS_ENGINE_RULES_LIMIT_ORDER_WORLD_H_
#define DESOBOOK_TESTS_ENGINE_RULES_LIMIT_ORDER_WORLD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/rules/effects.h"
#include "engine/rules/limit_order.h"
#include "engine/rules/state.h"
#include "tests/engine/book/orders.h"

namespace desobook::test {

inline PublicKey KeyNamed(char name) {
  return DefaultPublicKey(PkidNamed(name));
}
inline constexpr PublicKey kDesoKey{};

// Fee of every transaction that a test does not give another one.
inline constexpr std::uint64_t kFee = 10;

class LimitOrderWorld {
 public:
  LimitOrderWorld() : network_(ParamsFor(Network::kRegtest)) {
    AddProfile('X');
    AddProfile('Y');
    context_.network = &network_;
    context_.height = 1000;
  }

  // The base. Call before view() is used for the first time.
  void AddProfile(char name) {
    ProfileEntry profile;
    profile.public_key = KeyNamed(name);
    base_.ledger.profiles.Put(PkidNamed(name), profile);
  }
  void Restrict(char coin, TransferRestriction restriction) {
    ProfileEntry profile = *base_.ledger.profiles.Find(PkidNamed(coin));
    profile.dao_coin.transfer_restriction =
        static_cast<std::uint8_t>(restriction);
    base_.ledger.profiles.Put(PkidNamed(coin), profile);
  }
  void GiveDeso(char name, std::uint64_t nanos) {
    base_.ledger.deso.Put(KeyNamed(name), Nanos(nanos));
  }
  void GiveToken(char name, std::uint64_t units, char coin = 'X') {
    GiveToken(name, Uint256(units), coin);
  }
  void GiveToken(char name, const Uint256& units, char coin = 'X') {
    base_.ledger.tokens.Put({PkidNamed(name), PkidNamed(coin)},
                            {.amount = BaseUnits(units)});
  }
  void Rest(const OrderSpec& spec) { base_.book.Put(MakeOrder(spec)); }

  View<OracleBook>& view() {
    if (!view_) view_.emplace(&base_);
    return *view_;
  }
  LedgerView& ledger() { return view().ledger; }
  State<OracleBook>& base() { return base_; }
  BlockContext& context() { return context_; }
  NetworkParams& network() { return network_; }

  // A transaction of `sender` with the next hash: 01.., 02.., and so on.
  TxnEnvelope Envelope(char sender, const LimitOrderMetadata& metadata) {
    TxnEnvelope envelope;
    const PublicKey key = KeyNamed(sender);
    envelope.txn.type = TxnType::kDaoCoinLimitOrder;
    envelope.txn.public_key.assign(key.bytes.begin(), key.bytes.end());
    envelope.txn.metadata = metadata;
    envelope.txn.version = 1;
    envelope.txn.fee = Nanos(metadata.fee_nanos);
    envelope.txn.nonce = {.expiration_height = 2000, .partial_id = next_hash_};
    envelope.hash.bytes.fill(next_hash_++);
    envelope.encoded_size = 300;
    envelope.signature.check = SignatureCheck::kOwnerValid;
    return envelope;
  }

  // The order of a spec as metadata; its id and height are not used.
  static LimitOrderMetadata MetadataOf(const OrderSpec& spec) {
    const OrderEntry order = MakeOrder(spec);
    LimitOrderMetadata metadata;
    metadata.buying_coin = DefaultPublicKey(order.buying);
    metadata.selling_coin = DefaultPublicKey(order.selling);
    metadata.rate = order.rate;
    metadata.quantity = order.quantity;
    metadata.side = order.side;
    metadata.fill_type = order.fill_type;
    metadata.fee_nanos = kFee;
    return metadata;
  }

  // Runs the rule. A refusal is rolled back, as the caller of the rule does.
  Result<Totals> Connect(const TxnEnvelope& envelope) {
    operations_.clear();
    const auto mark = view().Mark();
    TxnScope scope{ledger(), envelope, context_, operations_};
    Result<Totals> totals = ConnectLimitOrder(view(), scope);
    if (!totals.ok()) view().RollBack(mark);
    return totals;
  }
  // Places the order; the text of the refusal, or empty.
  std::string Place(const OrderSpec& spec) {
    return Submit(spec.owner, MetadataOf(spec));
  }
  std::string Submit(char sender, const LimitOrderMetadata& metadata) {
    const auto totals = Connect(Envelope(sender, metadata));
    return totals.ok() ? "" : std::string(ReferenceName(totals.error()));
  }
  std::string Cancel(char sender, const OrderId& id) {
    LimitOrderMetadata metadata;
    metadata.cancel_order_id = id;
    metadata.fee_nanos = kFee;
    return Submit(sender, metadata);
  }

  // Of the last transaction that connected.
  const std::vector<Operation>& operations() const { return operations_; }
  const Operation& order_operation() const { return operations_.back(); }

  std::uint64_t Deso(char name) {
    return ledger().DesoBalance(KeyNamed(name)).value();
  }
  std::uint64_t Token(char name, char coin = 'X') {
    const BaseUnits units =
        ledger().TokenAmount(PkidNamed(name), PkidNamed(coin));
    DESOBOOK_CHECK(units.value().FitsUint64());
    return units.value().limb[0];
  }
  // What is left of a live order; nothing if it is not on the book.
  std::optional<std::uint64_t> Left(const OrderId& id) {
    const auto record = view().book.Lookup(id);
    if (!record || record->deleted) return std::nullopt;
    return record->order.quantity.value().limb[0];
  }
  std::optional<std::uint64_t> Left(char id) { return Left(IdNamed(id)); }
  // The id of the n-th transaction made by this world, from 1.
  static OrderId IdOfTxn(int n) { return IdNamed(static_cast<char>(n)); }

 private:
  NetworkParams network_;
  State<OracleBook> base_;
  std::optional<View<OracleBook>> view_;
  BlockContext context_;
  std::vector<Operation> operations_;
  std::uint8_t next_hash_ = 1;
};

}  // namespace desobook::test

#endif  // DESOBOOK_TESTS_ENGINE_RULES_LIMIT_ORDER_WORLD_H_
