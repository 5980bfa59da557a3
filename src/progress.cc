#include "src/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "src/text.h"

namespace desobook {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kRedraw(200);
constexpr seconds kWindow(10);
constexpr std::size_t kColumnsUnknown = 80;
constexpr std::uint64_t kPerMille = 1000;

std::size_t Columns() {
  winsize size = {};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
    return kColumnsUnknown;
  }
  return size.ws_col;
}

// Per second. Sums of one replay stay far below 2^64 / 1000.
std::uint64_t Rate(std::uint64_t amount, milliseconds time) {
  return amount * 1000 /
         static_cast<std::uint64_t>(std::max<std::int64_t>(time.count(), 1));
}

std::string Tenths(std::uint64_t tenths) {
  return Cat(tenths / 10, ".", tenths % 10);
}

std::string TimeText(std::uint64_t all_seconds) {
  const auto two_digits = [](std::uint64_t number) {
    return Cat(number < 10 ? "0" : "", number);
  };
  const std::uint64_t minutes = all_seconds / 60;
  const std::string rest = Cat(":", two_digits(all_seconds % 60));
  if (minutes < 60) return Cat(minutes, rest);
  return Cat(minutes / 60, ":", two_digits(minutes % 60), rest);
}

}  // namespace

Progress::Progress(Console& console, std::string what,
                   std::uint64_t bytes_total, Now now)
    : console_(console),
      what_(std::move(what)),
      bytes_total_(bytes_total),
      now_(std::move(now)),
      begin_(now_()),
      next_draw_(begin_ + kRedraw),
      samples_({Sample{begin_, {}}}) {}

Progress::~Progress() { Clear(); }

void Progress::Update(const ProgressPoint& point) {
  if (!console_.progress) return;
  const Clock::time_point time = now_();
  if (time < next_draw_) return;
  next_draw_ = time + kRedraw;
  const Sample sample{time, point};
  samples_.push_back(sample);
  while (samples_.size() > 2 && samples_[1].time + kWindow <= time) {
    samples_.pop_front();
  }
  std::string line = Line(sample);
  // The last column stays free: some terminals wrap when it is written.
  line.resize(std::min(line.size(), Columns() - 1));
  const std::size_t columns = line.size();
  line.resize(std::max(columns, shown_), ' ');
  shown_ = columns;
  console_.err << '\r' << line << std::flush;
}

void Progress::Clear() {
  if (shown_ == 0) return;
  console_.err << '\r' << std::string(shown_, ' ') << '\r' << std::flush;
  shown_ = 0;
}

std::string Progress::Line(const Sample& now) const {
  const Sample& before = samples_.front();
  const auto time =
      std::chrono::duration_cast<milliseconds>(now.time - before.time);
  const std::uint64_t bytes_rate =
      Rate(now.point.bytes - before.point.bytes, time);
  std::string line = what_;
  if (bytes_total_ != 0) {
    const std::uint64_t done = std::min(now.point.bytes, bytes_total_);
    Append(line, "  ", Tenths(done * kPerMille / bytes_total_), "%");
  }
  Append(line, "  block ", now.point.height, "  ",
         Rate(now.point.blocks - before.point.blocks, time), " blocks/s  ",
         Tenths(bytes_rate / 100'000), " MB/s");
  if (bytes_total_ > now.point.bytes && bytes_rate != 0) {
    Append(line, "  ",
           TimeText((bytes_total_ - now.point.bytes) / bytes_rate + 1),
           " left");
  }
  return line;
}

}  // namespace desobook
