#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace jialing {

/// FNV-1a hash of bytes, 64 bits (Fowler, Noll & Vo): tells contents apart, does not guard against forgery.
class Fnv1a {
 public:
  void add(unsigned char byte) { value_ = (value_ ^ byte) * 0x100000001b3ULL; }
  void add(std::string_view bytes) {
    for (char byte : bytes) add(static_cast<unsigned char>(byte));
  }
  /// Bytes as they lie in memory.
  void add(const void* first, std::size_t count) { add(std::string_view(static_cast<const char*>(first), count)); }
  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace jialing
