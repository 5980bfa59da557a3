// Small helpers for byte strings that transactions carry.

#ifndef DESOBOOK_ENGINE_RULES_BYTES_H_
#define DESOBOOK_ENGINE_RULES_BYTES_H_

#include <string_view>

#include "engine/amount/rule_error.h"
#include "engine/ledger/ledger.h"
#include "engine/txn/ids.h"
#include "engine/txn/transaction.h"

namespace desobook {

// ASCII letters in lower case. The node lowers all of Unicode; names of
// profiles are ASCII by rule, association types beyond ASCII would differ.
Bytes ToLowerAscii(ByteView text);

ByteView AsBytes(std::string_view text);
bool StartsWith(ByteView text, std::string_view prefix);

// `older` overlaid with `newer`.
// Source: deso-protocol/core lib/block_view.go, mergeExtraData.
ExtraData MergeExtraData(const ExtraData& older, const ExtraData& newer);

// PKID of key bytes of any length, as the node looks them up before it checks
// the length: longer ones are cut, shorter ones padded with zeros.
// Errors: kGeneric for no bytes at all.
// Source: lib/block_view_profile.go, GetPKIDForPublicKey.
Result<Pkid> PkidOfBytes(LedgerView& view, ByteView key);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_BYTES_H_
