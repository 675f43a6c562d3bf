#pragma once

#include <cstdint>
#include <string_view>

namespace jialing {

/// Names a stream of random numbers: what is drawn (source, variable or parameter, node), under a seed. Streams of
/// different names are independent, so adding a node or a parameter changes no other draw.
std::uint64_t stream_key(std::uint64_t seed, std::string_view source, std::string_view variable,
                         std::string_view node = {});

/// Uniform on (0, 1) with 53 bits: the draw `index` of `member` in a stream (Philox 4×32-10, Salmon et al. 2011).
double uniform_draw(std::uint64_t key, std::int64_t member, std::uint32_t index = 0);

/// Where a random permutation of 0 … size − 1, one of the many that keys choose among, puts `index`; no table is kept.
/// At most 2^32 indices.
std::int64_t permuted(std::int64_t index, std::int64_t size, std::uint64_t key);

/// Standard normal by inversion; u in (0, 1).
double normal_quantile(double u);

}  // namespace jialing
