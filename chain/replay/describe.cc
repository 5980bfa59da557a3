#include "chain/replay/describe.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "chain/keys/base58.h"

namespace desobook::chain {
namespace {

std::string TextOf(const Bytes& bytes) {
  return absl::CHexEscape(std::string(bytes.begin(), bytes.end()));
}

std::string ExtraDataText(const ExtraData& extra_data) {
  std::string text = "{";
  for (const auto& [key, value] : extra_data) {
    absl::StrAppend(&text, TextOf(key), "=", HexOf(value), ";");
  }
  return text + "}";
}

}  // namespace

std::string HexOf(ByteView bytes) {
  return absl::BytesToHexString(absl::string_view(
      reinterpret_cast<const char*>(bytes.data()), bytes.size()));
}

std::string Describer::Key(const PublicKey& key) const {
  return PublicKeyText(key, network_);
}

std::string Describer::Key(const Pkid& pkid) const {
  return PkidText(pkid, network_);
}

std::string Describer::Coin(const Pkid& coin) const {
  return coin == kDesoPkid ? "DESO" : Key(coin);
}

std::string Describer::Order(const OrderEntry& order) const {
  return absl::StrCat(
      "order ", HexOf(order.id.view()), " of ", Key(order.transactor),
      order.side == 1 ? " ASK" : " BID", " buys ", Coin(order.buying),
      " sells ", Coin(order.selling), " rate ", ToDecimal(order.rate.value()),
      " quantity ", ToDecimal(order.quantity.value()), " fill type ",
      static_cast<int>(order.fill_type), " height ", order.height);
}

std::string Describer::Fill(const FilledOrder& fill) const {
  return absl::StrCat(
      "order ", HexOf(fill.id.view()), " of ", Key(fill.transactor), " bought ",
      ToDecimal(fill.bought.value()), " ", Coin(fill.buying), " sold ",
      ToDecimal(fill.sold.value()), " ", Coin(fill.selling),
      fill.is_fulfilled ? " fulfilled" : " open");
}

std::string Describer::Balance(const BalanceEntry& entry) const {
  return absl::StrCat(Key(entry.key.holder), " holds ",
                      ToDecimal(entry.balance.amount.value()), " ",
                      Coin(entry.key.creator),
                      entry.balance.has_purchased ? " (purchased)" : "");
}

std::string Describer::CoinState(const CoinEntry& coin) const {
  return absl::StrCat(
      "circulating ", ToDecimal(coin.coins_in_circulation.value()), " holders ",
      coin.number_of_holders, " minting disabled ",
      coin.minting_disabled ? 1 : 0, " restriction ",
      static_cast<int>(coin.transfer_restriction), " lockup restriction ",
      static_cast<int>(coin.lockup_transfer_restriction), " locked ",
      coin.deso_locked.value(), " watermark ", coin.coin_watermark_nanos,
      " creator basis points ", coin.creator_basis_points);
}

std::string Describer::Profile(const ProfileEntry& profile) const {
  return absl::StrCat(
      "key ", Key(profile.public_key), " username ", TextOf(profile.username),
      " description ", TextOf(profile.description), " picture ",
      profile.profile_pic.size(), " bytes hidden ", profile.is_hidden ? 1 : 0,
      " token: ", CoinState(profile.dao_coin), " extra data ",
      ExtraDataText(profile.extra_data));
}

std::string Describer::DerivedKey(const DerivedKeyEntry& entry) const {
  std::string limits = "none";
  if (entry.limits) {
    limits = absl::StrCat("DESO ", entry.limits->global_deso.value(),
                          " unlimited ", entry.limits->is_unlimited ? 1 : 0);
    for (const auto& [type, count] : entry.limits->transaction_counts) {
      absl::StrAppend(&limits, " ",
                      std::string(TxnTypeName(static_cast<TxnType>(type))), "=",
                      count);
    }
    for (const auto& [pair, count] : entry.limits->limit_orders) {
      absl::StrAppend(&limits, " order ", Coin(pair.buying), "/",
                      Coin(pair.selling), "=", count);
    }
    for (const auto& [key, count] : entry.limits->dao_coin) {
      absl::StrAppend(&limits, " token ", Coin(key.creator), " operation ",
                      static_cast<int>(key.operation), "=", count);
    }
  }
  return absl::StrCat("expires ", entry.expiration_block, " operation ",
                      static_cast<int>(entry.operation), " memo ",
                      HexOf(entry.memo), " limits ", limits, " extra data ",
                      ExtraDataText(entry.extra_data));
}

std::string Describer::Association(const UserAssociationEntry& entry) const {
  return absl::StrCat(Key(entry.transactor), " -> ", Key(entry.target), " app ",
                      Key(entry.app), " ", TextOf(entry.type), "=",
                      TextOf(entry.value), " height ", entry.height,
                      " extra data ", ExtraDataText(entry.extra_data));
}

std::string Describer::Params(const GlobalParams& params) {
  return absl::StrCat(
      "minimum fee ", params.minimum_network_fee_nanos_per_kb, " profile fee ",
      params.create_profile_fee_nanos, " nonce offset ",
      params.max_nonce_expiration_block_height_offset, " epoch blocks ",
      params.epoch_duration_num_blocks, " staking APY ",
      params.staking_rewards_apy_basis_points, " bucket growth ",
      params.fee_bucket_growth_rate_basis_points, " max transaction ",
      params.max_txn_size_bytes_pos, " (and others)");
}

}  // namespace desobook::chain
