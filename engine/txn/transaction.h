// A decoded transaction, as rules see it. chain/codec turns bytes into this
// and back; nothing here knows the encoding.
//
// Metadata of types that the rules execute is a struct of its own; every other
// type is OpaqueMetadata with its canonical bytes. Fields that the chain only
// checks while connecting (key lengths, operation numbers) keep whatever the
// bytes said. Source of names and layouts: protocol text 3 and 4.

#ifndef DESOBOOK_ENGINE_TXN_TRANSACTION_H_
#define DESOBOOK_ENGINE_TXN_TRANSACTION_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/amount/units.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

// Numbers of protocol text 3.6. The type of a decoded transaction is one of
// these; the decoder refuses others.
enum class TxnType : std::uint8_t {
  kUnset = 0,
  kBlockReward = 1,
  kBasicTransfer = 2,
  kBitcoinExchange = 3,
  kPrivateMessage = 4,
  kSubmitPost = 5,
  kUpdateProfile = 6,
  kUpdateBitcoinUsdExchangeRate = 8,
  kFollow = 9,
  kLike = 10,
  kCreatorCoin = 11,
  kSwapIdentity = 12,
  kUpdateGlobalParams = 13,
  kCreatorCoinTransfer = 14,
  kCreateNft = 15,
  kUpdateNft = 16,
  kAcceptNftBid = 17,
  kNftBid = 18,
  kNftTransfer = 19,
  kAcceptNftTransfer = 20,
  kBurnNft = 21,
  kAuthorizeDerivedKey = 22,
  kMessagingGroup = 23,
  kDaoCoin = 24,
  kDaoCoinTransfer = 25,
  kDaoCoinLimitOrder = 26,
  kCreateUserAssociation = 27,
  kDeleteUserAssociation = 28,
  kCreatePostAssociation = 29,
  kDeletePostAssociation = 30,
  kAccessGroup = 31,
  kAccessGroupMembers = 32,
  kNewMessage = 33,
  kRegisterAsValidator = 34,
  kUnregisterAsValidator = 35,
  kStake = 36,
  kUnstake = 37,
  kUnlockStake = 38,
  kUnjailValidator = 39,
  kCoinLockup = 40,
  kUpdateCoinLockupParams = 41,
  kCoinLockupTransfer = 42,
  kCoinUnlock = 43,
  kAtomicTxnsWrapper = 44,
};
// "DAO_COIN_LIMIT_ORDER" and so on; empty for a number that is no type.
std::string_view TxnTypeName(TxnType type);

// Every place where the encoding keeps an arbitrary byte for an enumeration
// keeps it here as a plain byte; these name the known values.
enum class OrderSide : std::uint8_t { kAsk = 1, kBid = 2 };
enum class FillType : std::uint8_t {
  kGoodTillCancelled = 1,
  kImmediateOrCancel = 2,
  kFillOrKill = 3,
};
enum class DaoCoinOperation : std::uint8_t {
  kMint = 0,
  kBurn = 1,
  kDisableMinting = 2,
  kUpdateTransferRestriction = 3,
};
enum class TransferRestriction : std::uint8_t {
  kUnrestricted = 0,
  kProfileOwnerOnly = 1,
  kDaoMembersOnly = 2,
  kPermanentlyUnrestricted = 3,
};

struct TxnInput {
  TxnHash txn;
  std::uint32_t index = 0;
  friend bool operator==(const TxnInput&, const TxnInput&) = default;
  friend auto operator<=>(const TxnInput&, const TxnInput&) = default;
};
struct TxnOutput {
  PublicKey public_key;
  Nanos amount;
  friend bool operator==(const TxnOutput&, const TxnOutput&) = default;
};
struct Nonce {
  std::uint64_t expiration_height = 0;
  std::uint64_t partial_id = 0;
  friend bool operator==(const Nonce&, const Nonce&) = default;
};

// An ECDSA signature as parsed: S may still be high. Encodes as low-S DER.
struct TxnSignature {
  std::array<std::uint8_t, 32> r{};
  std::array<std::uint8_t, 32> s{};
  bool recoverable = false;      // signer is the key recovered from the digest
  std::uint8_t recovery_id = 0;  // 0..3
  friend bool operator==(const TxnSignature&, const TxnSignature&) = default;
};

