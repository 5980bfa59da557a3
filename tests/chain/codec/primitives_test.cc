#include "chain/codec/primitives.h"

#include <gtest/gtest.h>

#include "engine/txn/varint.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::ExpectsError;
using testing::HexText;

Uint256 NumberOf(const json& text) {
  return FromHex(text.get_ref<const std::string&>()).value();
}

std::string Unsigned(std::uint64_t value) { return ToHex(Uint256(value)); }

ExtraData ExtraDataOf(const json& entries) {
  ExtraData extra_data;
  for (const json& entry : entries) {
    extra_data[BytesOf(entry.at("key_hex"))] = BytesOf(entry.at("value"));
  }
  return extra_data;
}

std::string ErrorText(VarintError error) {
  switch (error) {
    case VarintError::kNone:
      return "";
    case VarintError::kEof:
      return "eof";
    case VarintError::kOverflow:
      return "overflow";
  }
  return "?";
}

std::string ErrorText(const json& error) {
  return error.is_string() ? error.get<std::string>() : "";
}

void CheckEncodedIntegers(const json& vector) {
  const bool is_signed = vector.at("kind") == "encode_varint";
  Writer writer;
  if (is_signed) {
    writer.Varint(vector.at("value").get<std::int64_t>());
  } else {
    writer.Uvarint(NumberOf(vector.at("value")).limb[0]);
  }
  EXPECT_EQ(HexText(writer.bytes()), vector.at("bytes"));
}

void CheckDecodedUvarint(const json& vector) {
  const Bytes bytes = BytesOf(vector.at("bytes"));
  const UvarintRead read = ReadUvarint(bytes);
  EXPECT_EQ(ErrorText(read.error), ErrorText(vector.at("error")));
  Reader reader(bytes);
  const std::uint64_t value = reader.Uvarint();
  EXPECT_EQ(reader.ok(), !ExpectsError(vector));
  if (ExpectsError(vector)) return;
  EXPECT_EQ(Unsigned(read.value), vector.at("value"));
  EXPECT_EQ(value, read.value);
  EXPECT_EQ(read.consumed, vector.at("consumed"));
  EXPECT_EQ(reader.position(), read.consumed);
}

void CheckDecodedVarint(const json& vector) {
  const Bytes bytes = BytesOf(vector.at("bytes"));
  const VarintRead read = ReadVarint(bytes);
  EXPECT_EQ(ErrorText(read.error), ErrorText(vector.at("error")));
  Reader reader(bytes);
  const std::int64_t value = reader.Varint();
  EXPECT_EQ(reader.ok(), !ExpectsError(vector));
  if (ExpectsError(vector)) return;
  EXPECT_EQ(read.value, vector.at("value"));
  EXPECT_EQ(value, read.value);
  EXPECT_EQ(read.consumed, vector.at("consumed"));
  EXPECT_EQ(reader.position(), read.consumed);
}

void CheckUint256Forms(const json& vector) {
  std::optional<Uint256> value;
  if (!vector.at("value").is_null()) value = NumberOf(vector.at("value"));
  Writer fixed;
  WriteFixedUint256(value, fixed);
  EXPECT_EQ(HexText(fixed.bytes()), vector.at("fixed_width"));
  Writer variable;
  WriteVariableUint256(value, variable);
  EXPECT_EQ(HexText(variable.bytes()), vector.at("variable_width"));
  if (!value) {  // the plain form knows no absence
    EXPECT_TRUE(vector.at("plain_minimal_lenbytes").is_null());
    return;
  }
  Writer plain;
  WritePlainUint256(*value, plain);
  EXPECT_EQ(HexText(plain.bytes()), vector.at("plain_minimal_lenbytes"));
  Reader reader(plain.bytes());
  EXPECT_EQ(ReadPlainUint256(reader), *value);
  EXPECT_TRUE(reader.ok() && reader.AtEnd());
}

json Rendered(const std::optional<Uint256>& value) {
  return value ? json(ToHex(*value)) : json(nullptr);
}

template <typename Id>
json Rendered(const std::optional<Id>& id) {
  return id ? json(HexText(id->view())) : json(nullptr);
}

template <typename Read>
void CheckDecodedOptional(const json& vector, Read read) {
  const Bytes bytes = BytesOf(vector.at("bytes"));
  Reader reader(bytes);
  const json value = Rendered(read(reader));
  EXPECT_EQ(reader.ok(), !ExpectsError(vector));
  if (ExpectsError(vector)) return;
  EXPECT_EQ(value, vector.at("value"));
  EXPECT_EQ(reader.position(), vector.at("consumed"));
}

