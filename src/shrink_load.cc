#include "src/shrink_load.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "src/console.h"
#include "src/scenario.h"
#include "src/text.h"

namespace desobook {
namespace {

// States after earlier blocks, at distances that roughly double, so that the
// whole history costs a handful of copies.
class History {
 public:
  void Add(ShrinkStart start) {
    starts_.insert(starts_.begin(), std::move(start));
    const std::size_t newest = starts_.front().block;
    std::size_t next = 1;
    for (std::size_t i = 1; i < starts_.size();) {
      const std::size_t distance = newest - starts_[i].block;
      if (distance < next) {
        starts_.erase(starts_.begin() + static_cast<std::ptrdiff_t>(i));
        continue;
      }
      next = 2 * distance;
      ++i;
    }
  }
  std::vector<ShrinkStart> Take() { return std::move(starts_); }

 private:
  std::vector<ShrinkStart> starts_;  // latest first
};

class Loader {
 public:
  Loader() : runner_(report_, /*max_differences=*/0) {}

  // False once the difference was found.
  absl::StatusOr<bool> Take(const ScenarioRecord& record, std::size_t line,
                            std::string_view text) {
    runner_.set_line(line);
    if (const auto* txn = std::get_if<ScenarioTxn>(&record)) {
      TakeTxn(*txn, text);
    } else if (const absl::Status status = TakeOther(record); !status.ok()) {
      return status;
    }
    if (report_.differences.empty()) return true;
    Finish(record);
    return false;
  }
  ShrinkInput Result() { return std::move(input_); }

 private:
  void TakeTxn(const ScenarioTxn& txn, std::string_view text) {
    auto kept = std::make_shared<ShrinkTxn>();
    kept->prepared =
        PrepareTxn(txn, runner_.header().network, runner_.height());
    kept->text = text;
    runner_.Run(kept->prepared);
    input_.full.blocks.back().txns.push_back(std::move(kept));
  }

  absl::Status TakeOther(const ScenarioRecord& record) {
    if (const absl::Status status = runner_.Take(record); !status.ok()) {
      return status;
    }
    const bool equal = report_.differences.empty();
    auto& blocks = input_.full.blocks;
    if (const auto* header = std::get_if<ScenarioHeader>(&record)) {
      input_.full.header = *header;
    } else if (const auto* block = std::get_if<ScenarioBlock>(&record)) {
      blocks.push_back({*block, {}, true});
    } else if (const auto* end = std::get_if<ScenarioEndBlock>(&record)) {
      blocks.back().flush = end->flush;
      if (equal) in_block_.reset();
      if (equal && end->flush) history_.Add({blocks.size(), 0, Snapshot()});
    } else if (std::holds_alternative<ScenarioView>(record)) {
      if (equal) {
        in_block_ = ShrinkStart{blocks.size() - 1, blocks.back().txns.size(),
                                Snapshot()};
      }
    } else {
      input_.full.genesis.push_back(record);
    }
    return absl::OkStatus();
  }

  std::shared_ptr<const State<OracleBook>> Snapshot() const {
    return std::make_shared<const State<OracleBook>>(runner_.Flattened());
  }

  void Finish(const ScenarioRecord& last) {
    ShrinkTarget& target = input_.target;
    target.differences = report_.differences;
    if (const auto* view = std::get_if<ScenarioView>(&last)) {
      target.place = ShrinkPlace::kViewDigest;
      target.digest = view->digest;
    } else if (const auto* end = std::get_if<ScenarioEndBlock>(&last)) {
      target.place = ShrinkPlace::kBlockDigest;
      target.digest = end->digest;
      if (end->dump) TakeLines(*end->dump);
    }
    input_.starts = history_.Take();
    if (in_block_) input_.starts.insert(input_.starts.begin(), *in_block_);
    if (target.place == ShrinkPlace::kTxn) {
      NameDependencies(input_);
    } else {
      NameSuspects(input_);
    }
  }

  void TakeLines(std::vector<std::string> expected) {
    ShrinkTarget& target = input_.target;
    target.place = ShrinkPlace::kStateLines;
    std::sort(expected.begin(), expected.end());
    const std::vector<std::string> found = runner_.Lines();
    std::set_difference(expected.begin(), expected.end(), found.begin(),
                        found.end(), std::back_inserter(target.expected_lines));
    std::set_difference(found.begin(), found.end(), expected.begin(),
                        expected.end(), std::back_inserter(target.found_lines));
  }

  ScenarioReport report_;
  ScenarioRunner runner_;
  ShrinkInput input_;
  History history_;
  std::optional<ShrinkStart> in_block_;  // after the last view that agreed
};

}  // namespace

absl::StatusOr<std::optional<ShrinkInput>> LoadDifference(
    const std::string& path) {
  absl::StatusOr<ScenarioReader> reader = ScenarioReader::Open(path);
  if (!reader.ok()) return reader.status();
  Loader loader;
  while (true) {
    if (Interrupted()) return absl::CancelledError("interrupted");
    const auto record = reader->Next();
    if (!record.ok()) return record.status();
    if (!*record) return std::nullopt;
    const absl::StatusOr<bool> more =
        loader.Take(**record, reader->line_number(), reader->line());
    if (!more.ok()) {
      return absl::Status(
          more.status().code(),
          Cat("line ", reader->line_number(), ": ", more.status().message()));
    }
    if (!*more) return loader.Result();
  }
}

Json ShrinkNote(const std::string& from, const ShrinkTarget& target) {
  const ScenarioDifference& first = target.differences.front();
  Json note = Json::object();
  note["from"] = from;
  note["height"] = first.height;
  note["aspect"] = AspectName(first.aspect);
  note["txid"] = first.txn ? Json(first.txid) : Json(nullptr);
  note["field"] = first.field;
  note["expected"] = first.expected;
  note["found"] = first.found;
  note["expectations"] =
      "transactions are recorded lines; digests and dumps are the "
      "shrinking program's, except where they are the difference";
  return note;
}

}  // namespace desobook
