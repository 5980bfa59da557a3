#include "chain/keys/spending_limits_text.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

#include "chain/keys/base58.h"
#include "chain/keys/unicode_upper.h"
#include "engine/txn/transaction.h"

namespace desobook::chain {
namespace {

constexpr std::uint64_t kNanosPerDeso = 1'000'000'000;
constexpr std::uint8_t kAssociationScoped = 2;
constexpr std::uint8_t kAccessGroupAnyScope = 0;

// --- Names of numbers. The last one stands for every number above. ---

constexpr std::string_view kCreatorCoinOperations[] = {"any", "buy", "sell",
                                                       "transfer", "undefined"};
constexpr std::string_view kDaoCoinOperations[] = {
    "any",
    "mint",
    "burn",
    "disable_minting",
    "update_transfer_restriction_status",
    "transfer",
    "undefined"};
constexpr std::string_view kNftOperations[] = {
    "any",      "update", "accept_nft_bid",      "nft_bid",
    "transfer", "burn",   "accept_nft_transfer", "undefined"};
constexpr std::string_view kAssociationClasses[] = {"Undefined", "User", "Post",
                                                    "Undefined"};
constexpr std::string_view kAssociationOperations[] = {
    "Undefined", "Any", "Create", "Delete", "Undefined"};
constexpr std::string_view kAccessGroupOperations[] = {"", "Any", "Create",
                                                       "Update", "Unknown"};
constexpr std::string_view kAccessGroupMemberOperations[] = {
    "", "Any", "Add", "Remove", "Update", "Unknown"};
constexpr std::string_view kLockupScopes[] = {"Undefined", "AnyCoins",
                                              "ScopedCoins", "Undefined"};
constexpr std::string_view kLockupOperations[] = {
    "Any",
    "CoinLockup",
    "UpdateCoinLockupYieldCurve",
    "UpdateCoinLockupTransferRestrictions",
    "CoinLockupTransferOperationString",
    "CoinLockupUnlock",
    "Undefined"};

std::string NameOf(std::span<const std::string_view> names,
                   std::uint8_t number) {
  return std::string(names[std::min<std::size_t>(number, names.size() - 1)]);
}

std::string TypeName(std::uint8_t type) {
  const std::string_view name = TxnTypeName(static_cast<TxnType>(type));
  if (!name.empty()) return std::string(name);
  return "UNRECOGNIZED(" + std::to_string(type) +
         ") - make sure GetTxnString() is up to date";
}

std::string Hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const std::uint8_t byte : bytes) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 15]);
  }
  return hex;
}

// "1.5", "0.000000001", "2.0".
std::string DesoText(Nanos nanos) {
  std::string decimals = std::to_string(nanos.value() % kNanosPerDeso);
  decimals.insert(0, 9 - decimals.size(), '0');
  const std::size_t last = decimals.find_last_not_of('0');
  decimals.resize(last == std::string::npos ? 1 : last + 1);
  return std::to_string(nanos.value() / kNanosPerDeso) + "." + decimals;
}

// Group names are padded with zeros to 32 bytes.
std::string GroupName(const AccessGroupLimitKey& key) {
  if (key.scope == kAccessGroupAnyScope) return "Any";
  std::string name(key.group_name.bytes.begin(), key.group_name.bytes.end());
  name.resize(name.find_last_not_of('\0') + 1);
  return name;
}

// --- Entries. ---

struct Line {
  std::string_view label;
  std::string value;
};
using Entry = std::vector<Line>;

class LimitLines {
 public:
  explicit LimitLines(Network network) : network_(network) {}

  Entry Of(const CoinOperationKey& key,
           std::span<const std::string_view> operations) const {
    return {{"Creator PKID", PkidText(key.creator, network_)},
            {"Operation", NameOf(operations, key.operation)}};
  }
  Entry Of(const NftOperationKey& key) const {
    return {{"Block Hash", Hex(key.post.view())},
            {"Serial Number", std::to_string(key.serial_number)},
            {"Operation", NameOf(kNftOperations, key.operation)}};
  }
  Entry Of(const OrderPairKey& key) const {
    return {{"Buying DAO Creator PKID", PkidText(key.buying, network_)},
            {"Selling DAO Creator PKID", PkidText(key.selling, network_)}};
  }
  Entry Of(const AssociationLimitKey& key) const {
    return {
        {"Association Class",
         NameOf(kAssociationClasses, key.association_class)},
        {"Association Type", key.type.empty() ? "Any" : UnicodeUpper(key.type)},
        {"App PKID",
         key.scope == kAssociationScoped ? PkidText(key.app, network_) : "Any"},
        {"Operation", NameOf(kAssociationOperations, key.operation)}};
  }
  Entry Of(const AccessGroupLimitKey& key, std::string_view operation_label,
           std::span<const std::string_view> operations) const {
    return {
        {"Access Group Owner Public Key", PublicKeyText(key.owner, network_)},
        {"Access Group Key Name", GroupName(key)},
        {operation_label, NameOf(operations, key.operation)}};
  }
  Entry Of(const LockupLimitKey& key) const {
    return {{"Lockup Profile PKID", PkidText(key.profile, network_)},
            {"Lockup Scope", NameOf(kLockupScopes, key.scope)},
            {"Lockup Operation", NameOf(kLockupOperations, key.operation)}};
  }
  Entry Of(const Pkid& validator) const {
    return {{"Validator PKID",
             validator.IsZero() ? "Any" : PkidText(validator, network_)}};
  }

