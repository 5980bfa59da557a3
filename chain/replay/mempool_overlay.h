// What the mempool file says lies over the committed state: uncommitted blocks,
// the node's mempool transactions, and the values they lead to (protocol text
// 8.7).
//
// Nothing is written into the committed state, so undoing all of it is
// dropping the overlay. A key that dropped out of the mempool comes once more,
// marked as reverted and with the value that no longer counts; its committed
// value is restored then.

#ifndef DESOBOOK_CHAIN_REPLAY_MEMPOOL_OVERLAY_H_
#define DESOBOOK_CHAIN_REPLAY_MEMPOOL_OVERLAY_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "absl/numeric/int128.h"
#include "absl/status/status.h"
#include "chain/replay/recorded_flush.h"
#include "chain/stream/record.h"
#include "engine/rules/effects.h"
#include "engine/rules/state.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct MempoolTxn {
  TxnHash hash;
  std::uint64_t arrival = 0;  // number of its record; ascends
  Bytes bytes;                // the transaction's encoding (3.1)
  // What it did on top of the ones before it. Empty until it is known.
  std::vector<Operation> operations;
};

class MempoolOverlay {
 public:
  // Applies the next record of the mempool file. The first record of another
  // flush id replaces all that was there.
  // Errors: DataLoss naming the record.
  absl::Status Take(const StateChangeRecord& record);
  void Clear();

  // The id that the next committed flush will carry.
  [[nodiscard]] const std::optional<FlushId>& flush_id() const {
    return flush_id_;
  }
  [[nodiscard]] bool empty() const { return !flush_id_; }
  [[nodiscard]] std::uint64_t records() const { return records_; }
  [[nodiscard]] std::uint64_t reverted() const { return reverted_; }

  // In the order of arrival.
  [[nodiscard]] std::vector<const MempoolTxn*> transactions() const;
  [[nodiscard]] const MempoolTxn* FindTransaction(const TxnHash& hash) const;
  [[nodiscard]] std::size_t transaction_count() const { return txns_.size(); }
  // Uncommitted blocks, as bytes (7.3).
  [[nodiscard]] const std::map<BlockHash, Bytes>& blocks() const {
    return blocks_;
  }

  // Keys with another value than `base`, or none: an empty value is a deleted
  // one. DESO balances are not among them.
  [[nodiscard]] const RecordedFlush& written() const { return written_; }

  // Values through the overlay. REQUIRES: `base` is the committed state that
  // the node's mempool lies over.
  [[nodiscard]] const OrderEntry* FindOrder(
      const OrderId& id, const State<OracleBook>& base) const;
  [[nodiscard]] std::vector<OrderEntry> Orders(
      const State<OracleBook>& base) const;
  [[nodiscard]] BaseUnits TokenAmount(const BalanceKey& key,
                                      const State<OracleBook>& base) const;
  // The file's own DESO balances go stale between commits (8.7), so they are
  // computed from what blocks and transactions added and spent. Nothing if
  // that does not fit the base: a round of the node is still being written.
  [[nodiscard]] std::optional<Nanos> DesoBalance(
      const PublicKey& key, const State<OracleBook>& base) const;
  // Keys whose DESO balance may differ from the base.
  [[nodiscard]] std::vector<PublicKey> DesoKeys() const;
  // Whether the operations of every block and transaction are known.
  [[nodiscard]] bool complete() const;

 private:
  struct Movement {
    absl::uint128 added = 0;
    absl::uint128 spent = 0;
  };

  absl::Status Apply(const StateChangeRecord& record);
  absl::Status TakeBlock(const StateChangeRecord& record);
  absl::Status TakeBlockOperations(const StateChangeRecord& record);
  absl::Status TakeTxn(const StateChangeRecord& record);
  absl::Status TakeTxnOperations(const StateChangeRecord& record);
  absl::Status TakeValue(StateChangeRecord record);
  void Count(const std::vector<Operation>& operations, bool add);

  std::optional<FlushId> flush_id_;
  std::map<BlockHash, Bytes> blocks_;
  std::map<BlockHash, std::vector<Operation>> block_operations_;
  std::map<TxnHash, MempoolTxn> txns_;
  // Of transactions whose own record has not come, and of others.
  std::map<TxnHash, std::vector<Operation>> txn_operations_;
  std::map<PublicKey, Movement> deso_;
  RecordedFlush written_;
  std::uint64_t records_ = 0;
  std::uint64_t reverted_ = 0;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_MEMPOOL_OVERLAY_H_
