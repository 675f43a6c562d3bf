#include "sim/results/parts_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "jialing/error.h"
#include "sim/ensemble/kernels.h"
#include "sim/parallel/ranks.h"
#include "sim/results/atomic_file.h"
#include "sim/results/atomic_folder.h"
#include "sim/tables/fnv1a.h"

namespace jialing {
namespace {

namespace fs = std::filesystem;

static_assert(std::endian::native == std::endian::little, "parts are little-endian");

constexpr std::string_view part_magic = "JLPART01";
constexpr const char* mark = "parts.json";

struct Header {
  std::array<char, 8> magic;
  std::uint64_t identity, length, hash;
};

std::uint64_t hash_of(std::string_view bytes) {
  Fnv1a hash;
  hash.add(bytes);
  return hash.value();
}

std::string json_of(const RunIdentity& identity) {
  nlohmann::ordered_json json;
  for (const auto& [name, value] : identity) json[name] = value;
  return json.dump(1) + "\n";
}

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Besides the mark, parts and what a killed run left of an unfinished one.
bool may_be_ours(const fs::path& file) {
  return file.filename() == mark || file.extension() == ".bin" || file.extension() == ".part";
}

}  // namespace

PartsFolder::PartsFolder(const std::string& output, std::string kind, std::function<RunIdentity()> identity,
                         bool resume)
    : path_(output + ".parts"),
      kind_(std::move(kind)),
      ask_(std::move(identity)) {
  std::error_code error;
  if (!ranks().first()) return;
  if (!fs::exists(fs::symlink_status(path_, error)) || fs::is_empty(path_, error)) return;
  check_ours();
  if (resume)
    check_identity();
  else
    remove();
}

const RunIdentity& PartsFolder::identity() const {
  if (!identity_) {
    identity_ = ask_();
    identity_->insert(identity_->begin(), {"kind", kind_});
  }
  return *identity_;
}

void PartsFolder::check_ours() const {
  std::error_code error;
  bool ours = fs::is_directory(fs::symlink_status(path_, error));
  if (ours)
    for (const auto& entry : fs::directory_iterator(path_, error)) ours = ours && may_be_ours(entry.path());
  const auto told = nlohmann::json::parse(content_of(path_ + "/" + mark), nullptr, false);
  ours = ours && !error && told.is_object() && told.contains("kind") && told["kind"] == kind_;
  if (!ours)
    throw FileError(fmt::format(
        "'{}' holds something else than parts of a run of {}; move it away, or choose another output", path_, kind_));
}

void PartsFolder::check_identity() const {
  const auto told = nlohmann::json::parse(content_of(path_ + "/" + mark), nullptr, false);
  std::string differences;
  for (const auto& [name, value] : identity()) {
    const std::string there = told.contains(name) && told[name].is_string() ? told[name] : "nothing";
    if (there != value)
      differences += fmt::format("{}{} {} instead of {}", differences.empty() ? "" : ", ", name, there, value);
  }
  if (differences.empty()) return;
  throw FileError(
      fmt::format("'{}' holds parts of another run: {}; without --resume a new one begins", path_, differences));
}

bool PartsFolder::holds_any() const {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path_, error))
    if (entry.path().extension() == ".bin") return true;
  return false;
}

std::string PartsFolder::file_of(const std::string& name) const {
  return fmt::format("{}/{}.bin", path_, name);
}

std::optional<std::string> PartsFolder::find(const std::string& name) const {
  if (ranks().alone()) return read(name);
  const std::optional<std::string> found = ranks().first() ? read(name) : std::nullopt;
  const std::string told = ranks().shared(found ? "+" + *found : "");
  return told.empty() ? std::nullopt : std::optional(told.substr(1));
}

std::optional<std::string> PartsFolder::read(const std::string& name) const {
  const std::string file = file_of(name);
  if (!fs::exists(file)) return std::nullopt;
  std::string content = content_of(file);
  Header header{};
  if (content.size() < sizeof header) refuse(name);
  std::memcpy(&header, content.data(), sizeof header);
  content.erase(0, sizeof header);
  if (std::string_view(header.magic.data(), header.magic.size()) != part_magic ||
      header.identity != hash_of(json_of(identity())) || header.length != content.size() ||
      header.hash != hash_of(content))
    refuse(name);
  return content;
}

void PartsFolder::save(const std::string& name, std::string_view content) {
  if (ranks().first()) write(name, [&](const auto& put) { put(content); });
}

void PartsFolder::save_own(const std::string& name, const FileContent& content) {
  write(ranks().first() ? name : fmt::format("{}_{}", name, ranks().number()), content);
}

std::vector<std::string> PartsFolder::of_ranks(const std::string& name) const {
  std::vector<std::string> found;
  if (!ranks().first()) return found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(path_, error)) {
    if (entry.path().extension() != ".bin") continue;
    const std::string part = entry.path().stem();
    const bool of_other = part.starts_with(name + "_") && part.size() > name.size() + 1 &&
                          part.find_first_not_of("0123456789", name.size() + 1) == std::string::npos;
    if (part == name || of_other) found.push_back(part);
  }
  std::sort(found.begin(), found.end());
  return found;
}

void PartsFolder::open() {
  if (is_open()) return;
  try {
    AtomicFolder folder(path_);
    write_text_file(folder.temporary_path() + "/" + mark, json_of(identity()));
    folder.commit();
  } catch (const FileError&) {
    if (!is_open()) throw;  // else another rank was first
  }
}

bool PartsFolder::is_open() const {
  return fs::exists(path_ + "/" + mark);
}

void PartsFolder::write(const std::string& name, const FileContent& content) {
  open();
  Header header{{}, hash_of(json_of(identity())), 0, 0};
  part_magic.copy(header.magic.data(), part_magic.size());
  Fnv1a hash;
  content([&](std::string_view piece) {
    header.length += piece.size();
    hash.add(piece);
  });
  header.hash = hash.value();
  write_file(file_of(name), [&](const auto& put) {
    put({reinterpret_cast<const char*>(&header), sizeof header});
    content(put);
  });
}

void PartsFolder::refuse(const std::string& name) const {
  throw FileError(fmt::format("'{}' is damaged or of another run; remove it, and it is computed anew", file_of(name)));
}

void PartsFolder::remove() {
  if (!ranks().first()) return;
  std::error_code error;
  fs::remove_all(path_, error);
  if (error) throw FileError(fmt::format("cannot remove '{}': {}", path_, error.message()));
}

void PartsFolder::remove(const std::string& name) {
  std::error_code error;
  if (ranks().first()) fs::remove(file_of(name), error);
  if (error) throw FileError(fmt::format("cannot remove '{}': {}", file_of(name), error.message()));
}

std::string program_hash(Precision precision) {
  return fmt::format("{:016x}, {}", hash_of(content_of("/proc/self/exe")), arithmetic(kernels(precision)));
}

}  // namespace jialing
