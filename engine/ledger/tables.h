// All tables of a ledger at once, for code that treats them alike.

#ifndef DESOBOOK_ENGINE_LEDGER_TABLES_H_
#define DESOBOOK_ENGINE_LEDGER_TABLES_H_

#include <array>
#include <concepts>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "engine/ledger/ledger.h"

namespace desobook {

// References to every table, in the order of kLedgerTableNames. A table that is
// added to the ledger and left out here does not compile.
template <typename L>
requires(
    std::same_as<std::remove_const_t<L>, Ledger> ||
    std::same_as<std::remove_const_t<L>, LedgerView>) auto TablesOf(L& ledger) {
  auto& [deso, tokens, profiles, pkids, public_keys, usernames, derived_keys,
         nonces, associations, association_ids, validators, stakes,
         locked_stakes, epoch, snapshots, global_params] = ledger;
  return std::tie(deso, tokens, profiles, pkids, public_keys, usernames,
                  derived_keys, nonces, associations, association_ids,
                  validators, stakes, locked_stakes, epoch, snapshots,
                  global_params);
}

inline constexpr std::array<std::string_view, 16> kLedgerTableNames = {
    "deso",          "tokens",          "profiles",     "pkids",
    "public_keys",   "usernames",       "derived_keys", "nonces",
    "associations",  "association_ids", "validators",   "stakes",
    "locked_stakes", "epoch",           "snapshots",    "global_params"};
static_assert(std::tuple_size_v<decltype(TablesOf(std::declval<Ledger&>()))> ==
              kLedgerTableNames.size());
static_assert(sizeof(Ledger) ==
              kLedgerTableNames.size() * sizeof(Ledger::deso));

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_LEDGER_TABLES_H_
