#include "sim/ensemble/kernels.h"

#include <fmt/format.h>

#include <array>
#include <cstdlib>
#include <string>

#include "built_kernels.h"
#include "sim/ensemble/processor.h"

namespace jialing {
namespace {

const Kernels& chosen(Precision precision) {
  const char* wanted = std::getenv("JIALING_KERNELS");
  const Kernels* best = nullptr;
  std::string levels;
  for (const Kernels* each : all_kernels()) {
    if (each->precision != precision || !processor_has(each->level)) continue;
    levels += (levels.empty() ? "" : ", ") + std::string(each->level);
    if (!wanted || std::string_view(each->level) == wanted) best = each;
  }
  if (best) return *best;
  if (wanted)
    throw InputError({{"JIALING_KERNELS", 0, 0, "",
                       fmt::format("'{}' is nothing that this program holds and this processor runs; take one of {}, "
                                   "or leave the variable out",
                                   wanted, levels)}});
  throw Error("this processor can run none of the kernels of this program; build it with -D JIALING_LEVELS=native");
}

}  // namespace

std::span<const Kernels* const> all_kernels() {
  static const std::array all = {JIALING_BUILT_KERNELS};
  return all;
}

const Kernels& kernels(Precision precision) {
  static const std::array found = {&chosen(Precision::double_precision), &chosen(Precision::single_precision)};
  return *found[static_cast<std::size_t>(precision)];
}

std::string_view arithmetic(const Kernels& kernels) {
  if (kernels.precision == Precision::single_precision)
    return kernels.fused ? "single precision, fused multiply-add" : "single precision";
  return kernels.fused ? "double precision, fused multiply-add" : "double precision";
}

}  // namespace jialing
