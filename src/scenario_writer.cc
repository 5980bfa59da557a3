#include "src/scenario_writer.h"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "chain/keys/spending_limits_codec.h"
#include "engine/amount/check.h"
#include "engine/amount/uint256.h"
#include "engine/rules/params.h"
#include "src/hex.h"
#include "src/state_lines.h"

namespace desobook {
namespace {

// From here on an integer is 0x text.
constexpr std::uint64_t kFirstWideInteger = std::uint64_t{1} << 53;

Json IntegerOf(std::uint64_t value) {
  if (value < kFirstWideInteger) return value;
  return ToHex(Uint256(value));
}

Json OfKind(std::string_view kind) {
  Json json = Json::object();
  json["kind"] = kind;
  return json;
}

std::string LineOf(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json ForkHeightsOf(const ForkHeights& forks) {
  Json json = Json::object();
  json["dao_coin"] = forks.dao_coin;
  json["derived_key_set_spending_limits"] =
      forks.derived_key_set_spending_limits;
  json["derived_key_track_spending_limits"] =
      forks.derived_key_track_spending_limits;
  json["dao_coin_limit_order"] = forks.dao_coin_limit_order;
  json["derived_key_eth_signature_compatibility"] =
      forks.derived_key_eth_signature_compatibility;
  json["order_book_db_fetch_optimization"] =
      forks.order_book_db_fetch_optimization;
  json["param_updater_refactor"] = forks.param_updater_refactor;
  json["unlimited_derived_keys"] = forks.unlimited_derived_keys;
  json["associations_and_access_groups"] = forks.associations_and_access_groups;
  json["associations_derived_key_spending_limit"] =
      forks.associations_derived_key_spending_limit;
  json["balance_model"] = forks.balance_model;
  json["block_reward_patch"] = forks.block_reward_patch;
  json["proof_of_stake_1_state_setup"] = forks.proof_of_stake_1_state_setup;
  json["proof_of_stake_2_cutover"] = forks.proof_of_stake_2_cutover;
  return json;
}

Json FillOf(const FilledOrder& fill, KeyText& keys) {
  Json json = Json::object();
  json["order_id"] = BytesToHex(fill.id.view());
  json["transactor"] = keys.Of(fill.transactor);
  json["buying_coin"] = keys.OfCoin(fill.buying);
  json["selling_coin"] = keys.OfCoin(fill.selling);
  json["quantity_bought"] = ToHex(fill.bought.value());
  json["quantity_sold"] = ToHex(fill.sold.value());
  json["fulfilled"] = fill.is_fulfilled;
  return json;
}

}  // namespace

std::string ScenarioWriter::Header(const ScenarioHeader& header,
                                   const Json& note) {
  Json json = OfKind("header");
  json["format"] = 1;
  json["name"] = header.name;
  json["network"] = NetworkName(header.network.network);
  json["source"] = header.source;
  json["seed"] = IntegerOf(std::strtoull(header.seed.c_str(), nullptr, 10));
  Json& params = json["params"] = Json::object();
  params["fork_heights"] = ForkHeightsOf(header.network.forks);
  params["create_profile_fee_nanos"] =
      IntegerOf(header.params.create_profile_fee_nanos);
  params["min_network_fee_nanos_per_kb"] =
      IntegerOf(header.params.minimum_network_fee_nanos_per_kb);
  params["max_txn_size_bytes"] =
      IntegerOf(MaxTxnSizeBytesPos(header.network, header.params));
  params["derived_lines"] = header.derived_lines;
  params["param_updaters"] = Json::array();
  for (const PublicKey& key : header.network.param_updaters) {
    params["param_updaters"].push_back(keys_.Of(key));
  }
  json["shrunk"] = note;
  return LineOf(json);
}

std::string ScenarioWriter::Account(const ScenarioAccount& account) {
  Json json = OfKind("account");
  json["public_key"] = keys_.Of(account.public_key);
  json["pkid"] = keys_.Of(account.pkid);
  json["deso_nanos"] = IntegerOf(account.deso.value());
  return LineOf(json);
}

std::string ScenarioWriter::Coin(const ScenarioCoin& coin) {
  Json json = OfKind("coin");
  json["creator"] = keys_.Of(coin.creator);
  json["circulating_base_units"] =
      ToHex(coin.coin.coins_in_circulation.value());
  json["minting_disabled"] = coin.coin.minting_disabled;
  json["transfer_restriction"] =
      RestrictionName(coin.coin.transfer_restriction);
  return LineOf(json);
}

std::string ScenarioWriter::Balance(const ScenarioBalance& balance) {
  Json json = OfKind("balance");
  json["coin"] = keys_.Of(balance.key.creator);
  json["holder"] = keys_.Of(balance.key.holder);
  json["base_units"] = ToHex(balance.amount.value());
  return LineOf(json);
}

std::string ScenarioWriter::Order(const ScenarioOrder& record) {
  const OrderEntry& order = record.order;
  Json json = OfKind("order");
  json["order_id"] = BytesToHex(order.id.view());
  json["transactor"] = keys_.Of(order.transactor);
  json["buying_coin"] = keys_.OfCoin(order.buying);
  json["selling_coin"] = keys_.OfCoin(order.selling);
  json["scaled_rate"] = ToHex(order.rate.value());
  json["quantity"] = ToHex(order.quantity.value());
  json["operation_type"] =
      order.side == static_cast<std::uint8_t>(OrderSide::kAsk) ? "ASK" : "BID";
  json["fill_type"] = "GOOD_TILL_CANCELLED";
  json["block_height"] = order.height;
  return LineOf(json);
}

std::string ScenarioWriter::DerivedKey(const ScenarioDerivedKey& key) {
  Json json = OfKind("derived_key");
  json["owner"] = keys_.Of(key.id.owner);
  json["derived"] = keys_.Of(key.id.derived);
  json["expiration_block"] = IntegerOf(key.entry.expiration_block);
  json["valid"] = key.entry.operation == 1;
  json["limits"] = key.entry.limits
                       ? Json(BytesToHex(chain::EncodeSpendingLimits(
                             *key.entry.limits, chain::kLatestLimitsVersion)))
                       : Json(nullptr);
  return LineOf(json);
}

std::string ScenarioWriter::Genesis(const ScenarioRecord& record) {
  if (const auto* account = std::get_if<ScenarioAccount>(&record)) {
    return Account(*account);
  }
  if (const auto* coin = std::get_if<ScenarioCoin>(&record)) return Coin(*coin);
  if (const auto* balance = std::get_if<ScenarioBalance>(&record)) {
    return Balance(*balance);
  }
  if (const auto* order = std::get_if<ScenarioOrder>(&record)) {
    return Order(*order);
  }
  const auto* key = std::get_if<ScenarioDerivedKey>(&record);
  DESOBOOK_CHECK(key != nullptr);
  return DerivedKey(*key);
}

std::string ScenarioWriter::Block(const ScenarioBlock& block) {
  Json json = OfKind("block");
  json["height"] = block.height;
  json["timestamp_nanos"] =
      IntegerOf(static_cast<std::uint64_t>(block.timestamp_ns));
  json["view"] = block.fresh ? "fresh" : "continued";
  return LineOf(json);
}

std::string ScenarioWriter::Txn(const ScenarioTxn& txn) {
  Json json = OfKind("txn");
  json["type"] = txn.type;
  json["raw"] = BytesToHex(txn.raw);
  json["txid"] = BytesToHex(txn.txid.view());
  if (txn.fields != nullptr) json["fields"] = *txn.fields;
  Json& expect = json["expect"] = Json::object();
  expect["error"] = txn.error.empty() ? Json(nullptr) : Json(txn.error);
  expect["fills"] = Json::array();
  for (const FilledOrder& fill : txn.fills) {
    expect["fills"].push_back(FillOf(fill, keys_));
  }
  if (!txn.visited.empty()) {
    expect["visited"] = Json::array();
    for (const OrderId& id : txn.visited) {
      expect["visited"].push_back(BytesToHex(id.view()));
    }
  }
  return LineOf(json);
}

std::string ScenarioWriter::View(const StateDigest& digest) {
  Json json = OfKind("view");
  json["digest"] = BytesToHex(digest.view());
  return LineOf(json);
}

std::string ScenarioWriter::EndBlock(const ScenarioEndBlock& end) {
  Json json = OfKind("end_block");
  json["flush"] = end.flush;
  Json& expect = json["expect"] = Json::object();
  expect["digest"] = BytesToHex(end.digest.view());
  if (end.dump) expect["dump"] = *end.dump;
  return LineOf(json);
}

}  // namespace desobook
