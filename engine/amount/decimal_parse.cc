#include "engine/amount/decimal_parse.h"

#include <algorithm>
#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/amount/boost_convert.h"

namespace desobook::internal {
namespace {

using boost::multiprecision::cpp_int;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t CountDigits(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), IsDigit);
  return static_cast<std::size_t>(end - text.begin());
}

// Takes one '+' or '-' off the front; true for '-'.
bool TakeSign(std::string_view& text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  return negative;
}

// whole "." fraction, both digits only, one of them possibly empty.
struct DecimalParts {
  bool has_sign = false;
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
  std::string_view rest;  // what follows
};

// Nothing without a single digit.
std::optional<DecimalParts> SplitDecimal(std::string_view text) {
  DecimalParts parts;
  const std::size_t size = text.size();
  parts.negative = TakeSign(text);
  parts.has_sign = text.size() != size;
  parts.whole = text.substr(0, CountDigits(text));
  text.remove_prefix(parts.whole.size());
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = text.substr(0, CountDigits(text));
    text.remove_prefix(parts.fraction.size());
  }
  parts.rest = text;
  if (parts.whole.empty() && parts.fraction.empty()) return std::nullopt;
  return parts;
}

// An integer of the reference: a sign and at least one digit. Nothing for
// other text.
struct SignedDigits {
  bool negative = false;
  std::string_view digits;  // without leading zeros
};
std::optional<SignedDigits> ReadInteger(std::string_view text) {
  SignedDigits result;
  result.negative = TakeSign(text);
  if (text.empty() || CountDigits(text) != text.size()) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  result.digits = text;
  return result;
}

// REQUIRES: `digits` is short; cpp_int takes quadratic time.
cpp_int SignedValue(const SignedDigits& number, std::size_t zeros_appended) {
  // cpp_int would read a leading zero as octal; `digits` has none.
  if (number.digits.empty()) return 0;
  std::string digits(number.digits);
  digits.append(zeros_appended, '0');
  const cpp_int magnitude(digits);
  return number.negative ? cpp_int(-magnitude) : magnitude;
}

// The decimal digits of 2^-1075 behind its leading zeros: 5^1075. A number
// this close is a tie and goes to the even zero.
const std::string& SmallestTieDigits() {
  static const std::string kDigits =
      cpp_int(boost::multiprecision::pow(cpp_int(5), 1075)).str();
  return kDigits;
}
// 2^-1075 = 0.DIGITS * 10^kSmallestTieExponent.
constexpr std::int64_t kSmallestTieExponent = -323;

// The exponent behind 'e', as the reference reads it: it stops accumulating
// beyond 10,000. Nothing for text that is no exponent.
std::optional<std::int64_t> ReadExponent(std::string_view text) {
  constexpr std::int64_t kEnough = 10'000;
  const bool negative = TakeSign(text);
  if (text.empty() || CountDigits(text) != text.size()) return std::nullopt;
  std::int64_t exponent = 0;
  for (const char c : text) {
    if (exponent < kEnough) exponent = exponent * 10 + (c - '0');
  }
  return negative ? -exponent : exponent;
}

}  // namespace

DecimalResult<Uint256> ParseScaled(std::string_view text,
                                   std::size_t decimals) {
  const auto parts = SplitDecimal(text);
  // With a sign the API wants a digit before the dot.
  if (!parts || !parts->rest.empty() ||
      (parts->has_sign && parts->whole.empty())) {
    return DecimalError::kNotANumber;
  }
  std::string digits(parts->whole);
  digits += parts->fraction;
  if (parts->negative && digits.find_first_not_of('0') != std::string::npos) {
    return DecimalError::kNegative;
  }
  digits.resize(parts->whole.size() + decimals, '0');
  const auto value = FromDecimal(digits);
  if (!value) return DecimalError::kTooLarge;
  return *value;
}

DecimalResult<Uint256> ParseScaledUnchecked(std::string_view text,
                                            std::size_t decimals) {
  std::string_view whole = text.substr(0, text.find('.'));
  std::string_view fraction;
  if (whole.size() < text.size()) {
    fraction = text.substr(whole.size() + 1);
    fraction = fraction.substr(0, fraction.find('.'));
  }
  fraction = fraction.substr(0, decimals);
  const auto high = ReadInteger(whole.empty() ? "0" : whole);
  const auto low = ReadInteger(fraction.empty() ? "0" : fraction);
  if (!high || !low) return DecimalError::kNotANumber;
  // 2^256 has 78 digits; the fraction cannot bring a longer number back.
  if (high->digits.size() + decimals > 80) return DecimalError::kTooLarge;

  // The place value counts the characters of the fraction, its sign included.
  const std::size_t places = fraction.empty() ? 1 : fraction.size();
  const cpp_int sum =
      SignedValue(*high, decimals) + SignedValue(*low, decimals - places);
  const auto magnitude = FromCppInt(abs(sum));
  if (!magnitude) return DecimalError::kTooLarge;
  if (sum >= 0 || magnitude->IsZero()) return *magnitude;
  const auto complement =
      FromCppInt((cpp_int(1) << 256) - ToCppInt(*magnitude));
  DESOBOOK_CHECK(complement.has_value());
  return *complement;
}

bool RoundsToZeroAsDouble(std::string_view text) {
  const auto parts = SplitDecimal(text);
  if (!parts) return false;
  std::int64_t point = static_cast<std::int64_t>(parts->whole.size());
  if (!parts->rest.empty()) {
    if (parts->rest[0] != 'e' && parts->rest[0] != 'E') return false;
    const auto exponent = ReadExponent(parts->rest.substr(1));
    if (!exponent) return false;
    point += *exponent;
  }

  // |text| = 0.digits * 10^point, digits without zeros at either end.
  std::string digits(parts->whole);
  digits += parts->fraction;
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string::npos) return true;
  digits.erase(digits.find_last_not_of('0') + 1);
  digits.erase(0, first);
  point -= static_cast<std::int64_t>(first);
  if (point != kSmallestTieExponent) return point < kSmallestTieExponent;
  return digits <= SmallestTieDigits();
}

}  // namespace desobook::internal
