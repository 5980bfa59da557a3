// A stream that begins in the middle of a recorded one: with a dump of what
// came before, as block sync or hypersync writes it (protocol text 8.6).

#ifndef DESOBOOK_TESTS_CHAIN_REPLAY_DUMPED_STREAM_H_
#define DESOBOOK_TESTS_CHAIN_REPLAY_DUMPED_STREAM_H_

#include <cstddef>

#include "engine/txn/ids.h"

namespace desobook::chain::testing {

enum class DumpKind {
  kBlockSync,  // every prefix in turn, blocks and operations included
  kHypersync,  // state only, chunks of different prefixes interleaved
};

// The dump stands for the first `flushes` flushes after the recording's own
// dump; the rest of the recording follows.
Bytes WithDump(const Bytes& stream, std::size_t flushes, DumpKind kind);

}  // namespace desobook::chain::testing

#endif  // DESOBOOK_TESTS_CHAIN_REPLAY_DUMPED_STREAM_H_
