// desobook replay as a process: snapshots, interruption, bad input.

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "chain/stream/source.h"
#include "src/console.h"
#include "src/exit_code.h"
#include "tests/src/child.h"
#include "tests/src/long_chain.h"
#include "tests/support/process.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::Child;
using testing::ChildEnd;
using testing::ChildOptions;
using testing::ProcessResult;
using testing::RunProcess;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kAddressSanitizer = true;
#elif defined(__has_feature)
constexpr bool kAddressSanitizer = __has_feature(address_sanitizer);
#else
constexpr bool kAddressSanitizer = false;
#endif

const std::string kChain = DESOBOOK_SAMPLE_CHAIN;
constexpr int kLastHeight = 162;

ProcessResult Replay(std::vector<std::string> args) {
  args.insert(args.begin(), {DESOBOOK_PROGRAM, "replay"});
  return RunProcess(args);
}
json ReplayJson(std::vector<std::string> args) {
  args.push_back("--json");
  const ProcessResult run = Replay(std::move(args));
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return json::parse(run.out, nullptr, /*allow_exceptions=*/false);
}
int Code(ExitCode code) { return static_cast<int>(code); }

std::string Content(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}
std::string Unpacked(const std::string& path) {
  auto source = chain::OpenFile(path);
  EXPECT_TRUE(source.ok()) << source.status();
  const auto bytes = chain::ReadAll(**source, std::size_t{1} << 30);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return std::string(bytes->begin(), bytes->end());
}

// With a small window: what the decompressor keeps does not depend on the size.
std::string Packed(const std::string& content) {
  ZSTD_CCtx* context = ZSTD_createCCtx();
  ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, 17);
  std::string packed(ZSTD_compressBound(content.size()), '\0');
  const std::size_t size = ZSTD_compress2(context, packed.data(), packed.size(),
                                          content.data(), content.size());
  EXPECT_EQ(ZSTD_isError(size), 0U);
  ZSTD_freeCCtx(context);
  packed.resize(size);
  return packed;
}

// A folder that goes away with the test.
class ReplayTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "desobook_replay_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return (folder_ / name).string();
  }
  void Write(const std::string& name, const std::string& content) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << content;
  }
  // One error on stderr that names `place`, with the code.
  void ExpectError(const std::vector<std::string>& args, ExitCode code,
                   const std::string& place) const {
    const ProcessResult run = Replay(args);
    SCOPED_TRACE(::testing::PrintToString(args) + run.err);
    EXPECT_EQ(run.exit_code, Code(code));
    EXPECT_EQ(run.err.rfind("desobook: error: ", 0), 0U);
    EXPECT_EQ(run.err.find("error:", 17), std::string::npos) << "two errors";
    EXPECT_NE(run.err.find(place), std::string::npos) << "no " << place;
    EXPECT_TRUE(run.err.find(';') != std::string::npos ||
                run.err.find("to do:") != std::string::npos)
        << "no advice";
  }

  fs::path folder_;
};

class SnapshotTest : public ReplayTest {
 protected:
  std::string SnapshotAt(int height) const {
    const std::string path = Path("at-" + std::to_string(height));
    const ProcessResult run = Replay(
        {kChain, "--until", std::to_string(height), "--write-snapshot", path});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return path;
  }
};

TEST_F(SnapshotTest, ContinuesToTheSameDigest) {
  const json whole = ReplayJson({kChain});
  // Proof of work, the switch to proof of stake, later, and the end.
  for (const int height : {12, 29, 31, 120, kLastHeight}) {
    SCOPED_TRACE(height);
    const std::string path = SnapshotAt(height);
    for (const char* input : {"--verify", "--blocks-only"}) {
      const json rest = ReplayJson({kChain, "--start", path, input});
      EXPECT_EQ(rest["state_sha256"], whole["state_sha256"]) << input;
      EXPECT_EQ(rest["tip_hash"], whole["tip_hash"]);
      EXPECT_EQ(rest["blocks"], kLastHeight - height);
      EXPECT_EQ(rest["difference_count"], 0);
    }
  }
}

TEST_F(SnapshotTest, IsTheSameAtTheEndOfWhateverLedThere) {
  Replay({kChain, "--write-snapshot", Path("stream")});
  Replay({kChain, "--write-snapshot", Path("again")});
  EXPECT_EQ(Content(Path("stream")), Content(Path("again")));
  Replay({kChain, "--start", SnapshotAt(100), "--write-snapshot",
          Path("continued")});
  EXPECT_EQ(Content(Path("stream")), Content(Path("continued")));
}

