#include "chain/codec/schema.h"

#include <gtest/gtest.h>

#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using testing::FieldsJson;
using testing::FromHexText;
using testing::HexText;

constexpr FieldSpec kNameFields[] = {{"", FieldKind::kBytes}};
constexpr Schema kName = {"Name", kNameFields};
constexpr FieldSpec kPointFields[] = {
    {"X", FieldKind::kVarint},
    {"Y", FieldKind::kVarint, nullptr, nullptr, 2},
};
constexpr Schema kPoint = {"Point", kPointFields, 77};
constexpr FieldSpec kShapeFields[] = {
    {"Names", FieldKind::kList, &kName},
    {"Origin", FieldKind::kEntry, &kPoint},
    {"Points", FieldKind::kEntryList, &kPoint},
    {"Size", FieldKind::kPresent, &kPoint},
    {"Frame", FieldKind::kLenObject, &kPoint},
    {"Bits", FieldKind::kMinimalBytes},
};
constexpr Schema kShape = {"Shape", kShapeFields};
extern const Schema kNode;
constexpr FieldSpec kNodeFields[] = {{"Next", FieldKind::kEntry, &kNode}};
const Schema kNode = {"Node", kNodeFields, 5};

std::string Normalised(const Schema& schema, std::string_view hex) {
  const Bytes bytes = FromHexText(hex);
  Reader reader(bytes);
  const FieldValue value = DecodeFields(schema, reader);
  if (!reader.ok()) return std::string(reader.Status("x").message());
  Writer writer;
  EncodeFields(schema, value, writer);
  return HexText(writer.bytes());
}

TEST(SchemaTest, DecodesCompositesAndWritesThemBack) {
  const std::string hex =
      "02"
      "01aa"
      "00"  // names
      "014d02"
      "02"
      "03"  // version 2: both coordinates
      "01"
      "014d00"
      "04"  // version 0: one
      "01"
      "06"  // present
      "01"
      "08"  // framed
      "02"
      "0102";
  const Bytes bytes = FromHexText(hex);
  Reader reader(bytes);
  const FieldValue shape = DecodeFields(kShape, reader);
  ASSERT_TRUE(reader.ok() && reader.AtEnd()) << reader.Status("shape");
  EXPECT_EQ(FieldsJson(shape), nlohmann::json::parse(R"({
      "Names": ["aa", ""], "Origin": {"X": 1, "Y": -2}, "Points": [{"X": 2}],
      "Size": {"X": 3}, "Frame": {"X": 4}, "Bits": "0102"})"));
  EXPECT_EQ(shape.Find("Origin")->entry_header().version_byte, 2U);
  EXPECT_EQ(Normalised(kShape, hex), hex);
}

TEST(SchemaTest, NormalisesLenientForms) {
  // Long counts, another byte for true, an unknown version, surplus bytes in a
  // frame, leading zeros.
  EXPECT_EQ(Normalised(kShape,
                       "8000"
                       "ff4d07"
                       "02"
                       "8000"
                       "00"
                       "0308ffff"
                       "03000102"),
            "00"
            "014d0002"
            "00"
            "00"
            "0108"
            "020102");
}

TEST(SchemaTest, ReadsOverlongEntryHeadersAsAbsent) {
  // A type above 32 bits, a version above 8 bits.
  EXPECT_EQ(Normalised(kShape,
                       "00"
                       "018080808010"
                       "00"
                       "00"
                       "00"
                       "00"),
            "000000000000");
  EXPECT_EQ(Normalised(kShape,
                       "00"
                       "014d8002"
                       "00"
                       "00"
                       "00"
                       "00"),
            "000000000000");
}

TEST(SchemaTest, RefusesAnEntryOfAnotherType) {
  EXPECT_EQ(Normalised(kShape,
                       "00"
                       "014e0002"),
            "x: Origin: entry of another type than expected at byte 3");
}

TEST(SchemaTest, BoundsTheDepthOfEntries) {
  std::string hex = "00";
  for (int depth = 1; depth < 40; ++depth) {
    hex = "010500" + hex;
    EXPECT_EQ(Normalised(kNode, hex) == hex, depth <= 16) << depth;
  }
}

TEST(SchemaTest, HoldsCountsAgainstWhatRemains) {
  EXPECT_EQ(Normalised(kShape, "ffffffff0f"),
            "x: Names: count exceeds what the bytes that remain can hold at "
            "byte 5");
}

TEST(SchemaTest, SizesAreLowerBounds) {
  EXPECT_EQ(MinEncodedSize(kPoint), 1U);
  EXPECT_EQ(MinEncodedSize(kShape), 6U);
}

}  // namespace
}  // namespace desobook::chain
