// The state that a stream begins with: an initial dump, or the first flush of
// a node that wrote its stream from genesis (protocol text 8.6).

#ifndef DESOBOOK_CHAIN_REPLAY_DUMP_START_H_
#define DESOBOOK_CHAIN_REPLAY_DUMP_START_H_

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "chain/replay/recorded_flush.h"
#include "engine/pipeline/snapshot.h"
#include "engine/rules/params.h"
#include "engine/rules/state.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// The state after block `hash` at `height`. Without a hash the parent that the
// first block names is believed.
struct StartState {
  State<OracleBook> state;
  std::optional<BlockHash> hash;
  BlockHeight height = 0;
  // What that block paid as reward; matters before proof of stake only.
  std::map<PublicKey, Nanos> rewards;
  // How to go on exactly, if the state was taken in the middle of a run.
  std::optional<SnapshotContinuation> continuation;
};

// Collects it. A dump holds every block since genesis in no order, so only the
// newest ones are kept.
class DumpStart {
 public:
  // Takes a flush whole.
  // Errors: DataLoss.
  absl::Status Take(RecordedFlush flush);

  [[nodiscard]] bool empty() const { return !any_; }
  // The state, and the blocks above it that the node had stored. A dump
  // without blocks (hypersync) has neither hash nor height: the first block
  // that commits tells.
  struct Result {
    StartState start;
    bool knows_height = false;
    std::vector<std::pair<BlockHash, Bytes>> newer_blocks;
  };
  // Errors: DataLoss for a damaged block.
  absl::StatusOr<Result> Finish(const NetworkParams& network) &&;

 private:
  struct Candidate {
    Bytes bytes;
    BlockHeight height = 0;
    bool committed = false;
  };

  absl::Status TakeBlock(const BlockHash& hash, Bytes bytes);

  bool any_ = false;
  State<OracleBook> state_;
  std::map<BlockHash, Candidate> newest_;
  BlockHeight highest_ = 0;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_DUMP_START_H_
