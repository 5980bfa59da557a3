// Where the program talks: data on `out`, everything said to people on `err`.

#ifndef DESOBOOK_SRC_CONSOLE_H_
#define DESOBOOK_SRC_CONSOLE_H_

#include <ostream>
#include <string>
#include <string_view>

#include "src/exit_code.h"

namespace desobook {

struct Console {
  std::ostream& out;
  std::ostream& err;
  bool color_out = false;
  bool color_err = false;
  bool progress = false;  // `err` is a terminal: a moving line is welcome
  // `out` is a terminal too: what is printed there would break a moving line.
  bool out_is_terminal = false;
};

// The process's own streams. Colour only on a terminal and unless NO_COLOR is
// set to anything but the empty string (no-color.org).
Console StandardConsole();

enum class Color { kRed, kGreen, kYellow };
// `text`, coloured if `enabled`.
std::string Paint(std::string_view text, Color color, bool enabled);

// Why a command stops, told as what was wrong, where, and what to do about it.
struct Failure {
  ExitCode code = ExitCode::kFailed;
  std::string what;
  std::string where;   // file, line, byte; empty if there is no place
  std::string advice;  // empty if there is nothing to do
};
// Prints `failure` on `err` and returns its exit code.
ExitCode Report(Console& console, const Failure& failure);

// True once the user asked to stop (Ctrl-C, SIGTERM). Long loops ask between
// blocks and leave with what is known and ExitCode::kInterrupted. A second
// signal ends the process at once.
bool Interrupted();
void CatchInterrupts();

}  // namespace desobook

#endif  // DESOBOOK_SRC_CONSOLE_H_
