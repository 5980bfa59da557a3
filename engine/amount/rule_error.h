// Why the chain refuses a transaction or block, and the Result<T> that carries
// it.
//
//   Result<BaseUnits> cost = ToSell(rate, quantity);
//   if (!cost.ok()) return cost.error();
//
// These live at the root of the house because conversions already refuse with
// the chain's own errors.

#ifndef DESOBOOK_ENGINE_AMOUNT_RULE_ERROR_H_
#define DESOBOOK_ENGINE_AMOUNT_RULE_ERROR_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/amount/check.h"

#pragma GCC visibility push(default)

namespace desobook {

// Values are stable. `kGeneric` stands for every error of the node that is not
// one of its rule errors; validity is consensus, the name is not.
enum class RuleError : std::uint16_t {
#define DESOBOOK_RULE_ERROR(name, number, text) name = number,
#include "engine/amount/rule_error.def"
#undef DESOBOOK_RULE_ERROR
};

// The node's text for `error`, e.g. "RuleErrorInsufficientBalance"; "GENERIC"
// for kGeneric. Empty for a number that is no enumerator.
std::string_view ReferenceName(RuleError error);

// The inverse of ReferenceName; nothing for an unknown text.
std::optional<RuleError> RuleErrorFromReferenceName(std::string_view text);

// A value, or the reason why the chain refuses. Never both, never neither.
template <typename T>
class [[nodiscard]] Result {
 public:
  // Implicit on purpose: `return value;` and `return RuleError::kFoo;`.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : value_(std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(RuleError error) : error_(error) {}

  [[nodiscard]] bool ok() const { return value_.has_value(); }
  [[nodiscard]] RuleError error() const {
    DESOBOOK_CHECK(!ok());
    return error_;
  }
  [[nodiscard]] const T& value() const& {
    DESOBOOK_CHECK(ok());
    return *value_;
  }
  [[nodiscard]] T& value() & {
    DESOBOOK_CHECK(ok());
    return *value_;
  }
  [[nodiscard]] T&& value() && {
    DESOBOOK_CHECK(ok());
    return *std::move(value_);
  }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

 private:
  std::optional<T> value_;
  RuleError error_ = RuleError::kGeneric;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(RuleError error) : error_(error), ok_(false) {}

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] RuleError error() const {
    DESOBOOK_CHECK(!ok_);
    return error_;
  }

 private:
  RuleError error_ = RuleError::kGeneric;
  bool ok_ = true;
};

using Status = Result<void>;

}  // namespace desobook

#pragma GCC visibility pop

// Returns from the enclosing function if `expr` (a Result) is a refusal.
#define DESOBOOK_RETURN_IF_ERROR(expr)                          \
  do {                                                          \
    if (auto desobook_result_ = (expr); !desobook_result_.ok()) \
      return desobook_result_.error();                          \
  } while (false)

// Assigns the value of `expr` (a Result) to `lhs`, or returns its error.
#define DESOBOOK_ASSIGN_OR_RETURN(lhs, expr) \
  DESOBOOK_ASSIGN_OR_RETURN_IMPL_(           \
      DESOBOOK_CONCAT_(desobook_result_, __LINE__), lhs, expr)
#define DESOBOOK_ASSIGN_OR_RETURN_IMPL_(result, lhs, expr) \
  auto result = (expr);                                    \
  if (!result.ok()) return result.error();                 \
  lhs = std::move(result).value()
#define DESOBOOK_CONCAT_(a, b) DESOBOOK_CONCAT_IMPL_(a, b)
#define DESOBOOK_CONCAT_IMPL_(a, b) a##b

#endif  // DESOBOOK_ENGINE_AMOUNT_RULE_ERROR_H_
