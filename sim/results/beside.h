#pragma once

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace jialing {

inline std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

/// Makes something new under a temporary name beside `target` and returns that name. `make(name)` returns whether it
/// did and sets errno; the number keeps parallel writers apart. `refuse(why)` throws when the folder does not let it.
template <class Make, class Refuse>
std::string make_beside(const std::string& target, Make make, Refuse refuse) {
  for (int number = 0;; ++number) {
    std::string temporary = fmt::format("{}.{}-{}.part", target, ::getpid(), number);
    if (make(temporary.c_str())) return temporary;
    if (errno == EEXIST) continue;
    const std::filesystem::path folder = std::filesystem::path(target).parent_path();
    refuse(fmt::format("folder '{}': {}", folder.empty() ? "." : folder.string(), reason(errno)));
  }
}

}  // namespace jialing
