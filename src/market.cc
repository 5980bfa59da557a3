#include "src/market.h"

#include <cctype>
#include <optional>

#include "engine/amount/decimal.h"
#include "src/key_text.h"
#include "src/text.h"

namespace desobook {
namespace {

CoinKind KindOf(const Pkid& coin) {
  return coin == kDesoPkid ? CoinKind::kDeso : CoinKind::kToken;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return lower;
}

// DESO, a username in any case, or a key.
std::optional<Pkid> FindCoin(std::string_view name,
                             const State<OracleBook>& state,
                             const KeyText& keys) {
  const std::string lower = Lower(name);
  if (lower == "deso") return kDesoPkid;
  for (const auto& [pkid, profile] : state.ledger.profiles.map()) {
    const std::string username(profile.username.begin(),
                               profile.username.end());
    if (!username.empty() && Lower(username) == lower) return pkid;
  }
  if (const auto key = keys.Parse(name)) {
    const Pkid* mapped = state.ledger.pkids.Find(*key);
    return mapped != nullptr ? *mapped : DefaultPkid(*key);
  }
  return std::nullopt;
}

std::string CoinName(const Pkid& coin, const State<OracleBook>& state,
                     KeyText& keys) {
  if (coin == kDesoPkid) return "DESO";
  if (const ProfileEntry* profile = state.ledger.profiles.Find(coin)) {
    if (!profile->username.empty()) {
      return std::string(profile->username.begin(), profile->username.end());
    }
  }
  return keys.Of(coin);
}

}  // namespace

absl::StatusOr<Market> ParseMarket(std::string_view text,
                                   const State<OracleBook>& state,
                                   Network network) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return absl::InvalidArgumentError(
        Cat("market '", text,
            "' has no slash; name it BASE/QUOTE, for example openfund/DESO"));
  }
  KeyText keys(network);
  Market market;
  const std::string_view names[2] = {text.substr(0, slash),
                                     text.substr(slash + 1)};
  Pkid* coins[2] = {&market.base, &market.quote};
  for (int i = 0; i < 2; ++i) {
    const auto coin = FindCoin(names[i], state, keys);
    if (!coin) {
      return absl::InvalidArgumentError(Cat(
          "coin '", names[i], "' of market '", text,
          "' is unknown here; give DESO, the username of its creator, or the "
          "creator's public key"));
    }
    *coins[i] = *coin;
  }
  if (market.base == market.quote) {
    return absl::InvalidArgumentError(
        Cat("market '", text, "' has the same coin on both sides"));
  }
  market.base_name = CoinName(market.base, state, keys);
  market.quote_name = CoinName(market.quote, state, keys);
  return market;
}

std::string AmountText(const Pkid& coin, BaseUnits amount) {
  return AmountToText(amount, KindOf(coin));
}

std::string PriceText(const Market& market, const OrderEntry& order) {
  const bool sells_base = order.selling == market.base;
  // As an ASK of base, or as a BID for it, the API shows quote per base.
  const PairEntry entry{
      .buying = KindOf(sells_base ? market.quote : market.base),
      .selling = KindOf(sells_base ? market.base : market.quote),
      .side = sells_base ? EntrySide::kAsk : EntrySide::kBid};
  const auto price = PriceFromRate(order.rate, entry);
  return price.ok() ? *price : "undefined";
}

}  // namespace desobook
