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

// References to every table, in the order of kLedgerTableNames. A structured
// binding names all members or does not compile: no table is ever left out.
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

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_LEDGER_TABLES_H_
