// The files of a follower: its checkpoint and its output. Together they say
// what has been done; nobody else may write them meanwhile.

#ifndef DESOBOOK_SRC_FOLLOW_FILES_H_
#define DESOBOOK_SRC_FOLLOW_FILES_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "chain/replay/checkpoint.h"

namespace desobook {

class FollowFiles {
 public:
  // Locks the checkpoint and loads it if it is there, then opens the output
  // and cuts it back to what the checkpoint knows. Without an output, text goes
  // to `standard_output`, which nothing cuts back. `fresh` is the checkpoint to
  // begin with; its network is compared with a loaded one's.
  // Errors: Aborted if another follower has one of the files;
  // FailedPrecondition if output and checkpoint do not fit each other; DataLoss
  // for a damaged checkpoint; what writing reports. All name file and remedy.
  static absl::StatusOr<std::unique_ptr<FollowFiles>> Open(
      const std::optional<std::string>& checkpoint,
      const std::optional<std::string>& output,
      const chain::CheckpointHeader& fresh, std::ostream& standard_output);
  ~FollowFiles();
  FollowFiles(const FollowFiles&) = delete;
  FollowFiles& operator=(const FollowFiles&) = delete;

  // The checkpoint that was there; once.
  std::optional<chain::Checkpoint> TakeLoaded();
  [[nodiscard]] bool has_checkpoint() const {
    return checkpoint_path_.has_value();
  }

  absl::Status Append(std::string_view text);
  [[nodiscard]] std::uint64_t output_bytes() const { return output_bytes_; }
  // Puts the output on disk, then the checkpoint in place.
  absl::Status Save(const Bytes& checkpoint);

 private:
  FollowFiles(std::optional<std::string> checkpoint,
              std::optional<std::string> output, std::ostream& standard_output);
  absl::Status Load(const chain::CheckpointHeader& fresh);
  absl::Status OpenOutput();
  absl::Status CheckOutput();

  const std::optional<std::string> checkpoint_path_;
  const std::optional<std::string> output_path_;
  std::ostream& standard_output_;
  int lock_ = -1;
  int output_ = -1;
  std::optional<chain::Checkpoint> loaded_;
  std::uint64_t output_bytes_ = 0;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_FOLLOW_FILES_H_
