#include "src/table_digests.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "chain/codec/hash.h"
#include "chain/stream/source.h"
#include "src/json_reader.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::size_t kMaxLineBytes = std::size_t{64} << 10;

TableDigest Digest(const std::string& text, std::uint64_t entries) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  return {entries, StateDigest{chain::Sha256(ByteView(bytes, text.size()))}};
}

}  // namespace

TableDigests DigestTables(const State<OracleBook>& state) {
  TableDigests digests;
  std::string text;
  // Keys have a fixed width, so the tables' own order is that of the lines.
  for (const auto& [key, amount] : state.ledger.deso.map()) {
    Append(text, BytesToHex(key.view()), " ", amount.value(), "\n");
  }
  digests.deso = Digest(text, state.ledger.deso.map().size());
  text.clear();
  for (const auto& [key, balance] : state.ledger.tokens.map()) {
    Append(text, BytesToHex(key.holder.view()), " ",
           BytesToHex(key.creator.view()), " ",
           ToDecimal(balance.amount.value()), "\n");
  }
  digests.tokens = Digest(text, state.ledger.tokens.map().size());
  text.clear();
  for (const auto& [id, order] : state.book.orders()) {
    Append(text, BytesToHex(id.view()), " ",
           BytesToHex(order.transactor.view()), " ",
           BytesToHex(order.buying.view()), " ",
           BytesToHex(order.selling.view()), " ");
    Append(text, ToDecimal(order.rate.value()), " ",
           ToDecimal(order.quantity.value()), " ",
           static_cast<unsigned>(order.side), " ",
           static_cast<unsigned>(order.fill_type), " ", order.height, "\n");
  }
  digests.orders = Digest(text, state.book.size());
  return digests;
}

absl::StatusOr<RecordedDigestsReader> RecordedDigestsReader::Open(
    const std::string& path) {
  auto source = chain::OpenFile(path);
  if (!source.ok()) return source.status();
  return RecordedDigestsReader(*std::move(source));
}

absl::StatusOr<std::optional<RecordedDigests>> RecordedDigestsReader::Next() {
  if (absl::Status status = window_->Fill(kMaxLineBytes); !status.ok()) {
    return status;
  }
  const ByteView seen = window_->view();
  if (seen.empty()) return std::optional<RecordedDigests>();
  ++line_;
  const auto end = std::find(seen.begin(), seen.end(), '\n');
  if (end == seen.end() && seen.size() >= kMaxLineBytes) {
    return absl::DataLossError(
        Cat(window_->name(), ":", line_, ": is too long"));
  }
  const auto size = static_cast<std::size_t>(end - seen.begin());
  absl::StatusOr<RecordedDigests> recorded =
      Parse({reinterpret_cast<const char*>(seen.data()), size});
  if (!recorded.ok()) return recorded.status();
  window_->Consume(std::min(size + 1, seen.size()));
  return std::optional<RecordedDigests>(*recorded);
}

absl::StatusOr<RecordedDigests> RecordedDigestsReader::Parse(
    std::string_view line) {
  const std::string place = Cat(window_->name(), ":", line_);
  const absl::StatusOr<nlohmann::json> object = ParseJson(line, place);
  if (!object.ok()) return object.status();
  JsonReader reader(*object, place);
  RecordedDigests recorded;
  const std::uint64_t height = reader.Integer("height");
  if (height > std::numeric_limits<BlockHeight>::max() ||
      (last_height_ && height <= *last_height_)) {
    reader.Fail("height", "does not ascend, or is impossible");
  }
  recorded.height = static_cast<BlockHeight>(height);
  last_height_ = recorded.height;
  recorded.block = reader.HexId<BlockHash>("hash");
  recorded.tables.deso = {reader.Integer("deso"),
                          reader.HexId<StateDigest>("deso_sha256")};
  recorded.tables.tokens = {reader.Integer("tokens"),
                            reader.HexId<StateDigest>("tokens_sha256")};
  recorded.tables.orders = {reader.Integer("orders"),
                            reader.HexId<StateDigest>("orders_sha256")};
  if (reader.ok()) return recorded;
  return absl::DataLossError(std::string(reader.status().message()));
}

absl::StatusOr<std::map<BlockHeight, RecordedDigests>> LoadRecordedDigests(
    const std::string& path) {
  absl::StatusOr<RecordedDigestsReader> reader =
      RecordedDigestsReader::Open(path);
  if (!reader.ok()) return reader.status();
  std::map<BlockHeight, RecordedDigests> digests;
  while (true) {
    const auto next = reader->Next();
    if (!next.ok()) return next.status();
    if (!next->has_value()) return digests;
    digests.emplace((*next)->height, **next);
  }
}

}  // namespace desobook
