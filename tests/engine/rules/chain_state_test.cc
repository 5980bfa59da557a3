#include "engine/rules/chain_state.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "tests/engine/rules/transaction_world.h"

namespace desobook {
namespace {

using test::IdOf;
using test::Key;
using test::KeyBytes;

constexpr std::uint64_t kFee = 10;
constexpr std::uint64_t kDeso = 1'000'000;
constexpr BlockHeight kCutover = 30;  // accelerated regtest

// A chain of hand-made blocks, each of which pays an empty reward.
class Chain {
 public:
  explicit Chain(BlockHeight height)
      : state_(ParamsFor(Network::kRegtest, /*accelerated=*/true),
               KeyRules{&test::IsPoint}, Base(), HashOf(height), height) {
    state_.set_commit_sink([this](const CommittedBlock<OracleBook>& block) {
      committed_.push_back(block.block->height);
    });
  }

  static State<OracleBook> Base() {
    State<OracleBook> base;
    for (const char name : {'A', 'B', 'C', 'M'}) {
      base.ledger.deso.Put(Key(name), Nanos(kDeso));
    }
    ProfileEntry profile;
    profile.public_key = Key('A');
    base.ledger.profiles.Put(IdOf('A'), profile);
    for (const char name : {'B', 'C'}) {
      base.ledger.tokens.Put({IdOf(name), IdOf('A')},
                             {BaseUnits(std::uint64_t{1000})});
    }
    return base;
  }

  // `tag` tells siblings apart.
  static BlockHash HashOf(BlockHeight height, std::uint8_t tag = 0) {
    BlockHash hash;
    hash.bytes[0] = static_cast<std::uint8_t>(height >> 8);
    hash.bytes[1] = static_cast<std::uint8_t>(height);
    hash.bytes[2] = tag;
    hash.bytes[3] = 1;
    return hash;
  }

  struct Options {
    std::vector<TxnEnvelope> txns = {};
    std::uint8_t tag = 0;
    std::uint8_t parent_tag = 0;
    std::uint64_t reward = 0;
  };
  std::optional<BlockRefusal> Append(BlockHeight height, std::uint64_t view,
                                     Options options) {
    auto block = std::make_shared<BlockEnvelope>();
    block->hash = HashOf(height, options.tag);
    block->prev_hash = HashOf(height - 1, options.parent_tag);
    block->height = height;
    block->header_version = height >= kCutover ? 2 : 1;
    block->proposed_in_view = view;
    block->timestamp_ns = height;
    TxnEnvelope reward;
    reward.txn.type = TxnType::kBlockReward;
    reward.txn.metadata = BlockRewardMetadata{};
    reward.txn.outputs = {{Key('M'), Nanos(options.reward)}};
    block->txns.push_back(reward);
    for (TxnEnvelope& txn : options.txns) block->txns.push_back(txn);
    return state_.Append(std::move(block));
  }
  std::optional<BlockRefusal> Append(BlockHeight height, std::uint64_t view) {
    return Append(height, view, Options{});
  }

  TxnEnvelope Envelope(char sender, TxnType type, TxnMetadata metadata) {
    TxnEnvelope envelope;
    envelope.txn.type = type;
    envelope.txn.public_key = KeyBytes(sender);
    envelope.txn.metadata = std::move(metadata);
    envelope.txn.version = 1;
    envelope.txn.fee = Nanos(kFee);
    envelope.txn.nonce = {2000, ++next_};
    envelope.hash.bytes[0] = static_cast<std::uint8_t>(next_);
    envelope.encoded_size = 200;
    envelope.signature.check = SignatureCheck::kOwnerValid;
    return envelope;
  }
  TxnEnvelope Pay(char sender, char receiver, std::uint64_t nanos) {
    TxnEnvelope envelope =
        Envelope(sender, TxnType::kBasicTransfer, EmptyMetadata{});
    envelope.txn.outputs = {{Key(receiver), Nanos(nanos)}};
    return envelope;
  }
  // `rate` in tenths of base units sold per base unit bought.
  TxnEnvelope Order(char sender, bool buys_token, std::uint64_t rate_tenths,
                    std::uint64_t quantity) {
    LimitOrderMetadata order;
    order.buying_coin = buys_token ? Key('A') : PublicKey{};
    order.selling_coin = buys_token ? PublicKey{} : Key('A');
    order.rate = Rate(*MulDivFloor(kOneE38, Uint256(rate_tenths), Uint256(10)));
    order.quantity = BaseUnits(quantity);
    order.side = static_cast<std::uint8_t>(buys_token ? OrderSide::kBid
                                                      : OrderSide::kAsk);
    order.fill_type = static_cast<std::uint8_t>(FillType::kGoodTillCancelled);
    order.fee_nanos = kFee;
    return Envelope(sender, TxnType::kDaoCoinLimitOrder, order);
  }

