// Snapshots. The hash is a constant here, so that the search gets past it;
// only bytes that encoding writes may be accepted.

#include <variant>

#include "engine/amount/check.h"
#include "engine/pipeline/snapshot.h"
#include "tests/fuzz/snapshot_hash.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {

void FuzzSnapshot(ByteView bytes) {
  const auto decoded = DecodeSnapshot(bytes, &ConstantHash);
  if (const auto* error = std::get_if<SnapshotError>(&decoded)) {
    DESOBOOK_CHECK(!SnapshotErrorText(*error).empty());
    DESOBOOK_CHECK(error->offset <= bytes.size());
    return;
  }
  const auto& snapshot = std::get<Snapshot>(decoded);
  DESOBOOK_CHECK(LooksLikeSnapshot(bytes));
  const Bytes encoded =
      EncodeSnapshot(snapshot.header, snapshot.state, &ConstantHash);
  DESOBOOK_CHECK(encoded == Bytes(bytes.begin(), bytes.end()));
}

}  // namespace desobook::fuzz
