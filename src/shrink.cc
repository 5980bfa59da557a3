#include "src/shrink.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <variant>

#include "engine/amount/check.h"
#include "engine/rules/params.h"
#include "src/scenario_writer.h"

namespace desobook {
namespace {

bool SameDifference(const ScenarioDifference& a, const ScenarioDifference& b) {
  return a.aspect == b.aspect && a.txid == b.txid && a.field == b.field &&
         a.expected == b.expected && a.found == b.found;
}

bool SameDifferences(const ScenarioReport& report, const ShrinkTarget& target) {
  return std::equal(report.differences.begin(), report.differences.end(),
                    target.differences.begin(), target.differences.end(),
                    SameDifference);
}

// True if the state has all lines that we found and none that the node has in
// their place.
bool HasFoundLines(const std::vector<std::string>& lines,
                   const ShrinkTarget& target) {
  return std::includes(lines.begin(), lines.end(), target.found_lines.begin(),
                       target.found_lines.end()) &&
         std::none_of(
             target.expected_lines.begin(), target.expected_lines.end(),
             [&lines](const std::string& line) {
               return std::binary_search(lines.begin(), lines.end(), line);
             });
}

// Whose line of the state it is: the order, the holder, the key.
std::set<std::string> OwnersOfLines(const ShrinkTarget& target) {
  std::set<std::string> owners;
  for (const auto* lines : {&target.expected_lines, &target.found_lines}) {
    for (const std::string& line : *lines) {
      const bool second =
          line.starts_with("balance ") || line.starts_with("derived ");
      std::size_t begin = line.find(' ') + 1;
      if (second) begin = line.find(' ', begin) + 1;
      owners.insert(line.substr(begin, line.find(' ', begin) - begin));
    }
  }
  return owners;
}

bool HasSuspects(const ShrinkCase& scenario, const ShrinkTarget& target) {
  std::size_t found = 0;
  for (const ShrinkBlock& block : scenario.blocks) {
    for (const auto& txn : block.txns) {
      found += target.suspects.count(txn->text);
    }
  }
  return found == target.suspects.size();
}

bool TakeStart(const ShrinkCase& scenario, ScenarioRunner& runner) {
  if (!runner.Take(scenario.header).ok()) return false;
  return std::all_of(
      scenario.genesis.begin(), scenario.genesis.end(),
      [&](const ScenarioRecord& record) { return runner.Take(record).ok(); });
}

// Blocks that hold nothing leave a scenario, except the last. What is left of
// a view's blocks still opens and flushes it.
void DropEmptyBlocks(ShrinkCase& scenario) {
  std::vector<ShrinkBlock> kept;
  bool opens = false;  // the dropped blocks opened the view of the next one
  for (std::size_t i = 0; i < scenario.blocks.size(); ++i) {
    ShrinkBlock& block = scenario.blocks[i];
    const bool last = i + 1 == scenario.blocks.size();
    if (block.block.fresh) opens = false;
    if (!block.txns.empty() || last) {
      block.block.fresh = block.block.fresh || opens;
      opens = false;
      kept.push_back(std::move(block));
      continue;
    }
    if (block.block.fresh || opens) {
      opens = !block.flush;
    } else if (!kept.empty()) {
      kept.back().flush = kept.back().flush || block.flush;
    }
  }
  // A block that now follows a flush opens a view of its own.
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (i == 0 || kept[i - 1].flush) kept[i].block.fresh = true;
  }
  scenario.blocks = std::move(kept);
}

// Leaves out transactions [begin, end), counted over all blocks.
ShrinkCase WithoutTxns(const ShrinkCase& scenario, std::size_t begin,
                       std::size_t end) {
  ShrinkCase smaller = scenario;
  std::size_t first = 0;  // of the block, in the count
  for (std::size_t i = 0; i < scenario.blocks.size(); ++i) {
    const auto& txns = scenario.blocks[i].txns;
    const std::size_t from =
        std::clamp(begin, first, first + txns.size()) - first;
    const std::size_t to = std::clamp(end, first, first + txns.size()) - first;
    smaller.blocks[i].txns.erase(
        smaller.blocks[i].txns.begin() + static_cast<std::ptrdiff_t>(from),
        smaller.blocks[i].txns.begin() + static_cast<std::ptrdiff_t>(to));
    first += txns.size();
  }
  return smaller;
}

// The least power of ten that is not smaller; nothing above 2^256-1.
std::optional<Uint256> RoundUp(const Uint256& value) {
  Uint256 power(1);
  while (power < value) {
    const auto next = CheckedMul(power, Uint256(10));
    if (!next) return std::nullopt;
    power = *next;
  }
  return power;
}

// A record that says the same with fewer digits; nothing if there is none.
struct Simplify {
  std::optional<ScenarioRecord> operator()(const ScenarioAccount& account) {
    const auto round = RoundUp(Uint256(account.deso.value()));
    if (account.deso.IsZero() || !round || !round->FitsUint64() ||
        round->limb[0] == account.deso.value()) {
      return std::nullopt;
    }
    ScenarioAccount simple = account;
    simple.deso = Nanos(round->limb[0]);
    return simple;
  }
  std::optional<ScenarioRecord> operator()(const ScenarioBalance& balance) {
    const auto round = RoundUp(balance.amount.value());
    if (balance.amount.IsZero() || !round || *round == balance.amount.value()) {
      return std::nullopt;
    }
    ScenarioBalance simple = balance;
    simple.amount = BaseUnits(*round);
    return simple;
  }
  std::optional<ScenarioRecord> operator()(const ScenarioCoin& coin) {
    if (coin.coin == CoinEntry{}) return std::nullopt;
    return ScenarioCoin{coin.creator, CoinEntry{}};
  }
  template <typename Other>
  std::optional<ScenarioRecord> operator()(const Other&) {
    return std::nullopt;
  }
};

class Shrinker {
 public:
  Shrinker(const ShrinkTarget& target, const ShrinkLimits& limits,
           ShrinkResult& result)
      : target_(target), limits_(limits), result_(result) {}

