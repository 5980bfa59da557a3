#include "src/rounding_report.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "src/key_text.h"
#include "src/text.h"

namespace desobook {
namespace {

std::uint64_t FillsOf(const CutCounts& counts) {
  return counts.exact + counts.received_cut + counts.paid_cut;
}

std::string TextOf(const CutCounts& counts) {
  return Cat(FillsOf(counts), " fills: ", counts.exact, " exact, ",
             counts.received_cut, " cut what the taker received, ",
             counts.paid_cut, " cut what it paid");
}

std::string Signed(const ScaledGain& gain) {
  return gain > 0 ? "+" + GainText(gain) : GainText(gain);
}

// What all parties together gained of each coin: zero, or this program is
// wrong.
std::map<Pkid, ScaledGain> Sums(const RoundingTotals& totals) {
  std::map<Pkid, ScaledGain> sums;
  for (const auto& [key, party] : totals.accounts()) {
    sums[key.first] += party.Net();
  }
  return sums;
}

Json JsonOf(const CutCounts& counts) {
  Json json = Json::object();
  json["fills"] = FillsOf(counts);
  json["exact"] = counts.exact;
  json["received_cut"] = counts.received_cut;
  json["paid_cut"] = counts.paid_cut;
  return json;
}

Json JsonOfTakers(const std::map<Pkid, ScaledGain>& takers, KeyText& keys) {
  Json list = Json::array();
  for (const auto& [coin, gain] : takers) {
    Json one = Json::object();
    one["coin"] = keys.OfCoin(coin);
    one["takers"] = GainText(gain);
    one["makers"] = GainText(-gain);
    list.push_back(std::move(one));
  }
  return list;
}

}  // namespace

void PrintRounding(Console& console, const RoundingTotals& totals,
                   Network network) {
  KeyText keys(network);
  console.out << "rounding      " << TextOf(totals.counts()) << '\n'
              << "  gains in base units of the coin that the taker bought\n";
  const auto sums = Sums(totals);
  for (const auto& [coin, gain] : totals.takers()) {
    console.out << "  coin " << keys.OfCoin(coin) << ": takers " << Signed(gain)
                << ", makers " << Signed(-gain) << ", sum over all accounts "
                << GainText(sums.at(coin)) << '\n';
  }
  for (const auto& [pair, market] : totals.markets()) {
    console.out << "  market " << keys.OfCoin(pair.second);
    console.out << '/' << keys.OfCoin(pair.first) << ": "
                << TextOf(market.counts) << '\n';
    for (const auto& [coin, gain] : market.takers) {
      console.out << "    " << keys.OfCoin(coin) << ": takers " << Signed(gain)
                  << ", makers " << Signed(-gain) << '\n';
    }
  }
  for (const auto& [key, party] : totals.accounts()) {
    console.out << "  account " << keys.Of(key.second);
    console.out << ' ' << keys.OfCoin(key.first) << ": " << Signed(party.Net())
                << " (as taker " << Signed(party.as_taker) << ", as maker "
                << Signed(party.as_maker) << ", fills " << party.fills << ")\n";
  }
}

Json JsonOfRounding(const RoundingTotals& totals, Network network) {
  KeyText keys(network);
  Json json = Json::object();
  json["counts"] = JsonOf(totals.counts());
  json["coins"] = JsonOfTakers(totals.takers(), keys);
  json["markets"] = Json::array();
  for (const auto& [pair, market] : totals.markets()) {
    Json one = Json::object();
    one["base"] = keys.OfCoin(pair.second);
    one["quote"] = keys.OfCoin(pair.first);
    one["counts"] = JsonOf(market.counts);
    one["coins"] = JsonOfTakers(market.takers, keys);
    json["markets"].push_back(std::move(one));
  }
  json["accounts"] = Json::array();
  for (const auto& [key, party] : totals.accounts()) {
    Json one = Json::object();
    one["account"] = keys.Of(key.second);
    one["coin"] = keys.OfCoin(key.first);
    one["net"] = GainText(party.Net());
    one["as_taker"] = GainText(party.as_taker);
    one["as_maker"] = GainText(party.as_maker);
    one["fills"] = party.fills;
    json["accounts"].push_back(std::move(one));
  }
  json["sum_over_all_accounts"] = Json::array();
  for (const auto& [coin, sum] : Sums(totals)) {
    Json one = Json::object();
    one["coin"] = keys.OfCoin(coin);
    one["base_units"] = GainText(sum);
    json["sum_over_all_accounts"].push_back(std::move(one));
  }
  return json;
}

}  // namespace desobook
