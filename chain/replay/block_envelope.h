// From the bytes of a block to the envelope that rules execute.

#ifndef DESOBOOK_CHAIN_REPLAY_BLOCK_ENVELOPE_H_
#define DESOBOOK_CHAIN_REPLAY_BLOCK_ENVELOPE_H_

#include "absl/status/statusor.h"
#include "engine/rules/params.h"
#include "engine/txn/block.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Decodes a block (7.3), hashes it and checks every signature in it.
// Errors: DataLoss with the byte; the message does not name the file.
absl::StatusOr<BlockEnvelope> MakeBlockEnvelope(ByteView bytes,
                                                const NetworkParams& network);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_BLOCK_ENVELOPE_H_
