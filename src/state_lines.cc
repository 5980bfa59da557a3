#include "src/state_lines.h"

#include <algorithm>
#include <utility>

#include "chain/codec/hash.h"
#include "chain/keys/spending_limits_codec.h"
#include "engine/amount/uint256.h"
#include "src/hex.h"
#include "src/text.h"

namespace desobook {
namespace {

// Calls `visit(key, value)` for every live pair of a table as seen through the
// view's records (or of the base alone), in key order.
template <typename Key, typename Value, typename Visit>
void ForEachLive(const BaseTable<Key, Value>& base,
                 const ViewTable<Key, Value>* view, Visit visit) {
  if (view == nullptr) {
    for (const auto& [key, value] : base.map()) visit(key, value);
    return;
  }
  auto record = view->records().begin();
  const auto end = view->records().end();
  const auto visit_record = [&] {
    if (record->second) visit(record->first, *record->second);
    ++record;
  };
  for (const auto& [key, value] : base.map()) {
    while (record != end && record->first < key) visit_record();
    if (record != end && record->first == key) {
      visit_record();
    } else {
      visit(key, value);
    }
  }
  while (record != end) visit_record();
}

}  // namespace

std::string RestrictionName(std::uint8_t restriction) {
  switch (static_cast<TransferRestriction>(restriction)) {
    case TransferRestriction::kUnrestricted:
      return "unrestricted";
    case TransferRestriction::kProfileOwnerOnly:
      return "profile_owner_only";
    case TransferRestriction::kDaoMembersOnly:
      return "dao_members_only";
    case TransferRestriction::kPermanentlyUnrestricted:
      return "permanently_unrestricted";
  }
  return Cat(restriction);
}

void StateLines::AddOrder(const OrderEntry& order) {
  const bool ask = order.side == static_cast<std::uint8_t>(OrderSide::kAsk);
  std::string line = Cat("order ", BytesToHex(order.id.view()), " ",
                         keys_.Of(order.transactor));
  Append(line, " ", keys_.OfCoin(order.buying));
  Append(line, " ", keys_.OfCoin(order.selling));
  // A resting order is always good till cancelled.
  Append(line, " ", ToHex(order.rate.value()), " ",
         ToHex(order.quantity.value()), ask ? " ASK" : " BID",
         " GOOD_TILL_CANCELLED ", order.height);
  lines_.push_back(std::move(line));
}

void StateLines::AddBalance(const BalanceKey& key,
                            const TokenBalance& balance) {
  if (balance.amount.IsZero()) return;
  std::string line = Cat("balance ", keys_.Of(key.creator));
  Append(line, " ", keys_.Of(key.holder), " ", ToHex(balance.amount.value()));
  lines_.push_back(std::move(line));
}

void StateLines::AddCoin(const Pkid& creator, const ProfileEntry& profile) {
  const CoinEntry& coin = profile.dao_coin;
  lines_.push_back(Cat("coin ", keys_.Of(creator), " ",
                       ToHex(coin.coins_in_circulation.value()),
                       coin.minting_disabled ? " 1 " : " 0 ",
                       RestrictionName(coin.transfer_restriction)));
}

void StateLines::AddDerived(const DerivedKeyId& id,
                            const DerivedKeyEntry& entry) {
  std::string line = Cat("derived ", keys_.Of(id.owner));
  Append(line, " ", keys_.Of(id.derived), " ", entry.expiration_block, " ",
         entry.operation, " ");
  if (entry.limits) {
    line += BytesToHex(chain::EncodeSpendingLimits(
        *entry.limits, chain::kLatestLimitsVersion));
  } else {
    line += "-";
  }
  lines_.push_back(std::move(line));
}

std::vector<std::string> StateLines::Collect(const State<OracleBook>& base,
                                             const View<OracleBook>* view) {
  lines_.clear();
  const LedgerView* ledger = view == nullptr ? nullptr : &view->ledger;
  const auto overlay = [ledger](auto member) {
    return ledger == nullptr ? nullptr : &(ledger->*member);
  };
  ForEachLive(base.ledger.tokens, overlay(&LedgerView::tokens),
              [this](const BalanceKey& key, const TokenBalance& balance) {
                AddBalance(key, balance);
              });
  ForEachLive(base.ledger.profiles, overlay(&LedgerView::profiles),
              [this](const Pkid& creator, const ProfileEntry& profile) {
                AddCoin(creator, profile);
              });
  if (derived_lines_) {
    ForEachLive(base.ledger.derived_keys, overlay(&LedgerView::derived_keys),
                [this](const DerivedKeyId& id, const DerivedKeyEntry& entry) {
                  AddDerived(id, entry);
                });
  }
  ForEachLive(
      base.ledger.deso, overlay(&LedgerView::deso),
      [this](const PublicKey& key, const Nanos& balance) {
        if (balance.IsZero()) return;
        lines_.push_back(Cat("deso ", keys_.Of(key), " ", balance.value()));
      });
  ForEachLive(base.ledger.pkids, overlay(&LedgerView::pkids),
              [this](const PublicKey& key, const Pkid& pkid) {
                if (pkid == DefaultPkid(key)) return;
                std::string line = Cat("pkid ", keys_.Of(key));
                Append(line, " ", keys_.Of(pkid));
                lines_.push_back(std::move(line));
              });
  for (const auto& [id, order] : base.book.orders()) {
    if (view == nullptr || !view->book.records().contains(id)) AddOrder(order);
  }
  if (view != nullptr) {
    for (const auto& [id, record] : view->book.records()) {
      if (!record.deleted) AddOrder(record.order);
    }
  }
  std::sort(lines_.begin(), lines_.end());
  return std::move(lines_);
}

StateDigest DigestOfLines(const std::vector<std::string>& lines) {
  Bytes text;
  for (const std::string& line : lines) {
    text.insert(text.end(), line.begin(), line.end());
    text.push_back('\n');
  }
  return StateDigest{chain::Sha256(text)};
}

}  // namespace desobook
