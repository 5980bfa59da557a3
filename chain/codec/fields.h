// A decoded structure as a tree of named values, for showing and comparing it
// without knowing its type. Programs render it as text or JSON; this library
// knows neither.
//
//   FieldValue order = DecodeFields(kOrderSchema, reader);
//   const FieldValue* rate = order.Find("ScaledExchangeRate...");

#ifndef DESOBOOK_CHAIN_CODEC_FIELDS_H_
#define DESOBOOK_CHAIN_CODEC_FIELDS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

class FieldValue {
 public:
  struct Member;
  using ListType = std::vector<FieldValue>;
  using ObjectType = std::vector<Member>;  // in the order of the encoding

  enum class Kind : std::uint8_t {
    kNull,  // absent
    kBool,
    kUnsigned,
    kSigned,
    kBytes,  // shown as lowercase hex
    kUint256,
    kText,
    kList,
    kObject,
  };

  // Of an object that was decoded from its self-describing form (protocol text
  // 2.4); re-encoding needs it.
  struct EntryHeader {
    std::uint64_t encoder_type = 0;
    std::uint64_t version_byte = 0;
    friend bool operator==(const EntryHeader&, const EntryHeader&) = default;
  };

  FieldValue();  // null
  FieldValue(const FieldValue& other);
  FieldValue(FieldValue&& other) noexcept;
  FieldValue& operator=(const FieldValue& other);
  FieldValue& operator=(FieldValue&& other) noexcept;
  ~FieldValue();

  static FieldValue Null();
  static FieldValue Bool(bool value);
  static FieldValue Unsigned(std::uint64_t value);
  static FieldValue Signed(std::int64_t value);
  static FieldValue Blob(ByteView value);
  static FieldValue Number(const Uint256& value);
  static FieldValue Text(std::string_view value);
  static FieldValue List();
  static FieldValue Object();

  [[nodiscard]] Kind kind() const;
  [[nodiscard]] bool is_null() const { return kind() == Kind::kNull; }

  // REQUIRES: kind() is the one asked for.
  [[nodiscard]] bool bool_value() const;
  [[nodiscard]] std::uint64_t unsigned_value() const;
  [[nodiscard]] std::int64_t signed_value() const;
  [[nodiscard]] const Bytes& bytes() const;
  [[nodiscard]] const Uint256& number() const;
  [[nodiscard]] const std::string& text() const;
  [[nodiscard]] const ListType& list() const;
  [[nodiscard]] const ObjectType& members() const;

  // Appends to a list.
  void Append(FieldValue element);
  // Appends to an object. `name` must outlive this value: names are literals.
  // Returns the stored value, valid until the next Add.
  FieldValue& Add(std::string_view name, FieldValue value);
  // The member of an object called `name`, or nullptr.
  [[nodiscard]] const FieldValue* Find(std::string_view name) const;

  [[nodiscard]] const EntryHeader& entry_header() const { return header_; }
  void set_entry_header(const EntryHeader& header) { header_ = header; }

  friend bool operator==(const FieldValue& a, const FieldValue& b);

 private:
  // The alternatives stand in the order of Kind.
  using Storage =
      std::variant<std::monostate, bool, std::uint64_t, std::int64_t, Bytes,
                   Uint256, std::string, ListType, ObjectType>;
  explicit FieldValue(Storage value);

  Storage value_;
  EntryHeader header_;
};

struct FieldValue::Member {
  std::string_view name;
  FieldValue value;
  friend bool operator==(const Member& a, const Member& b) {
    return a.name == b.name && a.value == b.value;
  }
};

// A map as a list of {key_hex, value}, sorted by key.
FieldValue ExtraDataFields(const std::map<Bytes, Bytes>& map);

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_CODEC_FIELDS_H_
