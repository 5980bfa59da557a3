#include "src/shrink_replay.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "chain/codec/transaction.h"
#include "engine/rules/connect.h"
#include "src/atomic_file.h"
#include "src/scenario_fields.h"
#include "src/scenario_writer.h"
#include "src/state_lines.h"
#include "src/text.h"

namespace desobook {
namespace {

// States kept before the block that differs. Its view lies two blocks back in
// steady state, more after views that timed out.
constexpr BlockHeight kStatesKept = 6;

using OperationLists = std::vector<std::vector<Operation>>;
using BlockPtr = std::shared_ptr<const BlockEnvelope>;

// The refused block of lowest height that a stream stored.
const chain::StoredBlock* RefusedBlock(const chain::Replayer& replayer) {
  const chain::StoredBlock* lowest = nullptr;
  for (const auto& [hash, stored] : replayer.stored()) {
    if (!stored.refusal || stored.refusal->unsupported) continue;
    if (lowest == nullptr || stored.block->height < lowest->block->height) {
      lowest = &stored;
    }
  }
  return lowest;
}

// What the second run keeps of the blocks around the difference.
class Capture {
 public:
  explicit Capture(BlockHeight height) : height_(height) {}

  void Watch(chain::Replayer& replayer) {
    replayer.set_on_compared(
        [this](const chain::ComparedBlock& block) { Take(block); });
  }
  void Take(const CommittedBlock<OracleBook>& committed) {
    const BlockHeight at = committed.block->height;
    if (at + kStatesKept < height_ || at > height_) return;
    blocks[at] = committed.block;
    states[at] = std::make_shared<const State<OracleBook>>(committed.base);
  }
  void Finish(const chain::Replayer& replayer) {
    const chain::StoredBlock* refused = RefusedBlock(replayer);
    if (refused == nullptr || refused->block->height != height_) return;
    refusal = refused->refusal;
    // Its uncommitted ancestors.
    for (const chain::StoredBlock* block = refused; block != nullptr;) {
      blocks.insert_or_assign(block->block->height, block->block);
      const auto parent = replayer.stored().find(block->block->prev_hash);
      block = parent == replayer.stored().end() ||
                      states.contains(parent->second.block->height)
                  ? nullptr
                  : &parent->second;
    }
  }

  Network network = Network::kMainnet;
  std::map<BlockHeight, BlockPtr> blocks;
  // After each block.
  std::map<BlockHeight, std::shared_ptr<const State<OracleBook>>> states;
  // What the node recorded for each block.
  std::map<BlockHeight, OperationLists> recorded;
  // What the block did here; nothing if it was refused.
  std::optional<BlockEffects> ours;
  std::optional<BlockRefusal> refusal;
  // Lines of the state after the block, where they differ.
  std::vector<std::string> expected_lines;
  std::vector<std::string> found_lines;

 private:
  void Take(const chain::ComparedBlock& block) {
    const BlockHeight at = block.committed.block->height;
    if (at + kStatesKept < height_ || at > height_) return;
    recorded[at] = block.recorded;
    if (at != height_) return;
    ours = block.committed.effects;
    if (block.recorded_state == nullptr) return;
    StateLines lines(network, /*derived_lines=*/true);
    const auto expected = lines.Of(*block.recorded_state);
    const auto found = lines.Of(block.committed.base);
    std::set_difference(expected.begin(), expected.end(), found.begin(),
                        found.end(), std::back_inserter(expected_lines));
    std::set_difference(found.begin(), found.end(), expected.begin(),
                        expected.end(), std::back_inserter(found_lines));
  }

