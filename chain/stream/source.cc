#include "chain/stream/source.h"

#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

constexpr std::size_t kChunkBytes = 256 * 1024;

class FileSource final : public ByteSource {
 public:
  FileSource(std::FILE* file, std::string path)
      : file_(file), path_(std::move(path)) {}
  ~FileSource() override { std::fclose(file_); }

  absl::StatusOr<std::size_t> Read(std::span<std::uint8_t> out) override {
    if (out.empty()) return 0;
    const std::size_t count = std::fread(out.data(), 1, out.size(), file_);
    if (count == 0 && std::ferror(file_) != 0) {
      return absl::UnavailableError(absl::StrCat(
          path_, ": cannot read at byte ", offset_, ": ", std::strerror(errno),
          "; check the disk and the permissions"));
    }
    offset_ += count;
    return count;
  }
  [[nodiscard]] std::uint64_t file_position() const override { return offset_; }
  [[nodiscard]] const std::string& name() const override { return path_; }

 private:
  std::FILE* file_;
  std::string path_;
  std::uint64_t offset_ = 0;
};

class SpanSource final : public ByteSource {
 public:
  SpanSource(ByteView bytes, std::string name)
      : bytes_(bytes), name_(std::move(name)) {}

  absl::StatusOr<std::size_t> Read(std::span<std::uint8_t> out) override {
    const std::size_t count = std::min(out.size(), bytes_.size());
    std::copy_n(bytes_.begin(), count, out.begin());
    bytes_ = bytes_.subspan(count);
    offset_ += count;
    return count;
  }
  [[nodiscard]] std::uint64_t file_position() const override { return offset_; }
  [[nodiscard]] const std::string& name() const override { return name_; }

 private:
  ByteView bytes_;
  std::uint64_t offset_ = 0;
  std::string name_;
};

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};

class DecompressingSource final : public ByteSource {
 public:
  explicit DecompressingSource(std::unique_ptr<ByteSource> compressed)
      : compressed_(std::move(compressed)),
        stream_(ZSTD_createDStream()),
        input_(ZSTD_DStreamInSize()) {
    DESOBOOK_CHECK(stream_ != nullptr);
    ZSTD_initDStream(stream_.get());
  }

  absl::StatusOr<std::size_t> Read(std::span<std::uint8_t> out) override {
    std::size_t produced = 0;
    while (produced < out.size() && failure_.ok() && !finished_) {
      failure_ = Step(out, produced);
    }
    if (produced == 0 && !failure_.ok()) return failure_;
    return produced;
  }
  [[nodiscard]] std::uint64_t file_position() const override {
    return input_offset_ + consumed_;
  }
  [[nodiscard]] const std::string& name() const override {
    return compressed_->name();
  }

 private:
  absl::Status Step(std::span<std::uint8_t> out, std::size_t& produced) {
    if (consumed_ == available_ && !input_ended_) {
      const auto count = compressed_->Read(input_);
      if (!count.ok()) return count.status();
      input_offset_ += available_;
      available_ = *count;
      consumed_ = 0;
      input_ended_ = available_ == 0;
    }
    if (input_ended_ && frame_done_) {
      finished_ = true;
      return absl::OkStatus();
    }
    ZSTD_inBuffer in = {input_.data(), available_, consumed_};
    ZSTD_outBuffer to = {out.data(), out.size(), produced};
    const std::size_t left = ZSTD_decompressStream(stream_.get(), &to, &in);
    const bool advanced = in.pos != consumed_ || to.pos != produced;
    consumed_ = in.pos;
    produced = to.pos;
    if (ZSTD_isError(left) != 0) {
      return Damage(absl::StrCat("is damaged (", ZSTD_getErrorName(left), ")"));
    }
    frame_done_ = left == 0;
    if (input_ended_ && !advanced) {
      return Damage("ends inside its compressed data");
    }
    return absl::OkStatus();
  }

  [[nodiscard]] absl::Status Damage(const std::string& what) const {
    return absl::DataLossError(
        absl::StrCat(name(), ": the zstd file ", what, " at byte ",
                     input_offset_ + consumed_, "; copy it again"));
  }

  std::unique_ptr<ByteSource> compressed_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  Bytes input_;
  std::size_t available_ = 0;
  std::size_t consumed_ = 0;
  std::uint64_t input_offset_ = 0;
  bool input_ended_ = false;
  bool frame_done_ = false;  // an empty file is no zstd file
  bool finished_ = false;
  absl::Status failure_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<ByteSource>> OpenFile(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) {
    const int error = errno;
    const std::string message =
        absl::StrCat(path, ": cannot open: ", std::strerror(error));
    if (error == ENOENT) return absl::NotFoundError(message);
    if (error == EACCES) return absl::PermissionDeniedError(message);
    return absl::InvalidArgumentError(message);
  }
  std::unique_ptr<ByteSource> source = std::make_unique<FileSource>(file, path);
  if (absl::EndsWith(path, ".zst")) source = ZstdSource(std::move(source));
  return source;
}

std::unique_ptr<ByteSource> MemorySource(ByteView bytes, std::string name) {
  return std::make_unique<SpanSource>(bytes, std::move(name));
}

std::unique_ptr<ByteSource> ZstdSource(std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<DecompressingSource>(std::move(compressed));
}

ByteWindow::ByteWindow(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)) {}

absl::Status ByteWindow::Fill(std::size_t count) {
  while (end_ - begin_ < count && !at_end_) {
    if (begin_ != 0) {
      std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                buffer_.begin() + static_cast<std::ptrdiff_t>(end_),
                buffer_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    if (buffer_.size() - end_ < kChunkBytes) {
      buffer_.resize(std::max(2 * kChunkBytes, 2 * end_));
    }
    const auto read = source_->Read(std::span(buffer_).subspan(end_));
    if (!read.ok()) return read.status();
    end_ += *read;
    at_end_ = *read == 0;
  }
  return absl::OkStatus();
}

void ByteWindow::Consume(std::size_t count) {
  DESOBOOK_CHECK(count <= end_ - begin_);
  begin_ += count;
  offset_ += count;
}

absl::StatusOr<Bytes> ReadAll(ByteSource& source, std::size_t limit) {
  Bytes all;
  Bytes chunk(kChunkBytes);
  while (true) {
    const auto count = source.Read(chunk);
    if (!count.ok()) return count.status();
    if (*count == 0) return all;
    if (all.size() + *count > limit) {
      return absl::ResourceExhaustedError(
          absl::StrCat(source.name(), ": larger than ", limit, " bytes"));
    }
    all.insert(all.end(), chunk.begin(),
               chunk.begin() + static_cast<std::ptrdiff_t>(*count));
  }
}

}  // namespace desobook::chain
