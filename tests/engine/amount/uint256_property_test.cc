// Our kernels against two independent implementations: Boost.Multiprecision
// and GMP.

#include <gmp.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <string>

#include "engine/amount/boost_convert.h"
#include "engine/amount/convert.h"
#include "engine/amount/decimal.h"
#include "engine/amount/uint256.h"

namespace rc {

// Every width from 0 to 256 bits equally likely, its limbs often all ones, all
// zeros or a single bit.
template <>
struct Arbitrary<desobook::Uint256> {
  static Gen<desobook::Uint256> arbitrary() {
    return gen::exec([] {
      desobook::Uint256 value;
      for (std::uint64_t& limb : value.limb) {
        limb = *gen::weightedOneOf<std::uint64_t>(
            {{4, gen::arbitrary<std::uint64_t>()},
             {2, gen::just(~std::uint64_t{0})},
             {2, gen::just(std::uint64_t{0})},
             {1, gen::map(gen::inRange(0, 64),
                          [](int bit) { return std::uint64_t{1} << bit; })}});
        // RapidCheck's integers are small at small sizes.
        limb *= *gen::element<std::uint64_t>(1, 0x9E3779B97F4A7C15ULL);
      }
      const auto width = *gen::inRange<std::size_t>(0, 257);
      for (std::size_t bit = width; bit < 256; ++bit) {
        value.limb[bit / 64] &= ~(std::uint64_t{1} << (bit % 64));
      }
      return value;
    });
  }
};

}  // namespace rc

namespace desobook {

// RapidCheck prints counterexamples with this.
void showValue(const Uint256& value, std::ostream& os) { os << ToHex(value); }

namespace {

using boost::multiprecision::cpp_int;

// GMP's numbers with a destructor.
class Mpz {
 public:
  Mpz() { mpz_init(value_); }
  template <typename Limbs>
  explicit Mpz(const Limbs& limbs) : Mpz() {
    mpz_import(value_, limbs.size(), -1, sizeof(limbs[0]), 0, 0, limbs.data());
  }
  Mpz(const Mpz&) = delete;
  Mpz& operator=(const Mpz&) = delete;
  ~Mpz() { mpz_clear(value_); }

  mpz_ptr get() { return value_; }
  [[nodiscard]] cpp_int ToCppInt() const {
    std::string text(mpz_sizeinbase(value_, 16) + 2, '\0');
    mpz_get_str(text.data(), 16, value_);
    return cpp_int("0x" + text.substr(0, text.find('\0')));
  }

