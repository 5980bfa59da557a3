// ViewTable against a model: two ordered maps, copied at every mark.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

#include "engine/ledger/table.h"

namespace desobook {
namespace {

using Base = BaseTable<int, int>;
using View = ViewTable<int, int>;
using Records = std::map<int, std::optional<int>>;

struct Model {
  std::map<int, int> base;
  Records records;

  std::optional<int> Peek(int key) const {
    if (const auto it = records.find(key); it != records.end()) {
      return it->second;
    }
    const auto it = base.find(key);
    if (it == base.end()) return std::nullopt;
    return it->second;
  }
  std::optional<int> Find(int key) {
    const auto value = Peek(key);
    if (value) records.emplace(key, value);
    return value;
  }
};

Records RecordsOf(const View& view) {
  return {view.records().begin(), view.records().end()};
}
std::optional<int> Value(const int* value) {
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

struct Step {
  int what = 0;
  int key = 0;
  int value = 0;
};

std::vector<Step> ArbitrarySteps() {
  const auto raw = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(
      rc::gen::tuple(rc::gen::inRange(0, 7), rc::gen::inRange(0, 6),
                     rc::gen::inRange(0, 100)));
  std::vector<Step> steps;
  for (const auto& [what, key, value] : raw)
    steps.push_back({what, key, value});
  return steps;
}

// Runs the steps on both; every answer and every record must agree.
class Pair {
 public:
  explicit Pair(const std::map<int, int>& stored) : view_(&base_) {
    model_.base = stored;
    for (const auto& [key, value] : stored) base_.Put(key, value);
  }
  void Run(const Step& step) {
    switch (step.what) {
      case 0:
        RC_ASSERT(Value(view_.Find(step.key)) == model_.Find(step.key));
        break;
      case 1:
        RC_ASSERT(Value(view_.Peek(step.key)) == model_.Peek(step.key));
        break;
      case 2:
        view_.Put(step.key, step.value);
        model_.records[step.key] = step.value;
        break;
      case 3:
        view_.Tombstone(step.key);
        model_.records[step.key] = std::nullopt;
        break;
      case 4:
        marks_.emplace_back(view_.Mark(), model_.records);
        break;
      case 5:
        if (!marks_.empty()) {
          view_.RollBack(marks_.back().first);
          model_.records = marks_.back().second;
          marks_.pop_back();
        }
        break;
      default:
        marks_.clear();
        view_.Forget();
        break;
    }
    RC_ASSERT(RecordsOf(view_) == model_.records);
  }
  void CheckLiveAndFlush() {
    std::map<int, int> live;
    view_.ForEachLive([&](int key, int value) { live.emplace(key, value); });
    Base flushed = base_;
    view_.FlushTo(flushed);
    const std::map<int, int> stored(flushed.map().begin(), flushed.map().end());
    std::map<int, int> expected = model_.base;
    for (const auto& [key, value] : model_.records) {
      expected.erase(key);
      if (value) expected.emplace(key, *value);
    }
    RC_ASSERT(live == expected);
    RC_ASSERT(stored == expected);
  }

 private:
  Base base_;
  View view_;
  Model model_;
  std::vector<std::pair<std::size_t, Records>> marks_;
};

RC_GTEST_PROP(ViewTableTest, AgreesWithAModelAndRollsBackExactly, ()) {
  const auto stored = *rc::gen::container<std::map<int, int>>(
      rc::gen::inRange(0, 6), rc::gen::inRange(0, 100));
  Pair pair(stored);
  for (const Step& step : ArbitrarySteps()) pair.Run(step);
  pair.CheckLiveAndFlush();
}

}  // namespace
}  // namespace desobook
