// A small chain for tests of every rule but the order's: accounts with
// one-letter names, transactions whose verdicts are given. 'P' may update
// parameters.

#ifndef DESOBOOK_TESTS_ENGINE_RULES_TRANSACTION_WORLD_H_
#define DESOBOOK_TESTS_ENGINE_RULES_TRANSACTION_WORLD_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/rules/bytes.h"
#include "engine/rules/connect.h"
#include "engine/txn/varint.h"

namespace desobook::test {

// The key of a name. In these tests every key is a curve point unless its last
// byte is 0xff.
inline PublicKey Key(char name) {
  PublicKey key;
  key.bytes.fill(static_cast<std::uint8_t>(name));
  key.bytes[0] = 2;
  return key;
}
inline Pkid IdOf(char name) { return DefaultPkid(Key(name)); }
inline Bytes KeyBytes(char name) {
  const PublicKey key = Key(name);
  return {key.bytes.begin(), key.bytes.end()};
}
inline Bytes NoPoint() { return Bytes(33, 0xff); }
inline bool IsPoint(ByteView bytes) {
  return !bytes.empty() && bytes.back() != 0xff;
}
inline Bytes Text(std::string_view text) {
  const ByteView bytes = AsBytes(text);
  return {bytes.begin(), bytes.end()};
}
inline Bytes Uvarint(std::uint64_t value) {
  Bytes bytes;
  AppendUvarint(bytes, value);
  return bytes;
}

class TransactionWorld {
 public:
  static constexpr std::uint64_t kFee = 10;
  static constexpr std::uint64_t kStart = 1'000'000;

  TransactionWorld() : network_(ParamsFor(Network::kRegtest)) {
    network_.param_updaters = {Key('P')};
    for (const char name : {'A', 'B', 'C', 'P'}) {
      base_.ledger.deso.Put(Key(name), Nanos(kStart));
    }
    AddProfile('A');
    context_.network = &network_;
    context_.keys.is_curve_point = &IsPoint;
    context_.height = 1000;
    context_.timestamp_ns = 5000;
  }

  void AddProfile(char name) {
    ProfileEntry profile;
    profile.public_key = Key(name);
    profile.username = Bytes(1, static_cast<std::uint8_t>(name));
    base_.ledger.usernames.Put(ToLowerAscii(profile.username), IdOf(name));
    base_.ledger.profiles.Put(IdOf(name), profile);
  }
  ProfileEntry BaseProfile(char name) {
    return *base_.ledger.profiles.Find(IdOf(name));
  }
  void GiveToken(char holder, std::uint64_t units, char coin = 'A') {
    base_.ledger.tokens.Put({IdOf(holder), IdOf(coin)}, {BaseUnits(units)});
    ProfileEntry profile = BaseProfile(coin);
    profile.dao_coin.coins_in_circulation =
        *CheckedAdd(profile.dao_coin.coins_in_circulation, BaseUnits(units));
    ++profile.dao_coin.number_of_holders;
    base_.ledger.profiles.Put(IdOf(coin), profile);
  }

  TxnEnvelope Envelope(char sender, TxnType type, TxnMetadata metadata = {}) {
    TxnEnvelope envelope;
    envelope.txn.type = type;
    envelope.txn.public_key = KeyBytes(sender);
    envelope.txn.metadata = std::move(metadata);
    envelope.txn.version = 1;
    envelope.txn.fee = Nanos(kFee);
    envelope.txn.nonce = {2000, ++next_};
    envelope.hash.bytes.fill(static_cast<std::uint8_t>(next_));
    envelope.encoded_size = 200;
    envelope.signature.check = SignatureCheck::kOwnerValid;
    return envelope;
  }
  TxnEnvelope Transfer(char sender) {
    return Envelope(sender, TxnType::kBasicTransfer, EmptyMetadata{});
  }

  // The refusal's text, or "" and last() for a success.
  std::string Run(const TxnEnvelope& envelope) {
    if (!IsExecutable(envelope.txn)) {
      const auto refusal = FindRefusal(view(), envelope, context_);
      return refusal ? std::string(ReferenceName(*refusal)) : "NOT EXECUTED";
    }
    auto result = ConnectTransaction(view(), envelope, context_);
    if (!result.ok()) return std::string(ReferenceName(result.error()));
    last_ = std::move(result).value();
    return "";
  }
  std::string RunSignedBy(char derived, TxnEnvelope envelope) {
    envelope.signature.check = SignatureCheck::kDerivedValid;
    envelope.signature.derived_key = Key(derived);
    return Run(envelope);
  }
  void AuthoriseInBase(char owner, char derived, SpendingLimits limits) {
    DerivedKeyEntry entry;
    entry.expiration_block = 5000;
    entry.operation = 1;
    entry.limits = std::move(limits);
    base_.ledger.derived_keys.Put({Key(owner), Key(derived)}, entry);
  }

  // Commits the view and starts a new one.
  void Flush() {
    view().FlushTo(base_);
    view_.emplace(&base_);
  }

  View<OracleBook>& view() {
    if (!view_) view_.emplace(&base_);
    return *view_;
  }
  LedgerView& ledger() { return view().ledger; }
  Ledger& base() { return base_.ledger; }
  BlockContext& context() { return context_; }
  NetworkParams& network() { return network_; }
  const Effects& last() const { return last_; }
  std::uint64_t Deso(char name) {
    return ledger().DesoBalance(Key(name)).value();
  }
  BaseUnits Token(char holder, char coin = 'A') {
    return ledger().TokenAmount(IdOf(holder), IdOf(coin));
  }
  // The types of the last effects, e.g. {37, 36}.
  std::vector<int> Types() const { return TypesOf(last_.operations); }
  static std::vector<int> TypesOf(const std::vector<Operation>& operations) {
    std::vector<int> types;
    for (const Operation& operation : operations) {
      types.push_back(static_cast<int>(operation.type));
    }
    return types;
  }

 private:
  NetworkParams network_;
  State<OracleBook> base_;
  std::optional<View<OracleBook>> view_;
  BlockContext context_;
  Effects last_;
  std::uint64_t next_ = 0;
};

}  // namespace desobook::test

#endif  // DESOBOOK_TESTS_ENGINE_RULES_TRANSACTION_WORLD_H_
