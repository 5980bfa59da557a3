// Recorded chains fed to a follower in random slices, with the follower killed
// and started again, the stream truncated, begun by dumps, and damaged.

#include "chain/replay/follower.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "engine/txn/varint.h"
#include "gtest/gtest.h"
#include "tests/chain/replay/dumped_stream.h"
#include "tests/chain/replay/follow_world.h"

namespace desobook::chain {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ChainFolder;
using testing::Feeder;
using testing::Listener;
using testing::OptionsFor;
using testing::PlainReplay;
using testing::RecordedFiles;
using testing::TestFolder;
using testing::Told;

const RecordedFiles& Trace() {
  static const auto* const kFiles =
      new RecordedFiles(RecordedFiles::Load(ChainFolder("regtest-trace")));
  return *kFiles;
}
const Told& TraceReplay() {
  static const auto* const kTold = new Told(PlainReplay(Trace().stream));
  return *kTold;
}
std::vector<desobook::testing::TraceSample> TraceSamples() {
  return desobook::testing::LoadTrace(ChainFolder("regtest-trace") +
                                      "/mempool-trace");
}

// What the follower has told at the end of the recording. The last flush is
// closed by nothing but Finish.
void ExpectTold(Listener& listener, const Told& expected) {
  const absl::Status status = listener.Drain();
  ASSERT_TRUE(status.ok()) << status;
  const auto finished = listener.follower->Finish();
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_TRUE(*finished);
  EXPECT_EQ(listener.lines, expected.lines);
  EXPECT_EQ(listener.seen, expected.seen);
  EXPECT_EQ(AllOf(listener.follower->replayer().base()), expected.state);
  EXPECT_EQ(listener.follower->replayer().differences().count(), 0U);
}

TEST(Follower, TellsWhatAPlainReplayTells) {
  const TestFolder folder;
  Feeder feeder(folder.path(), Trace(), 1);
  feeder.Plan(20000, {});
  Listener listener(OptionsFor(folder.path(), /*verify=*/true));
  listener.Start();
  std::size_t most_blocks = 0;
  while (feeder.Step()) {
    const absl::Status status = listener.Drain();
    ASSERT_TRUE(status.ok()) << status;
    most_blocks =
        std::max(most_blocks, listener.follower->replayer().stored().size());
  }
  ExpectTold(listener, TraceReplay());
  EXPECT_TRUE(listener.resets.empty());
  // Uncommitted blocks, the last committed one, and those that lost.
  EXPECT_LE(most_blocks, 6U);
  const ReplayCounts& counts = listener.follower->replayer().counts();
  EXPECT_GT(counts.operations_compared, 1000U);
  EXPECT_GT(counts.values_compared, 2000U);
}

TEST(Follower, TellsABlockBeforeItsFlushIsOver) {
  const TestFolder folder;
  Feeder feeder(folder.path(), Trace(), 1);
  feeder.Plan(1 << 20, {});
  Listener listener(OptionsFor(folder.path()));
  listener.Start();
  feeder.PlayAll();
  ASSERT_TRUE(listener.Drain().ok());
  EXPECT_EQ(listener.lines, TraceReplay().lines);
}

// The number of kills is large enough to hit every kind of moment; the seed is
// printed with every failure.
void KillAndRestart(std::uint32_t seed, int kills, std::uint64_t every,
                    bool verify) {
  SCOPED_TRACE("seed " + std::to_string(seed));
  const TestFolder folder;
  std::mt19937 random(seed);
  Feeder feeder(folder.path(), Trace(), seed);
  feeder.Plan(4000, TraceSamples());
  Listener listener(OptionsFor(folder.path(), verify));
  listener.checkpoint_every = every;
  listener.Start();
  int killed = 0;
  while (feeder.Step()) {
    for (auto polls = random() % 3; polls > 0; --polls) {
      const auto any = listener.follower->Poll();
      ASSERT_TRUE(any.ok()) << any.status();
    }
    // Sometimes it is asked to stop, and saves what it knows.
    if (random() % 16 == 0) listener.TakeCheckpoint();
    if (killed == kills || random() % 4 != 0) continue;
    listener.Kill();
    listener.Start();
    ++killed;
  }
  EXPECT_EQ(killed, kills);
  ExpectTold(listener, TraceReplay());
  EXPECT_TRUE(listener.resets.empty());
}

TEST(Follower, LosesAndRepeatsNothingWhenKilledTwoHundredTimes) {
  KillAndRestart(20260101, 200, 3, /*verify=*/false);
}

TEST(Follower, FindsNoDifferenceWhenKilledWhileVerifying) {
  KillAndRestart(7, 60, 1, /*verify=*/true);
}

TEST(Follower, BeginsAnewWhenTheStreamIsWrittenAnew) {
  const TestFolder folder;
  Listener listener(OptionsFor(folder.path(), /*verify=*/true));
  {
    Feeder feeder(folder.path(), Trace(), 3);
    feeder.Plan(30000, {});
    listener.Start();
    for (int i = 0; i < 40 && feeder.Step(); ++i) {
      ASSERT_TRUE(listener.Drain().ok());
    }
    ASSERT_GT(listener.lines.size(), 20U);
    ASSERT_TRUE(listener.TakeCheckpoint());
  }
  // The node's reset truncates both files.
  Feeder again(folder.path(), Trace(), 4);
  again.Plan(30000, {});
  ASSERT_TRUE(listener.Drain().ok());
  ASSERT_EQ(listener.resets.size(), 1U);
  EXPECT_NE(listener.resets[0].find("shrank"), std::string::npos);
  again.PlayAll();
  ExpectTold(listener, TraceReplay());
}

TEST(Follower, ACheckpointOfAnotherStreamIsAReset) {
  const TestFolder folder;
  Listener listener(OptionsFor(folder.path()));
  const RecordedFiles crash = RecordedFiles::Load(ChainFolder("regtest-crash"));
  {
    Feeder feeder(folder.path(), crash, 3);
    feeder.Plan(50000, {});
    listener.Start();
    for (int i = 0; i < 30 && feeder.Step(); ++i) {
      ASSERT_TRUE(listener.Drain().ok());
    }
    ASSERT_TRUE(listener.TakeCheckpoint());
    listener.Kill();
  }
  Feeder other(folder.path(), Trace(), 4);
  other.Plan(30000, {});
  other.PlayAll();
  listener.Start();
  ASSERT_TRUE(listener.Drain().ok());
  EXPECT_EQ(listener.resets.size(), 1U);
  ExpectTold(listener, TraceReplay());
}

TEST(Follower, ForgetsBlocksThatLost) {
  const TestFolder folder;
  const RecordedFiles crash = RecordedFiles::Load(ChainFolder("regtest-crash"));
  Feeder feeder(folder.path(), crash, 5);
  feeder.Plan(200000, {});
  Listener listener(OptionsFor(folder.path()));
  listener.Start();
  std::size_t most_blocks = 0;
  while (feeder.Step()) {
    ASSERT_TRUE(listener.Drain().ok());
    most_blocks =
        std::max(most_blocks, listener.follower->replayer().stored().size());
  }
  EXPECT_LE(most_blocks, 8U);
  ExpectTold(listener, PlainReplay(crash.stream));
}

TEST(Follower, StartsFromADumpAtTheTip) {
  const TestFolder folder;
  const RecordedFiles dump =
      RecordedFiles::Load(ChainFolder("regtest-small/dump-at-tip"));
  Feeder feeder(folder.path(), dump, 5);
  feeder.Plan(50000, {});
  Listener listener(OptionsFor(folder.path(), /*verify=*/true));
  listener.Start();
  bool saw_dump = false;
  while (feeder.Step()) {
    ASSERT_TRUE(listener.Drain().ok());
    saw_dump |= listener.last_lag.reading_dump;
  }
  EXPECT_TRUE(saw_dump);
  EXPECT_FALSE(listener.follower->replayer().started());
  const auto finished = listener.follower->Finish();
  ASSERT_TRUE(finished.ok()) << finished.status();
  EXPECT_TRUE(*finished);
  const Replayer& replayer = listener.follower->replayer();
  ASSERT_TRUE(replayer.started());
  EXPECT_EQ(replayer.committed_height(), 162U);
  EXPECT_TRUE(listener.lines.empty());

  // The tables that a dump holds are those of the chain that led there.
  const std::string sample = DESOBOOK_SAMPLE_CHAIN;
  Replayer plain(testing::Regtest(), std::nullopt, {});
  auto source = OpenFile(sample + "/state-changes.bin.zst");
  ASSERT_TRUE(source.ok());
  FlushReader flushes(*std::move(source));
  ASSERT_TRUE(plain.RunStream(flushes).ok());
  const State<OracleBook>& expected = plain.base();
  const State<OracleBook>& found = replayer.base();
  EXPECT_EQ(found.ledger.deso.map(), expected.ledger.deso.map());
  EXPECT_EQ(found.ledger.tokens.map(), expected.ledger.tokens.map());
  EXPECT_EQ(found.ledger.pkids.map(), expected.ledger.pkids.map());
  EXPECT_EQ(found.ledger.usernames.map(), expected.ledger.usernames.map());
  EXPECT_EQ(found.ledger.derived_keys.map(),
            expected.ledger.derived_keys.map());
  EXPECT_EQ(found.book.orders(), expected.book.orders());
  // What it cannot give.
  EXPECT_TRUE(found.ledger.nonces.map().empty());
  EXPECT_FALSE(expected.ledger.nonces.map().empty());
}

// The rest of the chain executes on a dump of its middle.
void FollowFromDump(testing::DumpKind kind) {
  constexpr std::size_t kFlushes = 60;
  const TestFolder folder;
  RecordedFiles files;
  files.stream = testing::WithDump(Trace().stream, kFlushes, kind);
  files.index = desobook::testing::IndexOf(files.stream);
  Feeder feeder(folder.path(), files, 11);
  feeder.Plan(20000, {});
  Listener listener(OptionsFor(folder.path(), /*verify=*/true));
  listener.checkpoint_every = 5;
  listener.Start();
  int steps = 0;
  while (feeder.Step()) {
    const absl::Status status = listener.Drain();
    ASSERT_TRUE(status.ok()) << status;
    if (++steps % 7 != 0) continue;
    listener.Kill();
    listener.Start();
  }
  ASSERT_TRUE(listener.Drain().ok());
  const auto finished = listener.follower->Finish();
  ASSERT_TRUE(finished.ok()) << finished.status();
  const std::vector<std::string>& all = TraceReplay().lines;
  const std::vector<std::string> rest(all.begin() + kFlushes, all.end());
  EXPECT_EQ(listener.lines, rest);
  const Replayer& replayer = listener.follower->replayer();
  EXPECT_EQ(replayer.differences().count(), 0U);
  for (const Difference& difference : replayer.differences().kept()) {
    ADD_FAILURE() << difference.place.height << " " << difference.field << " "
                  << difference.expected << " " << difference.found;
  }
}

TEST(Follower, ExecutesOnABlockSyncDump) {
  FollowFromDump(testing::DumpKind::kBlockSync);
}

TEST(Follower, ExecutesOnAHypersyncDump) {
  FollowFromDump(testing::DumpKind::kHypersync);
}

TEST(Follower, WaitsForADirectoryThatVanishes) {
  const TestFolder folder;
  const std::string away = folder.path() + "_away";
  Feeder feeder(folder.path(), Trace(), 3);
  feeder.Plan(30000, {});
  Listener listener(OptionsFor(folder.path()));
  listener.Start();
  for (int i = 0; i < 40 && feeder.Step(); ++i) {
    ASSERT_TRUE(listener.Drain().ok());
  }
  fs::rename(folder.path(), away);
  const absl::Status status = listener.Drain();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_NE(status.message().find("state-changes.bin"), std::string::npos);
  fs::rename(away, folder.path());
  feeder.PlayAll();
  ExpectTold(listener, TraceReplay());
  EXPECT_TRUE(listener.resets.empty());
}

TEST(Follower, NamesADamagedRecord) {
  const TestFolder folder;
  RecordedFiles files = Trace();
  // The kind of operation of a record in the middle.
  Bytes& index = files.index;
  std::uint64_t begin = 0;
  for (std::size_t i = 8; i-- > 0;) {
    begin = begin << 8 | index[index.size() / 16 * 8 + i];
  }
  const auto size = ReadUvarint(ByteView(files.stream).subspan(begin));
  files.stream[static_cast<std::size_t>(begin) + size.consumed + 3] = 9;
  Feeder feeder(folder.path(), files, 3);
  feeder.Plan(1 << 20, {});
  feeder.PlayAll();
  Listener listener(OptionsFor(folder.path(), /*verify=*/true));
  listener.Start();
  const absl::Status status = listener.Drain();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  EXPECT_NE(status.message().find("at byte " + std::to_string(begin)),
            std::string::npos)
      << status;
  EXPECT_GT(listener.lines.size(), 10U);
}

TEST(Follower, RefusesACheckpointOfAnotherNetwork) {
  const TestFolder folder;
  Feeder feeder(folder.path(), Trace(), 3);
  CheckpointHeader header;
  header.network = Network::kTestnet;
  auto checkpoint = DecodeCheckpoint(EncodeCheckpoint(header, {}));
  ASSERT_TRUE(checkpoint.ok());
  Listener listener(OptionsFor(folder.path()));
  listener.follower =
      std::make_unique<Follower>(OptionsFor(folder.path()), &listener);
  EXPECT_EQ(listener.follower->BeginAt(*std::move(checkpoint)).code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Checkpoint, RefusesEveryTruncationAndEveryFlippedByte) {
  const TestFolder folder;
  Feeder feeder(folder.path(), Trace(), 3);
  feeder.Plan(60000, {});
  Listener listener(OptionsFor(folder.path()));
  listener.Start();
  for (int i = 0; i < 16 && feeder.Step(); ++i) {
    ASSERT_TRUE(listener.Drain().ok());
  }
  ASSERT_TRUE(listener.TakeCheckpoint());
  const Bytes& whole = listener.checkpoint;
  ASSERT_TRUE(DecodeCheckpoint(whole).ok());
  // The state's own bytes are tested where they are decoded.
  const std::size_t step = whole.size() / 500 + 1;
  for (std::size_t i = 0; i < whole.size(); i += i < 400 ? 1 : step) {
    EXPECT_FALSE(DecodeCheckpoint(ByteView(whole).first(i)).ok()) << i;
    Bytes flipped = whole;
    flipped[i] ^= 0x10;
    EXPECT_FALSE(DecodeCheckpoint(flipped).ok()) << i;
  }
  Bytes longer = whole;
  longer.push_back(0);
  const auto refused = DecodeCheckpoint(longer);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.status().message().find("delete the checkpoint"),
            std::string::npos);
}

}  // namespace
}  // namespace desobook::chain
