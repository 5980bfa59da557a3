#ifndef DESOBOOK_CHAIN_KEYS_UNICODE_UPPER_H_
#define DESOBOOK_CHAIN_KEYS_UNICODE_UPPER_H_

#include <string>

#include "engine/txn/ids.h"

namespace desobook::chain {

// Upper case as the node's language writes it: every code point by its simple
// mapping, every byte that is no UTF-8 as U+FFFD. Wallets sign text that
// contains it, so it must agree to the byte.
std::string UnicodeUpper(ByteView utf8);

}  // namespace desobook::chain

#endif  // DESOBOOK_CHAIN_KEYS_UNICODE_UPPER_H_
