// Who gained and who lost by the chain's rounding.
//
// Every fill divides once and cuts the result (protocol text 5.2, 5.5). Makers
// trade at their own rate r / 10^38, so a taker that pays `sold` is due exactly
// sold * r / 10^38 of the coin it buys. What it got more or less than that is
// its gain, the maker's loss, and the other way round:
//
//   gain = bought - sold * r / 10^38      in base units of the bought coin
//
// If the amount received was cut, the taker lost less than one base unit of
// it. If the amount paid was cut, it gained less than what one base unit of
// the paid coin is worth. Gains are kept as integers, times 10^38: exact.
// docs/rounding.md has an example.

#ifndef DESOBOOK_SRC_ROUNDING_H_
#define DESOBOOK_SRC_ROUNDING_H_

#include <boost/multiprecision/cpp_int.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/amount/units.h"
#include "engine/book/oracle_book.h"
#include "engine/rules/chain_state.h"
#include "engine/rules/effects.h"

namespace desobook {

// Signed, in units of 10^-38 base units. Below 2^512 in magnitude for one fill;
// totals have no bound.
using ScaledGain = boost::multiprecision::cpp_int;

// What the chain cut in a fill.
enum class Cut : std::uint8_t {
  kNothing,   // the division had no rest
  kReceived,  // by the taker: it lost, the maker gained
  kPaid,      // by the taker: it gained, the maker lost
};
std::string_view CutName(Cut cut);

struct FillRounding {
  Pkid taker;
  Pkid maker;
  Pkid coin;              // that the taker bought; gains are of it
  Pkid paid_coin;         // that it paid
  ScaledGain taker_gain;  // the maker's is the negative
  Cut cut = Cut::kNothing;
};

// `taker` is the taker's record of a fill by a maker at `rate`.
// REQUIRES: `maker` is the other party.
FillRounding RoundingOf(const FilledOrder& taker, const Pkid& maker, Rate rate);
// One for each pair of fill records of a limit order, in their order.
std::vector<FillRounding> RoundingsOf(const Operation& operation);

struct CutCounts {
  std::uint64_t exact = 0;
  std::uint64_t received_cut = 0;
  std::uint64_t paid_cut = 0;
};

struct PartyGain {
  ScaledGain as_taker;
  ScaledGain as_maker;
  std::uint64_t fills = 0;
  [[nodiscard]] ScaledGain Net() const { return as_taker + as_maker; }
};

// A pair of coins, the smaller identity first: DESO if it is one of them.
using CoinPair = std::pair<Pkid, Pkid>;
struct MarketGain {
  CutCounts counts;
  // What takers gained of each coin; makers lost as much.
  std::map<Pkid, ScaledGain> takers;
};

// Sums over any number of fills.
class RoundingTotals {
 public:
  void Add(const FillRounding& fill);
  // Every fill of the block, those of wrapped transactions included.
  void Add(const CommittedBlock<OracleBook>& committed);

  [[nodiscard]] const CutCounts& counts() const { return counts_; }
  // By coin, then account.
  using Accounts = std::map<std::pair<Pkid, Pkid>, PartyGain>;
  [[nodiscard]] const Accounts& accounts() const { return accounts_; }
  using Markets = std::map<CoinPair, MarketGain>;
  [[nodiscard]] const Markets& markets() const { return markets_; }
  // What takers gained of each coin; makers lost as much.
  [[nodiscard]] const std::map<Pkid, ScaledGain>& takers() const {
    return takers_;
  }

 private:
  void Add(const std::vector<Operation>& operations);

  CutCounts counts_;
  Accounts accounts_;
  Markets markets_;
  std::map<Pkid, ScaledGain> takers_;
};

// Exact decimal of base units: "-0.25", "0".
std::string GainText(const ScaledGain& gain);

}  // namespace desobook

#endif  // DESOBOOK_SRC_ROUNDING_H_
