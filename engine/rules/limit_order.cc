#include "engine/rules/limit_order.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "engine/amount/check.h"
#include "engine/rules/limit_order_balances.h"
#include "engine/rules/limit_order_matching.h"
#include "engine/rules/limit_order_validation.h"

namespace desobook {
namespace {

const LimitOrderMetadata& MetadataOf(const TxnScope& scope) {
  const auto* metadata = std::get_if<LimitOrderMetadata>(&scope.txn().metadata);
  DESOBOOK_CHECK(metadata != nullptr);
  return *metadata;
}

// Step 4: DESO of everybody whom the basic transfer may touch, before it does.
void RememberParties(TxnScope& scope, const Pkid& transactor,
                     BalanceChanges& changes) {
  changes.Remember(transactor, kDesoPkid);
  for (const TxnOutput& output : scope.txn().outputs) {
    changes.Remember(scope.view.PkidOf(output.public_key), kDesoPkid);
  }
  for (const BidderInputs& bidder : MetadataOf(scope).bidder_inputs) {
    changes.Remember(scope.view.PkidOf(bidder.transactor), kDesoPkid);
  }
}

// Steps 5 and 6. The product wraps in the node, and is caught by comparison.
Status CheckFeeRate(TxnScope& scope, std::uint64_t fee_nanos) {
  const std::uint64_t scaled = fee_nanos * 1000;
  if (scaled <= fee_nanos) {
    return RuleError::kDAOCoinLimitOrderFeeNanosOverflow;
  }
  DESOBOOK_CHECK(scope.envelope.encoded_size > 0);
  if (scaled / scope.envelope.encoded_size <
      scope.view.Params().minimum_network_fee_nanos_per_kb) {
    return RuleError::kDAOCoinLimitOrderFeeNanosBelowMinTxFee;
  }
  return {};
}

// 5.8. A tombstone still tells a derived key's pair, and before the
// associations fork may even be cancelled again.
template <OrderBook Book>
Result<Totals> Cancel(View<Book>& view, TxnScope& scope,
                      const Pkid& transactor) {
  const std::optional<OrderRecord> record =
      view.book.Lookup(*MetadataOf(scope).cancel_order_id);
  LimitOrderCharge charge;
  if (record) charge.pair = {record->order.buying, record->order.selling};
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(), &charge));

  const bool deleted_is_unknown =
      scope.context.height >=
      scope.context.network->forks.associations_and_access_groups;
  if (!record || (record->deleted && deleted_is_unknown)) {
    return RuleError::kDAOCoinLimitOrderToCancelNotFound;
  }
  if (record->order.transactor != transactor) {
    return RuleError::kDAOCoinLimitOrderToCancelNotYours;
  }
  view.book.Tombstone(record->order);

  Operation operation;
  operation.type = OperationType::kDaoCoinLimitOrder;
  operation.prev_order = record->order;
  scope.operations.push_back(std::move(operation));
  return totals;
}

// 5.7.
template <OrderBook Book>
Status PlaceLeftover(View<Book>& view, const OrderEntry& taker) {
  if (taker.quantity.IsZero()) return {};
  switch (static_cast<FillType>(taker.fill_type)) {
    case FillType::kGoodTillCancelled:
      view.book.Put(taker);
      return {};
    case FillType::kImmediateOrCancel:
      return {};
    case FillType::kFillOrKill:
      return RuleError::kDAOCoinLimitOrderFillOrKillOrderUnfulfilled;
  }
  return RuleError::kDAOCoinLimitOrderInvalidFillType;
}

// The node names the keys of all parties and coins next to the operation and
// so loads their mappings.
void LoadKeysOfFills(LedgerView& view, const std::vector<FilledOrder>& fills) {
  for (const FilledOrder& fill : fills) {
    view.PublicKeyOf(fill.transactor);
    view.PublicKeyOf(fill.buying);
    view.PublicKeyOf(fill.selling);
  }
}

