// Compares the base after a commit with what the node wrote for that block.

#ifndef DESOBOOK_CHAIN_REPLAY_COMPARE_STATE_H_
#define DESOBOOK_CHAIN_REPLAY_COMPARE_STATE_H_

#include <cstdint>

#include "chain/replay/describe.h"
#include "chain/replay/difference.h"
#include "chain/replay/recorded_flush.h"
#include "engine/rules/chain_state.h"

namespace desobook::chain {

// Every key that either side wrote must have the same value, or none, in the
// base and in `mirror` (the recording applied so far, this flush included). By
// induction the whole states are then equal. Returns how many keys it compared.
std::uint64_t CompareState(const CommittedBlock<OracleBook>& committed,
                           const RecordedFlush& flush,
                           const State<OracleBook>& mirror,
                           const Describer& describe, DifferenceLog& log);

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_REPLAY_COMPARE_STATE_H_
