#include "tests/support/feeder.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "engine/amount/check.h"

namespace desobook::testing {
namespace {

namespace fs = std::filesystem;

constexpr char kStream[] = "/state-changes.bin";
constexpr char kIndex[] = "/state-changes-index.bin";
constexpr char kMempool[] = "/mempool.bin";
constexpr char kMempoolIndex[] = "/mempool-index.bin";

Bytes ReadWhole(const std::string& path) {
  auto source = chain::OpenFile(path);
  DESOBOOK_CHECK(source.ok());
  auto bytes = chain::ReadAll(**source, std::size_t{1} << 30);
  DESOBOOK_CHECK(bytes.ok());
  return *std::move(bytes);
}

void Append(const std::string& path, ByteView bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file.write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
  DESOBOOK_CHECK(file.flush().good());
}

}  // namespace

Bytes IndexOf(ByteView stream) {
  chain::RecordReader reader(chain::MemorySource(stream, "stream"));
  Bytes index;
  while (true) {
    const auto frame = reader.NextFrame();
    DESOBOOK_CHECK(frame.ok());
    if (!frame->has_value()) return index;
    for (int i = 0; i < 8; ++i) {
      index.push_back(static_cast<std::uint8_t>((*frame)->offset >> (8 * i)));
    }
  }
}

RecordedFiles RecordedFiles::Load(const std::string& directory) {
  RecordedFiles files;
  files.stream = ReadWhole(directory + "/state-changes.bin.zst");
  files.index = IndexOf(files.stream);
  return files;
}

std::vector<TraceSample> LoadTrace(const std::string& directory) {
  const Bytes data = ReadWhole(directory + "/trace-data.bin.zst");
  std::ifstream lines(directory + "/trace.jsonl");
  std::vector<TraceSample> samples;
  std::string line;
  while (std::getline(lines, line)) {
    const auto json = nlohmann::json::parse(line);
    TraceSample sample;
    sample.stream_size = json.at("state_changes").get<std::uint64_t>();
    sample.index_size = json.at("state_changes_index").get<std::uint64_t>();
    if (json.contains("mempool")) {
      const auto& mempool = json.at("mempool");
      sample.truncates_mempool = mempool.contains("truncate");
      const auto offset = mempool.at("data_offset").get<std::size_t>();
      const auto size = mempool.at("append").get<std::size_t>();
      DESOBOOK_CHECK(offset + size <= data.size());
      sample.mempool.assign(
          data.begin() + static_cast<std::ptrdiff_t>(offset),
          data.begin() + static_cast<std::ptrdiff_t>(offset + size));
    }
    samples.push_back(std::move(sample));
  }
  return samples;
}

Feeder::Feeder(std::string directory, RecordedFiles files, std::uint32_t seed)
    : directory_(std::move(directory)),
      files_(std::move(files)),
      random_(seed) {
  fs::create_directories(directory_);
  for (const char* name : {kStream, kIndex, kMempool, kMempoolIndex}) {
    std::ofstream(directory_ + name, std::ios::binary | std::ios::trunc);
  }
}

std::uint64_t Feeder::Random(std::uint64_t below) {
  return below == 0 ? 0 : random_() % below;
}

void Feeder::PlanCommitted(std::uint64_t stream_to, std::uint64_t index_to,
                           std::size_t slice_max) {
  while (stream_planned_ < stream_to) {
    const std::uint64_t to =
        std::min(stream_to, stream_planned_ + 1 + Random(slice_max));
    actions_.push_back({Kind::kStream, stream_planned_, to, 0});
    stream_planned_ = to;
    // The index follows at any distance, cut anywhere.
    if (Random(3) != 0) continue;
    std::uint64_t known = index_planned_;
    while (known + 8 <= index_to) {
      std::uint64_t entry = 0;
      for (int i = 7; i >= 0; --i) {
        entry = entry << 8 | files_.index[static_cast<std::size_t>(known) +
                                          static_cast<std::size_t>(i)];
      }
      if (entry >= stream_planned_) break;
      known += 8;
    }
    const std::uint64_t index = index_planned_ + Random(known - index_planned_);
    actions_.push_back({Kind::kIndex, index_planned_, index, 0});
    index_planned_ = index;
  }
  if (index_planned_ < index_to) {
    actions_.push_back({Kind::kIndex, index_planned_, index_to, 0});
    index_planned_ = index_to;
  }
}

void Feeder::PlanMempool(std::size_t sample, std::size_t size,
                         std::size_t slice_max) {
  for (std::uint64_t from = 0; from < size;) {
    const std::uint64_t to =
        std::min<std::uint64_t>(size, from + 1 + Random(slice_max));
    actions_.push_back({Kind::kMempool, from, to, sample});
    from = to;
  }
}

void Feeder::Plan(std::size_t slice_max,
                  const std::vector<TraceSample>& samples) {
  samples_ = samples;
  for (std::size_t i = 0; i < samples_.size(); ++i) {
    const TraceSample& sample = samples_[i];
    PlanCommitted(
        std::min<std::uint64_t>(sample.stream_size, files_.stream.size()),
        std::min<std::uint64_t>(sample.index_size, files_.index.size()),
        slice_max);
    if (sample.truncates_mempool) {
      actions_.push_back({Kind::kTruncate, 0, 0, i});
    }
    PlanMempool(i, sample.mempool.size(), slice_max);
    actions_.push_back({Kind::kSampleEnd, 0, 0, i});
  }
  PlanCommitted(files_.stream.size(), files_.index.size(), slice_max);
}

bool Feeder::Step() {
  if (next_ == actions_.size()) return false;
  const Action& action = actions_[next_++];
  const auto from = static_cast<std::size_t>(action.from);
  const auto size = static_cast<std::size_t>(action.to - action.from);
  switch (action.kind) {
    case Kind::kStream:
      Append(directory_ + kStream, ByteView(files_.stream).subspan(from, size));
      break;
    case Kind::kIndex:
      Append(directory_ + kIndex, ByteView(files_.index).subspan(from, size));
      break;
    case Kind::kTruncate:
      fs::resize_file(directory_ + kMempool, 0);
      fs::resize_file(directory_ + kMempoolIndex, 0);
      break;
    case Kind::kMempool:
      Append(directory_ + kMempool,
             ByteView(samples_[action.sample].mempool).subspan(from, size));
      break;
    case Kind::kSampleEnd:
      ++samples_played_;
      break;
  }
  return true;
}

}  // namespace desobook::testing
