#include "src/depth.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "chain/keys/secp.h"
#include "engine/rules/connect.h"
#include "engine/rules/limit_order.h"
#include "engine/txn/envelope.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr BaseUnits kMaxUnits{Uint256::Max()};

BaseUnits Sum(BaseUnits a, BaseUnits b) {
  return CheckedAdd(a, b).value_or(kMaxUnits);
}
void Add(DepthAmount& to, const DepthAmount& amount) {
  to.base = Sum(to.base, amount.base);
  to.quote = Sum(to.quote, amount.quote);
}

bool InUse(const PublicKey& key, const State<OracleBook>& state) {
  const Pkid pkid = DefaultPkid(key);
  const Ledger& ledger = state.ledger;
  if (ledger.deso.Find(key) != nullptr || ledger.pkids.Find(key) != nullptr ||
      ledger.public_keys.Find(pkid) != nullptr ||
      ledger.profiles.Find(pkid) != nullptr) {
    return true;
  }
  const auto held = ledger.tokens.map().lower_bound(BalanceKey{pkid, Pkid{}});
  if (held != ledger.tokens.map().end() && held->first.holder == pkid) {
    return true;
  }
  const auto& orders = state.book.orders();
  return std::any_of(orders.begin(), orders.end(), [&](const auto& entry) {
    return entry.second.transactor == pkid;
  });
}

// A key that the state does not know.
PublicKey UnusedKey(const State<OracleBook>& state) {
  PublicKey key;
  key.bytes.fill(0x5a);
  key.bytes.front() = 0x02;
  while (InUse(key, state)) {
    for (std::size_t i = PublicKey::kSize; i-- > 1 && ++key.bytes[i] == 0;) {
    }
  }
  return key;
}

// What the taker pays with and the fee. What it buys starts at almost nothing,
// so that no gain can overflow.
void Fund(LedgerView& view, const PublicKey& key, const Pkid& buying,
          const Pkid& selling, Nanos fee) {
  const Pkid pkid = DefaultPkid(key);
  view.deso.Put(key, selling == kDesoPkid
                         ? Nanos(std::numeric_limits<std::uint64_t>::max())
                         : fee);
  if (selling != kDesoPkid) {
    view.tokens.Put({pkid, selling}, {.amount = kMaxUnits});
  }
  if (buying != kDesoPkid) {
    view.tokens.Put({pkid, buying}, {.amount = BaseUnits(std::uint64_t{1})});
  }
}

// A market order for or of `base`. Its size in bytes is named as one, so the
// least fee passes.
TxnEnvelope MarketOrder(const Market& market, const PublicKey& key,
                        bool buys_base, BaseUnits base, Nanos fee,
                        BlockHeight height) {
  LimitOrderMetadata metadata;
  metadata.buying_coin =
      DefaultPublicKey(buys_base ? market.base : market.quote);
  metadata.selling_coin =
      DefaultPublicKey(buys_base ? market.quote : market.base);
  metadata.rate = Rate();
  metadata.quantity = base;
  metadata.side =
      static_cast<std::uint8_t>(buys_base ? OrderSide::kBid : OrderSide::kAsk);
  metadata.fill_type = static_cast<std::uint8_t>(FillType::kImmediateOrCancel);
  metadata.fee_nanos = fee.value();
  TxnEnvelope envelope;
  envelope.txn.type = TxnType::kDaoCoinLimitOrder;
  envelope.txn.metadata = std::move(metadata);
  envelope.txn.public_key.assign(key.bytes.begin(), key.bytes.end());
  envelope.txn.version = 1;
  envelope.txn.fee = fee;
  envelope.txn.nonce = {.expiration_height = height, .partial_id = 0};
  envelope.hash.bytes.fill(0x5a);
  envelope.encoded_size = 1;
  envelope.signature.check = SignatureCheck::kOwnerValid;
  return envelope;
}

DepthAmount Displayed(const OrderEntry& order, bool sells_base) {
  const auto buys = BaseUnitsToBuy(order);
  const auto sells = BaseUnitsToSell(order);
  const BaseUnits bought = buys.ok() ? *buys : BaseUnits();
  const BaseUnits sold = sells.ok() ? *sells : BaseUnits();
  return sells_base ? DepthAmount{sold, bought} : DepthAmount{bought, sold};
}

// One side of the book, swept.
class SideSweeper {
 public:
  SideSweeper(const Market& market, const State<OracleBook>& state,
              const NetworkParams& network, BlockHeight height, bool sells_base)
      : market_(market),
        state_(state),
        network_(network),
        height_(height),
        sells_base_(sells_base),
        selling_(sells_base ? market.base : market.quote),
        buying_(sells_base ? market.quote : market.base) {}

  DepthSide Run() {
    for (const OrderEntry& order : state_.book.Side(buying_, selling_)) {
      orders_.push_back({order, Displayed(order, sells_base_), {}, {}});
    }
    Result<Sweep> sweep = Widest();
    if (sweep.ok()) Deliver(*sweep);
    for (DepthOrder& order : orders_) Explain(order);
    Group();
    return std::move(side_);
  }

