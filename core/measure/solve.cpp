#include "core/measure/solve.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "core/flow/parallel.h"
#include "core/measure/background_map.h"
#include "core/measure/chip_figures.h"
#include "core/measure/chip_plane.h"
#include "core/measure/chip_view.h"

namespace pellucid {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr int kMaxSweeps = 60;
constexpr std::int64_t kRowGrain = 8;
constexpr float kNoLight = 1e-6F;  ///< a box with less of its own chip's light says nothing about it

class Solver {
 public:
  Solver(const PassContext& context, LayerSums& sums, const MeasureOptions& options)
      : context_(context),
        directory_(context.directory),
        sums_(sums),
        options_(options),
        light_(context.directory, 0),
        rest_(sums.light.size(), kNan),
        background_(context.directory, {}, 1 << 20, context.survey.background_e) {
    for (const ChipPiece& piece : sums.pieces) piece_rows_.push_back(LightRow::from(piece.norms.norm[kLightSum]));
  }

  LayerPhotometry run() {
    // First light with the survey's background, then background from the streets less that light, twice.
    enter_background();
    start();
    for (const float tolerance : {1e-2F, 1e-3F}) {
      sweep_until_still(tolerance);
      refine_background();
      enter_background();
    }
    sweep_until_still(2e-5F);
    return describe();
  }

