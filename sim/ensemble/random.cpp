#include "sim/ensemble/random.h"

#include <Random123/philox.h>

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

namespace jialing {
namespace {

constexpr int width = model::lane_width;
typedef std::uint64_t Words __attribute__((vector_size(width * sizeof(std::uint64_t))));

// FNV-1a over the bytes of a name, with a separator so that ("ab", "c") differs from ("a", "bc").
std::uint64_t hash_name(std::uint64_t hash, std::string_view name) {
  for (unsigned char byte : name) hash = (hash ^ byte) * 0x100000001b3ULL;
  return (hash ^ 0xffU) * 0x100000001b3ULL;
}

// Finaliser of SplitMix64 (Steele, Lea & Flood 2014): spreads every input bit over the whole word.
std::uint64_t mix(std::uint64_t word) {
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebULL;
  return word ^ (word >> 31);
}

// Philox 4×32-10 on `width` counters at once; 32-bit words in 64-bit lanes so that products keep their upper half.
void philox(std::uint64_t key, Words counter[4]) {
  constexpr std::uint64_t low = 0xffffffffU;
  std::uint32_t k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const Words product0 = counter[0] * PHILOX_M4x32_0;
    const Words product1 = counter[2] * PHILOX_M4x32_1;
    counter[0] = (product1 >> 32) ^ counter[1] ^ k0;
    counter[1] = product1 & low;
    counter[2] = (product0 >> 32) ^ counter[3] ^ k1;
    counter[3] = product0 & low;
    k0 += PHILOX_W32_0;
    k1 += PHILOX_W32_1;
  }
}

// Box–Muller: two uniform words into two normals.
void box_muller(const Words& first, const Words& second, NormalLane& cosine, NormalLane& sine) {
  NormalLane u, angle;
  for (int lane = 0; lane < width; ++lane) {
    u[lane] = (static_cast<float>(static_cast<std::uint32_t>(first[lane])) + 0.5F) * 0x1p-32F;
    angle[lane] = static_cast<float>(static_cast<std::int32_t>(second[lane])) * (std::numbers::pi_v<float> * 0x1p-31F);
  }
  const NormalLane radius = (-2.0F * u.log()).sqrt();
  cosine = radius * angle.cos();
  sine = radius * angle.sin();
}

}  // namespace

std::uint64_t stream_key(std::uint64_t seed, std::string_view source, std::string_view variable,
                         std::string_view node) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (std::string_view part : {source, variable, node}) hash = hash_name(hash, part);
  return mix(mix(hash) ^ mix(seed + 0x9e3779b97f4a7c15ULL));
}

double uniform_draw(std::uint64_t key, std::int64_t member, std::uint32_t index) {
  const auto m = static_cast<std::uint64_t>(member);
  const r123::Philox4x32::ctr_type counter = {
      {static_cast<std::uint32_t>(m), static_cast<std::uint32_t>(m >> 32), index, 0}};
  const r123::Philox4x32::key_type words = {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)}};
  const auto drawn = r123::Philox4x32()(counter, words);
  const std::uint64_t bits = (static_cast<std::uint64_t>(drawn[1]) << 32 | drawn[0]) >> 11;
  return (static_cast<double>(bits) + 0.5) * 0x1p-53;
}

double normal_quantile(double u) {
  using namespace boost::math::policies;
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * u, policy<promote_double<false>>());
}

void normal_draws(std::uint64_t key, std::int64_t first_member, std::uint32_t quad, NormalLane out[4]) {
  Words counter[4] = {};
  for (int lane = 0; lane < width; ++lane) {
    const auto member = static_cast<std::uint64_t>(first_member + lane);
    counter[0][lane] = member & 0xffffffffU;
    counter[1][lane] = member >> 32;
    counter[2][lane] = quad;
  }
  philox(key, counter);
  box_muller(counter[0], counter[1], out[0], out[1]);
  box_muller(counter[2], counter[3], out[2], out[3]);
}

}  // namespace jialing
