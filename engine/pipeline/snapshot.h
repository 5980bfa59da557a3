// A whole state at one height as bytes, and back (docs/formats/snapshot.md).
//
//   Bytes bytes = EncodeSnapshot({network, height, hash, {}}, state, hasher);
//   auto decoded = DecodeSnapshot(bytes, hasher);
//   if (const auto* error = std::get_if<SnapshotError>(&decoded)) ...
//
// The same state gives the same bytes, and only bytes that Encode could have
// written are accepted.

#ifndef DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_H_
#define DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "engine/book/oracle_book.h"
#include "engine/rules/chain_state.h"
#include "engine/rules/params.h"
#include "engine/rules/state.h"
#include "engine/rules/state_undo.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

// SHA-256, handed in: engine/ knows no cryptography.
using SnapshotHasher = std::array<std::uint8_t, 32> (*)(ByteView bytes);

struct SnapshotHeader {
  Network network = Network::kMainnet;
  BlockHeight height = 0;
  BlockHash block_hash;  // the state is the one after this block
  // What that block paid as reward, per key: the next block may not spend it
  // before PoS (6.2).
  std::map<PublicKey, Nanos> rewards;
  friend bool operator==(const SnapshotHeader&,
                         const SnapshotHeader&) = default;
};

// What execution needs to go on exactly where it was: views of uncommitted
// blocks were built on earlier bases, and what they had loaded is visible in
// results (5.10). Without it execution goes on as a node does after a restart.
struct SnapshotContinuation {
  ChainPosition position;
  StateUndo<OracleBook> undo;  // of the last commit
  // Encoded, and not looked at: every block that the position names.
  std::map<BlockHash, Bytes> blocks;
};

struct Snapshot {
  SnapshotHeader header;
  State<OracleBook> state;
  std::optional<SnapshotContinuation> continuation;
};

enum class SnapshotErrorKind : std::uint8_t {
  kNotASnapshot,  // other first bytes
  kOtherVersion,
  kTruncated,
  kTrailingBytes,
  kWrongDigest,
  // Only in bytes whose digest is right, written by someone else:
  kOutOfRange,
  kKeyOrder,  // keys of a table do not ascend
  kTooMany,   // a count or length beyond what the bytes can hold
};

struct SnapshotError {
  SnapshotErrorKind kind = SnapshotErrorKind::kNotASnapshot;
  std::uint64_t offset = 0;   // byte at which it was noticed
  std::string_view field;     // header field or table; static storage
  std::uint64_t row = 0;      // within a table
  std::uint32_t version = 0;  // kOtherVersion: the one found
};
// One sentence for people, without the file's name.
std::string SnapshotErrorText(const SnapshotError& error);

inline constexpr std::uint32_t kSnapshotVersion = 1;

// Whether a file begins as a snapshot does, of whatever version.
bool LooksLikeSnapshot(ByteView first_bytes);
// How many bytes LooksLikeSnapshot wants to see.
inline constexpr std::size_t kSnapshotMagicBytes = 8;

// `continuation` may be null.
Bytes EncodeSnapshot(const SnapshotHeader& header,
                     const State<OracleBook>& state, SnapshotHasher hasher,
                     const SnapshotContinuation* continuation = nullptr);

// Memory is bounded by a small multiple of `bytes`, whatever they say.
std::variant<Snapshot, SnapshotError> DecodeSnapshot(ByteView bytes,
                                                     SnapshotHasher hasher);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_PIPELINE_SNAPSHOT_H_
