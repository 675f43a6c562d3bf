#pragma once

#include <omp.h>

#include <atomic>
#include <exception>
#include <mutex>

namespace jialing {

/// Threads to run when so many are wanted; 0: one for each processor.
inline int thread_count(int wanted) {
  return wanted > 0 ? wanted : omp_get_max_threads();
}

/// What a thread throws in a parallel region, which no exception may leave: kept until the region has ended. Only the
/// first counts.
class ThreadFailure {
 public:
  /// Takes an action of a thread.
  template <class Action>
  void guard(const Action& action) noexcept {
    try {
      action();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      happened_ = true;
    }
  }

  /// Whether a thread has failed, so that the others need not go on.
  bool happened() const { return happened_; }
  /// After the region: throws what was thrown in it.
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr failure_;
  std::atomic<bool> happened_ = false;
};

}  // namespace jialing
