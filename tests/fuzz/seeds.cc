// Inputs to start from: bytes that a node recorded, each behind the selector
// bytes of its target.

#include <algorithm>
#include <fstream>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "chain/codec/block.h"
#include "chain/codec/transaction.h"
#include "chain/stream/entry_schema.h"
#include "chain/stream/record.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "engine/amount/check.h"
#include "engine/pipeline/snapshot.h"
#include "src/hex.h"
#include "src/line_file.h"
#include "tests/fuzz/corpus.h"
#include "tests/fuzz/rules_world.h"
#include "tests/fuzz/snapshot_hash.h"

namespace desobook::fuzz {
namespace {

using nlohmann::json;

// Larger inputs only slow the search down.
constexpr std::size_t kSeedBytesMax = 4096;

class Seeds {
 public:
  explicit Seeds(std::string data) : data_(std::move(data)) {}

  void Add(std::initializer_list<std::uint8_t> selector, ByteView bytes) {
    if (bytes.size() > kSeedBytesMax) return;
    Bytes& seed = seeds_.emplace_back(selector);
    seed.insert(seed.end(), bytes.begin(), bytes.end());
  }
  void AddText(std::initializer_list<std::uint8_t> selector,
               const std::string& text) {
    Add(selector, ByteView(reinterpret_cast<const std::uint8_t*>(text.data()),
                           text.size()));
  }
  // The member `name` of every case of a kind, as hex; every `stride`-th.
  void AddHex(std::initializer_list<std::uint8_t> selector,
              const std::string& file, std::string_view kind, const char* name,
              std::size_t stride = 1) {
    std::size_t number = 0;
    for (const json& one : Cases(file)) {
      if (one.value("kind", "") != kind || !one.contains(name)) continue;
      if (!one[name].is_string() || number++ % stride != 0) continue;
      const auto bytes = BytesFromHex(one[name].get<std::string>());
      if (bytes) Add(selector, *bytes);
    }
  }
  void AddTexts(std::initializer_list<std::uint8_t> selector,
                const std::string& file, std::string_view kind,
                const char* name, std::size_t stride = 1) {
    std::size_t number = 0;
    for (const json& one : Cases(file)) {
      if (one.value("kind", "") != kind || !one.contains(name)) continue;
      if (!one[name].is_string() || number++ % stride != 0) continue;
      AddText(selector, one[name].get<std::string>());
    }
  }
  json Cases(const std::string& file) const {
    return Parsed(data_ + "/codec/" + file);
  }
  static json Parsed(const std::string& path) {
    std::ifstream stream(path);
    json parsed = json::parse(stream, nullptr, /*allow_exceptions=*/false);
    DESOBOOK_CHECK(!parsed.is_discarded());
    return parsed;
  }
  const std::string& data() const { return data_; }
  std::vector<Bytes> Take() { return std::move(seeds_); }

