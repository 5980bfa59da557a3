// Stored inputs of the fuzz targets: all of a target in one file, framed like
// a blocks file (LE32 length, then the input) and compressed with zstd.

#ifndef DESOBOOK_TESTS_FUZZ_CORPUS_H_
#define DESOBOOK_TESTS_FUZZ_CORPUS_H_

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/txn/ids.h"

namespace desobook::fuzz {

struct Target {
  std::string_view name;
  void (*run)(ByteView bytes);
};
std::span<const Target> Targets();
const Target* FindTarget(std::string_view name);

absl::StatusOr<std::vector<Bytes>> ReadCorpus(const std::string& path);
absl::Status WriteCorpus(const std::string& path,
                         const std::vector<Bytes>& inputs);

// Inputs for a target made of recorded bytes under `test_data`.
std::vector<Bytes> MakeSeeds(std::string_view target,
                             const std::string& test_data);

}  // namespace desobook::fuzz

#endif  // DESOBOOK_TESTS_FUZZ_CORPUS_H_
