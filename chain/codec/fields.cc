#include "chain/codec/fields.h"

#include "engine/amount/check.h"

namespace desobook::chain {

FieldValue::FieldValue() = default;
FieldValue::FieldValue(Storage value) : value_(std::move(value)) {}
FieldValue::FieldValue(const FieldValue& other) = default;
FieldValue::FieldValue(FieldValue&& other) noexcept = default;
FieldValue& FieldValue::operator=(const FieldValue& other) = default;
FieldValue& FieldValue::operator=(FieldValue&& other) noexcept = default;
FieldValue::~FieldValue() = default;

FieldValue FieldValue::Null() { return {}; }
FieldValue FieldValue::Bool(bool value) { return FieldValue(Storage(value)); }
FieldValue FieldValue::Unsigned(std::uint64_t value) {
  return FieldValue(Storage(value));
}
FieldValue FieldValue::Signed(std::int64_t value) {
  return FieldValue(Storage(value));
}
FieldValue FieldValue::Blob(ByteView value) {
  return FieldValue(Storage(Bytes(value.begin(), value.end())));
}
FieldValue FieldValue::Number(const Uint256& value) {
  return FieldValue(Storage(value));
}
FieldValue FieldValue::Text(std::string_view value) {
  return FieldValue(Storage(std::string(value)));
}
FieldValue FieldValue::List() { return FieldValue(Storage(ListType())); }
FieldValue FieldValue::Object() { return FieldValue(Storage(ObjectType())); }

FieldValue::Kind FieldValue::kind() const {
  return static_cast<Kind>(value_.index());
}

bool FieldValue::bool_value() const {
  DESOBOOK_CHECK(kind() == Kind::kBool);
  return std::get<bool>(value_);
}

std::uint64_t FieldValue::unsigned_value() const {
  DESOBOOK_CHECK(kind() == Kind::kUnsigned);
  return std::get<std::uint64_t>(value_);
}

std::int64_t FieldValue::signed_value() const {
  DESOBOOK_CHECK(kind() == Kind::kSigned);
  return std::get<std::int64_t>(value_);
}

const Bytes& FieldValue::bytes() const {
  DESOBOOK_CHECK(kind() == Kind::kBytes);
  return std::get<Bytes>(value_);
}

const Uint256& FieldValue::number() const {
  DESOBOOK_CHECK(kind() == Kind::kUint256);
  return std::get<Uint256>(value_);
}

const std::string& FieldValue::text() const {
  DESOBOOK_CHECK(kind() == Kind::kText);
  return std::get<std::string>(value_);
}

const FieldValue::ListType& FieldValue::list() const {
  DESOBOOK_CHECK(kind() == Kind::kList);
  return std::get<ListType>(value_);
}

const FieldValue::ObjectType& FieldValue::members() const {
  DESOBOOK_CHECK(kind() == Kind::kObject);
  return std::get<ObjectType>(value_);
}

void FieldValue::Append(FieldValue element) {
  DESOBOOK_CHECK(kind() == Kind::kList);
  std::get<ListType>(value_).push_back(std::move(element));
}

FieldValue& FieldValue::Add(std::string_view name, FieldValue value) {
  DESOBOOK_CHECK(kind() == Kind::kObject);
  auto& members = std::get<ObjectType>(value_);
  members.push_back(Member{name, std::move(value)});
  return members.back().value;
}

const FieldValue* FieldValue::Find(std::string_view name) const {
  for (const Member& member : members()) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

bool operator==(const FieldValue& a, const FieldValue& b) {
  return a.header_ == b.header_ && a.value_ == b.value_;
}

FieldValue ExtraDataFields(const std::map<Bytes, Bytes>& map) {
  FieldValue list = FieldValue::List();
  for (const auto& [key, value] : map) {
    FieldValue entry = FieldValue::Object();
    entry.Add("key_hex", FieldValue::Blob(key));
    entry.Add("value", FieldValue::Blob(value));
    list.Append(std::move(entry));
  }
  return list;
}

}  // namespace desobook::chain
