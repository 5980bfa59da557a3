// Prints who gained and lost by rounding.

#ifndef DESOBOOK_SRC_ROUNDING_REPORT_H_
#define DESOBOOK_SRC_ROUNDING_REPORT_H_

#include "engine/rules/params.h"
#include "src/console.h"
#include "src/json_output.h"
#include "src/rounding.h"

namespace desobook {

// Totals, markets and accounts; gains in base units, exact.
void PrintRounding(Console& console, const RoundingTotals& totals,
                   Network network);
Json JsonOfRounding(const RoundingTotals& totals, Network network);

}  // namespace desobook

#endif  // DESOBOOK_SRC_ROUNDING_REPORT_H_
