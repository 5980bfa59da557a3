// Everything that one transaction did, isomorphic to the node's UtxoOperation
// list (protocol text 8.5), previous values included. Verification, feed,
// mempool and devnet read this and nothing else.

#ifndef DESOBOOK_ENGINE_RULES_EFFECTS_H_
#define DESOBOOK_ENGINE_RULES_EFFECTS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/book/order.h"
#include "engine/ledger/entries.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

// The node's operation numbers (8.5).
enum class OperationType : std::uint8_t {
  kAddUtxo = 0,
  kSpendUtxo = 1,
  kBitcoinExchange = 2,
  kPrivateMessage = 3,
  kSubmitPost = 4,
  kUpdateProfile = 5,
  kDeletePost = 7,
  kUpdateBitcoinUsdExchangeRate = 8,
  kFollow = 9,
  kLike = 10,
  kCreatorCoin = 11,
  kSwapIdentity = 12,
  kUpdateGlobalParams = 13,
  kCreatorCoinTransfer = 14,
  kCreateNft = 15,
  kUpdateNft = 16,
  kAcceptNftBid = 17,
  kNftBid = 18,
  kDesoDiamond = 19,
  kNftTransfer = 20,
  kAcceptNftTransfer = 21,
  kBurnNft = 22,
  kAuthorizeDerivedKey = 23,
  kMessagingKey = 24,
  kDaoCoin = 25,
  kDaoCoinTransfer = 26,
  kSpendingLimitAccounting = 27,
  kDaoCoinLimitOrder = 28,
  kCreateUserAssociation = 29,
  kDeleteUserAssociation = 30,
  kCreatePostAssociation = 31,
  kDeletePostAssociation = 32,
  kAccessGroup = 33,
  kAccessGroupMembers = 34,
  kNewMessage = 35,
  kAddBalance = 36,
  kSpendBalance = 37,
  kDeleteExpiredNonces = 38,
  kRegisterAsValidator = 39,
  kUnregisterAsValidator = 40,
  kStake = 41,
  kUnstake = 42,
  kUnlockStake = 43,
  kUnjailValidator = 44,
  kCoinLockup = 45,
  kCoinLockupTransfer = 46,
  kCoinUnlock = 47,
  kUpdateCoinLockupParams = 48,
  kStakeDistributionRestake = 49,
  kStakeDistributionPayToBalance = 50,
  kSetValidatorLastActiveAtEpoch = 51,
  kAtomicTxnsWrapper = 52,
};
std::string_view OperationTypeName(OperationType type);

// One half of a fill. Records alternate: taker, maker, taker, maker, ...
struct FilledOrder {
  OrderId id;
  Pkid transactor;
  Pkid buying;
  Pkid selling;
  BaseUnits bought;  // by this order's transactor
  BaseUnits sold;
  bool is_fulfilled = false;
  friend bool operator==(const FilledOrder&, const FilledOrder&) = default;
};

struct BalanceEntry {
  BalanceKey key;
  TokenBalance balance;
  friend bool operator==(const BalanceEntry&, const BalanceEntry&) = default;
};

// Fields that an operation's type does not use stay empty. Numbers in brackets
// are those of the table in protocol text 8.5.
struct Operation {
  OperationType type = OperationType::kAddBalance;
  PublicKey balance_public_key;                         // [59] types 36, 37
  Nanos balance_amount;                                 // [60]
  std::optional<ProfileEntry> prev_profile;             // [11]
  std::optional<DerivedKeyEntry> prev_derived_key;      // [20]
  std::optional<CoinEntry> prev_coin;                   // [24]
  std::optional<BalanceEntry> prev_transactor_balance;  // [26]
  std::optional<BalanceEntry> prev_creator_balance;     // [27]
  std::optional<BalanceEntry> prev_sender_balance;      // [29]
  std::optional<BalanceEntry> prev_receiver_balance;    // [30]
  std::optional<GlobalParams> prev_global_params;       // [31]
  std::optional<OrderEntry> prev_order;                 // [49] cancelled order
  std::vector<BalanceEntry> prev_balances;              // [50] by (user, coin)
  std::vector<OrderEntry> prev_matching_orders;         // [51] visited makers
  std::vector<FilledOrder> fills;                       // [52]
  std::optional<UserAssociationEntry> prev_user_association;  // [53]
  std::vector<std::vector<Operation>> inner;  // [76] of a wrapper
  friend bool operator==(const Operation&, const Operation&) = default;
};

struct Effects {
  std::vector<Operation> operations;
  Nanos fee;  // what left the payer and counts for the block's fees
};

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_RULES_EFFECTS_H_
