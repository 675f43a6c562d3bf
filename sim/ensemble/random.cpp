#include "sim/ensemble/random.h"

#include <Random123/philox.h>

#include <algorithm>
#include <bit>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <numbers>

#include "sim/tables/fnv1a.h"

namespace jialing {
namespace {

// Finaliser of SplitMix64 (Steele, Lea & Flood 2014): spreads every input bit over the whole word.
std::uint64_t mix(std::uint64_t word) {
  word = (word ^ (word >> 30)) * 0xbf58476d1ce4e5b9ULL;
  word = (word ^ (word >> 27)) * 0x94d049bb133111ebULL;
  return word ^ (word >> 31);
}

}  // namespace

std::uint64_t stream_key(std::uint64_t seed, std::string_view source, std::string_view variable,
                         std::string_view node) {
  constexpr unsigned char separator = 0xff;  // so that ("ab", "c") differs from ("a", "bc")
  Fnv1a hash;
  for (std::string_view part : {source, variable, node}) {
    hash.add(part);
    hash.add(separator);
  }
  return mix(mix(hash.value()) ^ mix(seed + 0x9e3779b97f4a7c15ULL));
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

// A Feistel network of eight rounds over a power of four that holds all indices (Luby & Rackoff 1988), repeated until
// it ends among them (Black & Rogaway 2002): less than four times on average.
std::int64_t permuted(std::int64_t index, std::int64_t size, std::uint64_t key) {
  constexpr int rounds = 8;
  const int bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(size - 1)));
  const int half = std::max(1, (bits + 1) / 2);
  const std::uint64_t mask = (std::uint64_t(1) << half) - 1;
  auto place = static_cast<std::uint64_t>(index);
  do {
    std::uint64_t left = place >> half, right = place & mask;
    for (std::uint64_t round = 0; round < rounds; ++round) {
      const std::uint64_t next = left ^ (mix(key + mix(round << 32U | right)) & mask);
      left = right;
      right = next;
    }
    place = left << half | right;
  } while (place >= static_cast<std::uint64_t>(size));
  return static_cast<std::int64_t>(place);
}

double normal_quantile(double u) {
  using namespace boost::math::policies;
  return -std::numbers::sqrt2 * boost::math::erfc_inv(2 * u, policy<promote_double<false>>());
}

}  // namespace jialing
