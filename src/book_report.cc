#include "src/book_report.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/amount/decimal.h"
#include "engine/amount/uint256.h"
#include "src/hex.h"
#include "src/key_text.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::size_t kPriceDecimals = 38;

// A price of up to 38 decimals times 10^38; nothing for "undefined" and for
// more than 256 bits.
std::optional<Uint256> ScaledPrice(std::string_view price) {
  const std::size_t dot = price.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  std::string digits(price.substr(0, dot));
  const std::string_view decimals = price.substr(dot + 1);
  if (decimals.size() > kPriceDecimals) return std::nullopt;
  Append(digits, decimals, std::string(kPriceDecimals - decimals.size(), '0'));
  return FromDecimal(digits);
}

const DepthLevel* BestDeliverable(const DepthSide& side) {
  for (const DepthLevel& level : side.levels) {
    if (!level.deliverable.base.IsZero()) return &level;
  }
  return nullptr;
}

// Cells of a line of the table.
using Cells = std::array<std::string, 6>;
// The numbers' columns are as wide as their longest cell.
class Table {
 public:
  void Add(Cells cells, std::optional<Color> color) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths_[i] = std::max(widths_[i], cells[i].size());
    }
    lines_.push_back({std::move(cells), color});
  }
  void Print(Console& console) const {
    for (const Line& line : lines_) {
      std::string text;
      for (std::size_t i = 0; i < line.cells.size(); ++i) {
        const std::string& cell = line.cells[i];
        if (i > 0) text += "  ";
        const std::string pad(widths_[i] - cell.size(), ' ');
        // The side is a word, the rest are numbers.
        Append(text, i == 0 ? cell : pad, i == 0 ? pad : cell);
      }
      text.erase(text.find_last_not_of(' ') + 1);
      console.out << (line.color ? Paint(text, *line.color, console.color_out)
                                 : text)
                  << '\n';
    }
  }

 private:
  struct Line {
    Cells cells;
    std::optional<Color> color;
  };
  std::array<std::size_t, std::tuple_size_v<Cells>> widths_{};
  std::vector<Line> lines_;
};

void AddLevel(Table& table, const Market& market, const DepthLevel& level,
              bool sells_base) {
  const bool all = level.displayed == level.deliverable;
  table.Add({sells_base ? "ask" : "bid", level.price,
             AmountText(market.base, level.displayed.base),
             AmountText(market.base, level.deliverable.base),
             AmountText(market.quote, level.displayed.quote),
             AmountText(market.quote, level.deliverable.quote)},
            !all         ? Color::kYellow
            : sells_base ? Color::kRed
                         : Color::kGreen);
}

void AddTotal(Table& table, const Market& market, const DepthSide& side,
              std::string name) {
  table.Add(
      {std::move(name), "all", AmountText(market.base, side.displayed.base),
       AmountText(market.base, side.deliverable.base),
       AmountText(market.quote, side.displayed.quote),
       AmountText(market.quote, side.deliverable.quote)},
      std::nullopt);
}

// Orders that would not deliver what they display.
void PrintShort(Console& console, const Market& market, const DepthSide& side,
                std::string_view name, KeyText& keys) {
  for (const DepthLevel& level : side.levels) {
    for (const DepthOrder& order : level.orders) {
      if (order.reason.empty()) continue;
      console.out << "not deliverable: " << name << ' ' << level.price << ", "
                  << AmountText(market.base, order.displayed.base) << ' '
                  << market.base_name << ", order "
                  << BytesToHex(order.order.id.view()) << " of "
                  << keys.Of(order.order.transactor) << ": " << order.reason
                  << '\n';
    }
  }
  if (!side.refusal.empty()) {
    console.out << "nobody can sweep all " << name << "s: more than "
                << AmountText(market.base, side.swept) << ' '
                << market.base_name << " fails with " << side.refusal << '\n';
  }
}

Json JsonOf(const DepthAmount& amount) {
  Json json = Json::object();
  json["base_units"] = ToDecimal(amount.base.value());
  json["quote_units"] = ToDecimal(amount.quote.value());
  return json;
}

Json JsonOf(const DepthOrder& order, KeyText& keys) {
  const bool ask =
      order.order.side == static_cast<std::uint8_t>(OrderSide::kAsk);
  Json json = Json::object();
  json["order_id"] = BytesToHex(order.order.id.view());
  json["transactor"] = keys.Of(order.order.transactor);
  json["entered_as"] = ask ? "ASK" : "BID";
  json["height"] = order.order.height;
  json["displayed"] = JsonOf(order.displayed);
  json["deliverable"] = JsonOf(order.deliverable);
  json["reason"] = order.reason.empty() ? Json(nullptr) : Json(order.reason);
  return json;
}

