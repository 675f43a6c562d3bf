#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace jialing {

/// Messages between the ranks, by MPI. Each call but those of counters and abort() is made by all ranks; an error of
/// MPI ends them all.
class Messages {
 public:
  virtual ~Messages() = default;  ///< all ranks have said what they had to say

  virtual int number() const = 0;  ///< of this rank, from 0
  virtual int count() const = 0;
  /// The same number of bytes from each rank, one after the other, to all.
  virtual void gather(const void* own, std::size_t size, void* all) = 0;
  /// Texts of these sizes, [rank], to all.
  virtual std::vector<std::string> gather(const std::string& own, const std::vector<std::uint64_t>& sizes) = 0;
  /// Largest of each number over the ranks.
  virtual void maximum(std::vector<int>& numbers) = 0;
  virtual void broadcast(void* bytes, std::size_t size, int owner) = 0;
  /// Value of one of two counters, which becomes one more.
  virtual std::int64_t count_up(int counter) = 0;
  /// The counter is 0 for all after the next call that all make.
  virtual void set_back(int counter) = 0;
  /// Makes both counters larger than anything that is counted.
  virtual void use_up() = 0;
  /// Ends all ranks at once.
  [[noreturn]] virtual void abort(int code) = 0;
};

/// Those to the processes that mpirun or srun started with this one; none when it was started by itself. Throws Error
/// when the program was built without MPI.
std::unique_ptr<Messages> start_messages();

}  // namespace jialing
