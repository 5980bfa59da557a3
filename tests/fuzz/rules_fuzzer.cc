// Bytes as a small chain (rules_world.h) on which transactions run; what must
// hold around each of them is in rules_checks.h.

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "engine/amount/check.h"
#include "engine/rules/connect.h"
#include "engine/rules/epoch.h"
#include "engine/txn/block.h"
#include "tests/fuzz/feed.h"
#include "tests/fuzz/rules_checks.h"
#include "tests/fuzz/rules_world.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

constexpr int kStepsMax = 48;

class Run {
 public:
  explicit Run(ByteView bytes)
      : feed_(bytes), world_(feed_), maker_(&feed_, &world_) {}

  void Go() {
    StartView();
    for (int step = 0; step < kStepsMax && !feed_.AtEnd(); ++step) {
      const std::uint8_t action = feed_.Byte();
      if (action < 24) {
        EndBlock(action);
      } else {
        Submit(maker_.Next());
      }
    }
    EndBlock(0);
    CheckReload(world_.base);
  }

 private:
  // What a block did to the view, to do it again.
  struct Done {
    BlockHeight height = 0;
    std::int64_t timestamp_ns = 0;
    std::vector<TxnEnvelope> txns;
    std::vector<Effects> effects;
    Bytes signers;
    bool hooks = false;
  };

  void Submit(const TxnEnvelope& envelope);
  void EndBlock(std::uint8_t action);
  void StartView();
  bool RunHooks(RulesView& view, const Done& done) const;
  void CheckAgain();

  Feed feed_;
  RulesWorld world_;
  TxnMaker maker_;
  std::optional<RulesView> view_;
  Holdings held_;             // of the view
  std::vector<Done> blocks_;  // in the view, finished
  Done open_;
};

void CheckAccepted(const RulesView& before, const RulesView& after,
                   const TxnEnvelope& envelope, const Effects& effects) {
  CheckBook(after);
  CheckDerivedKey(before, after, envelope);
  if (envelope.txn.type == TxnType::kDaoCoinLimitOrder) {
    CheckOrder(before, after, envelope, effects.operations.back());
  }
}

void Run::Submit(const TxnEnvelope& envelope) {
  DESOBOOK_CHECK(IsExecutable(envelope.txn));
  const RulesView before = *view_;
  Result<Effects> result = ConnectTransaction(*view_, envelope, world_.context);
  if (!result.ok()) {
    CheckSameRecords(before, *view_);
    return;
  }
  view_->Forget();
  Holdings left = Count(*view_);
  CheckConservation(held_, left, before, envelope, *result);
  held_ = std::move(left);
  CheckSums(*view_, held_);
  CheckAccepted(before, *view_, envelope, *result);
  open_.txns.push_back(envelope);
  open_.effects.push_back(*std::move(result));
  // Nothing happens twice. (Nonces follow identities, so that a swap of one's
  // own can be sent again, as on the chain.)
  if (envelope.txn.type == TxnType::kBlockReward ||
      envelope.txn.type == TxnType::kSwapIdentity) {
    return;
  }
  const RulesView once = *view_;
  DESOBOOK_CHECK(!ConnectTransaction(*view_, envelope, world_.context).ok());
  CheckSameRecords(once, *view_);
}

bool Run::RunHooks(RulesView& view, const Done& done) const {
  BlockEnvelope block;
  block.height = done.height;
  block.header_version = 2;
  block.timestamp_ns = done.timestamp_ns;
  block.signers = done.signers;
  const bool unknown =
      NeedsRecordedRewards(view.ledger, world_.network, done.height);
  const std::vector<Operation> nothing;
  std::vector<Operation> operations;
  return RunBlockHooks(view.ledger, world_.network, block,
                       unknown ? &nothing : nullptr, operations)
      .ok();
}

// The accepted transactions alone, on a fresh view, do the same: refused ones
// left nothing behind, and nothing depends on anything but base and input.
void Run::CheckAgain() {
  RulesView again(&world_.base);
  for (const Done& block : blocks_) {
    BlockContext context = world_.context;
    context.height = block.height;
    context.timestamp_ns = block.timestamp_ns;
    for (std::size_t i = 0; i < block.txns.size(); ++i) {
      const Result<Effects> effects =
          ConnectTransaction(again, block.txns[i], context);
      DESOBOOK_CHECK(effects.ok());
      DESOBOOK_CHECK(effects->operations == block.effects[i].operations);
      DESOBOOK_CHECK(effects->fee == block.effects[i].fee);
    }
    if (block.hooks) DESOBOOK_CHECK(RunHooks(again, block));
  }
  CheckSameRecords(again, *view_);
}

void Run::EndBlock(std::uint8_t action) {
  open_.height = world_.context.height;
  open_.timestamp_ns = world_.context.timestamp_ns;
  open_.hooks = action % 2 == 0;
  if (open_.hooks) {
    open_.signers = {feed_.Byte()};
    if (!RunHooks(*view_, open_)) {  // the block is refused
      StartView();
      open_ = {};
      return;
    }
    Holdings left = Count(*view_);
    DESOBOOK_CHECK(held_.deso <= left.deso);
    DESOBOOK_CHECK(held_.tokens == left.tokens);
    held_ = std::move(left);
    CheckSums(*view_, held_);
  }
  view_->Forget();
  blocks_.push_back(std::exchange(open_, {}));
  ++world_.context.height;
  world_.context.timestamp_ns =
      action == 23 ? static_cast<std::int64_t>(feed_.Raw64())
                   : world_.context.timestamp_ns + 1'000'000'000;
  if (action >= 12 && action < 20) return;  // the view goes on
  CheckAgain();
  view_->FlushTo(world_.base);
  CheckFlushed(*view_, world_.base);
  StartView();
}

void Run::StartView() {
  view_.emplace(&world_.base);
  blocks_.clear();
  held_ = Count(*view_);
  CheckSums(*view_, held_);
}

}  // namespace

void FuzzRules(ByteView bytes) {
  Run run(bytes);
  run.Go();
}

}  // namespace desobook::fuzz
