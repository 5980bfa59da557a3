// A decoded block, as the state machine sees it.

#ifndef DESOBOOK_ENGINE_TXN_BLOCK_H_
#define DESOBOOK_ENGINE_TXN_BLOCK_H_

#include <cstdint>
#include <vector>

#include "engine/txn/envelope.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

struct BlockEnvelope {
  BlockHash hash;
  BlockHash prev_hash;
  BlockHeight height = 0;
  std::uint32_t header_version = 0;
  std::int64_t timestamp_ns = 0;
  // PoS headers only: the view, and which validators of the snapshot signed
  // the certificate inside (bitset as a big-endian integer).
  std::uint64_t proposed_in_view = 0;
  Bytes signers;
  std::vector<TxnEnvelope> txns;
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_TXN_BLOCK_H_
