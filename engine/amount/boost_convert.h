// To and from Boost.Multiprecision, the vocabulary of callers outside the
// engine. The engine itself computes with uint256.h.

#ifndef DESOBOOK_ENGINE_AMOUNT_BOOST_CONVERT_H_
#define DESOBOOK_ENGINE_AMOUNT_BOOST_CONVERT_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

#include "engine/amount/uint256.h"

namespace desobook {

inline boost::multiprecision::cpp_int ToCppInt(const Uint256& value) {
  boost::multiprecision::cpp_int result;
  boost::multiprecision::import_bits(result, value.limb.begin(),
                                     value.limb.end(), 64, false);
  return result;
}

inline boost::multiprecision::cpp_int ToCppInt(const Uint512& value) {
  boost::multiprecision::cpp_int result;
  boost::multiprecision::import_bits(result, value.limb.begin(),
                                     value.limb.end(), 64, false);
  return result;
}

inline boost::multiprecision::uint256_t ToBoost(const Uint256& value) {
  return boost::multiprecision::uint256_t(ToCppInt(value));
}

// Nothing for a negative value or one above 2^256 - 1.
inline std::optional<Uint256> FromCppInt(
    const boost::multiprecision::cpp_int& value) {
  if (value < 0) return std::nullopt;
  if (!value.is_zero() && boost::multiprecision::msb(value) >= 256) {
    return std::nullopt;
  }
  Uint256 result;
  boost::multiprecision::cpp_int rest = value;
  for (std::uint64_t& limb : result.limb) {
    limb = static_cast<std::uint64_t>(
        rest & std::numeric_limits<std::uint64_t>::max());
    rest >>= 64;
  }
  return result;
}

inline Uint256 FromBoost(const boost::multiprecision::uint256_t& value) {
  // A uint256_t always fits.
  return *FromCppInt(boost::multiprecision::cpp_int(value));
}

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_AMOUNT_BOOST_CONVERT_H_
