// The Bitcoin transaction inside a BITCOIN_EXCHANGE: only its shape and its
// hash matter, so it stays bytes.

#ifndef DESOBOOK_CHAIN_CODEC_BITCOIN_TXN_H_
#define DESOBOOK_CHAIN_CODEC_BITCOIN_TXN_H_

#include "absl/status/statusor.h"
#include "chain/codec/hash.h"
#include "engine/txn/ids.h"

namespace desobook::chain {

struct BitcoinTxn {
  Bytes canonical;  // as it is re-encoded: witnesses only if there are any
  Digest txid{};    // over the form without witnesses, in natural byte order
};

// Bytes after the transaction are ignored.
// Source: btcsuite/btcd wire/msgtx.go, MsgTx.BtcDecode, BtcEncode, TxHash.
absl::StatusOr<BitcoinTxn> ParseBitcoinTxn(ByteView bytes);

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_CODEC_BITCOIN_TXN_H_
