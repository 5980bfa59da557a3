// One moving line on a terminal: how far, how fast, how long still.
//
//   Progress progress(console, "replay", bytes_total);
//   while (...) progress.Update({bytes, blocks, height});
//   progress.Clear();  // before anything else is printed
//
// Says nothing where Console::progress is off. No colour is used.

#ifndef DESOBOOK_SRC_PROGRESS_H_
#define DESOBOOK_SRC_PROGRESS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>

#include "engine/txn/ids.h"
#include "src/console.h"

namespace desobook {

struct ProgressPoint {
  std::uint64_t bytes = 0;  // of the input file
  std::uint64_t blocks = 0;
  BlockHeight height = 0;
};

class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  using Now = std::function<Clock::time_point()>;

  // `bytes_total` of zero: unknown, neither share nor time left are shown.
  // `now` is for tests.
  Progress(Console& console, std::string what, std::uint64_t bytes_total,
           Now now = Clock::now);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Redraws at most five times a second; cheap otherwise.
  void Update(const ProgressPoint& point);
  // Takes the line away; the next Update brings it back.
  void Clear();

 private:
  struct Sample {
    Clock::time_point time;
    ProgressPoint point;
  };
  std::string Line(const Sample& now) const;

  Console& console_;
  const std::string what_;
  const std::uint64_t bytes_total_;
  const Now now_;
  const Clock::time_point begin_;
  Clock::time_point next_draw_;
  // Of the last seconds: the speed shown is the present one.
  std::deque<Sample> samples_;
  std::size_t shown_ = 0;  // columns of the line on the screen
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_PROGRESS_H_
