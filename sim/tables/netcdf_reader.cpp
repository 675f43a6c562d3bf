#include "sim/tables/netcdf_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <netcdf.h>

#include <filesystem>
#include <functional>
#include <numeric>
#include <utility>

#include "jialing/error.h"

namespace jialing {
namespace {

constexpr std::size_t most_netcdf_values = std::size_t{1} << 48;  // beyond it, no vector can be asked for

}  // namespace

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
  std::size_t length = 0;
  check(nc_inq_attlen(id_, NC_GLOBAL, attribute, &length));
  if (length != 1) refuse(fmt::format("{} has {} values instead of one", attribute, length));
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
  const int id = id_of(variable, Content::texts, 1, count);
  std::vector<char*> raw(count, nullptr);
  check(nc_get_var_string(id_, id, raw.data()));
  std::vector<std::string> values;
  for (const char* each : raw) values.emplace_back(each == nullptr ? "" : each);
  nc_free_string(count, raw.data());
  return values;
}

std::vector<int> NetcdfReader::integers(const char* variable, std::size_t count) const {
  const int id = id_of(variable, Content::numbers, 1, count);
  std::vector<int> values(count);
  check(nc_get_var_int(id_, id, values.data()));
  return values;
}

std::string NetcdfReader::bytes(const char* variable, std::size_t count) const {
  const int id = id_of(variable, Content::numbers, 1, count);
  std::string values(count, '\0');
  check(nc_get_var_schar(id_, id, reinterpret_cast<signed char*>(values.data())));
  return values;
}

std::vector<std::vector<double>> NetcdfReader::rows(const char* variable, std::size_t count,
                                                    std::size_t columns) const {
  const int id = id_of(variable, Content::numbers, count, columns);
  std::vector<double> flat(count * columns);
  check(nc_get_var_double(id_, id, flat.data()));
  std::vector<std::vector<double>> values(count);
  for (std::size_t row = 0; row < count; ++row)
    values[row].assign(flat.begin() + static_cast<std::ptrdiff_t>(row * columns),
                       flat.begin() + static_cast<std::ptrdiff_t>((row + 1) * columns));
  return values;
}

std::vector<float> NetcdfReader::floats(const char* variable, const std::vector<std::size_t>& start,
                                        const std::vector<std::size_t>& count) const {
  const int id = id_of(variable, Content::numbers);
  if (lengths_of(id).size() != count.size()) refuse(fmt::format("{} has another number of dimensions", variable));
  std::vector<float> values(std::accumulate(count.begin(), count.end(), std::size_t(1), std::multiplies<>()));
  check(nc_get_vara_float(id_, id, start.data(), count.data(), values.data()));
  return values;
}

void NetcdfReader::refuse(const std::string& why) const {
  throw FileError(path_ + ": " + fmt::format(fmt::runtime(refusal_), why));
}

void NetcdfReader::check(int status) const {
  if (status != NC_NOERR) refuse(nc_strerror(status));
}

int NetcdfReader::id_of(const char* variable, Content content) const {
  int id = 0;
  nc_type type = NC_NAT;
  check(nc_inq_varid(id_, variable, &id));
  check(nc_inq_vartype(id_, id, &type));
  const bool numbers = type != NC_CHAR && type >= NC_BYTE && type <= NC_UINT64;
  if (content == Content::texts ? type != NC_STRING : !numbers)
    refuse(fmt::format("{} does not hold {}", variable, content == Content::texts ? "texts" : "numbers"));
  return id;
}

int NetcdfReader::id_of(const char* variable, Content content, std::size_t count, std::size_t columns) const {
  const int id = id_of(variable, content);
  std::vector<std::size_t> lengths = lengths_of(id);
  const auto refuse_lengths = [&] {
    refuse(fmt::format("{} has {} values instead of {}", variable,
                       lengths.empty() ? "no row of" : fmt::format("{}", fmt::join(lengths, " × ")),
                       count == 1 ? fmt::format("{}", columns) : fmt::format("{} × {}", count, columns)));
  };
  if (lengths.empty() || lengths.back() != columns) refuse_lengths();
  std::size_t rows = 1, values = 0;
  for (std::size_t n = 0; n + 1 < lengths.size(); ++n)
    if (__builtin_mul_overflow(rows, lengths[n], &rows)) refuse_lengths();
  if (rows != count) refuse_lengths();
  if (__builtin_mul_overflow(rows, columns, &values) || values > most_netcdf_values)
    refuse(fmt::format("{} has {} values, more than any memory holds", variable, fmt::join(lengths, " × ")));
  return id;
}

std::vector<std::size_t> NetcdfReader::lengths_of(int variable) const {
  int count = 0;
  check(nc_inq_varndims(id_, variable, &count));
  std::vector<int> dimensions(static_cast<std::size_t>(count));
  check(nc_inq_vardimid(id_, variable, dimensions.data()));
  std::vector<std::size_t> lengths(dimensions.size());
  for (std::size_t n = 0; n < dimensions.size(); ++n) check(nc_inq_dimlen(id_, dimensions[n], &lengths[n]));
  return lengths;
}

}  // namespace jialing
