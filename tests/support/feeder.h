// Plays what a node wrote into a directory, in slices as a reader may see them:
// cut inside records, with an index that lags, the mempool files truncated
// after each commit.

#ifndef DESOBOOK_TESTS_SUPPORT_FEEDER_H_
#define DESOBOOK_TESTS_SUPPORT_FEEDER_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/txn/ids.h"

namespace desobook::testing {

// The recorded files of a chain, whole.
struct RecordedFiles {
  Bytes stream;
  Bytes index;

  // `folder` of tests/data/chain; the stream may be compressed.
  static RecordedFiles Load(const std::string& directory);
};

// The index that a node writes for a stream.
Bytes IndexOf(ByteView stream);

// One look of the recorder at the files: what had changed since the last.
struct TraceSample {
  std::uint64_t stream_size = 0;
  std::uint64_t index_size = 0;
  bool truncates_mempool = false;
  Bytes mempool;  // appended after that
};
std::vector<TraceSample> LoadTrace(const std::string& directory);

class Feeder {
 public:
  // Creates the four files, empty. Everything random follows from the seed.
  Feeder(std::string directory, RecordedFiles files, std::uint32_t seed);

  // Slices of at most `slice_max` bytes follow one another; a sample's mempool
  // comes when the committed files have the sample's size.
  void Plan(std::size_t slice_max, const std::vector<TraceSample>& samples);
  // Plays the next slice; false when there is none.
  bool Step();
  void PlayAll() {
    while (Step()) {
    }
  }

  [[nodiscard]] std::size_t slices() const { return actions_.size(); }
  [[nodiscard]] const std::string& directory() const { return directory_; }
  // How many samples of the trace have been played whole.
  [[nodiscard]] std::size_t samples_played() const { return samples_played_; }

 private:
  enum class Kind { kStream, kIndex, kTruncate, kMempool, kSampleEnd };
  struct Action {
    Kind kind;
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::size_t sample = 0;
  };

  void PlanCommitted(std::uint64_t stream_to, std::uint64_t index_to,
                     std::size_t slice_max);
  void PlanMempool(std::size_t sample, std::size_t size, std::size_t slice_max);
  std::uint64_t Random(std::uint64_t below);

  std::string directory_;
  RecordedFiles files_;
  std::vector<TraceSample> samples_;
  std::mt19937 random_;
  std::vector<Action> actions_;
  std::size_t next_ = 0;
  std::uint64_t stream_planned_ = 0;
  std::uint64_t index_planned_ = 0;
  std::size_t samples_played_ = 0;
};

}  // namespace desobook::testing

#endif  // DESOBOOK_TESTS_SUPPORT_FEEDER_H_
