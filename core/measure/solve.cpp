#include "core/measure/solve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/flow/parallel.h"
#include "core/measure/background_map.h"
#include "core/measure/chip_view.h"

namespace pellucid {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr int kMaxSweeps = 60;
constexpr std::int64_t kRowGrain = 8;

/// The table's neighbours of a chip; -1 where no chip is.
std::array<std::int64_t, kPlaces> neighbours(const ChipDirectory& directory, std::int32_t column, std::int32_t row) {
  std::array<std::int64_t, kPlaces> n{};
  for (int place = 0; place < kPlaces; ++place) n[static_cast<std::size_t>(place)] = directory.find(column + place % 3 - 1, row + place / 3 - 1);
  return n;
}

/// Full Jacobi steps diverge where neighbours together weigh about as much as the chip itself.
float step_of(const PassContext& context) {
  const ChipPhase middle(16, 16, 16, false);
  float neighbours = 0;
  for (int place = 0; place < kPlaces; ++place) {
    if (place != kOwn) neighbours += std::abs(context.norms.light(kLight, middle, place, 0));
  }
  const float share = neighbours / context.norms.light(kLight, middle, kOwn, 0);
  return share < 0.6F ? 1.F : 1.6F / (1 + share);
}

class Solver {
 public:
  Solver(const PassContext& context, LayerSums& sums, const MeasureOptions& options)
      : context_(context), sums_(sums), options_(options), light_(sums.light.size(), kNan), next_(sums.light.size(), kNan),
        background_(context.directory, {}, 1 << 20, context.survey.background_e), step_(step_of(context)) {}

  LayerPhotometry run() {
    // First light with the survey's background, then background from the streets less that light, twice.
    start();
    for (int round = 0; round < 2; ++round) {
      sweep_until_still(round == 0 ? 1e-2F : 1e-3F);
      refine_background();
    }
    sweep_until_still(2e-5F);
    return describe();
  }

 private:
  template <class Body>
  void for_chips(const Body& body) const {
    parallel_ranges(context_.directory.rows(), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
      context_.directory.for_rows(begin, end, body);
    });
  }
  [[nodiscard]] bool seen(std::int64_t chip) const { return sums_.state[static_cast<std::size_t>(chip)] != SumState::none; }
  /// Light of a neighbour; one that was not measured is taken to be healthy.
  [[nodiscard]] float light_of(std::int64_t chip) const {
    if (chip < 0) return 0;
    const float a = light_[static_cast<std::size_t>(chip)];
    return std::isnan(a) ? static_cast<float>(context_.survey.light_e) : a;
  }

  void start() {
    for_chips([&](std::int64_t k, std::int32_t column, std::int32_t row) {
      if (!seen(k)) return;
      const ChipView view(context_, sums_, k, column, row);
      const float own = view.light(ChipView::kLightSum, kOwn);
      if (own > 1e-6F) {
        light_[static_cast<std::size_t>(k)] = (sums_.light[static_cast<std::size_t>(k)] - static_cast<float>(context_.survey.background_e) * view.background(ChipView::kLightSum)) / own;
      }
    });
  }

