#include "sim/block/normal_draws.h"

#include <Random123/philox.h>
#include <immintrin.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "sim/model/lane_math.h"

namespace jialing {
namespace {

// Members whose words fill a register.
constexpr int width = model::register_bytes / static_cast<int>(sizeof(std::uint64_t));
typedef std::uint64_t Words __attribute__((vector_size(model::register_bytes)));

// Product of the lower 32-bit words of 64-bit lanes. Written out, because compilers take a general 64-bit product for
// it.
Words product(const Words& words, std::uint32_t factor) {
#if defined(__AVX512F__)
  return reinterpret_cast<Words>(_mm512_mul_epu32(reinterpret_cast<__m512i>(words), _mm512_set1_epi64(factor)));
#elif defined(__AVX2__)
  return reinterpret_cast<Words>(_mm256_mul_epu32(reinterpret_cast<__m256i>(words), _mm256_set1_epi64x(factor)));
#elif defined(__AVX__)
  return (words & 0xffffffffU) * factor;
#else
  return reinterpret_cast<Words>(_mm_mul_epu32(reinterpret_cast<__m128i>(words), _mm_set1_epi64x(factor)));
#endif
}

// Philox 4×32-10 on `width` counters at once; 32-bit words in 64-bit lanes so that products keep their upper half. The
// upper halves of the counters are not looked at.
void philox(std::uint64_t key, Words counter[4]) {
  std::uint32_t k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const Words product0 = product(counter[0], PHILOX_M4x32_0);
    const Words product1 = product(counter[2], PHILOX_M4x32_1);
    counter[0] = (product1 >> 32) ^ counter[1] ^ k0;
    counter[1] = product1;
    counter[2] = (product0 >> 32) ^ counter[3] ^ k1;
    counter[3] = product0;
    k0 += PHILOX_W32_0;
    k1 += PHILOX_W32_1;
  }
}

using model::Floats;

// Two draws of each member side by side.
typedef std::int32_t Integers __attribute__((vector_size(model::register_bytes)));
typedef std::uint32_t Bits __attribute__((vector_size(model::register_bytes)));

Bits join(const Words& first, const Words& second) {
  Bits bits;
  for (int lane = 0; lane < width; ++lane) {
    bits[lane] = static_cast<std::uint32_t>(first[lane]);
    bits[width + lane] = static_cast<std::uint32_t>(second[lane]);
  }
  return bits;
}

// Cosine and sine of π·angle/2^31, angle as a signed number: of the distance to the nearest quarter of the circle, by
// the polynomials of Cephes (Moshier 1992), then turned by that many quarters.
void turn(const Bits& angle, Floats& cosine, Floats& sine) {
  constexpr std::uint32_t half_quarter = 1U << 29;
  const Bits quarters = (angle + half_quarter) >> 30;
  const Bits rest = angle - (quarters << 30);
  const Floats x =
      __builtin_convertvector(std::bit_cast<Integers>(rest), Floats) * (std::numbers::pi_v<float> * 0x1p-31F);
  const Floats z = x * x;
  const Floats s = ((-1.9515295891e-4F * z + 8.3321608736e-3F) * z - 1.6666654611e-1F) * z * x + x;
  const Floats c =
      ((2.443315711809948e-5F * z - 1.388731625493765e-3F) * z + 4.166664568298827e-2F) * z * z - 0.5F * z + 1.0F;
  const auto odd = (quarters & 1U) != 0U;
  const Floats along = odd ? s : c, across = odd ? c : s;
  const Bits cosine_bits = std::bit_cast<Bits>(along) ^ ((quarters + 1U) & 2U) << 30;
  const Bits sine_bits = std::bit_cast<Bits>(across) ^ (quarters & 2U) << 30;
  cosine = std::bit_cast<Floats>(cosine_bits);
  sine = std::bit_cast<Floats>(sine_bits);
}

// Box–Muller: a pair of uniform words into a pair of normals.
void box_muller(const Bits& first, const Bits& second, Floats& cosine, Floats& sine) {
  const Floats u = (__builtin_convertvector(first, Floats) + 0.5F) * 0x1p-32F;
  const Floats square = -2.0F * model::log_of(u);
  Floats radius;
  for (int n = 0; n < 2 * width; ++n) radius[n] = std::sqrt(square[n]);
  turn(second, cosine, sine);
  cosine *= radius;
  sine *= radius;
}

}  // namespace

void normal_draws(std::uint64_t key, const LaneMembers& members, std::uint32_t quad, NormalLane out[4]) {
  static_assert(model::lane_width % width == 0);
  for (int begin = 0; begin < model::lane_width; begin += width) {
    Words counter[4] = {};
    for (int lane = 0; lane < width; ++lane) {
      const auto member = static_cast<std::uint64_t>(members[begin + lane]);
      counter[0][lane] = member & 0xffffffffU;
      counter[1][lane] = member >> 32;
      counter[2][lane] = quad;
    }
    philox(key, counter);
    Floats cosine, sine;
    box_muller(join(counter[0], counter[2]), join(counter[1], counter[3]), cosine, sine);
    for (int lane = 0; lane < width; ++lane) {
      out[0][begin + lane] = cosine[lane];
      out[1][begin + lane] = sine[lane];
      out[2][begin + lane] = cosine[width + lane];
      out[3][begin + lane] = sine[width + lane];
    }
  }
}

}  // namespace jialing
