// Executes recorded history and holds every committed block against what the
// node recorded for it.
//
//   Replayer replayer(network, std::move(start), options);
//   replayer.set_on_committed([](const CommittedBlock<OracleBook>& b) {...});
//   absl::Status status = replayer.RunStream(flushes);   // or RunBlocks
//
// From a stream: blocks, operations and written values come from its flushes.
// From blocks alone: nothing but the starting state and the blocks is used.

#ifndef DESOBOOK_CHAIN_REPLAY_REPLAYER_H_
#define DESOBOOK_CHAIN_REPLAY_REPLAYER_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "chain/replay/describe.h"
#include "chain/replay/difference.h"
#include "chain/replay/recorded_flush.h"
#include "chain/stream/flush_reader.h"
#include "chain/stream/record_reader.h"
#include "engine/rules/chain_state.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// The state after block `hash` at `height`. Without a hash the parent that the
// first block names is believed.
struct StartState {
  State<OracleBook> state;
  std::optional<BlockHash> hash;
  BlockHeight height = 0;
};

struct ReplayOptions {
  bool verify = false;               // hold against the recording
  std::optional<BlockHeight> until;  // stop once this height is committed
  std::size_t differences_max = 20;  // how many to keep
};

struct ReplayCounts {
  BlockHeight first_height = 0;  // of the blocks executed here
  BlockHeight last_height = 0;   // the start's if there are none
  std::uint64_t blocks = 0;
  std::uint64_t transactions = 0;  // inner ones of wrappers included
  std::uint64_t orders = 0;        // limit orders that are no cancels
  std::uint64_t cancels = 0;
  std::uint64_t fill_records = 0;
  std::uint64_t records_read = 0;  // of the stream
  std::uint64_t operations_compared = 0;
  std::uint64_t values_compared = 0;  // records of tables, ours and theirs
  // Transactions of types that are not executed: their effects were taken
  // from the recording, and what they touched proves nothing.
  std::uint64_t unexecuted = 0;
  std::uint64_t unproven_keys = 0;
};

class Replayer {
 public:
  using OnCommitted = std::function<void(const CommittedBlock<OracleBook>&)>;

  // Without `start` the stream itself must begin with the state: a dump, or
  // the first flush of a node that wrote one from genesis.
  Replayer(NetworkParams network, std::optional<StartState> start,
           ReplayOptions options);
  ~Replayer();
  Replayer(const Replayer&) = delete;
  Replayer& operator=(const Replayer&) = delete;

  void set_on_committed(OnCommitted callback) {
    on_committed_ = std::move(callback);
  }

  // Errors: DataLoss for damaged input; FailedPrecondition where the rules
  // refuse a block of the recording, Unimplemented where this program does not
  // model what a block needs; they name block and transaction.
  // A difference is not an error: see differences().
  absl::Status RunStream(FlushReader& flushes);
  absl::Status RunBlocks(BlocksReader& blocks);

  [[nodiscard]] const ReplayCounts& counts() const { return counts_; }
  [[nodiscard]] const DifferenceLog& differences() const {
    return differences_;
  }
  // The state after the last committed block. REQUIRES: a run that started.
  [[nodiscard]] const State<OracleBook>& base() const;
  [[nodiscard]] bool started() const { return started_; }
  [[nodiscard]] BlockHeight committed_height() const;
  // Zero if nothing names the starting block.
  [[nodiscard]] BlockHash committed_hash() const;
  // Blocks that were stored but are not committed at the end of the input.
  [[nodiscard]] std::uint64_t uncommitted_blocks() const {
    return uncommitted_;
  }

 private:
  struct Pending {
    RecordedFlush flush;
    RecordedBlock recorded;
  };

  absl::Status Start(StartState start);
  void CreateChain(const BlockHash& hash);
  absl::Status TakeStartFromStream(FlushReader& flushes);
  absl::Status TakeFlush(RecordedFlush flush);
  absl::Status AppendBytes(const Bytes& bytes);
  absl::Status AppendTail();
  absl::Status Append(std::shared_ptr<const BlockEnvelope> block);
  void Committed(const CommittedBlock<OracleBook>& committed);
  void Count(const CommittedBlock<OracleBook>& committed);
  void Verify(const CommittedBlock<OracleBook>& committed);
  const RecordedBlock* RecordingOf(const BlockEnvelope& block);
  [[nodiscard]] bool Done() const;

  const NetworkParams network_;
  const ReplayOptions options_;
  const Describer describe_;
  std::optional<StartState> start_;
  bool started_ = false;
  std::unique_ptr<ChainState<OracleBook>> chain_;
  // What the recording says the state is; only with verify.
  State<OracleBook> mirror_;
  // Flushes whose block we have not committed yet, in order.
  std::deque<Pending> pending_;
  // Blocks of the stream above the committed height.
  std::map<BlockHash, Bytes> stored_;
  OnCommitted on_committed_;
  DifferenceLog differences_;
  ReplayCounts counts_;
  std::uint64_t uncommitted_ = 0;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_REPLAYER_H_
