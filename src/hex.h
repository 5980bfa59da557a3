// Bytes as hex digits.

#ifndef DESOBOOK_SRC_HEX_H_
#define DESOBOOK_SRC_HEX_H_

#include <optional>
#include <string>
#include <string_view>

#include "engine/txn/ids.h"

namespace desobook {

// Nothing for an odd number of digits or text that is not hex; either case.
std::optional<Bytes> BytesFromHex(std::string_view hex);
std::string BytesToHex(ByteView bytes);  // lowercase

}  // namespace desobook

#endif  // DESOBOOK_SRC_HEX_H_
