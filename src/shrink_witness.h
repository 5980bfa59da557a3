// What a transaction that differs depends on, so that shrinking cannot change
// the reason.
//
// Whether a smaller scenario still differs is judged by this program alone: the
// node's result is recorded for the whole one. Without care the maker that we
// overlooked, or the balance that the node saw and we did not, would be the
// first thing to go. So everything that the transaction or the node's result
// names must be as it was when the transaction executes.

#ifndef DESOBOOK_SRC_SHRINK_WITNESS_H_
#define DESOBOOK_SRC_SHRINK_WITNESS_H_

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "engine/ledger/entries.h"
#include "engine/rules/state.h"
#include "engine/txn/envelope.h"
#include "src/scenario_runner.h"

namespace desobook {

// What to compare.
struct Dependencies {
  std::set<PublicKey> keys;
  std::set<Pkid> holders;
  std::set<Pkid> coins;
  std::set<OrderId> orders;
  std::set<DerivedKeyId> derived_keys;
  std::set<NonceKey> nonces;
  std::set<AssociationId> associations;
  // What the makers among them sell. Too little of it deletes a maker, so it
  // must be the same: (holder, coin).
  std::set<std::pair<Pkid, Pkid>> offered;
  // The node took the transaction: more money or wider limits of its sender
  // would not have changed that, so balances that are not offered need only be
  // as large, and zero only if they were. Else all must be the same.
  bool node_accepted = false;
};

// Of a transaction about to execute on `state`: its parties and coins, and the
// orders that its recorded and our result name; if either refused it or a coin
// is restricted, all orders it may have met.
Dependencies DependenciesOf(const PreparedTxn& txn, const SeenState& state,
                            const OrderOutcome& found, bool found_accepted);

// The values of dependencies in a state, in their order.
struct Witness {
  std::vector<Pkid> pkids;
  std::vector<Nanos> deso;
  std::vector<BaseUnits> balances;  // every coin, DESO too, by every holder
  // Of coins: whether there is one and its rules; without its supply.
  std::vector<std::optional<CoinEntry>> coins;
  std::vector<std::optional<OrderEntry>> orders;
  std::vector<bool> order_in_view;  // known to the view, deleted ones included
  std::vector<std::optional<DerivedKeyEntry>> derived_keys;
  std::vector<bool> nonces_used;
  std::vector<bool> associations;
};
Witness WitnessOf(const Dependencies& what, const SeenState& state);

// True if the transaction finds in `now` what it found in `before`.
bool SameReason(const Dependencies& what, const Witness& before,
                const Witness& now);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SHRINK_WITNESS_H_
