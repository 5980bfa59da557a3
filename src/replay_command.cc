// desobook replay DATASET

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "src/atomic_file.h"
#include "src/book_report.h"
#include "src/commands.h"
#include "src/depth.h"
#include "src/fill_printer.h"
#include "src/follow_run.h"
#include "src/json_reader.h"
#include "src/key_text.h"
#include "src/progress.h"
#include "src/replay_run.h"
#include "src/rounding.h"
#include "src/rounding_report.h"
#include "src/shrink_replay.h"
#include "src/text.h"

namespace desobook {
namespace {

struct ReplayCommandOptions {
  std::string dataset;
  bool verify = false;
  bool blocks_only = false;
  bool fills = false;
  bool rounding = false;
  bool balances = false;
  bool json = false;
  std::optional<std::string> book;
  std::optional<std::uint64_t> until;
  std::optional<std::string> network;
  std::optional<std::string> start;
  std::optional<std::uint64_t> max_differences;
  std::optional<std::string> shrink;
  std::optional<std::uint64_t> shrink_seconds;
  std::optional<std::string> write_snapshot;
  bool follow = false;
  bool jsonl = false;
  std::optional<std::string> checkpoint;
  std::optional<std::uint64_t> checkpoint_every;
  std::optional<std::string> output;
  std::optional<std::uint64_t> idle_exit;
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
             const NetworkParams& params) {
    const Network network = params.network;
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
    const BookDepth depth = DepthOf(*market, state, params, height);
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

// Output while blocks go by: fills on `out`, a moving line on `err`.
class RunPrinter {
 public:
  RunPrinter(const ReplayCommandOptions& options, Console& console)
      : options_(options), console_(console) {}

  void Connect(ReplayCallbacks& callbacks) {
    callbacks.on_start = [this](const DatasetInput& input) { Start(input); };
    callbacks.keep_going = [this] { return KeepGoing(); };
    callbacks.on_block = [this](const CommittedBlock<OracleBook>& block) {
      if (fills_) fills_->Print(block);
      if (options_.rounding) rounding_.Add(block);
      ++point_.blocks;
      point_.height = block.block->height;
    };
  }
  // Before anything else is printed.
  void ClearProgress() { progress_.reset(); }
  FillPrinter* fills() { return fills_ ? &*fills_ : nullptr; }
  const RoundingTotals& rounding() const { return rounding_; }
  Network network() const { return input_->network.network; }

 private:
  void Start(const DatasetInput& input) {
    input_ = &input;
    if (options_.fills) {
      fills_.emplace(console_, input.network.network, options_.json,
                     options_.rounding);
    }
    // Lines of fills on the same terminal show progress enough.
    if (!(options_.fills && console_.out_is_terminal)) {
      progress_.emplace(console_, "replay", input.file_bytes);
    }
  }
  // A full disk or a closed pipe shows before hours have passed.
  bool KeepGoing() {
    if (progress_) {
      point_.bytes = input_->file_position();
      progress_->Update(point_);
    }
    return console_.out.good();
  }

  const ReplayCommandOptions& options_;
  Console& console_;
  const DatasetInput* input_ = nullptr;
  ProgressPoint point_;
  std::optional<FillPrinter> fills_;
  RoundingTotals rounding_;
  std::optional<Progress> progress_;
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
  run.write_snapshot = options.write_snapshot;
  return run;
}

// Options that one way of running knows and the other does not.
std::optional<ExitCode> CheckFollowOptions(const ReplayCommandOptions& options,
                                           Console& console) {
  const auto refuse = [&](const char* name, const char* why) {
    return Report(console, {ExitCode::kUsage, Cat(name, " ", why), name,
                            "leave it out; desobook replay --help"});
  };
  if (options.follow) {
    const char* const why = "does not go with --follow";
    if (options.blocks_only) return refuse("--blocks-only", why);
    if (options.fills) return refuse("--fills", why);
    if (options.json) return refuse("--json", "goes with --follow as --jsonl");
    if (options.balances) return refuse("--balances", why);
    if (options.book) return refuse("--book", why);
    if (options.rounding) return refuse("--rounding", why);
    if (options.shrink) return refuse("--shrink", why);
    if (options.write_snapshot) return refuse("--write-snapshot", why);
    return std::nullopt;
  }
  if (options.shrink && !options.verify) {
    return refuse("--shrink", "needs --verify");
  }
  const char* const why = "needs --follow";
  if (options.checkpoint) return refuse("--checkpoint", why);
  if (options.checkpoint_every) return refuse("--checkpoint-every", why);
  if (options.output) return refuse("--output", why);
  if (options.idle_exit) return refuse("--idle-exit", why);
  if (options.jsonl) return refuse("--jsonl", why);
  return std::nullopt;
}

FollowOptions FollowOptionsOf(const ReplayCommandOptions& options) {
  FollowOptions follow;
  follow.dataset = {options.dataset, options.network, options.start, false};
  follow.verify = options.verify;
  if (options.until) follow.until = static_cast<BlockHeight>(*options.until);
  follow.differences_max = options.max_differences.value_or(20);
  follow.checkpoint = options.checkpoint;
  follow.checkpoint_every = options.checkpoint_every.value_or(100);
  follow.output = options.output;
  follow.jsonl = options.jsonl;
  follow.idle_exit = options.idle_exit;
  return follow;
}

ExitCode RunReplayCommand(const ReplayCommandOptions& options,
                          Console& console) {
  if (options.until && *options.until > UINT32_MAX) {
    return Report(console, {ExitCode::kUsage,
                            Cat("height ", *options.until, " is impossible"),
                            "--until", "give a height below 4294967296"});
  }
  if (const auto code = CheckFollowOptions(options, console)) return *code;
  if (options.follow) return RunFollow(FollowOptionsOf(options), console);
  EndPrinter end(options, console);
  RunPrinter printer(options, console);
  ReplayCallbacks callbacks;
  printer.Connect(callbacks);
  callbacks.on_end = [&](const State<OracleBook>& state, BlockHeight height,
                         const DatasetInput& input) {
    printer.ClearProgress();
    end.Print(state, height, input.network);
  };
  ReplayShrink shrink(options.shrink, options.shrink_seconds);
  shrink.Connect(callbacks);
  const ReplayOutcome outcome = RunReplay(RunOptionsOf(options), callbacks);
  printer.ClearProgress();
  const auto shrink_failed =
      shrink.Run(RunOptionsOf(options), outcome, console);
  const bool ran = !outcome.report.tip_hash.empty();
  if (ran && options.json) {
    Json document = JsonOfReplay(outcome.report);
    end.AddTo(document);
    shrink.AddTo(document);
    if (options.rounding) {
      document["rounding"] =
          JsonOfRounding(printer.rounding(), printer.network());
    }
    if (FillPrinter* fills = printer.fills()) {
      fills->Finish(document);
    } else {
      WriteJson(console.out, document);
    }
  } else if (ran) {
    PrintReplay(console, outcome.report);
    if (options.rounding) {
      PrintRounding(console, printer.rounding(), printer.network());
    }
  }
  if (!outcome.snapshot_status.ok()) {
    const ExitCode code =
        Report(console,
               WriteFailure(outcome.snapshot_status, *options.write_snapshot));
    if (outcome.status.ok()) return code;
  }
  if (!console.out.good()) {
    return Report(console,
                  {ExitCode::kFailed, "the output cannot be written",
                   "standard output", "check the disk or pipe it goes to"});
  }
  if (shrink_failed) return *shrink_failed;
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
      .Flag("--rounding", &options->rounding,
            "Print who gained and who lost by rounding: what takers got beyond "
            "sold * rate / 10^38 of the coin they bought, exact, in its base "
            "units; makers lost as much (docs/rounding.md)")
      .Option("--book", &options->book, "BASE/QUOTE",
              "Print a market's book at the end, e.g. openfund/DESO")
      .Flag("--balances", &options->balances, "Print every balance at the end")
      .Flag("--json", &options->json, "Print one JSON document")
      .Option("--network", &options->network, "NAME",
              "mainnet, testnet, regtest or regtest-accelerated; default: "
              "dataset.json, else recognised from the blocks")
      .Option("--start", &options->start, "FILE",
              "Starting state: a snapshot, or genesis-state JSON (default: "
              "genesis-state.json in the directory or beside it, else the "
              "beginning of the stream)")
      .Option("--write-snapshot", &options->write_snapshot, "FILE",
              "Write the state after the last block, for --start; also when "
              "interrupted, not when anything differs")
      .CommandLineOnly()
      .Option("--max-differences", &options->max_differences, "N",
              "Show the first N differences (default 20)")
      .Option("--shrink", &options->shrink, "OUT.jsonl",
              "With --verify: write the first block that differs as the "
              "smallest scenario found that still has the difference, for "
              "desobook conformance. Expectations are what the node recorded; "
              "the genesis is the state before the block; digests and dumps "
              "are this program's, except where they are the difference")
      .CommandLineOnly()
      .Option("--shrink-seconds", &options->shrink_seconds, "N",
              "Stop making it smaller after N seconds (default 60)")
      .Flag("--follow", &options->follow,
            "Go on while the node writes: a line for each committed block, new "
            "mempool and reset of the stream")
      .Option("--checkpoint", &options->checkpoint, "FILE",
              "With --follow: go on from FILE if it is there, and write it as "
              "blocks commit")
      .CommandLineOnly()
      .Option("--checkpoint-every", &options->checkpoint_every, "BLOCKS",
              "With --follow: blocks between two checkpoints (default 100)")
      .Option("--output", &options->output, "FILE",
              "With --follow: write lines to FILE, cut back to the checkpoint "
              "at the start, so that none is lost or repeated")
      .CommandLineOnly()
      .Flag("--jsonl", &options->jsonl,
            "With --follow: lines are JSON, fills included")
      .Option("--idle-exit", &options->idle_exit, "SECONDS",
              "With --follow: end when nothing new came for so long")
      .Example("desobook replay --verify data/regtest-small")
      .Example(
          "desobook replay data/regtest-small --until 120 --book "
          "openfund/DESO")
      .Example(
          "desobook replay data/regtest-small --until 120 --write-snapshot "
          "at-120.snapshot")
      .Example(
          "desobook replay --follow /var/lib/deso/state-changes --verify "
          "--checkpoint follow.checkpoint --output blocks.jsonl --jsonl")
      .Action([options](Console& console) {
        return RunReplayCommand(*options, console);
      });
}

}  // namespace desobook
