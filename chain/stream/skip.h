// Walks over encoded entries without building anything. Entries carry no
// length around them (protocol text 8.1), so finding what stands behind one
// means reading its layout; this is the fast way.

#ifndef DESOBOOK_CHAIN_STREAM_SKIP_H_
#define DESOBOOK_CHAIN_STREAM_SKIP_H_

#include <cstdint>
#include <optional>

#include "chain/codec/reader.h"
#include "chain/codec/schema.h"

namespace desobook::chain {

// Reads the header of an entry: its version, or nothing for an absent entry
// and after a failure. The same rules as DecodeEntry.
std::optional<std::uint64_t> ReadEntryHeader(std::uint64_t encoder_type,
                                             Reader& reader);

// Moves `reader` behind one field, structure or entry. Fails where decoding
// would, except for what only the contents tell: a map's keys that occur
// twice, numbers above their width.
void SkipField(const FieldSpec& spec, Reader& reader,
               const SchemaContext& context);
void SkipFields(const Schema& schema, Reader& reader,
                const SchemaContext& context);
void SkipEntry(const Schema& schema, Reader& reader,
               const SchemaContext& context = {});

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_STREAM_SKIP_H_
