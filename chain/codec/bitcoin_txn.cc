#include "chain/codec/bitcoin_txn.h"

#include <cstddef>

#include "chain/codec/reader.h"
#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

// btcd's limits; those on counts follow from its limit on messages.
constexpr std::uint64_t kMaxMessage = 32 * 1024 * 1024;
constexpr std::uint64_t kMaxInputs = kMaxMessage / 41 + 1;
constexpr std::uint64_t kMaxOutputs = kMaxMessage / 9 + 1;
constexpr std::uint64_t kMaxWitnessItems = 500'000;
constexpr std::uint64_t kMaxWitnessItem = 4'000'000;

// Bitcoin's own variable-length integer; longer forms than needed are errors.
std::uint64_t ReadCompactSize(Reader& reader) {
  const std::uint8_t first = reader.Byte();
  std::uint64_t value = first;
  std::uint64_t min = 0;
  if (first == 0xfd) {
    const ByteView bytes = reader.Take(2);
    value = reader.ok() ? bytes[0] + 256U * bytes[1] : 0;
    min = 0xfd;
  } else if (first == 0xfe) {
    value = reader.Le32();
    min = 0x10000;
  } else if (first == 0xff) {
    value = reader.Le64();
    min = 0x100000000;
  }
  if (value < min) reader.Fail("Bitcoin integer is not minimal");
  return value;
}

void ReadBlob(std::uint64_t max, Reader& reader) {
  const std::uint64_t size = ReadCompactSize(reader);
  if (size > max) reader.Fail("Bitcoin script is too long");
  if (size > reader.remaining()) reader.Fail("Bitcoin script ends early");
  if (reader.ok()) reader.Take(static_cast<std::size_t>(size));
}

// Reads `count` things; each takes bytes, so the end of input ends the loop.
template <typename ReadOne>
void ReadMany(std::uint64_t count, std::uint64_t max, Reader& reader,
              ReadOne read_one) {
  if (count > max) reader.Fail("too many parts in Bitcoin transaction");
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) read_one();
}

void ReadInput(Reader& reader) {
  reader.Take(36);
  ReadBlob(kMaxMessage, reader);
  reader.Take(4);
}

void ReadOutput(Reader& reader) {
  reader.Take(8);
  ReadBlob(kMaxMessage, reader);
}

// Whether any input has a witness item.
bool ReadWitnesses(std::uint64_t inputs, Reader& reader) {
  bool any = false;
  ReadMany(inputs, kMaxInputs, reader, [&reader, &any] {
    const std::uint64_t items = ReadCompactSize(reader);
    if (items > 0) any = true;
    ReadMany(items, kMaxWitnessItems, reader,
             [&reader] { ReadBlob(kMaxWitnessItem, reader); });
  });
  return any;
}

}  // namespace

absl::StatusOr<BitcoinTxn> ParseBitcoinTxn(ByteView bytes) {
  Reader reader(bytes);
  const ByteView version = reader.Take(4);
  std::size_t body_begin = reader.position();
  std::uint64_t inputs = ReadCompactSize(reader);
  const bool marked = reader.ok() && inputs == 0;
  if (marked) {
    if (reader.Byte() != 1) reader.Fail("unknown Bitcoin transaction flag");
    body_begin = reader.position();
    inputs = ReadCompactSize(reader);
  }
  ReadMany(inputs, kMaxInputs, reader, [&reader] { ReadInput(reader); });
  const std::uint64_t outputs = ReadCompactSize(reader);
  ReadMany(outputs, kMaxOutputs, reader, [&reader] { ReadOutput(reader); });
  const std::size_t body_end = reader.position();
  const bool witnessed = marked && ReadWitnesses(inputs, reader);
  const std::size_t witness_end = reader.position();
  const ByteView lock_time = reader.Take(4);
  if (!reader.ok()) return reader.Status("Bitcoin transaction");

  Writer stripped;
  stripped.Raw(version);
  stripped.Raw(bytes.subspan(body_begin, body_end - body_begin));
  stripped.Raw(lock_time);
  BitcoinTxn txn;
  txn.txid = DoubleSha256(stripped.bytes());
  if (!witnessed) {
    txn.canonical = stripped.Take();
    return txn;
  }
  Writer full;
  full.Raw(version);
  full.Byte(0);
  full.Byte(1);
  full.Raw(bytes.subspan(body_begin, witness_end - body_begin));
  full.Raw(lock_time);
  txn.canonical = full.Take();
  return txn;
}

}  // namespace desobook::chain
