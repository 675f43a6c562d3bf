#include "sim/results/evaluation_log.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <bit>
#include <cstring>
#include <filesystem>

#include "jialing/error.h"
#include "sim/parallel/ranks.h"
#include "sim/results/beside.h"
#include "sim/tables/fnv1a.h"

namespace jialing {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "records are written as they lie in memory");

const std::string log_magic = "jialing evaluations 1\n";
constexpr std::uint64_t most_values = 1u << 28;

struct Head {
  std::uint64_t key, count;
};

std::uint64_t checksum(const Head& head, std::span<const double> values) {
  Fnv1a hash;
  hash.add(&head, sizeof head);
  hash.add(values.data(), values.size_bytes());
  return hash.value();
}

template <class Number>
bool read_numbers(std::ifstream& file, Number* numbers, std::size_t count) {
  file.read(reinterpret_cast<char*>(numbers), static_cast<std::streamsize>(count * sizeof(Number)));
  return file.gcount() == static_cast<std::streamsize>(count * sizeof(Number));
}

template <class Number>
void write_numbers(std::ofstream& file, const Number* numbers, std::size_t count) {
  file.write(reinterpret_cast<const char*>(numbers), static_cast<std::streamsize>(count * sizeof(Number)));
}

}  // namespace

EvaluationLog::EvaluationLog(std::string folder, const std::string& fingerprint, bool resume)
    : folder_(std::move(folder)),
      path_(folder_ + "/evaluations.log") {
  if (ranks().first()) open(fingerprint, resume);
  share_known();
}

void EvaluationLog::open(const std::string& fingerprint, bool resume) {
  std::error_code error;
  const bool ours = fs::exists(path_, error);
  if (fs::exists(folder_, error) && !ours && !fs::is_empty(folder_, error))
    throw FileError(fmt::format("{}: exists and holds no evaluations; move it away", folder_));
  fs::create_directories(folder_, error);
  if (error) throw FileError(fmt::format("{}: cannot create this folder: {}", folder_, error.message()));
  lock();
  if (ours && resume)
    read(fingerprint);
  else
    begin(fingerprint);
}

EvaluationLog::~EvaluationLog() {
  if (lock_ >= 0) ::close(lock_);
}

// Held by the process until it ends, however it ends.
void EvaluationLog::lock() {
  lock_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (lock_ < 0) throw FileError(fmt::format("{}: cannot be written: {}", path_, reason(errno)));
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0)
    throw FileError(fmt::format("{}: another run is writing it; wait for it, or choose another output", path_));
}

void EvaluationLog::begin(const std::string& fingerprint) {
  file_.open(path_, std::ios::binary | std::ios::trunc);
  file_ << log_magic << fingerprint << '\n' << std::flush;
  if (!file_) throw FileError(fmt::format("{}: cannot be written: {}", path_, reason(errno)));
}

void EvaluationLog::read(const std::string& fingerprint) {
  std::ifstream file(path_, std::ios::binary);
  std::string head(log_magic.size(), ' '), of;
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  if (!file || head != log_magic || !std::getline(file, of))
    throw FileError(fmt::format("{}: is no log of evaluations; run without --resume to begin anew", path_));
  if (of != fingerprint)
    throw FileError(
        fmt::format("{}: its evaluations are of another problem (the scenario, its tables or the version "
                    "of jialing have changed); run without --resume to begin anew",
                    path_));
  std::uintmax_t whole = static_cast<std::uintmax_t>(file.tellg());
  while (true) {
    Head record{};
    std::uint64_t sum = 0;
    if (!read_numbers(file, &record, 1) || record.count > most_values) break;
    std::vector<double> values(record.count);
    if (!read_numbers(file, values.data(), values.size()) || !read_numbers(file, &sum, 1)) break;
    if (sum != checksum(record, values)) break;
    known_[record.key] = std::move(values);
    whole = static_cast<std::uintmax_t>(file.tellg());
  }
  file.close();
  std::error_code error;
  fs::resize_file(path_, whole, error);
  file_.open(path_, std::ios::binary | std::ios::app);
  if (error || !file_) throw FileError(fmt::format("{}: cannot be written: {}", path_, reason(errno)));
}

void EvaluationLog::share_known() {
  std::string bytes;
  for (const auto& [key, values] : known_) {
    const Head head{key, values.size()};
    bytes.append(reinterpret_cast<const char*>(&head), sizeof head);
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(double));
  }
  bytes = ranks().shared(bytes);
  for (const char* next = bytes.data(); next < bytes.data() + bytes.size();) {
    Head head{};
    std::memcpy(&head, next, sizeof head);
    std::vector<double> values(head.count);
    std::memcpy(values.data(), next + sizeof head, values.size() * sizeof(double));
    next += sizeof head + values.size() * sizeof(double);
    known_[head.key] = std::move(values);
  }
}

std::optional<std::vector<double>> EvaluationLog::recall(std::uint64_t key) const {
  const auto found = known_.find(key);
  if (found == known_.end()) return std::nullopt;
  return found->second;
}

void EvaluationLog::keep(std::uint64_t key, std::span<const double> values) {
  known_[key] = {values.begin(), values.end()};
  if (!ranks().first()) return;
  const Head head{key, values.size()};
  const std::uint64_t sum = checksum(head, values);
  write_numbers(file_, &head, 1);
  write_numbers(file_, values.data(), values.size());
  write_numbers(file_, &sum, 1);
  file_.flush();
  if (!file_) throw FileError(fmt::format("{}: cannot be written: {}", path_, reason(errno)));
}

void EvaluationLog::remove() {
  if (!ranks().first()) return;
  file_.close();
  std::error_code error;
  fs::remove(path_, error);
  fs::remove(folder_, error);
}

}  // namespace jialing
