// desobook version

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/build_info.h"
#include "src/commands.h"
#include "src/json_output.h"
#include "src/libraries.h"

namespace desobook {
namespace {

struct VersionOptions {
  bool json = false;
};

ExitCode RunVersion(const VersionOptions& options, Console& console) {
  if (options.json) {
    Json document = NewDocument("version", 1);
    document["version"] = build_info::kVersion;
    document["commit"] = build_info::Commit();
    document["compiler"] = build_info::kCompiler;
    document["build_type"] = build_info::kBuildType;
    document["libraries"] = Json::object();
    for (const Library& library : BuiltWith()) {
      document["libraries"][std::string(library.name)] = library.version;
    }
    WriteJson(console.out, document);
    return ExitCode::kOk;
  }
  console.out << "desobook " << build_info::kVersion << '\n'
              << "commit    " << build_info::Commit() << '\n'
              << "compiler  " << build_info::kCompiler << ", "
              << build_info::kBuildType << '\n'
              << "libraries ";
  std::string_view separator;
  for (const Library& library : BuiltWith()) {
    console.out << std::exchange(separator, ", ") << library.name << ' '
                << library.version;
  }
  console.out << '\n';
  return ExitCode::kOk;
}

}  // namespace

void AddVersionCommand(CommandLine& line) {
  auto options = std::make_shared<VersionOptions>();
  line.Add("version", "Print version, commit, compiler and libraries")
      .WithoutConfig()
      .Flag("--json", &options->json, "Print one JSON document")
      .Example("desobook version")
      .Action([options](Console& console) {
        return RunVersion(*options, console);
      });
  line.OnVersion(
      [](Console& console) { return RunVersion(VersionOptions{}, console); });
}

}  // namespace desobook
