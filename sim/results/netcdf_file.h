#pragma once

#include <netcdf.h>

#include <string>
#include <string_view>
#include <vector>

namespace jialing {

/// A netCDF-4 file being written. It is built in memory and reaches the disk in close(): HDF5 crashes when the process
/// ends after it met a full disk. Every call throws FileError naming the file when the library or the disk refuses.
class NetcdfFile {
 public:
  explicit NetcdfFile(std::string path);
  ~NetcdfFile();
  NetcdfFile(const NetcdfFile&) = delete;
  NetcdfFile& operator=(const NetcdfFile&) = delete;

  int dimension(const std::string& name, std::size_t size);
  /// One that was defined before.
  int dimension(const std::string& name) const;

  /// Defines a variable over dimensions; numbers are compressed (deflate 1 with shuffle: the strongest that every
  /// reader of netCDF-4 understands at little cost).
  int variable(const std::string& name, nc_type type, const std::vector<int>& dimensions);
  /// The same as the numbers lie in memory: for large variables that are read once.
  int plain_variable(const std::string& name, nc_type type, const std::vector<int>& dimensions);
  /// Keeps so many significant digits of a variable of single precision, which then takes less room. Before put().
  void keep_digits(int variable, int digits);
  void attribute(int variable, const std::string& name, std::string_view text);
  void attribute(int variable, const std::string& name, double value);
  void attribute(int variable, const std::string& name, long long value);
  void attribute(int variable, const std::string& name, const std::vector<signed char>& values);

  void put(int variable, const std::vector<float>& values);
  void put(int variable, const std::vector<double>& values);
  void put(int variable, const std::vector<int>& values);
  void put(int variable, const std::vector<signed char>& values);
  void put(int variable, const std::vector<std::string>& values);
  /// As many bytes as a variable of NC_BYTE has.
  void put_bytes(int variable, std::string_view bytes);
  /// One slab: `values` fill `count` from `start` on.
  void put(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
           const std::vector<float>& values);

  /// Writes the file.
  void close();

 private:
  void check(int status) const;

  std::string path_;
  int id_ = -1;
};

/// Of attributes: the file as a whole.
inline constexpr int whole_file = NC_GLOBAL;

/// Members whose values are read or written together: few enough to lie in memory, enough to keep the library quick.
inline constexpr std::size_t members_at_once = 256;

}  // namespace jialing
