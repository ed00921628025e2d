#include "core/model/layer.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pellucid {

double Excitation::power_at_wafer_w_cm2() const {
  return power_density_w_cm2 * std::pow(10.0, -optical_density);
}

double LayerGeometry::top_um() const {
  double top = -std::numeric_limits<double>::infinity();
  for (const TilePlacement& tile : tiles) top = std::max(top, tile.position_um.y);
  return top;
}

std::int64_t LayerGeometry::first_line(const TilePlacement& tile) const {
  return std::llround((top_um() - tile.position_um.y) / pixel_um.y);
}

}  // namespace pellucid