  // Takes `candidate` as the smallest if it still shows the difference.
  bool Try(ShrinkCase candidate) {
    if (limits_.expired()) {
      expired_ = true;
      return false;
    }
    ++result_.runs;
    if (!Shows(candidate, target_)) return false;
    result_.smallest = std::move(candidate);
    limits_.progress(result_.smallest);
    return true;
  }

  // Removes what can be removed until nothing single can.
  void Reduce() {
    bool smaller = true;
    while (smaller && !expired_) {
      smaller = RemoveTxns();
      if (RemoveBlocks()) smaller = true;
      if (RemoveGenesis()) smaller = true;
    }
    SimplifyGenesis();
    result_.finished = !expired_;
  }

 private:
  // Halves of the list, then quarters, down to single items, from the back:
  // later items depend on earlier ones. `remove(begin, end)` tries.
  template <typename Size, typename Remove>
  bool RemoveChunks(Size size, Remove remove) {
    bool any = false;
    for (std::size_t chunk = size(); chunk > 0 && !expired_;) {
      bool removed = false;
      for (std::size_t end = size(); end > 0 && !expired_;) {
        const std::size_t begin = end > chunk ? end - chunk : 0;
        if (remove(begin, end)) removed = true;
        end = begin;
      }
      any = any || removed;
      if (chunk == 1 && !removed) break;
      chunk = chunk == 1 ? 1
                         : std::min(chunk / 2, std::max<std::size_t>(
                                                   size(), std::size_t{1}));
    }
    return any;
  }

  bool RemoveTxns() {
    // The transaction that differs stays.
    const std::size_t fixed = target_.place == ShrinkPlace::kTxn ? 1 : 0;
    return RemoveChunks([&] { return TxnCount(result_.smallest) - fixed; },
                        [&](std::size_t begin, std::size_t end) {
                          return Try(WithoutTxns(result_.smallest, begin, end));
                        });
  }

  bool RemoveBlocks() {
    ShrinkCase candidate = result_.smallest;
    DropEmptyBlocks(candidate);
    return candidate.blocks.size() < result_.smallest.blocks.size() &&
           Try(std::move(candidate));
  }

  bool RemoveGenesis() {
    return RemoveChunks(
        [&] { return result_.smallest.genesis.size(); },
        [&](std::size_t begin, std::size_t end) {
          ShrinkCase candidate = result_.smallest;
          auto& genesis = candidate.genesis;
          genesis.erase(genesis.begin() + static_cast<std::ptrdiff_t>(begin),
                        genesis.begin() + static_cast<std::ptrdiff_t>(end));
          return Try(std::move(candidate));
        });
  }

  void SimplifyGenesis() {
    for (std::size_t i = 0; i < result_.smallest.genesis.size() && !expired_;
         ++i) {
      const auto simple = std::visit(Simplify{}, result_.smallest.genesis[i]);
      if (!simple) continue;
      ShrinkCase candidate = result_.smallest;
      candidate.genesis[i] = *simple;
      Try(std::move(candidate));
    }
  }

