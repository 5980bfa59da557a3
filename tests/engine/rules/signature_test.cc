#include "engine/rules/signature.h"

#include <gtest/gtest.h>

#include "tests/engine/rules/transaction_world.h"

namespace desobook::test {
namespace {

struct VerdictCase {
  SignatureCheck check;
  const char* error;
};

TEST(SignatureTest, EveryVerdictHasItsError) {
  const VerdictCase cases[] = {
      {SignatureCheck::kOwnerValid, ""},
      {SignatureCheck::kMissing, "GENERIC"},
      {SignatureCheck::kOwnerInvalid, "RuleErrorInvalidTransactionSignature"},
      {SignatureCheck::kDerivedValid, "RuleErrorDerivedKeyNotAuthorized"},
      {SignatureCheck::kDerivedInvalid, "RuleErrorDerivedKeyNotAuthorized"},
      {SignatureCheck::kDerivedUnrecoverable, "GENERIC"},
      {SignatureCheck::kDerivedKeyMalformed,
       "RuleErrorDerivedKeyInvalidExtraData"},
      {SignatureCheck::kDerivedTwice,
       "RuleErrorDerivedKeyHasBothExtraDataAndRecoveryId"},
  };
  for (const VerdictCase& c : cases) {
    TransactionWorld world;
    TxnEnvelope envelope = world.Transfer('A');
    envelope.signature.check = c.check;
    EXPECT_EQ(world.Run(envelope), c.error) << static_cast<int>(c.check);
  }
}

TEST(SignatureTest, HighSIsRefusedBeforeAnythingButAMissingSignature) {
  for (const SignatureCheck check :
       {SignatureCheck::kOwnerValid, SignatureCheck::kOwnerInvalid,
        SignatureCheck::kDerivedTwice, SignatureCheck::kDerivedKeyMalformed}) {
    TransactionWorld world;
    TxnEnvelope envelope = world.Transfer('A');
    envelope.signature.check = check;
    envelope.signature.high_s = true;
    EXPECT_EQ(world.Run(envelope), "RuleErrorTxnSigHasHighS");
  }
}

TEST(SignatureTest, KeyThatIsNoPointCannotSign) {
  TransactionWorld world;
  TxnEnvelope envelope = world.Transfer('A');
  envelope.txn.public_key = NoPoint();
  world.ledger().deso.Put(*PublicKey::From(NoPoint()), Nanos(100));
  envelope.signature.check = SignatureCheck::kOwnerInvalid;
  EXPECT_EQ(world.Run(envelope), "GENERIC");
}

TEST(SignatureTest, DerivedKeyMustBeInForce) {
  struct Case {
    std::uint8_t operation;
    std::uint64_t expiration;
    const char* error;
  };
  for (const Case& c :
       {Case{1, 1001, ""}, Case{1, 1000, "RuleErrorDerivedKeyNotAuthorized"},
        Case{0, 1001, "RuleErrorDerivedKeyNotAuthorized"}}) {
    TransactionWorld world;
    DerivedKeyEntry entry;
    entry.operation = c.operation;
    entry.expiration_block = c.expiration;
    entry.limits.emplace();
    entry.limits->is_unlimited = true;
    world.base().derived_keys.Put({Key('A'), Key('D')}, entry);
    EXPECT_EQ(world.RunSignedBy('D', world.Transfer('A')), c.error);
  }
}

TEST(SignatureTest, WrongDerivedSignatureIsNotAuthorized) {
  TransactionWorld world;
  SpendingLimits limits;
  limits.is_unlimited = true;
  world.AuthoriseInBase('A', 'D', limits);
  TxnEnvelope envelope = world.Transfer('A');
  envelope.signature.check = SignatureCheck::kDerivedInvalid;
  envelope.signature.derived_key = Key('D');
  EXPECT_EQ(world.Run(envelope), "RuleErrorDerivedKeyNotAuthorized");
}

}  // namespace
}  // namespace desobook::test