 private:
  Network network_;
};

std::string CountText(std::uint64_t count) { return std::to_string(count); }
std::string CountText(const Uint256& nanos) {
  return StakeLimitDeso(nanos) + " $DESO";
}

std::string Join(std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end());
  std::string text;
  for (const std::string& part : parts) text += part;
  return text;
}

// `lines_of` gives the lines of a key.
template <typename Part, typename LinesOf>
void AppendPart(std::string& text, std::string_view title, const Part& part,
                std::string_view count_label, const LinesOf& lines_of) {
  if (part.empty()) return;
  std::vector<std::string> entries;
  for (const auto& [key, value] : part) {
    Entry lines = lines_of(key);
    lines.push_back({count_label, CountText(value)});
    std::string entry = "\t\t[\n";
    for (const Line& line : lines) {
      entry.append("\t\t\t").append(line.label).append(": ");
      entry.append(line.value).append("\n");
    }
    entries.push_back(entry + "\t\t]\n");
  }
  text.append("\t").append(title).append("\n");
  text.append(Join(std::move(entries)));
}

void AppendTransactionCounts(std::string& text, const SpendingLimits& limits) {
  if (limits.transaction_counts.empty()) return;
  std::vector<std::string> entries;
  for (const auto& [type, count] : limits.transaction_counts) {
    entries.push_back("\t\t" + TypeName(type) + ": " + std::to_string(count) +
                      "\n");
  }
  text += "\tTransaction Count Limit: \n" + Join(std::move(entries));
}

}  // namespace

std::string SpendingLimitsText(const SpendingLimits& limits, Network network) {
  constexpr std::string_view kCount = "Transaction Count";
  const LimitLines lines(network);
  const auto plain = [&](const auto& key) { return lines.Of(key); };
  std::string text = "Spending limits on the derived key:\n";
  if (!limits.global_deso.IsZero()) {
    text += "\tTotal $DESO Limit: " + DesoText(limits.global_deso) + " $DESO\n";
  }
  AppendTransactionCounts(text, limits);
  AppendPart(
      text, "Creator Coin Operation Limits:", limits.creator_coin, kCount,
      [&](const auto& key) { return lines.Of(key, kCreatorCoinOperations); });
  AppendPart(
      text, "DAO Coin Operation Limits:", limits.dao_coin, kCount,
      [&](const auto& key) { return lines.Of(key, kDaoCoinOperations); });
  AppendPart(text, "NFT Operation Limits:", limits.nft, kCount, plain);
  AppendPart(text, "DAO Coin Limit Order Restrictions:", limits.limit_orders,
             kCount, plain);
  AppendPart(text, "Association Restrictions:", limits.associations, kCount,
             plain);
  AppendPart(text, "Access Group Restrictions:", limits.access_groups, kCount,
             [&](const auto& key) {
               return lines.Of(key, "Access Group Operation",
                               kAccessGroupOperations);
             });
  AppendPart(text,
             "Access Group Member Restrictions:", limits.access_group_members,
             kCount, [&](const auto& key) {
               return lines.Of(key, "Access Group Member Operation Type",
                               kAccessGroupMemberOperations);
             });
  AppendPart(text, "Lockup Restrictions:", limits.lockups, kCount, plain);
  AppendPart(text, "Staking Restrictions:", limits.stake, "Staking Limit",
             plain);
  AppendPart(text, "Unstaking Restrictions:", limits.unstake, "Unstaking Limit",
             plain);
  AppendPart(text, "Unlocking Stake Restrictions:", limits.unlock_stake, kCount,
             plain);
  if (limits.is_unlimited) text += "Unlimited";
  return text;
}

std::string AccessText(const PublicKey& derived_key,
                       std::uint64_t expiration_block,
                       const SpendingLimits& limits, Network network) {
  return "DECENTRALIZED SOCIAL\n\nYour derived public key: " +
         PublicKeyText(derived_key, network) +
         "\n\nThe expiration block of your key: " +
         std::to_string(expiration_block) + "\n\n" +
         SpendingLimitsText(limits, network);
}

}  // namespace desobook::chain
