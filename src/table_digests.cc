#include "src/table_digests.h"

#include <charconv>
#include <memory>
#include <string_view>

#include "chain/codec/hash.h"
#include "chain/stream/source.h"
#include "src/json_reader.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 30;

TableDigest Digest(const std::string& text, std::uint64_t entries) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  return {entries, StateDigest{chain::Sha256(ByteView(bytes, text.size()))}};
}

absl::StatusOr<std::string> ReadText(const std::string& path) {
  absl::StatusOr<std::unique_ptr<chain::ByteSource>> source =
      chain::OpenFile(path);
  if (!source.ok()) return source.status();
  absl::StatusOr<Bytes> bytes = chain::ReadAll(**source, kMaxFileBytes);
  if (!bytes.ok()) return bytes.status();
  return std::string(bytes->begin(), bytes->end());
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

absl::StatusOr<std::map<BlockHeight, RecordedDigests>> LoadRecordedDigests(
    const std::string& path) {
  const absl::StatusOr<std::string> text = ReadText(path);
  if (!text.ok()) return text.status();
  std::map<BlockHeight, RecordedDigests> digests;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text->size();) {
    const std::size_t end = std::min(text->find('\n', begin), text->size());
    const std::string_view line(text->data() + begin, end - begin);
    begin = end + 1;
    ++number;
    const nlohmann::json object =
        nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
    JsonReader reader(object, Cat(path, ":", number));
    RecordedDigests recorded;
    const std::uint64_t height = reader.Integer("height");
    recorded.block = reader.HexId<BlockHash>("hash");
    recorded.tables.deso = {reader.Integer("deso"),
                            reader.HexId<StateDigest>("deso_sha256")};
    recorded.tables.tokens = {reader.Integer("tokens"),
                              reader.HexId<StateDigest>("tokens_sha256")};
    recorded.tables.orders = {reader.Integer("orders"),
                              reader.HexId<StateDigest>("orders_sha256")};
    if (!reader.ok()) {
      return absl::DataLossError(std::string(reader.status().message()));
    }
    digests.insert_or_assign(static_cast<BlockHeight>(height), recorded);
  }
  return digests;
}

}  // namespace desobook