  const BlockHeight height_;
};

// C(n) of protocol text 5.10: the last committed block when block n became
// tip, on whose state view(n) stands.
BlockHeight BaseOfView(BlockHeight height, const NetworkParams& network,
                       const std::map<BlockHeight, BlockPtr>& blocks) {
  const BlockHeight cutover = network.forks.proof_of_stake_2_cutover;
  if (height < cutover) return height - 1;
  for (BlockHeight tip = height; tip >= 2; --tip) {
    const auto parent = blocks.find(tip - 1);
    const auto grandparent = blocks.find(tip - 2);
    if (parent == blocks.end() || grandparent == blocks.end()) break;
    if (tip - 2 < cutover) break;
    if (grandparent->second->proposed_in_view + 1 ==
        parent->second->proposed_in_view) {
      return tip - 2;
    }
  }
  return cutover > 0 ? cutover - 1 : 0;
}

// Builds scenarios of recorded blocks.
class CaseBuilder {
 public:
  CaseBuilder(const Capture& capture, const NetworkParams& network,
              const std::string& name)
      : capture_(capture), writer_(network.network) {
    header_.name = name;
    header_.source = "blocks and records of a node's state-change stream";
    header_.seed = "0";
    header_.network = network;
    header_.derived_lines =
        std::any_of(capture.expected_lines.begin(),
                    capture.expected_lines.end(), IsDerivedLine) ||
        std::any_of(capture.found_lines.begin(), capture.found_lines.end(),
                    IsDerivedLine);
  }

  // Blocks first..last on the state before them, as one view; nothing if the
  // capture lacks one.
  std::optional<ShrinkCase> Build(BlockHeight first, BlockHeight last) {
    const auto state = capture_.states.find(first - 1);
    if (state == capture_.states.end()) return std::nullopt;
    ShrinkCase scenario;
    scenario.header = header_;
    for (BlockHeight height = first; height <= last; ++height) {
      const auto block = capture_.blocks.find(height);
      if (block == capture_.blocks.end()) return std::nullopt;
      scenario.blocks.push_back(BlockOf(*block->second));
      scenario.blocks.back().flush = height == last;
    }
    return StartAt(scenario, 0, 0, *state->second);
  }

 private:
  static bool IsDerivedLine(const std::string& line) {
    return line.starts_with("derived ");
  }

  ShrinkBlock BlockOf(const BlockEnvelope& block) {
    ShrinkBlock out;
    out.block = {block.height, block.timestamp_ns, false};
    const auto recorded = capture_.recorded.find(block.height);
    for (std::size_t i = 0; i < block.txns.size(); ++i) {
      // What is not executed has no place in a scenario.
      if (!IsExecutable(block.txns[i].txn)) continue;
      const std::vector<Operation>* operations = nullptr;
      if (recorded != capture_.recorded.end() && i < recorded->second.size()) {
        operations = &recorded->second[i];
      }
      out.txns.push_back(TxnOf(block.txns[i], operations));
    }
    return out;
  }

  std::shared_ptr<const ShrinkTxn> TxnOf(
      const TxnEnvelope& envelope, const std::vector<Operation>* operations) {
    auto txn = std::make_shared<ShrinkTxn>();
    ScenarioTxn& record = txn->prepared.txn;
    record.type = TxnTypeName(envelope.txn.type);
    record.raw = chain::EncodeTransaction(envelope.txn);
    record.txid = envelope.hash;
    record.fields = std::make_shared<const nlohmann::json>(
        ScenarioFieldsOf(envelope.txn, header_.network.network));
    if (operations != nullptr) {
      OrderOutcome outcome = OutcomeOf(*operations);
      record.fills = std::move(outcome.fills);
      record.visited = std::move(outcome.visited);
    }
    txn->prepared.envelope = envelope;
    txn->text = writer_.Txn(record);
    return txn;
  }

  const Capture& capture_;
  ScenarioWriter writer_;
  ScenarioHeader header_;
};

// Finds the transaction of a scenario that differed in the replay, and cuts
// the scenario behind it.
class Cutter {
 public:
  Cutter(const Capture& capture, BlockHeight height, ShrinkInput& input)
      : capture_(capture),
        height_(height),
        input_(input),
        writer_(input.full.header.network.network) {}

  // False if no transaction differs as in the replay. Transactions that do not
  // execute here as they did there leave: they need what no scenario holds.
  bool Cut() {
    while (true) {
      const Step step = RunOnce();
      if (step != Step::kAgain) return step == Step::kFound;
    }
  }

 private:
  enum class Step { kFound, kNotFound, kAgain };

