// desobook replay DATASET

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "src/commands.h"
#include "src/json_reader.h"
#include "src/key_text.h"
#include "src/replay_run.h"
#include "src/text.h"

namespace desobook {
namespace {

struct ReplayCommandOptions {
  std::string dataset;
  bool verify = false;
  bool blocks_only = false;
  bool fills = false;
  bool balances = false;
  bool json = false;
  std::optional<std::string> book;
  std::optional<std::uint64_t> until;
  std::optional<std::string> network;
  std::optional<std::string> start;
  std::optional<std::uint64_t> max_differences;
};

// Fills of one transaction's operations, those of wrapped ones included.
class FillPrinter {
 public:
  FillPrinter(Console& console, Network network, bool json)
      : console_(console), keys_(network), json_(json) {}

  void Block(const CommittedBlock<OracleBook>& committed) {
    const BlockEnvelope& block = *committed.block;
    for (std::size_t i = 0; i < block.txns.size(); ++i) {
      const auto& operations = committed.effects.txns[i].operations;
      Operations(block.height, i, -1, block.txns[i].hash, operations);
      for (const Operation& operation : operations) {
        for (std::size_t j = 0; j < operation.inner.size(); ++j) {
          Operations(block.height, i, static_cast<int>(j),
                     block.txns[i].inner[j].hash, operation.inner[j]);
        }
      }
    }
  }
  Json Take() { return std::move(list_); }

 private:
  void Operations(BlockHeight height, std::size_t txn, int inner,
                  const TxnHash& hash,
                  const std::vector<Operation>& operations) {
    for (const Operation& operation : operations) {
      for (const FilledOrder& fill : operation.fills) {
        Fill(height, txn, inner, hash, fill);
      }
    }
  }

  void Fill(BlockHeight height, std::size_t txn, int inner, const TxnHash& hash,
            const FilledOrder& fill) {
    const std::string order = BytesToHex(fill.id.view());
    const std::string bought = ToDecimal(fill.bought.value());
    const std::string sold = ToDecimal(fill.sold.value());
    if (!json_) {
      console_.out << "fill " << height << ' ' << txn << ' ' << inner << ' '
                   << order << ' ' << keys_.Of(fill.transactor) << " bought "
                   << bought << ' ' << keys_.OfCoin(fill.buying) << " sold "
                   << sold << ' ' << keys_.OfCoin(fill.selling)
                   << (fill.is_fulfilled ? " fulfilled" : " open") << '\n';
      return;
    }
    Json one = Json::object();
    one["height"] = height;
    one["transaction"] = txn;
    one["inner"] = inner < 0 ? Json(nullptr) : Json(inner);
    one["transaction_hash"] = BytesToHex(hash.view());
    one["order_id"] = order;
    one["transactor"] = keys_.Of(fill.transactor);
    one["buying"] = keys_.OfCoin(fill.buying);
    one["selling"] = keys_.OfCoin(fill.selling);
    one["bought"] = bought;
    one["sold"] = sold;
    one["fulfilled"] = fill.is_fulfilled;
    list_.push_back(std::move(one));
  }

  Console& console_;
  KeyText keys_;
  bool json_;
  Json list_ = Json::array();
};

void PrintBalances(Console& console, const State<OracleBook>& state,
                   Network network) {
  KeyText keys(network);
  for (const auto& [key, amount] : state.ledger.deso.map()) {
    console.out << "deso " << keys.Of(key) << ' ' << amount.value() << '\n';
  }
  for (const auto& [key, balance] : state.ledger.tokens.map()) {
    console.out << "balance " << keys.Of(key.creator);
    console.out << ' ' << keys.Of(key.holder) << ' '
                << ToDecimal(balance.amount.value()) << '\n';
  }
}

Json JsonOfBalances(const State<OracleBook>& state, Network network) {
  KeyText keys(network);
  Json json = Json::object();
  json["deso_nanos"] = Json::object();
  for (const auto& [key, amount] : state.ledger.deso.map()) {
    json["deso_nanos"][keys.Of(key)] = std::to_string(amount.value());
  }
  json["tokens"] = Json::array();
  for (const auto& [key, balance] : state.ledger.tokens.map()) {
    Json one = Json::object();
    one["creator"] = keys.Of(key.creator);
    one["holder"] = keys.Of(key.holder);
    one["base_units"] = ToDecimal(balance.amount.value());
    json["tokens"].push_back(std::move(one));
  }
  return json;
}

// Extra output on the last state: book and balances.
class EndPrinter {
 public:
  EndPrinter(const ReplayCommandOptions& options, Console& console)
      : options_(options), console_(console) {}