void CheckEncodedExtraData(const json& vector) {
  Writer writer;
  WriteExtraData(ExtraDataOf(vector.at("entries_any_order")), writer);
  EXPECT_EQ(HexText(writer.bytes()), vector.at("bytes"));
}

void CheckDecodedExtraData(const json& vector) {
  const Bytes bytes = BytesOf(vector.at("bytes"));
  Reader reader(bytes);
  const ExtraData extra_data = ReadExtraData(reader);
  EXPECT_EQ(reader.ok(), !ExpectsError(vector));
  if (ExpectsError(vector)) return;
  EXPECT_EQ(extra_data, ExtraDataOf(vector.at("entries")));
  EXPECT_EQ(reader.position(), vector.at("consumed"));
  Writer writer;
  WriteExtraData(extra_data, writer);
  EXPECT_EQ(HexText(writer.bytes()), vector.at("reencoded"));
}

void CheckVector(const json& vector) {
  const std::string kind = vector.at("kind");
  if (kind == "encode_uvarint" || kind == "encode_varint") {
    CheckEncodedIntegers(vector);
  } else if (kind == "decode_uvarint") {
    CheckDecodedUvarint(vector);
  } else if (kind == "decode_varint") {
    CheckDecodedVarint(vector);
  } else if (kind == "uint256_forms") {
    CheckUint256Forms(vector);
  } else if (kind == "decode_fixed_width_uint256") {
    CheckDecodedOptional(vector, ReadFixedUint256);
  } else if (kind == "decode_variable_width_uint256") {
    CheckDecodedOptional(vector, ReadVariableUint256);
  } else if (kind == "decode_optional_public_key") {
    CheckDecodedOptional(vector, ReadOptionalPublicKey);
  } else if (kind == "decode_optional_block_hash") {
    CheckDecodedOptional(vector, ReadOptionalHash);
  } else if (kind == "encode_extra_data") {
    CheckEncodedExtraData(vector);
  } else if (kind == "decode_extra_data") {
    CheckDecodedExtraData(vector);
  } else {
    ADD_FAILURE() << "unknown kind " << kind;
  }
}

TEST(PrimitivesTest, AgreesWithVectors) {
  std::size_t count = 0;
  for (const json& vector : testing::LoadVectors("varint.json")) {
    SCOPED_TRACE(vector.dump());
    CheckVector(vector);
    ++count;
  }
  EXPECT_EQ(count, 1198U);
}

TEST(PrimitivesTest, OptionalValuesSurviveARoundTrip) {
  for (const std::optional<Uint256>& value :
       {std::optional<Uint256>(), std::optional(Uint256()),
        std::optional(Uint256(1)), std::optional(Uint256::Max())}) {
    Writer writer;
    WriteFixedUint256(value, writer);
    WriteVariableUint256(value, writer);
    Reader reader(writer.bytes());
    EXPECT_EQ(ReadFixedUint256(reader), value);
    EXPECT_EQ(ReadVariableUint256(reader), value);
    EXPECT_TRUE(reader.ok() && reader.AtEnd());
  }
}

TEST(PrimitivesTest, CountNeverExceedsWhatFollows) {
  // Claims 2^63 entries in ten bytes.
  const Bytes bytes = {0xff, 0xff, 0xff, 0xff, 0xff,
                       0xff, 0xff, 0xff, 0x7f, 0x00};
  Reader reader(bytes);
  EXPECT_TRUE(ReadExtraData(reader).empty());
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Status("map").message().substr(0, 5), "map: ");
}

TEST(PrimitivesTest, FirstFailureSticks) {
  const Bytes bytes = {0x01};
  Reader reader(bytes);
  reader.Take(2);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.Byte(), 0);
  EXPECT_EQ(reader.position(), 0U);
  reader.Fail("something else");
  EXPECT_EQ(reader.Status("x").message(),
            "x: input ends before the announced length at byte 0");
}

TEST(PrimitivesTest, FixedWidthIntegersReadWhatWasWritten) {
  Writer writer;
  writer.Be32(0x01020304);
  writer.Le32(0x01020304);
  writer.Be64(0x0102030405060708);
  writer.Le64(0x0102030405060708);
  EXPECT_EQ(HexText(writer.bytes()),
            "010203040403020101020304050607080807060504030201");
  Reader reader(writer.bytes());
  EXPECT_EQ(reader.Be32(), 0x01020304U);
  EXPECT_EQ(reader.Le32(), 0x01020304U);
  EXPECT_EQ(reader.Be64(), 0x0102030405060708U);
  EXPECT_EQ(reader.Le64(), 0x0102030405060708U);
  EXPECT_TRUE(reader.ok() && reader.AtEnd());
}

}  // namespace
}  // namespace desobook::chain
