#include "src/tx_describe.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>

#include "chain/codec/transaction.h"
#include "chain/keys/envelope.h"
#include "chain/keys/secp.h"
#include "engine/amount/uint256.h"
#include "src/hex.h"
#include "src/key_text.h"
#include "src/text.h"

namespace desobook {
namespace {

using chain::FieldValue;

constexpr BlockHeight kToday = std::numeric_limits<BlockHeight>::max();

bool SignedByOwner(const Transaction& txn) {
  return txn.signature &&
         chain::VerifySignature(*txn.signature, chain::SignDigest(txn),
                                txn.public_key);
}

void DescribeSignature(const TxnEnvelope& envelope, TxDescription& out) {
  const SignatureVerdict& verdict = envelope.signature;
  out.high_s = verdict.high_s;
  out.signer_role = "derived key";
  out.signature = "invalid";
  switch (verdict.check) {
    case SignatureCheck::kMissing:
      out.signer_role = "none";
      out.signature = "none";
      return;
    case SignatureCheck::kOwnerValid:
      out.signer_role = "owner";
      out.signature = "valid";
      out.signer = envelope.txn.public_key;
      return;
    case SignatureCheck::kOwnerInvalid:
      out.signer_role = "owner";
      out.signature_detail = "does not verify under the transaction's own key";
      out.signer = envelope.txn.public_key;
      return;
    case SignatureCheck::kDerivedValid:
      out.signature = "valid";
      break;
    case SignatureCheck::kDerivedInvalid:
      if (SignedByOwner(envelope.txn)) {
        out.signer_role = "owner";
        out.signature = "valid";
        out.signature_detail =
            "but the chain refuses it: the extra data names a derived key, "
            "which did not sign";
        out.signer = envelope.txn.public_key;
        return;
      }
      out.signature_detail = "does not verify under the derived key";
      break;
    case SignatureCheck::kDerivedUnrecoverable:
      out.signature_detail = "no key can be recovered from it";
      return;
    case SignatureCheck::kDerivedKeyMalformed:
      out.signature_detail =
          "the derived key in the extra data is no curve point";
      return;
    case SignatureCheck::kDerivedTwice:
      out.signature_detail =
          "names a derived key in the extra data and is recoverable as well";
      return;
  }
  out.signer.assign(verdict.derived_key.bytes.begin(),
                    verdict.derived_key.bytes.end());
}

// Wrappers in wrappers: the decoder bounds how deep.
// NOLINTNEXTLINE(misc-no-recursion)
TxDescription Describe(const Transaction& txn) {
  // What depends on the height is not shown.
  const TxnEnvelope envelope =
      chain::MakeEnvelope(txn, ParamsFor(Network::kMainnet), kToday);
  TxDescription out;
  out.type = TxnTypeName(txn.type);
  out.type_number = static_cast<std::uint8_t>(txn.type);
  out.hash = envelope.hash;
  const chain::Digest digest = chain::SignDigest(txn);
  out.unsigned_hash.assign(digest.begin(), digest.end());
  out.size = envelope.encoded_size;
  if (const auto* order = std::get_if<LimitOrderMetadata>(&txn.metadata)) {
    if (order->cancel_order_id) {
      out.cancelled_order_id = order->cancel_order_id;
    } else {
      out.order_id = OrderIdOf(envelope.hash);
    }
  }
  DescribeSignature(envelope, out);
  out.fields = chain::TransactionFields(txn);
  if (const auto* wrapper = std::get_if<AtomicTxnsMetadata>(&txn.metadata)) {
    for (const Transaction& inner : wrapper->inner) {
      out.inner.push_back(Describe(inner));
    }
  }
  return out;
}

// Keys of extra data are text by custom; shown as such where they are.
std::optional<std::string> PrintableText(const Bytes& bytes) {
  const bool printable =
      !bytes.empty() && std::all_of(bytes.begin(), bytes.end(), [](auto byte) {
        return byte >= 0x20 && byte < 0x7f;
      });
  if (!printable) return std::nullopt;
  return std::string(bytes.begin(), bytes.end());
}

std::string ScalarText(const FieldValue& value) {
  switch (value.kind()) {
    case FieldValue::Kind::kNull:
      return "-";
    case FieldValue::Kind::kBool:
      return value.bool_value() ? "true" : "false";
    case FieldValue::Kind::kUnsigned:
      return Cat(value.unsigned_value());
    case FieldValue::Kind::kSigned:
      return Cat(value.signed_value());
    case FieldValue::Kind::kBytes:
      return value.bytes().empty() ? "(empty)" : BytesToHex(value.bytes());
    case FieldValue::Kind::kUint256:
      return ToDecimal(value.number());
    case FieldValue::Kind::kText:
      return value.text();
    case FieldValue::Kind::kList:
    case FieldValue::Kind::kObject:
      break;
  }
  return "(none)";
}

bool IsNested(const FieldValue& value) {
  return (value.kind() == FieldValue::Kind::kList && !value.list().empty()) ||
         (value.kind() == FieldValue::Kind::kObject &&
          !value.members().empty());
}

// One line per scalar, nested ones indented; list elements after "- ".
// NOLINTNEXTLINE(misc-no-recursion)
void AppendTree(const FieldValue& value, std::size_t indent,
                std::string& text) {
  const std::string pad(indent, ' ');
  if (value.kind() == FieldValue::Kind::kList) {
    for (const FieldValue& element : value.list()) {
      if (!IsNested(element)) {
        Append(text, pad, "- ", ScalarText(element), "\n");
        continue;
      }
      const std::size_t start = text.size();
      AppendTree(element, indent + 2, text);
      text[start + indent] = '-';
    }
    return;
  }
  for (const FieldValue::Member& member : value.members()) {
    Append(text, pad, member.name, ":");
    if (IsNested(member.value)) {
      text += '\n';
      AppendTree(member.value, indent + 2, text);
      continue;
    }
    Append(text, " ", ScalarText(member.value));
    if (member.name == "key_hex" &&
        member.value.kind() == FieldValue::Kind::kBytes) {
      if (const auto key = PrintableText(member.value.bytes())) {
        Append(text, " (", *key, ")");
      }
    }
    text += '\n';
  }
}

std::string KeyOf(const Bytes& key, KeyText& keys) {
  if (const auto fixed = PublicKey::From(key)) return keys.Of(*fixed);
  return BytesToHex(key);
}

// NOLINTNEXTLINE(misc-no-recursion)
Json JsonOfDescription(const TxDescription& txn, KeyText& keys) {
  const auto id = [](const std::optional<OrderId>& order) {
    return order ? Json(BytesToHex(order->view())) : Json(nullptr);
  };
  Json json = Json::object();
  json["type"] = txn.type;
  json["type_number"] = txn.type_number;
  json["hash"] = BytesToHex(txn.hash.view());
  json["unsigned_hash"] = BytesToHex(txn.unsigned_hash);
  json["size"] = txn.size;
  json["order_id"] = id(txn.order_id);
  json["cancelled_order_id"] = id(txn.cancelled_order_id);
  json["signer"] = {
      {"role", txn.signer_role},
      {"public_key",
       txn.signer.empty() ? Json(nullptr) : Json(KeyOf(txn.signer, keys))},
      {"public_key_hex",
       txn.signer.empty() ? Json(nullptr) : Json(BytesToHex(txn.signer))}};
  json["signature"] = txn.signature;
  json["signature_detail"] =
      txn.signature_detail.empty() ? Json(nullptr) : Json(txn.signature_detail);
  json["high_s"] = txn.high_s;
  json["fields"] = JsonOf(txn.fields);
  if (!txn.inner.empty()) {
    json["inner"] = Json::array();
    for (const TxDescription& inner : txn.inner) {
      json["inner"].push_back(JsonOfDescription(inner, keys));
    }
  }
  return json;
}

// NOLINTNEXTLINE(misc-no-recursion)
void AppendDescription(const TxDescription& txn, KeyText& keys,
                       std::size_t indent, std::string& text) {
  const std::string pad(indent, ' ');
  Append(text, pad, "type           ", txn.type, " (", txn.type_number, ")\n");
  Append(text, pad, "hash           ", BytesToHex(txn.hash.view()), "\n");
  Append(text, pad, "unsigned hash  ", BytesToHex(txn.unsigned_hash), "\n");
  Append(text, pad, "size           ", txn.size, " bytes\n");
  if (txn.order_id) {
    Append(text, pad, "order id       ", BytesToHex(txn.order_id->view()),
           "\n");
  }
  if (txn.cancelled_order_id) {
    Append(text, pad, "cancels order  ",
           BytesToHex(txn.cancelled_order_id->view()), "\n");
  }
  Append(text, pad, "signer         ", txn.signer_role);
  if (!txn.signer.empty()) Append(text, " ", KeyOf(txn.signer, keys));
  Append(text, ", signature ", txn.signature);
  if (!txn.signature_detail.empty()) {
    Append(text, " (", txn.signature_detail, ")");
  }
  if (txn.high_s) Append(text, ", high S: the chain refuses it");
  Append(text, "\n", pad, "fields\n");
  AppendTree(txn.fields, indent + 2, text);
  for (std::size_t i = 0; i < txn.inner.size(); ++i) {
    Append(text, pad, "inner transaction ", i, "\n");
    AppendDescription(txn.inner[i], keys, indent + 2, text);
  }
}

}  // namespace

absl::StatusOr<DecodedTx> DescribeTransaction(ByteView bytes) {
  std::size_t consumed = 0;
  absl::StatusOr<Transaction> txn = chain::DecodeTransaction(bytes, &consumed);
  if (!txn.ok()) return txn.status();
  DecodedTx decoded;
  decoded.trailing_bytes = bytes.size() - consumed;
  decoded.canonical = std::ranges::equal(chain::EncodeTransaction(*txn), bytes);
  decoded.txn = Describe(*txn);
  return decoded;
}

Json JsonOf(const DecodedTx& decoded, Network network) {
  KeyText keys(network);
  Json document = NewDocument("tx-decode", 1);
  document["network"] = NetworkName(network);
  document["canonical"] = decoded.canonical;
  document["trailing_bytes"] = decoded.trailing_bytes;
  document["transaction"] = JsonOfDescription(decoded.txn, keys);
  return document;
}

void PrintJson(const DecodedTx& decoded, Network network, std::ostream& out) {
  WriteJson(out, JsonOf(decoded, network));
}

std::string TextOf(const DecodedTx& decoded, Network network) {
  KeyText keys(network);
  std::string text;
  AppendDescription(decoded.txn, keys, 0, text);
  if (decoded.trailing_bytes != 0) {
    Append(text, "note: ", decoded.trailing_bytes,
           " bytes follow the last field; the node ignores them\n");
  } else if (!decoded.canonical) {
    text += "note: not the canonical encoding; hash and size are of that\n";
  }
  return text;
}

}  // namespace desobook
