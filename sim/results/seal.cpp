#include "sim/results/seal.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "jialing/error.h"
#include "sim/results/beside.h"
#include "sim/tables/fnv1a.h"

namespace jialing {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "seals are little-endian");

constexpr std::string_view seal_magic = "JLSEAL01";

struct Seal {
  std::array<char, 8> magic;
  std::uint64_t length, hash;
};

std::uint64_t hash_of(std::ifstream& file, std::uint64_t length) {
  Fnv1a hash;
  std::vector<char> buffer(std::size_t(1) << 20);
  while (length > 0) {
    file.read(buffer.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(length, buffer.size())));
    if (file.gcount() == 0) break;
    hash.add(buffer.data(), static_cast<std::size_t>(file.gcount()));
    length -= static_cast<std::uint64_t>(file.gcount());
  }
  return hash.value();
}

}  // namespace

void seal(const std::string& path) {
  std::ifstream content(path, std::ios::binary);
  Seal made{{}, fs::file_size(path), 0};
  seal_magic.copy(made.magic.data(), made.magic.size());
  made.hash = hash_of(content, made.length);
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file.write(reinterpret_cast<const char*>(&made), sizeof made);
  file.close();
  if (!content || !file) throw FileError(fmt::format("{}: cannot be written: {}", path, reason(errno)));
}

std::string broken_seal(const std::string& path) {
  std::error_code error;
  const fs::file_type type = fs::status(path, error).type();
  if (type == fs::file_type::not_found) throw FileError(path + ": no such file");
  if (type == fs::file_type::directory) throw FileError(path + ": is a folder, not a file");
  std::ifstream file(path, std::ios::binary);
  if (!file) throw FileError(fmt::format("{}: cannot be read: {}", path, reason(errno)));
  const std::uintmax_t size = fs::file_size(path, error);
  Seal found{};
  if (size < sizeof found) return "it has no seal at its end";
  file.seekg(static_cast<std::streamoff>(size - sizeof found));
  file.read(reinterpret_cast<char*>(&found), sizeof found);
  if (std::string_view(found.magic.data(), found.magic.size()) != seal_magic) return "it has no seal at its end";
  if (found.length != size - sizeof found) return "its length is not what was written";
  file.seekg(0);
  if (found.hash != hash_of(file, found.length)) return "its content is not what was written";
  return "";
}

}  // namespace jialing
