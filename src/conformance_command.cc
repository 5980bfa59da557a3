// desobook conformance FILE...

#include <cstdint>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "src/atomic_file.h"
#include "src/commands.h"
#include "src/conformance.h"
#include "src/json_output.h"
#include "src/line_file.h"
#include "src/shrink_load.h"
#include "src/shrink_write.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::uint64_t kDefaultMaxDifferences = 10;

struct ConformanceOptions {
  std::vector<std::string> files;
  bool json = false;
  std::optional<std::uint64_t> max_differences;
  std::optional<std::string> shrink;
  std::optional<std::uint64_t> shrink_seconds;
};

enum class Verdict { kEqual, kDifferent, kDamaged, kIncomplete };

Verdict VerdictOf(const ScenarioReport& report) {
  if (!report.differences.empty()) return Verdict::kDifferent;
  if (report.interrupted) return Verdict::kIncomplete;
  return report.damage.ok() ? Verdict::kEqual : Verdict::kDamaged;
}

std::string_view VerdictName(Verdict verdict) {
  switch (verdict) {
    case Verdict::kEqual:
      return "equal";
    case Verdict::kDifferent:
      return "different";
    case Verdict::kDamaged:
      return "damaged";
    case Verdict::kIncomplete:
      return "incomplete";
  }
  return {};
}

std::string SummaryOf(const ScenarioReport& report) {
  const ScenarioCounts& n = report.counts;
  std::string text =
      Cat(report.file, ": ", n.blocks, " blocks, ", n.txns, " transactions (",
          n.refused, " refused), ", n.orders, " orders, ", n.fills, " fills, ",
          n.visited, " makers visited, ", n.digests, " digests");
  if (n.not_executed != 0) {
    Append(text, ", ", n.not_executed, " not executed");
  }
  if (report.interrupted) text += "; interrupted";
  if (report.stopped) {
    Append(text, "; stopped after ", report.differences.size(), " differences");
  }
  return text;
}

void PrintText(Console& console, const ScenarioReport& report) {
  const Verdict verdict = VerdictOf(report);
  const std::string name(VerdictName(verdict));
  console.out << Paint(name,
                       verdict == Verdict::kEqual ? Color::kGreen : Color::kRed,
                       console.color_out)
              << std::string(name.size() < 10 ? 10 - name.size() : 1, ' ')
              << SummaryOf(report) << '\n';
  for (const ScenarioDifference& d : report.differences) {
    console.out << "  " << report.file << ':' << d.line << ": height "
                << d.height;
    if (d.txn)
      console.out << ", transaction " << *d.txn << " (" << d.txid << ')';
    console.out << ", " << d.field << ": expected " << d.expected << ", found "
                << d.found << '\n';
  }
  console.out.flush();
}

Json JsonOfCounts(const ScenarioCounts& n) {
  Json json = Json::object();
  json["blocks"] = n.blocks;
  json["transactions"] = n.txns;
  json["refused"] = n.refused;
  json["not_executed"] = n.not_executed;
  json["orders"] = n.orders;
  json["transactions_with_fills"] = n.orders_with_fills;
  json["fills"] = n.fills;
  json["makers_visited"] = n.visited;
  json["fields"] = n.fields;
  json["digests"] = n.digests;
  return json;
}

Json JsonOfReport(const ScenarioReport& report) {
  Json json = Json::object();
  json["file"] = report.file;
  json["name"] = report.name;
  json["seed"] = report.seed;
  json["status"] = VerdictName(VerdictOf(report));
  json["error"] = report.damage.ok()
                      ? Json(nullptr)
                      : Json(std::string(report.damage.message()));
  json["complete"] =
      report.damage.ok() && !report.stopped && !report.interrupted;
  json["counts"] = JsonOfCounts(report.counts);
  json["differences"] = Json::array();
  for (const ScenarioDifference& d : report.differences) {
    Json one = Json::object();
    one["aspect"] = AspectName(d.aspect);
    one["line"] = d.line;
    one["height"] = d.height;
    one["transaction"] = d.txn ? Json(*d.txn) : Json(nullptr);
    one["txid"] = d.txn ? Json(d.txid) : Json(nullptr);
    one["field"] = d.field;
    one["expected"] = d.expected;
    one["found"] = d.found;
    json["differences"].push_back(std::move(one));
  }
  return json;
}

void PrintDamage(Console& console, const ScenarioReport& report) {
  Report(console,
         {ExitCode::kDamagedData, std::string(report.damage.message()),
          report.file,
          "get the file again; the format is that of scenario vectors, "
          "JSON lines, plain or gzip"});
}

// A name that leads to no file stops the run before it starts.
std::optional<Failure> CheckFiles(const std::vector<std::string>& files) {
  for (const std::string& file : files) {
    const absl::StatusOr<LineFile> opened = LineFile::Open(file);
    if (opened.ok()) continue;
    const bool usage = absl::IsNotFound(opened.status()) ||
                       absl::IsFailedPrecondition(opened.status());
    return Failure{usage ? ExitCode::kUsage : ExitCode::kFailed,
                   std::string(opened.status().message()), file,
                   "give the path of a scenario file (.jsonl or .jsonl.gz)"};
  }
  return std::nullopt;
}

