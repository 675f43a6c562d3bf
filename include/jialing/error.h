#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "jialing/export.h"

namespace jialing {

/// One thing wrong with the user's input, with its place and a way out.
struct JIALING_API Fault {
  std::string file;       ///< as the user named it
  int line = 0;           ///< 1-based; 0 when the fault concerns the whole file
  int column = 0;         ///< 1-based column of characters, or of the table; 0 when unknown
  std::string path;       ///< where in the document: "policies[2].typ" or "column gdp, node Yuzhong"
  std::string message;    ///< what is wrong and what would be right
  bool in_table = false;  ///< the column is one of a CSV table

  /// "scenarios/x.yaml:14:7: policies[2].typ: unknown key; did you mean 'type'?"
  std::string text() const;
};

/// Base of everything jialing throws on purpose.
class JIALING_API Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The user's input is faulty. Carries every fault that was found, never only the first.
class JIALING_API InputError : public Error {
 public:
  explicit InputError(std::vector<Fault> faults);
  const std::vector<Fault>& faults() const { return faults_; }

 private:
  std::vector<Fault> faults_;
};

/// A result could not be written or read (disk full, folder read-only, file truncated).
class JIALING_API FileError : public Error {
 public:
  using Error::Error;
};

/// A member of the ensemble left the finite numbers.
class JIALING_API NumericalError : public Error {
 public:
  using Error::Error;
};

}  // namespace jialing
