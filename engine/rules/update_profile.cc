#include <algorithm>
#include <cstddef>
#include <utility>
#include <variant>

#include "engine/rules/bytes.h"
#include "engine/rules/signature.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

// The same on all networks. Source: deso-protocol/core lib/constants.go.
constexpr std::size_t kMaxUsernameBytes = 25;
constexpr std::size_t kMaxDescriptionBytes = 20'000;
constexpr std::size_t kMaxProfilePicBytes = 20'000;
constexpr std::uint64_t kMaxCreatorBasisPoints = 100 * 100;
constexpr std::uint64_t kMinStakeMultipleBasisPoints = 100 * 100;  // exclusive
constexpr std::uint64_t kMaxStakeMultipleBasisPoints = 10 * 100 * 100;

bool IsUsernameByte(std::uint8_t byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_';
}

Status CheckFields(const UpdateProfileMetadata& metadata) {
  if (metadata.new_username.size() > kMaxUsernameBytes) {
    return RuleError::kProfileUsernameTooLong;
  }
  if (metadata.new_description.size() > kMaxDescriptionBytes) {
    return RuleError::kProfileDescriptionTooLong;
  }
  if (metadata.new_profile_pic.size() > kMaxProfilePicBytes) {
    return RuleError::kMaxProfilePicSize;
  }
  if (metadata.new_creator_basis_points > kMaxCreatorBasisPoints) {
    return RuleError::kProfileCreatorPercentageSize;
  }
  const std::uint64_t multiple = metadata.new_stake_multiple_basis_points;
  if (multiple <= kMinStakeMultipleBasisPoints ||
      multiple > kMaxStakeMultipleBasisPoints) {
    return RuleError::kProfileStakeMultipleSize;
  }
  if (!std::all_of(metadata.new_username.begin(), metadata.new_username.end(),
                   IsUsernameByte)) {
    return RuleError::kInvalidUsername;
  }
  return {};
}

// Whose profile this is: the sender's, or anyone's for a ParamUpdater.
Result<PublicKey> ProfileKey(const TxnScope& scope,
                             const UpdateProfileMetadata& metadata) {
  if (metadata.profile_public_key.empty()) return scope.Sender();
  const auto key = PublicKey::From(metadata.profile_public_key);
  if (!key) return RuleError::kProfilePublicKeySize;
  if (!IsValidPublicKey(scope.context, key->bytes)) {
    return RuleError::kProfileBadPublicKey;
  }
  if (*key != scope.Sender() &&
      !IsParamUpdater(*scope.context.network, scope.Sender())) {
    return RuleError::kProfilePubKeyNotAuthorized;
  }
  return *key;
}

Status CheckUsernameFree(LedgerView& view, const Bytes& username,
                         const PublicKey& owner) {
  if (username.empty()) return {};
  const Pkid* holder = view.usernames.Find(ToLowerAscii(username));
  if (holder == nullptr) return {};
  const ProfileEntry* profile = view.Profile(*holder);
  if (profile != nullptr && profile->public_key != owner) {
    return RuleError::kProfileUsernameExists;
  }
  return {};
}

// Empty fields keep what is there; the rest is always set.
void Overlay(ProfileEntry& profile, const UpdateProfileMetadata& metadata,
             const ExtraData& extra_data) {
  if (!metadata.new_username.empty()) profile.username = metadata.new_username;
  if (!metadata.new_description.empty()) {
    profile.description = metadata.new_description;
  }
  if (!metadata.new_profile_pic.empty()) {
    profile.profile_pic = metadata.new_profile_pic;
  }
  profile.is_hidden = metadata.is_hidden;
  profile.creator_coin.creator_basis_points = metadata.new_creator_basis_points;
  profile.extra_data = MergeExtraData(profile.extra_data, extra_data);
}

// A new profile does not take the hidden flag.
Result<ProfileEntry> NewProfile(const UpdateProfileMetadata& metadata,
                                const PublicKey& key,
                                const ExtraData& extra_data) {
  if (metadata.new_username.empty()) {
    return RuleError::kProfileUsernameTooShort;
  }
  ProfileEntry profile;
  profile.public_key = key;
  Overlay(profile, metadata, extra_data);
  profile.is_hidden = false;
  return profile;
}

}  // namespace

Result<Totals> ConnectUpdateProfile(TxnScope& scope) {
  const auto& metadata = std::get<UpdateProfileMetadata>(scope.txn().metadata);
  DESOBOOK_RETURN_IF_ERROR(CheckFields(metadata));
  DESOBOOK_ASSIGN_OR_RETURN(const PublicKey key, ProfileKey(scope, metadata));
  LedgerView& view = scope.view;
  DESOBOOK_RETURN_IF_ERROR(CheckUsernameFree(view, metadata.new_username, key));
  const Pkid pkid = view.PkidOf(key);
  std::optional<ProfileEntry> previous;
  if (const ProfileEntry* found = view.Profile(pkid)) previous = *found;
  const Nanos fee(previous ? 0 : view.Params().create_profile_fee_nanos);
  DESOBOOK_ASSIGN_OR_RETURN(Totals totals, ConnectBasicTransfer(scope, fee));
  totals.output += fee.value();  // destroyed; the input holds it too

  ProfileEntry profile;
  if (previous) {
    if (previous->public_key != scope.Sender() &&
        !IsParamUpdater(*scope.context.network, scope.Sender())) {
      return RuleError::kProfileModificationNotAuthorized;
    }
    profile = *previous;
    Overlay(profile, metadata, scope.txn().extra_data);
    view.usernames.Tombstone(ToLowerAscii(previous->username));
  } else {
    DESOBOOK_ASSIGN_OR_RETURN(
        profile, NewProfile(metadata, key, scope.txn().extra_data));
  }
  view.usernames.Put(ToLowerAscii(profile.username), pkid);
  view.profiles.Put(pkid, std::move(profile));
  Operation& operation = scope.operations.emplace_back();
  operation.type = OperationType::kUpdateProfile;
  operation.prev_profile = std::move(previous);
  return totals;
}

}  // namespace desobook
