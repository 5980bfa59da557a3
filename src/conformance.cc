#include "src/conformance.h"

#include <utility>

#include "absl/status/statusor.h"
#include "src/console.h"
#include "src/scenario.h"
#include "src/text.h"

namespace desobook {

namespace {

void Run(ScenarioReader& reader, std::uint64_t max_differences,
         ScenarioReport& report) {
  ScenarioRunner runner(report, max_differences);
  while (!report.stopped) {
    if (Interrupted()) {
      report.interrupted = true;
      return;
    }
    const auto record = reader.Next();
    if (!record.ok()) {
      report.damage = record.status();
      return;
    }
    if (!*record) {
      report.dump_missing = !reader.ends_with_dump();
      return;
    }
    runner.set_line(reader.line_number());
    if (const absl::Status status = runner.Take(**record); !status.ok()) {
      report.damage = absl::Status(
          status.code(),
          Cat("line ", reader.line_number(), ": ", status.message()));
      return;
    }
  }
}

}  // namespace

ScenarioReport RunScenario(const std::string& path,
                           std::uint64_t max_differences) {
  ScenarioReport report;
  report.file = path;
  absl::StatusOr<ScenarioReader> reader = ScenarioReader::Open(path);
  if (!reader.ok()) {
    report.damage = reader.status();
    return report;
  }
  Run(*reader, max_differences, report);
  return report;
}

ScenarioReport RunScenarioText(std::string text,
                               std::uint64_t max_differences) {
  ScenarioReport report;
  ScenarioReader reader = ScenarioReader::FromText(std::move(text));
  Run(reader, max_differences, report);
  return report;
}

}  // namespace desobook
