// SHA-256 of the DESO, token and order tables, and their recorded values per
// height (state-digests.jsonl of a recorded chain).

#ifndef DESOBOOK_SRC_TABLE_DIGESTS_H_
#define DESOBOOK_SRC_TABLE_DIGESTS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "engine/rules/state.h"
#include "src/state_digest.h"

namespace desobook {

// One table: how many entries, and the SHA-256 of its sorted lines, each ended
// by a line feed.
struct TableDigest {
  std::uint64_t entries = 0;
  StateDigest sha256;
  friend bool operator==(const TableDigest&, const TableDigest&) = default;
};
struct TableDigests {
  TableDigest deso;    // "pubkey amount"
  TableDigest tokens;  // "holder creator amount"
  TableDigest orders;  // "id transactor buy sell rate quantity op fill height"
  friend bool operator==(const TableDigests&, const TableDigests&) = default;
};

TableDigests DigestTables(const State<OracleBook>& state);

struct RecordedDigests {
  BlockHash block;
  TableDigests tables;
};
// By height. Errors: NotFound, DataLoss with file and line.
absl::StatusOr<std::map<BlockHeight, RecordedDigests>> LoadRecordedDigests(
    const std::string& path);

}  // namespace desobook

#endif  // DESOBOOK_SRC_TABLE_DIGESTS_H_
