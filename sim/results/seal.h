#pragma once

#include <string>

namespace jialing {

/// Ends a file that is complete with a seal of 24 bytes: "JLSEAL01", the length of the content before it and its hash
/// (FNV-1a), each of 64 bits, little-endian. Libraries that read the content do not mind what follows it. Throws
/// FileError.
void seal(const std::string& path);

/// Why the content is not what was sealed: cut short, damaged, never sealed; nothing when all is well. Throws FileError
/// for a file that cannot be read.
std::string broken_seal(const std::string& path);

}  // namespace jialing
