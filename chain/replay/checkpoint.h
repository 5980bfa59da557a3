// Where a follower stands, as the bytes of a file: the place in the stream, how
// much of the output belongs to it, and the state (docs/formats/checkpoint.md).

#ifndef DESOBOOK_CHAIN_REPLAY_CHECKPOINT_H_
#define DESOBOOK_CHAIN_REPLAY_CHECKPOINT_H_

#include <cstdint>
#include <map>
#include <optional>

#include "absl/status/statusor.h"
#include "chain/stream/tail.h"
#include "engine/pipeline/snapshot.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

inline constexpr std::uint32_t kCheckpointVersion = 1;

struct CheckpointHeader {
  Network network = Network::kMainnet;
  bool accelerated = false;  // regtest with early fork heights
  // The first record to read again: the state may include what it begins.
  TailPosition position;
  // Length of the output written so far: what stands behind it belongs to
  // blocks that are not in the state.
  std::uint64_t output_bytes = 0;
  // Blocks that the stream has brought and the state's continuation does not
  // name.
  std::map<BlockHash, Bytes> stored;
};

struct Checkpoint {
  CheckpointHeader header;
  // Nothing before the first block: the stream is read from its beginning.
  std::optional<Snapshot> snapshot;
};

// `snapshot` is what EncodeSnapshot wrote, or empty.
Bytes EncodeCheckpoint(const CheckpointHeader& header, ByteView snapshot);

// Errors: DataLoss for anything but bytes that were written whole,
// Unimplemented for another version; both say what to do.
absl::StatusOr<Checkpoint> DecodeCheckpoint(ByteView bytes);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_CHECKPOINT_H_
