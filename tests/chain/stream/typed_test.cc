#include "chain/stream/typed.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>

#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using nlohmann::json;
using testing::BytesOf;
using testing::HexText;

template <typename Id>
std::string Text(const Id& id) {
  return HexText(id.view());
}

std::size_t SizeOf(const json& fields, const char* name) {
  return fields.contains(name) ? fields.at(name).size() : 0;
}

void CheckOrder(const json& want, const OrderEntry& got) {
  EXPECT_EQ(Text(got.id), want.at("OrderID"));
  EXPECT_EQ(Text(got.transactor), want.at("TransactorPKID"));
  EXPECT_EQ(Text(got.buying), want.at("BuyingDAOCoinCreatorPKID"));
  EXPECT_EQ(Text(got.selling), want.at("SellingDAOCoinCreatorPKID"));
  EXPECT_EQ(ToHex(got.rate.value()),
            want.at("ScaledExchangeRateCoinsToSellPerCoinToBuy"));
  EXPECT_EQ(ToHex(got.quantity.value()), want.at("QuantityToFillInBaseUnits"));
  EXPECT_EQ(got.side, want.at("OperationType"));
  EXPECT_EQ(got.fill_type, want.at("FillType"));
  EXPECT_EQ(got.height, want.at("BlockHeight"));
}

void CheckFill(const json& want, const FilledOrder& got) {
  EXPECT_EQ(Text(got.id), want.at("OrderID"));
  EXPECT_EQ(Text(got.transactor), want.at("TransactorPKID"));
  EXPECT_EQ(Text(got.buying), want.at("BuyingDAOCoinCreatorPKID"));
  EXPECT_EQ(Text(got.selling), want.at("SellingDAOCoinCreatorPKID"));
  EXPECT_EQ(ToHex(got.bought.value()),
            want.at("CoinQuantityInBaseUnitsBought"));
  EXPECT_EQ(ToHex(got.sold.value()), want.at("CoinQuantityInBaseUnitsSold"));
  EXPECT_EQ(got.is_fulfilled, want.at("IsFulfilled"));
}

void CheckBalance(const json& want, const BalanceEntry& got) {
  EXPECT_EQ(Text(got.key.holder), want.at("HODLerPKID"));
  EXPECT_EQ(Text(got.key.creator), want.at("CreatorPKID"));
  EXPECT_EQ(ToHex(got.balance.amount.value()), want.at("BalanceNanos"));
  EXPECT_EQ(got.balance.has_purchased, want.at("HasPurchased"));
}

void CheckCoin(const json& want, const CoinEntry& got) {
  EXPECT_EQ(got.creator_basis_points, want.at("CreatorBasisPoints"));
  EXPECT_EQ(got.deso_locked.value(), want.at("DeSoLockedNanos"));
  EXPECT_EQ(got.number_of_holders, want.at("NumberOfHolders"));
  EXPECT_EQ(ToHex(got.coins_in_circulation.value()),
            want.at("CoinsInCirculationNanos"));
  EXPECT_EQ(got.coin_watermark_nanos, want.at("CoinWatermarkNanos"));
  EXPECT_EQ(got.minting_disabled, want.at("MintingDisabled"));
  EXPECT_EQ(got.transfer_restriction, want.at("TransferRestrictionStatus"));
  EXPECT_EQ(got.lockup_transfer_restriction,
            want.at("LockupTransferRestrictionStatus"));
}

void CheckProfile(const json& want, const ProfileEntry& got) {
  EXPECT_EQ(Text(got.public_key), want.at("PublicKey"));
  EXPECT_EQ(HexText(got.username), want.at("Username"));
  EXPECT_EQ(HexText(got.description), want.at("Description"));
  EXPECT_EQ(HexText(got.profile_pic), want.at("ProfilePic"));
  EXPECT_EQ(got.is_hidden, want.at("IsHidden"));
  EXPECT_EQ(got.extra_data.size(), want.at("ExtraData").size());
  CheckCoin(want.at("CreatorCoinEntry"), got.creator_coin);
  CheckCoin(want.at("DAOCoinEntry"), got.dao_coin);
}

void CheckDerivedKey(const json& want, const DerivedKeyRow& got) {
  EXPECT_EQ(Text(got.id.owner), want.at("OwnerPublicKey"));
  EXPECT_EQ(Text(got.id.derived), want.at("DerivedPublicKey"));
  EXPECT_EQ(got.entry.expiration_block, want.at("ExpirationBlock"));
  EXPECT_EQ(got.entry.operation, want.at("OperationType"));
  EXPECT_EQ(got.entry.extra_data.size(), want.at("ExtraData").size());
  EXPECT_EQ(HexText(got.entry.memo), want.at("Memo"));
  const json& limits = want.at("TransactionSpendingLimitTracker");
  ASSERT_EQ(got.entry.limits.has_value(), !limits.is_null());
  if (limits.is_null()) return;
  EXPECT_EQ(got.entry.limits->global_deso.value(),
            limits.at("GlobalDESOLimit"));
  EXPECT_EQ(got.entry.limits->is_unlimited, limits.at("IsUnlimited"));
  EXPECT_EQ(got.entry.limits->limit_orders.size(),
            limits.at("DAOCoinLimitOrderLimitMap").size());
  EXPECT_EQ(got.entry.limits->unlock_stake.size(),
            limits.at("UnlockStakeLimitMap").size());
}

