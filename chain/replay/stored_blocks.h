// Blocks that a stream has brought and that are not final yet: newer ones than
// the committed tip, some of which lose (protocol text 8.6).

#ifndef DESOBOOK_CHAIN_REPLAY_STORED_BLOCKS_H_
#define DESOBOOK_CHAIN_REPLAY_STORED_BLOCKS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/rules/chain_state.h"
#include "engine/rules/params.h"
#include "engine/txn/block.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct StoredBlock {
  Bytes bytes;
  std::shared_ptr<const BlockEnvelope> block;
  std::uint64_t arrival = 0;  // counts blocks of the stream
  bool appended = false;      // ChainState took it
  // Why it did not. Only a block that the stream commits must not be refused.
  std::optional<BlockRefusal> refusal;
};

// What a block's header says; nothing else is checked.
// Errors: DataLoss.
struct BlockId {
  BlockHash hash;
  BlockHeight height = 0;
};
absl::StatusOr<BlockId> IdOfBlock(ByteView bytes);
absl::Status UnderAnothersKey(const BlockHash& key, const BlockId& found);
absl::StatusOr<BlockHeight> HeightOfBlock(ByteView bytes);

class StoredBlocks {
 public:
  explicit StoredBlocks(NetworkParams network) : network_(std::move(network)) {}

  // Decodes the block and checks its signatures, once however often it comes.
  // Errors: DataLoss for a damaged block, one under another's key, and one
  // that comes again with other bytes.
  absl::Status Add(const BlockHash& key, ByteView bytes);

  [[nodiscard]] StoredBlock* Find(const BlockHash& hash);
  // The block to append next among those that are neither appended nor
  // refused and that `ready` accepts: the node's order is that of views.
  [[nodiscard]] StoredBlock* Next(
      absl::FunctionRef<bool(const BlockEnvelope&)> ready);
  // Drops what `final` accepts.
  void Forget(absl::FunctionRef<bool(const BlockEnvelope&)> final);
  // A refusal for want of a recording may be over.
  void ForgetRefusals();

  [[nodiscard]] const std::map<BlockHash, StoredBlock>& blocks() const {
    return blocks_;
  }
  [[nodiscard]] std::uint64_t CountAbove(BlockHeight height) const;

 private:
  const NetworkParams network_;
  std::map<BlockHash, StoredBlock> blocks_;
  std::uint64_t arrivals_ = 0;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_STORED_BLOCKS_H_
