#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "engine/rules/bytes.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

// Source: deso-protocol/core lib/constants.go.
constexpr std::size_t kMaxTypeBytes = 64;
constexpr std::size_t kMaxValueBytes = 256;
constexpr std::string_view kReservedPrefix = "DESO";

bool IsText(ByteView text, std::size_t max_bytes) {
  return !text.empty() && text.size() <= max_bytes &&
         std::find(text.begin(), text.end(), 0) == text.end();
}

AssociationKey KeyOf(const UserAssociationEntry& entry) {
  return {entry.transactor, entry.target, entry.app, ToLowerAscii(entry.type),
          entry.value};
}

Status CheckHeight(const TxnScope& scope) {
  if (scope.context.height <
      scope.context.network->forks.associations_and_access_groups) {
    return RuleError::kAssociationBeforeBlockHeight;
  }
  return {};
}

// The association that the transaction describes, ExtraData not yet merged.
// Any 33 bytes are a key here; other lengths crash the node.
Result<UserAssociationEntry> Describe(
    TxnScope& scope, const CreateUserAssociationMetadata& metadata) {
  const auto target = PublicKey::From(metadata.target_user_public_key);
  const auto app = PublicKey::From(metadata.app_public_key);
  if (!target || !app) return RuleError::kGeneric;
  if (!IsText(metadata.type, kMaxTypeBytes) ||
      StartsWith(metadata.type, kReservedPrefix)) {
    return RuleError::kAssociationInvalidType;
  }
  if (!IsText(metadata.value, kMaxValueBytes)) {
    return RuleError::kAssociationInvalidValue;
  }
  UserAssociationEntry entry;
  entry.transactor = scope.view.PkidOf(scope.Sender());
  entry.target = scope.view.PkidOf(*target);
  if (!app->IsZero()) entry.app = scope.view.PkidOf(*app);
  entry.type = metadata.type;
  entry.value = metadata.value;
  entry.extra_data = scope.txn().extra_data;
  entry.height = scope.context.height;
  return entry;
}

}  // namespace

Result<Totals> ConnectCreateUserAssociation(TxnScope& scope) {
  DESOBOOK_RETURN_IF_ERROR(CheckHeight(scope));
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  DESOBOOK_ASSIGN_OR_RETURN(
      UserAssociationEntry entry,
      Describe(scope,
               std::get<CreateUserAssociationMetadata>(scope.txn().metadata)));
  LedgerView& view = scope.view;
  const AssociationKey key = KeyOf(entry);
  Operation operation;
  operation.type = OperationType::kCreateUserAssociation;
  // One with the same attributes is replaced under the new id. Looking for it
  // loads nothing into the node's view.
  if (const AssociationId* found = view.association_ids.Peek(key)) {
    const AssociationId replaced = *found;
    const UserAssociationEntry* stored = view.associations.Peek(replaced);
    DESOBOOK_CHECK(stored != nullptr);  // both tables change together
    operation.prev_user_association = *stored;
    entry.extra_data = MergeExtraData(stored->extra_data, entry.extra_data);
    view.associations.Tombstone(replaced);
  }
  const AssociationId id = AssociationIdOf(scope.envelope.hash);
  view.associations.Put(id, std::move(entry));
  view.association_ids.Put(key, id);
  scope.operations.push_back(std::move(operation));
  return totals;
}

Result<Totals> ConnectDeleteUserAssociation(TxnScope& scope) {
  DESOBOOK_RETURN_IF_ERROR(CheckHeight(scope));
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  const auto id = AssociationId::From(
      std::get<DeleteUserAssociationMetadata>(scope.txn().metadata)
          .association_id);
  if (!id) return RuleError::kAssociationInvalidID;
  LedgerView& view = scope.view;
  const UserAssociationEntry* found = view.associations.Peek(*id);
  if (found == nullptr) return RuleError::kAssociationNotFound;
  const UserAssociationEntry entry = *found;
  if (entry.transactor != view.PkidOf(scope.Sender())) {
    return RuleError::kAssociationInvalidTransactor;
  }
  view.associations.Tombstone(*id);
  view.association_ids.Tombstone(KeyOf(entry));
  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kDeleteUserAssociation;
  operation.prev_user_association = entry;
  return totals;
}

}  // namespace desobook
