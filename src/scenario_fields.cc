#include "src/scenario_fields.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <variant>

#include "chain/codec/transaction.h"
#include "chain/keys/base58.h"
#include "engine/amount/uint256.h"
#include "src/hex.h"
#include "src/text.h"

namespace desobook {
namespace {

using nlohmann::json;

// From here on an integer is 0x text.
constexpr std::uint64_t kFirstWideInteger = std::uint64_t{1} << 53;
constexpr std::size_t kShownCharacters = 120;

json IntegerOf(std::uint64_t value) {
  if (value < kFirstWideInteger) return value;
  return ToHex(Uint256(value));
}
json WideOf(const Uint256& value) { return ToHex(value); }
template <typename T>
json WideOf(const std::optional<T>& value) {
  return value ? json(ToHex(value->value())) : json(nullptr);
}
json TextOf(const Bytes& bytes) {
  return std::string(bytes.begin(), bytes.end());
}

class Fields {
 public:
  Fields(const Transaction& txn, Network network)
      : txn_(txn), prefix_(chain::PublicKeyPrefix(network)), network_(network) {
    AddCommon();
    std::visit([this](const auto& metadata) { Add(metadata); }, txn.metadata);
  }
  json Take() { return std::move(out_); }

 private:
  // Keys of any length appear as the bytes they are.
  json KeyOf(const Bytes& key) const {
    if (key.empty()) return "";
    return chain::EncodeBase58Check(prefix_, key);
  }
  json KeyOf(const PublicKey& key) const {
    return chain::EncodeBase58Check(prefix_, key.view());
  }
  json CoinOf(const Bytes& key) const {
    const auto fixed = PublicKey::From(key);
    return fixed && fixed->IsZero() ? json("DESO") : KeyOf(key);
  }
  json CoinOf(const std::optional<PublicKey>& key) const {
    if (!key) return nullptr;
    return key->IsZero() ? json("DESO") : KeyOf(*key);
  }

  void AddCommon() {
    out_["public_key"] = KeyOf(txn_.public_key);
    out_["version"] = IntegerOf(txn_.version);
    out_["fee_nanos"] = IntegerOf(txn_.fee.value());
    out_["nonce"] = {
        {"expiration_height", IntegerOf(txn_.nonce.expiration_height)},
        {"partial_id", IntegerOf(txn_.nonce.partial_id)}};
    out_["outputs"] = json::array();
    for (const TxnOutput& output : txn_.outputs) {
      out_["outputs"].push_back(
          {{"public_key", KeyOf(output.public_key)},
           {"amount_nanos", IntegerOf(output.amount.value())}});
    }
    out_["inputs"] = json::array();
    for (const TxnInput& input : txn_.inputs) {
      out_["inputs"].push_back({{"txid", BytesToHex(input.txn.view())},
                                {"index", IntegerOf(input.index)}});
    }
    out_["extra_data"] = json::object();
    for (const auto& [key, value] : txn_.extra_data) {
      out_["extra_data"][std::string(key.begin(), key.end())] =
          BytesToHex(value);
    }
  }

  // Types whose own fields the format does not name.
  template <typename T>
  void Add(const T&) {}
  void Add(const LimitOrderMetadata& order) {
    out_["metadata_fee_nanos"] = IntegerOf(order.fee_nanos);
    if (order.cancel_order_id) {
      out_["cancel_order_id"] = BytesToHex(order.cancel_order_id->view());
      return;
    }
    out_["cancel_order_id"] = nullptr;
    out_["buying_coin"] = CoinOf(order.buying_coin);
    out_["selling_coin"] = CoinOf(order.selling_coin);
    out_["scaled_rate"] = WideOf(order.rate);
    out_["quantity"] = WideOf(order.quantity);
    out_["operation_type"] = order.side;
    out_["fill_type"] = order.fill_type;
    // Left out when there are none.
    if (!order.bidder_inputs.empty()) {
      out_["bidder_inputs_count"] = order.bidder_inputs.size();
    }
  }
  void Add(const DaoCoinMetadata& coin) {
    out_["profile_public_key"] = KeyOf(coin.profile_public_key);
    out_["operation"] = coin.operation;
    out_["coins_to_mint"] = WideOf(coin.coins_to_mint.value());
    out_["coins_to_burn"] = WideOf(coin.coins_to_burn.value());
    out_["transfer_restriction"] = coin.transfer_restriction;
  }
  void Add(const DaoCoinTransferMetadata& transfer) {
    out_["profile_public_key"] = KeyOf(transfer.profile_public_key);
    out_["receiver_public_key"] = KeyOf(transfer.receiver_public_key);
    out_["coins_to_transfer"] = WideOf(transfer.coins_to_transfer.value());
  }
  void Add(const AuthorizeDerivedKeyMetadata& key) {
    out_["derived_public_key"] = KeyOf(key.derived_public_key);
    out_["expiration_block"] = IntegerOf(key.expiration_block);
    out_["operation_type"] = key.operation;
    out_["access_signature"] = BytesToHex(key.access_signature);
  }
  void Add(const CreateUserAssociationMetadata& association) {
    out_["target_public_key"] = KeyOf(association.target_user_public_key);
    out_["app_public_key"] = CoinOf(association.app_public_key);
    out_["association_type"] = BytesToHex(association.type);
    out_["association_value"] = BytesToHex(association.value);
  }
  void Add(const DeleteUserAssociationMetadata& association) {
    out_["association_id"] = BytesToHex(association.association_id);
  }
  void Add(const UpdateProfileMetadata& profile) {
    out_["profile_public_key"] = KeyOf(profile.profile_public_key);
    out_["username"] = TextOf(profile.new_username);
    out_["description"] = TextOf(profile.new_description);
    out_["profile_pic"] = TextOf(profile.new_profile_pic);
    out_["creator_basis_points"] = IntegerOf(profile.new_creator_basis_points);
    out_["stake_multiple_basis_points"] =
        IntegerOf(profile.new_stake_multiple_basis_points);
    out_["is_hidden"] = profile.is_hidden;
  }
  void Add(const SwapIdentityMetadata& swap) {
    out_["from_public_key"] = KeyOf(swap.from_public_key);
    out_["to_public_key"] = KeyOf(swap.to_public_key);
  }
  // The decoder bounds how deep wrappers nest.
  void Add(const AtomicTxnsMetadata& wrapper) {
    out_["inner"] = json::array();
    for (const Transaction& inner : wrapper.inner) {
      json one = json::object();
      one["type"] = TxnTypeName(inner.type);
      one["raw"] = BytesToHex(chain::EncodeTransaction(inner));
      one["txid"] = BytesToHex(chain::TransactionHash(inner).view());
      one["fields"] = ScenarioFieldsOf(inner, network_);
      out_["inner"].push_back(std::move(one));
    }
  }

