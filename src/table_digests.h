// SHA-256 of the DESO, token and order tables, and their recorded values per
// height (state-digests.jsonl of a recorded chain).

#ifndef DESOBOOK_SRC_TABLE_DIGESTS_H_
#define DESOBOOK_SRC_TABLE_DIGESTS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "chain/stream/source.h"
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
  BlockHeight height = 0;
  BlockHash block;
  TableDigests tables;
};

// A file of them, one line per height, ascending; a line at a time is read.
class RecordedDigestsReader {
 public:
  // Errors: those of opening the file.
  static absl::StatusOr<RecordedDigestsReader> Open(const std::string& path);

  // The next line, or nothing at the end. Errors: DataLoss with file and line.
  absl::StatusOr<std::optional<RecordedDigests>> Next();

 private:
  explicit RecordedDigestsReader(std::unique_ptr<chain::ByteSource> source)
      : window_(std::make_unique<chain::ByteWindow>(std::move(source))) {}
  absl::StatusOr<RecordedDigests> Parse(std::string_view line);

  std::unique_ptr<chain::ByteWindow> window_;
  std::uint64_t line_ = 0;
  std::optional<BlockHeight> last_height_;
};

// The whole file, by height. Errors: as above.
absl::StatusOr<std::map<BlockHeight, RecordedDigests>> LoadRecordedDigests(
    const std::string& path);

}  // namespace desobook

#endif  // DESOBOOK_SRC_TABLE_DIGESTS_H_
