// What a follower prints: a line for each committed block, for a new mempool
// and for a reset, as text or JSON.

#ifndef DESOBOOK_SRC_FOLLOW_OUTPUT_H_
#define DESOBOOK_SRC_FOLLOW_OUTPUT_H_

#include <string>
#include <vector>

#include "chain/replay/mempool_overlay.h"
#include "engine/rules/chain_state.h"
#include "src/json_output.h"
#include "src/key_text.h"

namespace desobook {

class FollowLines {
 public:
  FollowLines(Network network, bool json) : keys_(network), json_(json) {}

  // Each with its line end.
  std::string Block(const CommittedBlock<OracleBook>& committed);
  std::string Mempool(const chain::MempoolOverlay& mempool,
                      const State<OracleBook>& base) const;
  std::string Reset(const std::string& reason) const;

 private:
  void AddFills(const std::vector<Operation>& operations, std::size_t txn,
                int inner, const TxnHash& hash, Json& list);

  KeyText keys_;
  const bool json_;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_FOLLOW_OUTPUT_H_
