// Readers of entries inside entries, shared by the typed decoders. Each stands
// at the entry's existence byte; with a failed reader the result means nothing.

#ifndef DESOBOOK_CHAIN_STREAM_TYPED_PARTS_H_
#define DESOBOOK_CHAIN_STREAM_TYPED_PARTS_H_

#include <optional>

#include "chain/codec/reader.h"
#include "chain/stream/typed.h"

namespace desobook::chain::typed {

Pkid ReadPkid(Reader& reader);  // must be there
std::optional<BalanceEntry> ReadBalance(Reader& reader);
std::optional<OrderEntry> ReadOrder(Reader& reader);
std::optional<FilledOrder> ReadFilledOrder(Reader& reader);
std::optional<CoinEntry> ReadCoin(Reader& reader);
std::optional<ProfileEntry> ReadProfile(Reader& reader);
std::optional<DerivedKeyRow> ReadDerivedKey(Reader& reader);
std::optional<GlobalParams> ReadGlobalParams(Reader& reader);
std::optional<UserAssociationRow> ReadUserAssociation(Reader& reader);

// What DecodeX makes of ReadX: the entry must be there and be all.
template <typename T>
absl::StatusOr<T> Whole(std::optional<T> value, Reader& reader,
                        std::string_view name) {
  if (reader.ok() && !value) reader.Fail("the entry is absent");
  if (reader.ok() && !reader.AtEnd()) {
    reader.Fail("bytes are left over behind the entry");
  }
  if (!reader.ok()) return absl::DataLossError(reader.Status(name).message());
  return *std::move(value);
}

}  // namespace desobook::chain::typed

#endif  // DESOBOOK_CHAIN_STREAM_TYPED_PARTS_H_
