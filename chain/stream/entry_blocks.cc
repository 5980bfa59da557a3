// Entries that hold a block, a transaction or the header of a block.

#include <utility>

#include "chain/codec/block.h"
#include "chain/codec/primitives.h"
#include "chain/codec/transaction.h"
#include "chain/stream/entry_custom.h"
#include "chain/stream/entry_tables.h"

namespace desobook::chain::entries {
namespace {

FieldValue DecodeBlockHex(Reader& reader, const SchemaContext&) {
  const auto block = DecodeBlock(reader.LenBytes());
  if (reader.ok() && !block.ok()) reader.Fail("malformed block");
  const absl::StatusOr<Bytes> bytes =
      block.ok() ? EncodeBlock(*block) : block.status();
  if (!bytes.ok()) {
    reader.Fail("block that cannot be encoded again");
    return FieldValue::Blob({});
  }
  return FieldValue::Blob(*bytes);
}

FieldValue DecodeTxnHex(Reader& reader, const SchemaContext&) {
  const auto txn = DecodeTransaction(reader.LenBytes());
  if (!txn.ok()) {
    reader.Fail("malformed transaction");
    return FieldValue::Blob({});
  }
  return FieldValue::Blob(EncodeTransaction(*txn));
}

void EncodeHex(const FieldValue& value, const SchemaContext&, Writer& writer) {
  writer.LenBytes(value.bytes());
}

constexpr CustomCodec kBlockHex = {DecodeBlockHex, EncodeHex};
constexpr CustomCodec kTxnHex = {DecodeTxnHex, EncodeHex};
constexpr FieldSpec kBlockFields[] = {
    {"block_hex", FieldKind::kCustom, nullptr, &kBlockHex},
};
constexpr FieldSpec kTxnFields[] = {
    {"txn_hex", FieldKind::kCustom, nullptr, &kTxnHex},
};

// Block nodes. Whether difficulty and work are there depends on the fork
// heights of the network; the length around the node tells as much without
// them: only one of the two layouts ends where the length says.

struct NodeLayout {
  bool fits = false;
  ByteView hash;
  std::uint64_t height = 0;
  ByteView target;  // empty: proof of stake
  ByteView work;
  ByteView header;
  std::uint64_t status = 0;
};

NodeLayout ReadNode(ByteView bytes, bool proof_of_work) {
  Reader reader(bytes);
  NodeLayout node;
  node.hash = reader.Take(BlockHash::kSize);
  node.height = reader.Uvarint();
  if (proof_of_work) {
    node.target = reader.Take(BlockHash::kSize);
    node.work = reader.Take(BlockHash::kSize);
  }
  const std::int64_t header_size = reader.Varint();
  if (header_size < 0) return node;
  node.header = reader.Take(static_cast<std::size_t>(header_size));
  node.status = reader.Uvarint();
  node.fits = reader.ok() && reader.AtEnd();
  return node;
}

// The header stays encoded in the tree; ShownFields opens it.
FieldValue DecodeBlockNode(Reader& reader, const SchemaContext&) {
  const ByteView bytes = reader.LenBytes();
  NodeLayout node = ReadNode(bytes, /*proof_of_work=*/false);
  if (!node.fits) node = ReadNode(bytes, /*proof_of_work=*/true);
  if (!node.fits) reader.Fail("block node has neither layout");
  const auto header = DecodeHeader(node.header);
  if (!header.ok()) reader.Fail("malformed header in a block node");
  FieldValue tree = FieldValue::Object();
  tree.Add("Hash", FieldValue::Blob(node.hash));
  tree.Add("Height", FieldValue::Unsigned(node.height & 0xffffffff));
  tree.Add("DifficultyTarget",
           FieldValue::Blob(Resized(node.target, BlockHash::kSize)));
  tree.Add("CumWork", node.work.empty()
                          ? FieldValue::Null()
                          : FieldValue::Number(*FromBigEndian(node.work)));
  tree.Add("Header", FieldValue::Blob(node.header));
  tree.Add("Status", FieldValue::Unsigned(node.status & 0xffffffff));
  return tree;
}

void EncodeBlockNode(const FieldValue& tree, const SchemaContext&,
                     Writer& writer) {
  Writer node;
  node.Raw(tree.Find("Hash")->bytes());
  node.Uvarint(tree.Find("Height")->unsigned_value());
  const FieldValue& work = *tree.Find("CumWork");
  if (!work.is_null()) {
    node.Raw(tree.Find("DifficultyTarget")->bytes());
    node.Raw(ToBigEndian(work.number()));
  }
  const Bytes& header = tree.Find("Header")->bytes();
  node.Varint(static_cast<std::int64_t>(header.size()));
  node.Raw(header);
  node.Uvarint(tree.Find("Status")->unsigned_value());
  writer.LenBytes(node.bytes());
}

constexpr CustomCodec kBlockNodeCodec = {DecodeBlockNode, EncodeBlockNode};
constexpr FieldSpec kBlockNodeFields[] = {
    {"", FieldKind::kCustom, nullptr, &kBlockNodeCodec},
};

}  // namespace

constinit const Schema kBlock = {"MsgDeSoBlock", kBlockFields, kBlockEntryType};
constinit const Schema kTxn = {"MsgDeSoTxn", kTxnFields, kTxnEntryType};
constinit const Schema kBlockNode = {"BlockNode", kBlockNodeFields,
                                     kBlockNodeType};

}  // namespace desobook::chain::entries
