#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "src/console.h"
#include "src/hex.h"
#include "src/json_output.h"
#include "src/json_reader.h"
#include "src/libraries.h"
#include "src/text.h"

namespace desobook {
namespace {

TEST(Paint, ColoursOnlyWhenAsked) {
  EXPECT_EQ(Paint("a", Color::kRed, false), "a");
  EXPECT_EQ(Paint("a", Color::kRed, true), "\x1b[31ma\x1b[0m");
}

TEST(Report, SaysWhatWhereAndWhatToDo) {
  std::ostringstream out;
  std::ostringstream err;
  Console console{out, err};
  EXPECT_EQ(Report(console, {ExitCode::kConfig, "bad", "line 3", "mend it"}),
            ExitCode::kConfig);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(err.str(),
            "desobook: error: bad\n  where: line 3\n  to do: mend it\n");
}

TEST(JsonOf, KeepsAmountsExactAndInOrder) {
  using chain::FieldValue;
  FieldValue tree = FieldValue::Object();
  tree.Add("Z", FieldValue::Unsigned(18446744073709551615U));
  tree.Add("A", FieldValue::Number(Uint256::Max()));
  tree.Add("Negative", FieldValue::Signed(-1));
  tree.Add("Absent", FieldValue::Null());
  FieldValue list = FieldValue::List();
  list.Append(FieldValue::Blob(Bytes{0, 255}));
  list.Append(FieldValue::Bool(true));
  tree.Add("List", std::move(list));
  EXPECT_EQ(JsonOf(tree).dump(),
            R"({"Z":"18446744073709551615","A":"1157920892373161954235709850)"
            R"(08687907853269984665640564039457584007913129639935",)"
            R"("Negative":"-1","Absent":null,"List":["00ff",true]})");
}

TEST(WriteJson, SurvivesTextThatIsNoUtf8) {
  std::ostringstream out;
  Json document = NewDocument("test", 3);
  document["text"] = "\xff";
  WriteJson(out, document);
  EXPECT_EQ(Json::parse(out.str())["schema"], "desobook/test/3");
}

TEST(Hex, RoundTripsAndRefuses) {
  EXPECT_EQ(BytesToHex(*BytesFromHex("00fFA9")), "00ffa9");
  EXPECT_TRUE(BytesFromHex("")->empty());
  EXPECT_EQ(BytesFromHex("0"), std::nullopt);
  EXPECT_EQ(BytesFromHex("0g"), std::nullopt);
}

TEST(Cat, JoinsTextsAndNumbers) {
  EXPECT_EQ(Cat("a", std::string("b"), std::string_view("c"), -1,
                18446744073709551615U, absl::string_view("d")),
            "abc-118446744073709551615d");
}

TEST(JsonReader, NamesTheFirstMemberThatIsWrong) {
  const auto object = nlohmann::json::parse(
      R"({"n":9007199254740993,"h":"0xffffffffffffffff","wide":"0x10",
          "big":"0x10000000000000000","neg":-1,"text":"t"})");
  JsonReader in(object, "txn");
  EXPECT_EQ(in.Integer("n"), 9007199254740993U);
  EXPECT_EQ(in.Integer("h"), 18446744073709551615U);
  EXPECT_EQ(in.Wide("wide"), Uint256(16));
  EXPECT_EQ(in.IntegerOr("absent", 5), 5U);
  EXPECT_TRUE(in.ok());
  EXPECT_EQ(in.Integer("big"), 0U);
  EXPECT_FALSE(in.ok());
  in.Integer("neg");
  EXPECT_NE(in.status().message().find("txn.big"), absl::string_view::npos)
      << in.status();
  JsonReader other(object, "");
  other.Integer("neg");
  EXPECT_FALSE(other.ok());
}

TEST(IsAtLeast, ComparesNumbersNotTexts) {
  EXPECT_TRUE(IsAtLeast("1.81.0", "1.81"));
  EXPECT_TRUE(IsAtLeast("3.10", "3.9"));
  EXPECT_TRUE(IsAtLeast("4", "3.9"));
  EXPECT_FALSE(IsAtLeast("3.9", "3.10"));
  EXPECT_FALSE(IsAtLeast("", "1"));
  EXPECT_FALSE(IsAtLeast("unknown", "1"));
}

TEST(BuiltWith, IsRecentEnough) {
  ASSERT_FALSE(BuiltWith().empty());
  for (const Library& library : BuiltWith()) {
    EXPECT_TRUE(IsAtLeast(library.version, library.minimum)) << library.name;
  }
}

}  // namespace
}  // namespace desobook
