#include "core/measure/lattice_fit.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <numeric>
#include <optional>
#include <string_view>

#include "core/flow/parallel.h"
#include "core/measure/comb_phase.h"
#include "core/measure/turn_scan.h"

namespace pellucid {
namespace {

constexpr double kMinSignificance = 2.5;
constexpr double kScalePrior = 4e-4;  ///< a stage's scale against the mask's: 300 ppm
constexpr double kTurnPrior = 4e-4;   ///< what is left of the turn after measure_slopes
constexpr double kMaxImageTurn_deg = 2.8;
constexpr int kMostRounds = 4;
constexpr double kStill_px = 0.05;  ///< a lattice that moved by less is found: the phases about it were already its own
constexpr double kMinClarity = 2;   ///< of a turn that stands in for another refusal

Affine2 shifted(Vec2 by) {
  return {1, 0, 0, 1, by};
}

using WindowViews = std::vector<const SampleWindow*>;

WindowViews views_of(const std::vector<SampleWindow>& windows, bool with_rim) {
  WindowViews views;
  for (const SampleWindow& w : windows) {
    if (with_rim || !w.rim) views.push_back(&w);
  }
  return views;
}

std::vector<CombPhase> measure_phases(const WindowViews& windows, const ChipGrid& grid,
                                      const Affine2& wafer_from_design, Lines lines) {
  std::vector<CombPhase> phases(windows.size());
  parallel_ranges(static_cast<std::int64_t>(windows.size()), 1, [&](std::int64_t i, std::int64_t) {
    phases[static_cast<std::size_t>(i)] =
        measure_phase(*windows[static_cast<std::size_t>(i)], grid, wafer_from_design, lines);
  });
  return phases;
}

bool significant(const CombPhase& p) {
  return p.significance.x > kMinSignificance && p.significance.y > kMinSignificance;
}

double wrap(double value, double period) {
  return value - period * std::round(value / period);
}

/// offset(u) = constant + gradient . u for both axes, by least squares with a prior on the gradients.
class OffsetPlane {
 public:
  OffsetPlane(double reach_um, double sigma_um) : reach_(reach_um), weight_(1 / (sigma_um * sigma_um)) {
    const double scale = 1 / std::pow(kScalePrior * reach_um, 2);
    const double turn = 1 / std::pow(kTurnPrior * reach_um, 2);
    normal_[0].diagonal() << 1e-12, scale, turn;
    normal_[1].diagonal() << 1e-12, turn, scale;
  }
  void add(Vec2 u, Vec2 offset, double weight) {
    const Eigen::Vector3d a(1, u.x / reach_, u.y / reach_);
    normal_[0] += weight * weight_ * a * a.transpose();
    normal_[1] += weight * weight_ * a * a.transpose();
    right_[0] += weight * weight_ * offset.x * a;
    right_[1] += weight * weight_ * offset.y * a;
    solved_ = false;
  }
  [[nodiscard]] Vec2 at(Vec2 u) {
    solve();
    const Eigen::Vector3d a(1, u.x / reach_, u.y / reach_);
    return {a.dot(answer_[0]), a.dot(answer_[1])};
  }
  /// The design frame moved by this plane.
  [[nodiscard]] Affine2 moved() {
    solve();
    const auto& x = answer_[0];
    const auto& y = answer_[1];
    return {1 + x[1] / reach_, x[2] / reach_, y[1] / reach_, 1 + y[2] / reach_, {x[0], y[0]}};
  }

