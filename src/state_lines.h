// The canonical text of a state, for digests and for people who look for the
// first line that differs (format: the vectors' README, "State lines").

#ifndef DESOBOOK_SRC_STATE_LINES_H_
#define DESOBOOK_SRC_STATE_LINES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "engine/book/oracle_book.h"
#include "engine/rules/state.h"
#include "src/key_text.h"
#include "src/state_digest.h"

namespace desobook {

class StateLines {
 public:
  // `derived_lines`: derived keys are part of the state.
  StateLines(Network network, bool derived_lines)
      : keys_(network), derived_lines_(derived_lines) {}

  // Sorted bytewise, without line ends. With a view: what is seen through it.
  // REQUIRES: `view` is a view on `base`.
  std::vector<std::string> Of(const State<OracleBook>& base) {
    return Collect(base, nullptr);
  }
  std::vector<std::string> Of(const State<OracleBook>& base,
                              const View<OracleBook>& view) {
    return Collect(base, &view);
  }

 private:
  std::vector<std::string> Collect(const State<OracleBook>& base,
                                   const View<OracleBook>* view);
  void AddOrder(const OrderEntry& order);
  void AddBalance(const BalanceKey& key, const TokenBalance& balance);
  void AddCoin(const Pkid& creator, const ProfileEntry& profile);
  void AddDerived(const DerivedKeyId& id, const DerivedKeyEntry& entry);

  KeyText keys_;
  bool derived_lines_;
  std::vector<std::string> lines_;  // being collected
};

// "dao_members_only" and so on; the number for a byte without a name.
std::string RestrictionName(std::uint8_t restriction);

// SHA-256 of all lines, each followed by a newline byte.
StateDigest DigestOfLines(const std::vector<std::string>& lines);

}  // namespace desobook

#endif  // DESOBOOK_SRC_STATE_LINES_H_
