#include "chain/codec/transaction.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chain/codec/bitcoin_txn.h"
#include "chain/codec/der.h"
#include "chain/codec/metadata.h"
#include "chain/codec/metadata_schema.h"
#include "chain/codec/primitives.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"
#include "engine/amount/check.h"
#include "engine/txn/varint.h"

namespace desobook::chain {
namespace {

constexpr const char* kContext = "transaction";
// Seven fields of one byte.
constexpr std::size_t kMinTransactionSize = 7;

TxnInput ReadInput(Reader& reader) {
  TxnInput input;
  input.txn = reader.Fixed<TxnHash>();
  const std::uint64_t index = reader.Uvarint();
  if (index > 0xffffffff) reader.Fail("input index exceeds 32 bits");
  input.index = static_cast<std::uint32_t>(index);
  return input;
}

TxnOutput ReadOutput(Reader& reader) {
  TxnOutput output;
  output.public_key = reader.Fixed<PublicKey>();
  output.amount = Nanos(reader.Uvarint());
  return output;
}

// Fields 1 to 4.
void ReadInputsAndOutputs(Reader& reader, Transaction& txn) {
  const std::size_t inputs = reader.Count(TxnHash::kSize + 1);
  for (std::size_t i = 0; i < inputs && reader.ok(); ++i) {
    txn.inputs.push_back(ReadInput(reader));
  }
  const std::size_t outputs = reader.Count(PublicKey::kSize + 1);
  for (std::size_t i = 0; i < outputs && reader.ok(); ++i) {
    txn.outputs.push_back(ReadOutput(reader));
  }
}

// The node cuts the number to 8 bits before it looks at it.
TxnType ReadType(Reader& reader) {
  const auto type = static_cast<TxnType>(reader.Uvarint() & 0xff);
  if (reader.ok() && MetadataSchema(type) == nullptr) {
    reader.Fail("unknown transaction type");
  }
  return type;
}

// Fields 10 to 12.
void ReadVersionFields(Reader& reader, Transaction& txn) {
  if (!reader.ok()) return;
  if (ReadUvarint(reader.rest()).error == VarintError::kEof) {
    reader.Take(reader.remaining());
    return;
  }
  txn.version = reader.Uvarint();
  const std::uint64_t fee = reader.Uvarint();
  Nonce nonce;
  nonce.expiration_height = reader.Uvarint();
  nonce.partial_id = reader.Uvarint();
  if (txn.version == 0) return;
  txn.fee = Nanos(fee);
  txn.nonce = nonce;
}

absl::StatusOr<Transaction> DecodeAt(ByteView bytes, int wrappers_left,
                                     std::size_t* consumed);

absl::StatusOr<TxnMetadata> DecodeInnerTxns(ByteView bytes, int wrappers_left) {
  Reader reader(bytes);
  if (wrappers_left == 0) reader.Fail("wrappers are nested too deeply");
  AtomicTxnsMetadata metadata;
  const std::size_t count = reader.Count(1 + kMinTransactionSize);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const ByteView inner = reader.LenBytes();
    if (!reader.ok()) break;
    absl::StatusOr<Transaction> txn =
        DecodeAt(inner, wrappers_left - 1, nullptr);
    if (!txn.ok()) {
      return absl::InvalidArgumentError("inner transaction " +
                                        std::to_string(i) + ": " +
                                        std::string(txn.status().message()));
    }
    metadata.inner.push_back(*std::move(txn));
  }
  if (!reader.ok()) return reader.Status("ATOMIC_TXNS_WRAPPER metadata");
  return metadata;
}

absl::StatusOr<Transaction> DecodeAt(ByteView bytes, int wrappers_left,
                                     std::size_t* consumed) {
  Reader reader(bytes);
  Transaction txn;
  ReadInputsAndOutputs(reader, txn);
  txn.type = ReadType(reader);
  const ByteView metadata_bytes = reader.LenBytes();
  if (!reader.ok()) return reader.Status(kContext);
  absl::StatusOr<TxnMetadata> metadata =
      txn.type == TxnType::kAtomicTxnsWrapper
          ? DecodeInnerTxns(metadata_bytes, wrappers_left)
          : DecodeMetadata(txn.type, metadata_bytes);
  if (!metadata.ok()) return metadata.status();
  txn.metadata = *std::move(metadata);
  txn.public_key = reader.LenBytesCopy();
  txn.extra_data = ReadExtraData(reader);
  const ByteView signature_bytes = reader.LenBytes();
  if (!signature_bytes.empty()) {
    const absl::StatusOr<TxnSignature> signature =
        ParseSignature(signature_bytes);
    if (!signature.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          kContext, ": ", signature.status().message(), ", at byte ",
          reader.position() - signature_bytes.size()));
    }
    txn.signature = *signature;
  }
  ReadVersionFields(reader, txn);
  if (!reader.ok()) return reader.Status(kContext);
  if (consumed != nullptr) *consumed = reader.position();
  return txn;
}

BlockHash HashWithoutLinks(Transaction txn) {
  const auto erase = [&txn](std::string_view key) {
    txn.extra_data.erase(Bytes(key.begin(), key.end()));
  };
  erase(kNextAtomicHashKey);
  erase(kPreviousAtomicHashKey);
  return BlockHash{SignDigest(txn)};
}

