/// A defect as a list tells it: where it is and how far it reaches, wafer frame [um]. Plain value.
#pragma once

#include "core/model/geometry.h"

namespace pellucid {

struct DefectBox {
  Vec2 centre_um;
  Vec2 low_um, high_um;  ///< both the centre where its size is not known
};

}  // namespace pellucid
