#include "chain/keys/envelope.h"

#include <utility>
#include <variant>

#include "chain/codec/hash.h"
#include "chain/codec/transaction.h"
#include "chain/keys/access_signature.h"
#include "chain/keys/signature_check.h"

namespace desobook::chain {
namespace {

// Everything but the inner transactions.
TxnEnvelope MakeFlat(Transaction txn, const NetworkParams& params,
                     BlockHeight height) {
  TxnEnvelope envelope;
  const Bytes encoded = EncodeTransaction(txn);
  envelope.encoded_size = encoded.size();
  envelope.hash = txn.type == TxnType::kBitcoinExchange
                      ? TransactionHash(txn)
                      : TxnHash{DoubleSha256(encoded)};
  envelope.signature = CheckSignature(txn);
  if (txn.type == TxnType::kAuthorizeDerivedKey) {
    envelope.authorization = CheckAuthorization(txn, params, height);
  }
  envelope.txn = std::move(txn);
  return envelope;
}

}  // namespace

TxnEnvelope MakeEnvelope(Transaction txn, const NetworkParams& params,
                         BlockHeight height) {
  TxnEnvelope envelope = MakeFlat(std::move(txn), params, height);
  if (envelope.txn.type != TxnType::kAtomicTxnsWrapper) return envelope;
  const auto& wrapper = std::get<AtomicTxnsMetadata>(envelope.txn.metadata);
  envelope.inner.reserve(wrapper.inner.size());
  for (const Transaction& inner : wrapper.inner) {
    envelope.inner.push_back(MakeFlat(inner, params, height));
    envelope.inner.back().atomic_hash = AtomicHash(inner);
  }
  return envelope;
}

}  // namespace desobook::chain
