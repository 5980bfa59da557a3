#include "engine/txn/transaction.h"

namespace desobook {

std::string_view TxnTypeName(TxnType type) {
  switch (type) {
    case TxnType::kUnset:
      return "UNSET";
    case TxnType::kBlockReward:
      return "BLOCK_REWARD";
    case TxnType::kBasicTransfer:
      return "BASIC_TRANSFER";
    case TxnType::kBitcoinExchange:
      return "BITCOIN_EXCHANGE";
    case TxnType::kPrivateMessage:
      return "PRIVATE_MESSAGE";
    case TxnType::kSubmitPost:
      return "SUBMIT_POST";
    case TxnType::kUpdateProfile:
      return "UPDATE_PROFILE";
    case TxnType::kUpdateBitcoinUsdExchangeRate:
      return "UPDATE_BITCOIN_USD_EXCHANGE_RATE";
    case TxnType::kFollow:
      return "FOLLOW";
    case TxnType::kLike:
      return "LIKE";
    case TxnType::kCreatorCoin:
      return "CREATOR_COIN";
    case TxnType::kSwapIdentity:
      return "SWAP_IDENTITY";
    case TxnType::kUpdateGlobalParams:
      return "UPDATE_GLOBAL_PARAMS";
    case TxnType::kCreatorCoinTransfer:
      return "CREATOR_COIN_TRANSFER";
    case TxnType::kCreateNft:
      return "CREATE_NFT";
    case TxnType::kUpdateNft:
      return "UPDATE_NFT";
    case TxnType::kAcceptNftBid:
      return "ACCEPT_NFT_BID";
    case TxnType::kNftBid:
      return "NFT_BID";
    case TxnType::kNftTransfer:
      return "NFT_TRANSFER";
    case TxnType::kAcceptNftTransfer:
      return "ACCEPT_NFT_TRANSFER";
    case TxnType::kBurnNft:
      return "BURN_NFT";
    case TxnType::kAuthorizeDerivedKey:
      return "AUTHORIZE_DERIVED_KEY";
    case TxnType::kMessagingGroup:
      return "MESSAGING_GROUP";
    case TxnType::kDaoCoin:
      return "DAO_COIN";
    case TxnType::kDaoCoinTransfer:
      return "DAO_COIN_TRANSFER";
    case TxnType::kDaoCoinLimitOrder:
      return "DAO_COIN_LIMIT_ORDER";
    case TxnType::kCreateUserAssociation:
      return "CREATE_USER_ASSOCIATION";
    case TxnType::kDeleteUserAssociation:
      return "DELETE_USER_ASSOCIATION";
    case TxnType::kCreatePostAssociation:
      return "CREATE_POST_ASSOCIATION";
    case TxnType::kDeletePostAssociation:
      return "DELETE_POST_ASSOCIATION";
    case TxnType::kAccessGroup:
      return "ACCESS_GROUP";
    case TxnType::kAccessGroupMembers:
      return "ACCESS_GROUP_MEMBERS";
    case TxnType::kNewMessage:
      return "NEW_MESSAGE";
    case TxnType::kRegisterAsValidator:
      return "REGISTER_AS_VALIDATOR";
    case TxnType::kUnregisterAsValidator:
      return "UNREGISTER_AS_VALIDATOR";
    case TxnType::kStake:
      return "STAKE";
    case TxnType::kUnstake:
      return "UNSTAKE";
    case TxnType::kUnlockStake:
      return "UNLOCK_STAKE";
    case TxnType::kUnjailValidator:
      return "UNJAIL_VALIDATOR";
    case TxnType::kCoinLockup:
      return "COIN_LOCKUP";
    case TxnType::kUpdateCoinLockupParams:
      return "UPDATE_COIN_LOCKUP_PARAMS";
    case TxnType::kCoinLockupTransfer:
      return "COIN_LOCKUP_TRANSFER";
    case TxnType::kCoinUnlock:
      return "COIN_UNLOCK";
    case TxnType::kAtomicTxnsWrapper:
      return "ATOMIC_TXNS_WRAPPER";
  }
  return {};
}

// The members recurse through std::vector<Transaction>; the decoder allows one
// level of nesting, so this is bounded.
bool operator==(const AtomicTxnsMetadata& a, const AtomicTxnsMetadata& b) {
  return a.inner == b.inner;
}

const Bytes* FindExtraData(const Transaction& txn, std::string_view key) {
  const auto entry = txn.extra_data.find(Bytes(key.begin(), key.end()));
  return entry == txn.extra_data.end() ? nullptr : &entry->second;
}

}  // namespace desobook
