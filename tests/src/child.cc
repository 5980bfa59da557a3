#include "tests/src/child.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <tuple>
#include <utility>

namespace desobook::testing {
namespace {

struct Ends {
  int ours = -1;
  int childs = -1;
};

Ends Pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {ends[0], ends[1]};
}

Ends Terminal() {
  const int ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (ours < 0 || grantpt(ours) != 0 || unlockpt(ours) != 0) std::abort();
  const int childs = open(ptsname(ours), O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (childs < 0) std::abort();
  return {ours, childs};
}

}  // namespace

Child::Child(const std::vector<std::string>& command,
             const ChildOptions& options) {
  const Ends out = Pipe();
  const Ends err = options.terminal_err ? Terminal() : Pipe();
  std::vector<char*> arguments;
  for (const std::string& word : command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(out.childs, 1);
    dup2(err.childs, 2);
    for (const std::string& variable : options.environment) {
      putenv(const_cast<char*>(variable.c_str()));
    }
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  close(out.childs);
  close(err.childs);
  out_ = out.ours;
  err_ = err.ours;
}

Child::~Child() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    Wait();
  }
}

bool Child::Read() {
  std::array<pollfd, 2> fds = {{{out_, POLLIN, 0}, {err_, POLLIN, 0}}};
  if (out_ < 0 && err_ < 0) return false;
  if (poll(fds.data(), fds.size(), -1) < 0) return errno == EINTR;
  std::array<char, 65536> buffer{};
  for (const auto& [fd, stream, text] :
       {std::tuple{&fds[0], &out_, &end_.out},
        std::tuple{&fds[1], &err_, &end_.err}}) {
    if (fd->fd < 0 || fd->revents == 0) continue;
    // A terminal whose other side is closed is an error, a pipe is at its end.
    const ssize_t got = read(fd->fd, buffer.data(), buffer.size());
    if (got <= 0) {
      close(*stream);
      *stream = -1;
      continue;
    }
    text->append(buffer.data(), static_cast<std::size_t>(got));
  }
  return true;
}

bool Child::WaitFor(const std::string& text) {
  while (end_.out.find(text) == std::string::npos &&
         end_.err.find(text) == std::string::npos) {
    if (!Read()) return false;
  }
  return true;
}

void Child::Signal(int signal) const { kill(pid_, signal); }

ChildEnd Child::Wait() {
  while (Read()) {
  }
  int status = 0;
  rusage usage = {};
  while (wait4(pid_, &status, 0, &usage) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  end_.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  end_.rss_kib = usage.ru_maxrss;
  return std::move(end_);
}

}  // namespace desobook::testing
