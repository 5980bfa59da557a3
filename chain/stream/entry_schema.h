// One description per entry type of the stream (protocol text 8.3-8.5): the
// same tables decode, encode, skip and print.
//
//   const Schema* schema = FindEntrySchema(kBalanceEntryType);
//   FieldValue tree = DecodeEntry(*schema, reader);

#ifndef DESOBOOK_CHAIN_STREAM_ENTRY_SCHEMA_H_
#define DESOBOOK_CHAIN_STREAM_ENTRY_SCHEMA_H_

#include <cstdint>

#include "chain/codec/fields.h"
#include "chain/codec/schema.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// The node's encoder type numbers.
// Source: deso-protocol/core lib/block_view_types.go, EncoderType.
inline constexpr std::uint64_t kUtxoOperationType = 1;
inline constexpr std::uint64_t kUtxoOperationBundleType = 2;
inline constexpr std::uint64_t kDerivedKeyEntryType = 12;
inline constexpr std::uint64_t kGlobalParamsEntryType = 15;
inline constexpr std::uint64_t kBalanceEntryType = 17;
inline constexpr std::uint64_t kCoinEntryType = 18;
inline constexpr std::uint64_t kPkidEntryType = 20;
inline constexpr std::uint64_t kProfileEntryType = 21;
inline constexpr std::uint64_t kPkidType = 25;
inline constexpr std::uint64_t kPublicKeyType = 26;
inline constexpr std::uint64_t kBlockHashType = 27;
inline constexpr std::uint64_t kOrderEntryType = 28;
inline constexpr std::uint64_t kFilledOrderType = 29;
inline constexpr std::uint64_t kUserAssociationEntryType = 30;
inline constexpr std::uint64_t kStateChangeEntryType = 40;
inline constexpr std::uint64_t kDesoBalanceEntryType = 42;
inline constexpr std::uint64_t kBlockEntryType = 43;
inline constexpr std::uint64_t kTxnEntryType = 44;
inline constexpr std::uint64_t kStakeEntryType = 46;
inline constexpr std::uint64_t kLockedStakeEntryType = 47;
inline constexpr std::uint64_t kBlockNodeType = 52;

// Whether operations carry state-change metadata (field 62 of 8.5). Nodes that
// write a stream put it in; nothing in the bytes tells.
enum class OperationMetadata : bool { kLeftOut, kIncluded };

// The layout of an entry type, or nullptr if there is no such type.
const Schema* FindEntrySchema(
    std::uint64_t encoder_type,
    OperationMetadata metadata = OperationMetadata::kIncluded);

// `entry` as the node's names show it: headers of block nodes are opened;
// members of operations that are zero, empty or absent are left out, also of
// operations in lists and wrappers. The result cannot be encoded.
FieldValue ShownFields(const FieldValue& entry);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_STREAM_ENTRY_SCHEMA_H_