FieldValue NonceFields(const Transaction& txn) {
  if (txn.version == 0) return FieldValue::Null();
  FieldValue nonce = FieldValue::Object();
  nonce.Add("ExpirationBlockHeight",
            FieldValue::Unsigned(txn.nonce.expiration_height));
  nonce.Add("PartialID", FieldValue::Unsigned(txn.nonce.partial_id));
  return nonce;
}

FieldValue InputFields(const Transaction& txn) {
  FieldValue list = FieldValue::List();
  for (const TxnInput& input : txn.inputs) {
    FieldValue fields = FieldValue::Object();
    fields.Add("TxID", FieldValue::Blob(input.txn.view()));
    fields.Add("Index", FieldValue::Unsigned(input.index));
    list.Append(std::move(fields));
  }
  return list;
}

FieldValue OutputFields(const Transaction& txn) {
  FieldValue list = FieldValue::List();
  for (const TxnOutput& output : txn.outputs) {
    FieldValue fields = FieldValue::Object();
    fields.Add("PublicKey", FieldValue::Blob(output.public_key.view()));
    fields.Add("AmountNanos", FieldValue::Unsigned(output.amount.value()));
    list.Append(std::move(fields));
  }
  return list;
}

}  // namespace

absl::StatusOr<Transaction> DecodeTransaction(ByteView bytes,
                                              std::size_t* consumed) {
  return DecodeAt(bytes, kMaxNestedWrappers, consumed);
}

Bytes EncodeTxnMetadata(const Transaction& txn) {
  const auto* wrapper = std::get_if<AtomicTxnsMetadata>(&txn.metadata);
  if (wrapper == nullptr) return EncodeMetadata(txn.type, txn.metadata);
  Writer writer;
  writer.Uvarint(wrapper->inner.size());
  for (const Transaction& inner : wrapper->inner) {
    writer.LenBytes(EncodeTransaction(inner, TxnForm::kSigned));
  }
  return writer.Take();
}

Bytes EncodeTransaction(const Transaction& txn, TxnForm form) {
  Writer writer;
  writer.Uvarint(txn.inputs.size());
  for (const TxnInput& input : txn.inputs) {
    writer.Raw(input.txn.view());
    writer.Uvarint(input.index);
  }
  writer.Uvarint(txn.outputs.size());
  for (const TxnOutput& output : txn.outputs) {
    writer.Raw(output.public_key.view());
    writer.Uvarint(output.amount.value());
  }
  writer.Uvarint(static_cast<std::uint8_t>(txn.type));
  writer.LenBytes(EncodeTxnMetadata(txn));
  writer.LenBytes(txn.public_key);
  WriteExtraData(txn.extra_data, writer);
  const bool with_signature =
      form == TxnForm::kSigned && txn.signature.has_value();
  writer.LenBytes(with_signature ? EncodeSignature(*txn.signature) : Bytes());
  if (txn.version != 0) {
    writer.Uvarint(txn.version);
    writer.Uvarint(txn.fee.value());
    writer.Uvarint(txn.nonce.expiration_height);
    writer.Uvarint(txn.nonce.partial_id);
  }
  return writer.Take();
}

std::size_t EncodedSize(const Transaction& txn, TxnForm form) {
  return EncodeTransaction(txn, form).size();
}

TxnHash TransactionHash(const Transaction& txn) {
  if (txn.type == TxnType::kBitcoinExchange) {
    Reader reader(std::get<OpaqueMetadata>(txn.metadata).bytes);
    const absl::StatusOr<BitcoinTxn> bitcoin =
        ParseBitcoinTxn(reader.LenBytes());
    DESOBOOK_CHECK(bitcoin.ok());
    return TxnHash{bitcoin->txid};
  }
  return TxnHash{DoubleSha256(EncodeTransaction(txn, TxnForm::kSigned))};
}

Digest SignDigest(const Transaction& txn) {
  return DoubleSha256(EncodeTransaction(txn, TxnForm::kPreSignature));
}

BlockHash AtomicHash(const Transaction& txn) { return HashWithoutLinks(txn); }

FieldValue TransactionFields(const Transaction& txn) {
  const Bytes metadata = EncodeTxnMetadata(txn);
  FieldValue fields = FieldValue::Object();
  fields.Add("TxnVersion", FieldValue::Unsigned(txn.version));
  fields.Add("TxInputs", InputFields(txn));
  fields.Add("TxOutputs", OutputFields(txn));
  fields.Add("TxnType", FieldValue::Text(TxnTypeName(txn.type)));
  fields.Add("TxnTypeNumber",
             FieldValue::Unsigned(static_cast<std::uint8_t>(txn.type)));
  fields.Add("MetadataHex", FieldValue::Blob(metadata));
  fields.Add("Metadata", MetadataFields(txn.type, metadata));
  fields.Add("PublicKey", FieldValue::Blob(txn.public_key));
  fields.Add("ExtraData", ExtraDataFields(txn.extra_data));
  fields.Add("Signature",
             FieldValue::Blob(txn.signature ? EncodeSignature(*txn.signature)
                                            : Bytes()));
  fields.Add("TxnFeeNanos", FieldValue::Unsigned(txn.fee.value()));
  fields.Add("TxnNonce", NonceFields(txn));
  return fields;
}

}  // namespace desobook::chain
