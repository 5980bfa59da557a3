// The lexical side of decimal.h. For engine/amount only.

#ifndef DESOBOOK_ENGINE_AMOUNT_DECIMAL_PARSE_H_
#define DESOBOOK_ENGINE_AMOUNT_DECIMAL_PARSE_H_

#include <cstddef>
#include <string_view>

#include "engine/amount/decimal.h"
#include "engine/amount/uint256.h"

namespace desobook::internal {

// floor(text * 10^decimals) under the grammar of decimal.h. "-0" is zero; any
// other minus sign is kNegative.
DecimalResult<Uint256> ParseScaled(std::string_view text, std::size_t decimals);

// The same for text that nobody validated (see InvertPrice).
DecimalResult<Uint256> ParseScaledUnchecked(std::string_view text,
                                            std::size_t decimals);

// Whether `text` is a decimal number, with or without exponent, that rounds to
// zero in 64-bit floating point: absolute value at most 2^-1075.
bool RoundsToZeroAsDouble(std::string_view text);

}  // namespace desobook::internal

#endif  // DESOBOOK_ENGINE_AMOUNT_DECIMAL_PARSE_H_