TEST_F(SnapshotTest, ServesBookToo) {
  const std::string path = SnapshotAt(120);
  const auto book = [&](std::vector<std::string> more) {
    std::vector<std::string> args = {
        DESOBOOK_PROGRAM, "book", "openfund/DESO", "--dataset", kChain,
        "--at",           "130"};
    args.insert(args.end(), more.begin(), more.end());
    return RunProcess(args);
  };
  EXPECT_EQ(book({"--start", path}).out, book({}).out);
}

TEST_F(SnapshotTest, RefusesWhatDoesNotFitTheChain) {
  const std::string path = SnapshotAt(120);
  ExpectError({kChain, "--start", path, "--network", "testnet"},
              ExitCode::kUsage, "is a snapshot of regtest");
  ExpectError({DESOBOOK_TEST_DATA "/chain/regtest-trace", "--start", path},
              ExitCode::kUsage, "this chain ends at height 93");
  ExpectError({DESOBOOK_TEST_DATA "/chain/regtest-large", "--start", path},
              ExitCode::kUsage, "belongs to another chain");
  ExpectError({kChain, "--start", path, "--until", "119"}, ExitCode::kUsage,
              "lies before the starting state");
}

TEST_F(SnapshotTest, RefusesDamage) {
  const std::string good = Content(SnapshotAt(40));
  std::string bad = good.substr(0, good.size() / 2);
  Write("cut", bad);
  ExpectError({kChain, "--start", Path("cut")}, ExitCode::kDamagedData,
              "it is cut off");
  bad = good;
  bad[good.size() / 2] = static_cast<char>(bad[good.size() / 2] ^ 4);
  Write("flipped", bad);
  ExpectError({kChain, "--start", Path("flipped")}, ExitCode::kDamagedData,
              "digest");
  bad = good;
  bad[8] = 2;
  Write("version", bad);
  ExpectError({kChain, "--start", Path("version")}, ExitCode::kUsage,
              "another version (2");
  Write("empty", "");
  ExpectError({kChain, "--start", Path("empty")}, ExitCode::kDamagedData,
              Path("empty"));
  ExpectError({kChain, "--start", Path("none")}, ExitCode::kUsage,
              Path("none"));
  ExpectError({kChain, "--start", folder_.string()}, ExitCode::kFailed,
              "directory");
}

TEST_F(SnapshotTest, IsRefusedBeforeTheRunWhereItCannotBeWritten) {
  ExpectError({kChain, "--write-snapshot", Path("none/s")}, ExitCode::kUsage,
              Path("none/s"));
  ExpectError({kChain, "--write-snapshot", folder_.string()}, ExitCode::kUsage,
              folder_.string());
  ExpectError({kChain, "--write-snapshot", Path("s.zst")}, ExitCode::kUsage,
              "s.zst");
}

TEST_F(SnapshotTest, LeavesTheEarlierFileWhenTheDiskIsFull) {
  Write("s", "earlier");
  const ProcessResult run =
      RunProcess({"/bin/bash", "-c",
                  "ulimit -f 16; exec " DESOBOOK_PROGRAM " replay " + kChain +
                      " --write-snapshot " + Path("s")});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kFailed)) << run.err;
  EXPECT_NE(run.err.find("free some space"), std::string::npos) << run.err;
  EXPECT_NE(run.out.find("verdict"), std::string::npos)
      << "what the run found is told all the same";
  EXPECT_EQ(Content(Path("s")), "earlier");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

// A copy of the sample chain in which one recorded digest is wrong.
TEST_F(SnapshotTest, IsNotWrittenOfAStateThatDiffers) {
  fs::create_directory(Path("chain"));
  for (const auto& entry : fs::directory_iterator(kChain)) {
    fs::create_symlink(entry.path(),
                       fs::path(Path("chain")) / entry.path().filename());
  }
  std::string digests = Unpacked(kChain + "/state-digests.jsonl.zst");
  const std::size_t at = digests.find("deso_sha256", digests.size() / 2) + 20;
  digests[at] = digests[at] == '0' ? '1' : '0';
  Write("chain/state-digests.jsonl", digests);
  const ProcessResult run =
      Replay({Path("chain"), "--verify", "--write-snapshot", Path("s")});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kDifference)) << run.err;
  EXPECT_FALSE(fs::exists(Path("s")));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1);
}

