#include "src/dataset_input.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "chain/codec/block.h"
#include "src/genesis_state.h"
#include "src/json_reader.h"
#include "src/snapshot_file.h"
#include "src/text.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;

// Blocks to look at before detection gives up; regtest switches to proof of
// stake at height 300 at the latest.
constexpr std::uint64_t kDetectionBlocksMax = 400;

absl::StatusOr<NetworkChoice> FromOption(const std::string& name) {
  if (name == "regtest-accelerated") {
    return NetworkChoice{Network::kRegtest, true, "--network"};
  }
  const auto network = NetworkFromName(name);
  if (!network) {
    return absl::InvalidArgumentError(
        Cat("network '", name,
            "' is unknown; it is mainnet, testnet, regtest or "
            "regtest-accelerated"));
  }
  return NetworkChoice{*network, false, "--network"};
}

absl::StatusOr<std::optional<NetworkChoice>> FromDatasetFile(
    const std::string& directory) {
  const std::string path = (fs::path(directory) / "dataset.json").string();
  std::ifstream file(path);
  if (!file) return std::optional<NetworkChoice>();
  std::ostringstream text;
  text << file.rdbuf();
  const absl::StatusOr<nlohmann::json> object = ParseJson(text.str(), path);
  if (!object.ok()) return object.status();
  JsonReader reader(*object, path);
  const std::string name(reader.Text("network"));
  const bool accelerated =
      reader.Has("accelerated") && reader.Boolean("accelerated");
  if (!reader.ok()) {
    return absl::DataLossError(std::string(reader.status().message()));
  }
  const auto network = NetworkFromName(name);
  if (!network) {
    return absl::DataLossError(
        Cat(path, ": network '", name,
            "' is unknown; it is mainnet, testnet or regtest"));
  }
  return std::optional<NetworkChoice>(
      NetworkChoice{*network, accelerated, "dataset.json"});
}

// What a header says about its network; nothing if it fits several. The
// genesis block is the same everywhere, so only the height of a proof-of-stake
// block tells: each chain switched at another one.
std::optional<NetworkChoice> Recognise(const chain::BlockHeader& header) {
  if (header.version < 2) return std::nullopt;
  const auto cutover = [](Network network) {
    return ParamsFor(network).forks.proof_of_stake_2_cutover;
  };
  const std::string source = "recognised from its blocks";
  if (header.height >= cutover(Network::kTestnet)) return std::nullopt;
  if (header.height >= cutover(Network::kMainnet)) {
    return NetworkChoice{Network::kMainnet, false, source};
  }
  const bool accelerated = header.height < cutover(Network::kRegtest);
  return NetworkChoice{Network::kRegtest, accelerated, source};
}

}  // namespace

absl::StatusOr<std::optional<NetworkChoice>> RecogniseNetwork(ByteView bytes) {
  absl::StatusOr<chain::Block> block = chain::DecodeBlock(bytes);
  if (!block.ok()) return block.status();
  return Recognise(block->header);
}

absl::StatusOr<std::optional<NetworkChoice>> NamedNetwork(
    const DatasetOptions& options) {
  if (!options.network) return FromDatasetFile(options.directory);
  auto choice = FromOption(*options.network);
  if (!choice.ok()) return choice.status();
  return std::optional<NetworkChoice>(*std::move(choice));
}

namespace {

absl::StatusOr<std::optional<NetworkChoice>> FromBlocks(
    const std::string& path) {
  auto source = chain::OpenFile(path);
  if (!source.ok()) return source.status();
  chain::BlocksReader reader(*std::move(source));
  for (std::uint64_t i = 0; i < kDetectionBlocksMax; ++i) {
    auto frame = reader.Next();
    if (!frame.ok()) return frame.status();
    if (!frame->has_value()) break;
    auto choice = RecogniseNetwork((*frame)->bytes);
    if (!choice.ok()) {
      return absl::DataLossError(Cat(path, ", block at byte ", (*frame)->offset,
                                     ": ", choice.status().message()));
    }
    if (choice->has_value()) return *choice;
  }
  return std::optional<NetworkChoice>();
}

absl::StatusOr<std::optional<NetworkChoice>> FromStream(
    const std::string& path) {
  auto source = chain::OpenFile(path);
  if (!source.ok()) return source.status();
  chain::RecordReader reader(*std::move(source));
  std::uint64_t blocks = 0;
  while (blocks < kDetectionBlocksMax) {
    auto record = reader.Next();
    if (!record.ok()) return record.status();
    if (!record->has_value()) break;
    const chain::StateChangeRecord& entry = **record;
    if (entry.key.empty() || entry.key[0] != 0 || !entry.has_value()) continue;
    ++blocks;
    auto bytes = chain::BlockBytes(entry.value);
    if (!bytes.ok()) {
      return chain::AtRecord(bytes.status(), path, entry.index, entry.offset);
    }
    auto choice = RecogniseNetwork(*bytes);
    if (!choice.ok()) {
      return chain::AtRecord(choice.status(), path, entry.index, entry.offset);
    }
    if (choice->has_value()) return *choice;
  }
  return std::optional<NetworkChoice>();
}

absl::StatusOr<NetworkChoice> ChooseNetwork(
    const DatasetOptions& options, const std::optional<std::string>& stream,
    const std::optional<std::string>& blocks) {
  auto choice = NamedNetwork(options);
  if (!choice.ok()) return choice.status();
  if (!choice->has_value()) {
    choice = blocks ? FromBlocks(*blocks) : FromStream(*stream);
    if (!choice.ok()) return choice.status();
  }
  if (choice->has_value()) return **choice;
  return absl::InvalidArgumentError(
      Cat(options.directory,
          ": cannot tell which network this chain belongs to; give --network "
          "or write a dataset.json"));
}

}  // namespace