struct EmptyMetadata {  // BASIC_TRANSFER, UPDATE_GLOBAL_PARAMS, UNJAIL...
  friend bool operator==(const EmptyMetadata&, const EmptyMetadata&) = default;
};
struct OpaqueMetadata {  // canonical bytes of a type that is not executed
  Bytes bytes;
  friend bool operator==(const OpaqueMetadata&,
                         const OpaqueMetadata&) = default;
};
struct BlockRewardMetadata {
  Bytes extra_data;
  friend bool operator==(const BlockRewardMetadata&,
                         const BlockRewardMetadata&) = default;
};
struct UpdateProfileMetadata {
  Bytes profile_public_key;  // empty: the sender
  Bytes new_username;
  Bytes new_description;
  Bytes new_profile_pic;
  std::uint64_t new_creator_basis_points = 0;
  std::uint64_t new_stake_multiple_basis_points = 0;
  bool is_hidden = false;
  friend bool operator==(const UpdateProfileMetadata&,
                         const UpdateProfileMetadata&) = default;
};
struct SwapIdentityMetadata {
  Bytes from_public_key;
  Bytes to_public_key;
  friend bool operator==(const SwapIdentityMetadata&,
                         const SwapIdentityMetadata&) = default;
};
struct CreatorCoinMetadata {
  Bytes profile_public_key;
  std::uint8_t operation = 0;  // 0 buy, 1 sell, 2 add
  std::uint64_t deso_to_sell_nanos = 0;
  std::uint64_t creator_coin_to_sell_nanos = 0;
  std::uint64_t deso_to_add_nanos = 0;
  std::uint64_t min_deso_expected_nanos = 0;
  std::uint64_t min_creator_coin_expected_nanos = 0;
  friend bool operator==(const CreatorCoinMetadata&,
                         const CreatorCoinMetadata&) = default;
};
struct CreatorCoinTransferMetadata {
  Bytes profile_public_key;
  std::uint64_t creator_coin_to_transfer_nanos = 0;
  Bytes receiver_public_key;
  friend bool operator==(const CreatorCoinTransferMetadata&,
                         const CreatorCoinTransferMetadata&) = default;
};
struct DaoCoinMetadata {
  Bytes profile_public_key;
  std::uint8_t operation = 0;  // DaoCoinOperation, or an unknown number
  BaseUnits coins_to_mint;
  BaseUnits coins_to_burn;
  std::uint8_t transfer_restriction = 0;  // TransferRestriction, or any byte
  friend bool operator==(const DaoCoinMetadata&,
                         const DaoCoinMetadata&) = default;
};
struct DaoCoinTransferMetadata {
  Bytes profile_public_key;
  BaseUnits coins_to_transfer;
  Bytes receiver_public_key;
  friend bool operator==(const DaoCoinTransferMetadata&,
                         const DaoCoinTransferMetadata&) = default;
};
struct BidderInputs {
  PublicKey transactor;
  std::vector<TxnInput> inputs;
  friend bool operator==(const BidderInputs&, const BidderInputs&) = default;
};
struct LimitOrderMetadata {
  // Creator keys; the zero key is DESO. Absent in a cancel.
  std::optional<PublicKey> buying_coin;
  std::optional<PublicKey> selling_coin;
  std::optional<Rate> rate;
  std::optional<BaseUnits> quantity;  // ASK: selling coin, BID: buying coin
  std::uint8_t side = 0;              // OrderSide, or an unknown number
  std::uint8_t fill_type = 0;         // FillType, or an unknown number
  std::optional<OrderId> cancel_order_id;  // present: this is a cancel
  std::vector<BidderInputs> bidder_inputs;
  std::uint64_t fee_nanos = 0;
  friend bool operator==(const LimitOrderMetadata&,
                         const LimitOrderMetadata&) = default;
};
struct CreateUserAssociationMetadata {
  Bytes target_user_public_key;
  Bytes app_public_key;
  Bytes type;
  Bytes value;
  friend bool operator==(const CreateUserAssociationMetadata&,
                         const CreateUserAssociationMetadata&) = default;
};
struct DeleteUserAssociationMetadata {
  Bytes association_id;
  friend bool operator==(const DeleteUserAssociationMetadata&,
                         const DeleteUserAssociationMetadata&) = default;
};
struct AuthorizeDerivedKeyMetadata {
  Bytes derived_public_key;
  std::uint64_t expiration_block = 0;
  std::uint8_t operation = 0;  // 0 not valid (remove), 1 valid
  Bytes access_signature;
  friend bool operator==(const AuthorizeDerivedKeyMetadata&,
                         const AuthorizeDerivedKeyMetadata&) = default;
};
struct StakeMetadata {
  Bytes validator_public_key;
  std::uint8_t reward_method = 0;
  std::optional<BaseUnits> amount;  // DESO nanos in a 256-bit field
  friend bool operator==(const StakeMetadata&, const StakeMetadata&) = default;
};
struct UnstakeMetadata {
  Bytes validator_public_key;
  std::optional<BaseUnits> amount;
  friend bool operator==(const UnstakeMetadata&,
                         const UnstakeMetadata&) = default;
};
struct UnlockStakeMetadata {
  Bytes validator_public_key;
  std::uint64_t start_epoch = 0;
  std::uint64_t end_epoch = 0;
  friend bool operator==(const UnlockStakeMetadata&,
                         const UnlockStakeMetadata&) = default;
};
struct CoinLockupMetadata {
  Bytes profile_public_key;
  Bytes recipient_public_key;
  std::int64_t unlock_timestamp_ns = 0;
  std::int64_t vesting_end_timestamp_ns = 0;
  std::optional<BaseUnits> amount;
  friend bool operator==(const CoinLockupMetadata&,
                         const CoinLockupMetadata&) = default;
};
struct CoinLockupTransferMetadata {
  Bytes recipient_public_key;
  Bytes profile_public_key;
  std::int64_t unlock_timestamp_ns = 0;
  std::optional<BaseUnits> amount;
  friend bool operator==(const CoinLockupTransferMetadata&,
                         const CoinLockupTransferMetadata&) = default;
};
struct CoinUnlockMetadata {
  Bytes profile_public_key;
  friend bool operator==(const CoinUnlockMetadata&,
                         const CoinUnlockMetadata&) = default;
};
struct FollowMetadata {
  Bytes followed_public_key;
  bool is_unfollow = false;
  friend bool operator==(const FollowMetadata&,
                         const FollowMetadata&) = default;
};
struct LikeMetadata {
  PostHash liked_post;
  bool is_unlike = false;
  friend bool operator==(const LikeMetadata&, const LikeMetadata&) = default;
};

