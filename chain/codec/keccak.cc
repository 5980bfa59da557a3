#include "chain/codec/keccak.h"

#include <bit>
#include <cstddef>

namespace desobook::chain {
namespace {

using State = std::array<std::uint64_t, 25>;

constexpr std::size_t kRateBytes = 136;
constexpr std::uint8_t kKeccakPadding = 0x01;
constexpr std::uint8_t kSha3Padding = 0x06;

constexpr std::array<std::uint64_t, 24> kRoundConstants = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a,
    0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
    0x8000000080008081, 0x8000000000008009, 0x000000000000008a,
    0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
    0x000000000000800a, 0x800000008000000a, 0x8000000080008081,
    0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// The walk of rho and pi: lane i + 1 of the walk receives lane i, rotated.
constexpr std::array<std::size_t, 24> kPiLane = {10, 7,  11, 17, 18, 3,  5,  16,
                                                 8,  21, 24, 4,  15, 23, 19, 13,
                                                 12, 2,  20, 14, 22, 9,  6,  1};
constexpr std::array<int, 24> kRotation = {1,  3,  6,  10, 15, 21, 28, 36,
                                           45, 55, 2,  14, 27, 41, 56, 8,
                                           25, 43, 62, 18, 39, 61, 20, 44};

void Round(State& a, std::uint64_t round_constant) {
  std::array<std::uint64_t, 5> column{};
  for (std::size_t x = 0; x < 5; ++x) {
    column[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
  }
  for (std::size_t x = 0; x < 5; ++x) {
    const std::uint64_t d =
        column[(x + 4) % 5] ^ std::rotl(column[(x + 1) % 5], 1);
    for (std::size_t y = 0; y < 25; y += 5) a[x + y] ^= d;
  }
  std::uint64_t carried = a[1];
  for (std::size_t i = 0; i < 24; ++i) {
    const std::uint64_t next = a[kPiLane[i]];
    a[kPiLane[i]] = std::rotl(carried, kRotation[i]);
    carried = next;
  }
  for (std::size_t y = 0; y < 25; y += 5) {
    const std::array<std::uint64_t, 5> row = {a[y], a[y + 1], a[y + 2],
                                              a[y + 3], a[y + 4]};
    for (std::size_t x = 0; x < 5; ++x) {
      a[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
    }
  }
  a[0] ^= round_constant;
}

// Exchanges the outer bits of every group of three, keeping the four outermost
// bits of the lane.
constexpr std::uint64_t MirrorGroups(std::uint64_t a) {
  constexpr std::uint64_t kTop = 0x2492492492492490;
  constexpr std::uint64_t kFixed = 0xC000000000000003;
  return ((kTop & a) >> 2) | ((kTop >> 1) & a) | (((kTop >> 2) & a) << 2) |
         (kFixed & a);
}

void Permute(State& state, bool mirror_groups) {
  for (const std::uint64_t round_constant : kRoundConstants) {
    Round(state, round_constant);
    if (!mirror_groups) continue;
    for (std::uint64_t& lane : state) lane = MirrorGroups(lane);
  }
}

void XorByte(State& state, std::size_t index, std::uint8_t byte) {
  state[index / 8] ^= static_cast<std::uint64_t>(byte) << (8 * (index % 8));
}

std::array<std::uint8_t, 32> Sponge(ByteView bytes, std::uint8_t padding,
                                    bool mirror_groups) {
  State state{};
  while (bytes.size() >= kRateBytes) {
    for (std::size_t i = 0; i < kRateBytes; ++i) XorByte(state, i, bytes[i]);
    Permute(state, mirror_groups);
    bytes = bytes.subspan(kRateBytes);
  }
  for (std::size_t i = 0; i < bytes.size(); ++i) XorByte(state, i, bytes[i]);
  XorByte(state, bytes.size(), padding);
  XorByte(state, kRateBytes - 1, 0x80);
  Permute(state, mirror_groups);
  std::array<std::uint8_t, 32> digest{};
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] = static_cast<std::uint8_t>(state[i / 8] >> (8 * (i % 8)));
  }
  return digest;
}

constexpr std::array<std::uint8_t, 32> kDesoHashV1Mask = {
    0x8c, 0xb3, 0xa3, 0xbb, 0x49, 0x49, 0xe4, 0xae, 0x46, 0x8b, 0x6e,
    0x7b, 0x4d, 0xa0, 0x2e, 0x34, 0xa5, 0x51, 0x44, 0xb8, 0xb3, 0xe7,
    0xbe, 0x49, 0x98, 0x55, 0x67, 0x9e, 0xd8, 0xd0, 0xcf, 0xf5};

}  // namespace

std::array<std::uint8_t, 32> Keccak256(ByteView bytes) {
  return Sponge(bytes, kKeccakPadding, /*mirror_groups=*/false);
}

std::array<std::uint8_t, 32> Sha3_256(ByteView bytes) {
  return Sponge(bytes, kSha3Padding, /*mirror_groups=*/false);
}

std::array<std::uint8_t, 32> DesoHashV1(ByteView bytes) {
  auto digest = Sponge(bytes, kSha3Padding, /*mirror_groups=*/true);
  for (std::size_t i = 0; i < digest.size(); ++i) {
    digest[i] ^= kDesoHashV1Mask[i];
  }
  return digest;
}

}  // namespace desobook::chain
