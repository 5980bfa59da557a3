// Files of the recorded chains, and bytes compressed in memory.

#ifndef DESOBOOK_TESTS_CHAIN_STREAM_FILES_H_
#define DESOBOOK_TESTS_CHAIN_STREAM_FILES_H_

#include <memory>
#include <string>

#include "chain/stream/source.h"
#include "engine/amount/check.h"
#include "engine/txn/ids.h"

namespace desobook::chain::testing {

inline std::string TracePath(const std::string& file) {
  return std::string(DESOBOOK_TEST_DATA "/chain/regtest-trace/") + file;
}

inline std::unique_ptr<ByteSource> MustOpen(const std::string& path) {
  auto source = OpenFile(path);
  DESOBOOK_CHECK(source.ok());
  return *std::move(source);
}

inline Bytes MustRead(const std::string& path) {
  auto bytes = ReadAll(*MustOpen(path), std::size_t{1} << 30);
  DESOBOOK_CHECK(bytes.ok());
  return *std::move(bytes);
}

}  // namespace desobook::chain::testing

#endif  // DESOBOOK_TESTS_CHAIN_STREAM_FILES_H_
