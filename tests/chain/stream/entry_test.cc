// Every entry type decodes, encodes back to the same bytes, and shows the
// fields that the node shows.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "chain/stream/entry_schema.h"
#include "chain/stream/skip.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::FieldsJson;
using testing::HexText;

bool IsDefault(const json& value) {
  return value.is_null() || value == false || value == 0 || value == "" ||
         value == "0x0" || (value.is_array() && value.empty()) ||
         (value.is_string() &&
          value.get<std::string>().find_first_not_of('0') == std::string::npos);
}

// Maps are lists of {key, value}; their order there is for display only.
json Ordered(json list) {
  if (!list.empty() && list[0].is_object() && list[0].contains("key")) {
    std::sort(list.begin(), list.end(), [](const json& a, const json& b) {
      return a["key"].dump() < b["key"].dump();
    });
  }
  return list;
}

// Our tree leaves out fields that the entry's version lacks; the vectors show
// them with Go's zero value. An absent byte string and an empty one look alike
// there. Nothing else may differ.
void ExpectSame(const json& want, const json& got, const std::string& path) {
  if (want.is_object() && got.is_object()) {
    for (const auto& [name, value] : want.items()) {
      if (got.contains(name)) {
        ExpectSame(value, got[name], path + "." + name);
      } else {
        EXPECT_TRUE(IsDefault(value)) << path << "." << name << " " << value;
      }
    }
    for (const auto& [name, value] : got.items()) {
      EXPECT_TRUE(want.contains(name)) << path << "." << name;
    }
    return;
  }
  if (want.is_array() && got.is_array() && want.size() == got.size()) {
    const json wants = Ordered(want);
    const json gots = Ordered(got);
    for (std::size_t i = 0; i < wants.size(); ++i) {
      ExpectSame(wants[i], gots[i], path + "[" + std::to_string(i) + "]");
    }
    return;
  }
  if (want == "" && got.is_null()) return;
  EXPECT_EQ(want, got) << path;
}

OperationMetadata MetadataOf(const json& vector) {
  return vector.value("state_change_metadata_enabled", true)
             ? OperationMetadata::kIncluded
             : OperationMetadata::kLeftOut;
}

const json& Vectors() {
  static const json& cases = *new json(testing::LoadVectors("entries.json"));
  return cases;
}

void CheckEntry(const json& vector) {
  const std::uint64_t type = vector.at("encoder_type");
  const Schema* schema = FindEntrySchema(type, MetadataOf(vector));
  ASSERT_NE(schema, nullptr) << type;
  EXPECT_EQ(schema->name, vector.at("entry_type").get<std::string>());
  const Bytes bytes = BytesOf(vector.at("bytes"));
  Reader reader(bytes);
  const FieldValue entry = DecodeEntry(*schema, reader);
  ASSERT_TRUE(reader.ok()) << reader.Status(schema->name);
  EXPECT_TRUE(reader.AtEnd());
  EXPECT_EQ(entry.entry_header().version_byte, vector.at("version"));
  ExpectSame(vector.at("fields"), FieldsJson(ShownFields(entry)),
             vector.at("entry_type"));
  Writer writer;
  EncodeEntry(*schema, entry, writer);
  EXPECT_EQ(HexText(writer.bytes()), vector.at("bytes"));
  Reader skipper(bytes);
  SkipEntry(*schema, skipper);
  EXPECT_TRUE(skipper.ok()) << skipper.Status(schema->name);
  EXPECT_TRUE(skipper.AtEnd());
}

void CheckDecode(const json& vector) {
  const Schema* schema = FindEntrySchema(vector.at("encoder_type"));
  ASSERT_NE(schema, nullptr);
  const Bytes bytes = BytesOf(vector.at("bytes"));
  Reader reader(bytes);
  const FieldValue entry = DecodeEntry(*schema, reader);
  EXPECT_EQ(!reader.ok(), testing::ExpectsError(vector))
      << vector.at("bytes") << " " << reader.Status(schema->name);
  if (!reader.ok() || testing::ExpectsError(vector)) return;
  EXPECT_EQ(entry.is_null(), vector.at("absent"));
  EXPECT_EQ(reader.position(), vector.at("consumed"));
  if (!entry.is_null()) {
    ExpectSame(vector.at("fields"), FieldsJson(ShownFields(entry)),
               vector.at("entry_type"));
  }
  Reader skipper(bytes);
  SkipEntry(*schema, skipper);
  EXPECT_TRUE(skipper.ok()) << skipper.Status(schema->name);
  EXPECT_EQ(skipper.position(), reader.position());
}

