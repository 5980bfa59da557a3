// Makes a scenario that differs from the reference node smaller while it still
// differs in the same way: same transaction (or state), same fields, same
// expected and same found values. Delta debugging over blocks, transactions and
// genesis records.
//
//   auto input = LoadDifference("mix_s1.jsonl.gz");        // shrink_load.h
//   const ShrinkResult result = Shrink(**input, limits);
//   WriteLines(TextOf(result.smallest, input->target, note));
//
// What the smaller scenario says about the node:
// - Transactions are the original lines. Those before the differing one must
//   have the recorded result here, too: nothing else in the file differs.
// - The differing one finds everything that it and the node's result name as
//   it was (shrink_witness.h).
// - Genesis records come from this program's state at a point where the node's
//   digest of it had agreed, or from the original.
// - Digests cannot be the node's, which hold for the whole state; those that
//   are not the difference itself are this program's.
// - For a state that differs, every transaction since the last state that
//   agreed is a suspect. The refused ones leave; the accepted ones only where
//   the differing lines are known and the transaction does not name their
//   owners. The last dump is this program's with the node's lines in place of
//   those that differ.

#ifndef DESOBOOK_SRC_SHRINK_H_
#define DESOBOOK_SRC_SHRINK_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/rules/state.h"
#include "src/json_output.h"
#include "src/scenario.h"
#include "src/scenario_runner.h"
#include "src/shrink_witness.h"

namespace desobook {

struct ShrinkTxn {
  PreparedTxn prepared;
  std::string text;  // its line
};

struct ShrinkBlock {
  ScenarioBlock block;
  std::vector<std::shared_ptr<const ShrinkTxn>> txns;
  bool flush = true;
};

struct ShrinkCase {
  ScenarioHeader header;
  std::vector<ScenarioRecord> genesis;
  std::vector<ShrinkBlock> blocks;  // the last one holds the difference
};
std::size_t TxnCount(const ShrinkCase& scenario);

// Where the difference shows.
enum class ShrinkPlace : std::uint8_t {
  kTxn,          // in the result of the last transaction
  kViewDigest,   // in the state behind the last transaction
  kBlockDigest,  // in the state after the last block, known by its digest
  kStateLines,   // the same, known line by line
};

struct ShrinkTarget {
  ShrinkPlace place = ShrinkPlace::kTxn;
  // All that differ there. Line numbers are those of the original.
  std::vector<ScenarioDifference> differences;
  StateDigest digest;  // the node's, of a view or block
  // What the two states do not share.
  std::vector<std::string> expected_lines;
  std::vector<std::string> found_lines;
  // Of the last transaction, before it executed (kTxn).
  Dependencies dependencies;
  Witness witness;
  // Transactions that may not leave, by their lines (the other places).
  std::set<std::string> suspects;
};

// The genesis records of a state: all of it that the format can hold (no
// nonces, associations, user names, stakes).
std::vector<ScenarioRecord> GenesisOf(const State<OracleBook>& state);
// Makes the state after which `block` and `txn` come the genesis.
// REQUIRES: the block exists and, from its first transaction on, is fresh.
ShrinkCase StartAt(const ShrinkCase& full, std::size_t block, std::size_t txn,
                   const State<OracleBook>& state);

// Where a scenario may start instead.
struct ShrinkStart {
  std::size_t block = 0;
  std::size_t txn = 0;
  std::shared_ptr<const State<OracleBook>> state;
};

struct ShrinkInput {
  ShrinkCase full;
  ShrinkTarget target;
  std::vector<ShrinkStart> starts;  // latest first
};

// Fills in the target's dependencies and witness. REQUIRES: kTxn.
void NameDependencies(ShrinkInput& input);
// Fills in the target's suspects: from the first start on. REQUIRES: not kTxn.
void NameSuspects(ShrinkInput& input);

// True if `scenario` differs exactly as `target` says, there and nowhere else.
bool Shows(const ShrinkCase& scenario, const ShrinkTarget& target);

struct ShrinkLimits {
  // Asked between two runs; a result is there at any time.
  std::function<bool()> expired = [] { return false; };
  // Told whenever a smaller scenario was found.
  std::function<void(const ShrinkCase&)> progress = [](const ShrinkCase&) {};
};

struct ShrinkResult {
  ShrinkCase smallest;
  bool finished = false;  // no single removal is left to try
  std::uint64_t runs = 0;
};

// Deterministic as long as nothing expires. REQUIRES: Shows(input.full).
ShrinkResult Shrink(const ShrinkInput& input, const ShrinkLimits& limits);

// The lines of the file. `note` goes into the header.
std::vector<std::string> TextOf(const ShrinkCase& scenario,
                                const ShrinkTarget& target, const Json& note);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SHRINK_H_
