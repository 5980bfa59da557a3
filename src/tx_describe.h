// Everything that the bytes of a transaction say, for people and programs.

#ifndef DESOBOOK_SRC_TX_DESCRIBE_H_
#define DESOBOOK_SRC_TX_DESCRIBE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "chain/codec/fields.h"
#include "engine/rules/params.h"
#include "engine/txn/envelope.h"
#include "src/json_output.h"

namespace desobook {

struct TxDescription {
  std::string type;  // name of protocol text 3.6
  std::uint8_t type_number = 0;
  TxnHash hash;
  Bytes unsigned_hash;     // what is signed
  std::uint64_t size = 0;  // bytes of the canonical signed encoding
  // The order that this transaction places; for a cancel: the one it cancels.
  std::optional<OrderId> order_id;
  std::optional<OrderId> cancelled_order_id;
  std::string_view signer_role;  // "owner", "derived key", "none"
  Bytes signer;                  // its public key, if known
  // "valid" (under the signer's key), "invalid", "none"
  std::string_view signature;
  std::string_view signature_detail;  // what is wrong; empty otherwise
  bool high_s = false;
  chain::FieldValue fields;
  std::vector<TxDescription> inner;  // of an atomic wrapper
};

struct DecodedTx {
  TxDescription txn;
  std::size_t trailing_bytes = 0;  // after the last field; ignored by the node
  bool canonical = false;          // the bytes are the canonical encoding
};

// Errors: InvalidArgument or DataLoss, naming the byte.
absl::StatusOr<DecodedTx> DescribeTransaction(ByteView bytes);

Json JsonOf(const DecodedTx& decoded, Network network);
void PrintJson(const DecodedTx& decoded, Network network, std::ostream& out);
std::string TextOf(const DecodedTx& decoded, Network network);

}  // namespace desobook

#endif  // DESOBOOK_SRC_TX_DESCRIBE_H_