 private:
  void solve() {
    if (solved_) return;
    for (std::size_t i = 0; i < 2; ++i) answer_[i] = normal_[i].ldlt().solve(right_[i]);
    solved_ = true;
  }
  double reach_, weight_;
  std::array<Eigen::Matrix3d, 2> normal_{Eigen::Matrix3d::Zero(), Eigen::Matrix3d::Zero()};
  std::array<Eigen::Vector3d, 2> right_{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  std::array<Eigen::Vector3d, 2> answer_{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  bool solved_ = false;
};

struct Layout {
  std::vector<Vec2> design_um;       ///< window centres in the design frame
  std::vector<std::size_t> outward;  ///< from the middle to the rim
  double reach_um = 1;
};

Layout lay_out(const std::vector<SampleWindow>& windows, const Affine2& wafer_from_design) {
  Layout layout;
  const Affine2 design_from_wafer = wafer_from_design.inverse();
  Vec2 middle;
  for (const SampleWindow& w : windows) {
    layout.design_um.push_back(design_from_wafer(w.centre_um));
    middle = middle + (1.0 / static_cast<double>(windows.size())) * layout.design_um.back();
  }
  const auto distance = [&](std::size_t i) {
    return std::hypot(layout.design_um[i].x - middle.x, layout.design_um[i].y - middle.y);
  };
  layout.outward.resize(windows.size());
  std::iota(layout.outward.begin(), layout.outward.end(), std::size_t{0});
  std::stable_sort(layout.outward.begin(), layout.outward.end(),
                   [&](auto a, auto b) { return distance(a) < distance(b); });
  for (const Vec2 u : layout.design_um) layout.reach_um = std::max({layout.reach_um, std::abs(u.x), std::abs(u.y)});
  return layout;
}

double expected_scatter_um(const LayerGeometry& layer) {
  const double pixel = std::min(layer.pixel_um.x, layer.pixel_um.y);
  return layer.method == ScanMethod::camera && layer.tiles.size() > 1 ? std::max(2.0, 0.3 * pixel) : 0.2 * pixel;
}

/// Unwraps the windows' phases from the middle outwards. Returns each window's full offset.
std::vector<Vec2> unwrap(const std::vector<SampleWindow>& windows, const std::vector<CombPhase>& phases,
                         const Layout& layout, const ChipGrid& grid, double scatter_um) {
  OffsetPlane plane(layout.reach_um, scatter_um);
  std::vector<Vec2> offsets(phases.size());
  for (const bool rim : {false, true}) {
    for (const std::size_t i : layout.outward) {
      if (windows[i].rim != rim) continue;
      const Vec2 u = layout.design_um[i];
      const Vec2 predicted = plane.at(u);
      const Vec2 miss{wrap(phases[i].offset_um.x - predicted.x, grid.pitch_um.x),
                      wrap(phases[i].offset_um.y - predicted.y, grid.pitch_um.y)};
      offsets[i] = predicted + miss;
      if (significant(phases[i])) plane.add(u, offsets[i], 1);
    }
  }
  return offsets;
}

/// Robust plane through the significant windows' offsets; marks those that follow it.
OffsetPlane fit_plane(std::vector<SampleWindow>& windows, const std::vector<CombPhase>& phases,
                      const std::vector<Vec2>& offsets, const Layout& layout, double scatter_um) {
  std::vector<double> weight(offsets.size());
  for (std::size_t i = 0; i < weight.size(); ++i) weight[i] = significant(phases[i]) ? 1 : 0;
  OffsetPlane plane(layout.reach_um, scatter_um);
  for (int round = 0; round < 6; ++round) {
    plane = OffsetPlane(layout.reach_um, scatter_um);
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      if (weight[i] > 0) plane.add(layout.design_um[i], offsets[i], weight[i]);
    }
    for (std::size_t i = 0; i < offsets.size(); ++i) {
      const Vec2 miss = offsets[i] - plane.at(layout.design_um[i]);
      const double t = std::hypot(miss.x, miss.y) / (4 * scatter_um);
      windows[i].usable = significant(phases[i]) && t < 4;
      weight[i] = windows[i].usable ? 1 / (1 + t * t) : 0;
    }
  }
  return plane;
}

struct Spread {
  double rms_um = 0;
  Vec2 coherence;  ///< length of the mean phase vector, per axis: 1 exact, 0 random
  int used = 0;
};

Spread spread_of(const std::vector<SampleWindow>& windows, const std::vector<CombPhase>& phases,
                 const std::vector<Vec2>& offsets, OffsetPlane& plane, const Layout& layout, const ChipGrid& grid) {
  Spread s;
  std::complex<double> cx{}, cy{};
  double square = 0;
  int seen = 0;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    if (windows[i].rim || !significant(phases[i])) continue;
    const Vec2 miss = offsets[i] - plane.at(layout.design_um[i]);
    cx += std::polar(1.0, 2 * std::numbers::pi * miss.x / grid.pitch_um.x);
    cy += std::polar(1.0, 2 * std::numbers::pi * miss.y / grid.pitch_um.y);
    ++seen;
    if (!windows[i].usable) continue;
    square += 0.5 * (miss.x * miss.x + miss.y * miss.y);
    ++s.used;
  }
  s.rms_um = s.used > 0 ? std::sqrt(square / s.used) : 0;
  if (seen > 0) s.coherence = {std::abs(cx) / seen, std::abs(cy) / seen};
  return s;
}

/// Whole-pitch start along both axes at which streets fall where the model has them, from the windows near the middle.
Vec2 street_start(const std::vector<SampleWindow>& windows, const ChipGrid& grid, const Affine2& wafer_from_design,
                  const Layout& layout, int search) {
  if (!grid.field) return {};
  WindowViews middle;
  for (const std::size_t i : layout.outward) {
    if (!windows[i].rim && middle.size() < 12) middle.push_back(&windows[i]);
  }
  Vec2 best, score{-1, -1};
  for (int k = 0; k <= 2 * search + 2; ++k) {
    const int n = (k % 2 == 0 ? 1 : -1) * ((k + 1) / 2);  // 0, -1, 1, -2, 2, ...
    const Vec2 start{n * grid.pitch_um.x, n * grid.pitch_um.y};
    const auto phases = measure_phases(middle, grid, wafer_from_design * shifted(start), Lines::all);
    Vec2 sum;
    for (const CombPhase& p : phases) sum = sum + p.amplitude;
    if (sum.x > 1.01 * score.x) best.x = start.x, score.x = sum.x;
    if (sum.y > 1.01 * score.y) best.y = start.y, score.y = sum.y;
  }
  return best;
}

double turn_limit_deg(const ChipGrid& grid, const MeasureOptions& options) {
  return grid.anchor == GridAnchor::image ? kMaxImageTurn_deg : options.search_angle_deg + 0.15;
}

Error turned_too_far(const LayerGeometry& layer, const ChipGrid& grid, const MeasureOptions& options,
                     double found_deg) {
  return bad_input("measure.turned", "layer " + layer.name, "the chip lattice is turned too far against the design",
                   fmt::format("within {:.2f} degree", turn_limit_deg(grid, options)),
                   fmt::format("{:.2f} degree", found_deg));
}

Result<Affine2> start_lattice(const std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                              const ChipGrid& grid, const MeasureOptions& options) {
  const WindowViews interior = views_of(windows, false);
  if (interior.empty()) {
    return fail(
        bad_input("measure.no_lattice", layer.name, "no tile of this layer lies on the wafer", "at least one", "none"));
  }
  const CombSlopes s = measure_slopes(interior, grid);
  const double floor = std::max(0.2, 2.5 / std::sqrt(std::max(1.0, s.pairs)));
  if (floor > 1) {
    Vec2 seen;  // pitches
    for (const SampleWindow* w : interior) {
      seen.x = std::max(seen.x, static_cast<double>(w->image.rect.width) * w->wafer_from_pixel.xx / grid.pitch_um.x);
      seen.y = std::max(seen.y, static_cast<double>(w->image.rect.height) * -w->wafer_from_pixel.yy / grid.pitch_um.y);
    }
    return fail(bad_input(
        "measure.too_few_chips", "layer " + layer.name, "the image shows too few chips to find their lattice in",
        fmt::format("at least 15 x 10 chips of pitch {} in one image, or 10 x 5 in each of several", pitch_text(grid)),
        fmt::format("room for {:.1f} x {:.1f}", seen.x, seen.y)));
  }
  if (s.coherence_columns < floor || s.coherence_rows < floor) {
    return fail(
        bad_input("measure.no_lattice", "layer " + layer.name, "the image shows no chip lattice",
                  "a lattice of " + pitch_text(grid),
                  fmt::format("phase coherence {:.2f} along columns and {:.2f} along rows (noise gives up to {:.2f})",
                              s.coherence_columns, s.coherence_rows, floor)));
  }
  const double turn = 0.5 * (s.turn_columns_rad + s.turn_rows_rad) * 180 / std::numbers::pi;
  if (std::abs(turn) > turn_limit_deg(grid, options)) return fail(turned_too_far(layer, grid, options, turn));
  const Affine2 bent{1, -s.turn_columns_rad, s.turn_rows_rad, 1, {}};
  Affine2 start = Affine2::rotation(grid.rotation_deg) * bent;
  if (!grid.field) {
    const double worst = std::max(std::abs(s.stretch.x), std::abs(s.stretch.y));
    if (worst > 0.02 || (worst > 0.004 && grid.anchor == GridAnchor::outline)) {
      return fail(bad_input(
          "measure.pitch", "layer " + layer.name, "the chip pitch is not the designed one", pitch_text(grid),
          fmt::format("{:.6g} x {:.6g} um", grid.pitch_um.x * (1 + s.stretch.x), grid.pitch_um.y * (1 + s.stretch.y))));
    }
    start = start * Affine2{1 + s.stretch.x, 0, 0, 1 + s.stretch.y, {}};
  }
  return start;
}

void measure_odd_lines(const std::vector<SampleWindow>& windows, const ChipGrid& grid, LatticeFit& fit) {
  const auto even = measure_phases(views_of(windows, true), grid, fit.wafer_from_design, Lines::even);
  const auto odd = measure_phases(views_of(windows, true), grid, fit.wafer_from_design, Lines::odd);
  // A step along image x in the design frame: follow the axis that sees more of it.
  const Affine2 design_from_wafer = fit.wafer_from_design.inverse();
  const bool along_x = std::abs(design_from_wafer.xx) >= std::abs(design_from_wafer.yx);
  const double per_px = (along_x ? design_from_wafer.xx : design_from_wafer.yx) * windows.front().wafer_from_pixel.xx;
  std::vector<double> phase;
  for (std::size_t i = 0; i < windows.size(); ++i) {
    if (!windows[i].usable || windows[i].rim) continue;
    const Vec2 difference = odd[i].offset_um - even[i].offset_um;
    phase.push_back(along_x ? wrap(difference.x, grid.pitch_um.x) / per_px
                            : wrap(difference.y, grid.pitch_um.y) / per_px);
  }
  if (phase.empty()) return;
  // Circular about the first: phases near half a pitch must not cancel.
  const double period = (along_x ? grid.pitch_um.x : grid.pitch_um.y) / per_px;
  for (double& p : phase) p = phase.front() + wrap(p - phase.front(), period);
  std::nth_element(phase.begin(), phase.begin() + static_cast<std::ptrdiff_t>(phase.size() / 2), phase.end());
  fit.odd_line_phase_px = wrap(phase[phase.size() / 2], period);
}

/// What a round of refinement found.
struct Refinement {
  Spread spread;        ///< of the windows about the lattice as it is now
  double moved_um = 0;  ///< how far that lies from the one before, at most
};

Refinement refine(std::vector<SampleWindow>& windows, const LayerGeometry& layer, const WaferDesign& wafer,
                  LatticeFit& fit) {
  const ChipGrid& grid = *wafer.chips;
  const Lines lines = layer.bidirectional ? Lines::even : Lines::all;
  const double scatter = expected_scatter_um(layer);
  const Layout layout = lay_out(windows, fit.wafer_from_design);
  const auto phases = measure_phases(views_of(windows, true), grid, fit.wafer_from_design, lines);
  const auto offsets = unwrap(windows, phases, layout, grid, scatter);
  OffsetPlane plane = fit_plane(windows, phases, offsets, layout, scatter);
  Refinement found{spread_of(windows, phases, offsets, plane, layout, grid), 0};
  for (std::size_t i = 0; i < windows.size(); ++i) {
    const Vec2 move = plane.at(layout.design_um[i]);
    windows[i].shift_um = windows[i].usable ? offsets[i] - move : Vec2{};
    found.moved_um = std::max({found.moved_um, std::abs(move.x), std::abs(move.y)});
  }
  fit.wafer_from_design = fit.wafer_from_design * plane.moved();
  fit.residual_rms_um = found.spread.rms_um;
  fit.windows_used = found.spread.used;
  return found;
}

}  // namespace

void refine_lattice(std::vector<SampleWindow>& windows, const LayerGeometry& layer, const WaferDesign& wafer,
                    LatticeFit& fit) {
  refine(windows, layer, wafer, fit);
}

namespace {

Result<LatticeFit> fit_assumed_turn(std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                                    const WaferDesign& wafer, const MeasureOptions& options) {
  const ChipGrid& grid = *wafer.chips;
  auto start = start_lattice(windows, layer, grid, options);
  if (!start) return fail(start.error());
  LatticeFit fit;
  fit.windows_total =
      static_cast<int>(std::count_if(windows.begin(), windows.end(), [](const auto& w) { return !w.rim; }));
  const Layout layout = lay_out(windows, *start);
  fit.wafer_from_design = *start * shifted(street_start(windows, grid, *start, layout, options.search_pitches));
  const double still_um = kStill_px * std::min(layer.pixel_um.x, layer.pixel_um.y);
  Refinement found;
  for (int round = 0; round < kMostRounds; ++round) {
    found = refine(windows, layer, wafer, fit);
    if (found.moved_um < still_um) break;
  }
  const Spread& spread = found.spread;
  const bool few = fit.windows_used < std::min(3, fit.windows_total) || fit.windows_used < 0.25 * fit.windows_total;
  if (few || std::min(spread.coherence.x, spread.coherence.y) < 0.3) {
    return fail(bad_input("measure.no_lattice", "layer " + layer.name,
                          "the windows sampled do not agree on one chip lattice", "a lattice of " + pitch_text(grid),
                          fmt::format("{} of {} windows follow one, phase agreement {:.2f} x {:.2f}", fit.windows_used,
                                      fit.windows_total, spread.coherence.x, spread.coherence.y)));
  }
  if (layer.bidirectional) measure_odd_lines(windows, grid, fit);
  return fit;
}

}  // namespace

Result<LatticeFit> fit_lattice(std::vector<SampleWindow>& windows, const LayerGeometry& layer, const WaferDesign& wafer,
                               const MeasureOptions& options) {
  const ChipGrid& grid = *wafer.chips;
  auto fit = fit_assumed_turn(windows, layer, wafer, options);
  if (!fit && fit.error().code == "measure.too_few_chips") return fit;
  // The phases between blocks repeat every few degrees: a fit may stand at such a repetition of the true turn, and so
  // may the turn that a refusal names.
  const Affine2 assumed = fit ? fit->wafer_from_design : Affine2::rotation(grid.rotation_deg);
  const auto seen =
      clearer_turn(views_of(windows, false), grid, assumed, layer.bidirectional ? Lines::even : Lines::all);
  if (!seen || (!fit && seen->clarity < kMinClarity)) return fit;
  if (std::abs(seen->turn_deg) > turn_limit_deg(grid, options))
    return fail(turned_too_far(layer, grid, options, seen->turn_deg));
  if (!fit) return fit;
  return fail(bad_input("measure.no_lattice", "layer " + layer.name,
                        "the lattice that the windows' phases fit is not the one they show",
                        "one lattice of " + pitch_text(grid),
                        fmt::format("another, turned by {:.2f} degree, shows clearer", seen->turn_deg)));
}

}  // namespace pellucid
