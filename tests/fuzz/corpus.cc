#include "tests/fuzz/corpus.h"

#include <zstd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <utility>

#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

constexpr std::array<Target, 9> kTargets = {{
    {"amounts", &FuzzAmounts},
    {"block", &FuzzBlock},
    {"entry", &FuzzEntry},
    {"json", &FuzzJson},
    {"keys", &FuzzKeys},
    {"rules", &FuzzRules},
    {"snapshot", &FuzzSnapshot},
    {"stream", &FuzzStream},
    {"transaction", &FuzzTransaction},
}};

}  // namespace

std::span<const Target> Targets() { return kTargets; }

const Target* FindTarget(std::string_view name) {
  for (const Target& target : kTargets) {
    if (target.name == name) return &target;
  }
  return nullptr;
}

absl::StatusOr<std::vector<Bytes>> ReadCorpus(const std::string& path) {
  auto source = chain::OpenFile(path);
  if (!source.ok()) return source.status();
  chain::BlocksReader reader(*std::move(source));
  std::vector<Bytes> inputs;
  while (true) {
    const auto frame = reader.Next();
    if (!frame.ok()) return frame.status();
    if (!*frame) return inputs;
    const ByteView bytes = (*frame)->bytes;
    inputs.emplace_back(bytes.begin(), bytes.end());
  }
}

absl::Status WriteCorpus(const std::string& path,
                         const std::vector<Bytes>& inputs) {
  Bytes framed;
  for (const Bytes& input : inputs) {
    for (unsigned shift = 0; shift < 32; shift += 8) {
      framed.push_back(static_cast<std::uint8_t>(input.size() >> shift));
    }
    framed.insert(framed.end(), input.begin(), input.end());
  }
  Bytes packed(ZSTD_compressBound(framed.size()));
  const std::size_t size = ZSTD_compress(packed.data(), packed.size(),
                                         framed.data(), framed.size(), 19);
  if (ZSTD_isError(size) != 0) {
    return absl::InternalError(ZSTD_getErrorName(size));
  }
  const std::string part = path + ".part";
  std::ofstream file(part, std::ios::binary | std::ios::trunc);
  file.write(reinterpret_cast<const char*>(packed.data()),
             static_cast<std::streamsize>(size));
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(part, path, error);
  if (!file || error) return absl::UnavailableError("cannot write " + path);
  return absl::OkStatus();
}

}  // namespace desobook::fuzz
