// What the program's exit status means. Scripts depend on the numbers.

#ifndef DESOBOOK_SRC_EXIT_CODE_H_
#define DESOBOOK_SRC_EXIT_CODE_H_

namespace desobook {

enum class ExitCode : int {
  kOk = 0,
  kFailed = 1,         // could not be done, for a reason not listed here
  kUsage = 2,          // wrong arguments
  kConfig = 3,         // wrong configuration
  kUnreachable = 4,    // a node or service does not answer
  kRefused = 5,        // the chain's rules say no
  kDamagedData = 6,    // input is damaged, cut or has a gap
  kSafetyStop = 7,     // a limit of ours stopped it
  kDifference = 8,     // compared and found different
  kTryAgain = 75,      // temporary; EX_TEMPFAIL of sysexits.h
  kInterrupted = 130,  // 128 + SIGINT
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_EXIT_CODE_H_
