# Writes the files of a folder into a C++ source. Usage:
#   cmake -D folder=FOLDER -D "files=a.csv b.yaml" -D output=FILE.cpp -P shipped_files.cmake
separate_arguments(files)
set(arrays "")
set(entries "")
set(number 0)
foreach(file IN LISTS files)
  file(READ "${folder}/${file}" bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "const unsigned char file_${number}[] = {${bytes}0};\n")
  string(APPEND entries "    {\"${file}\", content(file_${number})},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE "${output}" "#include \"sim/cli/shipped_files.h\"

#include <cstddef>

namespace jialing::cli {
namespace {

${arrays}
template <std::size_t size>
std::string_view content(const unsigned char (&bytes)[size]) {
  return {reinterpret_cast<const char*>(bytes), size - 1};
}

}  // namespace

std::span<const ShippedFile> shipped_files() {
  static const ShippedFile files[] = {
${entries}  };
  return files;
}

}  // namespace jialing::cli
")
