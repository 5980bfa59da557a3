#include "src/json_reader.h"

#include <limits>
#include <utility>

#include "src/text.h"

namespace desobook {
namespace {

const nlohmann::json kNull;

}  // namespace

absl::StatusOr<nlohmann::json> ParseJson(std::string_view text,
                                         std::string_view name) {
  // The place of an error comes with the exception only.
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    return absl::DataLossError(
        Cat(name, ": is no JSON from byte ", error.byte, " on"));
  } catch (const nlohmann::json::exception& error) {
    return absl::DataLossError(Cat(name, ": ", error.what()));
  }
}

absl::Status JsonReader::status() const {
  return ok() ? absl::OkStatus() : absl::InvalidArgumentError(failure_);
}

void JsonReader::Fail(std::string_view key, std::string_view what) {
  if (!failure_.empty()) return;
  failure_ = Cat(path_, path_.empty() ? "" : ".", key, ": ", what);
}

const nlohmann::json& JsonReader::Member(std::string_view key) const {
  if (!object_.is_object()) return kNull;
  const auto it = object_.find(key);
  return it == object_.end() ? kNull : *it;
}

void JsonReader::Adopt(const JsonReader& nested) {
  if (failure_.empty()) failure_ = nested.failure_;
}

bool JsonReader::Has(std::string_view key) const {
  return !Member(key).is_null();
}

std::string_view JsonReader::Text(std::string_view key) {
  const nlohmann::json& member = Member(key);
  if (!member.is_string()) {
    Fail(key, "a text is expected");
    return {};
  }
  return *member.get_ptr<const std::string*>();
}

bool JsonReader::Boolean(std::string_view key) {
  const nlohmann::json& member = Member(key);
  if (!member.is_boolean()) {
    Fail(key, "true or false is expected");
    return false;
  }
  return member.get<bool>();
}

std::uint64_t JsonReader::Integer(std::string_view key) {
  const nlohmann::json& member = Member(key);
  if (member.is_number_unsigned()) return member.get<std::uint64_t>();
  if (member.is_string()) {
    const auto wide = FromHex(*member.get_ptr<const std::string*>());
    if (wide && wide->FitsUint64()) return wide->limb[0];
  }
  Fail(key, "a number from 0 to 2^64-1 is expected, as digits or 0x text");
  return 0;
}

std::uint64_t JsonReader::IntegerOr(std::string_view key,
                                    std::uint64_t fallback) {
  return Has(key) ? Integer(key) : fallback;
}

Uint256 JsonReader::Wide(std::string_view key) {
  const nlohmann::json& member = Member(key);
  if (member.is_string()) {
    if (const auto wide = FromHex(*member.get_ptr<const std::string*>())) {
      return *wide;
    }
  }
  Fail(key, "0x and up to 64 hex digits are expected");
  return Uint256();
}

Bytes JsonReader::HexBytes(std::string_view key) {
  if (auto bytes = BytesFromHex(Text(key))) return *std::move(bytes);
  Fail(key, "an even number of hex digits is expected");
  return {};
}

const nlohmann::json& JsonReader::Array(std::string_view key) {
  const nlohmann::json& member = Member(key);
  if (!member.is_array()) Fail(key, "a list is expected");
  return member;
}

const nlohmann::json& JsonReader::Object(std::string_view key) {
  const nlohmann::json& member = Member(key);
  if (!member.is_object()) Fail(key, "an object is expected");
  return member;
}

}  // namespace desobook
