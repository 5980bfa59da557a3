#include "src/console.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

namespace desobook {
namespace {

volatile std::sig_atomic_t g_interrupted = 0;

// The first signal asks; the second one ends the process the usual way.
void OnInterrupt(int) {
  g_interrupted = 1;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

Console StandardConsole() {
  const char* no_color = std::getenv("NO_COLOR");
  const bool color = no_color == nullptr || *no_color == '\0';
  const bool out_is_terminal = isatty(STDOUT_FILENO) == 1;
  const bool err_is_terminal = isatty(STDERR_FILENO) == 1;
  return Console{std::cout,
                 std::cerr,
                 color && out_is_terminal,
                 color && err_is_terminal,
                 err_is_terminal,
                 out_is_terminal};
}

std::string Paint(std::string_view text, Color color, bool enabled) {
  if (!enabled) return std::string(text);
  std::string painted = "\x1b[";
  switch (color) {
    case Color::kRed:
      painted += "31m";
      break;
    case Color::kGreen:
      painted += "32m";
      break;
    case Color::kYellow:
      painted += "33m";
      break;
  }
  painted += text;
  painted += "\x1b[0m";
  return painted;
}

ExitCode Report(Console& console, const Failure& failure) {
  // Data printed so far comes first when both streams are one terminal.
  console.out.flush();
  console.err << "desobook: " << Paint("error", Color::kRed, console.color_err)
              << ": " << failure.what << '\n';
  if (!failure.where.empty())
    console.err << "  where: " << failure.where << '\n';
  if (!failure.advice.empty()) {
    console.err << "  to do: " << failure.advice << '\n';
  }
  console.err.flush();
  return failure.code;
}

bool Interrupted() { return g_interrupted != 0; }

void CatchInterrupts() {
  std::signal(SIGINT, OnInterrupt);
  std::signal(SIGTERM, OnInterrupt);
  // A file above the size limit is an error of a write, not the end.
  std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace desobook
