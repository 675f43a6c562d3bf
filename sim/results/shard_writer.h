#pragma once

#include <string>
#include <vector>

#include "sim/ensemble/ensemble.h"
#include "sim/results/netcdf_file.h"
#include "sim/results/shard_identity.h"
#include "sim/statistics/streamed_members.h"

namespace jialing {

/// Writes a shard: the cells, parameters, lasting differences and failures of some members of one or several scenarios,
/// or the sketches of members that were streamed, as netCDF-4 with a seal. Nothing in it depends on how many members
/// are simulated side by side.
class ShardWriter {
 public:
  ShardWriter(const std::string& path, const ShardIdentity& identity);

  /// The members of the next scenario.
  void add(const Ensemble& ensemble);
  /// The same of members that were streamed.
  void add(const StreamedMembers& members);
  /// Writes the file. Throws FileError.
  void close();

 private:
  void write_cells(const Ensemble& ensemble, const std::string& suffix);
  void write_failures();

  std::string path_;
  std::vector<std::string> scenarios_;
  NetcdfFile file_;
  int member_ = -1;
  std::size_t added_ = 0;
  std::vector<std::pair<int, MemberFailure>> failures_;  ///< with the scenario's position
};

}  // namespace jialing
