// desobook book MARKET --dataset DIR

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "src/book_report.h"
#include "src/commands.h"
#include "src/depth.h"
#include "src/replay_run.h"
#include "src/text.h"

namespace desobook {
namespace {

struct BookOptions {
  std::string market;
  std::optional<std::string> dataset;
  std::optional<std::uint64_t> at;
  std::optional<std::string> network;
  std::optional<std::string> start;
  bool json = false;
};

ExitCode RunBook(const BookOptions& options, Console& console) {
  if (!options.dataset) {
    return Report(console, {ExitCode::kUsage, "no recorded chain is named",
                            "book", "give --dataset DIRECTORY"});
  }
  if (options.at && *options.at > UINT32_MAX) {
    return Report(console, {ExitCode::kUsage,
                            Cat("height ", *options.at, " is impossible"),
                            "--at", "give a height below 4294967296"});
  }
  ReplayRunOptions run;
  run.dataset = {*options.dataset, options.network, options.start, false};
  if (options.at) run.until = static_cast<BlockHeight>(*options.at);
  absl::Status status;
  ReplayCallbacks callbacks;
  callbacks.on_end = [&](const State<OracleBook>& state, BlockHeight height,
                         const DatasetInput& input) {
    const Network network = input.network.network;
    const auto market = ParseMarket(options.market, state, network);
    if (!market.ok()) {
      status = market.status();
      return;
    }
    const BookDepth depth = DepthOf(*market, state, input.network, height);
    if (!options.json) {
      PrintBook(console, *market, depth, height, network);
      return;
    }
    Json document = NewDocument("book", 2);
    document.update(JsonOfBook(*market, depth, height, network));
    WriteJson(console.out, document);
  };
  const ReplayOutcome outcome = RunReplay(run, callbacks);
  for (const absl::Status& failed : {outcome.status, status}) {
    if (!failed.ok()) {
      return ReportReplayStatus(failed, *options.dataset, console);
    }
  }
  return ExitCode::kOk;
}

}  // namespace

void AddBookCommand(CommandLine& line) {
  auto options = std::make_shared<BookOptions>();
  line.Add("book",
           "Show a market's depth at a height: displayed, and what its makers "
           "could deliver")
      .Argument("MARKET", &options->market,
                "BASE/QUOTE: DESO, usernames or public keys")
      .Option("--dataset", &options->dataset, "DIRECTORY",
              "The recorded chain to take it from")
      .Option("--at", &options->at, "HEIGHT",
              "Committed height (default: the last one)")
      .Option("--network", &options->network, "NAME",
              "As for replay; default: dataset.json, else recognised")
      .Option("--start", &options->start, "FILE", "As for replay")
      .Flag("--json", &options->json, "Print one JSON document")
      .Example("desobook book openfund/DESO --dataset data/regtest-small")
      .Example("desobook book focus/DESO --dataset data/regtest-small --at 120")
      .Action(
          [options](Console& console) { return RunBook(*options, console); });
}

}  // namespace desobook
