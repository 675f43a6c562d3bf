#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/ensemble/branches.h"
#include "sim/ensemble/central_network.h"
#include "sim/ensemble/ensemble.h"
#include "sim/ensemble/member_sources.h"

namespace jialing {

/// Runs members block by block, Kernels::lane_width of them side by side. One per thread.
class BlockRunner {
 public:
  virtual ~BlockRunner() = default;

  /// Fills the cells and parameters of a block and returns the failures of its members.
  virtual std::vector<MemberFailure> run(std::int64_t block) = 0;
};

/// Blocks of members that are run up to a year once and continued from there as often as wanted (Branches).
class BranchRunner {
 public:
  virtual ~BranchRunner() = default;

  /// Fills the values [outcome][member] of this rank's blocks, as Branches::run() says. Throws Cancelled.
  virtual void run(std::span<const double> amounts, std::vector<std::vector<double>>& values) = 0;
  /// Thread time that all calls of run() have spent in the steps of the model, seconds.
  virtual double step_seconds() const = 0;
};

/// The model (sim/model, sim/block), compiled for one level of x86-64 processors and one precision. The same source
/// for all: what differs is how many members stand side by side and how the last digits are rounded (README.md).
struct Kernels {
  const char* level;  ///< x86-64-v2, …
  Precision precision;
  int lane_width;  ///< members side by side
  bool fused;      ///< whether a·b + c is rounded once
  std::unique_ptr<BlockRunner> (*block_runner)(const MemberSources& sources, std::optional<int> rebase_year,
                                               Ensemble& ensemble);
  /// Runs the members of this rank up to the year. Refers to the task. Throws Cancelled.
  std::unique_ptr<BranchRunner> (*branch_runner)(const BranchTask& task);
  CentralNetwork (*central_network)(const Scenario& scenario, const Network& network, int year);
};

/// All that this program holds, slowest level first.
std::span<const Kernels* const> all_kernels();

/// Of the highest level that this processor has, or of the one that the environment variable JIALING_KERNELS names.
/// Throws Error when it names none that the program holds and the processor has.
const Kernels& kernels(Precision precision);

/// How numbers are rounded: equal words stand for equal bits, whatever the level. "double precision, fused", …
std::string_view arithmetic(const Kernels& kernels);

}  // namespace jialing
