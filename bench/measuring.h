#pragma once

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>

#include "sim/results/netcdf_writer.h"

namespace jialing::bench {

inline double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Of all threads together, in which they had a processor.
inline double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// The most memory that the process has held so far.
inline double peak_memory_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Writes results to a file that is removed again.
inline void write_and_remove(const Results& results) {
  const auto path = std::filesystem::temp_directory_path() / ("jialing_bench_" + std::to_string(getpid()) + ".nc");
  write_netcdf({&results}, path);
  std::filesystem::remove(path);
}

}  // namespace jialing::bench
