#include "chain/replay/dump_start.h"

#include <algorithm>

#include "chain/replay/block_envelope.h"
#include "chain/replay/stored_blocks.h"
#include "engine/rules/chain_state.h"

namespace desobook::chain {
namespace {

// A node's uncommitted blocks reach this far above its committed tip at most:
// a chain whose views keep timing out produces no blocks.
constexpr BlockHeight kNewestHeights = 128;

}  // namespace

absl::Status DumpStart::Take(RecordedFlush flush) {
  any_ = true;
  ApplyFlush(flush, state_);
  for (auto& [hash, bytes] : flush.blocks) {
    if (absl::Status status = TakeBlock(hash, std::move(bytes)); !status.ok()) {
      return status;
    }
  }
  for (const BlockHash& hash : flush.committed) {
    const auto found = newest_.find(hash);
    if (found != newest_.end()) found->second.committed = true;
  }
  return absl::OkStatus();
}

absl::Status DumpStart::TakeBlock(const BlockHash& hash, Bytes bytes) {
  const absl::StatusOr<BlockHeight> height = HeightOfBlock(bytes);
  if (!height.ok()) return height.status();
  if (*height + kNewestHeights < highest_) return absl::OkStatus();
  newest_.insert_or_assign(hash, Candidate{std::move(bytes), *height, false});
  if (*height <= highest_) return absl::OkStatus();
  highest_ = *height;
  std::erase_if(newest_, [&](const auto& entry) {
    return entry.second.height + kNewestHeights < highest_;
  });
  return absl::OkStatus();
}

absl::StatusOr<DumpStart::Result> DumpStart::Finish(
    const NetworkParams& network) && {
  Result result;
  result.start.state = std::move(state_);
  const Bytes* tip = nullptr;
  for (const auto& [hash, block] : newest_) {
    if (!block.committed) continue;
    if (tip != nullptr && block.height < result.start.height) continue;
    tip = &block.bytes;
    result.start.height = block.height;
    result.start.hash = hash;
  }
  if (tip == nullptr) return result;
  result.knows_height = true;
  const absl::StatusOr<BlockEnvelope> block = MakeBlockEnvelope(*tip, network);
  if (!block.ok()) return block.status();
  result.start.rewards = BlockRewards(*block);
  for (auto& [hash, candidate] : newest_) {
    if (candidate.height <= result.start.height) continue;
    result.newer_blocks.emplace_back(hash, std::move(candidate.bytes));
  }
  return result;
}

}  // namespace desobook::chain
