#include "gui/surface/surface_result.h"

#include <algorithm>
#include <cmath>

#include "results/results_error.h"
#include "results/wafer_h5.h"

namespace pellucid::gui {
namespace {

std::optional<ValueRange> range_of(const std::vector<float>& values) {
  std::vector<float> finite;
  std::ranges::copy_if(values, std::back_inserter(finite), [](float v) { return std::isfinite(v); });
  if (finite.empty()) return {};
  const auto quantile = [&](double share) {
    const auto at = finite.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(finite.size() - 1));
    std::ranges::nth_element(finite, at);
    return *at;
  };
  ValueRange range{quantile(0.01), quantile(0.99)};
  if (!(range.high > range.low)) {  // one value all over, e.g. the coverage
    const float room = std::max(std::abs(range.low), 1.0F) * 0.05F;
    range = {range.low - room, range.high + room};
  }
  return range;
}

}  // namespace

SurfaceResult::SurfaceResult(std::filesystem::path folder, Summary summary, Surface surface)
    : folder_(std::move(folder)), summary_(std::move(summary)), surface_(std::move(surface)) {
  for (const LayerGrid& layer : surface_.layers) {
    for (const GridPlane& plane : layer.planes) {
      if (const auto range = range_of(plane.values)) planes_.push_back({layer.layer, &plane, *range});
    }
  }
}

Result<SurfaceResultPtr> SurfaceResult::open(const std::filesystem::path& folder) {
  auto summary = read_summary(folder / "summary.json");
  if (!summary) return fail(summary.error());
  if (!summary->surface) {
    return fail(bad_input(results_error::kMalformed, folder.string(), "this wafer has chips", "a wafer without chips",
                          "a chip grid"));
  }
  auto surface = read_wafer_h5(folder / kWaferFile);
  if (!surface) return fail(surface.error());
  return SurfaceResultPtr(new SurfaceResult(folder, std::move(*summary), std::move(*surface)));
}

std::optional<float> SurfaceResult::value_at(const SurfacePlane& plane, Vec2 place_um) const {
  const double column = std::floor((place_um.x - grid().low_um.x) / grid().cell_um);
  const double row = std::floor((place_um.y - grid().low_um.y) / grid().cell_um);
  if (!(column >= 0 && column < grid().columns && row >= 0 && row < grid().rows)) return {};
  const float value = plane.plane->values[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid().columns) +
                                          static_cast<std::size_t>(column)];
  return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

Result<PixelPatch> SurfaceResult::pixels(std::size_t defect) const {
  const std::scoped_lock lock(opening_);
  if (!pixels_) pixels_.emplace(ResultPixels::open(folder_));
  if (!*pixels_) return fail(pixels_->error());
  const ResultPixels& scan = **pixels_;
  const std::string& layer = surface().layer;
  const Vec2 pixel_um = scan.pixel_um(layer);
  // Room about the defect: as much as it is large, and never fewer than a dozen pixels.
  constexpr double kLeast_px = 12, kMost_px = 2000;
  const double largest = std::max(pixel_um.x, pixel_um.y);
  const double radius_um = std::clamp(reach_of(defects()[defect]), kLeast_px * largest, kMost_px * largest);
  return scan.around(layer, middle_of(defects()[defect]), radius_um, PixelKind::corrected);
}

double reach_of(const SurfaceDefect& defect) {
  return std::max(defect.high_um.x - defect.low_um.x, defect.high_um.y - defect.low_um.y);
}

Vec2 middle_of(const SurfaceDefect& defect) {
  return 0.5 * (defect.low_um + defect.high_um);
}

}  // namespace pellucid::gui
