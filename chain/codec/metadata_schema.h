// The metadata layout of every transaction type as a table (protocol text 4;
// schema.h says how tables are read).

#ifndef DESOBOOK_CHAIN_CODEC_METADATA_SCHEMA_H_
#define DESOBOOK_CHAIN_CODEC_METADATA_SCHEMA_H_

#include "chain/codec/schema.h"
#include "engine/txn/transaction.h"

namespace desobook::chain {

// Nothing for a number that is no type. ATOMIC_TXNS_WRAPPER's table shows its
// inner transactions as {txn_hex} without looking into them; transaction.cc
// decodes those.
const Schema* MetadataSchema(TxnType type);

// Layouts that tables cannot express (metadata_custom.cc).
extern const CustomCodec kBlockRewardData;   // at most 250 bytes
extern const CustomCodec kBitcoinTxnCodec;   // {bitcoin_txn_hex}
extern const CustomCodec kCurvePoint;        // lenbytes, valid key
extern const CustomCodec kNonEmptyName;      // lenbytes 1..32, padded
extern const CustomCodec kMessagingMembers;  // count read leniently
extern const CustomCodec kValidatorDomains;  // count is signed in the node

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_CODEC_METADATA_SCHEMA_H_
