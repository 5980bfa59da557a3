#include "chain/replay/compare.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

namespace desobook::chain {
namespace {

class OperationComparer {
 public:
  OperationComparer(const Place& place, std::size_t index,
                    const Describer& describe, DifferenceLog& log)
      : place_(place),
        prefix_("operation " + std::to_string(index) + " "),
        describe_(describe),
        log_(log) {}

  void Compare(const Operation& expected, const Operation& found) {
    if (expected.type != found.type) {
      Report("type", std::string(OperationTypeName(expected.type)),
             std::string(OperationTypeName(found.type)));
      return;
    }
    switch (expected.type) {
      case OperationType::kAddBalance:
      case OperationType::kSpendBalance:
        return CompareDeso(expected, found);
      case OperationType::kDaoCoinLimitOrder:
        return CompareLimitOrder(expected, found);
      case OperationType::kDaoCoin:
      case OperationType::kDaoCoinTransfer:
        return CompareTokens(expected, found);
      case OperationType::kAuthorizeDerivedKey:
      case OperationType::kSpendingLimitAccounting:
        return Optional("prev_derived_key", expected.prev_derived_key,
                        found.prev_derived_key, [this](const auto& v) {
                          return describe_.DerivedKey(v);
                        });
      case OperationType::kUpdateGlobalParams:
        return Optional("prev_global_params", expected.prev_global_params,
                        found.prev_global_params,
                        [](const auto& v) { return Describer::Params(v); });
      case OperationType::kCreateUserAssociation:
      case OperationType::kDeleteUserAssociation:
        return Optional("prev_user_association", expected.prev_user_association,
                        found.prev_user_association, [this](const auto& v) {
                          return describe_.Association(v);
                        });
      case OperationType::kUpdateProfile:
        return CompareProfile(expected, found);
      default:
        // Types whose own state is not kept: their DESO movements are
        // operations of their own and are compared there.
        return;
    }
  }

 private:
  void Report(const std::string& field, std::string expected,
              std::string found) {
    log_.Add(place_, prefix_ + field, std::move(expected), std::move(found));
  }

  template <typename T, typename Text>
  void Optional(const std::string& field, const std::optional<T>& expected,
                const std::optional<T>& found, Text text) {
    if (expected == found) return;
    Report(field, expected ? text(*expected) : "absent",
           found ? text(*found) : "absent");
  }

  template <typename T, typename Text>
  void List(const std::string& field, const std::vector<T>& expected,
            const std::vector<T>& found, Text text) {
    if (expected.size() != found.size()) {
      Report(field + " count", std::to_string(expected.size()),
             std::to_string(found.size()));
    }
    const std::size_t common = std::min(expected.size(), found.size());
    for (std::size_t i = 0; i < common; ++i) {
      if (expected[i] == found[i]) continue;
      Report(field + "[" + std::to_string(i) + "]", text(expected[i]),
             text(found[i]));
    }
  }

  void CompareDeso(const Operation& expected, const Operation& found) {
    if (expected.balance_public_key != found.balance_public_key) {
      Report("public key", describe_.Key(expected.balance_public_key),
             describe_.Key(found.balance_public_key));
    }
    if (expected.balance_amount != found.balance_amount) {
      Report("amount", std::to_string(expected.balance_amount.value()),
             std::to_string(found.balance_amount.value()));
    }
  }

  void CompareLimitOrder(const Operation& expected, const Operation& found) {
    const auto order = [this](const auto& v) { return describe_.Order(v); };
    Optional("cancelled order", expected.prev_order, found.prev_order, order);
    List("visited makers", expected.prev_matching_orders,
         found.prev_matching_orders, order);
    List("fills", expected.fills, found.fills,
         [this](const auto& v) { return describe_.Fill(v); });
    List("previous balances", expected.prev_balances, found.prev_balances,
         [this](const auto& v) { return describe_.Balance(v); });
  }

  void CompareTokens(const Operation& expected, const Operation& found) {
    const auto balance = [this](const auto& v) { return describe_.Balance(v); };
    Optional("previous coin", expected.prev_coin, found.prev_coin,
             [this](const auto& v) { return describe_.CoinState(v); });
    Optional("previous transactor balance", expected.prev_transactor_balance,
             found.prev_transactor_balance, balance);
    Optional("previous creator balance", expected.prev_creator_balance,
             found.prev_creator_balance, balance);
    Optional("previous sender balance", expected.prev_sender_balance,
             found.prev_sender_balance, balance);
    Optional("previous receiver balance", expected.prev_receiver_balance,
             found.prev_receiver_balance, balance);
  }

  // Creator coin state (the bonding curve) is not kept.
  void CompareProfile(const Operation& expected, const Operation& found) {
    auto a = expected.prev_profile;
    auto b = found.prev_profile;
    if (a) a->creator_coin = CoinEntry{};
    if (b) b->creator_coin = CoinEntry{};
    Optional("previous profile", a, b,
             [this](const auto& v) { return describe_.Profile(v); });
  }

  Place place_;
  std::string prefix_;
  const Describer& describe_;
  DifferenceLog& log_;
};

}  // namespace

void CompareOperations(const std::vector<Operation>& expected,
                       const std::vector<Operation>& found, const Place& place,
                       const Describer& describe, DifferenceLog& log) {
  if (expected.size() != found.size()) {
    log.Add(place, "operation count", std::to_string(expected.size()),
            std::to_string(found.size()));
  }
  const std::size_t common = std::min(expected.size(), found.size());
  for (std::size_t i = 0; i < common; ++i) {
    OperationComparer(place, i, describe, log).Compare(expected[i], found[i]);
    if (expected[i].inner.size() != found[i].inner.size()) {
      log.Add(place, "inner transaction count",
              std::to_string(expected[i].inner.size()),
              std::to_string(found[i].inner.size()));
      continue;
    }
    for (std::size_t j = 0; j < expected[i].inner.size(); ++j) {
      Place inner = place;
      inner.inner = j;
      CompareOperations(expected[i].inner[j], found[i].inner[j], inner,
                        describe, log);
    }
  }
}

}  // namespace desobook::chain