 private:
  std::string data_;
  std::vector<Bytes> seeds_;
};

void AddTransactions(Seeds& seeds) {
  seeds.AddHex({}, "transactions.json", "transaction", "signed_hex");
  seeds.AddHex({}, "transactions.json", "decode", "bytes");
}

void AddBlocks(Seeds& seeds) {
  seeds.AddHex({0}, "blocks.json", "header", "bytes");
  seeds.AddHex({0}, "blocks.json", "decode_header", "bytes");
  seeds.AddHex({1}, "blocks.json", "block", "bytes");
  seeds.AddHex({1}, "blocks.json", "decode_block", "bytes");
  seeds.AddHex({2}, "blocks.json", "network_message", "bytes");
  for (const json& one : seeds.Cases("transactions.json")) {
    if (one.value("type", "") != "BITCOIN_EXCHANGE") continue;
    const auto bytes = BytesFromHex(one["signed_hex"].get<std::string>());
    if (!bytes) continue;
    const auto txn = chain::DecodeTransaction(*bytes);
    if (txn.ok()) seeds.Add({3}, chain::EncodeTxnMetadata(*txn));
  }
}

void AddEntries(Seeds& seeds) {
  for (const json& one : seeds.Cases("entries.json")) {
    const std::string kind = one.value("kind", "");
    if (kind != "entry" && kind != "decode_entry") continue;
    const auto bytes = BytesFromHex(one["bytes"].get<std::string>());
    if (!bytes || !one["encoder_type"].is_number()) continue;
    const auto type = one["encoder_type"].get<std::uint64_t>();
    if (type > 0x3f) continue;
    const bool left_out = one.contains("state_change_metadata_enabled") &&
                          one["state_change_metadata_enabled"] == false;
    seeds.Add({static_cast<std::uint8_t>(type | (left_out ? 0x80U : 0U))},
              *bytes);
  }
}

// Every so many records of a recorded chain, alone and a few in a row.
void AddRecords(Seeds& seeds) {
  auto source = chain::OpenFile(seeds.data() +
                                "/chain/regtest-trace/state-changes.bin.zst");
  DESOBOOK_CHECK(source.ok());
  chain::RecordReader reader(*std::move(source));
  Bytes row;
  std::size_t in_row = 0;
  while (true) {
    const auto frame = reader.NextFrame();
    DESOBOOK_CHECK(frame.ok());
    if (!*frame) break;
    const auto record = chain::ParseRecord((*frame)->bytes);
    DESOBOOK_CHECK(record.ok());
    const Bytes encoded = chain::EncodeRecord(*record);
    if (encoded.size() > 1500) continue;
    row.insert(row.end(), encoded.begin(), encoded.end());
    if ((*frame)->index % 23 == 0) {
      seeds.Add({0, 0}, (*frame)->bytes);
      seeds.Add({5, 0}, record->key);
    }
    if (++in_row < 4) continue;
    if ((*frame)->index % 7 == 0) seeds.Add({1, 40}, row);
    row.clear();
    in_row = 0;
  }
}

void AddStream(Seeds& seeds) {
  AddRecords(seeds);
  seeds.AddHex({5, 0}, "entries.json", "order_key", "key");
  seeds.AddHex({1, 3}, "entries.json", "state_change_record", "framed_bytes");
  for (const json& one : seeds.Cases("blocks.json")) {
    if (one.value("kind", "") != "block") continue;
    const auto block = BytesFromHex(one["bytes"].get<std::string>());
    if (!block) continue;
    Bytes framed;
    for (unsigned shift = 0; shift < 32; shift += 8) {
      framed.push_back(static_cast<std::uint8_t>(block->size() >> shift));
    }
    framed.insert(framed.end(), block->begin(), block->end());
    seeds.Add({2, 7}, framed);
  }
  // Some compressed bytes: the head of a recorded file.
  auto file = chain::OpenFile(seeds.data() +
                              "/chain/regtest-trace/state-changes-index.bin");
  DESOBOOK_CHECK(file.ok());
  const auto index = chain::ReadAll(**file, std::size_t{1} << 20);
  DESOBOOK_CHECK(index.ok());
  const std::string packed = "seed-" + std::to_string(index->size());
  DESOBOOK_CHECK(WriteCorpus(packed, {*index}).ok());
  std::ifstream stream(packed, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  std::remove(packed.c_str());
  seeds.AddText({3, 90}, text.str().substr(0, kSeedBytesMax));
  seeds.AddText({4, 1}, text.str().substr(0, 600));
}

void AddKeys(Seeds& seeds) {
  seeds.AddTexts({0}, "base58.json", "encode", "text", 4);
  seeds.AddTexts({0}, "base58.json", "decode", "text", 4);
  seeds.AddHex({1}, "keys.json", "seed_hex", "private_key", 8);
  seeds.AddTexts({2}, "keys.json", "mnemonic", "mnemonic", 8);
  seeds.AddTexts({2}, "keys.json", "mnemonic_validity", "mnemonic");
  seeds.AddHex({3}, "signatures.json", "parse", "bytes");
  seeds.AddHex({3}, "signatures.json", "sign", "recoverable_der", 8);
  seeds.AddHex({4}, "keys.json", "access_signature", "signature_der", 4);
  for (const json& one : seeds.Cases("keys.json")) {
    if (one.value("kind", "") != "spending_limit") continue;
    const auto bytes = BytesFromHex(one["bytes"].get<std::string>());
    if (!bytes) continue;
    seeds.Add(
        {5, static_cast<std::uint8_t>(one["encoder_version"].get<unsigned>())},
        *bytes);
  }
  seeds.AddTexts({6}, "keys.json", "access_text", "text", 4);
  seeds.AddTexts({7}, "keys.json", "jwt", "token", 2);
  seeds.AddHex({8}, "keys.json", "public_key_validity", "bytes", 2);
}

void AddAmounts(Seeds& seeds) {
  for (const std::uint8_t pair : Bytes{0, 1, 2, 4, 5, 6}) {
    seeds.AddTexts({2, pair}, "price_strings.json", "price_to_rate", "price",
                   23);
    seeds.AddTexts({2, pair}, "price_strings.json", "quantity_to_base_units",
                   "quantity", 31);
  }
  seeds.AddTexts({2, 0}, "price_strings.json", "invert_price", "price", 5);
}

// Pseudo-random bytes: these targets read any input as a program.
void AddPrograms(Seeds& seeds, std::initializer_list<std::uint8_t> selector,
                 std::size_t count, std::size_t size) {
  std::uint64_t state = 0x9e3779b97f4a7c15;
  for (std::size_t i = 0; i < count; ++i) {
    Bytes bytes(size * (i % 4 + 1));
    for (std::uint8_t& byte : bytes) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      byte = static_cast<std::uint8_t>(state >> 56);
    }
    seeds.Add(selector, bytes);
  }
}

std::string HeadOfLines(const std::string& path, std::size_t bytes_max) {
  auto file = LineFile::Open(path);
  DESOBOOK_CHECK(file.ok());
  std::string text;
  while (true) {
    const auto line = file->Next();
    DESOBOOK_CHECK(line.ok());
    if (!*line || text.size() + (*line)->size() > bytes_max) return text;
    text.append(**line);
    text.push_back('\n');
  }
}

void AddJson(Seeds& seeds) {
  const std::string chain = seeds.data() + "/chain/";
  for (const char* name : {"atomic_s1", "cancels_s1", "coin_ops_s1",
                           "derived_keys_s1", "errors_s1", "mix_s1"}) {
    seeds.AddText({0},
                  HeadOfLines(seeds.data() + "/scenarios/" + name + ".jsonl.gz",
                              kSeedBytesMax));
  }
  json genesis = Seeds::Parsed(chain + "genesis-state.json");
  json& records = genesis["other_state_records"];
  json small;
  small["deso_balances"] = json::object();
  for (const auto& [key, amount] : genesis["deso_balances"].items()) {
    if (small["deso_balances"].size() < 2) small["deso_balances"][key] = amount;
  }
  small["other_state_records"] = json::array();
  for (const json& record : records) {
    if (record.dump().size() > 1000) continue;
    small["other_state_records"] = json::array({record});
    seeds.AddText({1}, small.dump());
    if (small["other_state_records"].size() > 3) break;
  }
  seeds.AddText({2}, R"({"committed_height":5,"deso_balances":{"a":"1"},)"
                     R"("token_balances":[],"orders":[],"profiles":[],)"
                     R"("pkid_entries":[]})");
  seeds.AddText({2}, R"({"height_low":1,"height_high":9,"volatile_accounts":)"
                     R"([],"orders_by_pair":{},"balances":{},"profiles":{},)"
                     R"("accounts":{},"coins":{}})");
  seeds.AddText({3},
                HeadOfLines(chain + "regtest-trace/state-digests.jsonl", 1000));
  seeds.AddText({4}, R"({"network":"regtest","accelerated":true})");
}

// States of small worlds; no snapshot was ever recorded.
void AddSnapshots(Seeds& seeds, const std::string& data) {
  for (const Bytes& program : MakeSeeds("rules", data)) {
    Feed feed(program);
    const RulesWorld world(feed);
    seeds.Add({}, EncodeSnapshot({Network::kRegtest,
                                  world.context.height,
                                  {},
                                  {{AccountKey(0), Nanos(1)}}},
                                 world.base, &ConstantHash));
  }
}

}  // namespace

std::vector<Bytes> MakeSeeds(std::string_view target,
                             const std::string& test_data) {
  Seeds seeds(test_data);
  if (target == "amounts") {
    AddAmounts(seeds);
    for (const std::uint8_t kind : Bytes{0, 1, 3, 4, 5}) {
      AddPrograms(seeds, {kind}, 8, 32);
    }
  }
  if (target == "block") AddBlocks(seeds);
  if (target == "entry") AddEntries(seeds);
  if (target == "json") AddJson(seeds);
  if (target == "keys") AddKeys(seeds);
  if (target == "rules") AddPrograms(seeds, {}, 64, 200);
  if (target == "snapshot") AddSnapshots(seeds, test_data);
  if (target == "stream") AddStream(seeds);
  if (target == "transaction") AddTransactions(seeds);
  return seeds.Take();
}

}  // namespace desobook::fuzz
