// Opens a recorded chain: a directory as a node writes it, with optional
// helpers beside it (format: data/README.md).

#ifndef DESOBOOK_SRC_DATASET_INPUT_H_
#define DESOBOOK_SRC_DATASET_INPUT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "chain/replay/replayer.h"
#include "chain/stream/flush_reader.h"
#include "chain/stream/record_reader.h"
#include "engine/rules/params.h"

namespace desobook {

struct DatasetOptions {
  std::string directory;
  std::optional<std::string> network;  // overrides dataset.json and detection
  std::optional<std::string> start;    // a genesis-state file or a snapshot
  bool blocks_only = false;
};

struct DatasetInput {
  std::string directory;
  NetworkParams network;
  bool accelerated = false;
  std::string network_source;  // where the network comes from, for people
  std::optional<chain::StartState> start;
  std::string start_source;
  // Exactly one of these.
  std::unique_ptr<chain::FlushReader> flushes;
  std::unique_ptr<chain::BlocksReader> blocks;
  // Of that file, as it lies on disk.
  std::uint64_t file_bytes = 0;
  [[nodiscard]] std::uint64_t file_position() const {
    return blocks != nullptr ? blocks->file_position()
                             : flushes->file_position();
  }
};

// The network is that of the options, of dataset.json, or what the blocks
// themselves tell (genesis hash, first proof-of-stake height). The start is
// that of the options, genesis-state.json in the directory or beside it, or
// what the stream begins with.
// Errors: NotFound and InvalidArgument for what the user named, DataLoss for
// damage; all with file and remedy.
absl::StatusOr<DatasetInput> OpenDataset(const DatasetOptions& options);

// For who reads the files in another way.
struct NetworkChoice {
  Network network = Network::kMainnet;
  bool accelerated = false;
  std::string source;  // for people
};
// What the options or dataset.json name.
// Errors: InvalidArgument or DataLoss for an unknown name.
absl::StatusOr<std::optional<NetworkChoice>> NamedNetwork(
    const DatasetOptions& options);
// What a block tells (7.3); nothing if it could be of several networks.
// Errors: DataLoss.
absl::StatusOr<std::optional<NetworkChoice>> RecogniseNetwork(ByteView bytes);
// Sets start and start_source. REQUIRES: the input's network is set.
absl::Status LoadStart(const DatasetOptions& options, DatasetInput& input);

// `name` or `name`.zst in a directory; nothing if there is neither.
std::optional<std::string> FindDatasetFile(const std::string& directory,
                                           const std::string& name);

}  // namespace desobook

#endif  // DESOBOOK_SRC_DATASET_INPUT_H_
