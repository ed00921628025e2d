#include "inspection/inspect_surface.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "acquisition/folder_block_source.h"
#include "core/measure/electron_image.h"
#include "core/unpatterned/grid_sums.h"
#include "core/unpatterned/search_surface.h"
#include "core/unpatterned/wafer_outline.h"
#include "inspection/layer_input.h"
#include "inspection/measuring_order.h"
#include "inspection/wavelength_map.h"

namespace pellucid {
namespace {

constexpr std::size_t kPictures = 24;
constexpr std::int32_t kLeastPicture_px = 48, kMostPicture_px = 160;
constexpr double kMostCells = 16e6;
constexpr std::size_t kManyDefects = 100'000;

/// Light about a defect over its surroundings. Nothing where no tile shows its centre.
std::optional<DefectPicture> picture_of(const RegionReader& image, const LayerCalibration& calibration,
                                        const Surface& surface, std::size_t index) {
  const LayerGeometry& layer = image.geometry();
  const SurfaceDefect& d = surface.defects[index];
  const Vec2 middle = 0.5 * (d.low_um + d.high_um), size = d.high_um - d.low_um;
  const double wanted = 1.6 * std::max(size.x / layer.pixel_um.x, size.y / layer.pixel_um.y);
  const auto side = static_cast<std::int32_t>(std::clamp(wanted, double{kLeastPicture_px}, double{kMostPicture_px}));
  for (std::size_t t = 0; t < layer.tiles.size(); ++t) {
    const TilePlacement& tile = layer.tiles[t];
    const Vec2 p = layer.pixel_from_wafer(tile, middle);
    if (!tile.present || p.x < 0 || p.y < 0 || p.x >= static_cast<double>(tile.width) ||
        p.y >= static_cast<double>(tile.height))
      continue;
    const auto left = static_cast<std::int64_t>(p.x) - side / 2, top = static_cast<std::int64_t>(p.y) - side / 2;
    const std::int64_t x = std::max<std::int64_t>(0, left), y = std::max<std::int64_t>(0, top);
    const PixelRect rect{x, y, std::min(tile.width, left + side) - x, std::min(tile.height, top + side) - y};
    RawPixels raw;
    if (!image.read(static_cast<std::int32_t>(t), rect, raw)) return std::nullopt;
    ElectronImage light;
    calibrate(raw, layer, calibration, light);
    DefectPicture out{index, side, layer.pixel_um.x, {}};
    out.relative.assign(static_cast<std::size_t>(side) * static_cast<std::size_t>(side),
                        static_cast<float>(kNotMeasured));
    for (std::int64_t v = 0; v < rect.height; ++v) {
      for (std::int64_t u = 0; u < rect.width; ++u) {
        out.relative[static_cast<std::size_t>((y - top + v) * side + x - left + u)] =
            static_cast<float>(double{light.row(v)[u]} / d.background_e);
      }
    }
    return out;
  }
  return std::nullopt;
}

/// The most significant first; of each class at least a few, where there are.
std::vector<std::size_t> strongest(const std::vector<SurfaceDefect>& defects) {
  std::vector<std::size_t> order(defects.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater<>(), [&](std::size_t i) {
    return defects[i].significance * std::sqrt(static_cast<double>(defects[i].pixels));
  });
  std::vector<std::size_t> chosen;
  for (const SurfaceClass c : kSurfaceClasses) {
    std::size_t of_class = 0;
    for (const std::size_t i : order) {
      if (defects[i].surface_class != c || of_class == kPictures / (kSurfaceClasses.size() + 1)) continue;
      chosen.push_back(i);
      ++of_class;
    }
  }
  for (const std::size_t i : order) {
    if (chosen.size() < kPictures && std::ranges::find(chosen, i) == chosen.end()) chosen.push_back(i);
  }
  return chosen;
}

class SurfaceInspection {
 public:
  SurfaceInspection(const Scan& scan, const Recipe& recipe, ResultData& data, const Progress& progress,
                    std::stop_token stop)
      : scan_(scan), recipe_(recipe), data_(data), progress_(progress), stop_(std::move(stop)) {}

  Result<void> run() {
    Surface& surface = data_.surface.emplace();
    for (const std::size_t layer : measuring_order(scan_)) {
      if (auto measured = measure(layer, surface); !measured) return measured;
    }
    surface.uniformity = uniformity_of(surface.grid, surface.layers.front(), surface.coverage.centre_um,
                                       surface.coverage.radius_um - margin_um());
    if (auto mapped = map_wavelength(data_, scan_, recipe_.wavelength, progress_, stop_); !mapped) return mapped;
    warn(surface);
    check_limits(surface);
    return {};
  }

 private:
  [[nodiscard]] double margin_um() const { return scan_.wafer.edge_exclusion_mm * 1000 + recipe_.unpatterned.rim_um; }

