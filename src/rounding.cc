#include "src/rounding.h"

#include <algorithm>
#include <cstddef>

#include "engine/amount/boost_convert.h"
#include "engine/amount/check.h"

namespace desobook {
namespace {

constexpr std::size_t kDecimals = 38;

void Count(Cut cut, CutCounts& counts) {
  switch (cut) {
    case Cut::kNothing:
      ++counts.exact;
      return;
    case Cut::kReceived:
      ++counts.received_cut;
      return;
    case Cut::kPaid:
      ++counts.paid_cut;
      return;
  }
}

}  // namespace

std::string_view CutName(Cut cut) {
  switch (cut) {
    case Cut::kNothing:
      return "nothing";
    case Cut::kReceived:
      return "received";
    case Cut::kPaid:
      return "paid";
  }
  return {};
}

FillRounding RoundingOf(const FilledOrder& taker, const Pkid& maker,
                        Rate rate) {
  FillRounding fill;
  fill.taker = taker.transactor;
  fill.maker = maker;
  fill.coin = taker.buying;
  fill.paid_coin = taker.selling;
  fill.taker_gain = ToCppInt(taker.bought.value()) * ToCppInt(kOneE38) -
                    ToCppInt(taker.sold.value()) * ToCppInt(rate.value());
  // Each fill divides once, so the sign tells which amount was the quotient.
  if (fill.taker_gain < 0) fill.cut = Cut::kReceived;
  if (fill.taker_gain > 0) fill.cut = Cut::kPaid;
  return fill;
}

std::vector<FillRounding> RoundingsOf(const Operation& operation) {
  std::vector<FillRounding> roundings;
  const auto& makers = operation.prev_matching_orders;
  auto next = makers.begin();  // makers are filled in the order of visits
  for (std::size_t i = 0; i + 1 < operation.fills.size(); i += 2) {
    const FilledOrder& taker = operation.fills[i];
    const FilledOrder& filled = operation.fills[i + 1];
    next = std::find_if(next, makers.end(), [&](const OrderEntry& maker) {
      return maker.id == filled.id;
    });
    DESOBOOK_CHECK(next != makers.end());
    roundings.push_back(RoundingOf(taker, next->transactor, next->rate));
  }
  return roundings;
}

void RoundingTotals::Add(const FillRounding& fill) {
  Count(fill.cut, counts_);
  MarketGain& market = markets_[std::minmax({fill.coin, fill.paid_coin})];
  Count(fill.cut, market.counts);
  market.takers[fill.coin] += fill.taker_gain;
  takers_[fill.coin] += fill.taker_gain;
  PartyGain& taker = accounts_[{fill.coin, fill.taker}];
  taker.as_taker += fill.taker_gain;
  ++taker.fills;
  PartyGain& maker = accounts_[{fill.coin, fill.maker}];
  maker.as_maker -= fill.taker_gain;
  ++maker.fills;
}

void RoundingTotals::Add(const std::vector<Operation>& operations) {
  for (const Operation& operation : operations) {
    for (const FillRounding& fill : RoundingsOf(operation)) Add(fill);
  }
}

void RoundingTotals::Add(const CommittedBlock<OracleBook>& committed) {
  for (const Effects& txn : committed.effects.txns) {
    Add(txn.operations);
    // Wrappers do not nest: one level is all there is.
    for (const Operation& operation : txn.operations) {
      for (const auto& inner : operation.inner) Add(inner);
    }
  }
}

std::string GainText(const ScaledGain& gain) {
  const ScaledGain size = boost::multiprecision::abs(gain);
  std::string digits = size.str();
  if (digits.size() <= kDecimals) {
    digits.insert(0, kDecimals + 1 - digits.size(), '0');
  }
  digits.insert(digits.size() - kDecimals, 1, '.');
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.back() == '.') digits.pop_back();
  return gain < 0 ? "-" + digits : digits;
}

}  // namespace desobook
