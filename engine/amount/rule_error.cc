#include "engine/amount/rule_error.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace desobook {
namespace {

struct Row {
  std::string_view text;
  RuleError error;
};

// By text, then by number.
std::vector<Row> SortedRows() {
  std::vector<Row> rows = {
#define DESOBOOK_RULE_ERROR(name, number, text) {text, RuleError::name},
#include "engine/amount/rule_error.def"
#undef DESOBOOK_RULE_ERROR
  };
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.text, a.error) < std::tie(b.text, b.error);
  });
  return rows;
}

}  // namespace

std::string_view ReferenceName(RuleError error) {
  switch (error) {
#define DESOBOOK_RULE_ERROR(name, number, text) \
  case RuleError::name:                         \
    return text;
#include "engine/amount/rule_error.def"
#undef DESOBOOK_RULE_ERROR
  }
  return {};
}

std::optional<RuleError> RuleErrorFromReferenceName(std::string_view text) {
  static const std::vector<Row> kSorted = SortedRows();
  // The node gives one text to two errors; the lower number stands for it.
  const auto row = std::lower_bound(
      kSorted.begin(), kSorted.end(), text,
      [](const Row& a, std::string_view b) { return a.text < b; });
  if (row == kSorted.end() || row->text != text) return std::nullopt;
  return row->error;
}

}  // namespace desobook
