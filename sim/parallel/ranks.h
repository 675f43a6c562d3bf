#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jialing/error.h"
#include "sim/parallel/messages.h"

namespace jialing {

/// Another rank failed and tells why; this one ends without a word.
class RankFailed : public Error {
 public:
  RankFailed() : Error("another rank failed") {}
};

/// The processes of this program that mpirun started together. All run the same command on the same input, divide the
/// members of an ensemble among them and go on with all of them; the first alone reads what an earlier run has left,
/// prints and writes. A program that was started by itself is alone, and what follows does nothing.
///
/// All ranks make the same calls in the same order, from their main threads. Each begins with a roll call, so that a
/// rank that failed between two of them is noticed by the others, and none waits for it.
class Ranks {
 public:
  int number() const { return messages_ ? messages_->number() : 0; }  ///< of this one, from 0
  int count() const { return messages_ ? messages_->count() : 1; }
  bool alone() const { return !messages_; }
  bool first() const { return number() == 0; }

  /// Joins the others, if there are any; to be called before all else. Those but the first print nothing from then on.
  /// Throws Error when the program was built without MPI.
  void join();

  /// Waits until all are there. `work` is a hash of what they are about to do. Throws RankFailed; Error when it is not
  /// the same for all.
  void meet(std::uint64_t work);
  /// What each has, [rank], to all. `work` and errors as for meet().
  std::vector<std::string> gather(const std::string& own, std::uint64_t work);
  /// What the first has, to all. Throws RankFailed.
  std::string shared(const std::string& of_first) { return told_by(0, of_first); }
  /// What that rank has, to all. Throws RankFailed.
  std::string told_by(int rank, const std::string& own);

  /// This one is at its end, with an exit code (0: all is well) and a message that is not printed yet. Returns the exit
  /// code of all, that of the first that failed, which alone prints its message on standard error.
  int leave(int code, const std::string& message);

 private:
  friend class SharedWork;

  std::vector<std::uint64_t> call_roll(int code, std::uint64_t work, std::size_t size);
  void print(const std::string& message) const;

  std::unique_ptr<Messages> messages_;  ///< none: alone
  std::int64_t works_ = 0;              ///< SharedWork made so far
  bool between_rolls_ = true;           ///< else others wait for messages of this one
  int failed_ = -1, code_ = 0;          ///< the first that failed, and its exit code
  int error_output_ = 2;                ///< where messages go
};

/// Those of this process.
Ranks& ranks();

/// Pieces of work that threads and ranks claim one by one, from a counter that all ranks share.
class SharedWork {
 public:
  /// Called by all ranks. `work` and errors as for Ranks::meet().
  SharedWork(std::int64_t pieces, std::uint64_t work);
  /// For the threads of this rank alone.
  explicit SharedWork(std::int64_t pieces);
  SharedWork(const SharedWork&) = delete;
  SharedWork& operator=(const SharedWork&) = delete;

  /// The next piece, from 0 in ascending order; none when all are claimed. From any thread.
  std::optional<std::int64_t> claim();
  /// Whether other ranks claim pieces as well.
  bool is_shared() const { return shared_; }
  /// Whether this rank claimed the piece.
  bool is_ours(std::int64_t piece) const { return ours_[static_cast<std::size_t>(piece)] != 0; }
  /// Once all pieces are done: brings the bytes of each, `[piece·size, piece·size + size)`, from the rank that claimed
  /// it to all. Called by all ranks; errors as for Ranks::meet().
  void exchange(std::span<std::byte> bytes, std::size_t size);

 private:
  std::int64_t pieces_;
  bool shared_;
  std::uint64_t work_ = 0;
  std::atomic<std::int64_t> next_ = 0;  // when not shared
  int counter_ = 0;                     // else
  std::mutex mutex_;
  std::vector<int> ours_;  // [piece] 1: claimed by this rank
};

}  // namespace jialing
