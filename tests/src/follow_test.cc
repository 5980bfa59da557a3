// `replay --follow` as a process: killed, stopped, run twice, out of room.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "chain/stream/keys.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "gtest/gtest.h"
#include "tests/support/feeder.h"
#include "tests/support/process.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using testing::Feeder;
using testing::ProcessResult;
using testing::RecordedFiles;
using testing::RunProcess;

constexpr char kTrace[] = DESOBOOK_TEST_DATA "/chain/regtest-trace";

const RecordedFiles& Files() {
  static const auto* const kFiles =
      new RecordedFiles(RecordedFiles::Load(kTrace));
  return *kFiles;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// What a plain replay of the recording says.
const Json& PlainReplay() {
  static const auto* const kJson = new Json(Json::parse(
      RunProcess({DESOBOOK_PROGRAM, "replay", "--json", "--fills", kTrace})
          .out));
  return *kJson;
}

// A process that can be killed.
class Child {
 public:
  explicit Child(const std::vector<std::string>& command) {
    pid_ = fork();
    if (pid_ != 0) return;
    const int nothing = open("/dev/null", O_RDWR);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const std::string& word : command) {
      arguments.push_back(const_cast<char*>(word.c_str()));
    }
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  // Sends the signal and waits; the exit code, or 128 + signal.
  int Stop(int signal) {
    kill(pid_, signal);
    int status = 0;
    waitpid(pid_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
};

class Follow : public ::testing::Test {
 protected:
  Follow()
      : root_(fs::path(::testing::TempDir()) /
              ("desobook_follow_" + std::to_string(getpid()))),
        node_((root_ / "node").string()),
        checkpoint_((root_ / "checkpoint").string()),
        output_((root_ / "blocks.jsonl").string()) {
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  ~Follow() override { fs::remove_all(root_); }

  [[nodiscard]] std::vector<std::string> Command(
      const std::vector<std::string>& more) const {
    std::vector<std::string> command = {
        DESOBOOK_PROGRAM, "replay",   "--follow", node_,
        "--jsonl",        "--output", output_};
    command.insert(command.end(), more.begin(), more.end());
    return command;
  }
  [[nodiscard]] std::vector<std::string> WithCheckpoint(
      std::vector<std::string> more) const {
    more.insert(more.begin(),
                {"--checkpoint", checkpoint_, "--checkpoint-every", "4"});
    return Command(more);
  }
  // The whole recording at once.
  void FeedAll() {
    Feeder feeder(node_, Files(), 1);
    feeder.Plan(1 << 20, {});
    feeder.PlayAll();
  }

  // The output is that of a plain replay: every block once, every fill.
  void ExpectWholeOutput() {
    std::istringstream lines(ReadText(output_));
    std::string line;
    Json fills = Json::array();
    std::uint64_t next = 1;
    std::string last_hash;
    while (std::getline(lines, line)) {
      const Json event = Json::parse(line);
      if (event.at("event") != "block") continue;
      EXPECT_EQ(event.at("height").get<std::uint64_t>(), next++);
      last_hash = event.at("hash").get<std::string>();
      for (Json fill : event.at("fills")) {
        fill["height"] = event.at("height");
        fills.push_back(std::move(fill));
      }
    }
    EXPECT_EQ(next - 1, PlainReplay().at("last_height").get<std::uint64_t>());
    EXPECT_EQ(last_hash, PlainReplay().at("tip_hash").get<std::string>());
    EXPECT_EQ(fills, PlainReplay().at("fills"));
  }
  // The report on stderr names the state.
  static void ExpectState(const ProcessResult& run) {
    EXPECT_NE(run.err.find(PlainReplay().at("state_sha256").get<std::string>()),
              std::string::npos)
        << run.err;
  }

  const fs::path root_;
  const std::string node_;
  const std::string checkpoint_;
  const std::string output_;
};

TEST_F(Follow, PrintsEveryBlockOnceAndEndsWithTheSameState) {
  FeedAll();
  const ProcessResult run =
      RunProcess(Command({"--verify", "--idle-exit", "0"}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("equal: no difference"), std::string::npos) << run.err;
  ExpectWholeOutput();
  ExpectState(run);
}

// DESOBOOK_LONG=1 kills as often as the issue asks for.
TEST_F(Follow, LosesAndRepeatsNothingWhenKilled) {
  const char* const is_long = std::getenv("DESOBOOK_LONG");
  const int kills = is_long != nullptr && *is_long != '\0' ? 200 : 12;
  constexpr std::uint32_t kSeed = 4711;
  SCOPED_TRACE("seed " + std::to_string(kSeed));
  std::mt19937 random(kSeed);
  Feeder feeder(node_, Files(), kSeed);
  feeder.Plan(4000, testing::LoadTrace(std::string(kTrace) + "/mempool-trace"));
  const std::size_t slices = feeder.slices();
  std::size_t played = 0;
  for (int i = 0; i < kills; ++i) {
    Child follower(WithCheckpoint({"--verify"}));
    const std::size_t until = slices * (static_cast<std::size_t>(i) + 1) /
                              (static_cast<std::size_t>(kills) + 1);
    for (; played < until && feeder.Step(); ++played) {
      if (random() % 8 == 0) {
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 8000));
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 150));
    ASSERT_EQ(follower.Stop(SIGKILL), 128 + SIGKILL);
  }
  feeder.PlayAll();
  const ProcessResult run =
      RunProcess(WithCheckpoint({"--verify", "--idle-exit", "1"}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  ExpectWholeOutput();
  ExpectState(run);
}

TEST_F(Follow, SavesWhatItKnowsWhenInterrupted) {
  Feeder feeder(node_, Files(), 5);
  feeder.Plan(8000, {});
  for (const int signal : {SIGINT, SIGTERM}) {
    Child follower(WithCheckpoint({"--verify"}));
    for (std::size_t i = 0; i < feeder.slices() / 3; ++i) feeder.Step();
    // Until it has printed something.
    const auto before = fs::exists(output_) ? fs::file_size(output_) : 0;
    for (int i = 0; i < 400; ++i) {
      if (fs::exists(output_) && fs::file_size(output_) > before) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    EXPECT_EQ(follower.Stop(signal), 130);
    EXPECT_TRUE(fs::exists(checkpoint_));
  }
  feeder.PlayAll();
  const ProcessResult run =
      RunProcess(WithCheckpoint({"--verify", "--idle-exit", "0"}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("checkpoint, after block"), std::string::npos)
      << run.err;
  ExpectWholeOutput();
  ExpectState(run);
}

TEST_F(Follow, ASecondFollowerOfTheSameFilesIsRefused) {
  FeedAll();
  Child first(WithCheckpoint({}));
  for (int i = 0; i < 400 && !fs::exists(output_); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const ProcessResult second = RunProcess(WithCheckpoint({"--idle-exit", "0"}));
  EXPECT_EQ(second.exit_code, 75) << second.err;
  EXPECT_NE(second.err.find("another follower uses it"), std::string::npos);
  // The same output under another checkpoint.
  const ProcessResult third = RunProcess(
      Command({"--checkpoint", checkpoint_ + "2", "--idle-exit", "0"}));
  EXPECT_EQ(third.exit_code, 2) << third.err;
  first.Stop(SIGKILL);
  const ProcessResult after = RunProcess(WithCheckpoint({"--idle-exit", "0"}));
  EXPECT_EQ(after.exit_code, 0) << after.err;
  ExpectWholeOutput();
}

TEST_F(Follow, GoesOnAfterAFullDisk) {
  FeedAll();
  // In blocks of 512 bytes: first no checkpoint fits, then not the output.
  const auto run_within = [&](const std::string& blocks,
                              const std::string& every) {
    std::string words;
    for (const std::string& word :
         Command({"--checkpoint", checkpoint_, "--checkpoint-every", every,
                  "--idle-exit", "0"})) {
      words += " '" + word + "'";
    }
    return RunProcess(
        {"/bin/sh", "-c", "ulimit -f " + blocks + "; exec" + words});
  };
  const ProcessResult no_checkpoint = run_within("40", "4");
  EXPECT_EQ(no_checkpoint.exit_code, 1) << no_checkpoint.err;
  EXPECT_NE(no_checkpoint.err.find(checkpoint_ + ": cannot write"),
            std::string::npos)
      << no_checkpoint.err;
  const ProcessResult no_output = run_within("40", "1000");
  EXPECT_EQ(no_output.exit_code, 1) << no_output.err;
  EXPECT_NE(no_output.err.find(output_ + ": cannot write"), std::string::npos)
      << no_output.err;
  EXPECT_NE(no_output.err.find("free some space"), std::string::npos);
  const ProcessResult after = RunProcess(WithCheckpoint({"--idle-exit", "0"}));
  EXPECT_EQ(after.exit_code, 0) << after.err;
  ExpectWholeOutput();
  ExpectState(after);
}

TEST_F(Follow, TouchesNoOutputThatIsNotItsOwn) {
  FeedAll();
  std::ofstream(output_) << "mine\n";
  for (const auto& command :
       {Command({"--idle-exit", "0"}), WithCheckpoint({"--idle-exit", "0"})}) {
    const ProcessResult run = RunProcess(command);
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_NE(run.err.find("it is there already"), std::string::npos)
        << run.err;
    EXPECT_EQ(ReadText(output_), "mine\n");
  }
  EXPECT_FALSE(fs::exists(checkpoint_));
}

TEST_F(Follow, RefusesAnOutputThatIsShorterThanItsCheckpointKnows) {
  FeedAll();
  ASSERT_EQ(RunProcess(WithCheckpoint({"--idle-exit", "0"})).exit_code, 0);
  const std::string saved = ReadText(checkpoint_);
  fs::resize_file(output_, 10);
  const ProcessResult run = RunProcess(WithCheckpoint({"--idle-exit", "0"}));
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_NE(run.err.find("has 10 bytes"), std::string::npos) << run.err;
  EXPECT_EQ(ReadText(checkpoint_), saved);
}

TEST_F(Follow, RefusesADamagedCheckpoint) {
  FeedAll();
  ASSERT_EQ(RunProcess(WithCheckpoint({"--idle-exit", "0"})).exit_code, 0);
  const std::string output = ReadText(output_);
  fs::resize_file(checkpoint_, fs::file_size(checkpoint_) / 2);
  const ProcessResult run = RunProcess(WithCheckpoint({"--idle-exit", "0"}));
  EXPECT_EQ(run.exit_code, 6) << run.err;
  EXPECT_NE(run.err.find(checkpoint_), std::string::npos) << run.err;
  EXPECT_EQ(ReadText(output_), output);
}

TEST_F(Follow, ReportsADifferenceAsAReplayDoes) {
  RecordedFiles files = Files();
  // One nano in a balance of a late flush.
  chain::RecordReader reader(chain::MemorySource(Files().stream, "stream"));
  std::uint64_t at = 0;
  for (int seen = 0; seen < 300;) {
    const auto record = reader.Next();
    ASSERT_TRUE(record.ok() && record->has_value());
    if (chain::PrefixOf((*record)->key) != chain::KeyPrefix::kDesoBalance ||
        (*record)->operation != chain::RecordOperation::kUpsert) {
      continue;
    }
    ++seen;
    // Behind the value: no ancestral value, flush id, height.
    const auto value = (*record)->value;
    at = 0;
    for (std::uint64_t i = (*record)->offset;
         i + value.size() <= (*record)->end; ++i) {
      if (std::equal(value.begin(), value.end(),
                     files.stream.begin() + static_cast<std::ptrdiff_t>(i))) {
        at = i + value.size() - 1;
      }
    }
  }
  files.stream[static_cast<std::size_t>(at)] ^= 1;
  Feeder feeder(node_, files, 1);
  feeder.Plan(1 << 20, {});
  feeder.PlayAll();
  const ProcessResult run =
      RunProcess(WithCheckpoint({"--verify", "--idle-exit", "0"}));
  EXPECT_EQ(run.exit_code, 8) << run.err;
  EXPECT_NE(run.err.find("DESO balance of"), std::string::npos) << run.err;
}

TEST_F(Follow, SaysWhatADumpCannotGive) {
  const RecordedFiles dump = RecordedFiles::Load(
      DESOBOOK_TEST_DATA "/chain/regtest-small/dump-at-tip");
  Feeder feeder(node_, dump, 1);
  feeder.Plan(1 << 20, {});
  feeder.PlayAll();
  const ProcessResult run = RunProcess(WithCheckpoint({"--idle-exit", "0"}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(run.err.find("nonces used before it are unknown"),
            std::string::npos)
      << run.err;
  EXPECT_NE(run.err.find("after block 1170c9e7"), std::string::npos) << run.err;
  // Its checkpoint goes on from there.
  const ProcessResult again = RunProcess(WithCheckpoint({"--idle-exit", "0"}));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_NE(again.err.find("after block 162"), std::string::npos) << again.err;
}

TEST_F(Follow, EndsAtTheHeightAskedFor) {
  FeedAll();
  const ProcessResult run = RunProcess(Command({"--until", "40"}));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  const std::string output = ReadText(output_);
  EXPECT_NE(output.find("\"height\":40,"), std::string::npos);
  EXPECT_EQ(output.find("\"height\":41,"), std::string::npos);
}

TEST_F(Follow, WaitsForANodeThatHasWrittenNothing) {
  fs::create_directories(node_);
  const ProcessResult run = RunProcess(Command({"--idle-exit", "0"}));
  EXPECT_EQ(run.exit_code, 75) << run.err;
  EXPECT_NE(run.err.find("there was nothing to follow"), std::string::npos);
  const ProcessResult named = RunProcess(
      Command({"--idle-exit", "0", "--network", "regtest-accelerated"}));
  EXPECT_EQ(named.exit_code, 75) << named.err;
}

TEST_F(Follow, SaysWhyItCannotFollow) {
  const auto usage = [](const std::vector<std::string>& words,
                        const std::string& part) {
    std::vector<std::string> command = {DESOBOOK_PROGRAM, "replay"};
    command.insert(command.end(), words.begin(), words.end());
    const ProcessResult run = RunProcess(command);
    EXPECT_EQ(run.exit_code, 2) << run.err;
    EXPECT_NE(run.err.find(part), std::string::npos) << run.err;
  };
  usage({"--follow", kTrace}, "does not grow");
  usage({"--follow", node_ + "/nowhere"}, "is no directory");
  usage({"--follow", kTrace, "--blocks-only"}, "--blocks-only");
  usage({"--follow", kTrace, "--json"}, "--jsonl");
  usage({kTrace, "--checkpoint", checkpoint_}, "needs --follow");
  FeedAll();
  usage({"--follow", node_, "--checkpoint", node_ + "/no/such/folder/file"},
        "make the folder first");
  usage({"--follow", node_, "--output", node_ + "/no/such/folder/file"},
        "make the folder first");
}

}  // namespace
}  // namespace desobook