Json JsonOf(const DepthSide& side, KeyText& keys) {
  Json json = Json::object();
  json["displayed"] = JsonOf(side.displayed);
  json["deliverable"] = JsonOf(side.deliverable);
  json["swept_base_units"] = ToDecimal(side.swept.value());
  json["refusal"] = side.refusal.empty() ? Json(nullptr) : Json(side.refusal);
  json["levels"] = Json::array();
  for (const DepthLevel& level : side.levels) {
    Json one = Json::object();
    one["price"] = level.price;
    one["scaled_rate"] = ToDecimal(level.rate.value());
    one["displayed"] = JsonOf(level.displayed);
    one["deliverable"] = JsonOf(level.deliverable);
    one["orders"] = Json::array();
    for (const DepthOrder& order : level.orders) {
      one["orders"].push_back(JsonOf(order, keys));
    }
    json["levels"].push_back(std::move(one));
  }
  return json;
}

}  // namespace

std::optional<Spread> SpreadOf(const BookDepth& depth) {
  const DepthLevel* ask = BestDeliverable(depth.asks);
  const DepthLevel* bid = BestDeliverable(depth.bids);
  if (ask == nullptr || bid == nullptr) return std::nullopt;
  const auto high = ScaledPrice(ask->price);
  const auto low = ScaledPrice(bid->price);
  if (!high || !low) return std::nullopt;
  const bool crossed = *high < *low;
  const Uint256 difference =
      crossed ? *CheckedSub(*low, *high) : *CheckedSub(*high, *low);
  const auto sum = CheckedAdd(*high, *low);
  if (!sum || sum->IsZero()) return std::nullopt;
  // Of the middle, in hundredths of a percent: difference / (sum / 2) * 10^4.
  const auto parts = MulDivFloor(difference, Uint256(20'000), *sum);
  if (!parts) return std::nullopt;
  const std::string sign = crossed ? "-" : "";
  return Spread{bid->price, ask->price,
                sign + FormatScaled(difference, kPriceDecimals),
                sign + FormatScaled(*parts, 2)};
}

void PrintBook(Console& console, const Market& market, const BookDepth& depth,
               BlockHeight height, Network network) {
  KeyText keys(network);
  console.out << "book " << market.base_name << '/' << market.quote_name
              << " at height " << height << " (" << NetworkName(network)
              << "), prices in " << market.quote_name << " per "
              << market.base_name << '\n';
  Table table;
  table.Add({"", "price", market.base_name + " displayed", "deliverable",
             market.quote_name + " displayed", "deliverable"},
            std::nullopt);
  AddTotal(table, market, depth.asks, "asks");
  const auto& asks = depth.asks.levels;
  for (auto level = asks.rbegin(); level != asks.rend(); ++level) {
    AddLevel(table, market, *level, /*sells_base=*/true);
  }
  for (const DepthLevel& level : depth.bids.levels) {
    AddLevel(table, market, level, /*sells_base=*/false);
  }
  AddTotal(table, market, depth.bids, "bids");
  table.Print(console);
  if (const auto spread = SpreadOf(depth)) {
    console.out << "best deliverable: bid " << spread->bid << ", ask "
                << spread->ask << "; spread " << spread->difference << ", "
                << spread->percent << " % of the middle\n";
  } else {
    const DepthLevel* ask = BestDeliverable(depth.asks);
    const DepthLevel* bid = BestDeliverable(depth.bids);
    console.out << "best deliverable: bid " << (bid ? bid->price : "none")
                << ", ask " << (ask ? ask->price : "none") << "; no spread\n";
  }
  PrintShort(console, market, depth.asks, "ask", keys);
  PrintShort(console, market, depth.bids, "bid", keys);
}

Json JsonOfBook(const Market& market, const BookDepth& depth,
                BlockHeight height, Network network) {
  KeyText keys(network);
  Json json = Json::object();
  json["base"] = keys.OfCoin(market.base);
  json["quote"] = keys.OfCoin(market.quote);
  json["base_name"] = market.base_name;
  json["quote_name"] = market.quote_name;
  json["height"] = height;
  if (const auto spread = SpreadOf(depth)) {
    json["spread"] = {{"bid", spread->bid},
                      {"ask", spread->ask},
                      {"difference", spread->difference},
                      {"percent_of_middle", spread->percent}};
  } else {
    json["spread"] = nullptr;
  }
  json["asks"] = JsonOf(depth.asks, keys);
  json["bids"] = JsonOf(depth.bids, keys);
  return json;
}

}  // namespace desobook
