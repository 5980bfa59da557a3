// What a market maker asks first: what would this order do, exactly, if the
// next block took it? Signs an order, reads its bytes back as a node would, and
// executes it against a book of one maker.
//
// Of desobook this uses the installed headers and libraries only.

#include <desobook/chain/codec/transaction.h>
#include <desobook/chain/keys/base58.h>
#include <desobook/chain/keys/envelope.h>
#include <desobook/chain/keys/secp.h>
#include <desobook/engine/amount/decimal.h>
#include <desobook/engine/book/oracle_book.h>
#include <desobook/engine/rules/connect.h>
#include <desobook/version.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using desobook::AmountToText;
using desobook::BaseUnits;
using desobook::CoinKind;
using desobook::OracleBook;
using desobook::Pkid;
using desobook::PublicKey;
namespace chain = desobook::chain;

constexpr desobook::Network kNetwork = desobook::Network::kRegtest;
constexpr desobook::BlockHeight kHeight = 1000;

// Ends the program: this example has nobody to hand an error to.
[[noreturn]] void Stop(std::string_view what, std::string_view why) {
  std::cerr << what << ": " << why << '\n';
  std::exit(1);
}

// A key for this example only: never one with funds.
chain::SecretKey ExampleKey(char digit) {
  auto key = chain::SecretKey::FromHex(std::string(64, digit));
  if (!key.ok()) Stop("key", std::string(key.status().message()));
  return *std::move(key);
}

// Buys 10 tokens of `coin` at up to 0.25 DESO each, at once or not at all.
desobook::Transaction BuyOrder(const PublicKey& buyer, const PublicKey& coin) {
  constexpr desobook::PairEntry kBid{.buying = CoinKind::kToken,
                                     .selling = CoinKind::kDeso,
                                     .side = desobook::EntrySide::kBid};
  const auto rate = desobook::RateFromPrice("0.25", kBid);
  const auto quantity = desobook::QuantityFromText("10", kBid);
  if (!rate.ok()) Stop("price", desobook::Explain(rate.error()));
  if (!quantity.ok()) Stop("quantity", desobook::Explain(quantity.error()));

  desobook::Transaction txn;
  txn.type = desobook::TxnType::kDaoCoinLimitOrder;
  txn.version = 1;
  txn.public_key.assign(buyer.bytes.begin(), buyer.bytes.end());
  txn.fee = desobook::Nanos(1000);
  txn.nonce = {.expiration_height = kHeight + 100, .partial_id = 1};
  desobook::LimitOrderMetadata order;
  order.buying_coin = coin;
  order.selling_coin = PublicKey{};  // DESO
  order.rate = *rate;
  order.quantity = *quantity;
  order.side = static_cast<std::uint8_t>(desobook::OrderSide::kBid);
  order.fill_type = static_cast<std::uint8_t>(desobook::FillType::kFillOrKill);
  order.fee_nanos = txn.fee.value();
  txn.metadata = order;
  return txn;
}

// A maker who holds 100 tokens and sells 7.5 of them at 0.2 DESO, the rest of
// them at 0.24; and a buyer with 5 DESO.
desobook::State<OracleBook> StateBefore(const PublicKey& maker,
                                        const PublicKey& buyer,
                                        const PublicKey& coin) {
  constexpr desobook::PairEntry kAsk{.buying = CoinKind::kDeso,
                                     .selling = CoinKind::kToken,
                                     .side = desobook::EntrySide::kAsk};
  const Pkid maker_id = desobook::DefaultPkid(maker);
  const Pkid coin_id = desobook::DefaultPkid(coin);
  desobook::State<OracleBook> state;
  desobook::ProfileEntry profile;
  profile.public_key = coin;
  state.ledger.profiles.Put(coin_id, profile);
  state.ledger.deso.Put(buyer, desobook::Nanos(5'000'000'000));
  state.ledger.tokens.Put(
      {maker_id, coin_id},
      {.amount = *desobook::AmountFromText("100", CoinKind::kToken)});
  std::uint8_t number = 0;
  for (const auto& [price, quantity] :
       {std::pair{"0.2", "7.5"}, std::pair{"0.24", "92.5"}}) {
    desobook::OrderEntry order;
    order.id.bytes.fill(++number);
    order.transactor = maker_id;
    order.buying = desobook::kDesoPkid;
    order.selling = coin_id;
    order.rate = *desobook::RateFromPrice(price, kAsk);
    order.quantity = *desobook::QuantityFromText(quantity, kAsk);
    order.side = static_cast<std::uint8_t>(desobook::OrderSide::kAsk);
    order.fill_type =
        static_cast<std::uint8_t>(desobook::FillType::kGoodTillCancelled);
    order.height = 900;
    state.book.Put(order);
  }
  return state;
}

void PrintFill(const desobook::FilledOrder& fill) {
  const auto kind = [](const Pkid& coin) {
    return coin == desobook::kDesoPkid ? CoinKind::kDeso : CoinKind::kToken;
  };
  std::cout << "  order "
            << chain::TxnHashText(desobook::TxnHash{fill.id.bytes}, kNetwork)
            << "\n    bought " << AmountToText(fill.bought, kind(fill.buying))
            << ", sold " << AmountToText(fill.sold, kind(fill.selling))
            << (fill.is_fulfilled ? ", fulfilled\n" : ", open\n");
}

}  // namespace

int main() {
  std::cout << "desobook " << DESOBOOK_VERSION << '\n';
  const chain::SecretKey buyer_key = ExampleKey('1');
  const PublicKey buyer = chain::PublicKeyOf(buyer_key);
  const PublicKey maker = chain::PublicKeyOf(ExampleKey('2'));
  const PublicKey coin = chain::PublicKeyOf(ExampleKey('3'));

  // To bytes, as they would go to a node, and back.
  desobook::Transaction txn = BuyOrder(buyer, coin);
  txn.signature = chain::Sign(buyer_key, chain::SignDigest(txn));
  const desobook::Bytes bytes = chain::EncodeTransaction(txn);
  auto decoded = chain::DecodeTransaction(bytes);
  if (!decoded.ok()) Stop("bytes", std::string(decoded.status().message()));
  const desobook::NetworkParams params = desobook::ParamsFor(kNetwork);
  const desobook::TxnEnvelope envelope =
      chain::MakeEnvelope(*std::move(decoded), params, kHeight);
  std::cout << bytes.size() << " bytes, transaction "
            << chain::TxnHashText(envelope.hash, kNetwork) << '\n';

  const desobook::State<OracleBook> base = StateBefore(maker, buyer, coin);
  // On a view of the state after the last block. Dropping the view undoes it.
  desobook::View<OracleBook> view(&base);
  desobook::BlockContext context;
  context.network = &params;
  context.keys = chain::kSecpKeyRules;
  context.height = kHeight;
  const auto effects = desobook::ConnectTransaction(view, envelope, context);
  if (!effects.ok()) Stop("refused", desobook::ReferenceName(effects.error()));
  for (const desobook::Operation& operation : effects->operations) {
    for (const desobook::FilledOrder& fill : operation.fills) PrintFill(fill);
  }

  const BaseUnits tokens = view.ledger.TokenAmount(desobook::DefaultPkid(buyer),
                                                   desobook::DefaultPkid(coin));
  const BaseUnits deso(view.ledger.DesoBalance(buyer).value());
  std::cout << "buyer has " << AmountToText(tokens, CoinKind::kToken)
            << " tokens, " << AmountToText(deso, CoinKind::kDeso) << " DESO\n";
  return 0;
}
