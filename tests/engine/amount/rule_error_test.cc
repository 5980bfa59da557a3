#include "engine/amount/rule_error.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace desobook {
namespace {

struct Row {
  RuleError error;
  std::uint16_t number;
  std::string_view text;
};

const std::vector<Row>& Rows() {
  static const std::vector<Row> kRows = {
#define DESOBOOK_RULE_ERROR(name, number, text) {RuleError::name, number, text},
#include "engine/amount/rule_error.def"
#undef DESOBOOK_RULE_ERROR
  };
  return kRows;
}

TEST(RuleErrorTest, NumbersAreUniqueAndWithoutGaps) {
  std::set<std::uint16_t> numbers;
  for (const Row& row : Rows()) {
    EXPECT_TRUE(numbers.insert(row.number).second) << row.text;
  }
  ASSERT_FALSE(numbers.empty());
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), numbers.size());
}

TEST(RuleErrorTest, EveryErrorHasTheNameOfTheReference) {
  for (const Row& row : Rows()) {
    EXPECT_EQ(ReferenceName(row.error), row.text);
    EXPECT_TRUE(row.error == RuleError::kGeneric ||
                row.text.starts_with("RuleError"))
        << row.text;
  }
}

TEST(RuleErrorTest, NamesLeadBackToTheLowestNumber) {
  std::map<std::string_view, std::vector<RuleError>> by_text;
  for (const Row& row : Rows()) by_text[row.text].push_back(row.error);
  for (const auto& [text, errors] : by_text) {
    EXPECT_EQ(RuleErrorFromReferenceName(text), errors.front()) << text;
  }
}

TEST(RuleErrorTest, OnlyOneTextStandsForTwoErrors) {
  std::map<std::string_view, int> counts;
  for (const Row& row : Rows()) ++counts[row.text];
  std::vector<std::string_view> shared;
  for (const auto& [text, count] : counts) {
    if (count > 1) shared.push_back(text);
  }
  EXPECT_EQ(shared, std::vector<std::string_view>{
                        "RuleErrorUpdateCoinLockupParamsInvalidRestrictions"});
}

TEST(RuleErrorTest, KnowsTheTextsThatDifferFromTheConstantsName) {
  EXPECT_EQ(ReferenceName(RuleError::kGeneric), "GENERIC");
  EXPECT_EQ(ReferenceName(RuleError::kDerivedKeyInvalidDAOCoinLimitOperation),
            "RuleErrorInvalidDAOCoinLimitOperation");
}

TEST(RuleErrorTest, RefusesUnknownTextsAndNumbers) {
  for (const char* text : {"", "RuleError", "RuleErrorInsufficientBalance ",
                           "ruleerrorinsufficientbalance", "GENERI", "GENERICS",
                           "~", "RuleErrorZZZ"}) {
    EXPECT_EQ(RuleErrorFromReferenceName(text), std::nullopt) << text;
  }
  EXPECT_EQ(ReferenceName(static_cast<RuleError>(0)), "");
  EXPECT_EQ(ReferenceName(static_cast<RuleError>(Rows().size() + 1)), "");
}

TEST(ResultTest, HoldsEitherAValueOrAnError) {
  const Result<int> value = 7;
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(*value, 7);
  const Result<int> error = RuleError::kInsufficientBalance;
  ASSERT_FALSE(error.ok());
  EXPECT_EQ(error.error(), RuleError::kInsufficientBalance);
}

TEST(ResultDeathTest, AbortsOnTheWrongSide) {
  const Result<int> value = 7;
  const Result<int> error = RuleError::kGeneric;
  EXPECT_DEATH(static_cast<void>(value.error()), "check failed");
  EXPECT_DEATH(static_cast<void>(error.value()), "check failed");
}

TEST(ResultTest, MacrosPassErrorsOn) {
  const auto half = [](int value) -> Result<int> {
    if (value % 2 != 0) return RuleError::kGeneric;
    return value / 2;
  };
  const auto quarter = [&half](int value) -> Result<int> {
    DESOBOOK_RETURN_IF_ERROR(half(value));
    DESOBOOK_ASSIGN_OR_RETURN(const int once, half(value));
    DESOBOOK_ASSIGN_OR_RETURN(const int twice, half(once));
    return twice;
  };
  EXPECT_EQ(*quarter(12), 3);
  EXPECT_EQ(quarter(6).error(), RuleError::kGeneric);
}

}  // namespace
}  // namespace desobook