 private:
  // What the first `count` orders display.
  BaseUnits SizeOf(std::size_t count) const {
    BaseUnits size;
    for (std::size_t i = 0; i < count; ++i) {
      size = Sum(size, orders_[i].displayed.base);
    }
    return size;
  }
  Result<Sweep> Try(std::size_t count) {
    const BaseUnits size = SizeOf(count);
    if (size.IsZero()) return Sweep{};
    return SweepBook(market_, state_, network_, height_,
                     /*buys_base=*/sells_base_, size);
  }

  // Of everything, or of as many orders as the chain lets anyone sweep: an
  // order whose size overflows fails every taker that gets to it (5.9, Q6).
  Result<Sweep> Widest() {
    std::size_t good = orders_.size();
    Result<Sweep> all = Try(good);
    side_.swept = SizeOf(good);
    if (all.ok()) return all;
    side_.refusal = std::string(ReferenceName(all.error()));
    Result<Sweep> widest = Sweep{};
    std::size_t bad = good;
    good = 0;
    while (bad - good > 1) {
      const std::size_t middle = good + (bad - good) / 2;
      Result<Sweep> some = Try(middle);
      if (some.ok()) {
        good = middle;
        widest = std::move(some);
      } else {
        bad = middle;
      }
    }
    side_.swept = SizeOf(good);
    return widest;
  }

  void Deliver(const Sweep& sweep) {
    std::map<OrderId, DepthOrder*> by_id;
    for (DepthOrder& order : orders_) by_id[order.order.id] = &order;
    for (const OrderEntry& maker : sweep.visited) visited_.insert(maker.id);
    for (std::size_t i = 1; i < sweep.fills.size(); i += 2) {
      const FilledOrder& maker = sweep.fills[i];
      DepthOrder& order = *by_id.at(maker.id);
      Add(order.deliverable, sells_base_
                                 ? DepthAmount{maker.sold, maker.bought}
                                 : DepthAmount{maker.bought, maker.sold});
    }
  }

  void Explain(DepthOrder& order) {
    if (order.deliverable.base == order.displayed.base &&
        !order.displayed.base.IsZero()) {
      return;
    }
    LedgerView view(&state_.ledger);
    if (const Status valid = ValidateOrder(view, order.order); !valid.ok()) {
      order.reason = std::string(ReferenceName(valid.error()));
    } else if (!order.deliverable.base.IsZero()) {
      order.reason = "the sweep ends inside it";
    } else if (visited_.contains(order.order.id)) {
      order.reason = "the maker's better orders use up its balance";
    } else if (!side_.refusal.empty()) {
      order.reason = Cat("a sweep this deep fails with ", side_.refusal);
    } else {
      order.reason =
          "passed over: a transfer restriction, or behind such an order";
    }
  }

  void Group() {
    for (DepthOrder& order : orders_) {
      if (side_.levels.empty() ||
          side_.levels.back().rate != order.order.rate) {
        DepthLevel& level = side_.levels.emplace_back();
        level.rate = order.order.rate;
        level.price = PriceText(market_, order.order);
      }
      DepthLevel& level = side_.levels.back();
      for (DepthAmount* sum : {&level.displayed, &side_.displayed}) {
        Add(*sum, order.displayed);
      }
      for (DepthAmount* sum : {&level.deliverable, &side_.deliverable}) {
        Add(*sum, order.deliverable);
      }
      level.orders.push_back(std::move(order));
    }
  }

  const Market& market_;
  const State<OracleBook>& state_;
  const NetworkParams& network_;
  const BlockHeight height_;
  const bool sells_base_;
  const Pkid selling_;  // by the makers
  const Pkid buying_;
  std::vector<DepthOrder> orders_;
  std::set<OrderId> visited_;
  DepthSide side_;
};

}  // namespace

Result<Sweep> SweepBook(const Market& market, const State<OracleBook>& state,
                        const NetworkParams& network, BlockHeight height,
                        bool buys_base, BaseUnits base) {
  BlockContext context;
  context.network = &network;
  context.keys = chain::kSecpKeyRules;
  context.height = height + 1;
  View<OracleBook> view(&state);
  const PublicKey key = UnusedKey(state);
  const Nanos fee(view.ledger.Params().minimum_network_fee_nanos_per_kb / 1000 +
                  1);
  Fund(view.ledger, key, buys_base ? market.base : market.quote,
       buys_base ? market.quote : market.base, fee);
  DESOBOOK_ASSIGN_OR_RETURN(
      const Effects effects,
      ConnectTransaction(
          view, MarketOrder(market, key, buys_base, base, fee, context.height),
          context));
  for (const Operation& operation : effects.operations) {
    if (operation.type != OperationType::kDaoCoinLimitOrder) continue;
    return Sweep{operation.fills, operation.prev_matching_orders};
  }
  return Sweep{};
}

BookDepth DepthOf(const Market& market, const State<OracleBook>& state,
                  const NetworkParams& network, BlockHeight height) {
  return {
      SideSweeper(market, state, network, height, /*sells_base=*/true).Run(),
      SideSweeper(market, state, network, height, /*sells_base=*/false).Run()};
}

}  // namespace desobook
