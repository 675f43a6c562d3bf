#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace jialing {

/// A netCDF file being read. Whatever is missing, damaged or of another shape or type than asked for throws a FileError
/// that names the file.
class NetcdfReader {
 public:
  /// `refusal` is what the error says of a file that is something else, with {} for the reason: "not a posterior of
  /// jialing, or cut short ({})".
  NetcdfReader(std::string path, std::string refusal);
  ~NetcdfReader();
  NetcdfReader(const NetcdfReader&) = delete;
  NetcdfReader& operator=(const NetcdfReader&) = delete;

  bool has_variable(const std::string& variable) const;
  bool has_attribute(const char* attribute) const;

  /// Length of a dimension.
  std::size_t size(const char* dimension) const;
  /// Attributes of the file as a whole; a number is one, not several.
  long long number(const char* attribute) const;
  std::string text(const char* attribute) const;
  /// Values of a variable of one dimension, which has so many.
  std::vector<std::string> texts(const char* variable, std::size_t count) const;
  std::vector<int> integers(const char* variable, std::size_t count) const;
  /// All of a variable of NC_BYTE, which has so many.
  std::string bytes(const char* variable, std::size_t count) const;
  /// Values of a variable [row][column], or of more dimensions, the last of which are the columns.
  std::vector<std::vector<double>> rows(const char* variable, std::size_t count, std::size_t columns) const;

  /// One slab of a variable: `count` values from `start` on, along each dimension.
  std::vector<float> floats(const char* variable, const std::vector<std::size_t>& start,
                            const std::vector<std::size_t>& count) const;

  [[noreturn]] void refuse(const std::string& why) const;

 private:
  void check(int status) const;
  enum class Content { texts, numbers };
  /// Of a variable that holds this; the second also checks that its last dimension has so many columns, and that those
  /// before it make so many rows.
  int id_of(const char* variable, Content content) const;
  int id_of(const char* variable, Content content, std::size_t count, std::size_t columns) const;
  /// Of the variable's dimensions.
  std::vector<std::size_t> lengths_of(int variable) const;

  std::string path_, refusal_;
  int id_ = -1;
};

}  // namespace jialing