  /// Jacobi sweeps of sum_j M_kj a_j = t_k - B sum T, until no chip moves by more than `tolerance` of the typical light.
  void sweep_until_still(float tolerance) {
    for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
      std::vector<float> moved(static_cast<std::size_t>((context_.directory.rows() + kRowGrain - 1) / kRowGrain), 0.F);
      parallel_ranges(context_.directory.rows(), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
        float largest = 0;
        context_.directory.for_rows(begin, end, [&](std::int64_t k, std::int32_t column, std::int32_t row) {
          const auto at = static_cast<std::size_t>(k);
          next_[at] = light_[at];
          if (std::isnan(light_[at])) return;
          const ChipView view(context_, sums_, k, column, row);
          float rest = sums_.light[at] - background_.at(column, row) * view.background(ChipView::kLightSum);
          const auto near = neighbours(context_.directory, column, row);
          for (int place = 0; place < kPlaces; ++place) {
            if (place != kOwn && near[static_cast<std::size_t>(place)] >= 0) {
              rest -= view.light(ChipView::kLightSum, place) * light_of(near[static_cast<std::size_t>(place)]);
            }
          }
          next_[at] = light_[at] + step_ * (rest / view.light(ChipView::kLightSum, kOwn) - light_[at]);
          largest = std::max(largest, std::abs(next_[at] - light_[at]));
        });
        moved[static_cast<std::size_t>(begin / kRowGrain)] = largest;
      });
      light_.swap(next_);
      if (*std::max_element(moved.begin(), moved.end()) < tolerance * static_cast<float>(context_.survey.light_e)) break;
    }
  }

  void refine_background() {
    std::vector<StreetLight> street(light_.size());
    for_chips([&](std::int64_t k, std::int32_t column, std::int32_t row) {
      const auto at = static_cast<std::size_t>(k);
      if (std::isnan(light_[at])) return;
      const ChipView view(context_, sums_, k, column, row);
      StreetLight s{sums_.street[at], view.background(ChipView::kStreetSum)};
      const auto near = neighbours(context_.directory, column, row);
      for (int place = 0; place < kPlaces; ++place) {
        if (near[static_cast<std::size_t>(place)] >= 0) s.light_e -= view.light(ChipView::kStreetSum, place) * light_of(near[static_cast<std::size_t>(place)]);
      }
      street[at] = s;
    });
    background_ = BackgroundMap(context_.directory, street, options_.background_pool_chips, context_.survey.background_e);
    hold_to_survey();
  }

  /// What the profile gets wrong in the streets would pass for background. The survey's fit, which sees all pixels and places without
  /// light, is right on the whole; the streets tell where it is more and where less.
  void hold_to_survey() {
    if (!context_.survey.background) return;
    std::vector<double> difference(static_cast<std::size_t>(context_.directory.rows()), 0.0);
    std::vector<std::int64_t> chips(difference.size(), 0);
    for_chips([&](std::int64_t k, std::int32_t column, std::int32_t row) {
      const auto at = static_cast<std::size_t>(k);
      if (std::isnan(light_[at])) return;
      const Vec2 p = context_.survey.wafer_from_design({context_.directory.column_um(column), context_.directory.row_um(row)});
      difference[static_cast<std::size_t>(row)] += context_.survey.background->at(p) - static_cast<double>(background_.at(column, row));
      ++chips[static_cast<std::size_t>(row)];
    });
    const std::int64_t all = std::accumulate(chips.begin(), chips.end(), std::int64_t{0});
    if (all > 0) background_.shift(std::accumulate(difference.begin(), difference.end(), 0.0) / static_cast<double>(all));
  }

  /// What is left of a sum when background and neighbours are taken out.
  [[nodiscard]] float own_part(float sum, ChipView::Sum which, const ChipView& view, float background,
                               const std::array<std::int64_t, kPlaces>& near) const {
    float rest = sum - background * view.background(which);
    for (int place = 0; place < kPlaces; ++place) {
      if (place != kOwn && near[static_cast<std::size_t>(place)] >= 0) rest -= view.light(which, place) * light_of(near[static_cast<std::size_t>(place)]);
    }
    return rest;
  }

  /// Variance of a chip's light for itself alone: photons of all that falls into the box, read noise.
  [[nodiscard]] float own_variance(std::int64_t k, const ChipView& view, float background,
                                   const std::array<std::int64_t, kPlaces>& near) const {
    float v = view.variance(ChipView::kLightSum, background, light_[static_cast<std::size_t>(k)], static_cast<float>(context_.calibration.read_noise_e));
    for (int place = 0; place < kPlaces; ++place) {
      if (place != kOwn && near[static_cast<std::size_t>(place)] >= 0) v += view.light_variance(place) * std::max(0.F, light_of(near[static_cast<std::size_t>(place)]));
    }
    const float own = view.light(ChipView::kLightSum, kOwn);
    return v / (own * own);
  }

  LayerPhotometry describe();
  void describe_chip(std::int64_t k, std::int32_t column, std::int32_t row, LayerPhotometry& out) const;
  void describe_shape(std::size_t at, const ChipView& view, float background, const std::array<std::int64_t, kPlaces>& near,
                      LayerPhotometry& out) const;

  const PassContext& context_;
  LayerSums& sums_;
  const MeasureOptions& options_;
  std::vector<float> light_, next_;
  BackgroundMap background_;
  float step_;
};