absl::Status LoadStart(const DatasetOptions& options, DatasetInput& input) {
  std::string path;
  if (options.start) {
    path = *options.start;
  } else {
    const fs::path directory(options.directory);
    // lexically_normal, so that "chain/regtest-small/" has a parent too.
    const fs::path parent = (directory / "..").lexically_normal();
    for (const fs::path& place : {directory, parent}) {
      const fs::path candidate = place / "genesis-state.json";
      if (fs::is_regular_file(candidate)) {
        path = candidate.string();
        break;
      }
    }
    // What a mainnet node wrote does not start from a test chain's genesis.
    if (input.network.network != Network::kRegtest) path.clear();
  }
  if (path.empty()) {
    input.start_source = "the beginning of the stream";
    return absl::OkStatus();
  }
  const absl::StatusOr<bool> is_snapshot = IsSnapshotFile(path);
  if (!is_snapshot.ok()) return is_snapshot.status();
  if (*is_snapshot) {
    absl::StatusOr<chain::StartState> start =
        LoadSnapshot(path, input.network.network);
    if (!start.ok()) return start.status();
    input.start_source = Cat(path, ", after block ", start->height);
    input.start = *std::move(start);
    return absl::OkStatus();
  }
  absl::StatusOr<State<OracleBook>> state =
      LoadGenesisState(path, input.network.network);
  if (!state.ok()) return state.status();
  input.start.emplace();
  input.start->state = *std::move(state);
  input.start_source = path;
  return absl::OkStatus();
}

namespace {

// Zero if it is not known: it serves progress only.
std::uint64_t SizeOf(const std::string& path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  return error ? 0 : size;
}

absl::Status OpenReaders(const DatasetOptions& options,
                         const std::optional<std::string>& stream,
                         const std::optional<std::string>& blocks,
                         DatasetInput& input) {
  if (options.blocks_only) {
    if (!blocks) {
      return absl::NotFoundError(
          Cat(options.directory,
              ": no blocks.bin or blocks.bin.zst, which --blocks-only reads; "
              "leave it out to read the stream"));
    }
    if (!input.start) {
      return absl::NotFoundError(
          Cat(options.directory,
              ": --blocks-only needs the state after genesis; give --start or "
              "put genesis-state.json beside the chain"));
    }
    auto source = chain::OpenFile(*blocks);
    if (!source.ok()) return source.status();
    input.file_bytes = SizeOf(*blocks);
    input.blocks = std::make_unique<chain::BlocksReader>(*std::move(source));
    return absl::OkStatus();
  }
  if (!stream) {
    return absl::NotFoundError(
        Cat(options.directory,
            ": no state-changes.bin or state-changes.bin.zst; give the "
            "directory that a node wrote with state-change-dir"));
  }
  auto source = chain::OpenFile(*stream);
  if (!source.ok()) return source.status();
  input.file_bytes = SizeOf(*stream);
  input.flushes = std::make_unique<chain::FlushReader>(*std::move(source));
  return absl::OkStatus();
}

}  // namespace

std::optional<std::string> FindDatasetFile(const std::string& directory,
                                           const std::string& name) {
  for (const char* ending : {"", ".zst"}) {
    const fs::path path = fs::path(directory) / (name + ending);
    std::error_code ignored;
    if (fs::is_regular_file(path, ignored)) return path.string();
  }
  return std::nullopt;
}

absl::StatusOr<DatasetInput> OpenDataset(const DatasetOptions& options) {
  std::error_code ignored;
  if (!fs::is_directory(options.directory, ignored)) {
    return absl::NotFoundError(
        Cat(options.directory,
            " is no directory; give the one that holds state-changes.bin"));
  }
  const auto stream = FindDatasetFile(options.directory, "state-changes.bin");
  const auto blocks = FindDatasetFile(options.directory, "blocks.bin");
  if (!stream && !blocks) {
    return absl::NotFoundError(
        Cat(options.directory,
            ": no state-changes.bin and no blocks.bin (plain or .zst); give "
            "the directory that a node wrote with state-change-dir"));
  }
  const absl::StatusOr<NetworkChoice> choice =
      ChooseNetwork(options, stream, blocks);
  if (!choice.ok()) return choice.status();
  DatasetInput input;
  input.directory = options.directory;
  input.network = ParamsFor(choice->network, choice->accelerated);
  input.accelerated = choice->accelerated;
  input.network_source = choice->source;
  if (absl::Status status = LoadStart(options, input); !status.ok()) {
    return status;
  }
  if (absl::Status status = OpenReaders(options, stream, blocks, input);
      !status.ok()) {
    return status;
  }
  return input;
}

}  // namespace desobook