 private:
  /// body(table row, column, row) for every chip, in parallel.
  template <class Body>
  void for_chips(const Body& body) const {
    parallel_ranges(directory_.rows(), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
      directory_.for_rows(begin, end, [&](std::int64_t k, std::int32_t column, std::int32_t row) {
        body(static_cast<std::size_t>(k), column, row);
      });
    });
  }
  /// The same with the background at the chip: body(table row, column, row, e a pixel).
  template <class Body>
  void for_chips_on_background(const Body& body) const {
    parallel_ranges(directory_.rows(), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
      std::vector<float> background(static_cast<std::size_t>(directory_.columns()));
      for (auto row = static_cast<std::int32_t>(begin); row < end; ++row) {
        for (const ChipDirectory::Run* run = directory_.runs_begin(row); run != directory_.runs_end(row); ++run) {
          background_.fill_row(row, run->begin, run->end, background.data());
          for (std::int32_t c = run->begin; c < run->end; ++c) {
            body(static_cast<std::size_t>(run->start + (c - run->begin)), c, row,
                 background[static_cast<std::size_t>(c - run->begin)]);
          }
        }
      }
    });
  }
  /// The chip's row of the system, over its own norm.
  [[nodiscard]] const LightRow& light_row(std::size_t k, std::int32_t column, std::int32_t row) const {
    if (sums_.state[k] == SumState::pieced) {
      return piece_rows_[static_cast<std::size_t>(&sums_.piece(static_cast<std::int64_t>(k)) - sums_.pieces.data())];
    }
    return context_.box_norms.light_row(ChipPhase::of(sums_.phase[k]), directory_.streets(column, row));
  }
  [[nodiscard]] bool seen(std::size_t k) const { return sums_.state[k] != SumState::none; }

  /// What the light sums hold beyond the background, per unit of own light; NaN where a chip's light was not seen.
  void enter_background() {
    for_chips_on_background([&](std::size_t k, std::int32_t column, std::int32_t row, float background) {
      if (!seen(k)) return;
      const LightRow& m = light_row(k, column, row);
      if (m.per_own > 0 && m.per_own < 1 / kNoLight) rest_[k] = sums_.light[k] * m.per_own - background * m.background;
    });
  }

  /// A chip that was not measured is taken to be healthy.
  void start() {
    for_chips([&](std::size_t k, std::int32_t column, std::int32_t row) {
      light_.row(row)[column] = std::isnan(rest_[k]) ? static_cast<float>(context_.survey.light_e) : rest_[k];
    });
  }

  /// One chip row of a Gauss-Seidel sweep, from left to right; returns the largest change.
  float sweep_row(std::int32_t row) {
    float largest = 0;
    float* mid = light_.row(row);
    const float* low = light_.row(row - 1);
    const float* high = light_.row(row + 1);
    for (const ChipDirectory::Run* run = directory_.runs_begin(row); run != directory_.runs_end(row); ++run) {
      for (std::int32_t c = run->begin; c < run->end; ++c) {
        const auto k = static_cast<std::size_t>(run->start + (c - run->begin));
        if (std::isnan(rest_[k])) continue;
        const auto& m = light_row(k, c, row).place;
        const float beside = m[0] * low[c - 1] + m[1] * low[c] + m[2] * low[c + 1] + m[5] * mid[c + 1] +
                             m[6] * high[c - 1] + m[7] * high[c] + m[8] * high[c + 1];
        const float now = rest_[k] - beside - m[3] * mid[c - 1];
        largest = std::max(largest, std::abs(now - mid[c]));
        mid[c] = now;
      }
    }
    return largest;
  }

  /// Sweeps of sum_j M_kj a_j = t_k - B sum T, until no chip moves by more than `tolerance` of the typical light. Every
  /// second row at once: rows of the same parity do not touch, so the order of the threads does not matter.
  void sweep_until_still(float tolerance) {
    const std::int64_t half = (directory_.rows() + 1) / 2;
    std::vector<float> moved(static_cast<std::size_t>((half + kRowGrain - 1) / kRowGrain));
    for (int sweep = 0; sweep < kMaxSweeps; ++sweep) {
      std::fill(moved.begin(), moved.end(), 0.F);
      for (const std::int32_t parity : {0, 1}) {
        parallel_ranges(half, kRowGrain, [&](std::int64_t begin, std::int64_t end) {
          float& largest = moved[static_cast<std::size_t>(begin / kRowGrain)];
          for (std::int64_t i = begin; i < end; ++i) {
            const auto row = static_cast<std::int32_t>(2 * i + parity);
            if (row < directory_.rows()) largest = std::max(largest, sweep_row(row));
          }
        });
      }
      if (*std::max_element(moved.begin(), moved.end()) < tolerance * static_cast<float>(context_.survey.light_e))
        break;
    }
  }

  void refine_background() {
    std::vector<StreetLight> street(rest_.size());
    for_chips([&](std::size_t k, std::int32_t column, std::int32_t row) {
      if (std::isnan(rest_[k])) return;
      const ChipView view(context_, sums_, static_cast<std::int64_t>(k), directory_.streets(column, row));
      const SumNorm& norm = view.norm(kStreetSum);
      const auto light = light_.around(column, row);
      float rest = sums_.street[k];
      for (std::size_t place = 0; place < kPlaces; ++place) rest -= norm.light[place] * light[place];
      street[k] = {rest, norm.background};
    });
    background_ = BackgroundMap(directory_, street, options_.background_pool_chips, context_.survey.background_e);
    hold_to_survey();
  }

  /// What the profile gets wrong in the streets would pass for background. The survey's fit, which sees all pixels and
  /// places without light, is right on the whole; the streets tell where it is more and where less.
  void hold_to_survey() {
    constexpr int kEvery = 3;  // both are smooth
    if (!context_.survey.background) return;
    std::vector<double> difference(static_cast<std::size_t>(directory_.rows()), 0.0);
    std::vector<std::int64_t> chips(difference.size(), 0);
    for_chips_on_background([&](std::size_t k, std::int32_t column, std::int32_t row, float background) {
      if ((column + row) % kEvery != 0 || std::isnan(rest_[k])) return;
      const Vec2 p = context_.survey.wafer_from_design({directory_.column_um(column), directory_.row_um(row)});
      difference[static_cast<std::size_t>(row)] += context_.survey.background->at(p) - static_cast<double>(background);
      ++chips[static_cast<std::size_t>(row)];
    });
    const std::int64_t all = std::accumulate(chips.begin(), chips.end(), std::int64_t{0});
    if (all > 0)
      background_.shift(std::accumulate(difference.begin(), difference.end(), 0.0) / static_cast<double>(all));
  }

  LayerPhotometry describe();
  ChipPlane own_variances() const;

  const PassContext& context_;
  const ChipDirectory& directory_;
  LayerSums& sums_;
  const MeasureOptions& options_;
  ChipPlane light_;                   ///< 0 where no chip is
  std::vector<float> rest_;           ///< see enter_background
  std::vector<LightRow> piece_rows_;  ///< as LayerSums::pieces
  BackgroundMap background_;
};

