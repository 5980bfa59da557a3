// Executes recorded history and holds every committed block against what the
// node recorded for it.
//
//   Replayer replayer(network, std::move(start), options);
//   replayer.set_on_committed([](const CommittedBlock<OracleBook>& b) {...});
//   absl::Status status = replayer.RunStream(flushes);   // or RunBlocks
//
// From a stream: blocks, operations and written values come from its records,
// which may also be given one by one while the stream grows (Take, CloseFlush).
// Blocks execute in step with the node: block n commits when the block that
// makes it commit arrives, which is how its flush begins (protocol text 8.6).
// The rest of the flush is what it is compared with.
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
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "chain/replay/describe.h"
#include "chain/replay/difference.h"
#include "chain/replay/dump_start.h"
#include "chain/replay/recorded_flush.h"
#include "chain/replay/stored_blocks.h"
#include "chain/stream/flush_reader.h"
#include "chain/stream/record_reader.h"
#include "engine/pipeline/snapshot.h"
#include "engine/rules/chain_state.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct ReplayOptions {
  bool verify = false;               // hold against the recording
  bool keep_position = false;        // for Position
  std::optional<BlockHeight> until;  // stop once this height is committed
  std::size_t differences_max = 20;  // how many to keep
  // Asked between blocks; true ends the run with Cancelled. Null: never.
  std::function<bool()> stop;
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

// A committed block that was held against its recording.
struct ComparedBlock {
  const CommittedBlock<OracleBook>& committed;
  // Operations by transaction, those of the block itself last.
  const std::vector<std::vector<Operation>>& recorded;
  // The recorded state after the flush, if the block is the flush's last.
  const State<OracleBook>* recorded_state = nullptr;
  std::uint64_t difference_count = 0;  // so far
};

class Replayer {
 public:
  using OnCommitted = std::function<void(const CommittedBlock<OracleBook>&)>;
  using OnCompared = std::function<void(const ComparedBlock&)>;

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
  // Called with verify only.
  void set_on_compared(OnCompared callback) {
    on_compared_ = std::move(callback);
  }

  // Errors: DataLoss for damaged input; FailedPrecondition where the rules
  // refuse a block of the recording, Unimplemented where this program does not
  // model what a block needs; they name block and transaction.
  // InvalidArgument if the start is no state of this chain; Cancelled by
  // `stop`. A difference is not an error: see differences().
  absl::Status RunStream(FlushReader& flushes);
  absl::Status RunBlocks(BlocksReader& blocks);

  // A stream record by record. Its end is unknown while it grows, and so is
  // the end of its last flush: that one is compared once the next one begins,
  // or after CloseFlush. With `until` reached, records are passed over.
  // Errors: as above; nothing may be taken after one.
  absl::Status Take(const StateChangeRecord& record);
  // The flush is complete, whatever comes next.
  absl::Status CloseFlush();
  // Nothing will come for now: closes the flush and ends an initial dump.
  absl::Status EndInput();
  // Starts from the given state without waiting for the first record.
  absl::Status StartNow();
  // A block that the stream brought before the place where it is read from.
  // Errors: DataLoss.
  absl::Status AddStored(const BlockHash& hash, ByteView bytes) {
    return stored_.Add(hash, bytes);
  }
  // Whether the height asked for is committed and, with verify, compared.
  [[nodiscard]] bool done() const;

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
  // Blocks in memory: uncommitted ones and those of the last commit.
  [[nodiscard]] const std::map<BlockHash, StoredBlock>& stored() const {
    return stored_.blocks();
  }
  // Whether the block that base() is the state after is known.
  [[nodiscard]] bool knows_block() const { return chain_ != nullptr; }
  // Blocks that the stream has committed and this has not: it waits for the
  // recording of a block that is not modelled.
  [[nodiscard]] std::uint64_t blocks_behind() const;
  // The state was an initial dump of a chain that had begun before: nonces that
  // were used and stakes of earlier epochs are unknown.
  [[nodiscard]] bool started_from_dump() const { return from_dump_; }
  [[nodiscard]] bool reading_dump() const {
    return !started_ && !dump_.empty();
  }

