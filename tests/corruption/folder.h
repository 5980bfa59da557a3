// A folder for a test's files, removed at its end.

#ifndef DESOBOOK_TESTS_CORRUPTION_FOLDER_H_
#define DESOBOOK_TESTS_CORRUPTION_FOLDER_H_

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "engine/amount/check.h"
#include "engine/txn/ids.h"

namespace desobook::testing {

class Folder {
 public:
  // In memory where there is such a place: some tests write 100,000 files.
  Folder() {
    std::error_code error;
    const std::filesystem::path memory = "/dev/shm";
    const std::filesystem::path parent =
        std::filesystem::is_directory(memory, error)
            ? memory
            : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "desobook-test-XXXXXX").string();
    DESOBOOK_CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  // Returns the path of the file, which then holds `bytes` and nothing else.
  std::string Write(const std::string& name, ByteView bytes) {
    const std::string path = (path_ / name).string();
    const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    DESOBOOK_CHECK(fd >= 0);
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    DESOBOOK_CHECK(written == static_cast<ssize_t>(bytes.size()));
    close(fd);
    return path;
  }
  void Remove(const std::string& name) {
    std::error_code error;
    std::filesystem::remove(path_ / name, error);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace desobook::testing

#endif  // DESOBOOK_TESTS_CORRUPTION_FOLDER_H_