 private:
  mpz_t value_;
};

// What the two oracles agree on as 256 bits, or nothing.
std::optional<Uint256> Agreed(const cpp_int& boost, const Mpz& gmp) {
  RC_ASSERT(boost == gmp.ToCppInt());
  return FromCppInt(boost);
}

RC_GTEST_PROP(Uint256Property, AddsAndSubtracts,
              (const Uint256& a, const Uint256& b)) {
  Mpz sum;
  mpz_add(sum.get(), Mpz(a.limb).get(), Mpz(b.limb).get());
  RC_ASSERT(CheckedAdd(a, b) == Agreed(ToCppInt(a) + ToCppInt(b), sum));
  RC_ASSERT(CheckedSub(a, b) == FromCppInt(ToCppInt(a) - ToCppInt(b)));
}

RC_GTEST_PROP(Uint256Property, Multiplies,
              (const Uint256& a, const Uint256& b)) {
  Mpz product;
  mpz_mul(product.get(), Mpz(a.limb).get(), Mpz(b.limb).get());
  const cpp_int expected = ToCppInt(a) * ToCppInt(b);
  RC_ASSERT(CheckedMul(a, b) == Agreed(expected, product));
  RC_ASSERT(ToCppInt(MulFull(a, b)) == expected);
}

RC_GTEST_PROP(Uint256Property, Divides,
              (const Uint256& high, const Uint256& low, const Uint256& d)) {
  RC_PRE(!d.IsZero());
  Uint512 dividend;
  std::copy(low.limb.begin(), low.limb.end(), dividend.limb.begin());
  std::copy(high.limb.begin(), high.limb.end(), dividend.limb.begin() + 4);
  const DivMod512 got = Divide(dividend, d);

  Mpz quotient;
  Mpz remainder;
  mpz_tdiv_qr(quotient.get(), remainder.get(), Mpz(dividend.limb).get(),
              Mpz(d.limb).get());
  RC_ASSERT(ToCppInt(got.quotient) == ToCppInt(dividend) / ToCppInt(d));
  RC_ASSERT(ToCppInt(got.quotient) == quotient.ToCppInt());
  RC_ASSERT(ToCppInt(got.remainder) == remainder.ToCppInt());
}

RC_GTEST_PROP(Uint256Property, MulDivFloorsAndCeils,
              (const Uint256& a, const Uint256& b, const Uint256& d)) {
  RC_PRE(!d.IsZero());
  Mpz product;
  mpz_mul(product.get(), Mpz(a.limb).get(), Mpz(b.limb).get());
  Mpz floor;
  Mpz ceil;
  mpz_fdiv_q(floor.get(), product.get(), Mpz(d.limb).get());
  mpz_cdiv_q(ceil.get(), product.get(), Mpz(d.limb).get());
  const cpp_int exact = ToCppInt(a) * ToCppInt(b);
  const cpp_int divisor = ToCppInt(d);
  RC_ASSERT(MulDivFloor(a, b, d) == Agreed(exact / divisor, floor));
  RC_ASSERT(MulDivCeil(a, b, d) ==
            Agreed((exact + divisor - 1) / divisor, ceil));
}

RC_GTEST_PROP(Uint256Property, TextRoundTrips, (const Uint256& a)) {
  RC_ASSERT(ToDecimal(a) == ToCppInt(a).str());
  RC_ASSERT(FromDecimal(ToDecimal(a)) == a);
  RC_ASSERT(FromHex(ToHex(a)) == a);
  RC_ASSERT(cpp_int(ToHex(a)) == ToCppInt(a));
}

RC_GTEST_PROP(Uint256Property, BytesRoundTrip, (const Uint256& a)) {
  const auto bytes = ToBigEndian(a);
  RC_ASSERT(FromBigEndian(bytes) == a);
  const std::size_t length = MinimalByteLength(a);
  RC_ASSERT(FromBigEndian(std::span(bytes).last(length)) == a);
  if (length > 0) RC_ASSERT(bytes[32 - length] != 0);
}

RC_GTEST_PROP(Uint256Property, BoostRoundTrips, (const Uint256& a)) {
  RC_ASSERT(FromBoost(ToBoost(a)) == a);
  RC_ASSERT(FromCppInt(ToCppInt(a)) == a);
  RC_ASSERT(ToBoost(a).str() == ToDecimal(a));
}

// The two conversions as the protocol text states them, on unlimited integers.
std::optional<Uint256> ValueOf(const Result<BaseUnits>& result) {
  if (result.ok()) return result->value();
  RC_ASSERT(result.error() ==
            RuleError::kDAOCoinLimitOrderTotalCostOverflowsUint256);
  return std::nullopt;
}

RC_GTEST_PROP(ConvertProperty, BuysTheFloorOfTheQuotient,
              (const Uint256& rate, const Uint256& sell)) {
  RC_PRE(!rate.IsZero());
  Mpz quotient;
  mpz_mul(quotient.get(), Mpz(kOneE38.limb).get(), Mpz(sell.limb).get());
  mpz_fdiv_q(quotient.get(), quotient.get(), Mpz(rate.limb).get());
  RC_ASSERT(
      ValueOf(ToBuy(Rate(rate), BaseUnits(sell))) ==
      Agreed(ToCppInt(kOneE38) * ToCppInt(sell) / ToCppInt(rate), quotient));
}

RC_GTEST_PROP(ConvertProperty, SellsTheFloorOfACheckedProduct,
              (const Uint256& rate, const Uint256& buy)) {
  RC_PRE(!rate.IsZero());
  const cpp_int product = ToCppInt(rate) * ToCppInt(buy);
  const auto expected = FromCppInt(product)
                            ? FromCppInt(product / ToCppInt(kOneE38))
                            : std::nullopt;
  RC_ASSERT(ValueOf(ToSell(Rate(rate), BaseUnits(buy))) == expected);
}

RC_GTEST_PROP(ConvertProperty, CrossesFromTenToThe76On,
              (const Uint256& a, const Uint256& b)) {
  const cpp_int threshold = ToCppInt(kOneE38) * ToCppInt(kOneE38);
  RC_ASSERT(RatesCross(Rate(a), Rate(b)) ==
            (ToCppInt(a) * ToCppInt(b) >= threshold));
  // The smallest rate that crosses `a`, and its neighbour below.
  RC_PRE(!a.IsZero());
  const cpp_int least = (threshold + ToCppInt(a) - 1) / ToCppInt(a);
  const auto at = FromCppInt(least);
  RC_ASSERT(at.has_value());
  RC_ASSERT(RatesCross(Rate(a), Rate(*at)));
  RC_ASSERT(!RatesCross(Rate(a), Rate(*FromCppInt(least - 1))));
}

RC_GTEST_PROP(DecimalProperty, ScaledTextRoundTrips, (const Uint256& a)) {
  for (const CoinKind coin : {CoinKind::kToken, CoinKind::kDeso}) {
    const BaseUnits amount(a);
    const auto back = AmountFromText(AmountToText(amount, coin), coin);
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == amount);
  }
}

RC_GTEST_PROP(DecimalProperty, BidPricesComeBackExactly, (const Uint256& p)) {
  RC_PRE(!p.IsZero());
  const PairEntry entry;  // a BID for tokens against tokens
  const std::string price = FormatScaled(p, 38);
  const auto rate = RateFromPrice(price, entry);
  RC_ASSERT(rate.ok());
  RC_ASSERT(rate->value() == p);
  RC_ASSERT(*PriceFromRate(*rate, entry) == price);
}

// An ASK and a BID at one price cross when the price has at most 29 decimals.
RC_GTEST_PROP(DecimalProperty, EqualPricesCross, (const Uint256& p)) {
  RC_PRE(!p.IsZero());
  const std::string price = FormatScaled(p, 29);
  for (const CoinKind base : {CoinKind::kToken, CoinKind::kDeso}) {
    const CoinKind quote =
        base == CoinKind::kDeso ? CoinKind::kToken : CoinKind::kDeso;
    const auto bid = RateFromPrice(
        price, {.buying = base, .selling = quote, .side = EntrySide::kBid});
    const auto ask = RateFromPrice(
        price, {.buying = quote, .selling = base, .side = EntrySide::kAsk});
    if (bid.ok() && ask.ok()) RC_ASSERT(RatesCross(*bid, *ask));
  }
}

// No text makes the parsers do more than refuse.
RC_GTEST_PROP(DecimalProperty, AnyTextIsReadOrRefused, ()) {
  const auto text = *rc::gen::container<std::string>(
      rc::gen::elementOf(std::string("0123456789.+-eE xf_\n\xd9")));
  const auto amount = AmountFromText(text, CoinKind::kToken);
  if (amount.ok() && !amount->IsZero()) {
    const auto quantity = QuantityFromText(text, PairEntry{});
    RC_ASSERT(quantity.ok());
    RC_ASSERT(*quantity == *amount);
  }
  const auto rate = RateFromPrice(text, PairEntry{});
  const auto inverse = InvertPrice(text);
  // What validation accepts, inversion accepts too.
  if (rate.ok()) RC_ASSERT(inverse.ok());
}

}  // namespace
}  // namespace desobook