/// Negative where no chip is, NaN where it was not seen.
ChipPlane Solver::own_variances() const {
  ChipPlane variance(directory_, -1);
  for_chips_on_background([&](std::size_t k, std::int32_t column, std::int32_t row, float background) {
    float& v = variance.row(row)[column];
    v = kNan;
    if (std::isnan(rest_[k])) return;
    const ChipView view(context_, sums_, static_cast<std::int64_t>(k), directory_.streets(column, row));
    v = own_variance(context_, view, background, light_.around(column, row));
  });
  return variance;
}

/// The figures take the sums' places: a chip's sums are not needed once they are known.
LayerPhotometry Solver::describe() {
  LayerPhotometry out;
  const std::size_t n = rest_.size();
  const ChipPlane variance = own_variances();
  auto& sigma = out.columns.intensity_sigma_e;
  for (auto* c : {&sigma, &out.shape.shift_sigma, &out.shape.excess_sigma, &out.shape.plain_sigma_e}) c->resize(n);
  out.coverage.assign(n, 0);
  out.pieced.assign(n, 0);
  for_chips_on_background([&](std::size_t k, std::int32_t column, std::int32_t row, float background) {
    ChipFigures f;
    if (seen(k)) {
      const ChipView view(context_, sums_, static_cast<std::int64_t>(k), directory_.streets(column, row));
      // A whole box's norm at an average phase tells how much of the profile weight a piece has.
      const float own = view.light(kLightSum, kOwn);
      out.coverage[k] = view.pieced()
                            ? std::min(1.F, own / context_.norms.light(kLight, ChipPhase(16, 16, 16, false), kOwn, 0))
                            : 1.F;
      out.pieced[k] = view.pieced() && out.coverage[k] < 0.995F ? 1 : 0;
      const bool enough = !std::isnan(rest_[k]) && out.coverage[k] >= static_cast<float>(options_.min_coverage);
      const Surroundings around{light_.around(column, row), variance.around(column, row), background,
                                background_.variance()};
      if (enough) f = chip_figures(context_, view, sums_.sums(static_cast<std::int64_t>(k)), around);
    }
    sums_.light[k] = f.intensity_e;
    sums_.peak[k] = f.peak_e;
    sums_.mesa_square[k] = f.nonuniformity;
    sums_.moment_x[k] = f.dx_um;
    sums_.moment_y[k] = f.dy_um;
    sums_.street[k] = f.background_e;
    sums_.mesa[k] = f.excess;
    sums_.window[k] = f.plain_e;
    sums_.light_scale[k] = f.shift;
    sigma[k] = f.sigma_e;
    out.shape.shift_sigma[k] = f.shift_sigma;
    out.shape.excess_sigma[k] = f.excess_sigma;
    out.shape.plain_sigma_e[k] = f.plain_sigma_e;
  });
  out.columns.layer = context_.layer.name;
  out.columns.intensity_e = std::move(sums_.light);
  out.columns.peak_e = std::move(sums_.peak);
  out.columns.nonuniformity = std::move(sums_.mesa_square);
  out.columns.centroid_dx_um = std::move(sums_.moment_x);
  out.columns.centroid_dy_um = std::move(sums_.moment_y);
  out.columns.background_e = std::move(sums_.street);
  out.shape.excess = std::move(sums_.mesa);
  out.shape.plain_e = std::move(sums_.window);
  out.shape.shift = std::move(sums_.light_scale);
  out.saturated = std::move(sums_.saturated);
  out.x_um = std::move(sums_.x_um);
  out.y_um = std::move(sums_.y_um);
  out.registration = context_.survey.registration;
  return out;
}

}  // namespace

LayerPhotometry solve_layer(const PassContext& context, LayerSums&& sums, const MeasureOptions& options) {
  return Solver(context, sums, options).run();
}

}  // namespace pellucid
