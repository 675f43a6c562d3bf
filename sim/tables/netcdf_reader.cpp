#include "sim/tables/netcdf_reader.h"

#include <fmt/format.h>
#include <netcdf.h>

#include <filesystem>
#include <functional>
#include <numeric>
#include <utility>

#include "jialing/error.h"

namespace jialing {

NetcdfReader::NetcdfReader(std::string path, std::string refusal)
    : path_(std::move(path)),
      refusal_(std::move(refusal)) {
  std::error_code error;
  const auto type = std::filesystem::status(path_, error).type();
  if (type == std::filesystem::file_type::not_found) throw FileError(path_ + ": no such file");
  if (type == std::filesystem::file_type::directory) throw FileError(path_ + ": is a folder, not a file");
  check(nc_open(path_.c_str(), NC_NOWRITE, &id_));
}

NetcdfReader::~NetcdfReader() {
  if (id_ >= 0) nc_close(id_);
}

bool NetcdfReader::has_variable(const std::string& variable) const {
  int id = 0;
  return nc_inq_varid(id_, variable.c_str(), &id) == NC_NOERR;
}

bool NetcdfReader::has_attribute(const char* attribute) const {
  return nc_inq_attlen(id_, NC_GLOBAL, attribute, nullptr) == NC_NOERR;
}

std::size_t NetcdfReader::size(const char* dimension) const {
  int id = 0;
  std::size_t size = 0;
  check(nc_inq_dimid(id_, dimension, &id));
  check(nc_inq_dimlen(id_, id, &size));
  return size;
}

long long NetcdfReader::number(const char* attribute) const {
  long long value = 0;
  check(nc_get_att_longlong(id_, NC_GLOBAL, attribute, &value));
  return value;
}

std::string NetcdfReader::text(const char* attribute) const {
  std::size_t length = 0;
  check(nc_inq_attlen(id_, NC_GLOBAL, attribute, &length));
  std::string value(length, '\0');
  check(nc_get_att_text(id_, NC_GLOBAL, attribute, value.data()));
  return value;
}

std::vector<std::string> NetcdfReader::texts(const char* variable, std::size_t count) const {
  std::vector<char*> raw(count, nullptr);
  check(nc_get_var_string(id_, id_of(variable), raw.data()));
  std::vector<std::string> values(raw.begin(), raw.end());
  nc_free_string(count, raw.data());
  return values;
}

std::vector<int> NetcdfReader::integers(const char* variable, std::size_t count) const {
  std::vector<int> values(count);
  check(nc_get_var_int(id_, id_of(variable), values.data()));
  return values;
}

std::string NetcdfReader::bytes(const char* variable, std::size_t count) const {
  std::string values(count, '\0');
  check(nc_get_var_schar(id_, id_of(variable), reinterpret_cast<signed char*>(values.data())));
  return values;
}

std::vector<std::vector<double>> NetcdfReader::rows(const char* variable, std::size_t count,
                                                    std::size_t columns) const {
  std::vector<double> flat(count * columns);
  check(nc_get_var_double(id_, id_of(variable), flat.data()));
  std::vector<std::vector<double>> values(count);
  for (std::size_t row = 0; row < count; ++row)
    values[row].assign(flat.begin() + static_cast<std::ptrdiff_t>(row * columns),
                       flat.begin() + static_cast<std::ptrdiff_t>((row + 1) * columns));
  return values;
}

std::vector<float> NetcdfReader::floats(const char* variable, const std::vector<std::size_t>& start,
                                        const std::vector<std::size_t>& count) const {
  std::vector<float> values(std::accumulate(count.begin(), count.end(), std::size_t(1), std::multiplies<>()));
  check(nc_get_vara_float(id_, id_of(variable), start.data(), count.data(), values.data()));
  return values;
}

void NetcdfReader::refuse(const std::string& why) const {
  throw FileError(path_ + ": " + fmt::format(fmt::runtime(refusal_), why));
}

void NetcdfReader::check(int status) const {
  if (status != NC_NOERR) refuse(nc_strerror(status));
}

int NetcdfReader::id_of(const char* variable) const {
  int id = 0;
  check(nc_inq_varid(id_, variable, &id));
  return id;
}

}  // namespace jialing