TEST(Fills, StreamAsOneJsonDocument) {
  const json plain = ReplayJson({kChain});
  json with_fills = ReplayJson({kChain, "--fills"});
  const ProcessResult text = Replay({kChain, "--fills"});
  const json fills = with_fills["fills"];
  with_fills.erase("fills");
  EXPECT_EQ(with_fills, plain);
  EXPECT_EQ(fills.size(), plain["fill_records"]);
  std::size_t lines = 0;
  for (std::size_t at = text.out.find("fill ");
       at == 0 || text.out[at - 1] == '\n';
       at = text.out.find("\nfill ", at) + 1) {
    ++lines;
    if (text.out.find("\nfill ", at) == std::string::npos) break;
  }
  EXPECT_EQ(lines, fills.size());
  const json none = ReplayJson({kChain, "--fills", "--until", "5"});
  EXPECT_EQ(none["fills"], json::array());
}

// A run long enough to be seen.
class InterruptTest : public ReplayTest {
 protected:
  static constexpr std::size_t kBlocks = 3000;

  static void SetUpTestSuite() {
    std::string pattern = ::testing::TempDir() + "desobook_long_XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    long_ = new std::string(pattern);
    testing::WriteLongChain(*long_, kBlocks);
  }
  static void TearDownTestSuite() {
    fs::remove_all(*long_);
    delete long_;
  }
  static std::vector<std::string> Command(std::vector<std::string> more) {
    std::vector<std::string> args = {
        DESOBOOK_PROGRAM, "replay",  "--blocks-only",
        *long_,           "--start", *long_ + "/start.snapshot"};
    args.insert(args.end(), more.begin(), more.end());
    return args;
  }

  static inline std::string* long_ = nullptr;
};

TEST_F(InterruptTest, EndsWithWhatIsKnownAndGoesOnFromThere) {
  ChildOptions options;
  options.terminal_err = true;
  Child child(Command({"--write-snapshot", Path("s")}), options);
  ASSERT_TRUE(child.WaitFor(" left"));  // the moving line
  child.Signal(SIGINT);
  const ChildEnd end = child.Wait();
  EXPECT_EQ(end.exit_code, Code(ExitCode::kInterrupted)) << end.err;
  EXPECT_NE(end.err.find("interrupted after block 24"), std::string::npos)
      << end.err;
  EXPECT_NE(end.out.find("incomplete: interrupted after block 24"),
            std::string::npos)
      << end.out;
  EXPECT_NE(end.out.find("sha256 "), std::string::npos) << end.out;
  // From the snapshot the rest leads to the same end as the whole.
  const auto digest = [](const ProcessResult& run) {
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return json::parse(run.out, nullptr, false)["state_sha256"];
  };
  const ProcessResult rest =
      Replay({"--blocks-only", *long_, "--start", Path("s"), "--json"});
  EXPECT_EQ(digest(rest), digest(RunProcess(Command({"--json"}))));
}

TEST_F(InterruptTest, ShowsProgressWithoutColourAndTakesItAway) {
  ChildOptions options;
  options.terminal_err = true;
  options.environment = {"NO_COLOR=1"};
  const ChildEnd end = Child(Command({}), options).Wait();
  EXPECT_EQ(end.exit_code, 0) << end.err;
  EXPECT_NE(end.err.find("%  block 24"), std::string::npos) << end.err;
  EXPECT_NE(end.err.find(" blocks/s  "), std::string::npos);
  EXPECT_NE(end.err.find(" MB/s"), std::string::npos);
  EXPECT_EQ(end.err.find('\x1b'), std::string::npos);
  const std::size_t last = end.err.rfind('\r');
  EXPECT_EQ(end.err.substr(last), "\r") << "the line is blank at the end";
}

TEST_F(InterruptTest, TellsProgressToNoFile) {
  const ProcessResult run = RunProcess(Command({}));
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.err, "");
}

TEST_F(InterruptTest, EndsItsJsonDocument) {
  Child child(Command({"--json", "--fills"}));
  ASSERT_TRUE(child.WaitFor("order_id"));
  child.Signal(SIGTERM);
  const ChildEnd end = child.Wait();
  EXPECT_EQ(end.exit_code, Code(ExitCode::kInterrupted)) << end.err;
  const json document = json::parse(end.out, nullptr, false);
  ASSERT_TRUE(document.is_object()) << end.out.substr(end.out.size() - 300);
  EXPECT_EQ(document["complete"], false);
  EXPECT_EQ(document["interrupted"], true);
  EXPECT_EQ(document["fills"].size(), document["fill_records"]);
  EXPECT_EQ(document["state_sha256"].get<std::string>().size(), 64U);
}

