#include "sim/results/netcdf_file.h"

#include <netcdf_mem.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <limits>
#include <memory>
#include <utility>

#include "jialing/error.h"

namespace jialing {
namespace {

constexpr std::size_t first_megabytes = 8;   // of memory; it grows as needed
constexpr std::size_t longest_text = 60000;  // HDF5 holds attributes of up to 64 KB

}  // namespace

NetcdfFile::NetcdfFile(std::string path) : path_(std::move(path)) {
  check(nc_create_mem(path_.c_str(), NC_NETCDF4, first_megabytes << 20, &id_));
}

NetcdfFile::~NetcdfFile() {
  if (id_ >= 0) nc_close(id_);
}

void NetcdfFile::check(int status) const {
  if (status != NC_NOERR) throw FileError(path_ + ": cannot be written: " + nc_strerror(status));
}

int NetcdfFile::dimension(const std::string& name, std::size_t size) {
  int dimension = 0;
  check(nc_def_dim(id_, name.c_str(), size, &dimension));
  return dimension;
}

int NetcdfFile::dimension(const std::string& name) const {
  int dimension = 0;
  check(nc_inq_dimid(id_, name.c_str(), &dimension));
  return dimension;
}

int NetcdfFile::variable(const std::string& name, nc_type type, const std::vector<int>& dimensions) {
  int variable = 0;
  check(nc_def_var(id_, name.c_str(), type, static_cast<int>(dimensions.size()), dimensions.data(), &variable));
  const float fill = std::numeric_limits<float>::quiet_NaN();
  if (type == NC_FLOAT) check(nc_def_var_fill(id_, variable, NC_FILL, &fill));
  if (type != NC_STRING && !dimensions.empty()) check(nc_def_var_deflate(id_, variable, 1, 1, 1));
  return variable;
}

int NetcdfFile::plain_variable(const std::string& name, nc_type type, const std::vector<int>& dimensions) {
  int variable = 0;
  check(nc_def_var(id_, name.c_str(), type, static_cast<int>(dimensions.size()), dimensions.data(), &variable));
  check(nc_def_var_chunking(id_, variable, NC_CONTIGUOUS, nullptr));
  check(nc_def_var_fill(id_, variable, NC_NOFILL, nullptr));
  return variable;
}

void NetcdfFile::keep_digits(int variable, int digits) {
  check(nc_def_var_quantize(id_, variable, NC_QUANTIZE_GRANULARBR, digits));
}

void NetcdfFile::attribute(int variable, const std::string& name, std::string_view text) {
  if (text.size() <= longest_text) {
    check(nc_put_att_text(id_, variable, name.c_str(), text.size(), text.data()));
  } else {  // as a string of variable length, which HDF5 keeps beside the attribute; readers see no difference
    const std::string copy(text);
    const char* string = copy.c_str();
    check(nc_put_att_string(id_, variable, name.c_str(), 1, &string));
  }
}

void NetcdfFile::attribute(int variable, const std::string& name, double value) {
  check(nc_put_att_double(id_, variable, name.c_str(), NC_DOUBLE, 1, &value));
}

void NetcdfFile::attribute(int variable, const std::string& name, long long value) {
  check(nc_put_att_longlong(id_, variable, name.c_str(), NC_INT64, 1, &value));
}

void NetcdfFile::attribute(int variable, const std::string& name, const std::vector<signed char>& values) {
  check(nc_put_att_schar(id_, variable, name.c_str(), NC_BYTE, values.size(), values.data()));
}

void NetcdfFile::put(int variable, const std::vector<float>& values) {
  if (!values.empty()) check(nc_put_var_float(id_, variable, values.data()));
}

void NetcdfFile::put(int variable, const std::vector<double>& values) {
  if (!values.empty()) check(nc_put_var_double(id_, variable, values.data()));
}

void NetcdfFile::put(int variable, const std::vector<int>& values) {
  if (!values.empty()) check(nc_put_var_int(id_, variable, values.data()));
}

void NetcdfFile::put(int variable, const std::vector<signed char>& values) {
  if (!values.empty()) check(nc_put_var_schar(id_, variable, values.data()));
}

void NetcdfFile::put_bytes(int variable, std::string_view bytes) {
  check(nc_put_var_schar(id_, variable, reinterpret_cast<const signed char*>(bytes.data())));
}

void NetcdfFile::put(int variable, const std::vector<std::string>& values) {
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  if (!texts.empty()) check(nc_put_var_string(id_, variable, texts.data()));
}

void NetcdfFile::put(int variable, const std::vector<std::size_t>& start, const std::vector<std::size_t>& count,
                     const std::vector<float>& values) {
  check(nc_put_vara_float(id_, variable, start.data(), count.data(), values.data()));
}

void NetcdfFile::close() {
  NC_memio content{};
  check(nc_close_memio(std::exchange(id_, -1), &content));
  const std::unique_ptr<void, decltype(&std::free)> memory(content.memory, std::free);
  std::ofstream stream(path_, std::ios::binary);
  stream.write(static_cast<const char*>(content.memory), static_cast<std::streamsize>(content.size));
  stream.close();
  if (!stream) throw FileError(path_ + ": cannot be written: " + std::strerror(errno));
}

}  // namespace jialing
