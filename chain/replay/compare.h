// Compares what a transaction did with what the node recorded that it did.

#ifndef DESOBOOK_CHAIN_REPLAY_COMPARE_H_
#define DESOBOOK_CHAIN_REPLAY_COMPARE_H_

#include <vector>

#include "chain/replay/describe.h"
#include "chain/replay/difference.h"
#include "engine/rules/effects.h"

namespace desobook::chain {

// Operation by operation, field by field, previous values included. Fields
// whose state this program does not keep (creator coins, posts, stake entries)
// are left out; which ones is stated in compare.cc.
void CompareOperations(const std::vector<Operation>& expected,
                       const std::vector<Operation>& found, const Place& place,
                       const Describer& describe, DifferenceLog& log);

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_REPLAY_COMPARE_H_
