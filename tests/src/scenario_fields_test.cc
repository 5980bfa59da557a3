// The decoded content that a scenario repeats beside a transaction's bytes.

#include "src/scenario_fields.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace desobook {
namespace {

using nlohmann::json;

Transaction TransferOf(const Bytes& receiver, std::size_t extra_bytes) {
  Transaction txn;
  txn.type = TxnType::kDaoCoinTransfer;
  DaoCoinTransferMetadata metadata;
  metadata.receiver_public_key = receiver;
  txn.metadata = metadata;
  txn.extra_data[Bytes{'b'}] = Bytes(extra_bytes, 7);
  return txn;
}

std::size_t Differences(const json& recorded, const Transaction& txn) {
  return CompareScenarioFields(recorded, txn, Network::kTestnet).size();
}

TEST(ScenarioFields, AcceptBothWaysToWriteAnEmptyKey) {
  const Transaction txn = TransferOf({}, 1);
  json recorded = ScenarioFieldsOf(txn, Network::kTestnet);
  for (const char* empty : {"", "g2n28bcZj"}) {
    recorded["receiver_public_key"] = empty;
    EXPECT_EQ(Differences(recorded, txn), 0U) << empty;
    EXPECT_EQ(Differences(recorded, TransferOf(Bytes(33, 2), 1)), 1U) << empty;
  }
  recorded["receiver_public_key"] = "g2n28bcZk";
  EXPECT_EQ(Differences(recorded, txn), 1U) << "a wrong checksum";
}

TEST(ScenarioFields, HoldShortenedBytesToTheirNumber) {
  const Transaction txn = TransferOf({}, 25'000);
  json recorded = ScenarioFieldsOf(txn, Network::kTestnet);
  recorded["extra_data"]["b"] = "(25000 bytes, see raw)";
  EXPECT_EQ(Differences(recorded, txn), 0U);
  for (const char* wrong :
       {"(24999 bytes, see raw)", "(x bytes, see raw)", "( bytes, see raw)",
        "(99999999999999999999 bytes, see raw)", "(25000 bytes)", ""}) {
    recorded["extra_data"]["b"] = wrong;
    EXPECT_EQ(Differences(recorded, txn), 1U) << wrong;
  }
  recorded["extra_data"] = {{"c", "(25000 bytes, see raw)"}};
  EXPECT_EQ(Differences(recorded, txn), 1U) << "another key";
  recorded["extra_data"] = json::object();
  EXPECT_EQ(Differences(recorded, txn), 1U) << "a key too few";
}

}  // namespace
}  // namespace desobook
