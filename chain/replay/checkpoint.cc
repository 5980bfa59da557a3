#include "chain/replay/checkpoint.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "chain/codec/hash.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

constexpr std::array<std::uint8_t, 8> kMagic = {'D', 'S', 'B', 'K',
                                                'F', 'L', 'W', '\n'};
constexpr char kRemedy[] =
    "; delete the checkpoint and the output to start over";

absl::Status Damaged(const std::string& what) {
  return absl::DataLossError(absl::StrCat(what, kRemedy));
}

// The fields between version and digest.
CheckpointHeader ReadHeader(Reader& reader) {
  CheckpointHeader header;
  const std::uint8_t network = reader.Byte();
  if (network > static_cast<std::uint8_t>(Network::kRegtest)) {
    reader.Fail("unknown network");
  }
  header.network = static_cast<Network>(network);
  header.accelerated = reader.Bool();
  header.position.offset = reader.Uvarint();
  header.position.records = reader.Uvarint();
  header.position.behind = reader.LenBytesCopy();
  if (header.position.behind.size() > kTailFingerprintBytes ||
      header.position.behind.size() > header.position.offset) {
    reader.Fail("the fingerprint is too long");
  }
  header.output_bytes = reader.Uvarint();
  const std::size_t blocks = reader.Count(BlockHash::kSize + 1);
  for (std::size_t i = 0; i < blocks && reader.ok(); ++i) {
    const auto hash = reader.Fixed<BlockHash>();
    header.stored.insert_or_assign(hash, reader.LenBytesCopy());
  }
  return header;
}

}  // namespace

Bytes EncodeCheckpoint(const CheckpointHeader& header, ByteView snapshot) {
  Writer writer;
  writer.Raw(kMagic);
  writer.Le32(kCheckpointVersion);
  writer.Byte(static_cast<std::uint8_t>(header.network));
  writer.Bool(header.accelerated);
  writer.Uvarint(header.position.offset);
  writer.Uvarint(header.position.records);
  writer.LenBytes(header.position.behind);
  writer.Uvarint(header.output_bytes);
  writer.Uvarint(header.stored.size());
  for (const auto& [hash, bytes] : header.stored) {
    writer.Raw(hash.view());
    writer.LenBytes(bytes);
  }
  writer.Bool(!snapshot.empty());
  const Digest digest = Sha256(writer.bytes());
  writer.Raw(digest);
  writer.Raw(snapshot);
  return writer.Take();
}

absl::StatusOr<Checkpoint> DecodeCheckpoint(ByteView bytes) {
  Reader reader(bytes);
  const ByteView magic = reader.Take(kMagic.size());
  if (!reader.ok() || !std::equal(magic.begin(), magic.end(), kMagic.begin())) {
    return Damaged("this is no checkpoint");
  }
  const std::uint32_t version = reader.Le32();
  if (reader.ok() && version != kCheckpointVersion) {
    return absl::UnimplementedError(
        absl::StrCat("the checkpoint is of version ", version,
                     ", this program writes ", kCheckpointVersion, kRemedy));
  }
  Checkpoint checkpoint;
  checkpoint.header = ReadHeader(reader);
  const bool has_snapshot = reader.Bool();
  const std::size_t header_size = reader.position();
  const ByteView digest = reader.Take(BlockHash::kSize);
  if (!reader.ok()) {
    return Damaged(std::string(reader.Status("checkpoint").message()));
  }
  const Digest expected = Sha256(bytes.first(header_size));
  if (!std::equal(digest.begin(), digest.end(), expected.begin())) {
    return Damaged("the checkpoint's bytes do not have its digest");
  }
  if (!has_snapshot) {
    if (reader.AtEnd()) return checkpoint;
    return Damaged("bytes are left over behind the checkpoint");
  }
  auto decoded = DecodeSnapshot(reader.rest(), &Sha256);
  if (const auto* error = std::get_if<SnapshotError>(&decoded)) {
    return Damaged(absl::StrCat("the state in the checkpoint, from byte ",
                                reader.position(),
                                " on: ", SnapshotErrorText(*error)));
  }
  checkpoint.snapshot = std::get<Snapshot>(std::move(decoded));
  if (checkpoint.snapshot->header.network != checkpoint.header.network) {
    return Damaged("the state in the checkpoint is of another network");
  }
  return checkpoint;
}

}  // namespace desobook::chain
