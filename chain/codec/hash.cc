#include "chain/codec/hash.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "chain/codec/keccak.h"
#include "engine/amount/check.h"

namespace desobook::chain {
namespace {

// Fetching the algorithm and making a context cost more than hashing a
// transaction, so each thread keeps them.
class Sha256Engine {
 public:
  Sha256Engine()
      : algorithm_(EVP_MD_fetch(nullptr, "SHA256", nullptr)),
        context_(EVP_MD_CTX_new()) {
    DESOBOOK_CHECK(algorithm_ != nullptr && context_ != nullptr);
  }

  Digest Hash(ByteView bytes) {
    Digest digest{};
    unsigned int size = 0;
    const bool done =
        EVP_DigestInit_ex2(context_.get(), algorithm_.get(), nullptr) == 1 &&
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1 &&
        EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1;
    DESOBOOK_CHECK(done && size == digest.size());
    return digest;
  }

 private:
  struct FreeAlgorithm {
    void operator()(EVP_MD* algorithm) const { EVP_MD_free(algorithm); }
  };
  struct FreeContext {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  };
  std::unique_ptr<EVP_MD, FreeAlgorithm> algorithm_;
  std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
};

BlockHash MerkleNode(const BlockHash& left, const BlockHash& right) {
  std::array<std::uint8_t, 64> both{};
  std::copy(left.bytes.begin(), left.bytes.end(), both.begin());
  std::copy(right.bytes.begin(), right.bytes.end(), both.begin() + 32);
  return BlockHash{DoubleSha256(both)};
}

}  // namespace

Digest Sha256(ByteView bytes) {
  static thread_local Sha256Engine engine;
  return engine.Hash(bytes);
}

Digest DoubleSha256(ByteView bytes) { return Sha256(Sha256(bytes)); }

Digest DesoHashV0(ByteView bytes) {
  Digest digest = Sha256(bytes);
  for (int i = 0; i < 100; ++i) {
    if (i % 7 == 0) digest = Sha3_256(digest);
    digest = Sha256(digest);
  }
  return digest;
}

std::optional<BlockHash> MerkleRoot(std::span<const TxnHash> hashes) {
  if (hashes.empty()) return std::nullopt;
  std::vector<BlockHash> level;
  level.reserve(hashes.size());
  for (const TxnHash& hash : hashes) level.push_back(BlockHash{hash.bytes});
  do {
    std::vector<BlockHash> parents;
    parents.reserve(level.size() / 2 + 1);
    for (std::size_t i = 0; i < level.size(); i += 2) {
      const BlockHash& right = i + 1 < level.size() ? level[i + 1] : level[i];
      parents.push_back(MerkleNode(level[i], right));
    }
    level = std::move(parents);
  } while (level.size() > 1);
  return level.front();
}

}  // namespace desobook::chain
