// A market as people name it, "BASE/QUOTE". Its book at one state: depth.h.

#ifndef DESOBOOK_SRC_MARKET_H_
#define DESOBOOK_SRC_MARKET_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "engine/book/oracle_book.h"
#include "engine/book/order.h"
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

// An amount of `coin` in whole coins, e.g. "1.5".
std::string AmountText(const Pkid& coin, BaseUnits amount);

// What an order of the market asks or bids, in whole quote coins per base coin,
// cut to 38 decimals; whatever side it was entered on. "undefined" for a rate
// that stands for an infinite price.
std::string PriceText(const Market& market, const OrderEntry& order);

}  // namespace desobook

#endif  // DESOBOOK_SRC_MARKET_H_
