#include "src/ground_truth.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "chain/stream/source.h"
#include "engine/amount/decimal.h"
#include "src/json_reader.h"
#include "src/text.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

using Json = nlohmann::json;

// Expected and found values under one name each; both sides' names count.
class Facts {
 public:
  void Expect(std::string name, std::string value) {
    expected_.insert_or_assign(std::move(name), std::move(value));
  }
  void Find(std::string name, std::string value) {
    found_.insert_or_assign(std::move(name), std::move(value));
  }
  std::uint64_t Compare(const std::string& file, BlockHeight height,
                        chain::DifferenceLog& log) const {
    chain::Place place;
    place.height = height;
    std::set<std::string> names;
    for (const auto& [name, value] : expected_) names.insert(name);
    for (const auto& [name, value] : found_) names.insert(name);
    for (const std::string& name : names) {
      const std::string expected = ValueOf(expected_, name);
      const std::string found = ValueOf(found_, name);
      if (expected != found) {
        log.Add(place, Cat(file, ": ", name), expected, found);
      }
    }
    return names.size();
  }

 private:
  using Values = std::map<std::string, std::string>;
  static std::string ValueOf(const Values& values, const std::string& name) {
    const auto it = values.find(name);
    return it == values.end() ? "absent" : it->second;
  }
  Values expected_;
  Values found_;
};

std::string TextOf(const Json& object, const char* key) {
  const auto it = object.find(key);
  if (it == object.end()) return "missing";
  if (it->is_string()) return it->get<std::string>();
  return it->dump();
}

