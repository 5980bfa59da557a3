#include "chain/replay/mempool_overlay.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "chain/codec/reader.h"
#include "chain/stream/keys.h"
#include "chain/stream/skip.h"
#include "chain/stream/typed.h"

namespace desobook::chain {
namespace {

// The bytes inside an encoded transaction entry (8.4).
absl::StatusOr<Bytes> TxnBytes(ByteView entry) {
  Reader reader(entry);
  if (!ReadEntryHeader(kTxnEntryType, reader)) reader.Fail("no transaction");
  const ByteView txn = reader.LenBytes();
  if (reader.ok() && !reader.AtEnd()) {
    reader.Fail("bytes are left over behind the transaction");
  }
  if (!reader.ok()) {
    return absl::DataLossError(reader.Status("transaction entry").message());
  }
  return Bytes(txn.begin(), txn.end());
}

// All operations of a bundle in their order.
absl::StatusOr<std::vector<Operation>> Flatten(ByteView bundle) {
  auto lists = DecodeOperationBundle(bundle);
  if (!lists.ok()) return lists.status();
  std::vector<Operation> all;
  for (auto& list : *lists) {
    std::move(list.begin(), list.end(), std::back_inserter(all));
  }
  return all;
}

absl::Status At(const StateChangeRecord& record, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::DataLossError(absl::StrCat("record ", record.index, " at byte ",
                                          record.offset, ": ",
                                          status.message()));
}

// Whether a record takes its key away rather than setting it.
bool Removes(const StateChangeRecord& record) {
  return record.is_reverted || record.operation == RecordOperation::kDelete;
}

}  // namespace

absl::Status MempoolOverlay::Take(const StateChangeRecord& record) {
  if (flush_id_ && *flush_id_ != record.flush_id) Clear();
  flush_id_ = record.flush_id;
  ++records_;
  if (record.is_reverted) ++reverted_;
  return Apply(record);
}

void MempoolOverlay::Clear() { *this = MempoolOverlay(); }

absl::Status MempoolOverlay::Apply(const StateChangeRecord& record) {
  switch (PrefixOf(record.key)) {
    case KeyPrefix::kBlock:
      return At(record, TakeBlock(record));
    case KeyPrefix::kOperations:
      return At(record, TakeBlockOperations(record));
    case KeyPrefix::kMempoolTxn:
      return At(record, TakeTxn(record));
    case KeyPrefix::kMempoolOperations:
      return At(record, TakeTxnOperations(record));
    case KeyPrefix::kDesoBalance:
      return absl::OkStatus();
    default:
      return TakeValue(record);
  }
}

absl::Status MempoolOverlay::TakeBlock(const StateChangeRecord& record) {
  const auto hash = BlockHashOfKey(record.key);
  if (!hash.ok()) return hash.status();
  if (Removes(record)) {
    blocks_.erase(*hash);
    return absl::OkStatus();
  }
  const auto bytes = BlockBytes(record.value);
  if (!bytes.ok()) return bytes.status();
  blocks_.insert_or_assign(*hash, Bytes(bytes->begin(), bytes->end()));
  return absl::OkStatus();
}

absl::Status MempoolOverlay::TakeBlockOperations(
    const StateChangeRecord& record) {
  const auto hash = BlockHashOfKey(record.key);
  if (!hash.ok()) return hash.status();
  std::vector<Operation> operations;
  if (!Removes(record)) {
    auto decoded = Flatten(record.value);
    if (!decoded.ok()) return decoded.status();
    operations = *std::move(decoded);
  }
  if (const auto old = block_operations_.find(*hash);
      old != block_operations_.end()) {
    Count(old->second, /*add=*/false);
    block_operations_.erase(old);
  }
  if (Removes(record)) return absl::OkStatus();
  Count(operations, /*add=*/true);
  block_operations_.emplace(*hash, std::move(operations));
  return absl::OkStatus();
}

absl::Status MempoolOverlay::TakeTxn(const StateChangeRecord& record) {
  const auto hash = TxnHashOfKey(record.key);
  if (!hash.ok()) return hash.status();
  if (Removes(record)) {
    txns_.erase(*hash);
    return absl::OkStatus();
  }
  auto bytes = TxnBytes(record.value);
  if (!bytes.ok()) return bytes.status();
  MempoolTxn& txn = txns_[*hash];
  if (txn.bytes.empty()) txn.arrival = record.index;
  txn.hash = *hash;
  txn.bytes = *std::move(bytes);
  if (const auto known = txn_operations_.find(*hash);
      known != txn_operations_.end()) {
    txn.operations = known->second;
  }
  return absl::OkStatus();
}

absl::Status MempoolOverlay::TakeTxnOperations(
    const StateChangeRecord& record) {
  const auto hash = TxnHashOfKey(record.key);
  if (!hash.ok()) return hash.status();
  std::vector<Operation> operations;
  if (!Removes(record)) {
    auto decoded = Flatten(record.value);
    if (!decoded.ok()) return decoded.status();
    operations = *std::move(decoded);
  }
  if (const auto old = txn_operations_.find(*hash);
      old != txn_operations_.end()) {
    Count(old->second, /*add=*/false);
    txn_operations_.erase(old);
  }
  const auto txn = txns_.find(*hash);
  if (txn != txns_.end()) txn->second.operations = operations;
  if (Removes(record)) return absl::OkStatus();
  Count(operations, /*add=*/true);
  txn_operations_.emplace(*hash, std::move(operations));
  return absl::OkStatus();
}

absl::Status MempoolOverlay::TakeValue(StateChangeRecord record) {
  if (record.is_reverted) {
    record.operation = record.has_ancestral() ? RecordOperation::kUpsert
                                              : RecordOperation::kDelete;
    record.value = record.ancestral;
  }
  return AddRecord(record, written_);
}

void MempoolOverlay::Count(const std::vector<Operation>& operations, bool add) {
  for (const Operation& operation : operations) {
    for (const auto& inner : operation.inner) Count(inner, add);
    const absl::uint128 amount = operation.balance_amount.value();
    switch (operation.type) {
      case OperationType::kAddBalance:
      case OperationType::kStakeDistributionPayToBalance: {
        absl::uint128& added = deso_[operation.balance_public_key].added;
        added = add ? added + amount : added - amount;
        break;
      }
      case OperationType::kSpendBalance: {
        absl::uint128& spent = deso_[operation.balance_public_key].spent;
        spent = add ? spent + amount : spent - amount;
        break;
      }
      default:
        break;
    }
  }
}

std::vector<const MempoolTxn*> MempoolOverlay::transactions() const {
  std::vector<const MempoolTxn*> list;
  list.reserve(txns_.size());
  for (const auto& [hash, txn] : txns_) list.push_back(&txn);
  std::sort(list.begin(), list.end(),
            [](const MempoolTxn* a, const MempoolTxn* b) {
              return a->arrival < b->arrival;
            });
  return list;
}

const MempoolTxn* MempoolOverlay::FindTransaction(const TxnHash& hash) const {
  const auto found = txns_.find(hash);
  return found == txns_.end() ? nullptr : &found->second;
}

const OrderEntry* MempoolOverlay::FindOrder(
    const OrderId& id, const State<OracleBook>& base) const {
  const auto written = written_.orders.find(id);
  if (written == written_.orders.end()) return base.book.Find(id);
  return written->second ? &*written->second : nullptr;
}

std::vector<OrderEntry> MempoolOverlay::Orders(
    const State<OracleBook>& base) const {
  std::vector<OrderEntry> orders;
  auto written = written_.orders.begin();
  const auto take_written_below = [&](const OrderId* id) {
    for (; written != written_.orders.end() &&
           (id == nullptr || written->first < *id);
         ++written) {
      if (written->second) orders.push_back(*written->second);
    }
  };
  for (const auto& [id, order] : base.book.orders()) {
    take_written_below(&id);
    if (written != written_.orders.end() && written->first == id) continue;
    orders.push_back(order);
  }
  take_written_below(nullptr);
  return orders;
}

BaseUnits MempoolOverlay::TokenAmount(const BalanceKey& key,
                                      const State<OracleBook>& base) const {
  if (const auto written = written_.tokens.find(key);
      written != written_.tokens.end()) {
    return written->second ? written->second->amount : BaseUnits();
  }
  const TokenBalance* balance = base.ledger.tokens.Find(key);
  return balance != nullptr ? balance->amount : BaseUnits();
}

std::optional<Nanos> MempoolOverlay::DesoBalance(
    const PublicKey& key, const State<OracleBook>& base) const {
  const Nanos* committed = base.ledger.deso.Find(key);
  const Nanos before = committed != nullptr ? *committed : Nanos(0);
  const auto movement = deso_.find(key);
  if (movement == deso_.end()) return before;
  const auto& [added, spent] = movement->second;
  const absl::uint128 total = absl::uint128(before.value()) + added;
  if (total < spent || absl::Uint128High64(total - spent) != 0) {
    return std::nullopt;
  }
  return Nanos(absl::Uint128Low64(total - spent));
}

std::vector<PublicKey> MempoolOverlay::DesoKeys() const {
  std::vector<PublicKey> keys;
  for (const auto& [key, movement] : deso_) {
    if (movement.added != movement.spent) keys.push_back(key);
  }
  return keys;
}

bool MempoolOverlay::complete() const {
  return std::all_of(blocks_.begin(), blocks_.end(),
                     [&](const auto& block) {
                       return block_operations_.contains(block.first);
                     }) &&
         std::all_of(txns_.begin(), txns_.end(), [&](const auto& txn) {
           return txn_operations_.contains(txn.first);
         });
}

}  // namespace desobook::chain
