// A follower with everything it tells written down, and what a plain replay of
// the same stream tells.

#ifndef DESOBOOK_TESTS_CHAIN_REPLAY_FOLLOW_WORLD_H_
#define DESOBOOK_TESTS_CHAIN_REPLAY_FOLLOW_WORLD_H_

#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "chain/codec/hash.h"
#include "chain/replay/follower.h"
#include "chain/stream/source.h"
#include "engine/amount/check.h"
#include "engine/pipeline/snapshot.h"
#include "gtest/gtest.h"
#include "tests/support/feeder.h"

namespace desobook::chain::testing {

using desobook::testing::Feeder;
using desobook::testing::RecordedFiles;
using desobook::testing::TraceSample;

inline NetworkParams Regtest() {
  return ParamsFor(Network::kRegtest, /*accelerated=*/true);
}

inline std::string ChainFolder(const std::string& name) {
  return std::string(DESOBOOK_TEST_DATA "/chain/") + name;
}

// A directory of the running test's own, removed at its end.
class TestFolder {
 public:
  TestFolder()
      : path_(
            std::filesystem::path(::testing::TempDir()) /
            ("desobook_" + std::to_string(getpid()) + "_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// Block, transactions and every fill, as one line.
inline std::string LineOf(const CommittedBlock<OracleBook>& committed) {
  const BlockEnvelope& block = *committed.block;
  std::string line =
      std::to_string(block.height) + " " +
      std::string(block.hash.bytes.begin(), block.hash.bytes.end()) + " " +
      std::to_string(block.txns.size());
  for (const Effects& effects : committed.effects.txns) {
    line += " " + std::to_string(effects.operations.size());
    for (const Operation& operation : effects.operations) {
      for (const FilledOrder& fill : operation.fills) {
        line.append(fill.id.bytes.begin(), fill.id.bytes.end());
        line +=
            ToDecimal(fill.bought.value()) + "/" + ToDecimal(fill.sold.value());
      }
    }
  }
  return line;
}

// What the block's own view had seen: it tells which base the view was built
// on, also where the results are the same.
inline std::size_t SeenBy(const CommittedBlock<OracleBook>& committed) {
  return committed.view.ledger.deso.records().size() * 1'000'000 +
         committed.view.ledger.tokens.records().size() * 1'000 +
         committed.view.book.records().size();
}

// All of a state, so that two of them can be compared.
inline Bytes AllOf(const State<OracleBook>& state) {
  return EncodeSnapshot({}, state, &Sha256);
}

struct Told {
  std::vector<std::string> lines;
  std::vector<std::size_t> seen;  // by each block's view
  Bytes state;
};

inline Told PlainReplay(const Bytes& stream) {
  Told told;
  Replayer replayer(Regtest(), std::nullopt, {});
  replayer.set_on_committed([&](const CommittedBlock<OracleBook>& block) {
    told.lines.push_back(LineOf(block));
    told.seen.push_back(SeenBy(block));
  });
  FlushReader flushes(MemorySource(stream, "stream"));
  const absl::Status status = replayer.RunStream(flushes);
  EXPECT_TRUE(status.ok()) << status;
  told.state = AllOf(replayer.base());
  return told;
}

// Its output lives as long as this does, its checkpoint too; the follower may
// die at any time.
class Listener : public FollowerEvents {
 public:
  explicit Listener(FollowerOptions options) : options_(std::move(options)) {}

  void OnCommitted(const CommittedBlock<OracleBook>& block) override {
    lines.push_back(LineOf(block));
    seen.push_back(SeenBy(block));
  }
  void OnReset(const std::string& reason) override {
    resets.push_back(reason);
    lines.clear();
    seen.clear();
  }
  void OnMempool(const MempoolOverlay& mempool,
                 const State<OracleBook>& base) override {
    ++mempools_told;
    if (on_mempool) on_mempool(mempool, base);
  }
  void OnLag(const FollowerLag& lag) override { last_lag = lag; }
  absl::Status OnFlush() override {
    ++flushes;
    if (checkpoint_every != 0 && flushes % checkpoint_every == 0) {
      TakeCheckpoint();
    }
    return absl::OkStatus();
  }
  bool TakeCheckpoint() {
    const auto bytes = follower->TakeCheckpoint(lines.size());
    if (!bytes) return false;
    checkpoint = *bytes;
    return true;
  }

  // Starts a follower, from the checkpoint if there is one.
  void Start() {
    follower = std::make_unique<Follower>(options_, this);
    if (checkpoint.empty()) {
      lines.clear();
      seen.clear();
      ASSERT_TRUE(follower->Begin().ok());
      return;
    }
    auto decoded = DecodeCheckpoint(checkpoint);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    ASSERT_LE(decoded->header.output_bytes, lines.size());
    lines.resize(static_cast<std::size_t>(decoded->header.output_bytes));
    seen.resize(lines.size());
    const absl::Status status = follower->BeginAt(*std::move(decoded));
    ASSERT_TRUE(status.ok()) << status;
  }
  // As kill -9 would: nothing is saved.
  void Kill() { follower.reset(); }

  // Polls until nothing is new.
  absl::Status Drain() {
    while (true) {
      const auto any = follower->Poll();
      if (!any.ok()) return any.status();
      if (!*any) return absl::OkStatus();
    }
  }

  std::unique_ptr<Follower> follower;
  std::vector<std::string> lines;
  std::vector<std::size_t> seen;
  std::vector<std::string> resets;
  Bytes checkpoint;
  std::uint64_t checkpoint_every = 0;  // flushes; 0: never by itself
  std::uint64_t flushes = 0;
  std::uint64_t mempools_told = 0;
  FollowerLag last_lag;
  std::function<void(const MempoolOverlay&, const State<OracleBook>&)>
      on_mempool;

 private:
  FollowerOptions options_;
};

inline FollowerOptions OptionsFor(const std::string& directory,
                                  bool verify = false) {
  FollowerOptions options;
  options.directory = directory;
  options.network = Regtest();
  options.accelerated = true;
  options.replay.verify = verify;
  return options;
}

}  // namespace desobook::chain::testing

#endif  // DESOBOOK_TESTS_CHAIN_REPLAY_FOLLOW_WORLD_H_
