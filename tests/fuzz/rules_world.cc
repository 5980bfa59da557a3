#include "tests/fuzz/rules_world.h"

#include <array>
#include <string_view>
#include <utility>

#include "engine/rules/bytes.h"
#include "engine/txn/varint.h"

namespace desobook::fuzz {
namespace {

Bytes BytesOf(ByteView view) { return Bytes(view.begin(), view.end()); }
Bytes BytesOf(std::string_view text) { return BytesOf(AsBytes(text)); }
Bytes BytesOf(const PublicKey& key) { return BytesOf(key.view()); }

PublicKey SomeCoinKey(Feed& feed) {
  const std::size_t coin = feed.Below(kCoins + 2);
  // DESO twice as often as each token.
  return coin < kCoins ? AccountKey(coin) : PublicKey{};
}

void SetForks(Feed& feed, RulesWorld& world) {
  // Of the accelerated network, so that epochs end often.
  world.network = ParamsFor(Network::kRegtest, true);
  world.network.param_updaters = {AccountKey(kUpdater)};
  constexpr std::array<BlockHeight, 6> kHeights = {1, 28, 30, 34, 300, 1000};
  world.context.height = feed.OneOf(kHeights);
  // Some rules not yet in force, as on a long chain.
  const std::uint8_t late = feed.Byte();
  ForkHeights& forks = world.network.forks;
  const BlockHeight later = world.context.height + 2;
  if ((late & 0x83) == 0x01) forks.order_book_db_fetch_optimization = later;
  if ((late & 0x85) == 0x04) forks.associations_and_access_groups = later;
  if ((late & 0x89) == 0x08) forks.derived_key_track_spending_limits = later;
  if ((late & 0x90) == 0x10) forks.lockups_and_atomic_txns = later;
  if ((late & 0x40) != 0) world.network.block_reward_maturity_blocks = 5;
}

void AddCoin(Feed& feed, std::size_t coin, Ledger& ledger) {
  const PublicKey key = AccountKey(coin);
  ProfileEntry profile;
  profile.public_key = key;
  profile.username = {static_cast<std::uint8_t>('a' + coin)};
  profile.creator_coin.creator_basis_points = feed.Below(3) * 5000;
  profile.dao_coin.transfer_restriction =
      feed.Below(2) == 0 ? 0 : static_cast<std::uint8_t>(feed.Below(5));
  for (std::size_t holder = 0; holder < kAccounts; ++holder) {
    const std::uint8_t amount = feed.Byte();
    if (amount < 64) continue;
    const BaseUnits units(amount == 255 ? feed.Wide()
                                        : Uint256(std::uint64_t{amount} << 6));
    const auto total = CheckedAdd(profile.dao_coin.coins_in_circulation, units);
    if (!total || units.IsZero()) continue;
    profile.dao_coin.coins_in_circulation = *total;
    ++profile.dao_coin.number_of_holders;
    ledger.tokens.Put({DefaultPkid(AccountKey(holder)), DefaultPkid(key)},
                      {units});
  }
  ledger.usernames.Put(profile.username, DefaultPkid(key));
  ledger.profiles.Put(DefaultPkid(key), std::move(profile));
}

void AddOrders(Feed& feed, RulesWorld& world) {
  const std::size_t count = feed.Below(10);
  for (std::size_t i = 0; i < count; ++i) {
    OrderEntry order;
    order.id.bytes.fill(static_cast<std::uint8_t>(0xe0 + i));
    order.transactor = DefaultPkid(AccountKey(feed.Below(kAccounts)));
    order.buying = DefaultPkid(SomeCoinKey(feed));
    order.selling = DefaultPkid(SomeCoinKey(feed));
    order.rate = SomeRate(feed);
    order.quantity = SomeQuantity(feed);
    order.side = static_cast<std::uint8_t>(1 + feed.Below(2));
    order.fill_type = static_cast<std::uint8_t>(FillType::kGoodTillCancelled);
    order.height = static_cast<BlockHeight>(feed.Below(3));
    if (order.buying == order.selling || order.rate.IsZero() ||
        order.quantity.IsZero()) {
      continue;
    }
    world.base.book.Put(order);
    world.orders.push_back(order.id);
  }
}

}  // namespace

PublicKey AccountKey(std::size_t account) {
  PublicKey key;
  key.bytes.fill(static_cast<std::uint8_t>(0x10 + account));
  key.bytes[0] = 2;
  return key;
}

PublicKey DerivedKeyOf(std::size_t number) {
  PublicKey key;
  key.bytes.fill(static_cast<std::uint8_t>(0x80 + number));
  key.bytes[0] = 3;
  return key;
}

bool IsPoint(ByteView bytes) {
  return bytes.size() == PublicKey::kSize && (bytes[0] == 2 || bytes[0] == 3);
}

RulesWorld::RulesWorld(Feed& feed) {
  context.network = &network;
  context.keys.is_curve_point = &IsPoint;
  context.timestamp_ns = 5'000'000'000;
  SetForks(feed, *this);
  for (std::size_t i = 0; i < kAccounts; ++i) {
    const std::uint8_t amount = feed.Byte();
    const Nanos nanos(amount == 255 ? feed.Number()
                                    : std::uint64_t{amount} << 10);
    if (!nanos.IsZero()) base.ledger.deso.Put(AccountKey(i), nanos);
  }
  for (std::size_t coin = 0; coin < kCoins; ++coin) {
    AddCoin(feed, coin, base.ledger);
  }
  if (feed.Bool()) {
    GlobalParams params;
    params.minimum_network_fee_nanos_per_kb = feed.Byte();
    params.create_profile_fee_nanos = feed.Byte();
    params.epoch_duration_num_blocks = feed.Below(4);
    params.staking_rewards_apy_basis_points = feed.Number();
    params.stake_lockup_epoch_duration = feed.Below(3);
    base.ledger.global_params.Put(OnlyRow{}, params);
  }
  AddOrders(feed, *this);
}

Rate SomeRate(Feed& feed) {
  const std::uint8_t kind = feed.Byte();
  if (kind < 8) return Rate();
  if (kind < 24) return Rate(feed.Wide());
  // Sixteenths, so that some round and some do not.
  return Rate(MulDivFloor(kOneE38, Uint256(kind - 23U), Uint256(16)).value());
}

BaseUnits SomeQuantity(Feed& feed) {
  const std::uint8_t kind = feed.Byte();
  return kind >= 250 ? BaseUnits(feed.Wide())
                     : BaseUnits(std::uint64_t{kind} * (1 + feed.Below(64)));
}

Bytes TxnMaker::SomeKeyBytes() {
  const std::size_t choice = feed_.Below(16);
  if (choice < kAccounts * 2) return BytesOf(AccountKey(choice % kAccounts));
  if (choice == 12) return BytesOf(DerivedKeyOf(0));
  if (choice == 13) return {};
  if (choice == 14) return Bytes(PublicKey::kSize, 0);
  return BytesOf(feed_.Some(PublicKey::kSize + 1));
}

TxnEnvelope TxnMaker::Blank(TxnType type) {
  TxnEnvelope envelope;
  envelope.txn.type = type;
  envelope.txn.version = 1;
  envelope.txn.nonce = {world_.context.height + 100, ++made_};
  for (int i = 0; i < 8; ++i) {
    envelope.hash.bytes[static_cast<std::size_t>(24 + i)] =
        static_cast<std::uint8_t>(made_ >> (56 - 8 * i));
  }
  // The first byte decides ties in the book, so it must not follow time.
  envelope.hash.bytes[0] = static_cast<std::uint8_t>(made_ * 101);
  envelope.encoded_size = 200;
  envelope.txn.public_key = BytesOf(SomeAccount());
  envelope.signature.check = SignatureCheck::kOwnerValid;
  const std::uint8_t bits = feed_.Byte();
  envelope.txn.fee = Nanos((bits & 0x70) == 0x70 ? feed_.Number() : bits);
  if (bits == 0xff) {
    envelope.encoded_size = 1 + feed_.Number() % 1'000'000;
    envelope.txn.nonce = {feed_.Number(), feed_.Number()};
    envelope.txn.version = feed_.Below(3);
  }
  return envelope;
}

void TxnMaker::Sign(TxnEnvelope& envelope) {
  const std::uint8_t kind = feed_.Byte();
  if (kind < 160) return;
  envelope.signature.derived_key = DerivedKeyOf(kind % kDerivedKeys);
  if (kind < 248) {
    envelope.signature.check = SignatureCheck::kDerivedValid;
    return;
  }
  envelope.signature.check = static_cast<SignatureCheck>(kind - 248);
  envelope.signature.high_s = feed_.Bool();
}

void TxnMaker::AddOutputs(TxnEnvelope& envelope) {
  const std::size_t count = feed_.Below(8);
  for (std::size_t i = 5; i < count; ++i) {
    envelope.txn.outputs.push_back({SomeAccount(), Nanos(feed_.Number())});
  }
}

TxnEnvelope TxnMaker::Single(TxnType type) {
  TxnEnvelope envelope = Blank(type);
  AddOutputs(envelope);
  Fill(envelope);
  Sign(envelope);
  return envelope;
}

TxnEnvelope TxnMaker::Wrapper() {
  constexpr std::array<TxnType, 5> kInner = {
      TxnType::kDaoCoinLimitOrder, TxnType::kBasicTransfer,
      TxnType::kDaoCoinTransfer, TxnType::kDaoCoin,
      TxnType::kCreateUserAssociation};
  TxnEnvelope wrapper = Blank(TxnType::kAtomicTxnsWrapper);
  wrapper.txn.public_key.assign(PublicKey::kSize, 0);
  wrapper.txn.nonce = {};
  wrapper.signature.check = SignatureCheck::kMissing;
  const std::size_t count = 1 + feed_.Below(3);
  const auto link = [count](std::size_t index) {
    return Bytes(32, static_cast<std::uint8_t>(index % count + 1));
  };
  AtomicTxnsMetadata metadata;
  Nanos fees;
  for (std::size_t i = 0; i < count; ++i) {
    TxnEnvelope inner = Single(feed_.OneOf(kInner));
    inner.atomic_hash = BlockHash::From(link(i));
    inner.txn.extra_data[BytesOf("NxtAtmcHsh")] = link(i + 1);
    inner.txn.extra_data[BytesOf("PrvAtmcHsh")] = link(i + count - 1);
    if (i == 0) inner.txn.extra_data[BytesOf("AtmcChnLen")] = {1};
    fees = CheckedAdd(fees, inner.txn.fee).value_or(fees);
    metadata.inner.push_back(inner.txn);
    wrapper.inner.push_back(std::move(inner));
  }
  wrapper.txn.fee = fees;
  wrapper.txn.metadata = std::move(metadata);
  return wrapper;
}

TxnEnvelope TxnMaker::Next() {
  constexpr std::array<TxnType, 19> kRare = {TxnType::kBlockReward,
                                             TxnType::kBasicTransfer,
                                             TxnType::kDaoCoin,
                                             TxnType::kDaoCoinTransfer,
                                             TxnType::kAuthorizeDerivedKey,
                                             TxnType::kCreateUserAssociation,
                                             TxnType::kDeleteUserAssociation,
                                             TxnType::kUpdateProfile,
                                             TxnType::kSwapIdentity,
                                             TxnType::kUpdateGlobalParams,
                                             TxnType::kSubmitPost,
                                             TxnType::kLike,
                                             TxnType::kFollow,
                                             TxnType::kCreatorCoin,
                                             TxnType::kCreatorCoinTransfer,
                                             TxnType::kRegisterAsValidator,
                                             TxnType::kStake,
                                             TxnType::kUnstake,
                                             TxnType::kUnlockStake};
  const std::uint8_t kind = feed_.Byte();
  if (kind < 120) return Single(TxnType::kDaoCoinLimitOrder);
  if (kind < 135) return Wrapper();
  return Single(kRare[(kind - 135U) % kRare.size()]);
}

}  // namespace desobook::fuzz
