// SHA-256 of a state's canonical lines: what a stranger recomputes.

#ifndef DESOBOOK_SRC_STATE_DIGEST_H_
#define DESOBOOK_SRC_STATE_DIGEST_H_

#include "engine/txn/ids.h"

namespace desobook {

using StateDigest = FixedBytes<struct StateDigestTag, 32>;

}  // namespace desobook

#endif  // DESOBOOK_SRC_STATE_DIGEST_H_