// Steps 10 to 15: pays the fee, the outputs and what the fills add up to.
Result<Totals> Pay(TxnScope& scope, const OrderEntry& taker,
                   BalanceChanges& changes) {
  const LimitOrderMetadata& metadata = MetadataOf(scope);
  Nanos extra_spend;
  // By the key as sent: only a PKID mapping of the zero key could differ.
  if (metadata.selling_coin->IsZero()) {
    DESOBOOK_ASSIGN_OR_RETURN(extra_spend, changes.DesoToPay(taker.transactor));
  }
  const LimitOrderCharge charge{OrderPairKey{taker.buying, taker.selling}};
  DESOBOOK_ASSIGN_OR_RETURN(Totals totals,
                            ConnectBasicTransfer(scope, extra_spend, &charge));
  if (!metadata.bidder_inputs.empty()) return RuleError::kGeneric;
  DESOBOOK_RETURN_IF_ERROR(changes.CheckDeltasCancelOut());
  DESOBOOK_RETURN_IF_ERROR(changes.Settle(scope, totals));
  DESOBOOK_RETURN_IF_ERROR(changes.CheckNothingPrinted());
  return totals;
}

// Steps 8 to 17.
template <OrderBook Book>
Result<Totals> Place(View<Book>& view, TxnScope& scope, OrderEntry order,
                     BalanceChanges& changes) {
  order.id = OrderIdOf(scope.envelope.hash);
  order.height = scope.context.height;
  const bool skip_known =
      scope.context.height >=
      scope.context.network->forks.order_book_db_fetch_optimization;
  OrderMatcher<Book> matcher(&view, &changes, order, skip_known);
  DESOBOOK_RETURN_IF_ERROR(matcher.Run());
  DESOBOOK_RETURN_IF_ERROR(PlaceLeftover(view, matcher.taker()));
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals, Pay(scope, order, changes));
  LoadKeysOfFills(scope.view, matcher.fills());

  Operation operation;
  operation.type = OperationType::kDaoCoinLimitOrder;
  operation.prev_balances = changes.Previous();
  operation.prev_matching_orders = matcher.visited();
  operation.fills = matcher.fills();
  scope.operations.push_back(std::move(operation));

  if (totals.input < totals.output) return RuleError::kTxnOutputExceedsInput;
  if (totals.input - totals.output != MetadataOf(scope).fee_nanos) {
    return RuleError::kDAOCoinLimitOrderTotalInputMinusTotalOutputNotEqualToFee;
  }
  return totals;
}

}  // namespace

template <OrderBook Book>
Result<Totals> ConnectLimitOrder(View<Book>& view, TxnScope& scope) {
  DESOBOOK_CHECK(&view.ledger == &scope.view);
  const LimitOrderMetadata& metadata = MetadataOf(scope);
  if (scope.context.height <
      scope.context.network->forks.dao_coin_limit_order) {
    return RuleError::kDAOCoinLimitOrderBeforeBlockHeight;
  }
  if (metadata.fee_nanos == 0) {
    return RuleError::kDAOCoinLimitOrderFeeNanosBelowMinTxFee;
  }
  const bool is_cancel = metadata.cancel_order_id.has_value();
  const Pkid transactor = scope.view.PkidOf(scope.Sender());
  OrderEntry order;
  if (!is_cancel) {
    order = OrderOf(scope.view, metadata, transactor);
    DESOBOOK_RETURN_IF_ERROR(ValidateNewOrder(scope.view, metadata, order));
  }
  BalanceChanges changes(&scope.view);
  RememberParties(scope, transactor, changes);
  DESOBOOK_RETURN_IF_ERROR(CheckFeeRate(scope, metadata.fee_nanos));
  return is_cancel ? Cancel(view, scope, transactor)
                   : Place(view, scope, std::move(order), changes);
}

template Result<Totals> ConnectLimitOrder<OracleBook>(View<OracleBook>& view,
                                                      TxnScope& scope);

}  // namespace desobook
