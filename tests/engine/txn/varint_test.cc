#include "engine/txn/varint.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "engine/amount/uint256.h"

namespace desobook {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();

Bytes FromHexText(const std::string& text) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    bytes.push_back(
        static_cast<std::uint8_t>(std::stoul(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

Bytes Encoded(std::uint64_t value) {
  Bytes bytes;
  AppendUvarint(bytes, value);
  return bytes;
}
Bytes EncodedSigned(std::int64_t value) {
  Bytes bytes;
  AppendVarint(bytes, value);
  return bytes;
}

std::uint64_t Uint64OfHex(const json& text) {
  const auto value = FromHex(text.get<std::string>());
  EXPECT_TRUE(value.has_value() && value->FitsUint64()) << text;
  return value.value_or(Uint256()).limb[0];
}

VarintError ErrorOf(const json& error) {
  if (error.is_null()) return VarintError::kNone;
  EXPECT_TRUE(error == "eof" || error == "overflow") << error;
  return error == "eof" ? VarintError::kEof : VarintError::kOverflow;
}

void CheckDecodeUvarint(const json& vector) {
  const Bytes bytes = FromHexText(vector.at("bytes").get<std::string>());
  const UvarintRead got = ReadUvarint(bytes);
  ASSERT_EQ(got.error, ErrorOf(vector.at("error")));
  if (got.error != VarintError::kNone) return;
  EXPECT_EQ(got.value, Uint64OfHex(vector.at("value")));
  EXPECT_EQ(got.consumed, vector.at("consumed").get<std::size_t>());
}

void CheckDecodeVarint(const json& vector) {
  const Bytes bytes = FromHexText(vector.at("bytes").get<std::string>());
  const VarintRead got = ReadVarint(bytes);
  ASSERT_EQ(got.error, ErrorOf(vector.at("error")));
  if (got.error != VarintError::kNone) return;
  EXPECT_EQ(got.value, vector.at("value").get<std::int64_t>());
  EXPECT_EQ(got.consumed, vector.at("consumed").get<std::size_t>());
}

TEST(VarintVectorsTest, AgreesWithTheReference) {
  std::ifstream file(DESOBOOK_TEST_DATA "/codec/varint.json");
  ASSERT_TRUE(file.is_open());
  // Tested where they are decoded (tests/chain/codec).
  const std::set<std::string> elsewhere = {"uint256_forms",
                                           "decode_fixed_width_uint256",
                                           "decode_variable_width_uint256",
                                           "decode_optional_public_key",
                                           "decode_optional_block_hash",
                                           "encode_extra_data",
                                           "decode_extra_data"};
  std::map<std::string, int> checked;
  for (const json& vector : json::parse(file)) {
    SCOPED_TRACE(vector.dump());
    const std::string kind = vector.at("kind").get<std::string>();
    ++checked[kind];
    if (kind == "encode_uvarint") {
      EXPECT_EQ(Encoded(Uint64OfHex(vector.at("value"))),
                FromHexText(vector.at("bytes").get<std::string>()));
    } else if (kind == "encode_varint") {
      EXPECT_EQ(EncodedSigned(vector.at("value").get<std::int64_t>()),
                FromHexText(vector.at("bytes").get<std::string>()));
    } else if (kind == "decode_uvarint") {
      CheckDecodeUvarint(vector);
    } else if (kind == "decode_varint") {
      CheckDecodeVarint(vector);
    } else {
      ASSERT_TRUE(elsewhere.contains(kind)) << "unknown kind " << kind;
    }
  }
  for (const char* kind :
       {"encode_uvarint", "encode_varint", "decode_uvarint", "decode_varint"}) {
    EXPECT_GT(checked[kind], 0) << kind;
  }
}

TEST(UvarintTest, GrowsByAByteEverySevenBits) {
  EXPECT_EQ(UvarintSize(0), 1u);
  for (std::size_t bits = 1; bits <= 64; ++bits) {
    const std::uint64_t top = std::uint64_t{1} << (bits - 1);
    EXPECT_EQ(UvarintSize(top), (bits + 6) / 7) << bits;
    EXPECT_EQ(Encoded(top).size(), (bits + 6) / 7) << bits;
  }
}

TEST(UvarintTest, HoldsTheTenthByteToOne) {
  Bytes bytes(9, 0xff);
  bytes.push_back(1);
  EXPECT_EQ(ReadUvarint(bytes).value, kMax);
  EXPECT_EQ(ReadUvarint(bytes).consumed, 10u);
  bytes.back() = 2;
  EXPECT_EQ(ReadUvarint(bytes).error, VarintError::kOverflow);
  EXPECT_EQ(ReadUvarint(bytes).consumed, 10u);
  bytes.back() = 0x80;  // would go on
  EXPECT_EQ(ReadUvarint(bytes).error, VarintError::kOverflow);
}

TEST(UvarintTest, AcceptsNonMinimalForms) {
  Bytes bytes(9, 0x80);
  bytes.push_back(0);
  EXPECT_EQ(ReadUvarint(bytes).error, VarintError::kNone);
  EXPECT_EQ(ReadUvarint(bytes).value, 0u);
  EXPECT_EQ(ReadUvarint(bytes).consumed, 10u);
}

TEST(UvarintTest, LeavesWhatFollowsAlone) {
  const Bytes bytes = {0x05, 0xff, 0xff};
  EXPECT_EQ(ReadUvarint(bytes).value, 5u);
  EXPECT_EQ(ReadUvarint(bytes).consumed, 1u);
}

TEST(UvarintTest, EveryTruncationIsAnEarlyEnd) {
  const Bytes whole = Encoded(kMax);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const UvarintRead got = ReadUvarint(ByteView(whole).first(size));
    EXPECT_EQ(got.error, VarintError::kEof) << size;
    EXPECT_EQ(got.consumed, size);
    EXPECT_EQ(got.value, 0u);
  }
}

TEST(VarintTest, ZigzagsTheExtremes) {
  constexpr std::int64_t kLow = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kHigh = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(EncodedSigned(0), Bytes{0});
  EXPECT_EQ(EncodedSigned(-1), Bytes{1});
  EXPECT_EQ(EncodedSigned(1), Bytes{2});
  EXPECT_EQ(EncodedSigned(kLow), Encoded(kMax));
  EXPECT_EQ(EncodedSigned(kHigh), Encoded(kMax - 1));
  EXPECT_EQ(ReadVarint(EncodedSigned(kLow)).value, kLow);
  EXPECT_EQ(ReadVarint(EncodedSigned(kHigh)).value, kHigh);
}

RC_GTEST_PROP(VarintProperty, RoundTrips,
              (std::uint64_t seed, std::uint8_t shift)) {
  const std::uint64_t value = (seed * 0x9E3779B97F4A7C15ULL) >> (shift % 64);
  const Bytes bytes = Encoded(value);
  const UvarintRead read = ReadUvarint(bytes);
  RC_ASSERT(read.error == VarintError::kNone);
  RC_ASSERT(read.value == value);
  RC_ASSERT(read.consumed == bytes.size());
  RC_ASSERT(UvarintSize(value) == bytes.size());
  const auto number = static_cast<std::int64_t>(value);
  RC_ASSERT(ReadVarint(EncodedSigned(number)).value == number);
}

RC_GTEST_PROP(VarintProperty, NeverReadsBeyondTenBytes, (const Bytes& bytes)) {
  const UvarintRead read = ReadUvarint(bytes);
  RC_ASSERT(read.consumed <= std::min<std::size_t>(10, bytes.size()));
  // Whatever was read is written back at most as long.
  if (read.error == VarintError::kNone) {
    RC_ASSERT(UvarintSize(read.value) <= read.consumed);
  }
}

}  // namespace
}  // namespace desobook
