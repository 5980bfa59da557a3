// Keys, signatures and everything people type about them. The first byte says
// which reader gets the rest.

#include <algorithm>
#include <string>
#include <string_view>

#include "chain/codec/der.h"
#include "chain/keys/access_signature.h"
#include "chain/keys/base58.h"
#include "chain/keys/jwt.h"
#include "chain/keys/mnemonic.h"
#include "chain/keys/secp.h"
#include "chain/keys/secret_key.h"
#include "chain/keys/spending_limits_codec.h"
#include "chain/keys/spending_limits_text.h"
#include "chain/keys/unicode_upper.h"
#include "engine/amount/check.h"
#include "tests/fuzz/feed.h"
#include "tests/fuzz/targets.h"

namespace desobook::fuzz {
namespace {

const PublicKey& SomeKey() {
  static const PublicKey key = [] {
    Bytes scalar(32, 0);
    scalar[31] = 7;
    return chain::PublicKeyOf(*chain::SecretKey::FromBytes(scalar));
  }();
  return key;
}

void CheckBase58(ByteView bytes) {
  const std::string text = TextOf(bytes);
  if (const auto decoded = chain::DecodeBase58(text)) {
    DESOBOOK_CHECK(chain::EncodeBase58(*decoded) == text);
  }
  if (bytes.size() <= 512) {
    DESOBOOK_CHECK(chain::DecodeBase58(chain::EncodeBase58(bytes)) ==
                   Bytes(bytes.begin(), bytes.end()));
  }
  if (const auto checked = chain::DecodeBase58Check(text); checked.ok()) {
    DESOBOOK_CHECK(
        chain::EncodeBase58Check(checked->prefix, checked->payload) == text);
  }
  for (const Network network : {Network::kMainnet, Network::kTestnet}) {
    const auto key = chain::ParsePublicKeyText(text, network);
    if (key.ok()) DESOBOOK_CHECK(chain::PublicKeyText(*key, network) == text);
    (void)chain::ParsePkidText(text, network);
    (void)chain::ParseTxnHashText(text, network);
    const auto secret = chain::ParseSecretKeyText(text, network);
    if (secret.ok()) {
      DESOBOOK_CHECK(chain::SecretKeyText(*secret, network) == text);
    }
  }
}

void CheckSecret(ByteView bytes) {
  const std::string text = TextOf(bytes);
  (void)chain::SecretKey::FromHex(text);
  const auto key = chain::SecretKey::FromBytes(bytes);
  if (!key.ok()) return;
  const chain::Digest digest = chain::Sha256(bytes);
  const TxnSignature signature = chain::SignRecoverable(*key, digest);
  const PublicKey own = chain::PublicKeyOf(*key);
  DESOBOOK_CHECK(chain::VerifySignature(signature, digest, own.view()));
  DESOBOOK_CHECK(chain::RecoverPublicKey(signature, digest) == own);
  DESOBOOK_CHECK(!chain::HasHighS(signature));
}

void CheckMnemonicText(ByteView bytes) {
  const std::string text = TextOf(bytes);
  const bool valid = chain::CheckMnemonic(text).ok();
  DESOBOOK_CHECK(chain::SeedFromMnemonic(text, "").ok() == valid);
  const auto made = chain::MnemonicFromEntropy(bytes);
  if (made.ok()) DESOBOOK_CHECK(chain::CheckMnemonic(*made).ok());
}

void CheckSignatureBytes(ByteView bytes) {
  const auto signature = chain::ParseSignature(bytes);
  const auto plain = chain::ParseDerSignature(bytes);
  if (plain.ok()) DESOBOOK_CHECK(signature.ok() && *plain == *signature);
  if (!signature.ok()) return;
  const Bytes encoded = chain::EncodeSignature(*signature);
  const auto again = chain::ParseSignature(encoded);
  DESOBOOK_CHECK(again.ok());
  DESOBOOK_CHECK(chain::EncodeSignature(*again) == encoded);
  DESOBOOK_CHECK(again->r == signature->r);
  if (!chain::HasHighS(*signature)) {
    DESOBOOK_CHECK(*again == *signature);
    DESOBOOK_CHECK(std::ranges::equal(encoded, bytes));
  }
  const chain::Digest digest = chain::Sha256(encoded);
  if (const auto key = chain::RecoverPublicKey(*signature, digest)) {
    DESOBOOK_CHECK(chain::VerifySignature(*signature, digest, key->view()));
  }
}

void CheckAccessSignature(ByteView bytes) {
  if (bytes.empty()) return;
  const bool ethereum = (bytes[0] & 1) != 0;
  // Nobody signed these bytes.
  DESOBOOK_CHECK(!chain::VerifyMessageSignature(
      chain::AccessBytes(SomeKey().view(), 1, bytes), bytes.subspan(1),
      SomeKey().view(), ethereum));
  DESOBOOK_CHECK(
      !chain::VerifyMessageSignature(bytes, bytes.subspan(1), bytes, ethereum));
}

void CheckLimits(ByteView bytes) {
  if (bytes.empty()) return;
  const std::uint8_t version = bytes[0] % (chain::kLatestLimitsVersion + 1);
  const auto limits = chain::DecodeSpendingLimits(bytes.subspan(1), version);
  if (!limits.ok()) return;
  const Bytes encoded = chain::EncodeSpendingLimits(*limits, version);
  const auto again = chain::DecodeSpendingLimits(encoded, version);
  DESOBOOK_CHECK(again.ok() && *again == *limits);
  DESOBOOK_CHECK(chain::EncodeSpendingLimits(*again, version) == encoded);
  const std::string text =
      chain::AccessText(SomeKey(), 1, *limits, Network::kMainnet);
  DESOBOOK_CHECK(text.starts_with("DECENTRALIZED SOCIAL"));
}

void CheckUpper(ByteView bytes) {
  const std::string upper = chain::UnicodeUpper(bytes);
  const ByteView again(reinterpret_cast<const std::uint8_t*>(upper.data()),
                       upper.size());
  // Simple mappings need not settle at once, but they do in two steps, and a
  // replaced byte stays replaced.
  const std::string twice = chain::UnicodeUpper(again);
  const ByteView third(reinterpret_cast<const std::uint8_t*>(twice.data()),
                       twice.size());
  DESOBOOK_CHECK(chain::UnicodeUpper(third) == twice);
}

}  // namespace

void FuzzKeys(ByteView bytes) {
  if (bytes.empty()) return;
  const ByteView rest = bytes.subspan(1);
  switch (bytes[0] % 9) {
    case 0:
      return CheckBase58(rest);
    case 1:
      return CheckSecret(rest);
    case 2:
      return CheckMnemonicText(rest);
    case 3:
      return CheckSignatureBytes(rest);
    case 4:
      return CheckAccessSignature(rest);
    case 5:
      return CheckLimits(rest);
    case 6:
      return CheckUpper(rest);
    case 7:
      DESOBOOK_CHECK(!chain::VerifyJwtSignature(TextOf(rest), SomeKey()).ok());
      return;
    default:
      (void)chain::IsCurvePoint(rest);
      if (const auto amount = FromBigEndian(rest)) {
        DESOBOOK_CHECK(!chain::StakeLimitDeso(*amount).empty());
      }
  }
}

}  // namespace desobook::fuzz
