#include "chain/codec/hash.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "chain/codec/keccak.h"
#include "tests/chain/codec/vectors.h"

namespace desobook::chain {
namespace {

using testing::HexText;

Bytes Pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) {
    bytes[i] = static_cast<std::uint8_t>(i * 131 + 7);
  }
  return bytes;
}

Digest OpenSsl(const EVP_MD* algorithm, const Bytes& bytes) {
  Digest digest{};
  EXPECT_EQ(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr,
                       algorithm, nullptr),
            1);
  return digest;
}

TEST(HashTest, AgreesWithOpenSslAtEveryLength) {
  for (std::size_t size = 0; size <= 3 * 136 + 1; ++size) {
    const Bytes bytes = Pattern(size);
    EXPECT_EQ(Sha256(bytes), OpenSsl(EVP_sha256(), bytes)) << size;
    EXPECT_EQ(Sha3_256(bytes), OpenSsl(EVP_sha3_256(), bytes)) << size;
  }
}

TEST(HashTest, KeccakIsEthereums) {
  EXPECT_EQ(HexText(Keccak256({})),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  const Bytes abc = {'a', 'b', 'c'};
  EXPECT_EQ(HexText(Keccak256(abc)),
            "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

TEST(HashTest, HeaderHashOfVersion1HasItsCheckValue) {
  EXPECT_EQ(HexText(DesoHashV1({})),
            "cee514c158d2b41a567a4e2ebb28c3412a1b188269d9ca909135a633172a4443");
}

TEST(HashTest, MerkleRootOfOneHashPairsItWithItself) {
  const TxnHash hash{Sha256(Pattern(5))};
  Bytes both(hash.bytes.begin(), hash.bytes.end());
  both.insert(both.end(), hash.bytes.begin(), hash.bytes.end());
  const std::vector<TxnHash> hashes = {hash};
  EXPECT_EQ(MerkleRoot(hashes)->bytes, DoubleSha256(both));
}

}  // namespace
}  // namespace desobook::chain
