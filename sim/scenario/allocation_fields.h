#pragma once

#include "sim/scenario/field_table.h"

namespace jialing {

/// `allocation`.
FieldSpec allocation_fields();

}  // namespace jialing
