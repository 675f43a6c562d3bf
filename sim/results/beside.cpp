#include "sim/results/beside.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>

namespace jialing {
namespace {

namespace fs = std::filesystem;

fs::path folder_of(const std::string& target) {
  const fs::path folder = fs::path(target).parent_path();
  return folder.empty() ? "." : folder;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return '0' <= c && c <= '9'; });
}

/// Whether a name is one that Beside gives for this target.
bool is_temporary(std::string_view name, const std::string& target) {
  const std::string begin = fs::path(target).filename().string() + ".";
  constexpr std::string_view end = ".part";
  if (!name.starts_with(begin) || !name.ends_with(end) || name.size() < begin.size() + end.size()) return false;
  const std::string_view numbers = name.substr(begin.size(), name.size() - begin.size() - end.size());
  const std::size_t dash = numbers.find('-');
  return dash != std::string_view::npos && is_number(numbers.substr(0, dash)) && is_number(numbers.substr(dash + 1));
}

bool locked(int file) {
  return ::flock(file, LOCK_EX | LOCK_NB) == 0;
}

void remove_abandoned(const std::string& target) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_of(target), error)) {
    if (!is_temporary(entry.path().filename().string(), target)) continue;
    const int file = ::open(entry.path().c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (file < 0) continue;
    std::error_code ignored;
    if (locked(file)) fs::remove_all(entry.path(), ignored);
    ::close(file);
  }
}

}  // namespace

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

Beside::Beside(const std::string& target, Kind kind, const std::function<void(const std::string& why)>& refuse) {
  remove_abandoned(target);
  for (int number = 0;; ++number) {
    path_ = fmt::format("{}.{}-{}.part", target, ::getpid(), number);
    if (make(kind)) return;
    if (errno != EEXIST) refuse(fmt::format("folder '{}': {}", folder_of(target).string(), reason(errno)));
  }
}

Beside::~Beside() {
  if (lock_ >= 0) ::close(lock_);
}

// False, with EEXIST, also when another process took it for abandoned before it was locked.
bool Beside::make(Kind kind) {
  if (kind == Kind::file) {
    lock_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } else {
    if (::mkdir(path_.c_str(), 0777) != 0) return false;
    lock_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
  if (lock_ < 0) return false;
  struct stat made {
  }, there{};
  const bool taken = !locked(lock_) && errno == EWOULDBLOCK;  // a file system without locks does not matter
  if (!taken && ::fstat(lock_, &made) == 0 && ::stat(path_.c_str(), &there) == 0 && made.st_ino == there.st_ino)
    return true;
  ::close(lock_);
  lock_ = -1;
  errno = EEXIST;
  return false;
}

}  // namespace jialing