struct Transaction;
struct AtomicTxnsMetadata {
  std::vector<Transaction> inner;
  friend bool operator==(const AtomicTxnsMetadata& a,
                         const AtomicTxnsMetadata& b);
};

using TxnMetadata = std::variant<
    EmptyMetadata, OpaqueMetadata, BlockRewardMetadata, UpdateProfileMetadata,
    SwapIdentityMetadata, CreatorCoinMetadata, CreatorCoinTransferMetadata,
    DaoCoinMetadata, DaoCoinTransferMetadata, LimitOrderMetadata,
    CreateUserAssociationMetadata, DeleteUserAssociationMetadata,
    AuthorizeDerivedKeyMetadata, StakeMetadata, UnstakeMetadata,
    UnlockStakeMetadata, CoinLockupMetadata, CoinLockupTransferMetadata,
    CoinUnlockMetadata, FollowMetadata, LikeMetadata, AtomicTxnsMetadata>;

// Keys sort bytewise, as they are encoded.
using ExtraData = std::map<Bytes, Bytes>;

struct Transaction {
  std::vector<TxnInput> inputs;
  std::vector<TxnOutput> outputs;
  TxnType type = TxnType::kUnset;
  TxnMetadata metadata;
  Bytes public_key;  // 33 bytes once accepted; empty for a block reward
  ExtraData extra_data;
  std::optional<TxnSignature> signature;
  std::uint64_t version = 0;
  // Only encoded from version 1 on.
  Nanos fee;
  Nonce nonce;
  friend bool operator==(const Transaction&, const Transaction&) = default;
};

// The value under a text key, or nullptr.
const Bytes* FindExtraData(const Transaction& txn, std::string_view key);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_TXN_TRANSACTION_H_
