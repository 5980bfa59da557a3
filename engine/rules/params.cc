#include "engine/rules/params.h"

#include <algorithm>
#include <array>

namespace desobook {
namespace {

// Source: deso-protocol/core lib/constants.go, MainnetForkHeights.
constexpr ForkHeights kMainnetForks{
    .dao_coin = 98'474,
    .derived_key_set_spending_limits = 130'901,
    .derived_key_track_spending_limits = 130'901,
    .dao_coin_limit_order = 130'901,
    .derived_key_eth_signature_compatibility = 137'173,
    .order_book_db_fetch_optimization = 137'173,
    .param_updater_refactor = 141'193,
    .unlimited_derived_keys = 166'066,
    .associations_and_access_groups = 205'386,
    .associations_derived_key_spending_limit = 213'487,
    .balance_model = 226'839,
    .block_reward_patch = 235'134,
    .proof_of_stake_1_state_setup = 349'167,
    .proof_of_stake_2_cutover = 351'153,
    .lockups_and_atomic_txns = 349'167,
};

// Source: ibid., TestnetForkHeights.
constexpr ForkHeights kTestnetForks{
    .dao_coin = 97'322,
    .derived_key_set_spending_limits = 304'087,
    .derived_key_track_spending_limits = 305'167,
    .dao_coin_limit_order = 304'087,
    .derived_key_eth_signature_compatibility = 360'584,
    .order_book_db_fetch_optimization = 360'584,
    .param_updater_refactor = 373'536,
    .unlimited_derived_keys = 467'217,
    .associations_and_access_groups = 596'555,
    .associations_derived_key_spending_limit = 642'270,
    .balance_model = 683'058,
    .block_reward_patch = 729'753,
    .proof_of_stake_1_state_setup = 1'113'866,
    .proof_of_stake_2_cutover = 1'119'482,
    .lockups_and_atomic_txns = 1'113'866,
};

// Source: ibid., RegtestForkHeights.
constexpr ForkHeights kRegtestForks{
    .balance_model = 1,
    .proof_of_stake_1_state_setup = 1,
    .proof_of_stake_2_cutover = 300,
    .lockups_and_atomic_txns = 1,
};
constexpr BlockHeight kAcceleratedCutover = 30;
constexpr std::uint64_t kAcceleratedEpochBlocks = 5;

// The keys from ParamUpdaterRefactor on; heights before it lie below
// BalanceModel and are not executed. The same on every network.
// Source: ibid., GetParamUpdaterPublicKeys.
constexpr std::array<PublicKey, 5> kParamUpdaters = {{
    {{0x02, 0x54, 0xb9, 0x27, 0x54, 0xa8, 0x9a, 0xdc, 0xe4, 0xce, 0x6f,
      0xd4, 0xf8, 0xea, 0x22, 0x16, 0xba, 0x0b, 0xbe, 0x36, 0x33, 0x7e,
      0xa6, 0xda, 0xa2, 0x74, 0x1b, 0xb3, 0x2b, 0xd4, 0xe5, 0x17, 0xc3}},
    {{0x02, 0x19, 0x04, 0xd3, 0xf5, 0x87, 0x22, 0xb1, 0x67, 0x04, 0x80,
      0x79, 0xd9, 0x60, 0x88, 0xf8, 0x92, 0xa8, 0x6c, 0x02, 0x86, 0x94,
      0x15, 0xcc, 0xf5, 0x7a, 0x03, 0x9c, 0x31, 0x05, 0x15, 0xbc, 0xb4}},
    {{0x03, 0x47, 0xb0, 0x6e, 0xdd, 0x1e, 0x6b, 0x93, 0x86, 0x9f, 0xb9,
      0x78, 0x26, 0xa1, 0x83, 0xe0, 0x27, 0xca, 0x45, 0x31, 0x5e, 0xf8,
      0x37, 0x06, 0xdf, 0x86, 0x2f, 0x86, 0xd0, 0x8d, 0x40, 0x24, 0x86}},
    {{0x02, 0x15, 0xfb, 0x70, 0xdc, 0x04, 0xd0, 0xa7, 0xcf, 0xe5, 0xb9,
      0x62, 0xa7, 0x43, 0x92, 0x45, 0xd1, 0xe0, 0x03, 0xc6, 0x3d, 0x85,
      0x49, 0x02, 0xa9, 0x60, 0xd2, 0xf2, 0x37, 0xb1, 0x10, 0x4b, 0x43}},
    {{0x03, 0xd3, 0x80, 0xea, 0x0f, 0x08, 0x0d, 0xc9, 0x9f, 0x9f, 0x1f,
      0x26, 0x1b, 0xd0, 0xc9, 0x73, 0xd8, 0xed, 0x63, 0x99, 0x21, 0x95,
      0x14, 0xb3, 0x9d, 0x62, 0x51, 0x21, 0x80, 0xf4, 0x84, 0x77, 0xa5}},
}};

// tBCKVERmG9nZpHTk2AVPqknWc1Mw9HHAnqrTpW1RnXpXMQ4PsQgnmV (6.5).
constexpr PublicKey kRegtestParamUpdater = {
    {0x02, 0x39, 0x7b, 0x1a, 0x80, 0xeb, 0xa0, 0xa6, 0x06, 0x44, 0x65,
     0x0a, 0xf1, 0x3c, 0x2a, 0x6f, 0xfd, 0xfb, 0xbf, 0x38, 0x83, 0x0c,
     0xaf, 0xc3, 0x49, 0x37, 0xa7, 0x5d, 0xdd, 0x44, 0xb8, 0xce, 0x52}};

}  // namespace

std::string_view NetworkName(Network network) {
  switch (network) {
    case Network::kMainnet:
      return "mainnet";
    case Network::kTestnet:
      return "testnet";
    case Network::kRegtest:
      return "regtest";
  }
  return {};
}

std::optional<Network> NetworkFromName(std::string_view name) {
  for (const Network network :
       {Network::kMainnet, Network::kTestnet, Network::kRegtest}) {
    if (NetworkName(network) == name) return network;
  }
  return std::nullopt;
}

NetworkParams ParamsFor(Network network, bool accelerated) {
  NetworkParams params;
  params.network = network;
  params.param_updaters.assign(kParamUpdaters.begin(), kParamUpdaters.end());
  params.max_block_size_bytes_pow = 1'000'000;
  switch (network) {
    case Network::kMainnet:
      params.forks = kMainnetForks;
      params.max_block_size_bytes_pow = 16'000'000;
      params.block_reward_maturity_blocks = 36;  // 3 h of 5-minute blocks
      break;
    case Network::kTestnet:
      params.forks = kTestnetForks;
      params.block_reward_maturity_blocks = 5;  // 5 min of 1-minute blocks
      break;
    case Network::kRegtest:
      params.forks = kRegtestForks;
      params.param_updaters.push_back(kRegtestParamUpdater);
      if (accelerated) {
        params.forks.proof_of_stake_2_cutover = kAcceleratedCutover;
        params.default_epoch_duration_num_blocks = kAcceleratedEpochBlocks;
      }
      break;
  }
  return params;
}

bool IsParamUpdater(const NetworkParams& network, const PublicKey& key) {
  return std::find(network.param_updaters.begin(), network.param_updaters.end(),
                   key) != network.param_updaters.end();
}

std::uint64_t MaxTxnSizeBytesPos(const NetworkParams& network,
                                 const GlobalParams& params) {
  return params.max_txn_size_bytes_pos != 0
             ? params.max_txn_size_bytes_pos
             : network.default_max_txn_size_bytes_pos;
}

}  // namespace desobook
