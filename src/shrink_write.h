// Shrinks a difference and writes it as a scenario file.

#ifndef DESOBOOK_SRC_SHRINK_WRITE_H_
#define DESOBOOK_SRC_SHRINK_WRITE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "src/console.h"
#include "src/json_output.h"
#include "src/shrink.h"

namespace desobook {

struct ShrinkOptions {
  std::string path;  // of the file to write
  std::uint64_t seconds_max = 60;
};

struct ShrunkFile {
  std::string path;
  std::size_t blocks = 0;
  std::size_t txns = 0;
  std::size_t genesis = 0;  // records
  bool finished = false;    // within the time
  std::uint64_t runs = 0;
};

// Shrinks, executes what is to be written once more and writes it, atomically.
// Tells its progress on the console's `err`. `from` names the origin in the
// file's header.
// Errors: Internal if the file would not differ as its origin does (a bug
// here); those of WriteFileAtomically; Cancelled when the user interrupts.
absl::StatusOr<ShrunkFile> ShrinkToFile(const ShrinkInput& input,
                                        const std::string& from,
                                        const ShrinkOptions& options,
                                        Console& console);

Json JsonOf(const ShrunkFile& file);
std::string TextOf(const ShrunkFile& file);

}  // namespace desobook

#endif  // DESOBOOK_SRC_SHRINK_WRITE_H_