TEST(Interrupt, ConformanceSaysWhichFilesItRan) {
  const std::string file =
      DESOBOOK_TEST_DATA "/scenarios/zero_min_fee_s1.jsonl.gz";
  std::vector<std::string> command = {DESOBOOK_PROGRAM, "conformance"};
  command.insert(command.end(), 500, file);
  Child child(command);
  ASSERT_TRUE(child.WaitFor("\n"));
  child.Signal(SIGINT);
  const ChildEnd end = child.Wait();
  EXPECT_EQ(end.exit_code, Code(ExitCode::kInterrupted)) << end.err;
  EXPECT_NE(end.err.find("interrupted; of 500 files "), std::string::npos)
      << end.err;
}

TEST(Interrupt, TheSecondSignalEndsAtOnce) {
  EXPECT_EXIT(
      {
        CatchInterrupts();
        std::raise(SIGTERM);
        if (!Interrupted()) std::exit(1);
        std::raise(SIGINT);
        std::exit(2);
      },
      ::testing::KilledBySignal(SIGINT), "");
}

using BadInputTest = ReplayTest;

TEST_F(BadInputTest, NamesWhatIsMissing) {
  ExpectError({Path("none")}, ExitCode::kUsage, Path("none"));
  ExpectError({kChain + "/dataset.json"}, ExitCode::kUsage, "no directory");
  ExpectError({folder_.string()}, ExitCode::kUsage, "no state-changes.bin");
  fs::create_directories(Path("a/state-changes.bin"));
  ExpectError({Path("a")}, ExitCode::kUsage, "no state-changes.bin");
  Write("b/state-changes.bin", "x");
  ExpectError({Path("b"), "--network", "regtest", "--blocks-only"},
              ExitCode::kUsage, "blocks.bin");
}

TEST_F(BadInputTest, NamesTheByteOfDamage) {
  Write("empty/state-changes.bin", "");
  ExpectError({Path("empty"), "--network", "regtest"}, ExitCode::kDamagedData,
              "the stream is empty");
  const std::string stream = Unpacked(kChain + "/state-changes.bin.zst");
  Write("cut/state-changes.bin", stream.substr(0, stream.size() / 3));
  ExpectError({Path("cut"), "--network", "regtest-accelerated"},
              ExitCode::kDamagedData, "byte ");
  Write("noise/state-changes.bin", std::string(5000, '\xff'));
  ExpectError({Path("noise"), "--network", "regtest"}, ExitCode::kDamagedData,
              "state-changes.bin, record 0 at byte 0");
}

TEST_F(BadInputTest, NamesTheByteOfDamagedCompression) {
  const std::string packed = Content(kChain + "/state-changes.bin.zst");
  Write("cut/state-changes.bin.zst", packed.substr(0, packed.size() / 2));
  ExpectError({Path("cut"), "--network", "regtest-accelerated"},
              ExitCode::kDamagedData, "state-changes.bin.zst");
  Write("empty/state-changes.bin.zst", "");
  ExpectError({Path("empty"), "--network", "regtest"}, ExitCode::kDamagedData,
              "state-changes.bin.zst");
  Write("text/state-changes.bin.zst", "not compressed at all");
  ExpectError({Path("text"), "--network", "regtest"}, ExitCode::kDamagedData,
              "at byte 0");
}

TEST_F(BadInputTest, NamesAFileThatMayNotBeRead) {
  fs::create_directory(Path("chain"));
  for (const auto& entry : fs::directory_iterator(kChain)) {
    fs::copy_file(entry.path(),
                  fs::path(Path("chain")) / entry.path().filename());
  }
  const std::string file = Path("chain/state-changes.bin.zst");
  ASSERT_EQ(chmod(file.c_str(), 0), 0);
  ASSERT_EQ(chmod(folder_.c_str(), 0755), 0);
  std::vector<std::string> command = {DESOBOOK_PROGRAM, "replay",
                                      Path("chain")};
  if (geteuid() == 0) {  // root may read everything
    command.insert(command.begin(), {"/usr/bin/setpriv", "--reuid=65534",
                                     "--clear-groups", "--"});
  }
  const ProcessResult run = RunProcess(command);
  if (run.exit_code == 127 || run.exit_code == 126) {
    GTEST_SKIP() << "nobody may run the program here: " << run.err;
  }
  EXPECT_EQ(run.exit_code, Code(ExitCode::kFailed)) << run.err;
  EXPECT_NE(run.err.find(file + ": cannot open: Permission denied"),
            std::string::npos)
      << run.err;
}

