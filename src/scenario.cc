#include "src/scenario.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/status/status.h"
#include "chain/keys/spending_limits_codec.h"
#include "src/json_reader.h"
#include "src/text.h"

namespace desobook {
namespace {

using nlohmann::json;

constexpr std::uint64_t kFormat = 1;

PublicKey ReadKey(JsonReader& in, std::string_view key, const KeyText& keys) {
  if (const auto parsed = keys.Parse(in.Text(key))) return *parsed;
  in.Fail(key, Cat("a ", NetworkName(keys.network()),
                   " public key in Base58Check is expected"));
  return PublicKey{};
}

Pkid ReadPkid(JsonReader& in, std::string_view key, const KeyText& keys) {
  return DefaultPkid(ReadKey(in, key, keys));
}

Pkid ReadCoin(JsonReader& in, std::string_view key, const KeyText& keys) {
  if (const auto parsed = keys.ParseCoin(in.Text(key))) return *parsed;
  in.Fail(key, "'DESO' or a PKID in Base58Check is expected");
  return Pkid{};
}

BlockHeight ReadHeight(JsonReader& in, std::string_view key) {
  const std::uint64_t height = in.Integer(key);
  if (height > std::numeric_limits<BlockHeight>::max()) {
    in.Fail(key, "a block height below 2^32 is expected");
    return 0;
  }
  return static_cast<BlockHeight>(height);
}

std::uint8_t ReadRestriction(JsonReader& in, std::string_view key) {
  const std::string_view name = in.Text(key);
  if (name == "unrestricted") {
    return static_cast<std::uint8_t>(TransferRestriction::kUnrestricted);
  }
  if (name == "profile_owner_only") {
    return static_cast<std::uint8_t>(TransferRestriction::kProfileOwnerOnly);
  }
  if (name == "dao_members_only") {
    return static_cast<std::uint8_t>(TransferRestriction::kDaoMembersOnly);
  }
  if (name == "permanently_unrestricted") {
    return static_cast<std::uint8_t>(
        TransferRestriction::kPermanentlyUnrestricted);
  }
  const auto number = FromDecimal(name);
  if (number && number->FitsUint64() && number->limb[0] <= 255) {
    return static_cast<std::uint8_t>(number->limb[0]);
  }
  in.Fail(key, "a transfer restriction name or a number below 256 is expected");
  return 0;
}

void ReadForkHeights(const json& object, ForkHeights& forks, JsonReader& in) {
  const std::pair<const char*, BlockHeight*> known[] = {
      {"dao_coin", &forks.dao_coin},
      {"derived_key_set_spending_limits",
       &forks.derived_key_set_spending_limits},
      {"derived_key_track_spending_limits",
       &forks.derived_key_track_spending_limits},
      {"dao_coin_limit_order", &forks.dao_coin_limit_order},
      {"derived_key_eth_signature_compatibility",
       &forks.derived_key_eth_signature_compatibility},
      {"order_book_db_fetch_optimization",
       &forks.order_book_db_fetch_optimization},
      {"param_updater_refactor", &forks.param_updater_refactor},
      {"unlimited_derived_keys", &forks.unlimited_derived_keys},
      {"associations_and_access_groups", &forks.associations_and_access_groups},
      {"associations_derived_key_spending_limit",
       &forks.associations_derived_key_spending_limit},
      {"balance_model", &forks.balance_model},
      {"block_reward_patch", &forks.block_reward_patch},
      {"proof_of_stake_1_state_setup", &forks.proof_of_stake_1_state_setup},
      {"proof_of_stake_2_cutover", &forks.proof_of_stake_2_cutover},
  };
  JsonReader heights(object, "params.fork_heights");
  for (const auto& [name, target] : known) {
    if (heights.Has(name)) *target = ReadHeight(heights, name);
  }
  forks.lockups_and_atomic_txns = forks.proof_of_stake_1_state_setup;
  in.Adopt(heights);
}

ScenarioHeader ReadHeader(JsonReader& in, Network network,
                          const KeyText& keys) {
  ScenarioHeader header;
  header.name = in.Text("name");
  if (in.Has("source")) header.source = in.Text("source");
  header.seed = Cat(in.IntegerOr("seed", 0));
  header.network = ParamsFor(network);
  JsonReader params(in.Object("params"), "params");
  if (params.Has("fork_heights")) {
    ReadForkHeights(params.Object("fork_heights"), header.network.forks,
                    params);
  }
  header.params.create_profile_fee_nanos =
      params.IntegerOr("create_profile_fee_nanos", 0);
  header.params.minimum_network_fee_nanos_per_kb =
      params.IntegerOr("min_network_fee_nanos_per_kb", 0);
  header.network.default_max_txn_size_bytes_pos = params.IntegerOr(
      "max_txn_size_bytes", header.network.default_max_txn_size_bytes_pos);
  if (params.Has("derived_lines")) {
    header.derived_lines = params.Boolean("derived_lines");
  }
  if (params.Has("param_updaters")) {
    header.network.param_updaters.clear();
    for (const json& text : params.Array("param_updaters")) {
      const auto key = text.is_string()
                           ? keys.Parse(*text.get_ptr<const std::string*>())
                           : std::nullopt;
      if (!key) params.Fail("param_updaters", "holds no public key");
      header.network.param_updaters.push_back(key.value_or(PublicKey{}));
    }
  }
  in.Adopt(params);
  return header;
}

OrderEntry ReadOrder(JsonReader& in, const KeyText& keys) {
  OrderEntry order;
  order.id = in.HexId<OrderId>("order_id");
  order.transactor = ReadPkid(in, "transactor", keys);
  order.buying = ReadCoin(in, "buying_coin", keys);
  order.selling = ReadCoin(in, "selling_coin", keys);
  order.rate = Rate(in.Wide("scaled_rate"));
  order.quantity = BaseUnits(in.Wide("quantity"));
  order.height = ReadHeight(in, "block_height");
  const std::string_view side = in.Text("operation_type");
  if (side != "ASK" && side != "BID") {
    in.Fail("operation_type", "'ASK' or 'BID' is expected");
  }
  order.side = static_cast<std::uint8_t>(side == "ASK" ? OrderSide::kAsk
                                                       : OrderSide::kBid);
  if (in.Text("fill_type") != "GOOD_TILL_CANCELLED") {
    in.Fail("fill_type", "a resting order is GOOD_TILL_CANCELLED");
  }
  order.fill_type = static_cast<std::uint8_t>(FillType::kGoodTillCancelled);
  return order;
}

ScenarioDerivedKey ReadDerivedKey(JsonReader& in, const KeyText& keys) {
  ScenarioDerivedKey key;
  key.id = {ReadKey(in, "owner", keys), ReadKey(in, "derived", keys)};
  key.entry.expiration_block = in.Integer("expiration_block");
  key.entry.operation = static_cast<std::uint8_t>(in.Boolean("valid") ? 1 : 0);
  if (!in.Has("limits")) return key;
  auto limits = chain::DecodeSpendingLimits(in.HexBytes("limits"),
                                            chain::kLatestLimitsVersion);
  if (limits.ok()) {
    key.entry.limits = *std::move(limits);
  } else {
    in.Fail("limits", std::string(limits.status().message()));
  }
  return key;
}

FilledOrder ReadFill(const json& object, const KeyText& keys, JsonReader& txn) {
  JsonReader in(object, "expect.fills");
  FilledOrder fill;
  fill.id = in.HexId<OrderId>("order_id");
  fill.transactor = ReadPkid(in, "transactor", keys);
  fill.buying = ReadCoin(in, "buying_coin", keys);
  fill.selling = ReadCoin(in, "selling_coin", keys);
  fill.bought = BaseUnits(in.Wide("quantity_bought"));
  fill.sold = BaseUnits(in.Wide("quantity_sold"));
  fill.is_fulfilled = in.Boolean("fulfilled");
  txn.Adopt(in);
  return fill;
}

ScenarioTxn ReadTxn(JsonReader& in, const KeyText& keys) {
  ScenarioTxn txn;
  txn.type = in.Text("type");
  txn.raw = in.HexBytes("raw");
  txn.txid = in.HexId<TxnHash>("txid");
  JsonReader expect(in.Object("expect"), "expect");
  if (expect.Has("error")) txn.error = expect.Text("error");
  if (expect.Has("fills")) {
    for (const json& fill : expect.Array("fills")) {
      txn.fills.push_back(ReadFill(fill, keys, expect));
    }
  }
  if (expect.Has("visited")) {
    for (const json& text : expect.Array("visited")) {
      const auto bytes = text.is_string()
                             ? BytesFromHex(*text.get_ptr<const std::string*>())
                             : std::nullopt;
      const auto id = bytes ? OrderId::From(*bytes) : std::nullopt;
      if (!id) expect.Fail("visited", "holds something else than order ids");
      txn.visited.push_back(id.value_or(OrderId{}));
    }
  }
  if (in.Has("fields")) {
    txn.fields = std::make_shared<const json>(in.Object("fields"));
  }
  in.Adopt(expect);
  return txn;
}

ScenarioBlock ReadBlock(JsonReader& in) {
  ScenarioBlock block;
  block.height = ReadHeight(in, "height");
  // Stored as the bits of a signed number.
  block.timestamp_ns =
      static_cast<std::int64_t>(in.IntegerOr("timestamp_nanos", 0));
  const std::string_view view = in.Text("view");
  if (view != "fresh" && view != "continued") {
    in.Fail("view", "'fresh' or 'continued' is expected");
  }
  block.fresh = view == "fresh";
  return block;
}

ScenarioEndBlock ReadEndBlock(JsonReader& in) {
  ScenarioEndBlock end;
  end.flush = in.Boolean("flush");
  JsonReader expect(in.Object("expect"), "expect");
  end.digest = expect.HexId<StateDigest>("digest");
  if (expect.Has("dump")) {
    end.dump.emplace();
    for (const json& line : expect.Array("dump")) {
      if (!line.is_string()) {
        expect.Fail("dump", "holds something else than texts");
        break;
      }
      end.dump->push_back(line.get<std::string>());
    }
  }
  in.Adopt(expect);
  return end;
}

ScenarioRecord ReadGenesisOrBlock(std::string_view kind, JsonReader& in,
                                  const KeyText& keys) {
  if (kind == "account") {
    return ScenarioAccount{ReadKey(in, "public_key", keys),
                           ReadPkid(in, "pkid", keys),
                           Nanos(in.Integer("deso_nanos"))};
  }
  if (kind == "coin") {
    ScenarioCoin coin;
    coin.creator = ReadPkid(in, "creator", keys);
    coin.coin.coins_in_circulation =
        BaseUnits(in.Wide("circulating_base_units"));
    coin.coin.minting_disabled = in.Boolean("minting_disabled");
    coin.coin.transfer_restriction =
        ReadRestriction(in, "transfer_restriction");
    return coin;
  }
  if (kind == "balance") {
    return ScenarioBalance{
        {ReadPkid(in, "holder", keys), ReadPkid(in, "coin", keys)},
        BaseUnits(in.Wide("base_units"))};
  }
  if (kind == "order") return ScenarioOrder{ReadOrder(in, keys)};
  if (kind == "derived_key") return ReadDerivedKey(in, keys);
  if (kind == "block") return ReadBlock(in);
  if (kind == "txn") return ReadTxn(in, keys);
  if (kind == "view") return ScenarioView{in.HexId<StateDigest>("digest")};
  return ReadEndBlock(in);
}

}  // namespace

absl::StatusOr<ScenarioReader> ScenarioReader::Open(const std::string& path) {
  absl::StatusOr<LineFile> file = LineFile::Open(path);
  if (!file.ok()) return file.status();
  ScenarioReader reader;
  reader.file_ = *std::move(file);
  return reader;
}

ScenarioReader ScenarioReader::FromText(std::string text) {
  ScenarioReader reader;
  reader.text_ = std::move(text);
  return reader;
}

absl::StatusOr<std::optional<std::string_view>> ScenarioReader::NextLine() {
  if (file_) {
    auto line = file_->Next();
    line_number_ = file_->line_number();
    return line;
  }
  if (text_at_ == text_.size()) return std::nullopt;
  const std::size_t end = std::min(text_.find('\n', text_at_), text_.size());
  const std::string_view line =
      std::string_view(text_).substr(text_at_, end - text_at_);
  text_at_ = std::min(end + 1, text_.size());
  ++line_number_;
  return line;
}

absl::Status ScenarioReader::CheckOrder(std::string_view kind) {
  const bool genesis = kind == "account" || kind == "coin" ||
                       kind == "balance" || kind == "order" ||
                       kind == "derived_key";
  switch (phase_) {
    case Phase::kStart:
      if (kind == "header") return absl::OkStatus();
      return absl::InvalidArgumentError(
          "the first line must be a header; this is no scenario file");
    case Phase::kGenesis:
      if (genesis || kind == "block") return absl::OkStatus();
      break;
    case Phase::kInBlock:
      if (kind == "txn" || kind == "view" || kind == "end_block") {
        return absl::OkStatus();
      }
      break;
    case Phase::kBetweenBlocks:
      if (kind == "block") return absl::OkStatus();
      break;
  }
  return absl::InvalidArgumentError(
      Cat("'", kind, "' may not stand here; is a line missing?"));
}

absl::StatusOr<ScenarioRecord> ScenarioReader::Parse(std::string_view line) {
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) {
    return absl::InvalidArgumentError("not a JSON object; the line is damaged");
  }
  JsonReader in(object, "");
  const std::string_view kind = in.Text("kind");
  if (!in.ok()) return in.status();
  constexpr std::string_view kKinds[] = {
      "header",      "account", "coin", "balance", "order",
      "derived_key", "block",   "txn",  "view",    "end_block"};
  if (std::find(std::begin(kKinds), std::end(kKinds), kind) ==
      std::end(kKinds)) {
    return absl::InvalidArgumentError(
        Cat("kind '", kind.substr(0, 40), "' is unknown to this version"));
  }
  if (const absl::Status order = CheckOrder(kind); !order.ok()) return order;
  if (kind != "header") {
    ScenarioRecord record = ReadGenesisOrBlock(kind, in, *keys_);
    if (!in.ok()) return in.status();
    if (kind == "block") phase_ = Phase::kInBlock;
    if (const auto* end = std::get_if<ScenarioEndBlock>(&record)) {
      phase_ = Phase::kBetweenBlocks;
      ends_with_dump_ = end->dump.has_value();
    }
    return record;
  }
  if (in.Integer("format") != kFormat) {
    in.Fail("format", "only format 1 can be read");
  }
  const auto network = NetworkFromName(in.Text("network"));
  if (!network) in.Fail("network", "an unknown network");
  if (!in.ok()) return in.status();
  keys_.emplace(*network);
  ScenarioHeader header = ReadHeader(in, *network, *keys_);
  if (!in.ok()) return in.status();
  phase_ = Phase::kGenesis;
  return header;
}

absl::StatusOr<std::optional<ScenarioRecord>> ScenarioReader::Next() {
  const auto line = NextLine();
  if (!line.ok()) return line.status();
  if (!*line) {
    if (phase_ == Phase::kStart) {
      return absl::DataLossError("the file is empty");
    }
    if (phase_ != Phase::kBetweenBlocks) {
      return absl::DataLossError(Cat("the file ends after line ", line_number(),
                                     " without an end_block; it is cut"));
    }
    return std::nullopt;
  }
  line_ = **line;
  absl::StatusOr<ScenarioRecord> record = Parse(line_);
  if (!record.ok()) {
    return absl::Status(
        record.status().code(),
        Cat("line ", line_number(), ": ", record.status().message()));
  }
  return std::optional<ScenarioRecord>(*std::move(record));
}

}  // namespace desobook
