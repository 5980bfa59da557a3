// A chain of any length whose state stays the same size: two accounts trade one
// token back and forth. Every block is complete and signed; only the proof of
// work is missing, which a replay does not ask for.

#ifndef DESOBOOK_TESTS_SRC_LONG_CHAIN_H_
#define DESOBOOK_TESTS_SRC_LONG_CHAIN_H_

#include <cstddef>
#include <string>

namespace desobook::testing {

// Writes blocks.bin, start.snapshot and dataset.json into `folder`. Each block
// pays its miner, moves DESO, and fills two limit orders against each other.
void WriteLongChain(const std::string& folder, std::size_t blocks);

// The same as a state-change stream: copies the recorded stream of `chain` and
// appends flushes that write values again which are there already, as a node
// does that reads them.
void WriteLongStream(const std::string& chain, const std::string& folder,
                     std::size_t flushes);

}  // namespace desobook::testing

#endif  // DESOBOOK_TESTS_SRC_LONG_CHAIN_H_
