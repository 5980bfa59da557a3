#include "tests/src/long_chain.h"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "chain/codec/block.h"
#include "chain/codec/hash.h"
#include "chain/codec/transaction.h"
#include "chain/keys/secp.h"
#include "chain/keys/secret_key.h"
#include "chain/stream/keys.h"
#include "chain/stream/record.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "engine/pipeline/snapshot.h"
#include "engine/txn/varint.h"

namespace desobook::testing {
namespace {

namespace fs = std::filesystem;

// Mainnet's years of proof of work above the balance model.
constexpr BlockHeight kStartHeight = 240'000;
constexpr std::uint64_t kFee = 1000;
constexpr std::uint64_t kTraded = 10;
constexpr std::uint64_t kRich = 1'000'000'000'000;

template <typename T>
T Must(absl::StatusOr<T> value) {
  if (!value.ok()) std::abort();
  return *std::move(value);
}

struct Account {
  chain::SecretKey secret;
  PublicKey key;
};
Account MakeAccount(std::uint8_t number) {
  Bytes bytes(32);
  bytes[31] = number;
  chain::SecretKey secret = Must(chain::SecretKey::FromBytes(bytes));
  const PublicKey key = chain::PublicKeyOf(secret);
  return {std::move(secret), key};
}

class Builder {
 public:
  Builder() {
    for (const Account* account : {&a_, &b_}) {
      state_.ledger.deso.Put(account->key, Nanos(kRich));
      state_.ledger.tokens.Put(
          {DefaultPkid(account->key), DefaultPkid(coin_.key)},
          {BaseUnits(std::uint64_t{1000}), false});
    }
    ProfileEntry profile;
    profile.public_key = coin_.key;
    profile.dao_coin.coins_in_circulation = BaseUnits(std::uint64_t{2000});
    state_.ledger.profiles.Put(DefaultPkid(coin_.key), profile);
    tip_.bytes.fill(7);
  }

  Bytes Snapshot() const {
    return EncodeSnapshot({Network::kMainnet, kStartHeight, tip_, {}}, state_,
                          chain::Sha256);
  }

  Bytes Next() {
    ++height_;
    // They take turns, so that neither runs out.
    const Account& seller = height_ % 2 == 0 ? a_ : b_;
    const Account& buyer = height_ % 2 == 0 ? b_ : a_;
    chain::Block block;
    block.txns.push_back(Reward());
    Transaction payment = Begin(TxnType::kBasicTransfer, EmptyMetadata{});
    payment.outputs = {{seller.key, Nanos(1)}};
    block.txns.push_back(Signed(std::move(payment), buyer));
    block.txns.push_back(Signed(Order(OrderSide::kAsk), seller));
    block.txns.push_back(Signed(Order(OrderSide::kBid), buyer));
    block.header.version = 1;
    block.header.prev_block_hash = tip_;
    block.header.height = height_;
    block.header.timestamp_ns = std::int64_t{height_} * 1'000'000'000;
    block.header.merkle_root = *chain::BlockMerkleRoot(block);
    tip_ = Must(chain::HashHeader(block.header));
    return Must(chain::EncodeBlock(block));
  }

 private:
  Transaction Reward() const {
    Transaction txn;
    txn.type = TxnType::kBlockReward;
    // The height keeps the hashes of these transactions apart.
    Bytes extra;
    AppendUvarint(extra, height_);
    txn.metadata = BlockRewardMetadata{extra};
    txn.outputs = {{miner_.key, Nanos(1)}};
    txn.version = 1;
    return txn;
  }
  Transaction Begin(TxnType type, TxnMetadata metadata) {
    Transaction txn;
    txn.type = type;
    txn.metadata = std::move(metadata);
    txn.version = 1;
    txn.fee = Nanos(kFee);
    txn.nonce = {height_ + 10, ++nonce_};
    return txn;
  }
  Transaction Order(OrderSide side) {
    LimitOrderMetadata order;
    const bool sells = side == OrderSide::kAsk;
    order.buying_coin = sells ? PublicKey{} : coin_.key;
    order.selling_coin = sells ? coin_.key : PublicKey{};
    order.rate = Rate(kOneE38);  // one base unit for one nano
    order.quantity = BaseUnits(kTraded);
    order.side = static_cast<std::uint8_t>(side);
    order.fill_type = static_cast<std::uint8_t>(FillType::kGoodTillCancelled);
    order.fee_nanos = kFee;
    return Begin(TxnType::kDaoCoinLimitOrder, order);
  }
  static Transaction Signed(Transaction txn, const Account& account) {
    const ByteView key = account.key.view();
    txn.public_key.assign(key.begin(), key.end());
    txn.signature = chain::Sign(account.secret, chain::SignDigest(txn));
    return txn;
  }

