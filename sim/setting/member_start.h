#pragma once

#include <array>
#include <string_view>

#include "sim/tables/dataset.h"

namespace jialing::model {

/// Columns of the node table with an uncertain base year (sim/model/README.md, section 3).
inline constexpr std::array uncertain_columns = {NodeColumn::gdp,
                                                 NodeColumn::rd,
                                                 NodeColumn::rd_fte,
                                                 NodeColumn::entities_10k,
                                                 NodeColumn::tech_firms,
                                                 NodeColumn::hightech_firms,
                                                 NodeColumn::high_value_patents};

/// Lasting differences between provinces, whose nodes share them.
enum class ProvinceEffect {
  growth,    ///< of real GDP
  aim,       ///< growth of the desired business R&D intensity
  frontier,  ///< contract intensity aimed at
  count
};
inline constexpr int province_effect_count = static_cast<int>(ProvinceEffect::count);
inline constexpr std::array<std::string_view, province_effect_count> province_effect_names = {"growth", "aim",
                                                                                              "frontier"};

}  // namespace jialing::model
