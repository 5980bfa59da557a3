// A market as people name it, "BASE/QUOTE", and its book at one state: what is
// displayed and what its makers could really pay.

#ifndef DESOBOOK_SRC_MARKET_H_
#define DESOBOOK_SRC_MARKET_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/book/oracle_book.h"
#include "engine/rules/params.h"
#include "engine/rules/state.h"

namespace desobook {

struct Market {
  Pkid base;
  Pkid quote;
  std::string base_name;
  std::string quote_name;
};

// "A/B" where each side is DESO, a username or a public key. Errors: what is
// wrong with which side, and how to name it instead.
absl::StatusOr<Market> ParseMarket(std::string_view text,
                                   const State<OracleBook>& state,
                                   Network network);

struct BookLine {
  OrderEntry order;
  bool sells_base = false;  // an offer; else a bid
  std::string price;        // quote per base, in whole coins
  // What is left of the order on each side, in base units of that coin.
  BaseUnits base_units;
  BaseUnits quote_units;
  // The maker's balance covers the whole remainder. If not, the next taker
  // that meets the order deletes it instead of trading (5.5).
  bool deliverable = false;
  // Why not, or that the order can never trade (5.3); empty if deliverable.
  std::string reason;
};

struct BookDepth {
  std::vector<BookLine> asks;  // best first, as the chain matches them
  std::vector<BookLine> bids;
};

// Reads balances as they are between blocks. A maker with several orders is
// judged order by order, best first, each against what the ones before leave.
BookDepth DepthOf(const Market& market, const State<OracleBook>& state);

// An amount of `coin` in whole coins, e.g. "1.5".
std::string AmountText(const Pkid& coin, BaseUnits amount);

}  // namespace desobook

#endif  // DESOBOOK_SRC_MARKET_H_
