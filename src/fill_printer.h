// Prints fills while a replay runs: lines of text, or the elements of the
// document's "fills" array, so that memory does not grow with the chain.

#ifndef DESOBOOK_SRC_FILL_PRINTER_H_
#define DESOBOOK_SRC_FILL_PRINTER_H_

#include <cstddef>
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
  FillPrinter(Console& console, Network network, bool json)
      : console_(console), keys_(network), json_(json) {}

  // Every fill record of the block, those of wrapped transactions included.
  void Print(const CommittedBlock<OracleBook>& committed);
  // Ends a JSON document with the rest of its members. REQUIRES: json.
  void Finish(const Json& document);

 private:
  void PrintOperations(BlockHeight height, std::size_t txn, int inner,
                       const TxnHash& hash,
                       const std::vector<Operation>& operations);
  void PrintText(BlockHeight height, std::size_t txn, int inner,
                 const FilledOrder& fill);
  void PrintJson(BlockHeight height, std::size_t txn, int inner,
                 const TxnHash& hash, const FilledOrder& fill);
  void BeginDocument();

  Console& console_;
  KeyText keys_;
  const bool json_;
  bool begun_ = false;  // the document is open
  bool any_ = false;
};

}  // namespace desobook

#endif  // DESOBOOK_SRC_FILL_PRINTER_H_
