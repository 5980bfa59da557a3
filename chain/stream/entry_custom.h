// Layouts of entry fields that the tables of chain/codec/schema.h do not know.

#ifndef DESOBOOK_CHAIN_STREAM_ENTRY_CUSTOM_H_
#define DESOBOOK_CHAIN_STREAM_ENTRY_CUSTOM_H_

#include "chain/codec/reader.h"
#include "chain/codec/schema.h"
#include "engine/txn/transaction.h"

namespace desobook::chain::entries {

// uvarint cut to 32 bits, as a Go conversion does.
extern const CustomCodec kCut32;
// uvarint whose 64 bits are read as a signed number.
extern const CustomCodec kUvarintAsSigned;
// lenbytes of a big-endian number; of more than 32 bytes the last 32 count.
extern const CustomCodec kLast32Uint256;
// lenbytes of text.
extern const CustomCodec kText;
// lenbytes of any length, padded with zeros or cut to 33 bytes.
extern const CustomCodec kPadded33;
// lenbytes; no bytes is null. A public key has 96 bytes, a signature 48.
extern const CustomCodec kBlsPublicKey;
extern const CustomCodec kBlsSignature;
// Maps, shown as sorted lists of {key | key_hex, value}.
extern const CustomCodec kPkidAmounts;        // lenbytes PKID -> uvarint
extern const CustomCodec kTextAmounts;        // lenbytes text -> uvarint
extern const CustomCodec kPkidTexts;          // key[33] -> lenbytes text
extern const CustomCodec kPrevBalances;       // field 50 of an operation
extern const CustomCodec kPrevCoinRoyalties;  // field 25 of an operation

// ExtraData at the end of an entry, of which old databases lack the tail:
// input that ends in the count or in a key reads as no extra data, with all of
// it consumed. `ended` then turns true, and the entry ends there. Input that
// ends in a value or in a length is malformed.
// Source: deso-protocol/core lib/block_view_types.go, DecodeExtraData and its
// callers that look for "EOF" in the error's text.
ExtraData ReadTolerantExtraData(Reader& reader, bool& ended);
extern const CustomCodec kTolerantExtraData;

}  // namespace desobook::chain::entries

#endif  // DESOBOOK_CHAIN_STREAM_ENTRY_CUSTOM_H_
