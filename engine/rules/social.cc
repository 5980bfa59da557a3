// SUBMIT_POST, LIKE and FOLLOW: fee, nonce and the checks that need no social
// state. A post, a like or a follow that does not fit what exists is refused by
// the node, but not here: none of them is tracked.

#include <optional>
#include <variant>

#include "engine/rules/opaque_reader.h"
#include "engine/rules/transaction_rules.h"

namespace desobook {
namespace {

// Source: deso-protocol/core lib/constants.go.
constexpr std::uint64_t kMaxCreatorBasisPoints = 100 * 100;
constexpr std::uint64_t kMinStakeMultipleBasisPoints = 100 * 100;
constexpr std::uint64_t kMaxStakeMultipleBasisPoints = 10 * 100 * 100;

struct Post {
  ByteView hash_to_modify;
  ByteView parent;
  std::uint64_t creator_basis_points = 0;
  std::uint64_t stake_multiple_basis_points = 0;
  std::uint64_t timestamp_ns = 0;
};

// Source: lib/network.go, SubmitPostMetadata.FromBytes.
std::optional<Post> ReadPost(const Transaction& txn) {
  const auto* opaque = std::get_if<OpaqueMetadata>(&txn.metadata);
  if (opaque == nullptr) return std::nullopt;
  OpaqueReader reader(opaque->bytes);
  Post post;
  post.hash_to_modify = reader.LengthBytes();
  post.parent = reader.LengthBytes();
  reader.LengthBytes();  // body
  post.creator_basis_points = reader.Uvarint();
  post.stake_multiple_basis_points = reader.Uvarint();
  post.timestamp_ns = reader.Uvarint();
  if (!reader.ok()) return std::nullopt;
  return post;
}

Status CheckNewPost(const Post& post) {
  if (post.stake_multiple_basis_points < kMinStakeMultipleBasisPoints ||
      post.stake_multiple_basis_points > kMaxStakeMultipleBasisPoints) {
    return RuleError::kSubmitPostStakeMultipleSize;
  }
  if (post.creator_basis_points > kMaxCreatorBasisPoints) {
    return RuleError::kSubmitPostCreatorPercentageSize;
  }
  if (post.timestamp_ns == 0) return RuleError::kSubmitPostTimestampIsZero;
  // A parent is a post or, in old blocks, a profile.
  if (!post.parent.empty() && post.parent.size() != PostHash::kSize &&
      post.parent.size() != PublicKey::kSize) {
    return RuleError::kSubmitPostInvalidParentStakeIDLength;
  }
  return {};
}

Status CheckPost(const Post& post) {
  if (post.hash_to_modify.empty()) return CheckNewPost(post);
  if (post.hash_to_modify.size() != PostHash::kSize) {
    return RuleError::kSubmitPostInvalidPostHashToModify;
  }
  return {};
}

}  // namespace

Result<Totals> ConnectSubmitPost(TxnScope& scope) {
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  const auto post = ReadPost(scope.txn());
  if (!post) return RuleError::kGeneric;
  DESOBOOK_RETURN_IF_ERROR(CheckPost(*post));
  scope.operations.emplace_back().type = OperationType::kSubmitPost;
  return totals;
}

Result<Totals> ConnectLike(TxnScope& scope) {
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  scope.operations.emplace_back().type = OperationType::kLike;
  return totals;
}

Result<Totals> ConnectFollow(TxnScope& scope) {
  const auto& metadata = std::get<FollowMetadata>(scope.txn().metadata);
  const auto followed = PublicKey::From(metadata.followed_public_key);
  if (!followed) return RuleError::kFollowPubKeyLen;
  if (scope.view.Profile(scope.view.PkidOf(*followed)) == nullptr) {
    return RuleError::kFollowingNonexistentProfile;
  }
  DESOBOOK_ASSIGN_OR_RETURN(const Totals totals,
                            ConnectBasicTransfer(scope, Nanos(0)));
  scope.operations.emplace_back().type = OperationType::kFollow;
  return totals;
}

}  // namespace desobook
