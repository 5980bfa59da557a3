// Follows a directory that a node writes its state changes to: executes every
// block that commits and lays the node's mempool over the result.
//
//   Follower follower(options, &events);
//   absl::Status status = follower.Begin();      // or BeginAt(checkpoint)
//   while (...) { auto any = follower.Poll(); ... wait a little ... }
//
// It has no clock and no thread: everything happens in Poll.

#ifndef DESOBOOK_CHAIN_REPLAY_FOLLOWER_H_
#define DESOBOOK_CHAIN_REPLAY_FOLLOWER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chain/replay/checkpoint.h"
#include "chain/replay/mempool_overlay.h"
#include "chain/replay/replayer.h"
#include "chain/stream/tail.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct FollowerOptions {
  std::string directory;
  NetworkParams network;
  bool accelerated = false;  // for the checkpoint
  ReplayOptions replay;      // keep_position is set here
  // The state to begin with, asked for at the beginning and after a reset. No
  // state: the one that the stream begins with.
  std::function<absl::StatusOr<std::optional<StartState>>()> start;
  std::size_t records_per_poll = 4000;  // so that Poll returns soon
};

// How far behind the node this is.
struct FollowerLag {
  std::uint64_t bytes = 0;          // of the committed file, not taken yet
  std::uint64_t partial_bytes = 0;  // of them, a record still being written
  // Committed by the node, waiting here for a recording (see Replayer).
  std::uint64_t blocks = 0;
  bool reading_dump = false;
  friend bool operator==(const FollowerLag&, const FollowerLag&) = default;
};

class FollowerEvents {
 public:
  virtual ~FollowerEvents() = default;
  virtual void OnCommitted(const CommittedBlock<OracleBook>& /*block*/) {}
  // The file is another one now, or was begun anew: what was told before does
  // not hold any more, and blocks are told again from the new beginning.
  virtual void OnReset(const std::string& /*reason*/) {}
  // The mempool differs from what was told last. A commit drops it without a
  // word; this comes when the node has written it anew, so that whoever shows
  // it does not flicker.
  virtual void OnMempool(const MempoolOverlay& /*mempool*/,
                         const State<OracleBook>& /*base*/) {}
  virtual void OnLag(const FollowerLag& /*lag*/) {}
  // A flush is complete and its successor not yet begun: the best moment for a
  // checkpoint. An error ends the Poll.
  virtual absl::Status OnFlush() { return absl::OkStatus(); }
};

class Follower {
 public:
  Follower(FollowerOptions options, FollowerEvents* events);
  ~Follower();
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // One of these first.
  absl::Status Begin();
  // Errors: DataLoss and InvalidArgument if the checkpoint does not fit.
  absl::Status BeginAt(Checkpoint checkpoint);

  // Takes what is new; returns whether anything was.
  // Errors: Unavailable while a file cannot be read: poll again. Any other
  // error is final.
  absl::StatusOr<bool> Poll();
  // Nothing more will come: closes the last flush if the index says that it is
  // complete, ends a dump. Returns whether it did.
  absl::StatusOr<bool> Finish();

  // The bytes of a checkpoint; nothing where there is none to take, between
  // blocks that commit together.
  [[nodiscard]] std::optional<Bytes> TakeCheckpoint(
      std::uint64_t output_bytes) const;

  [[nodiscard]] const Replayer& replayer() const { return *replayer_; }
  [[nodiscard]] const MempoolOverlay& mempool() const { return mempool_; }
  // The mempool lies over base(): no commit came since it was written.
  [[nodiscard]] bool mempool_is_settled() const {
    return !mempool_changed_ && !mempool_awaited_;
  }
  [[nodiscard]] FollowerLag lag() const;
  [[nodiscard]] bool done() const { return replayer_->done(); }

 private:
  absl::Status MakeReplayer(std::optional<StartState> start);
  absl::Status Reset(const std::string& reason);
  absl::StatusOr<bool> PollCommitted(bool& at_end);
  absl::Status TakeCommitted(const StateChangeRecord& record);
  absl::StatusOr<bool> PollMempool();
  void TellMempool();
  void TellLag();

  FollowerOptions options_;
  FollowerEvents* const events_;
  TailReader committed_;
  std::unique_ptr<TailReader> mempool_file_;
  std::unique_ptr<Replayer> replayer_;
  MempoolOverlay mempool_;
  // Beginnings of the flushes that are not taken whole: the open one, and
  // before it those that wait for a recording.
  std::vector<TailPosition> begins_;
  std::optional<FlushId> flush_id_;  // of the open flush
  bool mempool_changed_ = false;     // since it was told
  bool mempool_awaited_ = true;      // nothing came since the last commit
  std::optional<FollowerLag> told_lag_;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_FOLLOWER_H_
