/// A smooth surface over the wafer through values measured at some places: robust local quadratic fits on a grid of
/// nodes, bilinear between. Single places that lie off do not bend it. Immutable once built; any thread. Same result
/// for any number of threads.
#pragma once

#include <cstddef>
#include <vector>

#include "core/model/geometry.h"

namespace pellucid {

struct SiteValue {
  Vec2 at_um;
  double value = 0, sigma = 0;
};

struct SurfacePoint {
  double value = 0;        ///< NaN where there is no surface
  double fit_sigma = 0;    ///< of the surface itself
  double place_sigma = 0;  ///< by how much a single place lies off the surface, its own measuring error taken out
  [[nodiscard]] double prediction_sigma() const;
};

class SiteSurface {
 public:
  /// `neighbours`: sites that a node's fit is made of, the near ones weighing more. Fewer sites than a quadratic needs
  /// give a plane or a mean; none gives no surface.
  SiteSurface(std::vector<SiteValue> sites, int neighbours);

  [[nodiscard]] bool empty() const { return nodes_.empty(); }
  [[nodiscard]] SurfacePoint at(Vec2 place_um) const;

 private:
  class Index;
  [[nodiscard]] SurfacePoint fit(const Index& index, Vec2 place_um, std::size_t neighbours) const;

  std::vector<SiteValue> sites_;
  std::vector<SurfacePoint> nodes_;
  Vec2 low_um_, step_um_;
  std::size_t across_ = 0, down_ = 0;
};

}  // namespace pellucid