// Writes the first file that differs as its smallest scenario that does.
// Returns nothing if that went well, or if no file differs.
std::optional<ExitCode> ShrinkFirst(const ConformanceOptions& options,
                                    const std::optional<std::string>& file,
                                    Json& document, Console& console) {
  if (!options.shrink) return std::nullopt;
  document["shrunk"] = nullptr;
  if (!file) {
    console.err << "desobook: no file differs, so " << *options.shrink
                << " was not written\n";
    return std::nullopt;
  }
  const auto input = LoadDifference(*file);
  absl::Status status = input.status();
  absl::StatusOr<ShrunkFile> shrunk = ShrunkFile{};
  if (status.ok() && !input->has_value()) {
    status = absl::UnavailableError(
        Cat(*file, ": no difference when read again; did it change?"));
  }
  if (status.ok()) {
    shrunk = ShrinkToFile(
        **input, std::filesystem::path(*file).filename().string(),
        {*options.shrink, options.shrink_seconds.value_or(60)}, console);
    status = shrunk.status();
  }
  if (absl::IsCancelled(status)) return ExitCode::kInterrupted;
  if (!status.ok()) {
    return Report(console, WriteFailure(status, *options.shrink));
  }
  document["shrunk"] = JsonOf(*shrunk);
  console.err << "desobook: wrote " << TextOf(*shrunk) << '\n';
  return std::nullopt;
}

ExitCode RunConformance(const ConformanceOptions& options, Console& console) {
  if (const auto failure = CheckFiles(options.files)) {
    return Report(console, *failure);
  }
  const std::uint64_t max_differences =
      options.max_differences.value_or(kDefaultMaxDifferences);
  Json document = NewDocument("conformance", 1);
  document["files"] = Json::array();
  std::uint64_t of_verdict[4] = {};
  std::optional<std::string> first_different;
  for (const std::string& file : options.files) {
    const ScenarioReport report = RunScenario(file, max_differences);
    ++of_verdict[static_cast<int>(VerdictOf(report))];
    if (!first_different && !report.differences.empty()) first_different = file;
    if (options.json) {
      document["files"].push_back(JsonOfReport(report));
    } else {
      PrintText(console, report);
    }
    if (!report.damage.ok()) PrintDamage(console, report);
    if (report.damage.ok() && report.dump_missing) {
      console.err << "desobook: warning: " << report.file
                  << " does not end with a dump of the state; it may be cut\n";
    }
    if (report.interrupted) break;
  }
  const bool interrupted = Interrupted();
  std::optional<ExitCode> shrink_failed;
  if (!interrupted) {
    shrink_failed = ShrinkFirst(options, first_different, document, console);
  }
  const auto [equal, different, damaged, incomplete] = of_verdict;
  if (options.json) {
    document["equal"] = equal;
    document["different"] = different;
    document["damaged"] = damaged;
    document["interrupted"] = interrupted;
    WriteJson(console.out, document);
  } else if (options.files.size() > 1) {
    console.out << options.files.size() << " files: " << equal << " equal, "
                << different << " different, " << damaged << " damaged\n";
  }
  if (interrupted) {
    console.out.flush();
    console.err << "desobook: interrupted; of " << options.files.size()
                << " files " << equal + different + damaged << " were run";
    if (incomplete != 0) console.err << " and one in part";
    console.err << '\n';
    return ExitCode::kInterrupted;
  }
  if (shrink_failed) return *shrink_failed;
  if (different != 0) return ExitCode::kDifference;
  if (damaged != 0) return ExitCode::kDamagedData;
  return ExitCode::kOk;
}

}  // namespace

void AddConformanceCommand(CommandLine& line) {
  auto options = std::make_shared<ConformanceOptions>();
  line.Add("conformance",
           "Run scenario vectors of the reference node and compare validity, "
           "errors, fills and state")
      .Arguments("FILE", &options->files, "Scenario files, .jsonl or .jsonl.gz")
      .Flag("--json", &options->json, "Print one JSON document")
      .Option("--max-differences", &options->max_differences, "N",
              "Leave a file after N differences (default 10; 0: never)")
      .Option("--shrink", &options->shrink, "OUT.jsonl",
              "Write the smallest scenario found that still has the first "
              "difference. Its transactions are the recorded lines, and all "
              "but the differing one still have their recorded results; its "
              "genesis is the state at a point where the node's digest agreed; "
              "its digests and dumps are this program's, except where they are "
              "the difference")
      .CommandLineOnly()
      .Option("--shrink-seconds", &options->shrink_seconds, "N",
              "Stop making it smaller after N seconds (default 60)")
      .Example("desobook conformance vectors/scenarios/*")
      .Example("desobook conformance --json mix_s1.jsonl.gz")
      .Example("desobook conformance --shrink small.jsonl mix_s1.jsonl.gz")
      .Action([options](Console& console) {
        return RunConformance(*options, console);
      });
}

}  // namespace desobook
