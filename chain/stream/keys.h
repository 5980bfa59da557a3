// Database keys of the stream's core state (protocol text 8.2), prefix byte
// first, as identifiers of the engine.

#ifndef DESOBOOK_CHAIN_STREAM_KEYS_H_
#define DESOBOOK_CHAIN_STREAM_KEYS_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "engine/book/order.h"
#include "engine/ledger/entries.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// The prefixes that replay reads. Others occur and keep their number.
enum class KeyPrefix : std::uint8_t {
  kBlock = 0,
  kBlockNode = 1,
  kOperations = 9,
  kProfile = 23,
  kCreatorCoinBalance = 34,
  kPkid = 36,
  kGlobalParams = 40,
  kDesoBalance = 52,
  kTokenBalance = 55,
  kDerivedKey = 59,
  kOrder = 60,
  kUserAssociation = 63,
  kMempoolTxn = 78,
  kMempoolOperations = 79,
  kValidator = 80,
  kStake = 82,
  kLockedStake = 84,
  kEpoch = 85,
  kLockedBalance = 93,
  kYieldCurvePoint = 94,
  kEmpty = 255,  // a key without a byte
};
KeyPrefix PrefixOf(ByteView key);

// Each parses keys of its prefix: 0 and 9; 1; 78 and 79; 23; 34 and 55; and so
// on. Errors: DataLoss for another prefix or length.
absl::StatusOr<BlockHash> BlockHashOfKey(ByteView key);

struct BlockNodeKey {
  BlockHeight height = 0;
  BlockHash hash;
};
absl::StatusOr<BlockNodeKey> ParseBlockNodeKey(ByteView key);
absl::StatusOr<TxnHash> TxnHashOfKey(ByteView key);
absl::StatusOr<Pkid> PkidOfProfileKey(ByteView key);
absl::StatusOr<PublicKey> PublicKeyOfPkidKey(ByteView key);
absl::StatusOr<PublicKey> PublicKeyOfBalanceKey(ByteView key);
absl::StatusOr<BalanceKey> ParseBalanceKey(ByteView key);
absl::StatusOr<DerivedKeyId> ParseDerivedKeyKey(ByteView key);
absl::StatusOr<AssociationId> AssociationIdOfKey(ByteView key);
absl::StatusOr<StakeKey> ParseStakeKey(ByteView key);
absl::StatusOr<LockedStakeKey> ParseLockedStakeKey(ByteView key);

// An order's key says everything about its place in the book and nothing about
// its size. It ends with the id, so a delete needs no value.
struct OrderKey {
  Pkid buying;
  Pkid selling;
  Rate rate;
  BlockHeight height = 0;
  OrderId id;
  friend bool operator==(const OrderKey&, const OrderKey&) = default;
};
absl::StatusOr<OrderKey> ParseOrderKey(ByteView key);
Bytes EncodeOrderKey(const OrderKey& key);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_KEYS_H_
