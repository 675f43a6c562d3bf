#include "sim/results/atomic_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "jialing/error.h"

namespace jialing {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void cannot_write(const std::string& path, const std::string& why) {
  throw FileError(fmt::format("cannot write '{}': {}", path, why));
}

/// Refuses what a rename would destroy although the user cannot have meant it.
void check_replaceable(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (!fs::exists(status)) return;
  if (fs::is_directory(status)) cannot_write(path, "it is a folder");
  if (!fs::is_regular_file(status)) cannot_write(path, "it is not a regular file");
  if (::access(path.c_str(), W_OK) != 0) cannot_write(path, reason(errno));
}

/// Where a rename must go so that a symbolic link stays one.
std::string link_target(const std::string& path) {
  std::error_code error;
  if (fs::symlink_status(path, error).type() != fs::file_type::symlink) return path;
  const fs::path resolved = fs::weakly_canonical(path, error);
  if (error) cannot_write(path, error.message());
  return resolved.string();
}

/// Brings the file's content to the disk; 0 or the error number.
int flush_to_disk(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno;
  const int error = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  return error;
}

/// `name` is that of the file for the user.
void write_content(const std::string& path, const FileContent& content, const std::string& name) {
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(path.c_str(), "wb"), std::fclose);
  if (!stream) cannot_write(name, reason(errno));
  content([&](std::string_view piece) {
    if (std::fwrite(piece.data(), 1, piece.size(), stream.get()) != piece.size()) cannot_write(name, reason(errno));
  });
  if (std::fclose(stream.release()) != 0) cannot_write(name, reason(errno));
}

FileContent one_piece(std::string_view content) {
  return [content](const auto& put) { put(content); };
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path) {
  if (path.empty()) cannot_write(path, "the name is empty");
  check_replaceable(path);
  target_ = link_target(path);
  beside_ =
      std::make_unique<Beside>(target_, Beside::Kind::file, [&](const std::string& why) { cannot_write(path, why); });
}

AtomicFile::~AtomicFile() {
  if (beside_) ::unlink(temporary_path().c_str());
}

void AtomicFile::commit() {
  if (const int error = flush_to_disk(temporary_path()); error != 0) cannot_write(path_, reason(error));
  if (::rename(temporary_path().c_str(), target_.c_str()) != 0) cannot_write(path_, reason(errno));
  beside_.reset();
}

void fill_text_file(const std::string& path, std::string_view content) {
  write_content(path, one_piece(content), path);
}

void write_text_file(const std::string& path, std::string_view content) {
  write_file(path, one_piece(content));
}

void write_file(const std::string& path, const FileContent& content) {
  AtomicFile file(path);
  write_content(file.temporary_path(), content, path);
  file.commit();
}

}  // namespace jialing
