#include "src/genesis_state.h"

#include <charconv>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "chain/replay/recorded_flush.h"
#include "chain/stream/record.h"
#include "chain/stream/source.h"
#include "src/json_reader.h"
#include "src/key_text.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{1} << 28;

std::optional<std::uint64_t> ParseDecimal(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

absl::Status LoadBalances(const nlohmann::json& balances,
                          const std::string& path, Network network,
                          State<OracleBook>& state) {
  KeyText keys(network);
  for (const auto& [text, amount] : balances.items()) {
    const auto key = keys.Parse(text);
    const auto nanos = amount.is_string()
                           ? ParseDecimal(amount.get<std::string>())
                           : std::nullopt;
    if (!key || !nanos) {
      return absl::DataLossError(
          Cat(path, ": deso_balances: '", text,
              "' is no public key of this network, or its amount is no decimal "
              "number of nanos"));
    }
    if (*nanos != 0) state.ledger.deso.Put(*key, Nanos(*nanos));
  }
  return absl::OkStatus();
}

absl::Status LoadRecords(const nlohmann::json& records, const std::string& path,
                         State<OracleBook>& state) {
  std::size_t number = 0;
  for (const nlohmann::json& one : records) {
    JsonReader reader(one, Cat(path, ": other_state_records[", number, "]"));
    const Bytes bytes = reader.HexBytes("record");
    if (!reader.ok()) {
      return absl::DataLossError(std::string(reader.status().message()));
    }
    absl::StatusOr<chain::StateChangeRecord> record = chain::ParseRecord(bytes);
    if (!record.ok()) {
      return absl::DataLossError(Cat(path, ": other_state_records[", number,
                                     "]: ", record.status().message()));
    }
    record->index = number++;
    chain::Flush flush;
    flush.records.push_back(*record);
    absl::StatusOr<chain::RecordedFlush> parsed = chain::ParseFlush(flush);
    if (!parsed.ok()) {
      return absl::DataLossError(
          Cat(path, ": other_state_records: ", parsed.status().message()));
    }
    chain::ApplyFlush(*parsed, state);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<State<OracleBook>> LoadGenesisState(const std::string& path,
                                                   Network network) {
  absl::StatusOr<std::unique_ptr<chain::ByteSource>> source =
      chain::OpenFile(path);
  if (!source.ok()) return source.status();
  absl::StatusOr<Bytes> bytes = chain::ReadAll(**source, kMaxFileBytes);
  if (!bytes.ok()) return bytes.status();
  const absl::StatusOr<nlohmann::json> object =
      ParseJson(std::string_view(reinterpret_cast<const char*>(bytes->data()),
                                 bytes->size()),
                path);
  if (!object.ok()) return object.status();
  JsonReader reader(*object, path);
  const nlohmann::json& balances = reader.Object("deso_balances");
  const nlohmann::json& records = reader.Array("other_state_records");
  if (!reader.ok()) {
    return absl::DataLossError(std::string(reader.status().message()));
  }
  State<OracleBook> state;
  if (absl::Status status = LoadBalances(balances, path, network, state);
      !status.ok()) {
    return status;
  }
  if (absl::Status status = LoadRecords(records, path, state); !status.ok()) {
    return status;
  }
  return state;
}

}  // namespace desobook
