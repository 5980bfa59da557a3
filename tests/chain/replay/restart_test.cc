// A run that stops at some height and goes on from a snapshot commits the same
// views as one that never stopped.

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

#include "chain/codec/hash.h"
#include "chain/replay/replayer.h"
#include "chain/stream/source.h"
#include "engine/ledger/tables.h"
#include "engine/pipeline/snapshot.h"

namespace desobook::chain {
namespace {

constexpr char kFolder[] = DESOBOOK_TEST_DATA "/chain/regtest-trace/";
constexpr BlockHeight kLastHeight = 93;
constexpr BlockHeight kFirstPosHeight = 30;

enum class Input { kStream, kBlocks };

Bytes ReadData(const std::string& name) {
  auto source = OpenFile(kFolder + name);
  EXPECT_TRUE(source.ok()) << source.status();
  auto bytes = ReadAll(**source, std::size_t{1} << 30);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return *std::move(bytes);
}
const Bytes& Data(Input input) {
  static const Bytes* const kStream =
      new Bytes(ReadData("state-changes.bin.zst"));
  static const Bytes* const kBlocks = new Bytes(ReadData("blocks.bin.zst"));
  return input == Input::kStream ? *kStream : *kBlocks;
}

// What a commit leaves behind, as bytes.
struct Commit {
  Digest base;
  std::size_t ledger_records = 0;  // of the view: what was loaded counts
  std::map<OrderId, OrderRecord> book_records;
  std::size_t operations = 0;
};
bool operator==(const Commit& a, const Commit& b) {
  return a.base == b.base && a.ledger_records == b.ledger_records &&
         a.book_records == b.book_records && a.operations == b.operations;
}

Commit CommitOf(const CommittedBlock<OracleBook>& block) {
  Commit commit;
  commit.base = Sha256(EncodeSnapshot({}, block.base, Sha256));
  std::apply(
      [&](const auto&... table) {
        ((commit.ledger_records += table.records().size()), ...);
      },
      TablesOf(block.view.ledger));
  commit.book_records = {block.view.book.records().begin(),
                         block.view.book.records().end()};
  for (const Effects& effects : block.effects.txns) {
    commit.operations += effects.operations.size();
  }
  return commit;
}
using Commits = std::map<BlockHeight, Commit>;

struct Executed {
  absl::Status status;
  Commits commits;
  std::uint64_t differences = 0;
};

ReplayOptions Options(Input input) {
  ReplayOptions options;
  options.verify = input == Input::kStream;
  options.keep_position = true;
  return options;
}

absl::Status Feed(Replayer& replayer, Input input) {
  if (input == Input::kBlocks) {
    BlocksReader blocks(MemorySource(Data(input), "blocks"));
    return replayer.RunBlocks(blocks);
  }
  FlushReader flushes(MemorySource(Data(input), "stream"));
  return replayer.RunStream(flushes);
}

Executed From(std::optional<StartState> start, Input input) {
  Replayer replayer(ParamsFor(Network::kRegtest, /*accelerated=*/true),
                    std::move(start), Options(input));
  Executed run;
  replayer.set_on_committed([&](const CommittedBlock<OracleBook>& block) {
    run.commits.emplace(block.block->height, CommitOf(block));
  });
  run.status = Feed(replayer, input);
  run.differences = replayer.differences().count();
  return run;
}

// One run, and the snapshot of every height on its way.
struct Reference {
  Executed run;
  std::map<BlockHeight, Bytes> snapshots;
};
// Without a start the stream tells its own.
Reference MakeReference(Input input, std::optional<StartState> start) {
  Reference reference;
  Replayer replayer(ParamsFor(Network::kRegtest, /*accelerated=*/true),
                    std::move(start), Options(input));
  replayer.set_on_committed([&](const CommittedBlock<OracleBook>& block) {
    reference.run.commits.emplace(block.block->height, CommitOf(block));
    const auto continuation = replayer.Continuation();
    reference.snapshots.emplace(
        block.block->height,
        EncodeSnapshot(replayer.snapshot_header(), block.base, Sha256,
                       continuation ? &*continuation : nullptr));
  });
  reference.run.status = Feed(replayer, input);
  reference.run.differences = replayer.differences().count();
  return reference;
}
StartState StartOf(const Bytes& bytes) {
  auto decoded = DecodeSnapshot(bytes, Sha256);
  EXPECT_TRUE(std::holds_alternative<Snapshot>(decoded));
  Snapshot& snapshot = std::get<Snapshot>(decoded);
  return {std::move(snapshot.state), snapshot.header.block_hash,
          snapshot.header.height, snapshot.header.rewards,
          std::move(snapshot.continuation)};
}

const Reference& ReferenceOf(Input input) {
  static const Reference* const kStream =
      new Reference(MakeReference(Input::kStream, std::nullopt));
  static const Reference* const kBlocks = new Reference(MakeReference(
      Input::kBlocks, StartOf(kStream->snapshots.begin()->second)));
  return input == Input::kStream ? *kStream : *kBlocks;
}
StartState FirstStart() {
  return StartOf(ReferenceOf(Input::kStream).snapshots.begin()->second);
}

class Restart : public ::testing::TestWithParam<Input> {};

TEST_P(Restart, AtAnyHeightCommitsTheSameViews) {
  const Reference& reference = ReferenceOf(GetParam());
  ASSERT_TRUE(reference.run.status.ok()) << reference.run.status;
  EXPECT_EQ(reference.run.differences, 0U);
  ASSERT_TRUE(reference.snapshots.contains(kLastHeight));
  std::set<BlockHeight> heights = {kFirstPosHeight - 2, kFirstPosHeight - 1,
                                   kFirstPosHeight,     kFirstPosHeight + 1,
                                   kLastHeight - 1,     kLastHeight};
  if (std::getenv("DESOBOOK_LONG") != nullptr) {
    for (const auto& [height, bytes] : reference.snapshots) {
      heights.insert(height);
    }
  }
  for (const BlockHeight height : heights) {
    SCOPED_TRACE(height);
    ASSERT_TRUE(reference.snapshots.contains(height));
    const Executed run =
        From(StartOf(reference.snapshots.at(height)), GetParam());
    EXPECT_TRUE(run.status.ok()) << run.status;
    EXPECT_EQ(run.differences, 0U);
    Commits expected = reference.run.commits;
    expected.erase(expected.begin(), expected.upper_bound(height));
    EXPECT_EQ(run.commits.size(), expected.size());
    EXPECT_TRUE(run.commits == expected);
  }
}

// Proof-of-stake heights need it: without the views that existed, at least one
// of them would hold other records.
TEST_P(Restart, KnowsHowToGoOnExactly) {
  for (const auto& [height, bytes] : ReferenceOf(GetParam()).snapshots) {
    EXPECT_TRUE(StartOf(bytes).continuation.has_value()) << height;
  }
}

TEST_P(Restart, WithoutAContinuationLoadsOtherRecords) {
  const Reference& reference = ReferenceOf(GetParam());
  StartState start = StartOf(reference.snapshots.at(50));
  start.continuation.reset();
  const Executed run = From(std::move(start), GetParam());
  EXPECT_TRUE(run.status.ok()) << run.status;
  ASSERT_TRUE(run.commits.contains(51));
  EXPECT_FALSE(run.commits.at(51) == reference.run.commits.at(51));
  EXPECT_TRUE(run.commits.at(kLastHeight).base ==
              reference.run.commits.at(kLastHeight).base);
}

TEST_P(Restart, RefusesTheStateOfAnotherBlock) {
  StartState start = StartOf(ReferenceOf(GetParam()).snapshots.at(50));
  start.continuation.reset();
  start.hash->bytes[5] ^= 1;
  const Executed run = From(std::move(start), GetParam());
  EXPECT_EQ(run.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(run.status.message().find("at height 50"), std::string::npos)
      << run.status;
  EXPECT_NE(run.status.message().find("another chain"), std::string::npos);
  EXPECT_TRUE(run.commits.empty());
}

TEST_P(Restart, RefusesAStateAboveTheChain) {
  StartState start = StartOf(ReferenceOf(GetParam()).snapshots.at(kLastHeight));
  start.continuation.reset();
  start.height = 1000;
  const Executed run = From(std::move(start), GetParam());
  EXPECT_EQ(run.status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(run.status.message().find("ends at height"), std::string::npos)
      << run.status;
}

TEST_P(Restart, EndsBetweenBlocksWhenAsked) {
  ReplayOptions options = Options(GetParam());
  int asked = 0;
  options.stop = [&asked] { return ++asked > 60; };
  Replayer replayer(ParamsFor(Network::kRegtest, /*accelerated=*/true),
                    FirstStart(), options);
  BlockHeight last = 0;
  replayer.set_on_committed([&](const CommittedBlock<OracleBook>& block) {
    last = block.block->height;
  });
  EXPECT_EQ(Feed(replayer, GetParam()).code(), absl::StatusCode::kCancelled);
  EXPECT_GT(last, 10U);
  EXPECT_LT(last, kLastHeight);
  EXPECT_EQ(replayer.committed_height(), last);
}

INSTANTIATE_TEST_SUITE_P(Inputs, Restart,
                         ::testing::Values(Input::kStream, Input::kBlocks),
                         [](const auto& input) {
                           return input.param == Input::kStream ? "Stream"
                                                                : "Blocks";
                         });

}  // namespace
}  // namespace desobook::chain
