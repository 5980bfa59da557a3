#include "src/libraries.h"

#include <charconv>
#include <cstddef>
#include <optional>

#include "src/build_info.h"

namespace desobook {
namespace {

// The first number of `text`, which it removes together with the dot behind.
std::optional<unsigned> TakeNumber(std::string_view& text) {
  unsigned number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (!text.empty()) text.remove_prefix(1);
  return number;
}

}  // namespace

std::vector<Library> BuiltWith() {
  return {
      {"abseil", build_info::kAbseil, "20220623"},
      {"boost", build_info::kBoost, "1.81"},
      {"libsecp256k1", build_info::kSecp256k1, "0.2"},
      {"openssl", build_info::kOpenssl, "3.0"},
      {"zstd", build_info::kZstd, "1.5"},
      {"zlib", build_info::kZlib, "1.2.11"},
      {"cli11", build_info::kCli11, "2.1"},
      {"nlohmann_json", build_info::kNlohmannJson, "3.11"},
      {"tomlplusplus", build_info::kTomlplusplus, "3.3"},
  };
}

bool IsAtLeast(std::string_view version, std::string_view minimum) {
  while (!minimum.empty()) {
    const std::optional<unsigned> wanted = TakeNumber(minimum);
    const std::optional<unsigned> found = TakeNumber(version);
    if (!wanted || !found) return false;
    if (*found != *wanted) return *found > *wanted;
  }
  return true;
}

}  // namespace desobook
