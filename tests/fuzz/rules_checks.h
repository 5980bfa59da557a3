// What must hold around every transaction and block, whatever the bytes.
// Each check aborts when its claim is wrong.

#ifndef DESOBOOK_TESTS_FUZZ_RULES_CHECKS_H_
#define DESOBOOK_TESTS_FUZZ_RULES_CHECKS_H_

#include <map>
#include <optional>

#include "engine/rules/effects.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"

namespace desobook::fuzz {

using RulesView = View<OracleBook>;

// No record of any table was added, changed or removed.
void CheckSameRecords(const RulesView& a, const RulesView& b);

// All DESO that exists: balances, stakes, stakes being unlocked; and all of
// each token.
struct Holdings {
  Uint256 deso;
  std::map<Pkid, Uint256> tokens;
  friend bool operator==(const Holdings&, const Holdings&) = default;
};
Holdings Count(const RulesView& view);

// Of an accepted transaction: nothing appears or vanishes but what its type
// says; every token's balances add up to its circulation; each validator's
// stake is the sum of its stakes.
void CheckConservation(const Holdings& held, const Holdings& left,
                       const RulesView& before, const TxnEnvelope& envelope,
                       const Effects& effects);
// `holdings` are the view's.
void CheckSums(const RulesView& view, const Holdings& holdings);

// Of an accepted order or cancel: makers met best first, no better one known
// to the view passed over, fills in pairs that mirror each other, no fill
// beyond a quantity or worse than a rate.
void CheckOrder(const RulesView& before, const RulesView& after,
                const TxnEnvelope& envelope, const Operation& operation);

// Every live order has a rate, a quantity and a known side, and rests.
void CheckBook(const RulesView& view);

// What a derived key may still do never grows by being used.
void CheckDerivedKey(const RulesView& before, const RulesView& after,
                     const TxnEnvelope& envelope);

// After `view` was flushed to `base`: a fresh look at the base sees what the
// view showed, and the book's indexes agree.
void CheckFlushed(const RulesView& view, const State<OracleBook>& base);

// Written as a snapshot and read back, the base is the same.
void CheckReload(const State<OracleBook>& base);

}  // namespace desobook::fuzz

#endif  // DESOBOOK_TESTS_FUZZ_RULES_CHECKS_H_
