#include "chain/keys/spending_limits_codec.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "chain/codec/primitives.h"
#include "chain/codec/reader.h"
#include "chain/codec/writer.h"

namespace desobook::chain {
namespace {

constexpr const char* kContext = "spending limits";

// --- Keys. Each has the fewest bytes it can take, Read and Write. ---

std::uint8_t ReadCut8(Reader& reader) {
  return static_cast<std::uint8_t>(reader.Uvarint());
}

// A length other than the id's pads with zeros or cuts.
template <typename Id>
Id ReadResized(Reader& reader) {
  return *Id::From(Resized(reader.LenBytes(), Id::kSize));
}

template <typename Key>
struct KeyCodec;

template <>
struct KeyCodec<std::uint8_t> {
  static constexpr std::size_t kMinSize = 1;
  static std::uint8_t Read(Reader& reader) { return ReadCut8(reader); }
  static void Write(std::uint8_t key, Writer& writer) { writer.Uvarint(key); }
};

template <>
struct KeyCodec<CoinOperationKey> {
  static constexpr std::size_t kMinSize = 3;
  static CoinOperationKey Read(Reader& reader) {
    CoinOperationKey key;
    const ByteView creator = reader.LenBytes();
    if (creator.empty()) reader.Fail("empty PKID");
    key.creator = *Pkid::From(Resized(creator, Pkid::kSize));
    key.operation = ReadCut8(reader);
    return key;
  }
  static void Write(const CoinOperationKey& key, Writer& writer) {
    writer.LenBytes(key.creator.view());
    writer.Uvarint(key.operation);
  }
};

template <>
struct KeyCodec<NftOperationKey> {
  static constexpr std::size_t kMinSize = 3;
  static NftOperationKey Read(Reader& reader) {
    NftOperationKey key;
    key.post = ReadResized<PostHash>(reader);
    key.serial_number = reader.Uvarint();
    key.operation = ReadCut8(reader);
    return key;
  }
  static void Write(const NftOperationKey& key, Writer& writer) {
    writer.LenBytes(key.post.view());
    writer.Uvarint(key.serial_number);
    writer.Uvarint(key.operation);
  }
};

template <>
struct KeyCodec<OrderPairKey> {
  static constexpr std::size_t kMinSize = 66;
  static OrderPairKey Read(Reader& reader) {
    OrderPairKey key;
    key.buying = reader.Fixed<Pkid>();
    key.selling = reader.Fixed<Pkid>();
    return key;
  }
  static void Write(const OrderPairKey& key, Writer& writer) {
    writer.Raw(key.buying.view());
    writer.Raw(key.selling.view());
  }
};

template <>
struct KeyCodec<AssociationLimitKey> {
  static constexpr std::size_t kMinSize = 37;
  static AssociationLimitKey Read(Reader& reader) {
    AssociationLimitKey key;
    key.association_class = ReadCut8(reader);
    key.type = reader.LenBytesCopy();
    key.app = reader.Fixed<Pkid>();
    key.scope = ReadCut8(reader);
    key.operation = ReadCut8(reader);
    return key;
  }
  static void Write(const AssociationLimitKey& key, Writer& writer) {
    writer.Uvarint(key.association_class);
    writer.LenBytes(key.type);
    writer.Raw(key.app.view());
    writer.Uvarint(key.scope);
    writer.Uvarint(key.operation);
  }
};

template <>
struct KeyCodec<AccessGroupLimitKey> {
  static constexpr std::size_t kMinSize = 37;
  static AccessGroupLimitKey Read(Reader& reader) {
    AccessGroupLimitKey key;
    const std::optional<PublicKey> owner = PublicKey::From(reader.LenBytes());
    if (!owner) reader.Fail("access group owner is not 33 bytes");
    key.owner = owner.value_or(PublicKey{});
    key.scope = ReadCut8(reader);
    key.group_name = ReadResized<decltype(key.group_name)>(reader);
    key.operation = ReadCut8(reader);
    return key;
  }
  static void Write(const AccessGroupLimitKey& key, Writer& writer) {
    writer.LenBytes(key.owner.view());
    writer.Uvarint(key.scope);
    writer.LenBytes(key.group_name.view());
    writer.Uvarint(key.operation);
  }
};

template <>
struct KeyCodec<LockupLimitKey> {
  static constexpr std::size_t kMinSize = 35;
  static LockupLimitKey Read(Reader& reader) {
    LockupLimitKey key;
    key.profile = reader.Fixed<Pkid>();
    key.scope = reader.Byte();
    key.operation = reader.Byte();
    return key;
  }
  static void Write(const LockupLimitKey& key, Writer& writer) {
    writer.Raw(key.profile.view());
    writer.Byte(key.scope);
    writer.Byte(key.operation);
  }
};

template <>
struct KeyCodec<Pkid> {
  static constexpr std::size_t kMinSize = 33;
  static Pkid Read(Reader& reader) { return reader.Fixed<Pkid>(); }
  static void Write(const Pkid& key, Writer& writer) { writer.Raw(key.view()); }
};

// --- Values: counts, and amounts of stake. ---

void ReadValue(Reader& reader, std::uint64_t& count) {
  count = reader.Uvarint();
}
void ReadValue(Reader& reader, Uint256& amount) {
  const std::optional<Uint256> value = ReadVariableUint256(reader);
  if (!value) reader.Fail("stake limit without a number");
  amount = value.value_or(Uint256());
}
void WriteValue(std::uint64_t count, Writer& writer) { writer.Uvarint(count); }
void WriteValue(const Uint256& amount, Writer& writer) {
  WriteVariableUint256(amount, writer);
}

// --- Parts. ---

template <typename Key, typename Value>
void ReadPart(Reader& reader, std::map<Key, Value>& part) {
  const std::size_t count = reader.Count(KeyCodec<Key>::kMinSize + 1);
  for (std::size_t i = 0; i < count && reader.ok(); ++i) {
    const Key key = KeyCodec<Key>::Read(reader);
    Value value{};
    ReadValue(reader, value);
    if (!reader.ok()) return;
    if (!part.emplace(key, value).second) reader.Fail("key occurs twice");
  }
}

template <typename Key, typename Value>
void WritePart(const std::map<Key, Value>& part, Writer& writer) {
  std::vector<std::pair<Bytes, const Value*>> entries;
  entries.reserve(part.size());
  for (const auto& [key, value] : part) {
    Writer encoded;
    KeyCodec<Key>::Write(key, encoded);
    entries.emplace_back(encoded.Take(), &value);
  }
  std::sort(entries.begin(), entries.end());
  writer.Uvarint(entries.size());
  for (const auto& [key, value] : entries) {
    writer.Raw(key);
    WriteValue(*value, writer);
  }
}

}  // namespace

std::uint8_t LimitsVersionAt(const ForkHeights& forks, BlockHeight height) {
  if (height >= forks.proof_of_stake_1_state_setup) return 4;
  if (height >= forks.balance_model) return 3;
  if (height >= forks.associations_and_access_groups) return 2;
  if (height >= forks.unlimited_derived_keys) return 1;
  return 0;
}

Bytes EncodeSpendingLimits(const SpendingLimits& limits, std::uint8_t version) {
  Writer writer;
  writer.Uvarint(limits.global_deso.value());
  WritePart(limits.transaction_counts, writer);
  WritePart(limits.creator_coin, writer);
  WritePart(limits.dao_coin, writer);
  WritePart(limits.nft, writer);
  WritePart(limits.limit_orders, writer);
  if (version >= 1) writer.Bool(limits.is_unlimited);
  if (version >= 2) {
    WritePart(limits.associations, writer);
    WritePart(limits.access_groups, writer);
    WritePart(limits.access_group_members, writer);
  }
  if (version >= 4) {
    WritePart(limits.lockups, writer);
    WritePart(limits.stake, writer);
    WritePart(limits.unstake, writer);
    WritePart(limits.unlock_stake, writer);
  }
  return writer.Take();
}

absl::StatusOr<SpendingLimits> DecodeSpendingLimits(ByteView bytes,
                                                    std::uint8_t version) {
  Reader reader(bytes);
  SpendingLimits limits;
  limits.global_deso = Nanos(reader.Uvarint());
  ReadPart(reader, limits.transaction_counts);
  ReadPart(reader, limits.creator_coin);
  ReadPart(reader, limits.dao_coin);
  ReadPart(reader, limits.nft);
  ReadPart(reader, limits.limit_orders);
  if (version >= 1) limits.is_unlimited = reader.Bool();
  if (version >= 2) {
    ReadPart(reader, limits.associations);
    ReadPart(reader, limits.access_groups);
    ReadPart(reader, limits.access_group_members);
  }
  if (version >= 4) {
    ReadPart(reader, limits.lockups);
    ReadPart(reader, limits.stake);
    ReadPart(reader, limits.unstake);
    ReadPart(reader, limits.unlock_stake);
  }
  if (!reader.ok()) return reader.Status(kContext);
  return limits;
}

}  // namespace desobook::chain
