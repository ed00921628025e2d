#include "core/measure/survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include "core/measure/cell_check.h"
#include "core/measure/chip_sites.h"
#include "core/measure/index_origin.h"
#include "core/measure/lattice_fit.h"
#include "core/measure/profile_fit.h"
#include "core/measure/sample_windows.h"

namespace pellucid {
namespace {

constexpr double kDegree = 180 / std::numbers::pi;

/// The grid of an image without an anchor: pitch, turn and place as found; chips are those whose mesa lies inside the
/// image.
void anchor_to_image(const LayerGeometry& layer, WaferDesign& wafer, Affine2& wafer_from_design) {
  ChipGrid& grid = *wafer.chips;
  Vec2 low{1e300, 1e300}, high{-1e300, -1e300};
  for (const TilePlacement& tile : layer.tiles) {
    if (!tile.present) continue;
    const Vec2 far = layer.wafer_from_pixel(tile, {static_cast<double>(tile.width), static_cast<double>(tile.height)});
    low = {std::min(low.x, tile.position_um.x), std::min(low.y, far.y)};
    high = {std::max(high.x, far.x), std::max(high.y, tile.position_um.y)};
  }
  grid.image_low_um = low;
  grid.image_high_um = high;
  const Affine2& w = wafer_from_design;
  const double turn = std::atan2(w.yx - w.xy, w.xx + w.yy);
  const Vec2 half = 0.5 * grid.size_um;
  const SiteRange sites = sites_in(grid, wafer_from_design.inverse(), low, high);
  SiteRange used{INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN};
  for (std::int32_t r = sites.row_begin; r < sites.row_end; ++r) {
    for (std::int32_t c = sites.column_begin; c < sites.column_end; ++c) {
      const Vec2 p = wafer_from_design(grid.unturned_um({c, r}));
      if (p.x - half.x < low.x || p.y - half.y < low.y || p.x + half.x > high.x || p.y + half.y > high.y) continue;
      used = {std::min(used.column_begin, c), std::max(used.column_end, c + 1), std::min(used.row_begin, r),
              std::max(used.row_end, r + 1)};
    }
  }
  if (used.column_begin >= used.column_end) return;
  const Vec2 corner = wafer_from_design(grid.unturned_um({used.column_begin, used.row_begin}));
  grid.columns = used.column_end - used.column_begin;
  grid.rows = used.row_end - used.row_begin;
  grid.pitch_um = {grid.pitch_um.x * std::hypot(w.xx, w.yx), grid.pitch_um.y * std::hypot(w.xy, w.yy)};
  grid.rotation_deg = turn * kDegree;
  const Affine2 design_from_wafer{std::cos(turn), std::sin(turn), -std::sin(turn), std::cos(turn), {}};
  grid.origin_um = design_from_wafer(corner);
  wafer_from_design = Affine2{std::cos(turn), -std::sin(turn), std::sin(turn), std::cos(turn), {}};
}

void describe(const LatticeFit& fit, const IndexOrigin& origin, const LayerGeometry& layer, Survey& survey) {
  const Affine2& w = survey.wafer_from_design;
  const ChipGrid& grid = *survey.wafer.chips;
  LayerRegistration& r = survey.registration;
  r.layer = layer.name;
  r.wafer_from_design = w;
  r.pitch_um = {grid.pitch_um.x * std::hypot(w.xx, w.yx), grid.pitch_um.y * std::hypot(w.xy, w.yy)};
  const double columns = std::atan2(w.yx, w.xx);
  const double rows = std::atan2(-w.xy, w.yy);
  r.angle_deg = 0.5 * (columns + rows) * kDegree;
  r.skew_deg = (rows - columns) * kDegree;
  r.offset_um = w.shift;
  r.residual_rms_um = fit.residual_rms_um;
  r.confidence = origin.confidence;
  r.confidence_basis = origin.basis;
  r.odd_line_phase_px = survey.odd_line_phase_px;
  r.tile_correction_um.assign(layer.tiles.size(), Vec2{});
}

bool agrees(const LatticeFit& fit) {
  return fit.windows_used >= 0.5 * fit.windows_total;
}

/// Does a window show nearly what would be seen at a place?
bool shows(const SampleWindow& window, const WindowPlace& place) {
  const PixelRect& rect = window.image.rect;
  return window.image.tile == place.tile && 4 * std::abs(rect.x - place.rect.x) <= place.rect.width &&
         4 * std::abs(rect.y - place.rect.y) <= place.rect.height;
}

/// The corners of a large grid that is turned or stretched lie beside the windows that were chosen by its design: they
/// are looked at where they are.
Result<void> follow_corners(const RegionReader& reader, const LayerCalibration& calibration, const WaferDesign& wafer,
                            std::vector<SampleWindow>& windows, LatticeFit& fit, const std::stop_token& stop) {
  std::vector<WindowPlace> places = corner_windows(reader.geometry(), wafer, fit.wafer_from_design);
  std::erase_if(places, [&](const WindowPlace& place) {
    return std::ranges::any_of(windows, [&](const SampleWindow& window) { return shows(window, place); });
  });
  if (places.empty()) return {};
  auto corners = read_windows(reader, calibration, places, stop);
  if (!corners) return fail(corners.error());
  std::ranges::move(*corners, std::back_inserter(windows));
  refine_lattice(windows, reader.geometry(), wafer, fit);
  return {};
}

/// A further layer: the first one's lattice moved to where this layer's light lies; unmoved where it shows too little.
LatticeFit follow_first(std::vector<SampleWindow>& windows, const LayerGeometry& layer, const Survey& first,
                        Survey& survey) {
  LatticeFit fit;
  fit.wafer_from_design = first.wafer_from_design;
  fit.odd_line_phase_px = layer.bidirectional ? first.odd_line_phase_px : 0;
  fit.windows_total = static_cast<int>(windows.size());
  const LatticeFit unmoved = fit;
  for (int round = 0; round < 3; ++round) refine_lattice(windows, layer, survey.wafer, fit);
  if (agrees(fit)) return fit;
  for (SampleWindow& w : windows) w.shift_um = {};
  survey.warnings.push_back(fmt::format(
      "layer {}: too little light for a lattice of its own; measured at the first layer's chip positions", layer.name));
  return unmoved;
}

}  // namespace

Result<Survey> survey_layer(const RegionReader& reader, const LayerCalibration& calibration, const WaferDesign& wafer,
                            const MeasureOptions& options, const Survey* first, const Progress& progress,
                            std::stop_token stop) {
  const LayerGeometry& layer = reader.geometry();
  report(progress, "survey " + layer.name, 0);
  Survey survey;
  survey.wafer = first != nullptr ? first->wafer : wafer;
  std::vector<WindowPlace> places = choose_windows(layer, survey.wafer);
  if (first != nullptr) std::erase_if(places, [](const WindowPlace& p) { return p.rim; });
  auto windows = read_windows(reader, calibration, places, stop);
  if (!windows) return fail(windows.error());

  LatticeFit fit;
  IndexOrigin origin;
  if (first != nullptr) {
    fit = follow_first(*windows, layer, *first, survey);
    origin = {0, 0, first->registration.confidence, "first layer"};
  } else {
    auto found = fit_lattice(*windows, layer, survey.wafer, options);
    if (!found) return fail(found.error());
    fit = *found;
    if (auto seen = follow_corners(reader, calibration, survey.wafer, *windows, fit, stop); !seen)
      return fail(seen.error());
    auto settled = settle_index_origin(*windows, layer, survey.wafer, options, fit);
    if (!settled) return fail(settled.error());
    origin = *settled;
    if (auto cell = check_cell(*windows, survey.wafer, fit.wafer_from_design, layer.name); !cell)
      return fail(cell.error());
  }
  if (stop.stop_requested()) return fail(cancelled());
  survey.odd_line_phase_px = fit.odd_line_phase_px;
  report(progress, "fit profile " + layer.name, 0);
  auto profile = fit_profile(*windows, layer, survey.wafer, fit, calibration.read_noise_e);
  if (profile) {
    survey.profile = profile->profile;
    survey.light_e = profile->light_e;
    survey.background_e = profile->background_e;
    survey.background = profile->background;
    survey.registration.profile_fwhm_um = {profile->fwhm_px.x * layer.pixel_um.x,
                                           profile->fwhm_px.y * layer.pixel_um.y};
  } else if (first != nullptr) {
    survey.profile = first->profile;
    survey.light_e = std::max(1.0, 0.01 * first->light_e);
    survey.background_e = first->background_e;
    survey.registration.profile_fwhm_um = first->registration.profile_fwhm_um;
    survey.warnings.push_back(
        fmt::format("layer {}: too few chips emit to learn their profile; the first layer's is used", layer.name));
  } else {
    return fail(profile.error());
  }
  survey.wafer_from_design = fit.wafer_from_design;
  if (survey.wafer.chips->anchor == GridAnchor::image && first == nullptr)
    anchor_to_image(layer, survey.wafer, survey.wafer_from_design);
  survey.scatter_um = std::max(fit.residual_rms_um, 0.05 * std::min(layer.pixel_um.x, layer.pixel_um.y));
  describe(fit, origin, layer, survey);
  return survey;
}

}  // namespace pellucid
