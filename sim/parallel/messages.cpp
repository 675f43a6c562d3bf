#include "sim/parallel/messages.h"

#include <algorithm>
#include <cstdlib>

#include "jialing/error.h"

#ifdef JIALING_MPI
#include <mpi.h>
#endif

namespace jialing {
namespace {

int number_in(const char* variable) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : 0;
}

/// Open MPI's mpirun, that of MPICH and its relatives, and `srun --mpi=pmix` say so in the environment: MPI itself is
/// asked only then, for it takes a moment to start.
bool started_with_others() {
  if (number_in("OMPI_COMM_WORLD_SIZE") > 1 || number_in("PMI_SIZE") > 1) return true;
  return std::getenv("PMIX_RANK") && !std::getenv("OMPI_COMM_WORLD_SIZE") && number_in("SLURM_NTASKS") > 1;
}

#ifdef JIALING_MPI

constexpr int counters = 2;

class MpiMessages : public Messages {
 public:
  MpiMessages() {
    int level = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level);
    if (level < MPI_THREAD_SERIALIZED) throw Error("this MPI allows no threads; use one that does");
    MPI_Comm_rank(MPI_COMM_WORLD, &number_);
    MPI_Comm_size(MPI_COMM_WORLD, &count_);
    const MPI_Aint size = number_ == 0 ? counters * static_cast<MPI_Aint>(sizeof(std::int64_t)) : 0;
    std::int64_t* values = nullptr;
    MPI_Win_allocate(size, sizeof(std::int64_t), MPI_INFO_NULL, MPI_COMM_WORLD, &values, &window_);
    if (number_ == 0) std::fill_n(values, counters, 0);
    MPI_Barrier(MPI_COMM_WORLD);
    MPI_Win_lock_all(MPI_MODE_NOCHECK, window_);
  }

  ~MpiMessages() override {
    MPI_Win_unlock_all(window_);
    MPI_Win_free(&window_);
    MPI_Finalize();
  }

  int number() const override { return number_; }
  int count() const override { return count_; }

  void gather(const void* own, std::size_t size, void* all) override {
    const int bytes = static_cast<int>(size);
    MPI_Allgather(own, bytes, MPI_BYTE, all, bytes, MPI_BYTE, MPI_COMM_WORLD);
  }

  std::vector<std::string> gather(const std::string& own, const std::vector<std::uint64_t>& sizes) override {
    std::vector<std::string> all;
    for (int rank = 0; rank < count_; ++rank) {
      std::string& text =
          all.emplace_back(rank == number_ ? own : std::string(sizes[static_cast<std::size_t>(rank)], ' '));
      broadcast(text.data(), text.size(), rank);
    }
    return all;
  }

  void maximum(std::vector<int>& numbers) override {
    MPI_Allreduce(MPI_IN_PLACE, numbers.data(), static_cast<int>(numbers.size()), MPI_INT, MPI_MAX, MPI_COMM_WORLD);
  }

  // MPI counts in int.
  void broadcast(void* bytes, std::size_t size, int owner) override {
    constexpr std::size_t most = std::size_t(1) << 30;
    auto* next = static_cast<char*>(bytes);
    for (std::size_t left = size; left > 0;) {
      const std::size_t part = std::min(left, most);
      MPI_Bcast(next, static_cast<int>(part), MPI_BYTE, owner, MPI_COMM_WORLD);
      next += part;
      left -= part;
    }
  }

  std::int64_t count_up(int counter) override {
    const std::int64_t one = 1;
    std::int64_t before = 0;
    MPI_Fetch_and_op(&one, &before, MPI_INT64_T, 0, counter, MPI_SUM, window_);
    MPI_Win_flush(0, window_);
    return before;
  }

  void set_back(int counter) override {
    const std::int64_t zero = 0;
    MPI_Accumulate(&zero, 1, MPI_INT64_T, 0, counter, 1, MPI_INT64_T, MPI_REPLACE, window_);
    MPI_Win_flush(0, window_);
  }

  void use_up() override {
    const std::int64_t much = std::int64_t(1) << 60;
    for (int counter = 0; counter < counters; ++counter)
      MPI_Accumulate(&much, 1, MPI_INT64_T, 0, counter, 1, MPI_INT64_T, MPI_REPLACE, window_);
    MPI_Win_flush(0, window_);
  }

  [[noreturn]] void abort(int code) override {
    MPI_Abort(MPI_COMM_WORLD, code);
    std::abort();
  }

 private:
  int number_ = 0, count_ = 1;
  MPI_Win window_ = MPI_WIN_NULL;
};

#endif

}  // namespace

std::unique_ptr<Messages> start_messages() {
  if (!started_with_others()) return nullptr;
#ifdef JIALING_MPI
  return std::make_unique<MpiMessages>();
#else
  throw Error(
      "started with others by mpirun or srun, but built without MPI: install MPI (on Debian libopenmpi-dev) "
      "and build again");
#endif
}

}  // namespace jialing
