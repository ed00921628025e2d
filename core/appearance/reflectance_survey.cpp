#include "core/appearance/reflectance_survey.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/appearance/defect_filters.h"
#include "core/appearance/difference_teaching.h"
#include "core/appearance/golden_teaching.h"
#include "core/appearance/mesa_sign.h"
#include "core/measure/chip_sites.h"
#include "core/measure/lattice_fit.h"
#include "core/measure/sample_windows.h"

namespace pellucid {
namespace {

constexpr double kTeachingPixels = 8'000'000;
constexpr double kFewestToShare = 400;  ///< chips: with fewer, each teaches everything
constexpr int kRounds = 3;              ///< of the lattice
constexpr double kTrials = 0.92;        ///< independent filters a pixel, of each that is tried
constexpr double kCornerShare = 0.5;    ///< of the false alarms: there are few corners, so their limit is lower
constexpr double kLeastClarity = 0.25;  ///< of the mesas' shape
constexpr double kMesaEdge_px = 0.5;    ///< a pixel this near touches a mesa
constexpr double kDegree = 180 / std::numbers::pi;

/// The first layer's lattice moved to where this layer's mesas lie.
Result<LatticeFit> follow_first(std::vector<SampleWindow>& windows, const LayerGeometry& layer, const Survey& first,
                                const MesaSign& sign) {
  LatticeFit fit;
  fit.wafer_from_design = first.wafer_from_design;
  fit.odd_line_phase_px = layer.bidirectional ? first.odd_line_phase_px : 0;
  fit.windows_total = static_cast<int>(windows.size());
  turn_bright(windows, sign);
  for (int round = 0; round < kRounds; ++round) refine_lattice(windows, layer, first.wafer, fit);
  turn_bright(windows, sign);
  if (2 * fit.windows_used < fit.windows_total || sign.clarity < kLeastClarity) {
    return fail(bad_input("appearance.no_mesas", "layer " + layer.name,
                          "shows no mesas to compare: appearance is not inspected",
                          "a lattice of mesas of " + pitch_text(*first.wafer.chips),
                          fmt::format("{} of {} windows follow one, likeness to a mesa {:.2f}", fit.windows_used,
                                      fit.windows_total, sign.clarity)));
  }
  return fit;
}

bool overlap(const ElectronImage& a, const ElectronImage& b) {
  const PixelRect &p = a.rect, &q = b.rect;
  return a.tile == b.tile && p.x < q.x + q.width && q.x < p.x + p.width && p.y < q.y + q.height && q.y < p.y + p.height;
}

/// Windows that share no pixel: a chip seen twice would vouch for itself. Those spread over the wafer come last in the
/// list, behind the crowded ones in its middle, and are taken first.
std::vector<SampleWindow*> apart(std::vector<SampleWindow>& windows) {
  std::vector<SampleWindow*> chosen;
  for (auto w = windows.rbegin(); w != windows.rend(); ++w) {
    if (!w->usable) continue;
    const auto meets = [&](const SampleWindow* other) { return overlap(other->image, w->image); };
    if (std::none_of(chosen.begin(), chosen.end(), meets)) chosen.push_back(&*w);
  }
  return chosen;
}

/// Evenly chosen windows of about kTeachingPixels.
std::vector<TeachingWindow> choose_teachers(std::vector<SampleWindow>& windows, const AppearanceModel& model) {
  const std::vector<SampleWindow*> chosen = apart(windows);
  double pixels = 0;
  for (const SampleWindow* w : chosen) pixels += static_cast<double>(w->image.rect.width * w->image.rect.height);
  const double every = std::max(1.0, pixels / kTeachingPixels);
  const bool share = pixels / (model.pitch_px.x * model.pitch_px.y) >= kFewestToShare;
  std::vector<TeachingWindow> teachers;
  for (double at = 0; at < static_cast<double>(chosen.size()); at += every) {
    SampleWindow& w = *chosen[static_cast<std::size_t>(at)];
    mark_unusable(w.image);
    const Affine2 moved{1, 0, 0, 1, w.shift_um};
    teachers.push_back({&w.image, w.wafer_from_pixel.inverse() * model.wafer_from_design * moved, share});
  }
  return teachers;
}

LayerRegistration describe(const LatticeFit& fit, const LayerGeometry& layer, const Survey& first) {
  const Affine2& w = fit.wafer_from_design;
  const ChipGrid& grid = *first.wafer.chips;
  LayerRegistration r;
  r.layer = layer.name;
  r.wafer_from_design = w;
  r.pitch_um = {grid.pitch_um.x * std::hypot(w.xx, w.yx), grid.pitch_um.y * std::hypot(w.xy, w.yy)};
  const double columns = std::atan2(w.yx, w.xx), rows = std::atan2(-w.xy, w.yy);
  r.angle_deg = 0.5 * (columns + rows) * kDegree;
  r.skew_deg = (rows - columns) * kDegree;
  r.offset_um = w.shift;
  r.residual_rms_um = fit.residual_rms_um;
  r.confidence = first.registration.confidence;
  r.confidence_basis = "first layer";
  r.odd_line_phase_px = fit.odd_line_phase_px;
  r.tile_correction_um.assign(layer.tiles.size(), Vec2{});
  return r;
}

/// Limits in sigma from the false alarms allowed a chip and the places tried in it.
void set_limits(const AppearanceOptions& options, AppearanceModel& model) {
  const double allowed = options.false_alarm_ppm * 1e-6;
  const bool corners = !model.corner_gain.empty();
  const double maps = 0.5 + 0.5 * static_cast<double>(model.filter_gains.size());  // two that are much alike
  const double places = maps * kTrials * static_cast<double>(model.filter_gains.front().size()) * 4 *
                        model.mesa_reach_px.x * model.mesa_reach_px.y;
  model.limit_sigma = limit_sigma(allowed * (corners ? 1 - kCornerShare : 1) / places);
  model.corner_limit_sigma =
      corners ? limit_sigma(2 * allowed * kCornerShare / static_cast<double>(model.corner_gain.size())) : 0;
}

}  // namespace

Result<AppearanceModel> survey_reflectance(const RegionReader& reader, const LayerCalibration& calibration,
                                           const Survey& first, const ChipDirectory& directory,
                                           const AppearanceOptions& options, const Progress& progress,
                                           const std::stop_token& stop) {
  const LayerGeometry& layer = reader.geometry();
  report(progress, "survey " + layer.name, 0);
  std::vector<WindowPlace> places = choose_windows(layer, first.wafer);
  std::erase_if(places, [](const WindowPlace& p) { return p.rim; });
  auto windows = read_windows(reader, calibration, places, stop);
  if (!windows) return fail(windows.error());
  const MesaSign sign = mesa_sign(*windows, *first.wafer.chips, first.wafer_from_design);
  const auto fit = follow_first(*windows, layer, first, sign);
  if (!fit) return fail(fit.error());

  AppearanceModel model;
  model.layer = layer.name;
  model.wafer = first.wafer;
  model.wafer_from_design = fit->wafer_from_design;
  model.odd_line_phase_px = fit->odd_line_phase_px;
  model.registration = describe(*fit, layer, first);
  model.pitch_px = image_size_px(first.wafer.chips->pitch_um, model.wafer_from_design, layer);
  model.mesa_half_px = 0.5 * image_size_px(first.wafer.chips->size_um, model.wafer_from_design, layer);
  const auto beside = [](double pitch_px, double half_px) {
    return half_px + std::clamp(0.25 * (pitch_px - 2 * half_px), 0.25, 1.0);
  };
  model.own_half_px = {beside(model.pitch_px.x, model.mesa_half_px.x), beside(model.pitch_px.y, model.mesa_half_px.y)};
  const Vec2 pixel = layer.pixel_um;
  model.mesa_reach_px = model.mesa_half_px + Vec2{kMesaEdge_px + options.mesa_margin_um / pixel.x,
                                                  kMesaEdge_px + options.mesa_margin_um / pixel.y};
  model.read_noise_e = calibration.read_noise_e;
  report(progress, "golden chip " + layer.name, 0);
  guess_golden(sign.sign, model);
  const std::vector<TeachingWindow> teachers = choose_teachers(*windows, model);
  if (!learn_golden(teachers, directory, model)) {
    return fail(bad_input("appearance.too_few_chips", "layer " + layer.name,
                          "too few whole chips to learn a golden chip from: appearance is not inspected",
                          "some dozen chips that are alike", fmt::format("{}", model.taught_chips)));
  }
  if (stop.stop_requested()) return fail(cancelled());
  learn_differences(teachers, directory, calibration, model);
  set_limits(options, model);
  return model;
}

}  // namespace pellucid
