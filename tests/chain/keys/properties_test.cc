#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "chain/codec/der.h"
#include "chain/keys/base58.h"
#include "chain/keys/mnemonic.h"
#include "chain/keys/secp.h"
#include "chain/keys/spending_limits_codec.h"
#include "chain/keys/spending_limits_text.h"
#include "chain/keys/unicode_upper.h"

namespace desobook::chain {
namespace {

Bytes AnyBytes(std::size_t most) {
  return *rc::gen::resize(static_cast<int>(most), rc::gen::arbitrary<Bytes>());
}

template <typename Id>
Id AnyId() {
  Id id;
  const Bytes bytes =
      *rc::gen::container<Bytes>(Id::kSize, rc::gen::arbitrary<std::uint8_t>());
  std::copy(bytes.begin(), bytes.end(), id.bytes.begin());
  return id;
}

std::uint8_t AnyByte() { return *rc::gen::arbitrary<std::uint8_t>(); }
std::uint64_t AnyCount() { return *rc::gen::arbitrary<std::uint64_t>(); }
// Of all magnitudes.
Uint256 AnyAmount() {
  return FromBigEndian(AnyBytes(64).size() > 32 ? Bytes(32, 0xfe)
                                                : AnyBytes(32))
      .value_or(Uint256(7));
}

SecretKey AnySecretKey() {
  SecretBytes<32> bytes;
  const auto id = AnyId<TxnHash>();
  std::copy(id.bytes.begin(), id.bytes.end(), bytes.mutable_view().begin());
  bytes.mutable_view()[0] = 1;  // in range
  return SecretKey::FromBytes(bytes.view()).value();
}

template <typename Make>
void Times(const Make& make) {
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) make();
}

AccessGroupLimitKey AnyGroup() {
  return {AnyId<PublicKey>(), AnyByte(),
          AnyId<decltype(AccessGroupLimitKey::group_name)>(), AnyByte()};
}

SpendingLimits AnyLimits() {
  SpendingLimits l;
  l.global_deso = Nanos(AnyCount());
  l.is_unlimited = *rc::gen::arbitrary<bool>();
  Times([&] { l.transaction_counts[AnyByte()] = AnyCount(); });
  Times([&] { l.creator_coin[{AnyId<Pkid>(), AnyByte()}] = AnyCount(); });
  Times([&] { l.dao_coin[{AnyId<Pkid>(), AnyByte()}] = AnyCount(); });
  Times([&] {
    l.nft[{AnyId<PostHash>(), AnyCount(), AnyByte()}] = AnyCount();
  });
  Times([&] { l.limit_orders[{AnyId<Pkid>(), AnyId<Pkid>()}] = AnyCount(); });
  Times([&] {
    l.associations[{AnyByte(), AnyBytes(20), AnyId<Pkid>(), AnyByte(),
                    AnyByte()}] = AnyCount();
  });
  Times([&] { l.access_groups[AnyGroup()] = AnyCount(); });
  Times([&] { l.access_group_members[AnyGroup()] = AnyCount(); });
  Times([&] { l.lockups[{AnyId<Pkid>(), AnyByte(), AnyByte()}] = AnyCount(); });
  Times([&] { l.stake[AnyId<Pkid>()] = AnyAmount(); });
  Times([&] { l.unstake[AnyId<Pkid>()] = AnyAmount(); });
  Times([&] { l.unlock_stake[AnyId<Pkid>()] = AnyCount(); });
  return l;
}

RC_GTEST_PROP(Base58Property, RoundTrips, ()) {
  const Bytes bytes = AnyBytes(80);
  RC_ASSERT(DecodeBase58(EncodeBase58(bytes)) == bytes);
}

RC_GTEST_PROP(Base58Property, ChecksumCatchesAnyChangedCharacter, ()) {
  std::string text = PublicKeyText(AnyId<PublicKey>(), Network::kMainnet);
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = text[at] == 'x' ? 'y' : 'x';
  RC_ASSERT(!DecodeBase58Check(text).ok());
}

RC_GTEST_PROP(MnemonicProperty, EncodedEntropyIsValid, ()) {
  const auto size = *rc::gen::element<std::size_t>(16, 20, 24, 28, 32);
  const Bytes entropy =
      *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
  RC_ASSERT(CheckMnemonic(MnemonicFromEntropy(entropy).value()).ok());
}

RC_GTEST_PROP(SecpProperty, SignaturesVerifyRecoverAndRoundTrip, ()) {
  const SecretKey key = AnySecretKey();
  const PublicKey public_key = PublicKeyOf(key);
  const Digest digest = AnyId<TxnHash>().bytes;
  const TxnSignature signature = SignRecoverable(key, digest);
  RC_ASSERT(!HasHighS(signature));
  RC_ASSERT(VerifySignature(signature, digest, public_key.view()));
  RC_ASSERT(RecoverPublicKey(signature, digest) == public_key);
  RC_ASSERT(ParseSignature(EncodeSignature(signature)).value() == signature);
  Digest other = digest;
  other[5] = static_cast<std::uint8_t>(other[5] ^ 1);
  RC_ASSERT(!VerifySignature(signature, other, public_key.view()));
}

RC_GTEST_PROP(SpendingLimitsProperty, LatestVersionRoundTrips, ()) {
  const SpendingLimits limits = AnyLimits();
  const Bytes bytes = EncodeSpendingLimits(limits, kLatestLimitsVersion);
  RC_ASSERT(DecodeSpendingLimits(bytes, kLatestLimitsVersion).value() ==
            limits);
}

RC_GTEST_PROP(SpendingLimitsProperty, DamagedBytesAreRefusedOrNormalise, ()) {
  Bytes bytes = EncodeSpendingLimits(AnyLimits(), kLatestLimitsVersion);
  const auto at = *rc::gen::inRange<std::size_t>(0, bytes.size());
  bytes[at] = AnyByte();
  const auto limits = DecodeSpendingLimits(bytes, kLatestLimitsVersion);
  if (!limits.ok()) return;
  const Bytes canonical = EncodeSpendingLimits(*limits, kLatestLimitsVersion);
  RC_ASSERT(DecodeSpendingLimits(canonical, kLatestLimitsVersion).value() ==
            *limits);
  RC_ASSERT(!SpendingLimitsText(*limits, Network::kMainnet).empty());
}

RC_GTEST_PROP(UnicodeUpperProperty, LeavesNoBadByte, ()) {
  const std::string once = UnicodeUpper(AnyBytes(40));
  const Bytes bytes(once.begin(), once.end());
  // No bad byte is left: a second pass replaces none.
  RC_ASSERT(UnicodeUpper(bytes).size() == once.size());
}

RC_GTEST_PROP(StakeLimitProperty, IsWithinHalfAHundredthForSmallAmounts, ()) {
  const auto hundredths = *rc::gen::inRange<std::uint64_t>(0, 1ULL << 40);
  const std::uint64_t nanos = hundredths * 10'000'000;
  const std::string text = StakeLimitDeso(Uint256(nanos));
  const std::string digits = std::to_string(hundredths);
  const std::string padded =
      std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
  RC_ASSERT(text == padded.substr(0, padded.size() - 2) + "." +
                        padded.substr(padded.size() - 2));
}

}  // namespace
}  // namespace desobook::chain
