// Prints fills while a replay runs: lines of text, or the elements of the
// document's "fills" array, so that memory does not grow with the chain.

#ifndef DESOBOOK_SRC_FILL_PRINTER_H_
#define DESOBOOK_SRC_FILL_PRINTER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "engine/book/oracle_book.h"
#include "engine/rules/chain_state.h"
#include "engine/rules/effects.h"
#include "src/console.h"
#include "src/json_output.h"
#include "src/key_text.h"

namespace desobook {

class FillPrinter {
 public:
  // `rounding`: with what each party gained by it (rounding.h).
  FillPrinter(Console& console, Network network, bool json, bool rounding)
      : console_(console), keys_(network), json_(json), rounding_(rounding) {}

  // Every fill record of the block, those of wrapped transactions included.
  void Print(const CommittedBlock<OracleBook>& committed);
  // Ends a JSON document with the rest of its members. REQUIRES: json.
  void Finish(const Json& document);

 private:
  void PrintOperations(BlockHeight height, std::size_t txn, int inner,
                       const TxnHash& hash,
                       const std::vector<Operation>& operations);
  // `gain` is empty without `rounding`.
  void PrintText(BlockHeight height, std::size_t txn, int inner,
                 const FilledOrder& fill, const std::string& gain);
  void PrintJson(BlockHeight height, std::size_t txn, int inner,
                 const TxnHash& hash, const FilledOrder& fill,
                 const std::string& gain);
  void BeginDocument();

  Console& console_;
  KeyText keys_;
  const bool json_;
  const bool rounding_;
  bool begun_ = false;  // the document is open
  bool any_ = false;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_FILL_PRINTER_H_
