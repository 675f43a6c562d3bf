#pragma once

#include <span>
#include <string_view>

namespace jialing::cli {

/// A file that the program carries in itself.
struct ShippedFile {
  std::string_view path;  ///< in the folder `scenarios`
  std::string_view content;
};

/// What `jialing init` lays out. Generated at build time by cmake/shipped_files.cmake.
std::span<const ShippedFile> shipped_files();

}  // namespace jialing::cli
