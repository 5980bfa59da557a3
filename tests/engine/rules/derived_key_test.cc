// AUTHORIZE_DERIVED_KEY: checks, merge and the order in which an entry is in
// force. What limits charge is in derived_key_charge_test.cc.

#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

TxnEnvelope Authorise(TransactionWorld& world, char derived = 'D') {
  AuthorizeDerivedKeyMetadata metadata;
  metadata.derived_public_key = KeyBytes(derived);
  metadata.expiration_block = 3000;
  metadata.operation = 1;
  TxnEnvelope envelope =
      world.Envelope('A', TxnType::kAuthorizeDerivedKey, metadata);
  envelope.authorization.emplace();
  return envelope;
}
AuthorizeDerivedKeyMetadata& MetadataOf(TxnEnvelope& envelope) {
  return std::get<AuthorizeDerivedKeyMetadata>(envelope.txn.metadata);
}
TxnEnvelope WithLimits(TxnEnvelope envelope, const SpendingLimits& limits) {
  envelope.authorization->has_limits = true;
  envelope.authorization->limits = limits;
  envelope.authorization->access_signature_valid = true;
  return envelope;
}
SpendingLimits Counts(std::uint64_t authorisations) {
  SpendingLimits limits;
  limits.global_deso = Nanos(100);
  limits.transaction_counts[22] = authorisations;
  return limits;
}
DerivedKeyEntry EntryOf(TransactionWorld& world) {
  return *world.ledger().derived_keys.Find({Key('A'), Key('D')});
}

TEST(DerivedKeyTest, OwnerAuthorisesWithoutAccessSignature) {
  TransactionWorld world;
  TxnEnvelope envelope = Authorise(world);
  envelope.txn.extra_data = {{Text("DerivedKeyMemo"), Text("hi")}};
  ASSERT_EQ(world.Run(envelope), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 23}));
  EXPECT_FALSE(world.last().operations[1].prev_derived_key.has_value());
  const DerivedKeyEntry entry = EntryOf(world);
  EXPECT_EQ(entry.expiration_block, 3000U);
  EXPECT_EQ(entry.operation, 1);
  EXPECT_EQ(entry.memo, Text("hi"));
  EXPECT_EQ(entry.limits, SpendingLimits{});
  EXPECT_EQ(entry.extra_data.size(), 1U);
}

struct Fault {
  const char* error;
  void (*apply)(TransactionWorld&, TxnEnvelope&);
};
// In the order of the checks; applied from the last backwards, each hides the
// ones after it.
const Fault kFaults[] = {
    {"GENERIC",
     [](TransactionWorld&, TxnEnvelope& e) { MetadataOf(e).operation = 2; }},
    {"RuleErrorAuthorizeDerivedKeyExpired",
     [](TransactionWorld&, TxnEnvelope& e) {
       MetadataOf(e).expiration_block = 1000;
     }},
    {"RuleErrorAuthorizeDerivedKeyInvalidOwnerPublicKey",
     [](TransactionWorld&, TxnEnvelope& e) { e.txn.public_key = NoPoint(); }},
    {"RuleErrorAuthorizeDerivedKeyInvalidDerivedKey",
     [](TransactionWorld&, TxnEnvelope& e) {
       MetadataOf(e).derived_public_key = NoPoint();
     }},
    {"RuleErrorAuthorizeDerivedKeyDeletedDerivedPublicKey",
     [](TransactionWorld& w, TxnEnvelope&) {
       w.base().derived_keys.Put({Key('A'), Key('D')}, DerivedKeyEntry{});
     }},
    {"GENERIC",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.authorization->limits_malformed = true;
     }},
    {"RuleErrorUnlimitedDerivedKeyNonEmptySpendingLimits",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.authorization->limits.is_unlimited = true;
       e.authorization->limits.unlock_stake[IdOf('B')] = 0;
     }},
    {"GENERIC",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.authorization->limits.associations[{1, {}, IdOf('B'), 1, 1}] = 0;
     }},
    {"RuleErrorAuthorizeDerivedKeyAccessSignatureNotValid",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.signature = {SignatureCheck::kDerivedInvalid, false, Key('D')};
       e.authorization->access_signature_valid = false;
     }},
    {"RuleErrorDerivedKeyNotAuthorized",
     [](TransactionWorld&, TxnEnvelope& e) {
       e.signature = {SignatureCheck::kDerivedInvalid, false, Key('D')};
     }},
};

TEST(DerivedKeyTest, NamesEveryFault) {
  for (const Fault& fault : kFaults) {
    TransactionWorld world;
    TxnEnvelope envelope = WithLimits(Authorise(world), Counts(1));
    fault.apply(world, envelope);
    EXPECT_EQ(world.Run(envelope), fault.error);
  }
}

TEST(DerivedKeyTest, ScopeAnyMustNotNameAProfile) {
  TransactionWorld world;
  SpendingLimits limits;
  limits.lockups[{IdOf('B'), 1, 0}] = 1;
  EXPECT_EQ(world.Run(WithLimits(Authorise(world), limits)), "GENERIC");
}

TEST(DerivedKeyTest, ExpirationMustLieAheadByOneBlock) {
  TransactionWorld world;
  TxnEnvelope envelope = Authorise(world);
  MetadataOf(envelope).expiration_block = 1001;
  EXPECT_EQ(world.Run(envelope), "");
}

