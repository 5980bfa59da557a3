// Values as people and reports read them: keys in the network's Base58Check,
// ids in hex, amounts in decimal base units.

#ifndef DESOBOOK_CHAIN_REPLAY_DESCRIBE_H_
#define DESOBOOK_CHAIN_REPLAY_DESCRIBE_H_

#include <string>

#include "engine/book/order.h"
#include "engine/ledger/entries.h"
#include "engine/rules/effects.h"
#include "engine/rules/params.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

std::string HexOf(ByteView bytes);

class Describer {
 public:
  explicit Describer(Network network) : network_(network) {}

  [[nodiscard]] std::string Key(const PublicKey& key) const;
  [[nodiscard]] std::string Key(const Pkid& pkid) const;
  // As Key, but the zero PKID is "DESO".
  [[nodiscard]] std::string Coin(const Pkid& coin) const;
  [[nodiscard]] std::string Order(const OrderEntry& order) const;
  [[nodiscard]] std::string Fill(const FilledOrder& fill) const;
  [[nodiscard]] std::string Balance(const BalanceEntry& entry) const;
  [[nodiscard]] std::string CoinState(const CoinEntry& coin) const;
  [[nodiscard]] std::string Profile(const ProfileEntry& profile) const;
  [[nodiscard]] std::string DerivedKey(const DerivedKeyEntry& entry) const;
  [[nodiscard]] std::string Association(
      const UserAssociationEntry& entry) const;
  [[nodiscard]] static std::string Params(const GlobalParams& params);

 private:
  Network network_;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_DESCRIBE_H_
