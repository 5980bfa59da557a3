// Runs every fuzz target over its stored inputs, and over single findings kept
// as files of their own, so that what was fixed stays fixed.

#include "tests/fuzz/corpus.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace desobook::fuzz {
namespace {

namespace fs = std::filesystem;

const std::string kFolder = DESOBOOK_TEST_DATA "/fuzz/";

class FuzzCorpus : public ::testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, HoldsForEveryStoredInput) {
  const std::string name(GetParam().name);
  const auto inputs = ReadCorpus(kFolder + name + ".zst");
  ASSERT_TRUE(inputs.ok()) << inputs.status();
  EXPECT_GE(inputs->size(), 10U);
  for (const Bytes& input : *inputs) GetParam().run(input);
  const fs::path findings = kFolder + name;
  if (!fs::exists(findings)) return;
  for (const auto& entry : fs::directory_iterator(findings)) {
    std::ifstream file(entry.path(), std::ios::binary);
    ASSERT_TRUE(file) << entry.path();
    GetParam().run(Bytes((std::istreambuf_iterator<char>(file)),
                         std::istreambuf_iterator<char>()));
  }
}

TEST_P(FuzzCorpus, HoldsForNoBytesAndForEveryByte) {
  GetParam().run({});
  for (int byte = 0; byte < 256; ++byte) {
    const Bytes input(1, static_cast<std::uint8_t>(byte));
    GetParam().run(input);
  }
}

INSTANTIATE_TEST_SUITE_P(Targets, FuzzCorpus,
                         ::testing::ValuesIn(Targets().begin(),
                                             Targets().end()),
                         [](const auto& param) {
                           return std::string(param.param.name);
                         });

}  // namespace
}  // namespace desobook::fuzz
