// A market's depth at one state: what its resting orders display, and what a
// taker that sweeps the book would really get.
//
// The two differ because orders reserve nothing. A maker is checked when it is
// met: it must own the whole rest of its order, and what earlier fills of the
// same sweep took from it counts (protocol text 5.3, 5.5). A maker that cannot
// pay is not filled in part but deleted, and the sweep goes on behind it.
// Transfer restrictions can hide makers (5.6, 5.9).
//
// Nothing here estimates: a synthetic taker sends a market order through the
// rules, on a view that is then thrown away.

#ifndef DESOBOOK_SRC_DEPTH_H_
#define DESOBOOK_SRC_DEPTH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/book/order.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "src/market.h"

namespace desobook {

// Of both coins of a market. A sum above 2^256-1 stays there.
struct DepthAmount {
  BaseUnits base;
  BaseUnits quote;
  friend bool operator==(const DepthAmount&, const DepthAmount&) = default;
};

struct DepthOrder {
  OrderEntry order;
  // What is left of the order, by its own rate (5.2); zero where that has no
  // value.
  DepthAmount displayed;
  DepthAmount deliverable;
  // Why it would not deliver all it displays; empty if it would.
  std::string reason;
};

// Orders at one rate, best first.
struct DepthLevel {
  std::string price;
  Rate rate;  // of the makers
  DepthAmount displayed;
  DepthAmount deliverable;
  std::vector<DepthOrder> orders;
};

struct DepthSide {
  std::vector<DepthLevel> levels;  // best first, as the chain matches them
  DepthAmount displayed;
  DepthAmount deliverable;
  // The base quantity of the sweep: all that is displayed, or less where the
  // chain refuses to sweep all of it; `refusal` is its error then.
  BaseUnits swept;
  std::string refusal;
};

struct BookDepth {
  DepthSide asks;  // makers sell base
  DepthSide bids;  // makers buy base
};

// As of the block after `height`, whose state `state` is. The taker is an
// account of its own with enough of what it pays in; it holds one base unit of
// what it buys, so that it is a member where only members may receive.
// REQUIRES: `network` is the chain's.
BookDepth DepthOf(const Market& market, const State<OracleBook>& state,
                  const NetworkParams& network, BlockHeight height);

// The sweep itself, for `base` base units of the market: buying base if
// `buys_base`, else selling it, at any price.
struct Sweep {
  std::vector<FilledOrder> fills;   // taker, maker, taker, maker, ...
  std::vector<OrderEntry> visited;  // makers, in order
};
Result<Sweep> SweepBook(const Market& market, const State<OracleBook>& state,
                        const NetworkParams& network, BlockHeight height,
                        bool buys_base, BaseUnits base);

}  // namespace desobook

#endif  // DESOBOOK_SRC_DEPTH_H_
