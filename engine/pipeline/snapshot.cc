#include "engine/pipeline/snapshot.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/ledger/tables.h"
#include "engine/pipeline/snapshot_archive.h"
#include "engine/pipeline/snapshot_fields.h"

namespace desobook {
namespace {

using snapshot_internal::Reader;
using snapshot_internal::Writer;

constexpr std::array<std::uint8_t, kSnapshotMagicBytes> kMagic = {
    'D', 'E', 'S', 'O', 'S', 'N', 'A', 'P'};
constexpr std::size_t kLengthOffset = kMagic.size() + sizeof(std::uint32_t);
constexpr std::size_t kBodyOffset = kLengthOffset + sizeof(std::uint64_t);
constexpr std::size_t kDigestBytes = 32;

template <typename Key, typename Value>
void WriteTable(Writer& write, const BaseTable<Key, Value>& table) {
  write(std::uint64_t{table.map().size()});
  for (const auto& [key, value] : table.map()) write(key, value);
}

template <typename Key, typename Value>
void ReadTable(Reader& read, std::string_view name,
               BaseTable<Key, Value>& table) {
  read.set_place(name, 0);
  const std::uint64_t count = read.Count();
  for (std::uint64_t row = 0; row < count; ++row) {
    read.set_place(name, row);
    Key key{};
    Value value{};
    read(key, value);
    if (!read.ok()) return;
    if (row != 0 && !(table.map().rbegin()->first < key)) {
      return read.Fail(SnapshotErrorKind::kKeyOrder);
    }
    table.Append(std::move(key), std::move(value));
  }
}

void WriteHeader(Writer& write, const SnapshotHeader& header) {
  const auto& [network, height, block_hash, rewards] = header;
  write(network, height, block_hash, rewards);
}

void ReadHeader(Reader& read, SnapshotHeader& header) {
  read.set_place("network", 0);
  read(header.network);
  read.set_place("height", 0);
  read(header.height);
  read.set_place("block hash", 0);
  read(header.block_hash);
  read.set_place("rewards", 0);
  read(header.rewards);
}

void WriteOrders(Writer& write, const OracleBook& book) {
  write(std::uint64_t{book.size()});
  for (const auto& [id, order] : book.orders()) write(order);
}

void ReadOrders(Reader& read, OracleBook& book) {
  read.set_place("orders", 0);
  const std::uint64_t count = read.Count();
  std::vector<OrderEntry> orders;
  for (std::uint64_t row = 0; row < count; ++row) {
    read.set_place("orders", row);
    OrderEntry order;
    read(order);
    if (!read.ok()) return;
    if (row != 0 && !(orders.back().id < order.id)) {
      return read.Fail(SnapshotErrorKind::kKeyOrder);
    }
    orders.push_back(order);
  }
  book = OracleBook(orders);
}

void WriteState(Writer& write, const State<OracleBook>& state) {
  const auto& [ledger, book] = state;
  std::apply([&](const auto&... table) { (WriteTable(write, table), ...); },
             TablesOf(ledger));
  WriteOrders(write, book);
}

void ReadState(Reader& read, State<OracleBook>& state) {
  auto& [ledger, book] = state;
  std::apply(
      [&](auto&... table) {
        std::size_t i = 0;
        (ReadTable(read, kLedgerTableNames[i++], table), ...);
      },
      TablesOf(ledger));
  ReadOrders(read, book);
}

void WriteContinuation(Writer& write,
                       const SnapshotContinuation* continuation) {
  write(continuation != nullptr);
  if (continuation == nullptr) return;
  const auto& [position, undo, blocks] = *continuation;
  write(position);
  const auto& [previous, created] = undo;
  WriteState(write, previous);
  WriteState(write, created);
  write(blocks);
}

void ReadContinuation(Reader& read,
                      std::optional<SnapshotContinuation>& continuation) {
  read.set_place("continuation", 0);
  bool present = false;
  read(present);
  if (!present) return;
  auto& [position, undo, blocks] = continuation.emplace();
  read(position);
  auto& [previous, created] = undo;
  ReadState(read, previous);
  ReadState(read, created);
  read.set_place("blocks", 0);
  read(blocks);
  if (!read.ok()) return;
  // Whoever goes on from here looks them up.
  bool complete = true;
  for (const BlockHash& hash : position.last_committed) {
    complete = complete && blocks.contains(hash);
  }
  for (const auto& pending : position.pending) {
    complete = complete && blocks.contains(pending.hash);
  }
  if (!complete) read.Fail(SnapshotErrorKind::kOutOfRange);
}

// Everything around the body: first bytes, version, length, digest.
std::optional<SnapshotError> CheckFrame(ByteView bytes, SnapshotHasher hasher) {
  using Kind = SnapshotErrorKind;
  if (!LooksLikeSnapshot(bytes)) {
    const bool cut = bytes.size() < kMagic.size() &&
                     std::equal(bytes.begin(), bytes.end(), kMagic.begin());
    return SnapshotError{cut ? Kind::kTruncated : Kind::kNotASnapshot,
                         cut ? bytes.size() : 0, "first bytes", 0, 0};
  }
  Reader read(bytes.subspan(kMagic.size()), kMagic.size());
  std::uint32_t version = 0;
  read.set_place("version", 0);
  read(version);
  if (read.ok() && version != kSnapshotVersion) {
    return SnapshotError{Kind::kOtherVersion, kMagic.size(), "version", 0,
                         version};
  }
  std::uint64_t length = 0;
  read.set_place("length", 0);
  read(length);
  if (!read.ok()) return read.error();
  if (read.remaining() < kDigestBytes ||
      length > read.remaining() - kDigestBytes) {
    return SnapshotError{Kind::kTruncated, bytes.size(), "length", 0, 0};
  }
  const std::uint64_t end = kBodyOffset + length;
  if (bytes.size() > end + kDigestBytes) {
    return SnapshotError{Kind::kTrailingBytes, end + kDigestBytes, "length", 0,
                         0};
  }
  const auto digest = hasher(bytes.first(end));
  if (!std::equal(digest.begin(), digest.end(),
                  bytes.begin() + static_cast<std::ptrdiff_t>(end))) {
    return SnapshotError{Kind::kWrongDigest, end, "digest", 0, 0};
  }
  return std::nullopt;
}

std::string_view KindText(SnapshotErrorKind kind) {
  switch (kind) {
    case SnapshotErrorKind::kNotASnapshot:
      return "it does not begin as a snapshot does";
    case SnapshotErrorKind::kOtherVersion:
      return "its format has another version";
    case SnapshotErrorKind::kTruncated:
      return "it is cut off";
    case SnapshotErrorKind::kTrailingBytes:
      return "bytes follow its end";
    case SnapshotErrorKind::kWrongDigest:
      return "its bytes do not have the digest that it names";
    case SnapshotErrorKind::kOutOfRange:
      return "a value is out of range";
    case SnapshotErrorKind::kKeyOrder:
      return "keys are not in ascending order";
    case SnapshotErrorKind::kTooMany:
      return "a count is larger than its bytes can hold";
  }
  return {};
}

}  // namespace

std::string SnapshotErrorText(const SnapshotError& error) {
  std::string text(KindText(error.kind));
  if (error.kind == SnapshotErrorKind::kOtherVersion) {
    text += " (" + std::to_string(error.version) + "; this program reads " +
            std::to_string(kSnapshotVersion) + ")";
  }
  text += ", at byte " + std::to_string(error.offset) + " (" +
          std::string(error.field);
  if (error.row != 0) text += ", row " + std::to_string(error.row);
  return text + ")";
}

bool LooksLikeSnapshot(ByteView first_bytes) {
  return first_bytes.size() >= kMagic.size() &&
         std::equal(kMagic.begin(), kMagic.end(), first_bytes.begin());
}

Bytes EncodeSnapshot(const SnapshotHeader& header,
                     const State<OracleBook>& state, SnapshotHasher hasher,
                     const SnapshotContinuation* continuation) {
  Bytes bytes(kMagic.begin(), kMagic.end());
  Writer write(bytes);
  write(kSnapshotVersion, std::uint64_t{0});
  WriteHeader(write, header);
  WriteState(write, state);
  WriteContinuation(write, continuation);
  Bytes length;
  Writer{length}(std::uint64_t{bytes.size() - kBodyOffset});
  std::copy(length.begin(), length.end(), bytes.begin() + kLengthOffset);
  const auto digest = hasher(bytes);
  bytes.insert(bytes.end(), digest.begin(), digest.end());
  return bytes;
}

std::variant<Snapshot, SnapshotError> DecodeSnapshot(ByteView bytes,
                                                     SnapshotHasher hasher) {
  if (const auto error = CheckFrame(bytes, hasher)) return *error;
  Reader read(
      bytes.subspan(kBodyOffset, bytes.size() - kBodyOffset - kDigestBytes),
      kBodyOffset);
  Snapshot snapshot;
  ReadHeader(read, snapshot.header);
  ReadState(read, snapshot.state);
  ReadContinuation(read, snapshot.continuation);
  if (read.ok() && read.remaining() != 0) {
    read.set_place("end", 0);
    read.Fail(SnapshotErrorKind::kTrailingBytes);
  }
  if (!read.ok()) return *read.error();
  return snapshot;
}

}  // namespace desobook
