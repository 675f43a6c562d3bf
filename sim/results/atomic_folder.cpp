#include "sim/results/atomic_folder.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "jialing/error.h"

namespace jialing {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_make(const std::string& path, const std::string& why) {
  throw FileError(fmt::format("cannot make the folder '{}': {}", path, why));
}

void check_new_or_empty(const std::string& path, const fs::path& target) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(target, error);
  if (!fs::exists(status)) return;
  if (!fs::is_directory(status)) cannot_make(path, "there is a file of that name");
  const bool empty = fs::is_empty(target, error);
  if (error) cannot_make(path, error.message());
  if (!empty) cannot_make(path, "it exists and is not empty; name a new one");
  if (fs::equivalent(target, fs::current_path(error), error)) {
    cannot_make(path, "it is the present folder; name a new one in it");
  }
}

}  // namespace

AtomicFolder::AtomicFolder(const std::string& path) : path_(path) {
  if (path.empty()) cannot_make(path, "the name is empty");
  std::error_code error;
  fs::path target = fs::weakly_canonical(fs::absolute(path), error);
  if (error) cannot_make(path, error.message());
  if (!target.has_filename()) target = target.parent_path();  // a slash at the end
  target_ = target.string();
  check_new_or_empty(path, target);
  beside_ =
      std::make_unique<Beside>(target_, Beside::Kind::folder, [&](const std::string& why) { cannot_make(path, why); });
}

AtomicFolder::~AtomicFolder() {
  std::error_code ignored;
  if (beside_) fs::remove_all(temporary_path(), ignored);
}

void AtomicFolder::commit() {
  if (std::rename(temporary_path().c_str(), target_.c_str()) != 0) cannot_make(path_, reason(errno));
  beside_.reset();
}

}  // namespace jialing
