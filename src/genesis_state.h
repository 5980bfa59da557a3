// A starting state from a JSON file: DESO balances and raw stream records, as
// recorded after block 0 (format: data/README.md).

#ifndef DESOBOOK_SRC_GENESIS_STATE_H_
#define DESOBOOK_SRC_GENESIS_STATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "engine/rules/params.h"
#include "engine/rules/state.h"

namespace desobook {

// Errors: NotFound, DataLoss with file and member.
absl::StatusOr<State<OracleBook>> LoadGenesisState(const std::string& path,
                                                   Network network);

}  // namespace desobook

#endif  // DESOBOOK_SRC_GENESIS_STATE_H_
