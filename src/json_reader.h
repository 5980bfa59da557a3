// Reads members of a JSON object that nobody vouches for. The first failure
// sticks and later reads give zero values, so a record is checked once, after
// all its members were read.

#ifndef DESOBOOK_SRC_JSON_READER_H_
#define DESOBOOK_SRC_JSON_READER_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/amount/uint256.h"
#include "engine/txn/ids.h"
#include "src/hex.h"

namespace desobook {

// The contents of a JSON file, or of a line of one; `name` says which.
// Errors: DataLoss "<name>: is no JSON from byte <n> on", counted from 1.
absl::StatusOr<nlohmann::json> ParseJson(std::string_view text,
                                         std::string_view name);

class JsonReader {
 public:
  // `object` must outlive the reader and what it returns.
  JsonReader(const nlohmann::json& object, std::string path)
      : object_(object), path_(std::move(path)) {}

  [[nodiscard]] bool ok() const { return failure_.empty(); }
  // InvalidArgument "<path>.<key>: <what>".
  [[nodiscard]] absl::Status status() const;
  void Fail(std::string_view key, std::string_view what);
  // Takes over the failure of the reader of a nested object.
  void Adopt(const JsonReader& nested);

  [[nodiscard]] bool Has(std::string_view key) const;  // present, not null
  std::string_view Text(std::string_view key);
  bool Boolean(std::string_view key);
  // A number below 2^53 or a 0x string, as the vectors write 64-bit integers.
  std::uint64_t Integer(std::string_view key);
  std::uint64_t IntegerOr(std::string_view key, std::uint64_t fallback);
  Uint256 Wide(std::string_view key);
  Bytes HexBytes(std::string_view key);
  // A 32-byte id or digest in lowercase hex.
  template <typename Id>
  Id HexId(std::string_view key) {
    const Bytes bytes = HexBytes(key);
    if (const auto id = Id::From(bytes)) return *id;
    Fail(key, "has not the right number of bytes");
    return Id{};
  }
  // The member, or a null value.
  const nlohmann::json& Member(std::string_view key) const;
  const nlohmann::json& Array(std::string_view key);
  const nlohmann::json& Object(std::string_view key);

 private:
  const nlohmann::json& object_;
  std::string path_;
  std::string failure_;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_JSON_READER_H_
