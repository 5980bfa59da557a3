#include "src/replay_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/json_reader.h"
#include "src/key_text.h"
#include "src/text.h"

namespace desobook {
namespace {

std::string PlaceText(const chain::Place& place) {
  std::string text = Cat("block ", place.height);
  if (place.txn) Append(text, ", transaction ", *place.txn);
  if (place.inner) Append(text, ", inner ", *place.inner);
  return text;
}

Json JsonOfPlace(const chain::Place& place) {
  Json json = Json::object();
  json["height"] = place.height;
  json["transaction"] = place.txn ? Json(*place.txn) : Json(nullptr);
  json["inner"] = place.inner ? Json(*place.inner) : Json(nullptr);
  return json;
}

void Row(Console& console, std::string_view name, const std::string& text) {
  console.out << name << std::string(14 - name.size(), ' ') << text << '\n';
}

std::string ComparedText(const ReplayReport& report) {
  std::string text;
  if (!report.blocks_only) {
    Append(text, report.counts.operations_compared, " operations, ",
           report.counts.values_compared, " state values, ");
  }
  Append(text, report.digests_compared, " table digests, ",
         report.ground_truth_values, " values of ",
         report.ground_truths_compared, " recorded answers");
  return text;
}

std::string VerdictText(const ReplayReport& report) {
  switch (report.verdict()) {
    case ReplayVerdict::kNotCompared:
      return "not compared (add --verify)";
    case ReplayVerdict::kEqual:
      return "equal: no difference to what the node recorded";
    case ReplayVerdict::kUnproven:
      return Cat("unproven: no difference, but ", report.counts.unexecuted,
                 " transactions of types that are not executed were taken "
                 "from the recording, and with them ",
                 report.counts.unproven_keys, " values");
    case ReplayVerdict::kStopped:
      return report.interrupted ? Cat("incomplete: interrupted after block ",
                                      report.counts.last_height)
                                : "stopped early by the error below";
    case ReplayVerdict::kDifferent:
      return Cat(report.difference_count, " differences");
  }
  return {};
}

Json JsonOfLine(const BookLine& line, KeyText& keys) {
  Json json = Json::object();
  json["order_id"] = BytesToHex(line.order.id.view());
  json["transactor"] = keys.Of(line.order.transactor);
  json["entered_as"] =
      line.order.side == static_cast<std::uint8_t>(OrderSide::kAsk) ? "ASK"
                                                                    : "BID";
  json["price"] = line.price;
  json["scaled_rate"] = ToDecimal(line.order.rate.value());
  json["base_units"] = ToDecimal(line.base_units.value());
  json["quote_units"] = ToDecimal(line.quote_units.value());
  json["height"] = line.order.height;
  json["deliverable"] = line.deliverable;
  json["reason"] = line.deliverable ? Json(nullptr) : Json(line.reason);
  return json;
}

// A price has up to 38 decimals.
constexpr std::size_t kPriceColumns = 48;
constexpr std::size_t kBaseColumns = 80;

void PrintLine(Console& console, const Market& market, const BookLine& line) {
  const std::string side = line.sells_base ? "ask" : "bid";
  std::string text = Cat(side, "  ", line.price);
  text.resize(std::max(text.size() + 1, kPriceColumns), ' ');
  Append(text, AmountText(market.base, line.base_units), " ", market.base_name);
  text.resize(std::max(text.size() + 1, kBaseColumns), ' ');
  Append(text, AmountText(market.quote, line.quote_units), " ",
         market.quote_name);
  if (!line.deliverable) Append(text, "  not deliverable: ", line.reason);
  console.out << Paint(text,
                       !line.deliverable ? Color::kYellow
                       : line.sells_base ? Color::kRed
                                         : Color::kGreen,
                       console.color_out)
              << '\n';
}

const BookLine* BestDeliverable(const std::vector<BookLine>& lines) {
  for (const BookLine& line : lines) {
    if (line.deliverable) return &line;
  }
  return nullptr;
}

}  // namespace

std::string_view VerdictName(ReplayVerdict verdict) {
  switch (verdict) {
    case ReplayVerdict::kNotCompared:
      return "not compared";
    case ReplayVerdict::kEqual:
      return "equal";
    case ReplayVerdict::kUnproven:
      return "unproven";
    case ReplayVerdict::kDifferent:
      return "different";
    case ReplayVerdict::kStopped:
      return "stopped";
  }
  return {};
}

ReplayVerdict ReplayReport::verdict() const {
  if (difference_count != 0) return ReplayVerdict::kDifferent;
  if (!complete) return ReplayVerdict::kStopped;
  if (!verified) return ReplayVerdict::kNotCompared;
  return counts.unexecuted != 0 ? ReplayVerdict::kUnproven
                                : ReplayVerdict::kEqual;
}

void PrintReplay(Console& console, const ReplayReport& report) {
  Row(console, "dataset", report.dataset);
  Row(console, "network",
      Cat(report.network, report.accelerated ? ", accelerated (" : " (",
          report.network_source, ")"));
  Row(console, "start", report.start_source);
  Row(console, "blocks",
      Cat(report.counts.blocks, " committed, heights ",
          report.counts.first_height, "..", report.counts.last_height,
          report.blocks_only ? ", from blocks alone" : "", "; ",
          report.uncommitted_blocks, " not committed"));
  Row(console, "transactions",
      Cat(report.counts.transactions, " (", report.counts.orders, " orders, ",
          report.counts.cancels, " cancels), ", report.counts.fill_records,
          " fill records"));
  if (report.verified) Row(console, "compared", ComparedText(report));
  Row(console, "state",
      Cat("sha256 ", BytesToHex(report.state_digest.view()), " after block ",
          report.tip_hash));
  const bool bad = report.verdict() == ReplayVerdict::kDifferent ||
                   report.verdict() == ReplayVerdict::kStopped;
  const std::string verdict = VerdictText(report);
  Row(console, "verdict",
      Paint(verdict, bad ? Color::kRed : Color::kGreen, console.color_out));
  for (const chain::Difference& difference : report.differences) {
    console.out << "  " << PlaceText(difference.place) << ", "
                << difference.field << ": expected " << difference.expected
                << ", found " << difference.found << '\n';
  }
}

Json JsonOfReplay(const ReplayReport& report) {
  Json json = NewDocument("replay", 1);
  json["network"] = report.network;
  json["accelerated"] = report.accelerated;
  json["blocks_only"] = report.blocks_only;
  json["complete"] = report.complete;
  json["interrupted"] = report.interrupted;
  json["first_height"] = report.counts.first_height;
  json["last_height"] = report.counts.last_height;
  json["tip_hash"] = report.tip_hash;
  json["blocks"] = report.counts.blocks;
  json["uncommitted_blocks"] = report.uncommitted_blocks;
  json["transactions"] = report.counts.transactions;
  json["orders"] = report.counts.orders;
  json["cancels"] = report.counts.cancels;
  json["fill_records"] = report.counts.fill_records;
  json["unexecuted_transactions"] = report.counts.unexecuted;
  json["unproven_values"] = report.counts.unproven_keys;
  json["state_sha256"] = BytesToHex(report.state_digest.view());
  json["verdict"] = VerdictName(report.verdict());
  Json compared = Json::object();
  compared["operations"] = report.counts.operations_compared;
  compared["state_values"] = report.counts.values_compared;
  compared["table_digests"] = report.digests_compared;
  compared["ground_truth_files"] = report.ground_truths_compared;
  compared["ground_truth_values"] = report.ground_truth_values;
  json["compared"] = report.verified ? std::move(compared) : Json(nullptr);
  json["difference_count"] = report.difference_count;
  json["differences"] = Json::array();
  for (const chain::Difference& difference : report.differences) {
    Json one = JsonOfPlace(difference.place);
    one["field"] = difference.field;
    one["expected"] = difference.expected;
    one["found"] = difference.found;
    json["differences"].push_back(std::move(one));
  }
  return json;
}

void PrintBook(Console& console, const Market& market, const BookDepth& depth,
               BlockHeight height, Network network) {
  console.out << "book " << market.base_name << '/' << market.quote_name
              << " at height " << height << " (" << NetworkName(network)
              << "), prices in " << market.quote_name << " per "
              << market.base_name << '\n';
  for (auto line = depth.asks.rbegin(); line != depth.asks.rend(); ++line) {
    PrintLine(console, market, *line);
  }
  const BookLine* ask = BestDeliverable(depth.asks);
  const BookLine* bid = BestDeliverable(depth.bids);
  console.out << "---  best deliverable: bid " << (bid ? bid->price : "none")
              << ", ask " << (ask ? ask->price : "none") << '\n';
  for (const BookLine& line : depth.bids) PrintLine(console, market, line);
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
  for (const auto& [name, lines] :
       {std::pair{"asks", &depth.asks}, std::pair{"bids", &depth.bids}}) {
    json[name] = Json::array();
    for (const BookLine& line : *lines) {
      json[name].push_back(JsonOfLine(line, keys));
    }
  }
  return json;
}

}  // namespace desobook
