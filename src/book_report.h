// Prints a market's depth.

#ifndef DESOBOOK_SRC_BOOK_REPORT_H_
#define DESOBOOK_SRC_BOOK_REPORT_H_

#include <optional>
#include <string>

#include "src/console.h"
#include "src/depth.h"
#include "src/json_output.h"
#include "src/market.h"

namespace desobook {

// Between the best prices at which something can be delivered.
struct Spread {
  std::string bid;
  std::string ask;
  std::string difference;  // ask - bid; "-" in front when they cross
  std::string percent;     // of the middle, two decimals, cut
};
// Nothing if a side delivers nothing, or a price has no value.
std::optional<Spread> SpreadOf(const BookDepth& depth);

// Offers above bids, best ones in the middle, one line a level; then every
// order that would not deliver what it displays.
void PrintBook(Console& console, const Market& market, const BookDepth& depth,
               BlockHeight height, Network network);
Json JsonOfBook(const Market& market, const BookDepth& depth,
                BlockHeight height, Network network);

}  // namespace desobook

#endif  // DESOBOOK_SRC_BOOK_REPORT_H_