TEST(DerivedKeyTest, RemovedKeyNeverComesBack) {
  TransactionWorld world;
  TxnEnvelope remove = Authorise(world);
  MetadataOf(remove).operation = 0;
  ASSERT_EQ(world.Run(remove), "");  // it was never authorised before
  EXPECT_EQ(EntryOf(world).operation, 0);
  EXPECT_EQ(world.Run(Authorise(world)),
            "RuleErrorAuthorizeDerivedKeyDeletedDerivedPublicKey");
  EXPECT_EQ(world.Run(remove),
            "RuleErrorAuthorizeDerivedKeyDeletedDerivedPublicKey");
}

TEST(DerivedKeyTest, KeyAuthorisesItselfAndPaysFromTheMergedLimits) {
  TransactionWorld world;
  const TxnEnvelope envelope = WithLimits(Authorise(world), Counts(2));
  ASSERT_EQ(world.RunSignedBy('D', envelope), "");
  EXPECT_EQ(world.Types(), (std::vector<int>{37, 27, 23}));
  const SpendingLimits limits = *EntryOf(world).limits;
  EXPECT_EQ(limits.global_deso, Nanos(100 - TransactionWorld::kFee));
  EXPECT_EQ(limits.transaction_counts.at(22), 1U);
}

TEST(DerivedKeyTest, DerivedSignerNeedsLimitsInTheTransaction) {
  TransactionWorld world;
  world.AuthoriseInBase('A', 'D', Counts(5));
  TxnEnvelope envelope = Authorise(world);
  envelope.authorization->access_signature_valid = true;
  EXPECT_EQ(world.RunSignedBy('D', envelope),
            "RuleErrorAuthorizeDerivedKeyAccessSignatureNotValid");
}

TEST(DerivedKeyTest, RemovalTakesEffectAfterTheCharge) {
  TransactionWorld world;
  TxnEnvelope envelope = WithLimits(Authorise(world), Counts(1));
  MetadataOf(envelope).operation = 0;
  ASSERT_EQ(world.RunSignedBy('D', envelope), "");
  EXPECT_EQ(EntryOf(world).operation, 0);
  EXPECT_TRUE(EntryOf(world).limits->transaction_counts.empty());
}

TEST(DerivedKeyTest, MergeOverwritesKeysAndZeroDeletes) {
  TransactionWorld world;
  SpendingLimits before;
  before.global_deso = Nanos(7);
  before.transaction_counts = {{2, 5}, {5, 5}, {6, 5}};
  before.stake = {{IdOf('B'), Uint256(3)}};
  world.AuthoriseInBase('A', 'D', before);
  SpendingLimits sent;
  sent.global_deso = Nanos(1);
  sent.transaction_counts = {{2, 9}, {5, 0}, {9, 0}};
  sent.stake = {{IdOf('B'), Uint256(0)}};
  sent.limit_orders = {{{kDesoPkid, IdOf('A')}, 4}};
  ASSERT_EQ(world.Run(WithLimits(Authorise(world), sent)), "");
  SpendingLimits merged;
  merged.global_deso = Nanos(1);
  merged.transaction_counts = {{2, 9}, {6, 5}};
  merged.limit_orders = {{{kDesoPkid, IdOf('A')}, 4}};
  EXPECT_EQ(EntryOf(world).limits, merged);
}

TEST(DerivedKeyTest, UnlimitedKeepsTheOldLimitsUnused) {
  TransactionWorld world;
  world.AuthoriseInBase('A', 'D', Counts(3));
  SpendingLimits unlimited;
  unlimited.is_unlimited = true;
  ASSERT_EQ(world.Run(WithLimits(Authorise(world), unlimited)), "");
  EXPECT_TRUE(EntryOf(world).limits->is_unlimited);
  EXPECT_EQ(EntryOf(world).limits->global_deso, Nanos(100));
  EXPECT_EQ(EntryOf(world).limits->transaction_counts.at(22), 3U);
}

TEST(DerivedKeyTest, WithoutLimitsOnlyExpirationAndMemoChange) {
  TransactionWorld world;
  world.AuthoriseInBase('A', 'D', Counts(3));
  ASSERT_EQ(world.Run(Authorise(world)), "");
  EXPECT_EQ(EntryOf(world).expiration_block, 3000U);
  EXPECT_EQ(EntryOf(world).limits, Counts(3));
}

// The node's record of the previous entry shares its maps with the new one.
TEST(DerivedKeyTest, RecordsThePreviousEntryWithMergedCounts) {
  TransactionWorld world;
  world.AuthoriseInBase('A', 'D', Counts(3));
  SpendingLimits sent = Counts(8);
  sent.global_deso = Nanos(1);
  ASSERT_EQ(world.Run(WithLimits(Authorise(world), sent)), "");
  const auto& previous = world.last().operations.back().prev_derived_key;
  ASSERT_TRUE(previous.has_value());
  EXPECT_EQ(previous->expiration_block, 5000U);
  EXPECT_EQ(previous->limits->global_deso, Nanos(100));
  EXPECT_EQ(previous->limits->transaction_counts.at(22), 8U);
}

}  // namespace
}  // namespace desobook::test
