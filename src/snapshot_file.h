// Snapshots as files (format: docs/formats/snapshot.md).

#ifndef DESOBOOK_SRC_SNAPSHOT_FILE_H_
#define DESOBOOK_SRC_SNAPSHOT_FILE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chain/replay/dump_start.h"
#include "engine/pipeline/snapshot.h"
#include "engine/rules/params.h"
#include "src/atomic_file.h"

namespace desobook {

// Whether the file begins as a snapshot does.
// Errors: those of opening and reading it.
absl::StatusOr<bool> IsSnapshotFile(const std::string& path);

// A file whose name ends in ".zst" is decompressed.
// Errors: DataLoss with the byte and what to do; InvalidArgument for another
// version or network.
absl::StatusOr<chain::StartState> LoadSnapshot(const std::string& path,
                                               Network network);

// Writes a snapshot to a file that was opened before, so that a name that
// cannot be written is known before hours of work.
absl::Status CommitSnapshot(AtomicFile& file, const Bytes& snapshot);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SNAPSHOT_FILE_H_
