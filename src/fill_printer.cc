#include "src/fill_printer.h"

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "engine/amount/uint256.h"
#include "src/hex.h"
#include "src/rounding.h"

namespace desobook {
namespace {

constexpr std::string_view kElementIndent = "    ";

// As WriteJson would print `value` that deep in a document.
void WriteIndented(std::ostream& out, std::string_view indent,
                   const Json& value) {
  const std::string text =
      value.dump(2, ' ', false, Json::error_handler_t::replace);
  out << indent;
  for (const char c : text) {
    out << c;
    if (c == '\n') out << indent;
  }
}

}  // namespace

void FillPrinter::Print(const CommittedBlock<OracleBook>& committed) {
  const BlockEnvelope& block = *committed.block;
  for (std::size_t i = 0; i < block.txns.size(); ++i) {
    const auto& operations = committed.effects.txns[i].operations;
    PrintOperations(block.height, i, -1, block.txns[i].hash, operations);
    for (const Operation& operation : operations) {
      for (std::size_t j = 0; j < operation.inner.size(); ++j) {
        PrintOperations(block.height, i, static_cast<int>(j),
                        block.txns[i].inner[j].hash, operation.inner[j]);
      }
    }
  }
}

void FillPrinter::PrintOperations(BlockHeight height, std::size_t txn,
                                  int inner, const TxnHash& hash,
                                  const std::vector<Operation>& operations) {
  for (const Operation& operation : operations) {
    std::vector<FillRounding> roundings;
    if (rounding_) roundings = RoundingsOf(operation);
    for (std::size_t i = 0; i < operation.fills.size(); ++i) {
      std::string gain;
      if (rounding_) {
        // Records alternate: taker, maker.
        const ScaledGain& taker = roundings[i / 2].taker_gain;
        gain = i % 2 == 0 ? GainText(taker) : GainText(-taker);
      }
      if (json_) {
        PrintJson(height, txn, inner, hash, operation.fills[i], gain);
      } else {
        PrintText(height, txn, inner, operation.fills[i], gain);
      }
    }
  }
}

void FillPrinter::PrintText(BlockHeight height, std::size_t txn, int inner,
                            const FilledOrder& fill, const std::string& gain) {
  console_.out << "fill " << height << ' ' << txn << ' ' << inner << ' '
               << BytesToHex(fill.id.view()) << ' '
               << keys_.Of(fill.transactor);
  console_.out << " bought " << ToDecimal(fill.bought.value()) << ' '
               << keys_.OfCoin(fill.buying);
  console_.out << " sold " << ToDecimal(fill.sold.value()) << ' '
               << keys_.OfCoin(fill.selling)
               << (fill.is_fulfilled ? " fulfilled" : " open");
  if (rounding_) console_.out << " gained " << gain;
  console_.out << '\n';
}

void FillPrinter::PrintJson(BlockHeight height, std::size_t txn, int inner,
                            const TxnHash& hash, const FilledOrder& fill,
                            const std::string& gain) {
  Json one = Json::object();
  one["height"] = height;
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
  if (rounding_) one["gain"] = gain;
  BeginDocument();
  console_.out << (any_ ? ",\n" : "\n");
  any_ = true;
  WriteIndented(console_.out, kElementIndent, one);
}

void FillPrinter::BeginDocument() {
  if (begun_) return;
  begun_ = true;
  const Json opening = NewDocument("replay", 2);
  console_.out << "{\n  \"schema\": " << opening["schema"]
               << ",\n  \"fills\": [";
}

void FillPrinter::Finish(const Json& document) {
  BeginDocument();
  Json rest = document;
  rest.erase("schema");
  const std::string text =
      rest.dump(2, ' ', false, Json::error_handler_t::replace);
  console_.out << (any_ ? "\n  ]," : "],") << std::string_view(text).substr(1)
               << '\n';
}

}  // namespace desobook
