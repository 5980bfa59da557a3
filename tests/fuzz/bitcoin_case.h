#ifndef DESOBOOK_TESTS_FUZZ_BITCOIN_CASE_H_
#define DESOBOOK_TESTS_FUZZ_BITCOIN_CASE_H_

#include <algorithm>
#include <variant>

#include "engine/txn/transaction.h"

namespace desobook::fuzz {

// Whether a transaction carries a Bitcoin transaction. One without inputs has
// no canonical form that can be read again: its count of zero looks like the
// marker of witnesses. The node's library behaves the same.
inline bool CarriesBitcoin(const Transaction& txn) {
  if (txn.type == TxnType::kBitcoinExchange) return true;
  const auto* wrapper = std::get_if<AtomicTxnsMetadata>(&txn.metadata);
  return wrapper != nullptr &&
         std::any_of(wrapper->inner.begin(), wrapper->inner.end(),
                     CarriesBitcoin);
}

}  // namespace desobook::fuzz

#endif  // DESOBOOK_TESTS_FUZZ_BITCOIN_CASE_H_
