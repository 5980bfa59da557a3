#include "engine/rules/diamonds.h"

#include "engine/txn/varint.h"

namespace desobook {

bool HasDiamonds(const Transaction& txn) {
  return txn.type == TxnType::kBasicTransfer &&
         FindExtraData(txn, "DiamondPostHash") != nullptr;
}

Status CheckDiamonds(const Transaction& txn) {
  if (!HasDiamonds(txn)) return {};
  const Bytes* level = FindExtraData(txn, "DiamondLevel");
  if (level == nullptr) {
    return RuleError::kBasicTransferHasDiamondPostHashWithoutDiamondLevel;
  }
  // An unfinished number reads as zero and passes; only overflow is an error.
  const VarintRead read = ReadVarint(*level);
  if (read.error == VarintError::kOverflow ||
      (read.error == VarintError::kNone && read.value < 0)) {
    return RuleError::kBasicTransferHasInvalidDiamondLevel;
  }
  if (FindExtraData(txn, "DiamondPostHash")->size() != PostHash::kSize) {
    return RuleError::kBasicTransferDiamondInvalidLengthForPostHashBytes;
  }
  return RuleError::kBasicTransferDiamondPostEntryDoesNotExist;
}

}  // namespace desobook
