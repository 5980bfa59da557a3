// Transactions as bytes (protocol text 3). Hashes are always taken over the
// re-encoded structure, never over input: unsorted extra data, long varints,
// padded or high-S signatures and trailing bytes are normalised first.

#ifndef DESOBOOK_CHAIN_CODEC_TRANSACTION_H_
#define DESOBOOK_CHAIN_CODEC_TRANSACTION_H_

#include <cstddef>
#include <string_view>

#include "absl/status/statusor.h"
#include "chain/codec/fields.h"
#include "chain/codec/hash.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

// Whether field 9 carries the signature or is empty.
enum class TxnForm : std::uint8_t { kSigned, kPreSignature };

// Wrappers may hold wrappers in the encoding (the rules refuse them); deeper
// nesting than this is an error here.
inline constexpr int kMaxNestedWrappers = 8;

// Keys in extra data that link the transactions of an atomic wrapper.
inline constexpr std::string_view kAtomicChainLengthKey = "AtmcChnLen";
inline constexpr std::string_view kNextAtomicHashKey = "NxtAtmcHsh";
inline constexpr std::string_view kPreviousAtomicHashKey = "PrvAtmcHsh";

// Input that ends where the version stands, even inside its varint, is of
// version 0. An explicit version 0 disappears together with fee and nonce.
// Bytes after the last field are ignored; `consumed`, if given, tells how many
// were not.
// Source: deso-protocol/core lib/network.go, ReadTransaction.
absl::StatusOr<Transaction> DecodeTransaction(ByteView bytes,
                                              std::size_t* consumed = nullptr);

// REQUIRES for this and all below: the metadata is of the alternative that
// DecodeTransaction gives for the type, and opaque bytes are canonical.
Bytes EncodeTransaction(const Transaction& txn,
                        TxnForm form = TxnForm::kSigned);
std::size_t EncodedSize(const Transaction& txn,
                        TxnForm form = TxnForm::kSigned);
// Content of field 6; inner transactions with their signatures.
Bytes EncodeTxnMetadata(const Transaction& txn);

// H of the signed form; of a BITCOIN_EXCHANGE the embedded Bitcoin txid.
TxnHash TransactionHash(const Transaction& txn);
// What is signed: H of the pre-signature form.
Digest SignDigest(const Transaction& txn);
// What neighbours in an atomic chain link to: H of the pre-signature form
// without the two link keys.
BlockHash AtomicHash(const Transaction& txn);

// Every field under the node's names, and type name and metadata bytes.
// Inner transactions appear as {txn_hex}.
FieldValue TransactionFields(const Transaction& txn);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_TRANSACTION_H_