TEST(EntryVectors, DecodeEncodeAndShowTheSame) {
  std::map<std::string, int> ran;
  for (const json& vector : Vectors()) {
    const std::string kind = vector.at("kind");
    SCOPED_TRACE(vector.dump().substr(0, 160));
    if (kind == "entry") {
      CheckEntry(vector);
    } else if (kind == "decode_entry") {
      CheckDecode(vector);
    } else {
      // Records and keys have tests of their own.
      ASSERT_TRUE(kind == "state_change_record" || kind == "order_key") << kind;
    }
    ++ran[kind];
  }
  EXPECT_EQ(ran["entry"], 738);
  EXPECT_EQ(ran["decode_entry"], 180);
}

TEST(EntryVectors, CoverEveryTypeThatHasASchema) {
  std::set<std::uint64_t> seen;
  for (const json& vector : Vectors()) {
    if (vector.at("kind") != "entry") continue;
    seen.insert(vector.at("encoder_type").get<std::uint64_t>());
  }
  for (std::uint64_t type = 0; type <= 60; ++type) {
    EXPECT_EQ(FindEntrySchema(type) != nullptr, seen.contains(type)) << type;
  }
  EXPECT_NE(FindEntrySchema(1000006), nullptr);
}

// An entry cut anywhere is refused, or ends in extra data that the node too
// reads as missing.
TEST(EntryDecoding, RefusesTruncationAtEveryByte) {
  std::map<std::string, int> samples;
  int cuts = 0;
  for (const json& vector : Vectors()) {
    if (vector.at("kind") != "entry") continue;
    const std::string name = vector.at("entry_type");
    const Bytes bytes = BytesOf(vector.at("bytes"));
    if (bytes.size() > 2000 || ++samples[name] > 3) continue;
    const Schema* schema =
        FindEntrySchema(vector.at("encoder_type"), MetadataOf(vector));
    const bool tolerant = name == "ProfileEntry" || name == "DerivedKeyEntry" ||
                          name == "MessageEntry" || name == "NFTEntry" ||
                          name == "MessagingGroupEntry" ||
                          name == "AccessGroupMemberEntry";
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      Reader reader(ByteView(bytes).first(size));
      DecodeEntry(*schema, reader);
      Reader skipper(ByteView(bytes).first(size));
      SkipEntry(*schema, skipper);
      EXPECT_EQ(reader.ok(), skipper.ok()) << name << " cut at " << size;
      EXPECT_TRUE(tolerant || !reader.ok()) << name << " cut at " << size;
      ++cuts;
    }
  }
  EXPECT_GT(cuts, 10000);
}

// Whatever a byte turns into, decoding ends, and what it accepts it can write
// and read again.
TEST(EntryDecoding, SurvivesAnyChangedByte) {
  std::map<std::string, int> samples;
  int accepted = 0;
  for (const json& vector : Vectors()) {
    if (vector.at("kind") != "entry") continue;
    const std::string name = vector.at("entry_type");
    Bytes bytes = BytesOf(vector.at("bytes"));
    if (bytes.size() > 1500 || ++samples[name] > 2) continue;
    const Schema* schema =
        FindEntrySchema(vector.at("encoder_type"), MetadataOf(vector));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const std::uint8_t before = bytes[i];
      for (const int change : {0x01, 0x80, 0xff}) {
        bytes[i] = static_cast<std::uint8_t>(before ^ change);
        Reader reader(bytes);
        const FieldValue entry = DecodeEntry(*schema, reader);
        if (!reader.ok()) continue;
        Writer writer;
        EncodeEntry(*schema, entry, writer);
        Reader again(writer.bytes());
        const FieldValue same = DecodeEntry(*schema, again);
        EXPECT_TRUE(again.ok()) << name << " byte " << i;
        EXPECT_EQ(same, entry) << name << " byte " << i;
        ++accepted;
      }
      bytes[i] = before;
    }
  }
  EXPECT_GT(accepted, 1000);
}

}  // namespace
}  // namespace desobook::chain
