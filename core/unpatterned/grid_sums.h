/// Sums of light over the cells of a wafer grid: gathered plate by plate, added up in the order of the plates, so that
/// the result does not depend on threads. Plain values.
#pragma once

#include <cstdint>
#include <vector>

#include "core/unpatterned/plate.h"
#include "core/unpatterned/surface.h"

namespace pellucid {

struct CellSum {
  std::int32_t cell = 0;
  double pixels = 0, light_e = 0, square_e2 = 0, variance_e2 = 0;
};

/// A plate's own pixels by cell, ascending. `scale` is the plate's light scale (1 / throughput), `read_noise_e` that at
/// a throughput of 1: they make the variance expected.
[[nodiscard]] std::vector<CellSum> sum_cells(const Plate& plate, const WaferGrid& grid, double scale,
                                             double read_noise_e);

class GridSums {
 public:
  explicit GridSums(const WaferGrid& grid);
  void add(const std::vector<CellSum>& sums);
  /// Planes "intensity_e", "intensity_sigma_e", "std_e" and "coverage".
  [[nodiscard]] LayerGrid planes(const std::string& layer, double pixel_area_um2) const;
  [[nodiscard]] double pixels() const;

 private:
  WaferGrid grid_;
  std::vector<CellSum> sums_;
};

/// Over cells at least half covered, about `centre_um`, out to `radius_um`.
[[nodiscard]] SurfaceUniformity uniformity_of(const WaferGrid& grid, const LayerGrid& layer, Vec2 centre_um,
                                              double radius_um);

}  // namespace pellucid
