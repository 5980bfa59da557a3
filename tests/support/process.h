// Runs a program as a child process and collects what it printed.
//
//   const ProcessResult run = RunProcess({DESOBOOK_PROGRAM, "version"});
//   EXPECT_EQ(run.exit_code, 0) << run.err;

#ifndef DESOBOOK_TESTS_SUPPORT_PROCESS_H_
#define DESOBOOK_TESTS_SUPPORT_PROCESS_H_

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace desobook::testing {

struct ProcessResult {
  int exit_code = -1;  // 128 + signal if a signal ended it
  std::string out;
  std::string err;
};

struct ProcessInput {
  std::string stdin_text;
  std::vector<std::string> environment;  // "NAME=value", added to ours
  std::string directory;                 // to run in; empty: ours
};

namespace internal {

// Only calls that are safe between fork and exec.
[[noreturn]] inline void RunChild(const std::vector<char*>& arguments,
                                  const std::array<int, 3>& streams,
                                  const ProcessInput& input) {
  for (int i = 0; i < 3; ++i) dup2(streams[static_cast<std::size_t>(i)], i);
  if (!input.directory.empty() && chdir(input.directory.c_str()) != 0) {
    _exit(127);
  }
  for (const std::string& variable : input.environment) {
    putenv(const_cast<char*>(variable.c_str()));
  }
  execv(arguments[0], arguments.data());
  _exit(127);
}

// Feeds and drains the pipes together, so that neither side can block.
inline void Converse(int in, int out, int err, std::string_view text,
                     ProcessResult& result) {
  std::array<pollfd, 3> fds = {
      {{in, POLLOUT, 0}, {out, POLLIN, 0}, {err, POLLIN, 0}}};
  const auto close_at = [&fds](std::size_t i) {
    close(fds[i].fd);
    fds[i].fd = -1;
  };
  if (text.empty()) close_at(0);
  std::array<char, 65536> buffer{};
  while (fds[1].fd >= 0 || fds[2].fd >= 0) {
    if (poll(fds.data(), fds.size(), -1) < 0) break;
    if (fds[0].fd >= 0 && fds[0].revents != 0) {
      const ssize_t sent = write(fds[0].fd, text.data(), text.size());
      if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
      if (sent <= 0 || text.empty()) close_at(0);
    }
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      const ssize_t got = read(fds[i].fd, buffer.data(), buffer.size());
      if (got <= 0) {
        close_at(i);
        continue;
      }
      (i == 1 ? result.out : result.err)
          .append(buffer.data(), static_cast<std::size_t>(got));
    }
  }
  if (fds[0].fd >= 0) close_at(0);
}

}  // namespace internal

// `command[0]` is the path of the program.
inline ProcessResult RunProcess(const std::vector<std::string>& command,
                                const ProcessInput& input = {}) {
  ProcessResult result;
  std::array<std::array<int, 2>, 3> pipes{};
  for (auto& ends : pipes) {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return result;
  }
  // A program that leaves early must not end us through its closed pipe.
  std::signal(SIGPIPE, SIG_IGN);
  std::vector<char*> arguments;
  for (const std::string& word : command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    internal::RunChild(arguments, {pipes[0][0], pipes[1][1], pipes[2][1]},
                       input);
  }
  close(pipes[0][0]);
  close(pipes[1][1]);
  close(pipes[2][1]);
  internal::Converse(pipes[0][1], pipes[1][0], pipes[2][0], input.stdin_text,
                     result);
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return result;
  result.exit_code =
      WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

}  // namespace desobook::testing

#endif  // DESOBOOK_TESTS_SUPPORT_PROCESS_H_