  const ShrinkTarget& target_;
  const ShrinkLimits& limits_;
  ShrinkResult& result_;
  bool expired_ = false;
};

}  // namespace

std::size_t TxnCount(const ShrinkCase& scenario) {
  std::size_t count = 0;
  for (const ShrinkBlock& block : scenario.blocks) count += block.txns.size();
  return count;
}

std::vector<ScenarioRecord> GenesisOf(const State<OracleBook>& state) {
  std::vector<ScenarioRecord> records;
  const Ledger& ledger = state.ledger;
  std::set<PublicKey> keys;
  for (const auto& [key, deso] : ledger.deso.map()) keys.insert(key);
  for (const auto& [key, pkid] : ledger.pkids.map()) keys.insert(key);
  for (const PublicKey& key : keys) {
    const Pkid* pkid = ledger.pkids.Find(key);
    const Nanos* deso = ledger.deso.Find(key);
    records.emplace_back(
        ScenarioAccount{key, pkid == nullptr ? DefaultPkid(key) : *pkid,
                        deso == nullptr ? Nanos() : *deso});
  }
  for (const auto& [creator, profile] : ledger.profiles.map()) {
    records.emplace_back(ScenarioCoin{creator, profile.dao_coin});
  }
  for (const auto& [key, balance] : ledger.tokens.map()) {
    records.emplace_back(ScenarioBalance{key, balance.amount});
  }
  for (const auto& [id, order] : state.book.orders()) {
    records.emplace_back(ScenarioOrder{order});
  }
  for (const auto& [id, entry] : ledger.derived_keys.map()) {
    ScenarioDerivedKey key{id, entry};
    key.entry.extra_data.clear();
    key.entry.memo.clear();
    records.emplace_back(std::move(key));
  }
  return records;
}

ShrinkCase StartAt(const ShrinkCase& full, std::size_t block, std::size_t txn,
                   const State<OracleBook>& state) {
  DESOBOOK_CHECK(block < full.blocks.size());
  ShrinkCase scenario;
  scenario.header = full.header;
  if (const GlobalParams* params = state.ledger.global_params.Find(OnlyRow{})) {
    scenario.header.params = *params;
  }
  scenario.genesis = GenesisOf(state);
  scenario.blocks.assign(
      full.blocks.begin() + static_cast<std::ptrdiff_t>(block),
      full.blocks.end());
  ShrinkBlock& first = scenario.blocks.front();
  DESOBOOK_CHECK(txn <= first.txns.size());
  first.txns.erase(first.txns.begin(),
                   first.txns.begin() + static_cast<std::ptrdiff_t>(txn));
  first.block.fresh = true;
  return scenario;
}

void NameDependencies(ShrinkInput& input) {
  ShrinkTarget& target = input.target;
  const ShrinkBlock& last = input.full.blocks.back();
  DESOBOOK_CHECK(target.place == ShrinkPlace::kTxn && !last.txns.empty());
  ScenarioReport report;
  ScenarioRunner before(report, /*max_differences=*/0);
  ScenarioRunner after(report, /*max_differences=*/0);
  for (ScenarioRunner* runner : {&before, &after}) {
    DESOBOOK_CHECK(TakeStart(input.full, *runner));
    for (const ShrinkBlock& block : input.full.blocks) {
      DESOBOOK_CHECK(runner->Take(block.block).ok());
      for (const auto& txn : block.txns) {
        if (txn == last.txns.back() && runner == &before) break;
        runner->Run(txn->prepared);
      }
      if (&block != &last) runner->CloseBlock(block.flush);
    }
  }
  const auto& result = after.last_result();
  const bool accepted = result && result->ok();
  target.dependencies = DependenciesOf(
      last.txns.back()->prepared, before.Seen(),
      accepted ? OutcomeOf((*result)->operations) : OrderOutcome{}, accepted);
  target.witness = WitnessOf(target.dependencies, before.Seen());
}

void NameSuspects(ShrinkInput& input) {
  ShrinkTarget& target = input.target;
  const std::set<std::string> owners = OwnersOfLines(target);
  const ShrinkStart start =
      input.starts.empty() ? ShrinkStart{} : input.starts.front();
  for (std::size_t i = start.block; i < input.full.blocks.size(); ++i) {
    const auto& txns = input.full.blocks[i].txns;
    for (std::size_t j = i == start.block ? start.txn : 0; j < txns.size();
         ++j) {
      const ShrinkTxn& txn = *txns[j];
      const bool named =
          target.place != ShrinkPlace::kStateLines ||
          std::any_of(owners.begin(), owners.end(), [&](const auto& owner) {
            return txn.text.find(owner) != std::string::npos;
          });
      if (named && txn.prepared.txn.error.empty()) {
        target.suspects.insert(txn.text);
      }
    }
  }
}

