#include "core/unpatterned/surface.h"

#include <algorithm>

namespace pellucid {

std::string_view name_of(SurfaceClass surface_class) {
  switch (surface_class) {
    case SurfaceClass::dark_spot:
      return "dark_spot";
    case SurfaceClass::bright_spot:
      return "bright_spot";
    case SurfaceClass::line:
      return "line";
    case SurfaceClass::triangle:
      return "triangle";
    case SurfaceClass::scratch:
      break;
  }
  return "scratch";
}

const GridPlane* LayerGrid::find(std::string_view name) const {
  const auto found = std::ranges::find(planes, name, &GridPlane::name);
  return found == planes.end() ? nullptr : &*found;
}

std::array<std::int64_t, kSurfaceClasses.size()> Surface::counts() const {
  std::array<std::int64_t, kSurfaceClasses.size()> counts{};
  for (const SurfaceDefect& d : defects) ++counts[static_cast<std::size_t>(d.surface_class) - 1];
  return counts;
}

double Surface::defects_per_cm2() const {
  return coverage.measured_mm2 > 0 ? static_cast<double>(defects.size()) / (0.01 * coverage.measured_mm2)
                                   : kNotMeasured;
}

}  // namespace pellucid
