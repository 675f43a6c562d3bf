#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/ensemble/ensemble.h"
#include "sim/results/shard_identity.h"
#include "sim/statistics/streamed_members.h"
#include "sim/tables/netcdf_reader.h"

namespace jialing {

/// A shard that `ShardWriter` wrote.
class ShardReader {
 public:
  /// Throws FileError for a file that is missing, something else, cut short or damaged.
  explicit ShardReader(const std::string& path);

  const std::string& path() const { return path_; }
  const ShardIdentity& identity() const { return identity_; }

  /// Puts the members of a scenario, by its position, into the whole ensemble. Throws FileError when they are of
  /// another shape.
  void copy_into(Ensemble& whole, std::size_t scenario) const;
  /// Its members of a scenario that were streamed, with those that are there.
  void merge_into(StreamedMembers& whole, const Scenario& scenario, std::size_t position) const;

 private:
  void read_identity();
  void copy_cells(Ensemble& whole, const std::string& suffix) const;
  void copy_parameters(Ensemble& whole, const std::string& suffix) const;
  void copy_failures(Ensemble& whole, std::size_t scenario) const;

  std::string path_;
  NetcdfReader file_;
  ShardIdentity identity_;
};

/// Shards that together hold every member of an ensemble once.
class ShardSet {
 public:
  /// Throws InputError with everything that is wrong: shards that cannot be read, that belong to different ensembles,
  /// members that are missing or there twice.
  explicit ShardSet(const std::vector<std::string>& paths);

  /// The same for all, but for the part.
  const ShardIdentity& identity() const { return shards_[0]->identity(); }

  /// Whether they are of these scenarios, as this program reads them from `file`. Throws InputError.
  void check(const std::vector<Scenario>& scenarios, const std::string& file) const;

  /// All members of one of the scenarios. Refers to it. Throws FileError.
  std::unique_ptr<Ensemble> ensemble(const Scenario& scenario) const;
  /// The same of a scenario whose members are streamed.
  StreamedMembers streamed(const Scenario& scenario) const;

 private:
  std::size_t position(const Scenario& scenario) const;

  std::vector<std::unique_ptr<ShardReader>> shards_;  ///< in order of their members
};

}  // namespace jialing
