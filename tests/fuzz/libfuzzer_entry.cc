// libFuzzer's entry for the target that DESOBOOK_FUZZ_TARGET names.

#include <cstddef>
#include <cstdint>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  desobook::fuzz::DESOBOOK_FUZZ_TARGET(desobook::ByteView(data, size));
  return 0;
}