  Result<void> measure(std::size_t layer, Surface& surface) {
    const bool is_first = surface.layers.empty();
    auto calibration = load_calibration(scan_, layer, recipe_.measure.line_power_exponent);
    if (!calibration) return fail(calibration.error());
    auto regions = open_regions(scan_, layer);
    if (!regions) return fail(regions.error());
    if (is_first) {
      report(progress_, "outline", 0);
      outline_ = WaferOutline::find(**regions, *calibration, scan_.wafer);
      if (auto laid = lay(surface); !laid) return laid;
    }
    auto blocks = open_blocks(scan_, layer);
    if (!blocks) return fail(blocks.error());
    const SurfaceRequest request{*outline_, margin_um(), surface.grid, is_first};
    auto found = search_surface(**blocks, *calibration, request, recipe_.unpatterned, progress_, stop_);
    if (!found) return fail(found.error());
    surface.layers.push_back(std::move(found->grid));
    if (!is_first) return {};
    take(*found, surface);
    report(progress_, "pictures", 0);
    for (const std::size_t i : strongest(surface.defects)) {
      if (auto picture = picture_of(**regions, *calibration, surface, i))
        surface.pictures.push_back(std::move(*picture));
    }
    return {};
  }

  Result<void> lay(Surface& surface) {
    const double side = 2 * outline_->radius_um() / recipe_.unpatterned.cell_um;
    if (side * side > kMostCells) {
      return fail(bad_input("inspection.grid", "recipe", "unpatterned.cell_um makes too many cells for this wafer",
                            fmt::format("at most {:.0f}", kMostCells), fmt::format("{:.0f}", side * side)));
    }
    surface.grid = lay_grid(*outline_, recipe_.unpatterned.cell_um);
    return {};
  }

  void take(SurfaceFindings& found, Surface& surface) {
    surface.defects = std::move(found.defects);
    surface.coverage = {outline_->centre_um(), outline_->radius_um(), outline_->was_found(),
                        usable_mm2(*outline_, margin_um()), found.measured_mm2};
    surface.noise_limit_sigma = found.seed_sigma;
    surface.texture = found.texture;
    surface.least_contrast = std::max(recipe_.unpatterned.min_contrast,
                                      found.seed_sigma * found.noise_contrast * std::max(1.0, found.texture));
    if (found.fixed_pattern > 0) {
      data_.warnings.push_back(fmt::format(
          "{} spots stand at the same place of the camera's frame in many tiles: they are the camera's, not "
          "the wafer's, and are left out",
          found.fixed_pattern));
    }
    if (found.saturated > 0)
      data_.warnings.push_back(
          fmt::format("{} pixels of the searched area are saturated: not measured", found.saturated));
  }

  void warn(const Surface& surface) {
    auto& warnings = data_.warnings;
    if (!(surface.coverage.measured_mm2 > 0)) {
      warnings.emplace_back("nothing of the usable area was measured");
    } else if (surface.coverage.share() < 0.995) {
      warnings.push_back(
          fmt::format("{:.2f} % of the usable area was not measured", 100 * (1 - surface.coverage.share())));
    }
    if (!surface.coverage.outline_found)
      warnings.emplace_back("the wafer's rim was not found in the image: its outline is taken as designed");
    if (surface.texture > 1.5) {
      warnings.push_back(fmt::format(
          "the surface is {:.1f} times as rough as the detector's noise: faint defects drown in it", surface.texture));
    }
    if (surface.defects.size() > kManyDefects)
      warnings.emplace_back("very many defects: check the detector's gain and read noise in scan.json");
    if (scan_.electrical)
      warnings.emplace_back("el.csv is there, but without chips there is nothing to compare it with");
    const WaferLimits& l = recipe_.limits;
    if (l.min_yield || l.max_missing_ppm || l.max_dark_ppm || l.max_dim_ppm || l.max_leaky_ppm || l.max_retest_share)
      warnings.emplace_back("the recipe's limits on chips were not checked: this wafer has none");
  }

  void check_limits(const Surface& surface) {
    const UnpatternedOptions& o = recipe_.unpatterned;
    const auto at_most = [&](const char* name, const std::optional<double>& limit, double found) {
      if (limit) data_.limits.push_back({name, *limit, found, found <= *limit});
    };
    at_most("max_defects_per_cm2", o.max_defects_per_cm2, surface.defects_per_cm2());
    at_most("max_nonuniformity", o.max_nonuniformity, surface.uniformity.nonuniformity);
  }

  const Scan& scan_;
  const Recipe& recipe_;
  ResultData& data_;
  const Progress& progress_;
  std::stop_token stop_;
  std::optional<WaferOutline> outline_;
};

}  // namespace

Result<void> inspect_surface(const Scan& scan, const Recipe& recipe, ResultData& data, const Progress& progress,
                             const std::stop_token& stop) {
  return SurfaceInspection(scan, recipe, data, progress, stop).run();
}

}  // namespace pellucid
