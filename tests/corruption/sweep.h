// Damages a sample in every way that one byte allows and hands each result to
// a check: cut before every byte, and every byte with one bit, another bit or
// all bits turned over.

#ifndef DESOBOOK_TESTS_CORRUPTION_SWEEP_H_
#define DESOBOOK_TESTS_CORRUPTION_SWEEP_H_

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/status/status.h"
#include "engine/txn/ids.h"

namespace desobook::testing {

inline constexpr std::array<std::uint8_t, 3> kFlips = {0x01, 0x80, 0xff};

struct Damage {
  std::size_t offset = 0;
  std::uint8_t flip = 0;  // 0: cut before `offset`
};

inline std::string Describe(const Damage& damage) {
  return (damage.flip == 0
              ? "cut before byte "
              : "flip " + std::to_string(damage.flip) + " of byte ") +
         std::to_string(damage.offset);
}

// Whether every byte of every sample is damaged, which takes minutes; else
// large samples have every so many of their bytes damaged.
inline bool IsFullSweep() {
  return std::getenv("DESOBOOK_FULL_SWEEP") != nullptr;
}

// Calls check(damaged bytes, Damage). Stops at the first failure. Each check
// reads the whole sample, so that a sweep is quadratic in its size: beyond
// `bytes_dense`, only as many places are damaged unless the sweep is full.
template <typename Check>
void Sweep(const Bytes& sample, Check check, std::size_t bytes_dense = 4096) {
  const std::size_t stride =
      IsFullSweep() ? 1 : 1 + sample.size() / (bytes_dense + 1);
  Bytes damaged = sample;
  for (std::size_t at = 0; at < sample.size(); at += stride) {
    const Damage cut{at, 0};
    check(ByteView(sample).first(at), cut);
    for (const std::uint8_t flip : kFlips) {
      damaged[at] = static_cast<std::uint8_t>(sample[at] ^ flip);
      check(ByteView(damaged), Damage{at, flip});
    }
    damaged[at] = sample[at];
    if (::testing::Test::HasFailure()) {
      FAIL() << "around byte " << at << " of " << sample.size();
    }
  }
}

// A report says in which file and where: by byte, record, block, line or
// member.
inline ::testing::AssertionResult NamesPlace(const absl::Status& status,
                                             const std::string& file) {
  const std::string message(status.message());
  if (message.find(file) == std::string::npos) {
    return ::testing::AssertionFailure() << "no file in: " << message;
  }
  for (const char* place : {"byte ", "record ", "block ", "line "}) {
    if (message.find(place) != std::string::npos) {
      return ::testing::AssertionSuccess();
    }
  }
  // "<file>: <member>: ..." or "<file>:<line>: ..." or "<file>.<member>: ...".
  const std::size_t after = message.find(file) + file.size();
  if (after + 2 < message.size() &&
      message.find(':', after + 2) != std::string::npos) {
    return ::testing::AssertionSuccess();
  }
  return ::testing::AssertionFailure() << "no place in: " << message;
}

}  // namespace desobook::testing

#endif  // DESOBOOK_TESTS_CORRUPTION_SWEEP_H_
