#include "tests/chain/codec/vectors.h"

#include <fstream>

#include "engine/amount/check.h"

namespace desobook::chain::testing {
namespace {

std::uint8_t Nibble(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  DESOBOOK_CHECK(c >= 'a' && c <= 'f');
  return static_cast<std::uint8_t>(c - 'a' + 10);
}

}  // namespace

nlohmann::json LoadVectors(std::string_view file) {
  std::ifstream stream(std::string(DESOBOOK_TEST_DATA "/codec/") +
                       std::string(file));
  DESOBOOK_CHECK(stream.good());
  nlohmann::json cases = nlohmann::json::parse(stream);
  DESOBOOK_CHECK(cases.is_array() && !cases.empty());
  return cases;
}

Bytes FromHexText(std::string_view text) {
  DESOBOOK_CHECK(text.size() % 2 == 0);
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(
        static_cast<std::uint8_t>(Nibble(text[i]) << 4 | Nibble(text[i + 1])));
  }
  return bytes;
}

Bytes BytesOf(const nlohmann::json& text) {
  if (text.is_null()) return {};
  return FromHexText(text.get_ref<const std::string&>());
}

std::string HexText(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

nlohmann::json FieldsJson(const FieldValue& value) {
  switch (value.kind()) {
    case FieldValue::Kind::kNull:
      return nullptr;
    case FieldValue::Kind::kBool:
      return value.bool_value();
    case FieldValue::Kind::kUnsigned:
      return value.unsigned_value();
    case FieldValue::Kind::kSigned:
      return value.signed_value();
    case FieldValue::Kind::kBytes:
      return HexText(value.bytes());
    case FieldValue::Kind::kUint256:
      return ToHex(value.number());
    case FieldValue::Kind::kText:
      return value.text();
    case FieldValue::Kind::kList: {
      nlohmann::json list = nlohmann::json::array();
      for (const FieldValue& element : value.list()) {
        list.push_back(FieldsJson(element));
      }
      return list;
    }
    case FieldValue::Kind::kObject: {
      nlohmann::json object = nlohmann::json::object();
      for (const FieldValue::Member& member : value.members()) {
        object[std::string(member.name)] = FieldsJson(member.value);
      }
      return object;
    }
  }
  return nullptr;
}

bool ExpectsError(const nlohmann::json& vector) {
  const nlohmann::json& error = vector.at("error");
  return !error.is_null() && error != false;
}

}  // namespace desobook::chain::testing
