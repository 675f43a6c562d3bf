#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jialing::bench {

/// Operations per second of fused multiply-adds in registers, two for each: all threads together. The peak that no
/// program can pass. Here and below, seconds are those in which a thread has a processor.
template <class Real>
double fma_peak(int threads);

/// Bytes per second that all threads together read from arrays of their own.
struct Bandwidth {
  std::string level;   ///< the cache that holds a thread's array, or "memory"
  std::int64_t bytes;  ///< of a thread's array
  double per_second;
};

/// One for each level of the caches, and one for main memory.
std::vector<Bandwidth> read_bandwidths(int threads);

}  // namespace jialing::bench
