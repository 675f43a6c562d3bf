#include "bench/machine.h"

#include <omp.h>
#include <time.h>

#include <algorithm>
#include <fstream>
#include <numeric>

namespace jialing::bench {
namespace {

constexpr double least_seconds = 0.05;  // of a measurement

// The widest vector of the instruction set.
template <class Real>
struct Widest {
  typedef Real Vector __attribute__((vector_size(__BIGGEST_ALIGNMENT__)));
};

// That this thread has had a processor: other users of the machine do not count.
double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// Repeats of `work` per second of this thread.
template <class Work>
double repeats_per_second(const Work& work) {
  work();  // warms caches and clock
  const double start = thread_seconds();
  double repeats = 0, spent = 0;
  while ((spent = thread_seconds() - start) < least_seconds) {
    work();
    ++repeats;
  }
  return repeats / spent;
}

// Adds up over the threads what measure() says in each of them, all at the same time.
template <class Measure>
double in_all_threads(int threads, const Measure& measure) {
  double total = 0;
#pragma omp parallel num_threads(threads) reduction(+ : total)
  {
    const auto prepared = measure();
#pragma omp barrier
    total += prepared();
  }
  return total;
}

// Keeps the compiler from leaving out what leads to this value, and from taking it over from the round before.
template <class Value>
void keep(const Value& value) {
  asm volatile("" : : "m"(value) : "memory");
}

constexpr int sums_of_array = 8;  // independent, so that reading never waits for adding

using WideVector = Widest<double>::Vector;

WideVector sum_of(const std::vector<WideVector>& array) {
  WideVector sums[sums_of_array] = {};
  for (std::size_t n = 0; n < array.size(); n += sums_of_array) {
#pragma GCC unroll 8
    for (int part = 0; part < sums_of_array; ++part) sums[part] += array[n + part];
  }
  return std::accumulate(std::begin(sums), std::end(sums), WideVector{});
}

// Of the data cache of a level that the first processor uses; `usual` where the system does not say.
std::int64_t cache_bytes(int level, std::int64_t usual) {
  for (int index = 0;; ++index) {
    const std::string folder = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index) + "/";
    int found = 0;
    if (!(std::ifstream(folder + "level") >> found)) return usual;
    std::string type;
    std::ifstream(folder + "type") >> type;
    std::int64_t kibibytes = 0;
    if (found == level && type != "Instruction" && std::ifstream(folder + "size") >> kibibytes) return kibibytes << 10;
  }
}

}  // namespace

// Twelve sums hide the latency of two units that take five cycles each, and still fit into sixteen registers.
template <class Real>
double fma_peak(int threads) {
  using Vector = typename Widest<Real>::Vector;
  constexpr int sums = 12, rounds = 10000;
  constexpr double operations = 2.0 * sums * rounds * (sizeof(Vector) / sizeof(Real));
  const auto work = [] {
    const Vector factor = Vector{} + Real(0.999), term = Vector{} + Real(0.001);
    Vector sum[sums];
    for (int n = 0; n < sums; ++n) sum[n] = Vector{} + Real(n);
    for (int round = 0; round < rounds; ++round) {
#pragma GCC unroll 12
      for (int n = 0; n < sums; ++n) sum[n] = sum[n] * factor + term;
    }
    for (const Vector& each : sum) keep(each);
  };
  return operations * in_all_threads(threads, [&] { return [&] { return repeats_per_second(work); }; });
}

template double fma_peak<double>(int threads);
template double fma_peak<float>(int threads);

std::vector<Bandwidth> read_bandwidths(int threads) {
  constexpr std::int64_t least_bytes = 1 << 20;  // between two looks at the clock
  const std::int64_t l1 = cache_bytes(1, 32 << 10), l2 = cache_bytes(2, 1 << 19), l3 = cache_bytes(3, 8 << 20);
  std::vector<Bandwidth> found = {
      {"L1", l1 / 2, 0}, {"L2", l2 / 2, 0}, {"L3", std::max(l3 / 2 / threads, l2), 0}, {"memory", 4 * l3 / threads, 0}};
  for (Bandwidth& each : found) {
    const auto vectors = static_cast<std::size_t>(each.bytes) / sizeof(WideVector) / sums_of_array * sums_of_array;
    each.bytes = static_cast<std::int64_t>(vectors * sizeof(WideVector));
    const std::int64_t rounds = std::max<std::int64_t>(1, least_bytes / each.bytes);
    const double repeats = in_all_threads(threads, [&] {
      return [rounds, array = std::vector<WideVector>(vectors)] {  // filled, so touched, by the thread that reads it
        return repeats_per_second([&] {
          for (std::int64_t round = 0; round < rounds; ++round) keep(sum_of(array));
        });
      };
    });
    each.per_second = repeats * static_cast<double>(rounds * each.bytes);
  }
  return found;
}

}  // namespace jialing::bench