  const Transaction& txn_;
  chain::Base58Prefix prefix_;
  Network network_;
  json out_ = json::object();
};

std::string Shown(const json& value) {
  std::string text =
      value.is_string()
          ? *value.get_ptr<const std::string*>()
          : value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > kShownCharacters) {
    text.resize(kShownCharacters);
    text += "...";
  }
  return text;
}

bool IsEmpty(const json& value) {
  return value.is_null() || (value.is_structured() && value.empty());
}

// N of "(N bytes, see raw)", which stands for a long value.
std::optional<std::size_t> ShortenedSize(std::string_view text) {
  constexpr std::string_view kEnd = " bytes, see raw)";
  if (!text.starts_with('(') || !text.ends_with(kEnd)) return std::nullopt;
  text.remove_prefix(1);
  text.remove_suffix(kEnd.size());
  std::size_t size = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, size);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return size;
}

// One value in two ways of writing it. Bytes are hex or text, long ones
// shortened; an empty key is empty, or Base58Check of nothing.
bool IsSame(const json& recorded, const json& ours) {
  if (recorded == ours) return true;
  if (!recorded.is_string() || !ours.is_string()) return false;
  const std::string& theirs = *recorded.get_ptr<const std::string*>();
  const std::string& text = *ours.get_ptr<const std::string*>();
  if (const auto size = ShortenedSize(theirs)) {
    return text.size() == *size || text.size() == 2 * *size;
  }
  if (!text.empty()) return false;
  const auto key = chain::DecodeBase58Check(theirs);
  return key.ok() && key->payload.empty();
}

bool IsSameExtraData(const json& recorded, const json& ours) {
  if (recorded.size() != ours.size()) return false;
  for (const auto& [key, value] : ours.items()) {
    const auto member = recorded.find(key);
    if (member == recorded.end() || !IsSame(*member, value)) return false;
  }
  return true;
}

// NOLINTNEXTLINE(misc-no-recursion)
void Compare(const std::string& path, const json& recorded, const json& ours,
             std::vector<FieldDifference>& out) {
  if (ours.is_object() && recorded.is_object()) {
    // Of the format's objects only this one has members of its own naming.
    if (path.ends_with(".extra_data")) {
      if (!IsSameExtraData(recorded, ours)) {
        out.push_back({path, Shown(recorded), Shown(ours)});
      }
      return;
    }
    for (const auto& [name, value] : ours.items()) {
      const auto member = recorded.find(name);
      if (member != recorded.end()) {
        Compare(Cat(path, ".", name), *member, value, out);
      } else if (!IsEmpty(value)) {
        out.push_back({Cat(path, ".", name), "no such member", Shown(value)});
      }
    }
    return;
  }
  if (ours.is_array() && recorded.is_array()) {
    const std::size_t shared = std::min(ours.size(), recorded.size());
    for (std::size_t i = 0; i < shared; ++i) {
      Compare(Cat(path, "[", i, "]"), recorded[i], ours[i], out);
    }
    if (ours.size() != recorded.size()) {
      out.push_back(
          {Cat("number of ", path), Cat(recorded.size()), Cat(ours.size())});
    }
    return;
  }
  if (!IsSame(recorded, ours)) {
    out.push_back({path, Shown(recorded), Shown(ours)});
  }
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion)
json ScenarioFieldsOf(const Transaction& txn, Network network) {
  return Fields(txn, network).Take();
}

std::vector<FieldDifference> CompareScenarioFields(const json& recorded,
                                                   const Transaction& txn,
                                                   Network network) {
  std::vector<FieldDifference> differences;
  Compare("fields", recorded, ScenarioFieldsOf(txn, network), differences);
  return differences;
}

}  // namespace desobook
