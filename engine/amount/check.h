// Assertions. A failed check is a bug of ours: it prints where and aborts.
// Data that a peer, a file or a user controls must never reach one.
//
// DESOBOOK_CHECK is always on. DESOBOOK_DCHECK is on unless NDEBUG is defined,
// for checks too slow for the match loop. Neither is an optimizer hint.

#ifndef DESOBOOK_ENGINE_AMOUNT_CHECK_H_
#define DESOBOOK_ENGINE_AMOUNT_CHECK_H_

#pragma GCC visibility push(default)

namespace desobook::internal {

[[noreturn]] void CheckFailed(const char* condition, const char* file,
                              int line);

}  // namespace desobook::internal

#pragma GCC visibility pop

#define DESOBOOK_CHECK(condition) \
  ((condition)                    \
       ? static_cast<void>(0)     \
       : ::desobook::internal::CheckFailed(#condition, __FILE__, __LINE__))

#ifdef NDEBUG
#define DESOBOOK_DCHECK(condition) static_cast<void>(sizeof(condition))
#else
#define DESOBOOK_DCHECK(condition) DESOBOOK_CHECK(condition)
#endif

#endif  // DESOBOOK_ENGINE_AMOUNT_CHECK_H_
