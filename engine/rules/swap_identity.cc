#include <utility>
#include <variant>

#include "engine/rules/signature.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

void SetProfileKey(LedgerView& view, const Pkid& pkid, const PublicKey& key) {
  const ProfileEntry* found = view.Profile(pkid);
  if (found == nullptr) return;
  ProfileEntry profile = *found;
  profile.public_key = key;
  view.profiles.Put(pkid, std::move(profile));
}

void Map(LedgerView& view, const PublicKey& key, const Pkid& pkid) {
  view.pkids.Put(key, pkid);
  view.public_keys.Put(pkid, key);
}

}  // namespace

Result<Totals> ConnectSwapIdentity(TxnScope& scope) {
  if (!IsParamUpdater(*scope.context.network, scope.Sender())) {
    return RuleError::kSwapIdentityIsParamUpdaterOnly;
  }
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  const auto& metadata = std::get<SwapIdentityMetadata>(scope.txn().metadata);
  const auto from = PublicKey::From(metadata.from_public_key);
  if (!from) return RuleError::kFromPublicKeyIsRequired;
  if (!IsValidPublicKey(scope.context, from->bytes)) {
    return RuleError::kInvalidFromPublicKey;
  }
  const auto to = PublicKey::From(metadata.to_public_key);
  if (!to) return RuleError::kToPublicKeyIsRequired;
  if (!IsValidPublicKey(scope.context, to->bytes)) {
    return RuleError::kInvalidToPublicKey;
  }

  // Profiles, tokens, orders and nonces follow the PKID; DESO and derived keys
  // stay with the key. Swapping a key with itself changes nothing.
  LedgerView& view = scope.view;
  const Pkid from_pkid = view.PkidOf(*from);
  const Pkid to_pkid = view.PkidOf(*to);
  SetProfileKey(view, from_pkid, *to);
  SetProfileKey(view, to_pkid, *from);
  Map(view, *from, to_pkid);
  Map(view, *to, from_pkid);
  scope.operations.emplace_back().type = OperationType::kSwapIdentity;
  return totals;
}

}  // namespace desobook
