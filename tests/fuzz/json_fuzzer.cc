// Text inputs of the program, read from files as it reads them: scenarios
// (plain or gzip), genesis states, ground truths, state digests, dataset
// descriptions. The first byte says which.

#include <string>

#include "engine/amount/check.h"
#include "src/conformance.h"
#include "src/dataset_input.h"
#include "src/genesis_state.h"
#include "src/ground_truth.h"
#include "src/table_digests.h"
#include "tests/corruption/folder.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

using testing::Folder;

void CheckScenario(Folder& folder, ByteView bytes) {
  const ScenarioReport report =
      RunScenario(folder.Write("scenario.jsonl", bytes), 5);
  if (!report.damage.ok()) DESOBOOK_CHECK(!report.damage.message().empty());
}

void CheckGroundTruth(Folder& folder, ByteView bytes) {
  folder.Write("ground-truth-1.json", bytes);
  const auto truths = LoadGroundTruths(folder.path());
  folder.Remove("ground-truth-1.json");
  if (!truths.ok()) return;
  DESOBOOK_CHECK(truths->size() == 1);
  static const State<OracleBook> empty;
  chain::DifferenceLog log(10);
  (void)CompareGroundTruth(truths->front(), truths->front().height_low, empty,
                           Network::kTestnet, log);
}

void CheckDataset(Folder& folder, ByteView bytes) {
  folder.Write("dataset.json", bytes);
  folder.Write("state-changes.bin", {});
  DatasetOptions options;
  options.directory = folder.path();
  (void)OpenDataset(options);
  folder.Remove("dataset.json");
  folder.Remove("state-changes.bin");
}

}  // namespace

void FuzzJson(ByteView bytes) {
  if (bytes.empty()) return;
  static Folder folder;
  const ByteView rest = bytes.subspan(1);
  switch (bytes[0] % 5) {
    case 0:
      return CheckScenario(folder, rest);
    case 1:
      (void)LoadGenesisState(folder.Write("genesis-state.json", rest),
                             Network::kTestnet);
      return;
    case 2:
      return CheckGroundTruth(folder, rest);
    case 3:
      (void)LoadRecordedDigests(folder.Write("state-digests.jsonl", rest));
      return;
    default:
      return CheckDataset(folder, rest);
  }
}

}  // namespace desobook::fuzz
