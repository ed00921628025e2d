#include "core/measure/index_origin.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "core/flow/parallel.h"
#include "core/measure/chip_sites.h"

namespace pellucid {
namespace {

// Likelihoods of what a site shows. A chip that exists may well be dark; light where no chip was printed is all but
// impossible.
constexpr double kDarkGivenChip = 0.15;
constexpr double kLitGivenNone = 0.004;
// Neighbouring chips fail together, so that sites are not independent: their evidence is discounted.
constexpr double kIndependence = 0.25;

/// Mean light of small patches of one window, each computed once.
class SiteLight {
 public:
  SiteLight(const SampleWindow& window, const ChipGrid& grid, const LatticeFit& fit)
      : window_(&window),
        pixel_from_design_(window.wafer_from_pixel.inverse() * fit.wafer_from_design *
                           Affine2{1, 0, 0, 1, window.shift_um}) {
    half_x_ = 0.35 * grid.size_um.x / window.wafer_from_pixel.xx;
    half_y_ = 0.35 * grid.size_um.y / -window.wafer_from_pixel.yy;
    odd_phase_ = fit.odd_line_phase_px;
  }

  [[nodiscard]] Vec2 pixel(Vec2 design_um) const { return pixel_from_design_(design_um); }

  /// Mean over the inner part of a mesa at a design position; nullopt where it is not wholly inside the window.
  [[nodiscard]] std::optional<double> at(Vec2 design_um) const {
    const Vec2 p = pixel(design_um);
    const auto x0 = static_cast<std::int64_t>(std::lround(p.x - half_x_));
    const auto y0 = static_cast<std::int64_t>(std::lround(p.y - half_y_));
    const std::int64_t w = std::max<std::int64_t>(1, std::lround(2 * half_x_));
    const std::int64_t h = std::max<std::int64_t>(1, std::lround(2 * half_y_));
    const auto odd_shift = static_cast<std::int64_t>(std::lround(odd_phase_));
    const std::int64_t margin = std::abs(odd_shift);
    const ElectronImage& image = window_->image;
    if (x0 < margin || y0 < 0 || x0 + w + margin > image.rect.width || y0 + h > image.rect.height) return std::nullopt;
    double sum = 0;
    for (std::int64_t y = y0; y < y0 + h; ++y) {
      const float* e = image.row(y) + (image.odd_line(y) ? odd_shift : 0);
      for (std::int64_t x = x0; x < x0 + w; ++x) sum += static_cast<double>(e[x]);
    }
    return sum / static_cast<double>(w * h);
  }

