#include "chain/replay/stored_blocks.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "chain/codec/block.h"
#include "chain/codec/reader.h"
#include "chain/replay/block_envelope.h"
#include "chain/replay/describe.h"

namespace desobook::chain {

namespace {

absl::StatusOr<BlockHeader> HeaderOfBlock(ByteView bytes) {
  Reader reader(bytes);
  const ByteView header_bytes = reader.LenBytes();
  if (!reader.ok()) {
    return absl::DataLossError(reader.Status("block").message());
  }
  absl::StatusOr<BlockHeader> header = DecodeHeader(header_bytes);
  if (header.ok() && header->height > std::numeric_limits<BlockHeight>::max()) {
    return absl::DataLossError(
        absl::StrCat("block height ", header->height, " is impossible"));
  }
  return header;
}

}  // namespace

absl::StatusOr<BlockHeight> HeightOfBlock(ByteView bytes) {
  const absl::StatusOr<BlockHeader> header = HeaderOfBlock(bytes);
  if (!header.ok()) return header.status();
  return static_cast<BlockHeight>(header->height);
}

absl::StatusOr<BlockId> IdOfBlock(ByteView bytes) {
  const absl::StatusOr<BlockHeader> header = HeaderOfBlock(bytes);
  if (!header.ok()) return header.status();
  const absl::StatusOr<BlockHash> hash = HashHeader(*header);
  if (!hash.ok()) return hash.status();
  return BlockId{*hash, static_cast<BlockHeight>(header->height)};
}

absl::Status UnderAnothersKey(const BlockHash& key, const BlockId& found) {
  return absl::DataLossError(
      absl::StrCat("the block under the key ", HexOf(key.view()), " hashes to ",
                   HexOf(found.hash.view()), "; the stream is damaged"));
}

absl::Status StoredBlocks::Add(const BlockHash& key, ByteView bytes) {
  if (const auto known = blocks_.find(key); known != blocks_.end()) {
    if (std::equal(bytes.begin(), bytes.end(), known->second.bytes.begin(),
                   known->second.bytes.end())) {
      return absl::OkStatus();
    }
    return absl::DataLossError(
        absl::StrCat("block ", HexOf(key.view()),
                     " occurs twice with different bytes; the stream is "
                     "damaged"));
  }
  absl::StatusOr<BlockEnvelope> block = MakeBlockEnvelope(bytes, network_);
  if (!block.ok()) return block.status();
  if (block->hash != key) {
    return UnderAnothersKey(key, {block->hash, block->height});
  }
  StoredBlock& stored = blocks_[key];
  stored.bytes.assign(bytes.begin(), bytes.end());
  stored.block = std::make_shared<const BlockEnvelope>(*std::move(block));
  stored.arrival = arrivals_++;
  return absl::OkStatus();
}

StoredBlock* StoredBlocks::Find(const BlockHash& hash) {
  const auto found = blocks_.find(hash);
  return found == blocks_.end() ? nullptr : &found->second;
}

StoredBlock* StoredBlocks::Next(
    absl::FunctionRef<bool(const BlockEnvelope&)> ready) {
  const auto order = [](const StoredBlock& stored) {
    return std::make_tuple(stored.block->proposed_in_view, stored.block->height,
                           stored.arrival);
  };
  StoredBlock* next = nullptr;
  for (auto& [hash, stored] : blocks_) {
    if (stored.appended || stored.refusal || !ready(*stored.block)) continue;
    if (next == nullptr || order(stored) < order(*next)) next = &stored;
  }
  return next;
}

void StoredBlocks::Forget(absl::FunctionRef<bool(const BlockEnvelope&)> final) {
  std::erase_if(blocks_,
                [&](const auto& entry) { return final(*entry.second.block); });
}

void StoredBlocks::ForgetRefusals() {
  for (auto& [hash, stored] : blocks_) stored.refusal.reset();
}

std::uint64_t StoredBlocks::CountAbove(BlockHeight height) const {
  return static_cast<std::uint64_t>(std::count_if(
      blocks_.begin(), blocks_.end(),
      [&](const auto& entry) { return entry.second.block->height > height; }));
}

}  // namespace desobook::chain
