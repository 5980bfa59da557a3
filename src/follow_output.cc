#include "src/follow_output.h"

#include <cstddef>
#include <nlohmann/json.hpp>

#include "src/hex.h"
#include "src/text.h"

namespace desobook {
namespace {

std::string Line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

void FollowLines::AddFills(const std::vector<Operation>& operations,
                           std::size_t txn, int inner, const TxnHash& hash,
                           Json& list) {
  for (const Operation& operation : operations) {
    for (const FilledOrder& fill : operation.fills) {
      Json one = Json::object();
      one["transaction"] = txn;
      one["inner"] = inner < 0 ? Json(nullptr) : Json(inner);
      one["transaction_hash"] = BytesToHex(hash.view());
      one["order_id"] = BytesToHex(fill.id.view());
      one["transactor"] = keys_.Of(fill.transactor);
      one["buying"] = keys_.OfCoin(fill.buying);
      one["selling"] = keys_.OfCoin(fill.selling);
      one["bought"] = ToDecimal(fill.bought.value());
      one["sold"] = ToDecimal(fill.sold.value());
      one["fulfilled"] = fill.is_fulfilled;
      list.push_back(std::move(one));
    }
  }
}

std::string FollowLines::Block(const CommittedBlock<OracleBook>& committed) {
  const BlockEnvelope& block = *committed.block;
  Json fills = Json::array();
  for (std::size_t i = 0; i < block.txns.size(); ++i) {
    const auto& operations = committed.effects.txns[i].operations;
    AddFills(operations, i, -1, block.txns[i].hash, fills);
    for (const Operation& operation : operations) {
      for (std::size_t j = 0; j < operation.inner.size(); ++j) {
        AddFills(operation.inner[j], i, static_cast<int>(j),
                 block.txns[i].inner[j].hash, fills);
      }
    }
  }
  if (!json_) {
    return Cat("block ", block.height, " ", BytesToHex(block.hash.view()), ": ",
               block.txns.size(), " transactions, ", fills.size(),
               " fill records\n");
  }
  Json json = Json::object();
  json["event"] = "block";
  json["height"] = block.height;
  json["hash"] = BytesToHex(block.hash.view());
  json["transactions"] = block.txns.size();
  json["fills"] = std::move(fills);
  return Line(json);
}

std::string FollowLines::Mempool(const chain::MempoolOverlay& mempool,
                                 const State<OracleBook>& base) const {
  std::size_t changed = 0;
  for (const auto& [id, order] : mempool.written().orders) {
    const OrderEntry* committed = base.book.Find(id);
    const bool same = order ? committed != nullptr && *committed == *order
                            : committed == nullptr;
    if (!same) ++changed;
  }
  const std::size_t balances = mempool.DesoKeys().size();
  if (!json_) {
    return Cat("mempool: ", mempool.blocks().size(), " uncommitted blocks, ",
               mempool.transaction_count(), " transactions; ", changed,
               " orders and ", balances, " DESO balances differ\n");
  }
  Json json = Json::object();
  json["event"] = "mempool";
  json["uncommitted_blocks"] = mempool.blocks().size();
  json["transactions"] = Json::array();
  for (const chain::MempoolTxn* txn : mempool.transactions()) {
    json["transactions"].push_back(BytesToHex(txn->hash.view()));
  }
  json["orders_changed"] = changed;
  json["deso_balances_changed"] = balances;
  return Line(json);
}

std::string FollowLines::Reset(const std::string& reason) const {
  if (!json_) return Cat("reset: ", reason, "\n");
  Json json = Json::object();
  json["event"] = "reset";
  json["reason"] = reason;
  return Line(json);
}

}  // namespace desobook
