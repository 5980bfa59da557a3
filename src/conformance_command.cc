// desobook conformance FILE...

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "src/commands.h"
#include "src/conformance.h"
#include "src/json_output.h"
#include "src/line_file.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::uint64_t kDefaultMaxDifferences = 10;

struct ConformanceOptions {
  std::vector<std::string> files;
  bool json = false;
  std::optional<std::uint64_t> max_differences;
};

enum class Verdict { kEqual, kDifferent, kDamaged };

Verdict VerdictOf(const ScenarioReport& report) {
  if (!report.differences.empty()) return Verdict::kDifferent;
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
              << std::string(10 - name.size(), ' ') << SummaryOf(report)
              << '\n';
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

ExitCode RunConformance(const ConformanceOptions& options, Console& console) {
  if (const auto failure = CheckFiles(options.files)) {
    return Report(console, *failure);
  }
  const std::uint64_t max_differences =
      options.max_differences.value_or(kDefaultMaxDifferences);
  Json document = NewDocument("conformance", 1);
  document["files"] = Json::array();
  std::uint64_t of_verdict[3] = {};
  for (const std::string& file : options.files) {
    const ScenarioReport report = RunScenario(file, max_differences);
    if (report.interrupted) return ExitCode::kInterrupted;
    ++of_verdict[static_cast<int>(VerdictOf(report))];
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
  }
  const auto [equal, different, damaged] = of_verdict;
  if (options.json) {
    document["equal"] = equal;
    document["different"] = different;
    document["damaged"] = damaged;
    WriteJson(console.out, document);
  } else if (options.files.size() > 1) {
    console.out << options.files.size() << " files: " << equal << " equal, "
                << different << " different, " << damaged << " damaged\n";
  }
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
      .Example("desobook conformance vectors/scenarios/*")
      .Example("desobook conformance --json mix_s1.jsonl.gz")
      .Action([options](Console& console) {
        return RunConformance(*options, console);
      });
}

}  // namespace desobook