TEST_F(BadInputTest, RefusesHeightsThatAreNone) {
  ExpectError({kChain, "--until", "some"}, ExitCode::kUsage, "--until");
  ExpectError({kChain, "--until", "-1"}, ExitCode::kUsage, "--until");
  ExpectError({kChain, "--until", "4294967296"}, ExitCode::kUsage, "--until");
  ExpectError({kChain, "--until", "163"}, ExitCode::kUsage,
              "its last committed height is 162");
}

TEST_F(BadInputTest, RefusesNetworksThatAreNone) {
  ExpectError({kChain, "--network", "moonnet"}, ExitCode::kUsage, "moonnet");
  Write("chain/dataset.json", "{\"network\": ");
  Write("chain/state-changes.bin", "x");
  ExpectError({Path("chain")}, ExitCode::kDamagedData, "dataset.json");
}

TEST_F(BadInputTest, StopsWhenTheOutputCannotBeWritten) {
  if (!fs::exists("/dev/full")) GTEST_SKIP();
  const ProcessResult run = RunProcess(
      {"/bin/bash", "-c",
       DESOBOOK_PROGRAM " replay --fills " + kChain + " > /dev/full"});
  EXPECT_EQ(run.exit_code, Code(ExitCode::kFailed));
  EXPECT_NE(run.err.find("standard output"), std::string::npos) << run.err;
}

// Peak memory of runs over chains of one and four times a length. Whatever is
// kept per block shows: the longer input is megabytes larger.
class MemoryTest : public ReplayTest {
 protected:
  void SetUp() override {
    if (kAddressSanitizer) GTEST_SKIP() << "it keeps freed memory for checks";
    ReplayTest::SetUp();
  }

  static constexpr std::size_t kShort = 1500;
  static constexpr long kSlackKib = 2048;  // runs of the same input differ

  static std::size_t Scaled(std::size_t length) {
    return std::getenv("DESOBOOK_LONG") != nullptr ? length * 20 : length;
  }
  long Peak(const std::vector<std::string>& args) const {
    std::vector<std::string> command = {DESOBOOK_PROGRAM, "replay"};
    command.insert(command.end(), args.begin(), args.end());
    Child child(command);
    const ChildEnd end = child.Wait();
    EXPECT_EQ(end.exit_code, 0) << end.err;
    return end.rss_kib;
  }
  void ExpectSameMemory(const char* what, long shorter, long longer,
                        std::uintmax_t input_bytes) const {
    std::cout << what << ": " << shorter << " KiB, at four times the length "
              << longer << " KiB; input " << input_bytes / 1024 << " KiB\n";
    EXPECT_LT(longer - shorter, kSlackKib) << what;
    // Three quarters of it are what the longer run reads more.
    EXPECT_GT(input_bytes, 2 * 1024 * kSlackKib) << "too short to tell";
  }
};

TEST_F(MemoryTest, DoesNotGrowWithBlocks) {
  const auto peak = [&](const std::string& name, std::size_t blocks,
                        const std::vector<std::string>& more) {
    if (!fs::exists(Path(name))) testing::WriteLongChain(Path(name), blocks);
    std::vector<std::string> args = {"--blocks-only", Path(name), "--start",
                                     Path(name + "/start.snapshot")};
    args.insert(args.end(), more.begin(), more.end());
    return Peak(args);
  };
  const std::size_t length = Scaled(kShort);
  const auto compare = [&](const char* what,
                           const std::vector<std::string>& more) {
    const long shorter = peak("short", length, more);
    const long longer = peak("long", 4 * length, more);
    ExpectSameMemory(what, shorter, longer,
                     fs::file_size(Path("long/blocks.bin")));
  };
  compare("blocks", {});
  compare("fills as JSON", {"--fills", "--json", "--verify"});
  for (const std::string name : {"short", "long"}) {
    Write(name + "/blocks.bin.zst",
          Packed(Content(Path(name + "/blocks.bin"))));
  }
  const std::uintmax_t bytes = fs::file_size(Path("long/blocks.bin"));
  fs::remove(Path("short/blocks.bin"));
  fs::remove(Path("long/blocks.bin"));
  ExpectSameMemory("compressed blocks", peak("short", length, {}),
                   peak("long", 4 * length, {}), bytes);
}

TEST_F(MemoryTest, DoesNotGrowWithTheStream) {
  const std::size_t length = Scaled(kShort);
  testing::WriteLongStream(kChain, Path("short"), length);
  testing::WriteLongStream(kChain, Path("long"), 4 * length);
  ExpectSameMemory("stream", Peak({Path("short"), "--verify"}),
                   Peak({Path("long"), "--verify"}),
                   fs::file_size(Path("long/state-changes.bin")));
}

}  // namespace
}  // namespace desobook
