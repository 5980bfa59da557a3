// Networks, fork heights and parameter defaults (protocol text 6.5, 6.6).

#ifndef DESOBOOK_ENGINE_RULES_PARAMS_H_
#define DESOBOOK_ENGINE_RULES_PARAMS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/amount/units.h"
#include "engine/ledger/entries.h"
#include "engine/txn/ids.h"

#pragma GCC visibility push(default)

namespace desobook {

enum class Network : std::uint8_t { kMainnet, kTestnet, kRegtest };
std::string_view NetworkName(Network network);
std::optional<Network> NetworkFromName(std::string_view name);

// All gates are `height >= value`.
struct ForkHeights {
  BlockHeight dao_coin = 0;
  BlockHeight derived_key_set_spending_limits = 0;
  BlockHeight derived_key_track_spending_limits = 0;
  BlockHeight dao_coin_limit_order = 0;
  BlockHeight derived_key_eth_signature_compatibility = 0;
  BlockHeight order_book_db_fetch_optimization = 0;
  BlockHeight param_updater_refactor = 0;
  BlockHeight unlimited_derived_keys = 0;
  BlockHeight associations_and_access_groups = 0;
  BlockHeight associations_derived_key_spending_limit = 0;
  BlockHeight balance_model = 0;
  BlockHeight block_reward_patch = 0;
  BlockHeight proof_of_stake_1_state_setup = 0;
  BlockHeight proof_of_stake_2_cutover = 0;
  BlockHeight lockups_and_atomic_txns = 0;  // = proof_of_stake_1_state_setup
};

struct NetworkParams {
  Network network = Network::kMainnet;
  ForkHeights forks;
  // Keys that may send SWAP_IDENTITY and UPDATE_GLOBAL_PARAMS.
  std::vector<PublicKey> param_updaters;
  std::uint64_t max_block_size_bytes_pow = 0;
  // Blocks until a block reward may be spent before PoS; below 2 nothing is
  // ever withheld (6.2).
  std::uint64_t block_reward_maturity_blocks = 0;
  // Defaults for zero GlobalParams fields.
  std::uint64_t default_max_txn_size_bytes_pos = 25'000;
  std::uint64_t default_epoch_duration_num_blocks = 144;
  std::uint64_t default_stake_lockup_epoch_duration = 3;
};

// `accelerated` is the node's regtest mode for tests: cutover at height 30,
// epochs of 5 blocks. Ignored on the other networks.
NetworkParams ParamsFor(Network network, bool accelerated = false);

// Whether `key` may send SWAP_IDENTITY and UPDATE_GLOBAL_PARAMS, and update
// profiles of others.
bool IsParamUpdater(const NetworkParams& network, const PublicKey& key);

// Resolves the zero-means-default fields.
std::uint64_t MaxTxnSizeBytesPos(const NetworkParams& network,
                                 const GlobalParams& params);

}  // namespace desobook

#pragma GCC visibility pop

#endif  // DESOBOOK_ENGINE_RULES_PARAMS_H_
