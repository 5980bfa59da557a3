#include <gtest/gtest.h>

#include "chain/keys/spending_limits_codec.h"
#include "tests/chain/codec/vectors.h"
#include "tests/chain/keys/sample_limits.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::FromHexText;
using testing::HexText;
using testing::IdOf;
using testing::SampleLimits;

// --- From the reference's names. ---

CoinOperationKey CoinKey(const json& key) {
  return {IdOf<Pkid>(key["CreatorPKID"]), key["Operation"]};
}
NftOperationKey NftKey(const json& key) {
  return {IdOf<PostHash>(key["BlockHash"]), key["SerialNumber"],
          key["Operation"]};
}
OrderPairKey PairKey(const json& key) {
  return {IdOf<Pkid>(key["BuyingDAOCoinCreatorPKID"]),
          IdOf<Pkid>(key["SellingDAOCoinCreatorPKID"])};
}
AssociationLimitKey AssociationKeyOf(const json& key) {
  const std::string type = key["AssociationType"];
  return {key["AssociationClass"], Bytes(type.begin(), type.end()),
          IdOf<Pkid>(key["AppPKID"]), key["AppScopeType"], key["Operation"]};
}
AccessGroupLimitKey GroupKey(const json& key) {
  return {IdOf<PublicKey>(key["AccessGroupOwnerPublicKey"]),
          key["AccessGroupScopeType"],
          IdOf<decltype(AccessGroupLimitKey::group_name)>(
              key["AccessGroupKeyName"]),
          key["OperationType"]};
}
LockupLimitKey LockupKey(const json& key) {
  return {IdOf<Pkid>(key["ProfilePKID"]), key["ScopeType"], key["Operation"]};
}
Pkid ValidatorKey(const json& key) { return IdOf<Pkid>(key["ValidatorPKID"]); }
std::uint8_t TypeKey(const json& key) { return key; }

void SetValue(const json& value, std::uint64_t& out) {
  out = value.get<std::uint64_t>();
}
void SetValue(const json& value, Uint256& out) {
  out = FromHex(value.get<std::string>()).value();
}

template <typename Part, typename KeyOf>
void Fill(const json& entries, const KeyOf& key_of, Part& part) {
  for (const json& entry : entries) {
    typename Part::mapped_type value{};
    SetValue(entry["value"], value);
    EXPECT_TRUE(part.emplace(key_of(entry["key"]), value).second);
  }
}

SpendingLimits LimitsOf(const json& fields) {
  SpendingLimits limits;
  std::size_t parts = 0;
  for (const auto& [name, value] : fields.items()) {
    ++parts;
    if (name == "GlobalDESOLimit") {
      limits.global_deso = Nanos(value.get<std::uint64_t>());
    } else if (name == "IsUnlimited") {
      limits.is_unlimited = value;
    } else if (name == "TransactionCountLimitMap") {
      Fill(value, TypeKey, limits.transaction_counts);
    } else if (name == "CreatorCoinOperationLimitMap") {
      Fill(value, CoinKey, limits.creator_coin);
    } else if (name == "DAOCoinOperationLimitMap") {
      Fill(value, CoinKey, limits.dao_coin);
    } else if (name == "NFTOperationLimitMap") {
      Fill(value, NftKey, limits.nft);
    } else if (name == "DAOCoinLimitOrderLimitMap") {
      Fill(value, PairKey, limits.limit_orders);
    } else if (name == "AssociationLimitMap") {
      Fill(value, AssociationKeyOf, limits.associations);
    } else if (name == "AccessGroupMap") {
      Fill(value, GroupKey, limits.access_groups);
    } else if (name == "AccessGroupMemberMap") {
      Fill(value, GroupKey, limits.access_group_members);
    } else if (name == "LockupLimitMap") {
      Fill(value, LockupKey, limits.lockups);
    } else if (name == "StakeLimitMap") {
      Fill(value, ValidatorKey, limits.stake);
    } else if (name == "UnstakeLimitMap") {
      Fill(value, ValidatorKey, limits.unstake);
    } else if (name == "UnlockStakeLimitMap") {
      Fill(value, ValidatorKey, limits.unlock_stake);
    } else {
      ADD_FAILURE() << "unknown part: " << name;
    }
  }
  EXPECT_EQ(parts, 14U);
  return limits;
}

TEST(SpendingLimitsCodec, MatchesEveryVector) {
  std::size_t cases = 0;
  for (const json& vector : testing::LoadVectors("keys.json")) {
    if (vector["kind"] != "spending_limit") continue;
    const Bytes bytes = BytesOf(vector["bytes"]);
    const std::uint8_t version = vector["encoder_version"];
    const SpendingLimits expected = LimitsOf(vector["fields"]);
    const auto decoded = DecodeSpendingLimits(bytes, version);
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_EQ(*decoded, expected) << vector;
    EXPECT_EQ(HexText(EncodeSpendingLimits(expected, version)), HexText(bytes));
    ++cases;
  }
  EXPECT_GT(cases, 0U);
}

TEST(SpendingLimitsCodec, EachVersionKeepsItsParts) {
  const SpendingLimits all = [] {
    SpendingLimits limits = SampleLimits();
    limits.is_unlimited = true;
    return limits;
  }();
  for (std::uint8_t version = 0; version <= kLatestLimitsVersion; ++version) {
    SpendingLimits expected = all;
    if (version < 1) expected.is_unlimited = false;
    if (version < 2) {
      expected.associations.clear();
      expected.access_groups.clear();
      expected.access_group_members.clear();
    }
    if (version < 4) {
      expected.lockups.clear();
      expected.stake.clear();
      expected.unstake.clear();
      expected.unlock_stake.clear();
    }
    const Bytes bytes = EncodeSpendingLimits(all, version);
    EXPECT_EQ(DecodeSpendingLimits(bytes, version).value(), expected)
        << int{version};
  }
}

