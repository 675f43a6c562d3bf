#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jialing/error.h"

namespace jialing {

/// Collects the faults of all files before anything stops.
class Faults {
 public:
  void add(Fault fault) { faults_.push_back(std::move(fault)); }
  bool empty() const { return faults_.empty(); }
  std::size_t size() const { return faults_.size(); }
  const std::vector<Fault>& list() const { return faults_; }
  /// Throws InputError with all faults, or does nothing when there are none.
  void raise() const;

 private:
  std::vector<Fault> faults_;
};

/// One text for each fault, separated by line ends; of very many the first and the number of the rest.
std::string listed(const std::vector<Fault>& faults, const std::function<std::string(const Fault&)>& text_of);

/// "; did you mean 'x'?" for the closest of `known` by edit distance, "" when nothing is close.
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace jialing
