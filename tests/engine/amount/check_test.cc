#include "engine/amount/check.h"

#include <gtest/gtest.h>

namespace desobook {
namespace {

TEST(CheckDeathTest, NamesTheConditionAndThePlace) {
  EXPECT_DEATH(DESOBOOK_CHECK(1 + 1 == 3),
               "check_test.cc:[0-9]+: check failed: 1 \\+ 1 == 3");
}

TEST(CheckTest, EvaluatesItsConditionOnce) {
  int calls = 0;
  DESOBOOK_CHECK(++calls == 1);
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace desobook