  [[nodiscard]] std::uint64_t CommittedDeso(char name) const {
    const Nanos* balance = state_.base().ledger.deso.Find(Key(name));
    return balance != nullptr ? balance->value() : 0;
  }
  ChainState<OracleBook>& state() { return state_; }
  const std::vector<BlockHeight>& committed() const { return committed_; }

 private:
  ChainState<OracleBook> state_;
  std::vector<BlockHeight> committed_;
  std::uint64_t next_ = 0;
};

using Heights = std::vector<BlockHeight>;

TEST(ChainState, CommitsProofOfWorkBlocksAtOnce) {
  Chain chain(5);
  EXPECT_FALSE(chain.Append(6, 0, {.txns = {chain.Pay('A', 'B', 100)}}));
  EXPECT_EQ(chain.committed(), Heights({6}));
  EXPECT_EQ(chain.CommittedDeso('A'), kDeso - 100 - kFee);
  EXPECT_EQ(chain.CommittedDeso('B'), kDeso + 100);
}

TEST(ChainState, CommitsTheGrandparentOfConsecutiveViews) {
  Chain chain(kCutover - 1);
  EXPECT_FALSE(chain.Append(30, 1, {.txns = {chain.Pay('A', 'B', 100)}}));
  EXPECT_FALSE(chain.Append(31, 2));
  EXPECT_EQ(chain.CommittedDeso('B'), kDeso);
  EXPECT_TRUE(chain.committed().empty());
  EXPECT_FALSE(chain.Append(32, 3));
  EXPECT_EQ(chain.committed(), Heights({30}));
  EXPECT_EQ(chain.CommittedDeso('B'), kDeso + 100);
}

TEST(ChainState, TheTipsOwnViewDoesNotDecide) {
  // Only grandparent and parent must be consecutive.
  Chain chain(kCutover - 1);
  EXPECT_FALSE(chain.Append(30, 1));
  EXPECT_FALSE(chain.Append(31, 2));
  EXPECT_FALSE(chain.Append(32, 9));
  EXPECT_EQ(chain.committed(), Heights({30}));
}

TEST(ChainState, SkippedViewsDelayCommitsAndReleaseThemTogether) {
  Chain chain(kCutover - 1);
  EXPECT_FALSE(chain.Append(30, 1, {.txns = {chain.Pay('A', 'B', 1)}}));
  EXPECT_FALSE(chain.Append(31, 3, {.txns = {chain.Pay('A', 'B', 2)}}));
  EXPECT_FALSE(chain.Append(32, 4, {.txns = {chain.Pay('A', 'B', 4)}}));
  EXPECT_TRUE(chain.committed().empty());
  EXPECT_FALSE(chain.Append(33, 5));
  EXPECT_EQ(chain.committed(), Heights({30, 31}));
  EXPECT_EQ(chain.CommittedDeso('B'), kDeso + 3);
}

TEST(ChainState, CommitsOneBlockAtATimeWhenAsked) {
  Chain chain(29);
  chain.state().set_commit_stepwise(true);
  EXPECT_FALSE(chain.Append(30, 1));
  EXPECT_FALSE(chain.Append(31, 3));
  EXPECT_FALSE(chain.Append(32, 5));
  EXPECT_FALSE(chain.Append(33, 6));
  EXPECT_FALSE(chain.state().NextDue());
  EXPECT_FALSE(chain.Append(34, 8));  // 32 and its ancestors are due
  EXPECT_EQ(chain.committed(), Heights({}));
  EXPECT_EQ(chain.state().NextDue(), Chain::HashOf(30));
  EXPECT_TRUE(chain.state().CommitNext());
  EXPECT_EQ(chain.committed(), Heights({30}));
  EXPECT_EQ(chain.state().NextDue(), Chain::HashOf(31));
  // Another block does not come between.
  EXPECT_FALSE(chain.Append(35, 10));
  EXPECT_EQ(chain.committed(), Heights({30, 31, 32}));
  EXPECT_FALSE(chain.state().CommitNext());
}

TEST(ChainState, CommitsWhatARecordingSaysIsCommitted) {
  Chain chain(29);
  EXPECT_FALSE(chain.Append(30, 1, {.txns = {chain.Pay('A', 'B', 100)}}));
  EXPECT_FALSE(chain.Append(31, 2, {.txns = {chain.Pay('B', 'C', 100)}}));
  EXPECT_EQ(chain.committed(), Heights({}));
  EXPECT_FALSE(chain.state().CommitThrough(Chain::HashOf(31)));
  EXPECT_EQ(chain.committed(), Heights({30, 31}));
  EXPECT_EQ(chain.CommittedDeso('C'), kDeso + 100);
}

TEST(ChainState, TheUndoOfTheLastCommitLeadsBackAndForth) {
  Chain chain(29);
  chain.state().set_keep_undo(true);
  EXPECT_FALSE(chain.Append(30, 1, {.txns = {chain.Pay('A', 'D', 100)}}));
  EXPECT_FALSE(chain.Append(31, 2, {.txns = {chain.Order('B', false, 10, 5)}}));
  EXPECT_FALSE(chain.Append(32, 3));
  const auto before = chain.state().base().ledger.deso.map();
  EXPECT_EQ(chain.committed(), Heights({30}));
  EXPECT_FALSE(chain.Append(33, 4));
  ASSERT_EQ(chain.committed(), Heights({30, 31}));
  EXPECT_EQ(chain.state().last_committed(),
            std::vector<BlockHash>({Chain::HashOf(31)}));
  State<OracleBook> state = chain.state().base();
  EXPECT_EQ(state.book.size(), 1U);
  const auto redo = chain.state().last_undo().ApplyTo(state);
  EXPECT_EQ(state.ledger.deso.map(), before);
  EXPECT_EQ(state.book.size(), 0U);
  redo.ApplyTo(state);
  EXPECT_EQ(state.ledger.deso.map(), chain.state().base().ledger.deso.map());
  EXPECT_EQ(state.book.orders(), chain.state().base().book.orders());
  EXPECT_EQ(state.ledger.nonces.map(),
            chain.state().base().ledger.nonces.map());
}

TEST(ChainState, RefusesAPositionWhoseBlocksFormNoChain) {
  const auto block = [](BlockHeight height, BlockHeight parent) {
    auto made = std::make_shared<BlockEnvelope>();
    made->hash = Chain::HashOf(height);
    made->prev_hash = Chain::HashOf(parent);
    made->height = height;
    return made;
  };
  const auto resume = [&](ChainPosition position, BlockHeight parent_of_31) {
    Chain chain(29);
    return chain.state().Resume(position, {}, [&](const BlockHash& hash) {
      return hash == Chain::HashOf(31) ? block(31, parent_of_31)
                                       : block(30, 29);
    });
  };
  using BuiltOn = ChainPosition::BuiltOn;
  ChainPosition position;
  position.previous_hash = Chain::HashOf(29);
  position.previous_height = 29;
  position.pending = {{Chain::HashOf(30), BuiltOn::kNothing}};
  position.tip = Chain::HashOf(30);
  EXPECT_FALSE(resume(position, 30));
  position.tip = Chain::HashOf(77);
  EXPECT_TRUE(resume(position, 30));
  // A parent that waits must have its view.
  position.pending.push_back({Chain::HashOf(31), BuiltOn::kNothing});
  position.tip = Chain::HashOf(31);
  EXPECT_TRUE(resume(position, 30));
  position.pending[0].view = BuiltOn::kBase;
  EXPECT_TRUE(resume(position, 28));
  // The last commit does not lead to the base.
  position.pending.pop_back();
  position.tip = Chain::HashOf(30);
  position.last_committed = {Chain::HashOf(30)};
  EXPECT_TRUE(resume(position, 30));
}

TEST(ChainState, ReplacesATipByItsSibling) {
  Chain chain(kCutover - 1);
  EXPECT_FALSE(chain.Append(30, 1));
  EXPECT_FALSE(chain.Append(31, 2, {.txns = {chain.Pay('A', 'B', 7)}}));
  EXPECT_FALSE(
      chain.Append(31, 3, {.txns = {chain.Pay('A', 'C', 5)}, .tag = 1}));
  EXPECT_FALSE(chain.Append(32, 4, {.parent_tag = 1}));
  EXPECT_FALSE(chain.Append(33, 5));
  EXPECT_EQ(chain.committed(), Heights({30, 31}));
  EXPECT_EQ(chain.CommittedDeso('B'), kDeso);
  EXPECT_EQ(chain.CommittedDeso('C'), kDeso + 5);
}

// Memory must not grow with the length of a chain.
TEST(ChainState, ForgetsNoncesThatHaveExpired) {
  Chain chain(9);
  TxnEnvelope early = chain.Pay('A', 'B', 1);
  early.txn.nonce = {11, 7};
  TxnEnvelope late = chain.Pay('A', 'B', 1);
  late.txn.nonce = {12, 7};
  ASSERT_FALSE(chain.Append(10, 0, {.txns = {early, late}}));
  const auto& nonces = chain.state().base().ledger.nonces;
  EXPECT_EQ(nonces.map().size(), 2U);
  EXPECT_TRUE(chain.Append(11, 0, {.txns = {early}})) << "used";
  ASSERT_FALSE(chain.Append(11, 0));
  EXPECT_EQ(nonces.map().size(), 1U);
  EXPECT_TRUE(chain.Append(12, 0, {.txns = {early}})) << "expired";
  EXPECT_TRUE(chain.Append(12, 0, {.txns = {late}})) << "used";
  ASSERT_FALSE(chain.Append(12, 0));
  EXPECT_TRUE(nonces.map().empty());
}

TEST(ChainState, RefusesABlockWithoutATrace) {
  Chain chain(kCutover - 1);
  EXPECT_FALSE(chain.Append(30, 1));
  const auto refusal = chain.Append(
      31, 2, {.txns = {chain.Pay('A', 'B', 100), chain.Pay('A', 'B', kDeso)}});
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->error, RuleError::kInsufficientBalance);
  EXPECT_EQ(refusal->txn, 2U);
  EXPECT_EQ(chain.state().tip_hash(), Chain::HashOf(30));
  EXPECT_FALSE(chain.Append(31, 2, {.tag = 1}));
  EXPECT_FALSE(chain.Append(32, 3, {.parent_tag = 1}));
  EXPECT_FALSE(chain.Append(33, 4));
  EXPECT_EQ(chain.CommittedDeso('B'), kDeso);
}

TEST(ChainState, RefusesBlocksThatDoNotFit) {
  Chain chain(kCutover - 1);
  EXPECT_NE(chain.Append(31, 1)->detail.find("parent"), std::string::npos);
  auto orphan = chain.Append(30, 1, {.parent_tag = 9});
  ASSERT_TRUE(orphan);
  EXPECT_NE(orphan->detail.find("parent"), std::string::npos);
}

TEST(ChainState, RefusesHeightsBelowTheBalanceModel) {
  ChainState<OracleBook> mainnet(ParamsFor(Network::kMainnet),
                                 KeyRules{&test::IsPoint}, {},
                                 Chain::HashOf(100), 100);
  auto block = std::make_shared<BlockEnvelope>();
  block->height = 101;
  block->prev_hash = Chain::HashOf(100);
  const auto refusal = mainnet.Append(block);
  ASSERT_TRUE(refusal);
  EXPECT_NE(refusal->detail.find("balance model"), std::string::npos);
}

TEST(ChainState, BoundsWhatTheRewardMayPay) {
  Chain pow(5);
  EXPECT_FALSE(pow.Append(6, 0, {.reward = 1'000'000'000}));
  const auto above = pow.Append(7, 0, {.reward = 1'000'000'001});
  ASSERT_TRUE(above);
  EXPECT_EQ(above->error, RuleError::kBlockRewardExceedsMaxAllowed);

  // Under proof of stake floor(log2(10)) = 3 nanos per fee of 10.
  Chain pos(kCutover - 1);
  const auto too_much =
      pos.Append(30, 1, {.txns = {pos.Pay('A', 'B', 1)}, .reward = 4});
  ASSERT_TRUE(too_much);
  EXPECT_EQ(too_much->error, RuleError::kBlockRewardExceedsMaxAllowed);
  EXPECT_FALSE(
      pos.Append(30, 1, {.txns = {pos.Pay('A', 'B', 1)}, .reward = 3}));
}

// A producer could fill its blocks with fees that it pays itself.
TEST(ChainState, TheRewardDoesNotReturnTheProducersOwnFees) {
  for (const BlockHeight height : {kCutover, kCutover - 1}) {
    Chain chain(height - 1);
    const bool pos = height >= kCutover;
    // All of a fee before proof of stake, log2 of it from there on (7.4).
    const std::uint64_t claimable = pos ? 3 : 1'000'000'000 + kFee;
    Chain::Options options;
    options.txns = {chain.Pay('A', 'B', 1), chain.Pay('M', 'B', 1)};
    options.reward = claimable + 1;
    const auto above = chain.Append(height, height, options);
    ASSERT_TRUE(above.has_value());
    EXPECT_EQ(above->error, RuleError::kBlockRewardExceedsMaxAllowed);
    options.reward = claimable;
    EXPECT_EQ(chain.Append(height, height, options), std::nullopt);
  }
}

TEST(ChainState, TakesWhatItDoesNotExecuteFromTheRecording) {
  Chain chain(5);
  const TxnEnvelope sell =
      chain.Envelope('A', TxnType::kNftBid, OpaqueMetadata{});
  const auto refusal = chain.Append(6, 0, {.txns = {sell}});
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->txn, 1U);
  EXPECT_NE(refusal->detail.find("not executed"), std::string::npos);

  RecordedBlock recorded;
  recorded.operations.resize(3);
  Operation spend;
  spend.type = OperationType::kSpendBalance;
  spend.balance_public_key = Key('A');
  spend.balance_amount = Nanos(400);
  recorded.operations[1] = {spend};
  chain.state().set_recording_source(
      [&](const BlockEnvelope&) { return &recorded; });
  EXPECT_FALSE(chain.Append(6, 0, {.txns = {sell}}));
  EXPECT_EQ(chain.CommittedDeso('A'), kDeso - 400);
  // Its nonce is used up like any other.
  TxnEnvelope again = chain.Pay('A', 'B', 1);
  again.txn.nonce = sell.txn.nonce;
  const auto reused = chain.Append(7, 0, {.txns = {again}});
  ASSERT_TRUE(reused);
  EXPECT_EQ(reused->error, RuleError::kReusedNonce);
}

// Protocol text 5.11: whether an own order fails the transaction depends on
// how many blocks ago it was placed.
class SelfMatchWindow : public testing::Test {
 protected:
  // The better maker of 'B' rests before; 'C' places its own order at
  // `own_height` and meets both at height 40.
  std::optional<BlockRefusal> MeetOwnOrder(BlockHeight own_height,
                                           bool validate) {
    Chain chain(kCutover - 1);
    chain.state().set_validation(validate);
    for (BlockHeight height = 30; height <= 42; ++height) {
      std::vector<TxnEnvelope> txns;
      if (height == 30) txns.push_back(chain.Order('B', false, 200, 100));
      if (height == own_height) {
        txns.push_back(chain.Order('C', false, 150, 50));
      }
      if (height == 40) txns.push_back(chain.Order('C', true, 1, 50));
      if (auto refusal = chain.Append(height, height, {.txns = txns})) {
        return refusal;
      }
    }
    return std::nullopt;
  }
};

TEST_F(SelfMatchWindow, FailsWithinTheSameBlockAndTheTwoBefore) {
  for (const BlockHeight height : {40U, 39U, 38U}) {
    const auto refusal = MeetOwnOrder(height, /*validate=*/true);
    ASSERT_TRUE(refusal) << height;
    EXPECT_EQ(refusal->error, RuleError::kDAOCoinLimitOrderMatchingOwnOrder)
        << height;
  }
}

TEST_F(SelfMatchWindow, SucceedsWhenTheOrderIsOlder) {
  EXPECT_FALSE(MeetOwnOrder(37, /*validate=*/true));
  EXPECT_FALSE(MeetOwnOrder(31, /*validate=*/true));
}

TEST_F(SelfMatchWindow, TheThirdBlockIsClosedByValidationAlone) {
  // In the block's own view the order of n-2 is a database record.
  EXPECT_FALSE(MeetOwnOrder(38, /*validate=*/false));
  EXPECT_TRUE(MeetOwnOrder(39, /*validate=*/false));
}

}  // namespace
}  // namespace desobook
