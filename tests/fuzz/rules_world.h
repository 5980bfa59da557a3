// A small chain out of a fuzzer's bytes: accounts, coins, resting orders, and
// transactions of every executable type. What the bytes say is bent toward
// transactions that are accepted or fail late.

#ifndef DESOBOOK_TESTS_FUZZ_RULES_WORLD_H_
#define DESOBOOK_TESTS_FUZZ_RULES_WORLD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/rules/connect.h"
#include "engine/rules/state.h"
#include "tests/fuzz/feed.h"

namespace desobook::fuzz {

inline constexpr std::size_t kAccounts = 6;
inline constexpr std::size_t kCoins = 3;  // the first accounts have profiles
inline constexpr std::size_t kUpdater = kAccounts - 1;  // a ParamUpdater
inline constexpr std::size_t kDerivedKeys = 2;

PublicKey AccountKey(std::size_t account);
PublicKey DerivedKeyOf(std::size_t number);
// Curve points of this world: 33 bytes that begin with 02 or 03.
bool IsPoint(ByteView bytes);

struct RulesWorld {
  explicit RulesWorld(Feed& feed);
  RulesWorld(const RulesWorld&) = delete;
  RulesWorld& operator=(const RulesWorld&) = delete;

  NetworkParams network;
  State<OracleBook> base;
  BlockContext context;
  std::vector<OrderId> orders;  // that may exist
};

// A price around one as a rule; zero now and then.
Rate SomeRate(Feed& feed);
BaseUnits SomeQuantity(Feed& feed);

class TxnMaker {
 public:
  // Both must outlive this.
  TxnMaker(Feed* feed, RulesWorld* world) : feed_(*feed), world_(*world) {}

  // The next transaction, or a wrapper around a few.
  TxnEnvelope Next();

 private:
  TxnEnvelope Single(TxnType type);
  TxnEnvelope Wrapper();
  TxnEnvelope Blank(TxnType type);
  void Sign(TxnEnvelope& envelope);
  void AddOutputs(TxnEnvelope& envelope);
  void Fill(TxnEnvelope& envelope);
  void FillSocial(TxnEnvelope& envelope);
  void FillStaking(TxnEnvelope& envelope);
  void FillLimitOrder(TxnEnvelope& envelope);
  void FillAuthorization(TxnEnvelope& envelope);
  void FillGlobalParams(TxnEnvelope& envelope);
  SpendingLimits SomeLimits();
  PublicKey SomeAccount() { return AccountKey(feed_.Below(kAccounts)); }
  // Of a coin or, rarely, of anything.
  Bytes SomeKeyBytes();

  Feed& feed_;
  RulesWorld& world_;
  std::vector<AssociationId> associations_;
  std::uint64_t made_ = 0;
};

}  // namespace desobook::fuzz

#endif  // DESOBOOK_TESTS_FUZZ_RULES_WORLD_H_
