// From a decoded transaction to what rules execute.

#ifndef DESOBOOK_CHAIN_KEYS_ENVELOPE_H_
#define DESOBOOK_CHAIN_KEYS_ENVELOPE_H_

#include "engine/rules/params.h"
#include "engine/txn/envelope.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Hash, size and signature verdict; for AUTHORIZE_DERIVED_KEY the limits and
// the access signature as `height` reads them; for a wrapper the same of each
// inner transaction, with atomic hashes. A wrapper inside a wrapper, which the
// rules refuse by its type, is not looked into.
//
// Every signature is verified here, once; nothing depends on chain state, so
// callers may do this for many transactions in parallel.
// REQUIRES: `txn` is as DecodeTransaction gives it.
TxnEnvelope MakeEnvelope(Transaction txn, const NetworkParams& params,
                         BlockHeight height);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_KEYS_ENVELOPE_H_