void CheckParams(const json& want, const GlobalParams& got) {
  EXPECT_EQ(got.usd_cents_per_bitcoin, want.at("USDCentsPerBitcoin"));
  EXPECT_EQ(got.minimum_network_fee_nanos_per_kb,
            want.at("MinimumNetworkFeeNanosPerKB"));
  EXPECT_EQ(got.max_nonce_expiration_block_height_offset,
            want.at("MaxNonceExpirationBlockHeightOffset"));
  EXPECT_EQ(got.fee_bucket_growth_rate_basis_points,
            want.at("FeeBucketGrowthRateBasisPoints"));
  EXPECT_EQ(got.block_timestamp_drift_ns,
            want.at("BlockTimestampDriftNanoSecs"));
  EXPECT_EQ(got.timeout_interval_ms_pos,
            want.at("TimeoutIntervalMillisecondsPoS"));
}

void CheckAssociation(const json& want, const UserAssociationRow& got) {
  EXPECT_EQ(Text(got.id), want.at("AssociationID"));
  EXPECT_EQ(Text(got.entry.transactor), want.at("TransactorPKID"));
  EXPECT_EQ(Text(got.entry.target), want.at("TargetUserPKID"));
  EXPECT_EQ(Text(got.entry.app), want.at("AppPKID"));
  EXPECT_EQ(HexText(got.entry.type), want.at("AssociationType"));
  EXPECT_EQ(HexText(got.entry.value), want.at("AssociationValue"));
  EXPECT_EQ(got.entry.height, want.at("BlockHeight"));
}

void CheckOperation(const json& want, const Operation& got) {
  EXPECT_EQ(static_cast<int>(got.type), want.value("Type", 0));
  EXPECT_EQ(got.balance_amount.value(),
            want.value("BalanceAmountNanos", std::uint64_t{0}));
  if (want.contains("BalancePublicKey")) {
    EXPECT_EQ(Text(got.balance_public_key), want.at("BalancePublicKey"));
  }
  const auto check = [&](const char* name, const auto& value, auto checker) {
    ASSERT_EQ(value.has_value(), want.contains(name)) << name;
    if (value) checker(want.at(name), *value);
  };
  check("PrevProfileEntry", got.prev_profile, CheckProfile);
  check("PrevCoinEntry", got.prev_coin, CheckCoin);
  check("PrevTransactorBalanceEntry", got.prev_transactor_balance,
        CheckBalance);
  check("PrevCreatorBalanceEntry", got.prev_creator_balance, CheckBalance);
  check("PrevSenderBalanceEntry", got.prev_sender_balance, CheckBalance);
  check("PrevReceiverBalanceEntry", got.prev_receiver_balance, CheckBalance);
  check("PrevGlobalParamsEntry", got.prev_global_params, CheckParams);
  check("PrevTransactorDAOCoinLimitOrderEntry", got.prev_order, CheckOrder);
  EXPECT_EQ(got.prev_derived_key.has_value(),
            want.contains("PrevDerivedKeyEntry"));
  EXPECT_EQ(got.prev_user_association.has_value(),
            want.contains("PrevUserAssociationEntry"));
  ASSERT_EQ(got.prev_matching_orders.size(),
            SizeOf(want, "PrevMatchingOrders"));
  for (std::size_t i = 0; i < got.prev_matching_orders.size(); ++i) {
    CheckOrder(want["PrevMatchingOrders"][i], got.prev_matching_orders[i]);
  }
  ASSERT_EQ(got.fills.size(), SizeOf(want, "FilledDAOCoinLimitOrders"));
  for (std::size_t i = 0; i < got.fills.size(); ++i) {
    CheckFill(want["FilledDAOCoinLimitOrders"][i], got.fills[i]);
  }
  ASSERT_EQ(got.inner.size(), SizeOf(want, "AtomicTxnsInnerUtxoOps"));
  for (std::size_t i = 0; i < got.inner.size(); ++i) {
    const json& list = want["AtomicTxnsInnerUtxoOps"][i];
    ASSERT_EQ(got.inner[i].size(), list.size());
    for (std::size_t j = 0; j < list.size(); ++j) {
      CheckOperation(list[j], got.inner[i][j]);
    }
  }
}

OperationMetadata MetadataOf(const json& vector) {
  return vector.value("state_change_metadata_enabled", true)
             ? OperationMetadata::kIncluded
             : OperationMetadata::kLeftOut;
}

