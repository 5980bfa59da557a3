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
  Json json = NewDocument("replay", 2);
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

}  // namespace desobook
