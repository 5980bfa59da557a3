// Reads the codec vectors and renders our values in their notation.

#ifndef DESOBOOK_TESTS_CHAIN_CODEC_VECTORS_H_
#define DESOBOOK_TESTS_CHAIN_CODEC_VECTORS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "chain/codec/fields.h"
#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"

namespace desobook::chain::testing {

// All cases of a file, e.g. "blocks.json". Aborts if there are none.
nlohmann::json LoadVectors(std::string_view file);

Bytes FromHexText(std::string_view text);
// Hex text; null is empty.
Bytes BytesOf(const nlohmann::json& text);
std::string HexText(ByteView bytes);
nlohmann::json FieldsJson(const FieldValue& value);

template <typename Id>
Id IdOf(const nlohmann::json& text) {
  return Id::From(BytesOf(text)).value();
}

// `error` null or false means success.
bool ExpectsError(const nlohmann::json& vector);

}  // namespace desobook::chain::testing

#endif  // DESOBOOK_TESTS_CHAIN_CODEC_VECTORS_H_
