#include "src/json_output.h"

#include <nlohmann/json.hpp>

#include "engine/amount/uint256.h"
#include "src/hex.h"
#include "src/text.h"

namespace desobook {

Json NewDocument(std::string_view name, int version) {
  Json document = Json::object();
  document["schema"] = Cat("desobook/", name, "/", version);
  return document;
}

void WriteJson(std::ostream& out, const Json& document) {
  out << document.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
}

Json JsonOf(const chain::FieldValue& value) {
  using Kind = chain::FieldValue::Kind;
  switch (value.kind()) {
    case Kind::kNull:
      return nullptr;
    case Kind::kBool:
      return value.bool_value();
    case Kind::kUnsigned:
      return Cat(value.unsigned_value());
    case Kind::kSigned:
      return Cat(value.signed_value());
    case Kind::kBytes:
      return BytesToHex(value.bytes());
    case Kind::kUint256:
      return ToDecimal(value.number());
    case Kind::kText:
      return value.text();
    case Kind::kList: {
      Json list = Json::array();
      for (const chain::FieldValue& element : value.list()) {
        list.push_back(JsonOf(element));
      }
      return list;
    }
    case Kind::kObject: {
      Json object = Json::object();
      for (const chain::FieldValue::Member& member : value.members()) {
        object[std::string(member.name)] = JsonOf(member.value);
      }
      return object;
    }
  }
  return nullptr;
}

}  // namespace desobook