bool Shows(const ShrinkCase& scenario, const ShrinkTarget& target) {
  ScenarioReport report;
  ScenarioRunner runner(report, /*max_differences=*/0);
  if (!TakeStart(scenario, runner)) return false;
  for (std::size_t i = 0; i < scenario.blocks.size(); ++i) {
    const ShrinkBlock& block = scenario.blocks[i];
    const bool last_block = i + 1 == scenario.blocks.size();
    if (!runner.Take(block.block).ok()) return false;
    for (std::size_t j = 0; j < block.txns.size(); ++j) {
      if (last_block && j + 1 == block.txns.size() &&
          target.place == ShrinkPlace::kTxn) {
        if (!SameReason(target.dependencies, target.witness,
                        WitnessOf(target.dependencies, runner.Seen()))) {
          return false;
        }
        runner.Run(block.txns[j]->prepared);
        return SameDifferences(report, target);
      }
      runner.Run(block.txns[j]->prepared);
      if (!report.differences.empty()) return false;
    }
    if (!last_block) runner.CloseBlock(block.flush);
  }
  if (scenario.blocks.empty() || !HasSuspects(scenario, target)) return false;
  switch (target.place) {
    case ShrinkPlace::kTxn:
      return false;  // no transaction is left
    case ShrinkPlace::kViewDigest:
      // Told as of the transaction before it.
      return runner.Take(ScenarioView{target.digest}).ok() &&
             SameDifferences(report, target);
    case ShrinkPlace::kBlockDigest:
      return runner
                 .Take(ScenarioEndBlock{scenario.blocks.back().flush,
                                        target.digest, std::nullopt})
                 .ok() &&
             SameDifferences(report, target);
    case ShrinkPlace::kStateLines:
      runner.CloseBlock(scenario.blocks.back().flush);
      return HasFoundLines(runner.Lines(), target);
  }
  return false;
}

ShrinkResult Shrink(const ShrinkInput& input, const ShrinkLimits& limits) {
  ShrinkResult result;
  result.smallest = input.full;
  Shrinker shrinker(input.target, limits, result);
  for (const ShrinkStart& start : input.starts) {
    if (shrinker.Try(
            StartAt(input.full, start.block, start.txn, *start.state))) {
      break;
    }
  }
  shrinker.Reduce();
  return result;
}

std::vector<std::string> TextOf(const ShrinkCase& scenario,
                                const ShrinkTarget& target, const Json& note) {
  ScenarioWriter writer(scenario.header.network.network);
  std::vector<std::string> lines;
  lines.push_back(writer.Header(scenario.header, note));
  for (const ScenarioRecord& record : scenario.genesis) {
    lines.push_back(writer.Genesis(record));
  }
  ScenarioReport report;
  ScenarioRunner runner(report, /*max_differences=*/0);
  DESOBOOK_CHECK(TakeStart(scenario, runner));
  for (std::size_t i = 0; i < scenario.blocks.size(); ++i) {
    const ShrinkBlock& block = scenario.blocks[i];
    const bool last = i + 1 == scenario.blocks.size();
    DESOBOOK_CHECK(runner.Take(block.block).ok());
    lines.push_back(writer.Block(block.block));
    for (const auto& txn : block.txns) {
      runner.Run(txn->prepared);
      lines.push_back(txn->text);
    }
    if (last && target.place == ShrinkPlace::kViewDigest) {
      lines.push_back(writer.View(target.digest));
    }
    runner.CloseBlock(block.flush);
    ScenarioEndBlock end;
    end.flush = block.flush;
    std::vector<std::string> state = runner.Lines();
    if (last && target.place == ShrinkPlace::kStateLines) {
      std::vector<std::string> shared;
      std::set_difference(state.begin(), state.end(),
                          target.found_lines.begin(), target.found_lines.end(),
                          std::back_inserter(shared));
      state = std::move(shared);
      state.insert(state.end(), target.expected_lines.begin(),
                   target.expected_lines.end());
      std::sort(state.begin(), state.end());
    }
    end.digest = DigestOfLines(state);
    if (last && target.place == ShrinkPlace::kBlockDigest) {
      end.digest = target.digest;  // nobody knows the lines behind it
    } else if (last) {
      end.dump = std::move(state);
    }
    lines.push_back(writer.EndBlock(end));
  }
  return lines;
}

}  // namespace desobook
