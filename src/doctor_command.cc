// desobook doctor [DATASET]

#include <zlib.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chain/codec/hash.h"
#include "engine/amount/convert.h"
#include "src/build_info.h"
#include "src/commands.h"
#include "src/hex.h"
#include "src/json_output.h"
#include "src/libraries.h"
#include "src/text.h"

namespace desobook {
namespace {

namespace fs = std::filesystem;

struct DoctorOptions {
  std::optional<std::string> dataset;
  bool json = false;
};

enum class Health { kOk, kWarn, kFail };

struct Finding {
  Health health = Health::kOk;
  std::string name;
  std::string detail;
  std::string fix;  // empty when ok
};

std::string_view HealthName(Health health) {
  switch (health) {
    case Health::kOk:
      return "ok";
    case Health::kWarn:
      return "warn";
    case Health::kFail:
      return "fail";
  }
  return {};
}

void CheckBuild(std::vector<Finding>& findings) {
  const std::string_view type = build_info::kBuildType;
  const std::string_view sanitizers = build_info::kSanitizers;
  Finding build{
      Health::kOk, "build",
      Cat(build_info::kCompiler, ", ", type.empty() ? "no build type" : type),
      ""};
  if (!sanitizers.empty()) {
    Append(build.detail, ", sanitizers ", sanitizers);
  }
  if (type == "Debug" || type.empty() || !sanitizers.empty()) {
    build.health = Health::kWarn;
    build.fix =
        "results are right but slow to come; configure with "
        "'cmake --preset release'";
  }
  findings.push_back(std::move(build));
}

void CheckLibraries(std::vector<Finding>& findings) {
  for (const Library& library : BuiltWith()) {
    Finding finding{Health::kOk, Cat("library ", library.name),
                    std::string(library.version), ""};
    if (!IsAtLeast(library.version, library.minimum)) {
      finding.health = Health::kWarn;
      Append(finding.detail, ", written for ", library.minimum);
      finding.fix =
          "install the package of Debian 12 or newer "
          "(scripts/install-deps) and build again";
    }
    findings.push_back(std::move(finding));
  }
  if (std::string_view(zlibVersion()).substr(0, 1) !=
      std::string_view(ZLIB_VERSION).substr(0, 1)) {
    findings.push_back({Health::kFail, "library zlib at run time",
                        Cat(zlibVersion(), ", built with ", ZLIB_VERSION),
                        "build again on this machine"});
  }
}

// Known answers: a broken compiler or library shows here first.
void CheckSelf(std::vector<Finding>& findings) {
  constexpr std::array<std::uint8_t, 3> kAbc = {'a', 'b', 'c'};
  const bool hash =
      BytesToHex(chain::Sha256(kAbc)) ==
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  // floor(7 * 10^38 / (3 * 10^38)) = 2.
  const auto triple = CheckedMul(kOneE38, Uint256(3));
  const auto bought = ToBuy(Rate(triple.value_or(Uint256())), BaseUnits(7));
  const bool amount = bought.ok() && *bought == BaseUnits(2);
  const auto add = [&findings](std::string_view name, bool good) {
    findings.push_back(
        {good ? Health::kOk : Health::kFail, Cat("self-test ", name),
         good ? "known answer" : "wrong answer",
         good ? ""
              : "do not trust this program; build again with another "
                "compiler and run the tests"});
  };
  add("sha256", hash);
  add("conversion", amount);
}

struct DatasetFile {
  std::string_view name;
  bool required;
  std::string_view purpose;
};
constexpr DatasetFile kDatasetFiles[] = {
    {"dataset.json", true, "says which network it is"},
    {"state-changes.bin", true, "what the node wrote"},
    {"state-changes-index.bin", false, "finds a record without a scan"},
    {"blocks.bin", false, "needed by --blocks-only"},
    {"genesis-state.json", false, "needed by --blocks-only"},
};

// Opens, reads the first bytes, and holds them against the name.
Finding CheckFile(const fs::path& path, bool compressed) {
  Finding finding{Health::kOk, path.filename().string(), "", ""};
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  std::array<char, 4> first{};
  if (error || !file ||
      (size > 0 && !file.read(first.data(), size < 4 ? 1 : 4))) {
    finding.health = Health::kFail;
    finding.detail = "cannot be read";
    finding.fix = "give this user the right to read it";
    return finding;
  }
  finding.detail = Cat(size, " bytes");
  // Magic number of a zstandard frame, little-endian.
  constexpr std::array<char, 4> kZstdMagic = {'\x28', '\xb5', '\x2f', '\xfd'};
  if (compressed && first != kZstdMagic) {
    finding.health = Health::kFail;
    Append(finding.detail, ", no zstandard data");
    finding.fix = "copy it again from its source";
  }
  return finding;
}

void CheckDatasetFile(const fs::path& folder, const DatasetFile& file,
                      std::vector<Finding>& findings) {
  std::error_code ignored;
  const std::string name(file.name);
  for (const bool compressed : {false, true}) {
    const fs::path path = folder / (compressed ? name + ".zst" : name);
    if (fs::is_regular_file(path, ignored)) {
      Finding finding = CheckFile(path, compressed);
      if (file.required && finding.health == Health::kOk &&
          fs::file_size(path, ignored) == 0) {
        finding.health = Health::kFail;
        finding.fix = "the file is empty; copy it again from its source";
      }
      findings.push_back(std::move(finding));
      return;
    }
  }
  const Health health = file.required ? Health::kFail : Health::kWarn;
  findings.push_back(
      {health, name, Cat("missing (", file.purpose, ")"),
       Cat("put ", name, " or ", name, ".zst into ", folder.string())});
}

void CheckDataset(const std::string& dataset, std::vector<Finding>& findings) {
  std::error_code ignored;
  if (!fs::is_directory(dataset, ignored)) {
    findings.push_back({Health::kFail, "dataset",
                        Cat(dataset, " is no directory"),
                        "give the directory that holds state-changes.bin"});
    return;
  }
  findings.push_back({Health::kOk, "dataset", dataset, ""});
  for (const DatasetFile& file : kDatasetFiles) {
    CheckDatasetFile(dataset, file, findings);
  }
}

void PrintText(const std::vector<Finding>& findings, Console& console) {
  for (const Finding& finding : findings) {
    const std::string_view name = HealthName(finding.health);
    const Color color = finding.health == Health::kOk     ? Color::kGreen
                        : finding.health == Health::kWarn ? Color::kYellow
                                                          : Color::kRed;
    console.out << Paint(name, color, console.color_out)
                << std::string(5 - name.size(), ' ') << finding.name << ": "
                << finding.detail << '\n';
    if (!finding.fix.empty()) {
      console.out << "     fix: " << finding.fix << '\n';
    }
  }
}

void PrintJson(const std::vector<Finding>& findings, Console& console) {
  Json document = NewDocument("doctor", 1);
  document["findings"] = Json::array();
  for (const Finding& finding : findings) {
    Json one = Json::object();
    one["health"] = HealthName(finding.health);
    one["name"] = finding.name;
    one["detail"] = finding.detail;
    one["fix"] = finding.fix.empty() ? Json(nullptr) : Json(finding.fix);
    document["findings"].push_back(std::move(one));
  }
  WriteJson(console.out, document);
}

bool AnyFails(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (finding.health == Health::kFail) return true;
  }
  return false;
}

ExitCode RunDoctor(const DoctorOptions& options, Console& console) {
  std::vector<Finding> findings;
  CheckBuild(findings);
  CheckLibraries(findings);
  CheckSelf(findings);
  const bool program_fails = AnyFails(findings);
  if (options.dataset) CheckDataset(*options.dataset, findings);
  if (options.json) {
    PrintJson(findings, console);
  } else {
    PrintText(findings, console);
  }
  if (program_fails) return ExitCode::kFailed;
  return AnyFails(findings) ? ExitCode::kDamagedData : ExitCode::kOk;
}

}  // namespace

void AddDoctorCommand(CommandLine& line) {
  auto options = std::make_shared<DoctorOptions>();
  line.Add("doctor",
           "Check this program, its libraries and, if given, a dataset")
      .OptionalArgument("DATASET", &options->dataset,
                        "Directory of a recorded chain")
      .Flag("--json", &options->json, "Print one JSON document")
      .Example("desobook doctor")
      .Example("desobook doctor data/regtest-small")
      .Action(
          [options](Console& console) { return RunDoctor(*options, console); });
}

}  // namespace desobook