LayerPhotometry Solver::describe() {
  LayerPhotometry out;
  const std::size_t n = light_.size();
  out.columns.layer = context_.layer.name;
  // `next_` becomes the chips' own variances: those of the neighbours enter a chip's sigma.
  for_chips([&](std::int64_t k, std::int32_t column, std::int32_t row) {
    if (std::isnan(light_[static_cast<std::size_t>(k)])) return;
    const ChipView view(context_, sums_, k, column, row);
    next_[static_cast<std::size_t>(k)] = own_variance(k, view, background_.at(column, row), neighbours(context_.directory, column, row));
  });
  for (auto* c : {&out.columns.intensity_e, &out.columns.intensity_sigma_e, &out.columns.peak_e, &out.columns.nonuniformity,
                  &out.columns.centroid_dx_um, &out.columns.centroid_dy_um, &out.columns.background_e, &out.shape.shift,
                  &out.shape.shift_sigma, &out.shape.excess, &out.shape.excess_sigma, &out.shape.plain_e, &out.shape.plain_sigma_e}) {
    c->assign(n, kNan);
  }
  out.coverage.assign(n, 0);
  out.pieced.assign(n, 0);
  for_chips([&](std::int64_t k, std::int32_t column, std::int32_t row) { describe_chip(k, column, row, out); });
  out.saturated = std::move(sums_.saturated);
  out.x_um = std::move(sums_.x_um);
  out.y_um = std::move(sums_.y_um);
  out.registration = context_.survey.registration;
  return out;
}

void Solver::describe_chip(std::int64_t k, std::int32_t column, std::int32_t row, LayerPhotometry& out) const {
  const auto at = static_cast<std::size_t>(k);
  if (!seen(k)) return;
  const ChipView view(context_, sums_, k, column, row);
  const float own = view.light(ChipView::kLightSum, kOwn);
  // A whole box's norm at an average phase tells how much of the profile weight a piece has.
  const float full = view.pieced() ? context_.norms.light(kLight, ChipPhase(16, 16, 16, false), kOwn, 0) : own;
  out.coverage[at] = std::min(1.F, own / full);
  out.pieced[at] = view.pieced() && out.coverage[at] < 0.995F ? 1 : 0;
  if (std::isnan(light_[at]) || out.coverage[at] < static_cast<float>(options_.min_coverage)) return;

  const float background = background_.at(column, row);
  const auto near = neighbours(context_.directory, column, row);
  // Joint least squares to second order in the overlaps o = M_kj / M_kk: own variance, its feedback, the neighbours' share.
  float variance = next_[at];
  for (int place = 0; place < kPlaces; ++place) {
    const std::int64_t j = near[static_cast<std::size_t>(place)];
    if (place == kOwn || j < 0) continue;
    const float overlap = view.light(ChipView::kLightSum, place) / own;
    const float theirs = std::isnan(next_[static_cast<std::size_t>(j)]) ? next_[at] : next_[static_cast<std::size_t>(j)];
    variance += overlap * overlap * (2 * next_[at] + theirs);
    // Boxes wider than the pitch share pixels, and with them noise.
    const BoxOverlap& shared = context_.box_overlap[static_cast<std::size_t>(place)];
    const float read = static_cast<float>(context_.calibration.read_noise_e);
    const float both = std::max(0.F, light_[at]) + std::max(0.F, light_of(j));
    variance -= 2 * overlap * (view.scale() * (std::max(0.F, background) * shared.weights + both * shared.light) + view.scale() * view.scale() * read * read * shared.weights) / (own * own);
  }
  const float background_share = view.background(ChipView::kLightSum) / own;
  variance += background_share * background_share * background_.variance();
  out.columns.intensity_e[at] = light_[at];
  out.columns.intensity_sigma_e[at] = std::sqrt(variance);
  out.columns.background_e[at] = background;
  out.columns.peak_e[at] = sums_.peak[at] - background;
  describe_shape(at, view, background, near, out);
}