// Runs `decode` on the vector's bytes, compares, and refuses every cut.
template <typename Decode, typename Check>
void Run(const json& vector, Decode decode, Check check) {
  const Bytes bytes = BytesOf(vector.at("bytes"));
  const auto entry = decode(ByteView(bytes));
  ASSERT_TRUE(entry.ok()) << entry.status();
  check(vector.at("fields"), *entry);
  const std::string name = vector.at("entry_type");
  if (bytes.size() > 1200) return;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const auto cut = decode(ByteView(bytes).first(size));
    // Extra data may break off where the node reads it as missing.
    if (cut.ok() && (name == "ProfileEntry" || name == "DerivedKeyEntry")) {
      continue;
    }
    EXPECT_EQ(cut.status().code(), absl::StatusCode::kDataLoss) << size;
  }
}

using Runner = std::function<void(const json&)>;

const std::map<std::string, Runner>& Runners() {
  static const auto& runners = *new std::map<std::string, Runner>{
      {"DeSoBalanceEntry",
       [](const json& v) {
         Run(v, DecodeDesoBalance, [](const json& want, const auto& got) {
           EXPECT_EQ(Text(got.key), want.at("PublicKey"));
           EXPECT_EQ(got.amount.value(), want.at("BalanceNanos"));
         });
       }},
      {"PKIDEntry",
       [](const json& v) {
         Run(v, DecodePkidEntry, [](const json& want, const auto& got) {
           EXPECT_EQ(Text(got.pkid), want.at("PKID"));
           EXPECT_EQ(Text(got.key), want.at("PublicKey"));
         });
       }},
      {"BalanceEntry",
       [](const json& v) { Run(v, DecodeBalanceEntry, CheckBalance); }},
      {"DAOCoinLimitOrderEntry",
       [](const json& v) { Run(v, DecodeOrderEntry, CheckOrder); }},
      {"FilledDAOCoinLimitOrder",
       [](const json& v) { Run(v, DecodeFilledOrder, CheckFill); }},
      {"CoinEntry", [](const json& v) { Run(v, DecodeCoinEntry, CheckCoin); }},
      {"ProfileEntry",
       [](const json& v) { Run(v, DecodeProfileEntry, CheckProfile); }},
      {"DerivedKeyEntry",
       [](const json& v) { Run(v, DecodeDerivedKeyEntry, CheckDerivedKey); }},
      {"GlobalParamsEntry",
       [](const json& v) { Run(v, DecodeGlobalParams, CheckParams); }},
      {"UserAssociationEntry",
       [](const json& v) { Run(v, DecodeUserAssociation, CheckAssociation); }},
      {"UtxoOperation",
       [](const json& v) {
         Run(
             v, [&](ByteView b) { return DecodeOperation(b, MetadataOf(v)); },
             CheckOperation);
       }},
      {"UtxoOperationBundle",
       [](const json& v) {
         Run(
             v,
             [&](ByteView b) {
               return DecodeOperationBundle(b, MetadataOf(v));
             },
             [](const json& want, const OperationLists& got) {
               const json& lists = want.at("UtxoOpBundle");
               ASSERT_EQ(got.size(), lists.size());
               for (std::size_t i = 0; i < got.size(); ++i) {
                 ASSERT_EQ(got[i].size(), lists[i].size());
                 for (std::size_t j = 0; j < got[i].size(); ++j) {
                   CheckOperation(lists[i][j], got[i][j]);
                 }
               }
             });
       }},
  };
  return runners;
}

TEST(TypedEntryVectors, DecodeToTheirFieldsAndRefuseEveryCut) {
  std::map<std::string, int> ran;
  for (const json& vector : testing::LoadVectors("entries.json")) {
    if (vector.at("kind") != "entry") continue;
    const auto runner = Runners().find(vector.at("entry_type"));
    if (runner == Runners().end()) continue;
    SCOPED_TRACE(vector.dump().substr(0, 120));
    runner->second(vector);
    ++ran[runner->first];
  }
  EXPECT_EQ(ran.size(), Runners().size());
  EXPECT_EQ(ran["UtxoOperation"], 270);
}

TEST(TypedEntries, RefuseAnAbsentEntryAndOneOfAnotherType) {
  const Bytes absent = {0};
  EXPECT_FALSE(DecodeOrderEntry(absent).ok());
  EXPECT_FALSE(DecodeOperationBundle(absent).ok());
  const Bytes other = testing::FromHexText("012a002100");
  EXPECT_FALSE(DecodeOrderEntry(other).ok());
}

TEST(TypedEntries, RefuseOperationsNestedWithoutEnd) {
  // A wrapper whose single inner operation is a wrapper, and so on.
  Bytes bytes;
  for (int depth = 0; depth < 1000; ++depth) {
    const Bytes head = testing::FromHexText("01010034");
    bytes.insert(bytes.end(), head.begin(), head.end());
  }
  EXPECT_FALSE(DecodeOperation(bytes).ok());
}

}  // namespace
}  // namespace desobook::chain