  const Account a_ = MakeAccount(1);
  const Account b_ = MakeAccount(2);
  const Account miner_ = MakeAccount(3);
  const Account coin_ = MakeAccount(4);
  State<OracleBook> state_;
  BlockHash tip_;
  BlockHeight height_ = kStartHeight;
  std::uint64_t nonce_ = 0;
};

void Write(std::ofstream& out, ByteView bytes) {
  out.write(reinterpret_cast<const char*>(bytes.data()),
            static_cast<std::streamsize>(bytes.size()));
}

}  // namespace

void WriteLongChain(const std::string& folder, std::size_t blocks) {
  fs::create_directories(folder);
  Builder builder;
  std::ofstream start(fs::path(folder) / "start.snapshot", std::ios::binary);
  Write(start, builder.Snapshot());
  std::ofstream(fs::path(folder) / "dataset.json")
      << R"({"network": "mainnet"})";
  std::ofstream out(fs::path(folder) / "blocks.bin", std::ios::binary);
  for (std::size_t i = 0; i < blocks; ++i) {
    const Bytes block = builder.Next();
    std::array<std::uint8_t, 4> length{};
    for (std::size_t j = 0; j < length.size(); ++j) {
      length[j] = static_cast<std::uint8_t>(block.size() >> (8 * j));
    }
    Write(out, length);
    Write(out, block);
  }
}

void WriteLongStream(const std::string& chain, const std::string& folder,
                     std::size_t flushes) {
  fs::create_directories(folder);
  const Bytes stream = [&] {
    auto source = Must(chain::OpenFile(chain + "/state-changes.bin.zst"));
    return Must(chain::ReadAll(*source, std::size_t{1} << 30));
  }();
  fs::copy_file(fs::path(chain) / "dataset.json",
                fs::path(folder) / "dataset.json",
                fs::copy_options::overwrite_existing);
  fs::copy_file(fs::path(chain) / "genesis-state.json",
                fs::path(folder) / "genesis-state.json",
                fs::copy_options::overwrite_existing);
  std::ofstream out(fs::path(folder) / "state-changes.bin", std::ios::binary);
  Write(out, stream);
  // The last value that each DESO balance was given.
  std::map<Bytes, chain::StateChangeRecord> last;
  chain::RecordReader reader(chain::MemorySource(stream, "stream"));
  for (auto next = Must(reader.Next()); next; next = Must(reader.Next())) {
    if (chain::PrefixOf(next->key) != chain::KeyPrefix::kDesoBalance) continue;
    // Parsed again where its bytes stay.
    const auto begin = static_cast<std::size_t>(next->offset);
    const auto end = static_cast<std::size_t>(next->end);
    const ByteView frame = ByteView(stream).subspan(begin, end - begin);
    const UvarintRead length = ReadUvarint(frame);
    const chain::StateChangeRecord record =
        Must(chain::ParseRecord(frame.subspan(length.consumed)));
    last.insert_or_assign(Bytes(record.key.begin(), record.key.end()), record);
  }
  std::uint64_t id = 0;
  for (std::size_t i = 0; i < flushes; ++i) {
    ++id;
    for (auto& [key, record] : last) {
      if (record.operation != chain::RecordOperation::kUpsert) continue;
      for (std::size_t j = 0; j < 8; ++j) {
        record.flush_id.bytes[8 + j] = static_cast<std::uint8_t>(id >> (8 * j));
      }
      Write(out, chain::EncodeRecord(record));
    }
  }
}

}  // namespace desobook::testing