  // What a snapshot of base() says besides it: also from within the callback.
  // The continuation is absent without keep_position, and where the chain
  // cannot tell its position. REQUIRES: a start whose block is known.
  [[nodiscard]] SnapshotHeader snapshot_header() const;
  [[nodiscard]] std::optional<SnapshotContinuation> Continuation() const;

 private:
  // A block that is committed here, and whose flush is still arriving.
  struct Held {
    std::shared_ptr<const BlockEnvelope> block;
    std::shared_ptr<const ExecutedBlock<OracleBook>> executed;
  };
  // A flush that is complete and has not been compared yet.
  struct Closed {
    RecordedFlush flush;
    RecordedBlock recorded;  // what the last asker was given
  };

  // Starting (replayer_start.cc).
  absl::Status Start(StartState start);
  void CreateChain(const BlockHash& hash);
  absl::Status Resume(const SnapshotContinuation& continuation);
  absl::Status PassBlock(const BlockHash& hash, BlockHeight height);
  absl::Status PassCommitted(std::vector<BlockHash>& committed);
  absl::Status CheckStartWasPassed() const;
  absl::Status StartBefore(const StateChangeRecord& record);
  absl::Status CloseDumpFlush();
  absl::Status FinishDump();
  absl::Status StartAtFirstCommit(const RecordedFlush& flush);

  // Executing.
  absl::Status AppendFrame(const Frame& frame, const std::string& name);
  absl::Status TakeBlock(const StateChangeRecord& record);
  absl::Status CloseOpen();
  absl::Status CloseRunningFlush();
  absl::Status AppendReady();
  bool MayAppend(const BlockEnvelope& block) const;
  void CommitDue();
  bool MayCommit(const BlockHash& hash) const;
  absl::Status CheckCommitted(const std::vector<BlockHash>& committed,
                              std::uint64_t byte);
  absl::Status EndStream();
  absl::Status CommitWaiting();
  [[nodiscard]] bool AtUntil() const;
  void ForgetFinal();
  const RecordedBlock* RecordingOf(const BlockEnvelope& block);

  // Comparing (replayer_verify.cc).
  void Committed(const CommittedBlock<OracleBook>& committed);
  void Count(const CommittedBlock<OracleBook>& committed);
  void CompareHeld();
  void CompareWithFront(const CommittedBlock<OracleBook>& committed);
  void CompareLists(const CommittedBlock<OracleBook>& committed,
                    const RecordedFlush& flush);
  bool IsRepeated(const RecordedFlush& flush) const;
  void TakeRepeated(const RecordedFlush& flush);

  const NetworkParams network_;
  const ReplayOptions options_;
  const Describer describe_;
  std::optional<StartState> start_;
  DumpStart dump_;
  bool started_ = false;
  bool blocks_alone_ = false;
  bool knows_height_ = true;  // of the start
  bool from_dump_ = false;
  std::unique_ptr<ChainState<OracleBook>> chain_;
  // What the recording says the state is; only with verify.
  State<OracleBook> mirror_;
  FlushId open_id_;
  std::optional<RecordedFlush> open_;
  std::deque<Closed> closed_;
  std::vector<Held> held_;
  StoredBlocks stored_;
  // Blocks that the start includes, until their commit has gone by.
  std::map<BlockHash, BlockHeight> passed_;
  std::optional<BlockHash> start_hash_;
  std::optional<BlockHeight> passed_height_;  // of the last such commit
  bool before_start_ = false;  // what is read now, the start includes
  OnCommitted on_committed_;
  OnCompared on_compared_;
  DifferenceLog differences_;
  ReplayCounts counts_;
  std::uint64_t uncommitted_ = 0;
};

// "block 7 (ab12...), transaction 3: refused with RuleError...".
std::string RefusalText(const BlockEnvelope& block,
                        const BlockRefusal& refusal);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_REPLAYER_H_
