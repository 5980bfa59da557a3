// Transactions as bytes: what decodes has one canonical form, and everything
// that is derived from it can be derived.

#include <cstddef>

#include "absl/status/statusor.h"
#include "chain/codec/fees.h"
#include "chain/codec/transaction.h"
#include "chain/keys/envelope.h"
#include "engine/amount/check.h"
#include "engine/rules/connect.h"
#include "engine/rules/params.h"
#include "tests/fuzz/bitcoin_case.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

void CheckCanonicalForm(const Transaction& txn, const Bytes& encoded) {
  std::size_t consumed = 0;
  const absl::StatusOr<Transaction> again =
      chain::DecodeTransaction(encoded, &consumed);
  if (CarriesBitcoin(txn)) return;
  DESOBOOK_CHECK(again.ok());
  DESOBOOK_CHECK(consumed == encoded.size());
  DESOBOOK_CHECK(chain::EncodeTransaction(*again) == encoded);
  // Nothing is lost but the form of signatures, and what version 0 drops.
  if (txn.version != 0 && txn.type != TxnType::kAtomicTxnsWrapper) {
    Transaction same = txn;
    same.signature = again->signature;
    DESOBOOK_CHECK(same == *again);
    DESOBOOK_CHECK(txn.signature.has_value() == again->signature.has_value());
  }
  DESOBOOK_CHECK(chain::TransactionHash(*again) == chain::TransactionHash(txn));
  DESOBOOK_CHECK(chain::SignDigest(*again) == chain::SignDigest(txn));
  DESOBOOK_CHECK(chain::EncodedSize(txn) == encoded.size());
  // Truncated bytes are an error or a version without its tail.
  for (std::size_t cut = 1; cut <= 2 && cut < encoded.size(); ++cut) {
    const ByteView head = ByteView(encoded).first(encoded.size() - cut);
    const auto part = chain::DecodeTransaction(head);
    DESOBOOK_CHECK(!part.ok() || !(*part == *again) || txn.version == 0);
  }
}

}  // namespace

void FuzzTransaction(ByteView bytes) {
  std::size_t consumed = 0;
  const absl::StatusOr<Transaction> txn =
      chain::DecodeTransaction(bytes, &consumed);
  if (!txn.ok()) {
    DESOBOOK_CHECK(txn.status().message().find("byte") != std::string::npos);
    return;
  }
  DESOBOOK_CHECK(consumed <= bytes.size());
  CheckCanonicalForm(*txn, chain::EncodeTransaction(*txn));
  DESOBOOK_CHECK(!chain::TransactionFields(*txn).members().empty());
  (void)chain::AtomicHash(*txn);
  (void)chain::ComputeFee(*txn, 1000);
  (void)IsExecutable(*txn);

  static const NetworkParams params = ParamsFor(Network::kRegtest, true);
  const TxnEnvelope envelope = chain::MakeEnvelope(*txn, params, 1000);
  DESOBOOK_CHECK(envelope.encoded_size == chain::EncodedSize(*txn));
}

}  // namespace desobook::fuzz
