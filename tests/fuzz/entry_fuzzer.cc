// Entries of the stream: the first byte selects the type (and for operations
// whether they carry metadata), the rest is the entry. Decoding, skipping and
// the typed readers must agree on what they accept.

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "chain/stream/entry_schema.h"
#include "chain/stream/skip.h"
#include "chain/stream/typed.h"
#include "chain/stream/typed_staking.h"
#include "engine/amount/check.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

using chain::FieldValue;
using chain::OperationMetadata;
using chain::Reader;
using chain::Schema;

constexpr std::uint64_t kValidatorEntryType = 45;
constexpr std::uint64_t kEpochEntryType = 48;

// The result of the typed reader of a type, or nothing if it has none.
std::optional<absl::Status> ReadTyped(std::uint64_t type, ByteView entry,
                                      OperationMetadata metadata) {
  switch (type) {
    case chain::kUtxoOperationType:
      return chain::DecodeOperation(entry, metadata).status();
    case chain::kUtxoOperationBundleType:
      return chain::DecodeOperationBundle(entry, metadata).status();
    case chain::kDerivedKeyEntryType:
      return chain::DecodeDerivedKeyEntry(entry).status();
    case chain::kGlobalParamsEntryType:
      return chain::DecodeGlobalParams(entry).status();
    case chain::kBalanceEntryType:
      return chain::DecodeBalanceEntry(entry).status();
    case chain::kCoinEntryType:
      return chain::DecodeCoinEntry(entry).status();
    case chain::kPkidEntryType:
      return chain::DecodePkidEntry(entry).status();
    case chain::kProfileEntryType:
      return chain::DecodeProfileEntry(entry).status();
    case chain::kOrderEntryType:
      return chain::DecodeOrderEntry(entry).status();
    case chain::kFilledOrderType:
      return chain::DecodeFilledOrder(entry).status();
    case chain::kUserAssociationEntryType:
      return chain::DecodeUserAssociation(entry).status();
    case chain::kDesoBalanceEntryType:
      return chain::DecodeDesoBalance(entry).status();
    case chain::kStakeEntryType: {
      const auto full = chain::DecodeStakerEntry(entry);
      const auto amount = chain::DecodeStakeEntry(entry);
      DESOBOOK_CHECK(!amount.ok() || full.ok());
      return amount.status();
    }
    case chain::kLockedStakeEntryType:
      return chain::DecodeLockedStakeEntry(entry).status();
    case kValidatorEntryType:
      return chain::DecodeValidatorEntry(entry).status();
    case kEpochEntryType:
      return chain::DecodeEpochEntry(entry).status();
    default:
      return std::nullopt;
  }
}

void CheckCanonicalForm(const Schema& schema, const FieldValue& entry) {
  chain::Writer writer;
  chain::EncodeEntry(schema, entry, writer);
  const Bytes encoded = writer.Take();
  Reader reader(encoded);
  const FieldValue again = chain::DecodeEntry(schema, reader);
  DESOBOOK_CHECK(reader.ok());
  DESOBOOK_CHECK(reader.AtEnd());
  DESOBOOK_CHECK(again == entry);
  chain::Writer rewriter;
  chain::EncodeEntry(schema, again, rewriter);
  DESOBOOK_CHECK(rewriter.Take() == encoded);
}

}  // namespace

void FuzzEntry(ByteView bytes) {
  if (bytes.empty()) return;
  const std::uint64_t type = bytes[0] & 0x3f;
  const auto metadata = (bytes[0] & 0x80) != 0 ? OperationMetadata::kLeftOut
                                               : OperationMetadata::kIncluded;
  const Schema* schema = chain::FindEntrySchema(type, metadata);
  if (schema == nullptr) return;
  const ByteView entry = bytes.subspan(1);

  Reader reader(entry);
  const FieldValue tree = chain::DecodeEntry(*schema, reader);
  Reader skipper(entry);
  chain::SkipEntry(*schema, skipper);
  const auto typed = ReadTyped(type, entry, metadata);
  if (!reader.ok()) {
    // Skipping is laxer in contents, never stricter; the typed readers pass
    // over fields that they do not keep.
    DESOBOOK_CHECK(reader.Status("entry").message().find("byte") !=
                   std::string::npos);
    return;
  }
  DESOBOOK_CHECK(skipper.ok());
  DESOBOOK_CHECK(skipper.position() == reader.position());
  DESOBOOK_CHECK(!typed || !typed->ok() || reader.AtEnd());
  (void)chain::ShownFields(tree);
  CheckCanonicalForm(*schema, tree);
}

}  // namespace desobook::fuzz