  Step RunOnce() {
    ScenarioReport report;
    ScenarioRunner runner(report, /*max_differences=*/0);
    ShrinkCase& scenario = input_.full;
    if (!runner.Take(scenario.header).ok()) return Step::kNotFound;
    for (const ScenarioRecord& record : scenario.genesis) {
      if (!runner.Take(record).ok()) return Step::kNotFound;
    }
    for (std::size_t i = 0; i < scenario.blocks.size(); ++i) {
      ShrinkBlock& block = scenario.blocks[i];
      if (!runner.Take(block.block).ok()) return Step::kNotFound;
      for (std::size_t j = 0; j < block.txns.size(); ++j) {
        runner.Run(block.txns[j]->prepared);
        if (!capture_.recorded.contains(block.block.height)) {
          TakeOurs(runner, report, block.txns[j]);
        }
        if (report.differences.empty()) continue;
        if (!IsTheDifference(runner, block, j)) {
          block.txns.erase(block.txns.begin() + static_cast<std::ptrdiff_t>(j));
          return Step::kAgain;
        }
        input_.target.place = ShrinkPlace::kTxn;
        input_.target.differences = report.differences;
        block.txns.resize(j + 1);
        scenario.blocks.resize(i + 1);
        return Step::kFound;
      }
      runner.CloseBlock(block.flush);
    }
    return Step::kNotFound;
  }

  // Without records of the block, what an accepted transaction does here is
  // what is expected of it.
  void TakeOurs(const ScenarioRunner& runner, ScenarioReport& report,
                std::shared_ptr<const ShrinkTxn>& txn) {
    const auto& result = runner.last_result();
    if (!result || !result->ok()) return;
    auto ours = std::make_shared<ShrinkTxn>(*txn);
    OrderOutcome outcome = OutcomeOf((*result)->operations);
    ours->prepared.txn.fills = std::move(outcome.fills);
    ours->prepared.txn.visited = std::move(outcome.visited);
    ours->text = writer_.Txn(ours->prepared.txn);
    txn = std::move(ours);
    report.differences.clear();
  }

  // Whether the transaction does here what it did in the replay, and that is
  // not what the node recorded.
  bool IsTheDifference(const ScenarioRunner& runner, const ShrinkBlock& block,
                       std::size_t at) const {
    const auto& result = runner.last_result();
    if (block.block.height != height_ || !result) return false;
    const auto& txns = capture_.blocks.at(height_)->txns;
    const TxnHash& txid = block.txns[at]->prepared.txn.txid;
    const auto place =
        std::find_if(txns.begin(), txns.end(),
                     [&](const TxnEnvelope& txn) { return txn.hash == txid; });
    const auto index = static_cast<std::size_t>(place - txns.begin());
    if (!result->ok()) {
      return capture_.refusal && capture_.refusal->txn == index &&
             capture_.refusal->error == result->error();
    }
    if (!capture_.ours || index >= capture_.ours->txns.size()) return false;
    const OrderOutcome found = OutcomeOf((*result)->operations);
    const OrderOutcome replayed =
        OutcomeOf(capture_.ours->txns[index].operations);
    return found.fills == replayed.fills && found.visited == replayed.visited;
  }

