// Cat(...): texts and integers in a row. Debian's Abseil is built for C++14,
// so its StrCat does not take std::string_view.

#ifndef DESOBOOK_SRC_TEXT_H_
#define DESOBOOK_SRC_TEXT_H_

#include <concepts>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"

namespace desobook {
namespace internal {

inline void AppendOne(std::string& to, std::string_view text) { to += text; }
inline void AppendOne(std::string& to, const std::string& text) { to += text; }
inline void AppendOne(std::string& to, const char* text) { to += text; }
inline void AppendOne(std::string& to, absl::string_view text) {
  to.append(text.data(), text.size());
}
template <std::integral T>
requires(!std::same_as<T, char> &&
         !std::same_as<T, bool>) void AppendOne(std::string& to, T number) {
  to += std::to_string(number);
}

}  // namespace internal

template <typename... T>
void Append(std::string& to, const T&... parts) {
  (internal::AppendOne(to, parts), ...);
}

template <typename... T>
std::string Cat(const T&... parts) {
  std::string text;
  Append(text, parts...);
  return text;
}

}  // namespace desobook

#endif  // DESOBOOK_SRC_TEXT_H_
