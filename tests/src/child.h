// The program as a child process that a test watches and interrupts.

#ifndef DESOBOOK_TESTS_SRC_CHILD_H_
#define DESOBOOK_TESTS_SRC_CHILD_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace desobook::testing {

struct ChildOptions {
  bool terminal_err = false;  // stderr is a terminal
  std::vector<std::string> environment;
};

struct ChildEnd {
  int exit_code = -1;  // 128 + signal if a signal ended it
  std::string out;
  std::string err;
  long rss_kib = 0;  // the largest part of it in memory at once
};

class Child {
 public:
  explicit Child(const std::vector<std::string>& command,
                 const ChildOptions& options = {});
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Reads until either stream holds `text`; false at its end without it.
  bool WaitFor(const std::string& text);
  void Signal(int signal) const;
  ChildEnd Wait();

 private:
  bool Read();  // what is there; false when both streams have ended

  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  ChildEnd end_;
};

}  // namespace desobook::testing

#endif  // DESOBOOK_TESTS_SRC_CHILD_H_
