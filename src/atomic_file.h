// Writes a file so that its name always holds a whole file: the earlier one
// until everything is on disk, the new one from then on.
//
//   absl::Status status = WriteFileAtomically(path, bytes);
//
// or, for what is written piece by piece:
//
//   auto file = AtomicFile::Create(path);
//   absl::Status status = (*file)->Write(text);
//   if (status.ok()) status = (*file)->Commit();

#ifndef DESOBOOK_SRC_ATOMIC_FILE_H_
#define DESOBOOK_SRC_ATOMIC_FILE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/txn/ids.h"
#include "src/console.h"

namespace desobook {

// Every error names the file and says what to do. Codes: NotFound, no such
// folder; FailedPrecondition, the name is a folder or no regular file;
// PermissionDenied; ResourceExhausted, disk or quota full; else Unavailable.
class AtomicFile {
 public:
  // Opens a temporary file beside `path`, or beside what it links to.
  static absl::StatusOr<std::unique_ptr<AtomicFile>> Create(
      const std::string& path);
  // Removes the temporary file unless it was committed.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // After an error only destruction makes sense.
  absl::Status Write(std::string_view text);
  absl::Status Write(ByteView bytes);
  // Puts the file in place, on disk: fsync, rename, fsync of the folder.
  absl::Status Commit();

 private:
  AtomicFile(std::string path, std::string name, std::string temporary,
             int folder, int file);
  absl::Status Error(const char* step, int error) const;

  const std::string path_;       // as the user gave it
  const std::string name_;       // within the folder
  const std::string temporary_;  // within the folder
  int folder_;
  int file_;  // -1 once closed
  bool committed_ = false;
};

absl::Status WriteFileAtomically(const std::string& path, ByteView bytes);
absl::Status WriteFileAtomically(const std::string& path,
                                 std::string_view text);

// What a command reports for an error of the above: what the user named is
// usage, the rest is a failure.
Failure WriteFailure(const absl::Status& status, const std::string& path);

}  // namespace desobook

#endif  // DESOBOOK_SRC_ATOMIC_FILE_H_