  const Capture& capture_;
  const BlockHeight height_;
  ShrinkInput& input_;
  ScenarioWriter writer_;
};

// The state after the last block differs, and the scenario shows how.
bool TakeStateDifference(const Capture& capture, ShrinkInput& input) {
  ShrinkTarget& target = input.target;
  target.place = ShrinkPlace::kStateLines;
  target.expected_lines = capture.expected_lines;
  target.found_lines = capture.found_lines;
  ScenarioDifference difference;
  difference.aspect = Aspect::kBlockDigest;
  difference.height = input.full.blocks.back().block.height;
  difference.field = "block digest";
  difference.expected = capture.expected_lines.empty()
                            ? "no such line"
                            : capture.expected_lines.front();
  difference.found = capture.found_lines.empty() ? "no such line"
                                                 : capture.found_lines.front();
  target.differences = {difference};
  return !(capture.expected_lines.empty() && capture.found_lines.empty()) &&
         Shows(input.full, target);
}

// Shorter starts that agreed with the recording, latest first.
void AddStarts(const Capture& capture, ShrinkInput& input) {
  for (std::size_t i = input.full.blocks.size(); i-- > 1;) {
    const auto state =
        capture.states.find(input.full.blocks[i].block.height - 1);
    if (state != capture.states.end()) {
      input.starts.push_back({i, 0, state->second});
    }
  }
}

}  // namespace

void DifferenceFinder::Watch(chain::Replayer& replayer) {
  replayer.set_on_compared([this](const chain::ComparedBlock& block) {
    if (!height_ && block.difference_count > 0) {
      height_ = block.committed.block->height;
    }
  });
}

void DifferenceFinder::Finish(const chain::Replayer& replayer) {
  if (height_) return;
  if (const chain::StoredBlock* refused = RefusedBlock(replayer)) {
    height_ = refused->block->height;
  }
}

absl::StatusOr<ShrinkInput> LoadReplayDifference(
    const ReplayRunOptions& options, BlockHeight height) {
  Capture capture(height);
  ReplayRunOptions again = options;
  again.verify = true;
  again.until = height;
  again.write_snapshot.reset();
  NetworkParams network;
  ReplayCallbacks callbacks;
  callbacks.on_start = [&](const DatasetInput& input) {
    network = input.network;
    capture.network = network.network;
  };
  callbacks.on_begin = [&](chain::Replayer& r) { capture.Watch(r); };
  callbacks.on_finish = [&](const chain::Replayer& r) { capture.Finish(r); };
  callbacks.on_block = [&](const CommittedBlock<OracleBook>& block) {
    capture.Take(block);
  };
  const ReplayOutcome outcome = RunReplay(again, callbacks);
  if (absl::IsCancelled(outcome.status)) return outcome.status;
  CaseBuilder builder(
      capture, network,
      std::filesystem::path(options.dataset.directory).filename().string());
  // The view of the block, or the one before it: a node also connects a block
  // to its parent's view.
  const BlockHeight base = BaseOfView(height, network, capture.blocks);
  for (BlockHeight back = 0; back <= std::min<BlockHeight>(base, 2); ++back) {
    auto full = builder.Build(base + 1 - back, height);
    if (!full) continue;
    ShrinkInput input;
    input.full = *std::move(full);
    if (Cutter(capture, height, input).Cut()) {
      AddStarts(capture, input);
      NameDependencies(input);
      return input;
    }
    if (back == 0 && TakeStateDifference(capture, input)) {
      AddStarts(capture, input);
      NameSuspects(input);
      return input;
    }
  }
  return absl::NotFoundError(
      Cat("the difference at block ", height,
          " is none that a scenario can hold: scenarios know transactions, "
          "fills, orders, balances and coins, no rewards, epochs or staking"));
}

void ReplayShrink::Connect(ReplayCallbacks& callbacks) {
  if (!path_) return;
  callbacks.on_begin = [this](chain::Replayer& replayer) {
    finder_.Watch(replayer);
  };
  callbacks.on_finish = [this](const chain::Replayer& replayer) {
    finder_.Finish(replayer);
  };
}

std::optional<ExitCode> ReplayShrink::Run(const ReplayRunOptions& options,
                                          const ReplayOutcome& outcome,
                                          Console& console) {
  if (!path_ || absl::IsCancelled(outcome.status)) return std::nullopt;
  if (!finder_.height()) {
    console.err << "desobook: no block differs from its records, so " << *path_
                << " was not written\n";
    if (outcome.report.difference_count > 0) {
      console.err << "  only recorded digests or answers differ; check the "
                     "starting state\n";
    }
    return std::nullopt;
  }
  const auto input = LoadReplayDifference(options, *finder_.height());
  if (absl::IsCancelled(input.status())) return ExitCode::kInterrupted;
  if (!input.ok()) {
    console.err << "desobook: " << *path_
                << " was not written: " << std::string(input.status().message())
                << '\n';
    return std::nullopt;
  }
  const auto file = ShrinkToFile(
      *input, Cat(input->full.header.name, ", block ", *finder_.height()),
      {*path_, seconds_max_.value_or(60)}, console);
  if (absl::IsCancelled(file.status())) return ExitCode::kInterrupted;
  if (!file.ok()) return Report(console, WriteFailure(file.status(), *path_));
  file_ = *file;
  console.err << "desobook: wrote " << TextOf(*file) << '\n';
  return std::nullopt;
}

void ReplayShrink::AddTo(Json& document) const {
  if (path_) document["shrunk"] = file_ ? JsonOf(*file_) : Json(nullptr);
}

}  // namespace desobook