void Solver::describe_shape(std::size_t at, const ChipView& view, float background, const std::array<std::int64_t, kPlaces>& near,
                            LayerPhotometry& out) const {
  const auto read = static_cast<float>(context_.calibration.read_noise_e);
  const float own_window = view.light(ChipView::kWindowSum, kOwn);
  const float window = own_part(sums_.window[at], ChipView::kWindowSum, view, background, near);
  out.shape.plain_e[at] = window / own_window;
  const float window_sigma = std::sqrt(view.variance(ChipView::kWindowSum, background, std::max(0.F, light_[at]), read));
  out.shape.plain_sigma_e[at] = window_sigma / own_window;
  if (window < 4 * window_sigma) return;  // too dark to have a shape

  const auto offset = [&](float moment, ChipView::Sum sum, float& sigma_px) {
    sigma_px = std::sqrt(view.variance(sum, background, std::max(0.F, window / own_window), read)) / window;
    return own_part(moment, sum, view, background, near) / window - view.light(sum, kOwn) / own_window;
  };
  float sigma_x = 0;
  float sigma_y = 0;
  const float dx = offset(sums_.moment_x[at], ChipView::kMomentXSum, sigma_x);
  const float dy = offset(sums_.moment_y[at], ChipView::kMomentYSum, sigma_y);
  const auto px = static_cast<float>(context_.layer.pixel_um.x);
  const auto py = static_cast<float>(context_.layer.pixel_um.y);
  out.columns.centroid_dx_um[at] = dx * px;
  out.columns.centroid_dy_um[at] = -dy * py;
  const ChipGrid& grid = *context_.survey.wafer.chips;
  const float share_x = dx * px / static_cast<float>(grid.size_um.x);
  const float share_y = dy * py / static_cast<float>(grid.size_um.y);
  const float error_x = sigma_x * px / static_cast<float>(grid.size_um.x);
  const float error_y = sigma_y * py / static_cast<float>(grid.size_um.y);
  const bool along_x = share_x * share_x * error_y * error_y > share_y * share_y * error_x * error_x;
  out.shape.shift[at] = std::abs(along_x ? share_x : share_y);
  out.shape.shift_sigma[at] = along_x ? error_x : error_y;

  const float n = view.background(ChipView::kMesaSum);
  if (n < 4) return;
  const float raw_mean = sums_.mesa[at] / n;
  const float noise = view.scale() * std::max(0.F, raw_mean) + view.scale() * view.scale() * read * read;
  const float mean = own_part(sums_.mesa[at], ChipView::kMesaSum, view, background, near) / n;
  const float variance = sums_.mesa_square[at] / n - raw_mean * raw_mean - noise * (1 - 1 / n);
  const float healthy_mean = view.light(ChipView::kMesaSum, kOwn) / n;
  const float healthy = std::max(0.F, view.mesa_square() / n - healthy_mean * healthy_mean) / (healthy_mean * healthy_mean);
  if (!(mean > 0)) return;
  out.columns.nonuniformity[at] = std::sqrt(std::max(0.F, variance)) / mean;
  out.shape.excess[at] = variance / (mean * mean) - healthy;
  out.shape.excess_sigma[at] = std::sqrt((2 * noise * noise + 4 * noise * healthy * mean * mean) / n) / (mean * mean);
}

}  // namespace

LayerPhotometry solve_layer(const PassContext& context, LayerSums&& sums, const MeasureOptions& options) {
  return Solver(context, sums, options).run();
}

}  // namespace pellucid
