// What is fuzzed. A target takes any bytes and aborts when a claim about them
// does not hold; docs/fuzzing.md lists the claims. libFuzzer drives one target
// per program (libfuzzer_entry.cc), the tests run all of them over their
// stored inputs (corpus_test.cc).

#ifndef DESOBOOK_TESTS_FUZZ_TARGETS_H_
#define DESOBOOK_TESTS_FUZZ_TARGETS_H_

#include "engine/txn/ids.h"

namespace desobook::fuzz {

void FuzzAmounts(ByteView bytes);
void FuzzBlock(ByteView bytes);
void FuzzEntry(ByteView bytes);
void FuzzJson(ByteView bytes);
void FuzzKeys(ByteView bytes);
void FuzzRules(ByteView bytes);
void FuzzSnapshot(ByteView bytes);
void FuzzStream(ByteView bytes);
void FuzzTransaction(ByteView bytes);

}  // namespace desobook::fuzz

#endif  // DESOBOOK_TESTS_FUZZ_TARGETS_H_
