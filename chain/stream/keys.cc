#include "chain/stream/keys.h"

#include <limits>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "chain/codec/primitives.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

absl::Status Malformed(const char* what, ByteView key) {
  return absl::DataLossError(absl::StrCat(
      "database key of ", key.size(), " bytes, prefix ",
      key.empty() ? -1 : static_cast<int>(key[0]), ", is no ", what, " key"));
}

// A reader behind the prefix, failed if the prefix is another.
Reader Open(KeyPrefix prefix, ByteView key) {
  Reader reader(key);
  if (reader.Byte() != static_cast<std::uint8_t>(prefix)) {
    reader.Fail("prefix");
  }
  return reader;
}

bool IsComplete(const Reader& reader) { return reader.ok() && reader.AtEnd(); }

template <typename Id>
absl::StatusOr<Id> ParseId(KeyPrefix prefix, ByteView key, const char* what) {
  Reader reader = Open(prefix, key);
  const Id id = reader.Fixed<Id>();
  if (!IsComplete(reader)) return Malformed(what, key);
  return id;
}

}  // namespace

KeyPrefix PrefixOf(ByteView key) {
  return key.empty() ? KeyPrefix::kEmpty : static_cast<KeyPrefix>(key[0]);
}

absl::StatusOr<BlockHash> BlockHashOfKey(ByteView key) {
  const KeyPrefix prefix = PrefixOf(key) == KeyPrefix::kBlock
                               ? KeyPrefix::kBlock
                               : KeyPrefix::kOperations;
  return ParseId<BlockHash>(prefix, key, "block");
}

absl::StatusOr<BlockNodeKey> ParseBlockNodeKey(ByteView key) {
  Reader reader = Open(KeyPrefix::kBlockNode, key);
  BlockNodeKey node;
  node.height = reader.Be32();
  node.hash = reader.Fixed<BlockHash>();
  if (!IsComplete(reader)) return Malformed("block node", key);
  return node;
}

absl::StatusOr<TxnHash> TxnHashOfKey(ByteView key) {
  const KeyPrefix prefix = PrefixOf(key) == KeyPrefix::kMempoolTxn
                               ? KeyPrefix::kMempoolTxn
                               : KeyPrefix::kMempoolOperations;
  return ParseId<TxnHash>(prefix, key, "mempool transaction");
}

absl::StatusOr<Pkid> PkidOfProfileKey(ByteView key) {
  return ParseId<Pkid>(KeyPrefix::kProfile, key, "profile");
}

absl::StatusOr<PublicKey> PublicKeyOfPkidKey(ByteView key) {
  return ParseId<PublicKey>(KeyPrefix::kPkid, key, "PKID");
}

absl::StatusOr<PublicKey> PublicKeyOfBalanceKey(ByteView key) {
  return ParseId<PublicKey>(KeyPrefix::kDesoBalance, key, "DESO balance");
}

// The two prefixes name holder and creator in opposite order.
absl::StatusOr<BalanceKey> ParseBalanceKey(ByteView key) {
  const bool token = PrefixOf(key) == KeyPrefix::kTokenBalance;
  Reader reader = Open(
      token ? KeyPrefix::kTokenBalance : KeyPrefix::kCreatorCoinBalance, key);
  const Pkid first = reader.Fixed<Pkid>();
  const Pkid second = reader.Fixed<Pkid>();
  if (!IsComplete(reader)) return Malformed("balance", key);
  return token ? BalanceKey{first, second} : BalanceKey{second, first};
}

absl::StatusOr<DerivedKeyId> ParseDerivedKeyKey(ByteView key) {
  Reader reader = Open(KeyPrefix::kDerivedKey, key);
  DerivedKeyId id;
  id.owner = reader.Fixed<PublicKey>();
  id.derived = reader.Fixed<PublicKey>();
  if (!IsComplete(reader)) return Malformed("derived key", key);
  return id;
}

absl::StatusOr<AssociationId> AssociationIdOfKey(ByteView key) {
  return ParseId<AssociationId>(KeyPrefix::kUserAssociation, key,
                                "user association");
}

absl::StatusOr<StakeKey> ParseStakeKey(ByteView key) {
  Reader reader = Open(KeyPrefix::kStake, key);
  StakeKey stake;
  stake.validator = reader.Fixed<Pkid>();
  stake.staker = reader.Fixed<Pkid>();
  if (!IsComplete(reader)) return Malformed("stake", key);
  return stake;
}

absl::StatusOr<LockedStakeKey> ParseLockedStakeKey(ByteView key) {
  Reader reader = Open(KeyPrefix::kLockedStake, key);
  LockedStakeKey stake;
  stake.validator = reader.Fixed<Pkid>();
  stake.staker = reader.Fixed<Pkid>();
  stake.locked_at_epoch = reader.Be64();
  if (!IsComplete(reader)) return Malformed("locked stake", key);
  return stake;
}

// Heights are stored as their distance from the largest, so that among equal
// rates a scan in descending order meets the oldest first.
// Source: deso-protocol/core lib/db_utils.go, DBKeyForDAOCoinLimitOrder.
absl::StatusOr<OrderKey> ParseOrderKey(ByteView key) {
  Reader reader = Open(KeyPrefix::kOrder, key);
  OrderKey order;
  order.buying = reader.Fixed<Pkid>();
  order.selling = reader.Fixed<Pkid>();
  const auto rate = ReadVariableUint256(reader);
  if (!rate) reader.Fail("rate");
  order.rate = Rate(rate.value_or(Uint256()));
  order.height = std::numeric_limits<BlockHeight>::max() - reader.Be32();
  order.id = reader.Fixed<OrderId>();
  if (!IsComplete(reader)) return Malformed("order", key);
  return order;
}

Bytes EncodeOrderKey(const OrderKey& key) {
  Writer writer;
  writer.Byte(static_cast<std::uint8_t>(KeyPrefix::kOrder));
  writer.Raw(key.buying.view());
  writer.Raw(key.selling.view());
  WriteVariableUint256(key.rate.value(), writer);
  writer.Be32(std::numeric_limits<BlockHeight>::max() - key.height);
  writer.Raw(key.id.view());
  return writer.Take();
}

}  // namespace desobook::chain