std::string Utf8(const Bytes& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

std::string OrderText(const Json& order) {
  return Cat(TextOf(order, "transactor_pkid"), " buys ",
             TextOf(order, "buy_pkid"), " sells ", TextOf(order, "sell_pkid"),
             " rate ", TextOf(order, "rate"), " quantity ",
             TextOf(order, "quantity"), " op ", TextOf(order, "op"), " fill ",
             TextOf(order, "fill_type"), " height ", TextOf(order, "height"));
}

std::string OrderText(const OrderEntry& order, KeyText& keys) {
  std::string text(keys.Of(order.transactor));
  Append(text, " buys ", keys.OfCoin(order.buying));
  Append(text, " sells ", keys.OfCoin(order.selling));
  Append(text, " rate ", ToHex(order.rate.value()), " quantity ",
         ToHex(order.quantity.value()), " op ",
         static_cast<unsigned>(order.side), " fill ",
         static_cast<unsigned>(order.fill_type), " height ", order.height);
  return text;
}

void ExpectDatabase(const Json& content, Facts& facts) {
  for (const auto& [key, amount] : content.at("deso_balances").items()) {
    facts.Expect(Cat("DESO of ", key), amount.get<std::string>());
  }
  for (const Json& entry : content.at("token_balances")) {
    facts.Expect(Cat("balance of ", TextOf(entry, "hodler_pkid"), " in ",
                     TextOf(entry, "creator_pkid")),
                 TextOf(entry, "balance"));
  }
  for (const Json& order : content.at("open_orders")) {
    facts.Expect(Cat("order ", TextOf(order, "order_id")), OrderText(order));
  }
  for (const Json& profile : content.at("profiles")) {
    facts.Expect(Cat("profile of ", TextOf(profile, "public_key")),
                 Cat(TextOf(profile, "username"), " circulating ",
                     TextOf(profile, "coins_in_circulation"), " holders ",
                     TextOf(profile, "number_of_holders"), " minting disabled ",
                     TextOf(profile, "minting_disabled"), " restriction ",
                     TextOf(profile, "transfer_restriction")));
  }
  for (const Json& entry : content.at("pkid_entries")) {
    facts.Expect(Cat("PKID of ", TextOf(entry, "public_key")),
                 TextOf(entry, "pkid"));
  }
}

void FindDatabase(const State<OracleBook>& state, KeyText& keys, Facts& facts) {
  for (const auto& [key, amount] : state.ledger.deso.map()) {
    facts.Find(Cat("DESO of ", keys.Of(key)), std::to_string(amount.value()));
  }
  for (const auto& [key, balance] : state.ledger.tokens.map()) {
    std::string name = Cat("balance of ", keys.Of(key.holder));
    Append(name, " in ", keys.Of(key.creator));
    facts.Find(std::move(name), ToHex(balance.amount.value()));
  }
  for (const auto& [id, order] : state.book.orders()) {
    facts.Find(Cat("order ", BytesToHex(id.view())), OrderText(order, keys));
  }
  for (const auto& [pkid, profile] : state.ledger.profiles.map()) {
    const CoinEntry& coin = profile.dao_coin;
    facts.Find(Cat("profile of ", keys.Of(profile.public_key)),
               Cat(Utf8(profile.username), " circulating ",
                   ToHex(coin.coins_in_circulation.value()), " holders ",
                   coin.number_of_holders, " minting disabled ",
                   coin.minting_disabled ? "true" : "false", " restriction ",
                   static_cast<unsigned>(coin.transfer_restriction)));
  }
  for (const auto& [key, pkid] : state.ledger.pkids.map()) {
    const std::string name = Cat("PKID of ", keys.Of(key));
    facts.Find(name, keys.Of(pkid));
  }
}

class RestComparer {
 public:
  RestComparer(const Json& content, const State<OracleBook>& state,
               Network network)
      : content_(content), state_(state), keys_(network) {}

  void Collect(Facts& facts) {
    CollectBalances(facts);
    CollectProfiles(facts);
    CollectOrders(facts);
  }

 private:
  Pkid PkidOf(const PublicKey& key) const {
    const Pkid* mapped = state_.ledger.pkids.Find(key);
    return mapped != nullptr ? *mapped : DefaultPkid(key);
  }

  std::string BalanceText(const std::string& account, const std::string& coin) {
    const auto key = keys_.Parse(account);
    if (!key) return "unreadable account";
    if (coin == "DESO") {
      const Nanos* amount = state_.ledger.deso.Find(*key);
      return std::to_string(amount != nullptr ? amount->value() : 0);
    }
    const auto creator = keys_.Parse(coin);
    if (!creator) return "unreadable coin";
    const TokenBalance* balance =
        state_.ledger.tokens.Find({PkidOf(*key), PkidOf(*creator)});
    return balance != nullptr ? ToDecimal(balance->amount.value()) : "0";
  }

  void CollectBalances(Facts& facts) {
    std::set<std::string> volatile_accounts;
    if (const auto it = content_.find("volatile_accounts");
        it != content_.end()) {
      for (const Json& account : *it) {
        volatile_accounts.insert(account.get<std::string>());
      }
    }
    for (const auto& [account, coins] : content_.at("balances").items()) {
      for (const auto& [coin, amount] : coins.items()) {
        if (coin == "DESO" && volatile_accounts.contains(account)) continue;
        const std::string name = Cat("balance of ", account, " in ", coin);
        facts.Expect(name, amount.get<std::string>());
        facts.Find(name, BalanceText(account, coin));
      }
    }
  }

  static std::string_view RestrictionName(std::uint8_t status) {
    constexpr std::string_view kNames[] = {"unrestricted", "profile_owner_only",
                                           "dao_members_only",
                                           "permanently_unrestricted"};
    return status < 4 ? kNames[status] : "unknown";
  }

  void CollectProfiles(Facts& facts) {
    for (const auto& [account, expected] : content_.at("profiles").items()) {
      const Json& coin = expected.at("DAOCoinEntry");
      const std::string name = Cat("profile of ", account);
      facts.Expect(name,
                   Cat(TextOf(expected, "Username"), " circulating ",
                       TextOf(coin, "CoinsInCirculationNanos"), " holders ",
                       TextOf(coin, "NumberOfHolders"), " minting disabled ",
                       TextOf(coin, "MintingDisabled"), " restriction ",
                       TextOf(coin, "TransferRestrictionStatus")));
      const auto key = keys_.Parse(account);
      if (!key) continue;
      const ProfileEntry* found = state_.ledger.profiles.Find(PkidOf(*key));
      if (found == nullptr) continue;
      const CoinEntry& ours = found->dao_coin;
      facts.Find(name,
                 Cat(Utf8(found->username), " circulating ",
                     ToHex(ours.coins_in_circulation.value()), " holders ",
                     ours.number_of_holders, " minting disabled ",
                     ours.minting_disabled ? "true" : "false", " restriction ",
                     RestrictionName(ours.transfer_restriction)));
    }
  }

  void CollectOrders(Facts& facts) {
    // Coins of the pairs that were asked for; others are not in the answer.
    std::set<std::pair<Pkid, Pkid>> pairs;
    for (const Json& pair : content_.at("orders_by_pair")) {
      const Json& orders = pair.at("orders");
      if (!orders.is_array()) continue;
      for (const Json& order : orders) {
        facts.Expect(
            Cat("order ", TextOf(order, "OrderID")),
            Cat(TextOf(order, "TransactorPublicKeyBase58Check"), " buys ",
                TextOf(order, "BuyingDAOCoinCreatorPublicKeyBase58Check"),
                " sells ",
                TextOf(order, "SellingDAOCoinCreatorPublicKeyBase58Check"), " ",
                TextOf(order, "OperationType"), " price ",
                TextOf(order, "Price"), " quantity ",
                TextOf(order, "Quantity")));
        const auto id = BytesFromHex(TextOf(order, "OrderID"));
        const auto order_id = id ? OrderId::From(*id) : std::nullopt;
        const OrderEntry* found =
            order_id ? state_.book.Find(*order_id) : nullptr;
        if (found != nullptr) {
          pairs.insert({found->buying, found->selling});
          pairs.insert({found->selling, found->buying});
        }
      }
    }
    for (const auto& [id, order] : state_.book.orders()) {
      if (!pairs.contains({order.buying, order.selling})) continue;
      facts.Find(Cat("order ", BytesToHex(id.view())), RestOrderText(order));
    }
  }

  std::string RestOrderText(const OrderEntry& order) {
    std::string text(KeyOf(order.transactor));
    Append(text, " buys ", CoinOf(order.buying), " sells ",
           CoinOf(order.selling));
    const bool ask = order.side == static_cast<std::uint8_t>(OrderSide::kAsk);
    const PairEntry entry{.buying = KindOf(order.buying),
                          .selling = KindOf(order.selling),
                          .side = ask ? EntrySide::kAsk : EntrySide::kBid};
    const auto price = PriceFromRate(order.rate, entry);
    const auto quantity = QuantityToText(order.quantity, entry);
    Append(text, ask ? " ASK" : " BID", " price ",
           price.ok() ? *price : std::string("none"), " quantity ",
           quantity.ok() ? *quantity : std::string("none"));
    return text;
  }

  static CoinKind KindOf(const Pkid& coin) {
    return coin == kDesoPkid ? CoinKind::kDeso : CoinKind::kToken;
  }
  std::string KeyOf(const Pkid& pkid) {
    const PublicKey* mapped = state_.ledger.public_keys.Find(pkid);
    return mapped != nullptr ? keys_.Of(*mapped) : keys_.Of(pkid);
  }
  std::string CoinOf(const Pkid& coin) {
    return coin == kDesoPkid ? "DESO" : KeyOf(coin);
  }

  const Json& content_;
  const State<OracleBook>& state_;
  KeyText keys_;
};

absl::StatusOr<GroundTruth> Load(const std::string& path) {
  absl::StatusOr<std::unique_ptr<chain::ByteSource>> source =
      chain::OpenFile(path);
  if (!source.ok()) return source.status();
  absl::StatusOr<Bytes> bytes = chain::ReadAll(**source, kMaxFileBytes);
  if (!bytes.ok()) return bytes.status();
  GroundTruth truth;
  truth.file = fs::path(path).filename().string();
  absl::StatusOr<Json> content =
      ParseJson(std::string_view(reinterpret_cast<const char*>(bytes->data()),
                                 bytes->size()),
                path);
  if (!content.ok()) return content.status();
  truth.content = *std::move(content);
  JsonReader reader(truth.content, path);
  truth.from_database = reader.Has("committed_height");
  const char* low = truth.from_database ? "committed_height" : "height_low";
  const char* high = truth.from_database ? "committed_height" : "height_high";
  truth.height_low = static_cast<BlockHeight>(reader.Integer(low));
  truth.height_high = static_cast<BlockHeight>(reader.Integer(high));
  if (!reader.ok()) {
    return absl::DataLossError(std::string(reader.status().message()));
  }
  return truth;
}

}  // namespace

absl::StatusOr<std::vector<GroundTruth>> LoadGroundTruths(
    const std::string& directory) {
  std::vector<std::string> paths;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("ground-truth-") &&
        (name.ends_with(".json") || name.ends_with(".json.zst"))) {
      paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::vector<GroundTruth> truths;
  for (const std::string& path : paths) {
    absl::StatusOr<GroundTruth> truth = Load(path);
    if (!truth.ok()) return truth.status();
    truths.push_back(*std::move(truth));
  }
  return truths;
}

std::uint64_t CompareGroundTruth(const GroundTruth& truth, BlockHeight height,
                                 const State<OracleBook>& state,
                                 Network network, chain::DifferenceLog& log) {
  Facts facts;
  // The JSON library throws on members that are missing or of another type.
  try {
    if (truth.from_database) {
      KeyText keys(network);
      ExpectDatabase(truth.content, facts);
      FindDatabase(state, keys, facts);
    } else {
      RestComparer(truth.content, state, network).Collect(facts);
    }
  } catch (const Json::exception& exception) {
    chain::Place place;
    place.height = height;
    log.Add(place, truth.file, "readable", exception.what());
    return 1;
  }
  return facts.Compare(truth.file, height, log);
}

}  // namespace desobook