TEST(SpendingLimitsCodec, VersionFollowsTheForks) {
  const ForkHeights forks = ParamsFor(Network::kMainnet).forks;
  const auto at = [&](BlockHeight height) {
    return int{LimitsVersionAt(forks, height)};
  };
  EXPECT_EQ(at(0), 0);
  EXPECT_EQ(at(forks.unlimited_derived_keys - 1), 0);
  EXPECT_EQ(at(forks.unlimited_derived_keys), 1);
  EXPECT_EQ(at(forks.associations_and_access_groups), 2);
  EXPECT_EQ(at(forks.balance_model - 1), 2);
  EXPECT_EQ(at(forks.balance_model), 3);
  EXPECT_EQ(at(forks.proof_of_stake_1_state_setup - 1), 3);
  EXPECT_EQ(at(forks.proof_of_stake_1_state_setup), 4);
}

TEST(SpendingLimitsCodec, SortsByTheEncodedKeyNotTheNumber) {
  SpendingLimits limits;
  // 300 is ac 02, so it stands behind 200 = c8 01 only as a number.
  limits.nft = {{{PostHash{}, 200, 0}, 1}, {{PostHash{}, 300, 0}, 2}};
  const std::string hash(64, '0');
  EXPECT_EQ(HexText(EncodeSpendingLimits(limits, 0)),
            "0000000002"
            "20" +
                hash + "ac020002" + "20" + hash + "c8010001" + "00");
}

TEST(SpendingLimitsCodec, EveryTruncationIsRefused) {
  const Bytes bytes = EncodeSpendingLimits(SampleLimits(), 4);
  ASSERT_TRUE(DecodeSpendingLimits(bytes, 4).ok());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeSpendingLimits(ByteView(bytes).first(size), 4).ok())
        << size;
  }
}

TEST(SpendingLimitsCodec, IgnoresTrailingBytes) {
  Bytes bytes = EncodeSpendingLimits(SampleLimits(), 4);
  bytes.push_back(0xff);
  EXPECT_EQ(DecodeSpendingLimits(bytes, 4).value(), SampleLimits());
}

TEST(SpendingLimitsCodec, AcceptsAnyOrderAndLongVarints) {
  const auto limits =
      DecodeSpendingLimits(FromHexText("8000021601020700000000"), 0);
  ASSERT_TRUE(limits.ok()) << limits.status();
  SpendingLimits expected;
  expected.transaction_counts = {{2, 7}, {22, 1}};
  EXPECT_EQ(*limits, expected);
}

TEST(SpendingLimitsCodec, CutsTypesToOneByteBeforeComparing) {
  // 258 is type 2 again.
  EXPECT_EQ(DecodeSpendingLimits(FromHexText("000182020700000000"), 0)
                ->transaction_counts.at(2),
            7U);
  EXPECT_FALSE(DecodeSpendingLimits(FromHexText("00028202070201"
                                                "00000000"),
                                    0)
                   .ok());
}

TEST(SpendingLimitsCodec, PadsAndCutsPkidsWithALength) {
  const auto padded = DecodeSpendingLimits(FromHexText("000001"
                                                       "02aabb"
                                                       "0105"
                                                       "000000"),
                                           0);
  ASSERT_TRUE(padded.ok()) << padded.status();
  Pkid pkid;
  pkid.bytes[0] = 0xaa;
  pkid.bytes[1] = 0xbb;
  EXPECT_EQ(padded->creator_coin.begin()->first, (CoinOperationKey{pkid, 1}));
  const auto cut = DecodeSpendingLimits(FromHexText("000001"
                                                    "23" +
                                                    std::string(70, '7') +
                                                    "0105"
                                                    "000000"),
                                        0);
  ASSERT_TRUE(cut.ok()) << cut.status();
  EXPECT_EQ(cut->creator_coin.begin()->first.creator,
            testing::Filled<Pkid>(0x77));
  EXPECT_FALSE(DecodeSpendingLimits(FromHexText("000001"
                                                "00"
                                                "0105"
                                                "000000"),
                                    0)
                   .ok());
}

TEST(SpendingLimitsCodec, RefusesWhatCrashesTheNode) {
  const std::string pkid(66, '1');
  // Head of version 4 up to the stakes, which stand twelfth.
  const std::string head =
      "000000000000"
      "00"
      "000000"
      "00";
  EXPECT_TRUE(
      DecodeSpendingLimits(FromHexText(head + "01" + pkid + "0100" + "0000"), 4)
          .ok());
  EXPECT_FALSE(
      DecodeSpendingLimits(FromHexText(head + "01" + pkid + "00" + "000000"), 4)
          .ok());
  EXPECT_FALSE(DecodeSpendingLimits(FromHexText("000000000000"
                                                "00"
                                                "00"
                                                "01"
                                                "01ff"
                                                "00"
                                                "00"
                                                "00"
                                                "00"
                                                "00"
                                                "00000000"),
                                    4)
                   .ok());
}

TEST(SpendingLimitsCodec, AbsurdCountsAllocateNothing) {
  EXPECT_FALSE(
      DecodeSpendingLimits(FromHexText("00ffffffffffffffffff01"), 4).ok());
  EXPECT_EQ(DecodeSpendingLimits(FromHexText("00ffffff7f0101"), 4)
                .status()
                .message()
                .substr(0, 15),
            "spending limits");
}

}  // namespace
}  // namespace desobook::chain
