#include "engine/rules/recorded.h"

namespace desobook {
namespace {

Status ApplyMovement(LedgerView& view, const Operation& operation) {
  switch (operation.type) {
    case OperationType::kAddBalance:
    case OperationType::kStakeDistributionPayToBalance:
      return view.AddDeso(operation.balance_public_key,
                          operation.balance_amount);
    case OperationType::kSpendBalance:
      return view.SpendDeso(operation.balance_public_key,
                            operation.balance_amount, Nanos(0));
    default:
      return {};
  }
}

}  // namespace

Status ApplyRecordedOperations(LedgerView& view,
                               const std::vector<Operation>& operations) {
  for (const Operation& operation : operations) {
    DESOBOOK_RETURN_IF_ERROR(ApplyMovement(view, operation));
    // The chain knows no wrapper within a wrapper: one level, no recursion.
    for (const std::vector<Operation>& list : operation.inner) {
      for (const Operation& inner : list) {
        DESOBOOK_RETURN_IF_ERROR(ApplyMovement(view, inner));
      }
    }
  }
  return {};
}

}  // namespace desobook
