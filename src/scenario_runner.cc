#include "src/scenario_runner.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "chain/codec/transaction.h"
#include "chain/keys/envelope.h"
#include "chain/keys/secp.h"
#include "engine/amount/check.h"
#include "engine/rules/connect.h"
#include "src/hex.h"
#include "src/text.h"

namespace desobook {
namespace {

constexpr std::string_view kAccepted = "accepted";
// Lines of a dump shown for a state that differs.
constexpr std::size_t kShownStateLines = 4;

void TakeOutcome(const Operation& operation, OrderOutcome& outcome) {
  outcome.fills.insert(outcome.fills.end(), operation.fills.begin(),
                       operation.fills.end());
  for (const OrderEntry& maker : operation.prev_matching_orders) {
    outcome.visited.push_back(maker.id);
  }
}

}  // namespace

OrderOutcome OutcomeOf(const std::vector<Operation>& operations) {
  OrderOutcome outcome;
  for (const Operation& operation : operations) {
    TakeOutcome(operation, outcome);
    // Wrappers do not nest: one level is all there is.
    for (const std::vector<Operation>& txn : operation.inner) {
      for (const Operation& inner : txn) TakeOutcome(inner, outcome);
    }
  }
  return outcome;
}

PreparedTxn PrepareTxn(ScenarioTxn txn, const NetworkParams& network,
                       BlockHeight height) {
  PreparedTxn prepared;
  prepared.txn = std::move(txn);
  absl::StatusOr<Transaction> decoded =
      chain::DecodeTransaction(prepared.txn.raw);
  if (!decoded.ok()) {
    prepared.damage = std::string(decoded.status().message());
    return prepared;
  }
  if (prepared.txn.fields != nullptr) {
    prepared.fields =
        CompareScenarioFields(*prepared.txn.fields, *decoded, network.network);
  }
  prepared.envelope = chain::MakeEnvelope(*std::move(decoded), network, height);
  return prepared;
}

void ScenarioRunner::Differ(Aspect aspect, std::string field,
                            std::string expected, std::string found) {
  if (report_.stopped) return;
  ScenarioDifference difference;
  difference.aspect = aspect;
  difference.line = line_;
  difference.height = context_.height;
  if (next_txn_ > 0 && aspect != Aspect::kBlockDigest) {
    difference.txn = next_txn_ - 1;
    difference.txid = txid_;
  }
  difference.field = std::move(field);
  difference.expected = std::move(expected);
  difference.found = std::move(found);
  report_.differences.push_back(std::move(difference));
  report_.stopped =
      max_differences_ != 0 && report_.differences.size() >= max_differences_;
}

absl::Status ScenarioRunner::On(const ScenarioHeader& header) {
  header_ = header;
  report_.name = header.name;
  report_.seed = header.seed;
  keys_ = std::make_unique<KeyText>(header.network.network);
  lines_ = std::make_unique<StateLines>(header.network.network,
                                        header.derived_lines);
  base_.ledger.global_params.Put(OnlyRow{}, header.params);
  context_.network = &header_.network;
  context_.keys = chain::kSecpKeyRules;
  return absl::OkStatus();
}

absl::Status ScenarioRunner::On(const ScenarioAccount& account) {
  if (!account.deso.IsZero()) {
    base_.ledger.deso.Put(account.public_key, account.deso);
  }
  if (account.pkid != DefaultPkid(account.public_key)) {
    base_.ledger.pkids.Put(account.public_key, account.pkid);
    base_.ledger.public_keys.Put(account.pkid, account.public_key);
  }
  return absl::OkStatus();
}

absl::Status ScenarioRunner::On(const ScenarioCoin& coin) {
  ProfileEntry profile;
  const PublicKey* owner = base_.ledger.public_keys.Find(coin.creator);
  profile.public_key =
      owner == nullptr ? DefaultPublicKey(coin.creator) : *owner;
  profile.dao_coin = coin.coin;
  base_.ledger.profiles.Put(coin.creator, profile);
  return absl::OkStatus();
}

absl::Status ScenarioRunner::On(const ScenarioBalance& balance) {
  base_.ledger.tokens.Put(balance.key, TokenBalance{balance.amount, false});
  return absl::OkStatus();
}

absl::Status ScenarioRunner::On(const ScenarioOrder& order) {
  if (base_.book.Find(order.order.id) != nullptr) {
    return absl::DataLossError("this order id stands in the genesis already");
  }
  base_.book.Put(order.order);
  return absl::OkStatus();
}

absl::Status ScenarioRunner::On(const ScenarioDerivedKey& key) {
  base_.ledger.derived_keys.Put(key.id, key.entry);
  return absl::OkStatus();
}

absl::Status ScenarioRunner::On(const ScenarioBlock& block) {
  context_.height = block.height;
  context_.timestamp_ns = block.timestamp_ns;
  next_txn_ = 0;
  txid_.clear();
  ++report_.counts.blocks;
  if (block.fresh) {
    view_ = std::make_unique<View<OracleBook>>(&base_);
  } else if (view_ == nullptr) {
    return absl::DataLossError(
        "the block continues a view, but there is none to continue");
  }
  return absl::OkStatus();
}

void ScenarioRunner::CountOrders(const Transaction& txn) {
  if (const auto* order = std::get_if<LimitOrderMetadata>(&txn.metadata)) {
    if (!order->cancel_order_id) ++report_.counts.orders;
  }
}

absl::Status ScenarioRunner::On(const ScenarioTxn& txn) {
  Run(PrepareTxn(txn, header_.network, context_.height));
  return absl::OkStatus();
}

void ScenarioRunner::Run(const PreparedTxn& prepared) {
  const ScenarioTxn& txn = prepared.txn;
  ++next_txn_;
  ++report_.counts.txns;
  txid_ = BytesToHex(txn.txid.view());
  last_result_.reset();
  if (!prepared.damage.empty()) {
    ++report_.counts.refused;
    if (txn.error.empty()) {
      Differ(Aspect::kValidity, "validity", std::string(kAccepted),
             Cat("undecodable: ", prepared.damage));
    }
    return;
  }
  const TxnEnvelope& envelope = prepared.envelope;
  CountOrders(envelope.txn);
  const std::string type(TxnTypeName(envelope.txn.type));
  if (type != txn.type) Differ(Aspect::kTxid, "type", txn.type, type);
  if (envelope.hash != txn.txid) {
    Differ(Aspect::kTxid, "txid", txid_, BytesToHex(envelope.hash.view()));
  }
  if (txn.fields != nullptr) ++report_.counts.fields;
  for (const FieldDifference& field : prepared.fields) {
    Differ(Aspect::kFields, field.field, field.expected, field.found);
  }
  last_result_ = Execute(envelope);
  CompareResult(txn, last_result_);
}

// The effects, the refusal, or nothing if the engine cannot tell.
std::optional<Result<Effects>> ScenarioRunner::Execute(
    const TxnEnvelope& envelope) {
  if (!IsExecutable(envelope.txn)) {
    const auto refusal = FindRefusal(*view_, envelope, context_);
    if (refusal) return Result<Effects>(*refusal);
    return std::nullopt;
  }
  Result<Effects> result = ConnectTransaction(*view_, envelope, context_);
  if (result.ok()) view_->Forget();
  return result;
}

void ScenarioRunner::CompareResult(
    const ScenarioTxn& txn, const std::optional<Result<Effects>>& result) {
  if (!result) {
    ++report_.counts.not_executed;
    if (txn.error.empty()) {
      Differ(Aspect::kValidity, "validity", std::string(kAccepted),
             Cat("type ", txn.type, " is not executed"));
    }
    return;
  }
  if (!result->ok()) {
    ++report_.counts.refused;
    const std::string name(ReferenceName(result->error()));
    if (txn.error.empty()) {
      Differ(Aspect::kValidity, "validity", std::string(kAccepted), name);
    } else if (txn.error != name) {
      Differ(Aspect::kError, "error", txn.error, name);
    }
    return;
  }
  if (!txn.error.empty()) {
    Differ(Aspect::kValidity, "validity", txn.error, std::string(kAccepted));
    return;
  }
  CompareOutcome(txn, OutcomeOf((*result)->operations));
}

void ScenarioRunner::CompareOutcome(const ScenarioTxn& expected,
                                    const OrderOutcome& found) {
  report_.counts.fills += found.fills.size();
  report_.counts.visited += found.visited.size();
  if (!found.fills.empty()) ++report_.counts.orders_with_fills;
  if (expected.fills.size() != found.fills.size()) {
    Differ(Aspect::kFills, "number of fills", Cat(expected.fills.size()),
           Cat(found.fills.size()));
  }
  const std::size_t fills = std::min(expected.fills.size(), found.fills.size());
  for (std::size_t i = 0; i < fills; ++i) {
    if (!(expected.fills[i] == found.fills[i])) {
      CompareFill(i, expected.fills[i], found.fills[i]);
      break;  // the fills behind it follow from the first
    }
  }
  if (expected.visited == found.visited) return;
  const std::size_t shared =
      std::min(expected.visited.size(), found.visited.size());
  std::size_t at = 0;
  while (at < shared && expected.visited[at] == found.visited[at]) ++at;
  const auto id_at = [at](const std::vector<OrderId>& ids) {
    return at < ids.size() ? BytesToHex(ids[at].view()) : "no more makers";
  };
  Differ(Aspect::kVisited, Cat("visited[", at, "]"), id_at(expected.visited),
         id_at(found.visited));
}

void ScenarioRunner::CompareFill(std::size_t index, const FilledOrder& expected,
                                 const FilledOrder& found) {
  const auto differ = [&](std::string_view field, std::string want,
                          std::string got) {
    if (want == got) return;
    Differ(Aspect::kFills, Cat("fills[", index, "].", field), std::move(want),
           std::move(got));
  };
  differ("order_id", BytesToHex(expected.id.view()),
         BytesToHex(found.id.view()));
  differ("transactor", std::string(keys_->Of(expected.transactor)),
         std::string(keys_->Of(found.transactor)));
  differ("buying_coin", std::string(keys_->OfCoin(expected.buying)),
         std::string(keys_->OfCoin(found.buying)));
  differ("selling_coin", std::string(keys_->OfCoin(expected.selling)),
         std::string(keys_->OfCoin(found.selling)));
  differ("quantity_bought", ToHex(expected.bought.value()),
         ToHex(found.bought.value()));
  differ("quantity_sold", ToHex(expected.sold.value()),
         ToHex(found.sold.value()));
  differ("fulfilled", expected.is_fulfilled ? "true" : "false",
         found.is_fulfilled ? "true" : "false");
}

absl::Status ScenarioRunner::On(const ScenarioView& view) {
  ++report_.counts.digests;
  const StateDigest found = DigestOfLines(Lines());
  if (found != view.digest) {
    Differ(Aspect::kViewDigest, "view digest", BytesToHex(view.digest.view()),
           BytesToHex(found.view()));
  }
  return absl::OkStatus();
}

void ScenarioRunner::CloseBlock(bool flush) {
  DESOBOOK_CHECK(view_ != nullptr);
  if (!flush) return;
  view_->FlushTo(base_);
  view_.reset();
}

std::vector<std::string> ScenarioRunner::Lines() {
  return view_ == nullptr ? lines_->Of(base_) : lines_->Of(base_, *view_);
}

State<OracleBook> ScenarioRunner::Flattened() const {
  State<OracleBook> state = base_;
  if (view_ != nullptr) view_->FlushTo(state);
  return state;
}

SeenState ScenarioRunner::Seen() const {
  DESOBOOK_CHECK(view_ != nullptr);
  return {base_, *view_};
}

absl::Status ScenarioRunner::On(const ScenarioEndBlock& end) {
  ++report_.counts.digests;
  CloseBlock(end.flush);
  const std::vector<std::string> lines = Lines();
  if (end.dump && DigestOfLines(*end.dump) != end.digest) {
    return absl::DataLossError("the dump does not give the digest beside it");
  }
  const StateDigest found = DigestOfLines(lines);
  if (found == end.digest) return absl::OkStatus();
  Differ(Aspect::kBlockDigest, "block digest", BytesToHex(end.digest.view()),
         BytesToHex(found.view()));
  if (end.dump) CompareDump(*end.dump, lines);
  return absl::OkStatus();
}

void ScenarioRunner::CompareDump(const std::vector<std::string>& expected,
                                 const std::vector<std::string>& found) {
  std::size_t shown = 0;
  auto want = expected.begin();
  auto got = found.begin();
  while (shown < kShownStateLines &&
         (want != expected.end() || got != found.end())) {
    if (want != expected.end() && got != found.end() && *want == *got) {
      ++want;
      ++got;
      continue;
    }
    ++shown;
    if (got == found.end() || (want != expected.end() && *want < *got)) {
      Differ(Aspect::kBlockDigest, "state line", *want++, "no such line");
    } else {
      Differ(Aspect::kBlockDigest, "state line", "no such line", *got++);
    }
  }
}

std::string_view AspectName(Aspect aspect) {
  switch (aspect) {
    case Aspect::kValidity:
      return "validity";
    case Aspect::kError:
      return "error";
    case Aspect::kFills:
      return "fills";
    case Aspect::kVisited:
      return "visited";
    case Aspect::kTxid:
      return "txid";
    case Aspect::kFields:
      return "fields";
    case Aspect::kViewDigest:
      return "view_digest";
    case Aspect::kBlockDigest:
      return "block_digest";
  }
  return {};
}

}  // namespace desobook
