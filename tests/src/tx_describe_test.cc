// tx decode over every transaction of the vectors, through the function behind
// the command.

#include "src/tx_describe.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "src/hex.h"
#include "src/json_output.h"

namespace desobook {
namespace {

using nlohmann::json;

json LoadCases() {
  std::ifstream file(DESOBOOK_TEST_DATA "/codec/transactions.json");
  return json::parse(file, nullptr, /*allow_exceptions=*/false);
}

// Every name of `value`, with the path that leads to it. Lists do not count.
template <typename AnyJson>
void CollectNames(const AnyJson& value, const std::string& path,
                  std::set<std::string>& names) {
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) {
      names.insert(path + key);
      CollectNames(member, path + key + ".", names);
    }
  } else if (value.is_array()) {
    for (const auto& element : value) CollectNames(element, path, names);
  }
}

void ExpectSigner(const json& vector, const TxDescription& txn) {
  const std::string signed_by = vector["signed_by"];
  if (signed_by == "none") {
    EXPECT_EQ(txn.signature, "none");
    EXPECT_EQ(txn.signer_role, "none");
    EXPECT_TRUE(txn.signer.empty());
    return;
  }
  EXPECT_EQ(txn.signature, "valid") << txn.signature_detail;
  EXPECT_EQ(txn.signer_role, signed_by == "owner" ? "owner" : "derived key");
  EXPECT_EQ(BytesToHex(txn.signer), vector["signer_public_key"]);
}

void ExpectTransaction(const json& vector) {
  const auto decoded = DescribeTransaction(
      *BytesFromHex(vector["signed_hex"].get<std::string>()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  const TxDescription& txn = decoded->txn;
  EXPECT_TRUE(decoded->canonical);
  EXPECT_EQ(decoded->trailing_bytes, 0U);
  EXPECT_EQ(txn.type, vector["type"]);
  EXPECT_EQ(txn.type_number, vector["type_number"]);
  EXPECT_EQ(BytesToHex(txn.hash.view()), vector["txn_hash"]);
  EXPECT_EQ(BytesToHex(txn.unsigned_hash), vector["sign_digest"]);
  EXPECT_EQ(txn.size * 2, vector["signed_hex"].get<std::string>().size());
  ExpectSigner(vector, txn);
  std::set<std::string> wanted;
  CollectNames(vector["fields"], "", wanted);
  std::set<std::string> found;
  const Json document = JsonOf(*decoded, Network::kMainnet);
  CollectNames(document["transaction"]["fields"], "", found);
  for (const std::string& name : wanted) {
    EXPECT_TRUE(found.contains(name)) << name;
  }
  const std::string text = TextOf(*decoded, Network::kMainnet);
  EXPECT_NE(text.find(vector["txn_hash"].get<std::string>()),
            std::string::npos);
  if (txn.type == "DAO_COIN_LIMIT_ORDER") {
    EXPECT_NE(txn.order_id.has_value(), txn.cancelled_order_id.has_value());
  }
}

TEST(DescribeTransaction, TellsWhatTheVectorsTell) {
  const json cases = LoadCases();
  ASSERT_TRUE(cases.is_array());
  std::size_t transactions = 0;
  std::size_t decodes = 0;
  for (const json& one : cases) {
    SCOPED_TRACE(one.dump().substr(0, 300));
    if (one["kind"] == "transaction") {
      ++transactions;
      ExpectTransaction(one);
    } else if (one["kind"] == "decode") {
      ++decodes;
      const auto decoded =
          DescribeTransaction(*BytesFromHex(one["bytes"].get<std::string>()));
      ASSERT_EQ(decoded.ok(), !one["error"].get<bool>());
      if (decoded.ok()) {
        EXPECT_EQ(BytesToHex(decoded->txn.hash.view()), one["txn_hash"]);
      } else {
        EXPECT_NE(decoded.status().message().find("byte"),
                  absl::string_view::npos)
            << decoded.status();
      }
    } else {
      ADD_FAILURE() << "unknown kind";
    }
    if (::testing::Test::HasFatalFailure()) return;
  }
  EXPECT_GT(transactions, 300U);
  EXPECT_GT(decodes, 300U);
}

TEST(DescribeTransaction, ShowsTheOrdersInsideAWrapper) {
  std::size_t orders = 0;
  for (const json& one : LoadCases()) {
    if (one["kind"] != "transaction" || one["type"] != "ATOMIC_TXNS_WRAPPER") {
      continue;
    }
    const auto decoded = DescribeTransaction(
        *BytesFromHex(one["signed_hex"].get<std::string>()));
    ASSERT_TRUE(decoded.ok()) << decoded.status();
    EXPECT_FALSE(decoded->txn.order_id.has_value());
    for (const TxDescription& inner : decoded->txn.inner) {
      if (!inner.order_id) continue;
      ++orders;
      EXPECT_EQ(inner.order_id->bytes, inner.hash.bytes);
      EXPECT_NE(TextOf(*decoded, Network::kTestnet)
                    .find(BytesToHex(inner.order_id->view())),
                std::string::npos);
    }
  }
  EXPECT_GT(orders, 0U);
}

}  // namespace
}  // namespace desobook
