// Files of a recorded chain: framing, records, flushes, block files, plain and
// compressed, and the database keys in them. The first byte says which; the
// second how the bytes arrive, since a file may be handed out in any portions.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "chain/stream/flush_reader.h"
#include "chain/stream/keys.h"
#include "chain/stream/record.h"
#include "chain/stream/record_reader.h"
#include "chain/stream/source.h"
#include "engine/amount/check.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

using chain::ByteSource;

// Yields its bytes in portions of one size. A read shorter than asked for
// means the end, so portions are joined, which is what a source must do.
class PortionSource : public ByteSource {
 public:
  PortionSource(ByteView bytes, std::size_t portion)
      : bytes_(bytes), portion_(portion) {}
  absl::StatusOr<std::size_t> Read(std::span<std::uint8_t> out) override {
    std::size_t done = 0;
    while (done < out.size() && !bytes_.empty()) {
      const std::size_t size =
          std::min({portion_, out.size() - done, bytes_.size()});
      std::copy_n(bytes_.begin(), size, out.begin() + Offset(done));
      bytes_ = bytes_.subspan(size);
      done += size;
    }
    return done;
  }
  [[nodiscard]] const std::string& name() const override { return name_; }

 private:
  static std::ptrdiff_t Offset(std::size_t index) {
    return static_cast<std::ptrdiff_t>(index);
  }
  ByteView bytes_;
  std::size_t portion_;
  std::string name_ = "fuzz";
};

struct Seen {
  Bytes bytes;
  std::uint64_t offset = 0;
  friend bool operator==(const Seen&, const Seen&) = default;
};
struct Outcome {
  std::vector<Seen> frames;
  std::string error;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

template <typename R, typename Next>
Outcome ReadAllFrames(R reader, Next next) {
  Outcome outcome;
  std::uint64_t end = 0;
  while (true) {
    const auto frame = next(reader);
    if (!frame.ok()) {
      outcome.error = std::string(frame.status().message());
      DESOBOOK_CHECK(!outcome.error.empty());
      // An error stays.
      DESOBOOK_CHECK(next(reader).status() == frame.status());
      return outcome;
    }
    if (!*frame) return outcome;
    DESOBOOK_CHECK((*frame)->index == outcome.frames.size());
    DESOBOOK_CHECK((*frame)->offset == end);
    DESOBOOK_CHECK((*frame)->end > (*frame)->offset);
    end = (*frame)->end;
    const ByteView bytes = (*frame)->bytes;
    outcome.frames.push_back(
        {Bytes(bytes.begin(), bytes.end()), (*frame)->offset});
  }
}

Outcome RecordFrames(std::unique_ptr<ByteSource> source) {
  return ReadAllFrames(chain::RecordReader(std::move(source)),
                       [](chain::RecordReader& r) { return r.NextFrame(); });
}
Outcome BlockFrames(std::unique_ptr<ByteSource> source) {
  return ReadAllFrames(chain::BlocksReader(std::move(source)),
                       [](chain::BlocksReader& r) { return r.Next(); });
}

void CheckRecord(ByteView body) {
  const auto record = chain::ParseRecord(body);
  if (!record.ok()) return;
  const Bytes encoded = chain::EncodeRecord(*record);
  Outcome framed = RecordFrames(chain::MemorySource(encoded, "fuzz"));
  DESOBOOK_CHECK(framed.error.empty() && framed.frames.size() == 1);
  const auto again = chain::ParseRecord(framed.frames[0].bytes);
  DESOBOOK_CHECK(again.ok());
  DESOBOOK_CHECK(std::ranges::equal(again->key, record->key));
  DESOBOOK_CHECK(std::ranges::equal(again->value, record->value));
  DESOBOOK_CHECK(std::ranges::equal(again->ancestral, record->ancestral));
  DESOBOOK_CHECK(std::ranges::equal(again->block, record->block));
  DESOBOOK_CHECK(again->flush_id == record->flush_id);
  DESOBOOK_CHECK(chain::EncodeRecord(*again) == encoded);
  (void)chain::BlockBytes(record->value);
  (void)chain::BlockBytes(record->block);
}

// Flushes hold every record once, in order, and only adjoining ones.
void CheckFlushes(ByteView bytes) {
  chain::FlushReader reader(chain::MemorySource(bytes, "fuzz"));
  std::uint64_t records = 0;
  std::uint64_t end = 0;
  while (true) {
    const auto flush = reader.Next();
    if (!flush.ok() || !*flush) return;
    DESOBOOK_CHECK(!(*flush)->records.empty());
    DESOBOOK_CHECK((*flush)->begin_offset == end);
    for (const chain::StateChangeRecord& record : (*flush)->records) {
      DESOBOOK_CHECK(record.index == records);
      DESOBOOK_CHECK(record.flush_id == (*flush)->id);
      DESOBOOK_CHECK(record.offset == end);
      ++records;
      end = record.end;
    }
    DESOBOOK_CHECK((*flush)->end_offset == end);
  }
}

void CheckKey(ByteView key) {
  (void)chain::PrefixOf(key);
  (void)chain::BlockHashOfKey(key);
  (void)chain::ParseBlockNodeKey(key);
  (void)chain::TxnHashOfKey(key);
  (void)chain::PkidOfProfileKey(key);
  (void)chain::PublicKeyOfPkidKey(key);
  (void)chain::PublicKeyOfBalanceKey(key);
  (void)chain::ParseBalanceKey(key);
  (void)chain::ParseDerivedKeyKey(key);
  (void)chain::AssociationIdOfKey(key);
  (void)chain::ParseStakeKey(key);
  (void)chain::ParseLockedStakeKey(key);
  const auto order = chain::ParseOrderKey(key);
  if (!order.ok()) return;
  const Bytes encoded = chain::EncodeOrderKey(*order);
  const auto again = chain::ParseOrderKey(encoded);
  DESOBOOK_CHECK(again.ok() && *again == *order);
}

}  // namespace

void FuzzStream(ByteView bytes) {
  if (bytes.size() < 2) return;
  const std::size_t portion = std::size_t{1} + bytes[1];
  const ByteView rest = bytes.subspan(2);
  const auto portions = [&] {
    return std::make_unique<PortionSource>(rest, portion);
  };
  switch (bytes[0] % 6) {
    case 0:
      return CheckRecord(rest);
    case 1:
      DESOBOOK_CHECK(RecordFrames(chain::MemorySource(rest, "fuzz")) ==
                     RecordFrames(portions()));
      return CheckFlushes(rest);
    case 2:
      DESOBOOK_CHECK(BlockFrames(chain::MemorySource(rest, "fuzz")) ==
                     BlockFrames(portions()));
      return;
    case 3:
      DESOBOOK_CHECK(
          RecordFrames(chain::ZstdSource(chain::MemorySource(rest, "fuzz"))) ==
          RecordFrames(chain::ZstdSource(portions())));
      return;
    case 4: {
      const auto source = chain::ZstdSource(portions());
      const auto all = chain::ReadAll(*source, std::size_t{1} << 16);
      DESOBOOK_CHECK(!all.ok() || all->size() <= (std::size_t{1} << 16));
      return;
    }
    default:
      return CheckKey(rest);
  }
}

}  // namespace desobook::fuzz