 private:
  const SampleWindow* window_;
  Affine2 pixel_from_design_;
  double half_x_ = 0, half_y_ = 0, odd_phase_ = 0;
};

/// Sites of a window, and `extra` more on every side.
SiteRange indices_in(const SampleWindow& window, const ChipGrid& grid, const LatticeFit& fit, int extra) {
  const Affine2 design_from_pixel = fit.wafer_from_design.inverse() * window.wafer_from_pixel;
  SiteRange range =
      sites_in(grid, design_from_pixel, {0, 0},
               {static_cast<double>(window.image.rect.width), static_cast<double>(window.image.rect.height)});
  range.column_begin -= extra;
  range.column_end += extra;
  range.row_begin -= extra;
  range.row_end += extra;
  return range;
}

/// Between "no light" and "a healthy chip": the middle of the window's own two levels; nullopt where it shows only one.
std::optional<double> lit_limit(const SampleWindow& window, const ChipGrid& grid, const LatticeFit& fit) {
  const SiteLight light(window, grid, fit);
  const SiteRange range = indices_in(window, grid, fit, 0);
  std::vector<double> sites, gaps;
  for (std::int32_t r = range.row_begin; r < range.row_end; ++r) {
    for (std::int32_t c = range.column_begin; c < range.column_end; ++c) {
      const Vec2 u = grid.unturned_um({c, r});
      if (const auto v = light.at(u)) sites.push_back(*v);
      if (const auto v = light.at(u + Vec2{0.5 * grid.pitch_um.x, 0.5 * grid.pitch_um.y})) gaps.push_back(*v);
    }
  }
  if (sites.size() < 20 || gaps.size() < 20) return std::nullopt;
  const auto quantile = [](std::vector<double>& v, double q) {
    const auto k = static_cast<std::ptrdiff_t>(q * static_cast<double>(v.size() - 1));
    std::nth_element(v.begin(), v.begin() + k, v.end());
    return v[static_cast<std::size_t>(k)];
  };
  const double lit = quantile(sites, 0.9);
  const double gap = quantile(gaps, 0.3);
  const double spread = quantile(gaps, 0.6) - gap;
  if (lit - gap < 6 * spread && lit < 1.2 * gap) return std::nullopt;
  return gap + 0.5 * (lit - gap);
}

struct Score {
  double total = 0;
  double sites = 0;
};

double log_likelihood(bool lit, bool exists) {
  if (exists) return std::log(lit ? 1 - kDarkGivenChip : kDarkGivenChip);
  return std::log(lit ? kLitGivenNone : 1 - kLitGivenNone);
}

/// A way in which the indices may be wrong: chip (c, r) stands `um` before the place where the model has it.
struct Shift {
  Vec2 um;
  int columns = 0, rows = 0;
};

/// Along one axis: whole pitches, and, as the streets repeat, whole fields more or less.
std::vector<std::pair<double, int>> axis_shifts(double pitch_um, double street_um, int chips_a_field, int n) {
  std::vector<std::pair<double, int>> shifts;
  const int fields = street_um > 0 && chips_a_field > 0 ? 2 * n / chips_a_field + 1 : 0;
  for (int field = -fields; field <= fields; ++field) {
    for (int k = -n; k <= n; ++k) {
      shifts.emplace_back(k * pitch_um + field * (chips_a_field * pitch_um + street_um), k + field * chips_a_field);
    }
  }
  return shifts;
}

/// Where the lattice lies against its design at the wafer's centre, along the design's axes.
Vec2 design_offset_um(const LatticeFit& fit) {
  return fit.wafer_from_design.inverse().turn(fit.wafer_from_design.shift);
}

/// All shifts that leave the lattice within `n` pitches and a half of its design; the first is none at all.
std::vector<Shift> possible_shifts(const ChipGrid& grid, Vec2 offset_um, int n) {
  const FieldDesign field = grid.field.value_or(FieldDesign{0, 0, {}});
  std::vector<Shift> shifts{{}};
  for (const auto& [y, rows] : axis_shifts(grid.pitch_um.y, field.street_um.y, field.rows, n)) {
    if (std::abs(offset_um.y - y) > (n + 0.5) * grid.pitch_um.y) continue;
    for (const auto& [x, columns] : axis_shifts(grid.pitch_um.x, field.street_um.x, field.columns, n)) {
      if (std::abs(offset_um.x - x) > (n + 0.5) * grid.pitch_um.x || (columns == 0 && rows == 0)) continue;
      shifts.push_back({{x, y}, columns, rows});
    }
  }
  return shifts;
}

/// Scores of every shift for one window.
std::vector<Score> score_window(const SampleWindow& window, const WaferDesign& wafer, const LatticeFit& fit,
                                const std::vector<Shift>& shifts) {
  const ChipGrid& grid = *wafer.chips;
  std::vector<Score> scores(shifts.size());
  const auto limit = lit_limit(window, grid, fit);
  if (!limit) return scores;
  const SiteLight light(window, grid, fit);
  int extra = 0;
  for (const Shift& shift : shifts) extra = std::max({extra, std::abs(shift.columns) + 1, std::abs(shift.rows) + 1});
  const SiteRange range = indices_in(window, grid, fit, extra);
  // A site is a place in the image: with or without streets most shifts share it, so its light is kept by position.
  std::unordered_map<std::int64_t, int> known;  // 0 dark, 1 lit, -1 outside
  const auto lit_at = [&](Vec2 u) {
    const auto key =
        (std::llround(u.x * 16 / grid.pitch_um.x) << 32) ^ (std::llround(u.y * 16 / grid.pitch_um.y) & 0xFFFFFFFFLL);
    const auto found = known.find(key);
    if (found != known.end()) return found->second;
    const auto value = light.at(u);
    return known.emplace(key, value ? static_cast<int>(*value > *limit) : -1).first->second;
  };
  for (std::size_t k = 0; k < shifts.size(); ++k) {
    Score& score = scores[k];
    for (std::int32_t r = range.row_begin; r < range.row_end; ++r) {
      for (std::int32_t c = range.column_begin; c < range.column_end; ++c) {
        const int lit = lit_at(grid.unturned_um({c, r}) - shifts[k].um);
        if (lit < 0) continue;
        score.total += log_likelihood(lit == 1, wafer.has_chip({c, r}));
        score.sites += 1;
      }
    }
  }
  return scores;
}

std::string basis_of(const WaferDesign& wafer) {
  std::string basis = "outline";
  if (wafer.chips->field) basis += ", streets";
  if (!wafer.chips->excluded.empty()) basis += ", excluded areas";
  return basis;
}

}  // namespace

Result<IndexOrigin> settle_index_origin(std::vector<SampleWindow>& windows, const LayerGeometry& layer,
                                        const WaferDesign& wafer, const MeasureOptions& options, LatticeFit& fit) {
  const ChipGrid& grid = *wafer.chips;
  if (grid.anchor == GridAnchor::image) return IndexOrigin{0, 0, 1.0, "image"};
  const int n = options.search_pitches + 1;
  const std::vector<Shift> shifts = possible_shifts(grid, design_offset_um(fit), n);
  std::vector<std::vector<Score>> each(windows.size());
  parallel_ranges(static_cast<std::int64_t>(windows.size()), 1, [&](std::int64_t i, std::int64_t) {
    const SampleWindow& w = windows[static_cast<std::size_t>(i)];
    // Interior windows can only tell where streets run; sample some of them.
    const bool telling = w.rim || (grid.field && i % 3 == 0);
    if (telling && (w.usable || w.rim)) each[static_cast<std::size_t>(i)] = score_window(w, wafer, fit, shifts);
  });
  std::vector<double> total(shifts.size(), 0);
  double sites = 0;
  for (const auto& scores : each) {
    for (std::size_t k = 0; k < scores.size(); ++k) {
      // Mean over the sites of each shift: shifts see slightly different numbers of them.
      const double count = scores.front().sites;
      if (scores[k].sites > 0) total[k] += kIndependence * scores[k].total / scores[k].sites * count;
    }
    if (!scores.empty()) sites += scores.front().sites;
  }
  const auto best = static_cast<std::size_t>(std::max_element(total.begin(), total.end()) - total.begin());
  double others = 0;
  for (std::size_t k = 0; k < total.size(); ++k) {
    // The same indices from a place a street's width away are the same answer.
    if (shifts[k].columns == shifts[best].columns && shifts[k].rows == shifts[best].rows) continue;
    others += std::exp(total[k] - total[best]);
  }
  IndexOrigin origin;
  origin.shift_columns = shifts[best].columns;
  origin.shift_rows = shifts[best].rows;
  origin.confidence = sites > 0 ? 1 / (1 + others) : 0;
  origin.basis = basis_of(wafer);
  const Vec2 offset = design_offset_um(fit) - shifts[best].um;
  const double most = options.search_pitches + 0.5;
  const bool at_border = std::abs(offset.x) > most * grid.pitch_um.x || std::abs(offset.y) > most * grid.pitch_um.y;
  if (origin.confidence < options.min_confidence || at_border) {
    return fail(bad_input("measure.ambiguous", "layer " + layer.name,
                          "the index origin of the chip grid cannot be settled from " + origin.basis,
                          fmt::format("confidence of at least {}, within {} pitches of the design",
                                      options.min_confidence, options.search_pitches),
                          fmt::format("{:.4f} for a shift of {} columns, {} rows", origin.confidence,
                                      origin.shift_columns, origin.shift_rows)));
  }
  if (best != 0) {
    fit.wafer_from_design = fit.wafer_from_design * Affine2{1, 0, 0, 1, Vec2{} - shifts[best].um};
    refine_lattice(windows, layer, wafer, fit);
  }
  return origin;
}

}  // namespace pellucid
