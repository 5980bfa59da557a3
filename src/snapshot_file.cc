#include "src/snapshot_file.h"

#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include "chain/codec/hash.h"
#include "chain/stream/source.h"
#include "src/text.h"

namespace desobook {
namespace {

// Far above any state of the chain; the file is read into memory.
constexpr std::size_t kMaxFileBytes = std::size_t{64} << 30;

absl::Status DamageOf(const std::string& path, const SnapshotError& error) {
  const std::string text = Cat(path, ": ", SnapshotErrorText(error),
                               "; write it again with replay --write-snapshot");
  return error.kind == SnapshotErrorKind::kOtherVersion
             ? absl::InvalidArgumentError(text)
             : absl::DataLossError(text);
}

}  // namespace

absl::StatusOr<bool> IsSnapshotFile(const std::string& path) {
  auto source = chain::OpenFile(path);
  if (!source.ok()) {
    return absl::Status(source.status().code(),
                        Cat(source.status().message(),
                            "; give a snapshot or a genesis-state file"));
  }
  Bytes first(kSnapshotMagicBytes);
  const auto count = (*source)->Read(first);
  if (!count.ok()) return count.status();
  return LooksLikeSnapshot(ByteView(first).first(*count));
}

absl::StatusOr<chain::StartState> LoadSnapshot(const std::string& path,
                                               Network network) {
  auto source = chain::OpenFile(path);
  if (!source.ok()) return source.status();
  auto bytes = chain::ReadAll(**source, kMaxFileBytes);
  if (!bytes.ok()) return bytes.status();
  auto decoded = DecodeSnapshot(*bytes, chain::Sha256);
  if (const auto* error = std::get_if<SnapshotError>(&decoded)) {
    return DamageOf(path, *error);
  }
  Snapshot& snapshot = std::get<Snapshot>(decoded);
  if (snapshot.header.network != network) {
    return absl::InvalidArgumentError(
        Cat(path, ": is a snapshot of ", NetworkName(snapshot.header.network),
            ", but this chain belongs to ", NetworkName(network),
            "; give one of this chain"));
  }
  return chain::StartState{std::move(snapshot.state),
                           snapshot.header.block_hash, snapshot.header.height,
                           std::move(snapshot.header.rewards),
                           std::move(snapshot.continuation)};
}

absl::Status CommitSnapshot(AtomicFile& file, const Bytes& snapshot) {
  if (absl::Status status = file.Write(ByteView(snapshot)); !status.ok()) {
    return status;
  }
  return file.Commit();
}

}  // namespace desobook
