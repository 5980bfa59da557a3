// How the program prints JSON: one document, members in the order given, a
// `schema` first, amounts as decimal texts.

#ifndef DESOBOOK_SRC_JSON_OUTPUT_H_
#define DESOBOOK_SRC_JSON_OUTPUT_H_

#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <string_view>

#include "chain/codec/fields.h"

namespace desobook {

using Json = nlohmann::ordered_json;

// {"schema": "desobook/<name>/<version>"}. A change that could break a reader
// raises the version.
Json NewDocument(std::string_view name, int version);

// Indented, with a line end. Bytes that are no UTF-8 become U+FFFD.
void WriteJson(std::ostream& out, const Json& document);

// Numbers that may not fit 2^53 (amounts, nonces) become decimal texts, bytes
// lowercase hex. Nesting is as deep as the tree, which decoders bound.
Json JsonOf(const chain::FieldValue& value);

}  // namespace desobook

#endif  // DESOBOOK_SRC_JSON_OUTPUT_H_
