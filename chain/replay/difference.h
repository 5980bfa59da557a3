// Where our result and the recorded one differ: block, transaction, field,
// expected, found.

#ifndef DESOBOOK_CHAIN_REPLAY_DIFFERENCE_H_
#define DESOBOOK_CHAIN_REPLAY_DIFFERENCE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook::chain {

struct Place {
  BlockHeight height = 0;
  std::optional<std::size_t> txn;    // index in the block
  std::optional<std::size_t> inner;  // index in an atomic wrapper
};

struct Difference {
  Place place;
  std::string field;     // e.g. "operation 3 fills[1].bought"
  std::string expected;  // the recording's value
  std::string found;     // ours
};

// Counts every difference and keeps the first `kept_max`.
class DifferenceLog {
 public:
  explicit DifferenceLog(std::size_t kept_max) : kept_max_(kept_max) {}

  void Add(const Place& place, std::string field, std::string expected,
           std::string found) {
    ++count_;
    if (kept_.size() < kept_max_) {
      kept_.push_back(
          {place, std::move(field), std::move(expected), std::move(found)});
    }
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] const std::vector<Difference>& kept() const { return kept_; }

 private:
  std::size_t kept_max_;
  std::uint64_t count_ = 0;
  std::vector<Difference> kept_;
};

}  // namespace desobook::chain

#pragma GCC visibility pop

#endif  // DESOBOOK_CHAIN_REPLAY_DIFFERENCE_H_
