// The rule of every transaction type but orders and wrappers: step 6 of
// protocol text 6.1. Each runs the basic transfer where the node does, so that
// the first error is the node's error, and appends the node's operations.
//
// A refused rule leaves its traces in the view; connect.cc rolls them back.

#ifndef DESOBOOK_ENGINE_RULES_TRANSACTION_RULES_H_
#define DESOBOOK_ENGINE_RULES_TRANSACTION_RULES_H_

#include "engine/amount/rule_error.h"
#include "engine/rules/basic_transfer.h"

namespace desobook {

// 4.6. Source: deso-protocol/core lib/block_view_derived_key.go,
// _connectAuthorizeDerivedKey.
Result<Totals> ConnectAuthorizeDerivedKey(TxnScope& scope);

// 4.2. Source: lib/block_view_dao_coin.go, _connectDAOCoin.
Result<Totals> ConnectDaoCoin(TxnScope& scope);

// 4.3. Source: lib/block_view_balance_entry.go, HelpConnectCoinTransfer.
Result<Totals> ConnectDaoCoinTransfer(TxnScope& scope);

// 4.7. Source: lib/block_view_association.go, _connectCreateUserAssociation,
// _connectDeleteUserAssociation.
Result<Totals> ConnectCreateUserAssociation(TxnScope& scope);
Result<Totals> ConnectDeleteUserAssociation(TxnScope& scope);

// As far as money and coins go: the profile, its user name, its fee.
// Source: lib/block_view_profile.go, _connectUpdateProfile.
Result<Totals> ConnectUpdateProfile(TxnScope& scope);

// 1.2. Source: lib/block_view_profile.go, _connectSwapIdentity.
Result<Totals> ConnectSwapIdentity(TxnScope& scope);

// 6.6. Source: lib/block_view.go, _connectUpdateGlobalParams.
Result<Totals> ConnectUpdateGlobalParams(TxnScope& scope);

// Posts, likes and follows as fee and nonce, with the checks that need nothing
// but the transaction and profiles. Whether a post, a like or a follow exists
// is not tracked.
// Source: lib/block_view_post.go, _connectSubmitPost; lib/block_view_like.go,
// _connectLike; lib/block_view_follow.go, _connectFollow.
Result<Totals> ConnectSubmitPost(TxnScope& scope);
Result<Totals> ConnectLike(TxnScope& scope);
Result<Totals> ConnectFollow(TxnScope& scope);

// The DESO that a buy moves: out of the buyer, and the founder's reward to the
// creator. The curve, coin balances and what depends on them are not modelled;
// a sell is therefore refused only where its basic transfer already is.
// Source: lib/block_view_creator_coin.go, HelpConnectCreatorCoinBuy.
Result<Totals> ConnectCreatorCoin(TxnScope& scope);
Result<Totals> ConnectCreatorCoinTransfer(TxnScope& scope);

// Validators and stakes. The node's errors of these rules stand outside its
// general list and come out as kGeneric. The signature of a validator's voting
// key is not checked.
// Source: lib/block_view_validator.go, _connectRegisterAsValidator;
// lib/block_view_stake.go, _connectStake, _connectUnstake, _connectUnlockStake.
Result<Totals> ConnectRegisterAsValidator(TxnScope& scope);
Result<Totals> ConnectStake(TxnScope& scope);
Result<Totals> ConnectUnstake(TxnScope& scope);
Result<Totals> ConnectUnlockStake(TxnScope& scope);

}  // namespace desobook

#endif  // DESOBOOK_ENGINE_RULES_TRANSACTION_RULES_H_