  void Print(const State<OracleBook>& state, BlockHeight height,
             Network network) {
    if (options_.balances) {
      if (options_.json) {
        balances_ = JsonOfBalances(state, network);
      } else {
        PrintBalances(console_, state, network);
      }
    }
    if (!options_.book) return;
    const auto market = ParseMarket(*options_.book, state, network);
    if (!market.ok()) {
      status_ = market.status();
      return;
    }
    const BookDepth depth = DepthOf(*market, state);
    if (options_.json) {
      book_ = JsonOfBook(*market, depth, height, network);
    } else {
      PrintBook(console_, *market, depth, height, network);
    }
  }
  void AddTo(Json& document) {
    if (options_.book) document["book"] = std::move(book_);
    if (options_.balances) document["balances"] = std::move(balances_);
  }
  [[nodiscard]] const absl::Status& status() const { return status_; }

 private:
  const ReplayCommandOptions& options_;
  Console& console_;
  Json book_;
  Json balances_;
  absl::Status status_;
};

ExitCode ExitCodeOf(const ReplayReport& report) {
  return report.verdict() == ReplayVerdict::kDifferent ? ExitCode::kDifference
                                                       : ExitCode::kOk;
}

ReplayRunOptions RunOptionsOf(const ReplayCommandOptions& options) {
  ReplayRunOptions run;
  run.dataset = {options.dataset, options.network, options.start,
                 options.blocks_only};
  run.verify = options.verify;
  if (options.until) run.until = static_cast<BlockHeight>(*options.until);
  run.differences_max = options.max_differences.value_or(20);
  return run;
}

ExitCode RunReplayCommand(const ReplayCommandOptions& options,
                          Console& console) {
  if (options.until && *options.until > UINT32_MAX) {
    return Report(console, {ExitCode::kUsage,
                            Cat("height ", *options.until, " is impossible"),
                            "--until", "give a height below 4294967296"});
  }
  EndPrinter end(options, console);
  std::optional<FillPrinter> fills;
  ReplayCallbacks callbacks;
  callbacks.on_start = [&](const DatasetInput& input) {
    if (options.fills) {
      fills.emplace(console, input.network.network, options.json);
    }
  };
  callbacks.on_block = [&](const CommittedBlock<OracleBook>& block) {
    if (fills) fills->Block(block);
  };
  callbacks.on_end = [&](const State<OracleBook>& state, BlockHeight height,
                         const DatasetInput& input) {
    end.Print(state, height, input.network.network);
  };
  const ReplayOutcome outcome = RunReplay(RunOptionsOf(options), callbacks);
  const bool ran = !outcome.report.tip_hash.empty();
  if (ran && options.json) {
    Json document = JsonOfReplay(outcome.report);
    if (fills) document["fills"] = fills->Take();
    end.AddTo(document);
    WriteJson(console.out, document);
  } else if (ran) {
    PrintReplay(console, outcome.report);
  }
  for (const absl::Status& status : {outcome.status, end.status()}) {
    if (!status.ok()) {
      return ReportReplayStatus(status, options.dataset, console);
    }
  }
  return ExitCodeOf(outcome.report);
}

}  // namespace

void AddReplayCommand(CommandLine& line) {
  auto options = std::make_shared<ReplayCommandOptions>();
  line.Add("replay",
           "Execute recorded chain history; with --verify hold every block "
           "against what the node recorded")
      .Argument("DATASET", &options->dataset,
                "Directory with state-changes.bin or blocks.bin, plain or .zst")
      .Flag("--verify", &options->verify,
            "Compare fills, orders, deletions and balances at every block, and "
            "recorded digests and answers where the directory has them")
      .Flag("--blocks-only", &options->blocks_only,
            "Use the starting state and the blocks, nothing else of the "
            "recording")
      .Option("--until", &options->until, "HEIGHT",
              "Stop after this height is committed")
      .Flag("--fills", &options->fills, "Print every fill record")
      .Option("--book", &options->book, "BASE/QUOTE",
              "Print a market's book at the end, e.g. openfund/DESO")
      .Flag("--balances", &options->balances, "Print every balance at the end")
      .Flag("--json", &options->json, "Print one JSON document")
      .Option("--network", &options->network, "NAME",
              "mainnet, testnet, regtest or regtest-accelerated; default: "
              "dataset.json, else recognised from the blocks")
      .Option("--start", &options->start, "FILE",
              "Starting state (default: genesis-state.json in the directory "
              "or beside it, else the beginning of the stream)")
      .Option("--max-differences", &options->max_differences, "N",
              "Show the first N differences (default 20)")
      .Example("desobook replay --verify data/regtest-small")
      .Example(
          "desobook replay data/regtest-small --until 120 --book "
          "openfund/DESO")
      .Action([options](Console& console) {
        return RunReplayCommand(*options, console);
      });
}

}  // namespace desobook
