// Makes, packs and unpacks the stored inputs; for scripts/fuzz.
//
//   fuzz_corpus targets
//   fuzz_corpus seed TARGET TEST_DATA DIRECTORY
//   fuzz_corpus unpack FILE DIRECTORY
//   fuzz_corpus pack DIRECTORY FILE

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "chain/codec/hash.h"
#include "src/hex.h"
#include "tests/fuzz/corpus.h"

namespace desobook::fuzz {
namespace {

namespace fs = std::filesystem;

int Fail(const std::string& what) {
  std::cerr << "fuzz_corpus: " << what << "\n";
  return 1;
}

// Each input under its hash, so that the same one twice is one file.
int Unpack(const std::vector<Bytes>& inputs, const fs::path& directory) {
  fs::create_directories(directory);
  for (const Bytes& input : inputs) {
    const chain::Digest digest = chain::Sha256(input);
    const fs::path path = directory / BytesToHex(ByteView(digest).first(16));
    std::ofstream file(path, std::ios::binary);
    file.write(reinterpret_cast<const char*>(input.data()),
               static_cast<std::streamsize>(input.size()));
    file.close();
    if (!file) return Fail("cannot write " + path.string());
  }
  return 0;
}

int Pack(const fs::path& directory, const std::string& path) {
  std::vector<Bytes> inputs;
  for (const auto& entry : fs::directory_iterator(directory)) {
    std::ifstream file(entry.path(), std::ios::binary);
    inputs.emplace_back(std::istreambuf_iterator<char>(file),
                        std::istreambuf_iterator<char>());
  }
  std::sort(inputs.begin(), inputs.end());
  const absl::Status status = WriteCorpus(path, inputs);
  if (!status.ok()) return Fail(std::string(status.message()));
  std::cout << inputs.size() << " inputs, " << fs::file_size(path)
            << " bytes\n";
  return 0;
}

int Main(const std::vector<std::string>& arguments) {
  const std::string command = arguments.empty() ? "" : arguments[0];
  if (command == "targets" && arguments.size() == 1) {
    for (const Target& target : Targets()) std::cout << target.name << "\n";
    return 0;
  }
  if (command == "seed" && arguments.size() == 4) {
    if (FindTarget(arguments[1]) == nullptr) return Fail("no such target");
    return Unpack(MakeSeeds(arguments[1], arguments[2]), arguments[3]);
  }
  if (command == "unpack" && arguments.size() == 3) {
    const auto inputs = ReadCorpus(arguments[1]);
    if (!inputs.ok()) return Fail(std::string(inputs.status().message()));
    return Unpack(*inputs, arguments[2]);
  }
  if (command == "pack" && arguments.size() == 3) {
    return Pack(arguments[1], arguments[2]);
  }
  std::cerr << "usage: fuzz_corpus targets | seed TARGET TEST_DATA DIRECTORY | "
               "unpack FILE DIRECTORY | pack DIRECTORY FILE\n";
  return 2;
}

}  // namespace
}  // namespace desobook::fuzz

int main(int argc, char** argv) {
  return desobook::fuzz::Main(std::vector<std::string>(argv + 1, argv + argc));
}
