#include "core/measure/layer_figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/flow/parallel.h"
#include "core/measure/chip_figures.h"
#include "core/measure/chip_view.h"

namespace pellucid {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kWholeCoverage = 0.995F;  ///< pieces that come to this share of a box are all of it

class Figures {
 public:
  Figures(const SolvedLayer& solved, LayerSums& sums, const MeasureOptions& options)
      : context_(solved.context),
        solved_(solved),
        sums_(sums),
        options_(options),
        setting_(solved.context, solved.background.variance()),
        variance_(solved.context.directory, -1),
        whole_norm_(context_.norms.light(kLight, ChipPhase(16, 16, 16, false), kOwn, 0)) {}

  LayerPhotometry run() {
    make_columns();
    solved_.stretches.on_background(
        solved_.background, [&](std::int32_t row, const ChipStretch& s, const float* e) { fill_variances(row, s, e); });
    solved_.stretches.on_background(
        solved_.background, [&](std::int32_t row, const ChipStretch& s, const float* e) { describe(row, s, e); });
    hand_over_columns();
    return std::move(out_);
  }

 private:
  /// Filling them touches every page of them: side by side then.
  void make_columns() {
    const std::array columns{&out_.columns.intensity_sigma_e, &out_.shape.shift_sigma, &out_.shape.excess_sigma,
                             &out_.shape.plain_sigma_e, &out_.coverage};
    parallel_ranges(std::ssize(columns), 1, [&](std::int64_t c, std::int64_t) {
      columns[static_cast<std::size_t>(c)]->resize(sums_.light.size());
    });
    out_.pieced.assign(sums_.light.size(), 0);
  }

  /// Own variances: negative where no chip is, NaN where its light was not seen.
  void fill_variances(std::int32_t row, const ChipStretch& s, const float* background) {
    float* v = variance_.row(row) + s.begin;
    std::fill_n(v, s.size(), kNan);
    if (s.state == SumState::none) return;
    if (RowNormTable::covers(s)) {
      const std::vector<const RowNorms*> norms = solved_.row_norms.norms(sums_, s);
      own_variances({norms.data(), solved_.light.rows(row, s.begin), &sums_.light_scale[s.start], background}, setting_,
                    s.size(), v);
    } else {
      for (std::size_t i = 0; i < s.size(); ++i) {
        const ChipView view(context_, sums_, s, i);
        if (!(view.light(kLightSum, kOwn) > LightRow::kNoLight)) continue;
        v[i] = own_variance(context_, view, background[i],
                            solved_.light.around(s.begin + static_cast<std::int32_t>(i), row));
      }
    }
    for (std::size_t i = 0; i < s.size(); ++i) v[i] = std::isnan(sums_.light[s.start + i]) ? kNan : v[i];
  }

  void describe(std::int32_t row, const ChipStretch& s, const float* background) {
    FiguresBlock block;
    std::vector<const RowNorms*> norms;
    if (RowNormTable::covers(s)) norms = solved_.row_norms.norms(sums_, s);
    for (std::size_t i = 0; i < s.size(); i += FiguresBlock::kChips) {
      const std::size_t count = std::min(FiguresBlock::kChips, s.size() - i);
      const std::size_t k = s.start + i;
      if (RowNormTable::covers(s)) {
        const std::int32_t column = s.begin + static_cast<std::int32_t>(i);
        take_sums(k, count, block);
        row_figures({&norms[i], solved_.light.rows(row, column), &sums_.light_scale[k], background + i},
                    variance_.rows(row, column), setting_, count, block);
      }
      for (std::size_t j = 0; j < count; ++j) {
        out_.coverage[k + j] = coverage_of(s, i + j);
        out_.pieced[k + j] = s.state == SumState::pieced && out_.coverage[k + j] < kWholeCoverage ? 1 : 0;
        if (!block.surrounded[j]) block.set(j, figures_of(row, s, i + j, background[i + j]));
      }
      enter(k, count, block);
    }
  }

  /// Share of the profile weight that was found of a chip's box.
  [[nodiscard]] float coverage_of(const ChipStretch& s, std::size_t i) const {
    if (s.state != SumState::pieced) return s.state == SumState::whole ? 1 : 0;
    return std::min(1.F, sums_.pieces[s.piece + i].norms.norm[kLightSum].light[kOwn] / whole_norm_);
  }

  [[nodiscard]] ChipFigures figures_of(std::int32_t row, const ChipStretch& s, std::size_t i, float background) const {
    const std::int32_t column = s.begin + static_cast<std::int32_t>(i);
    const Surroundings around{solved_.light.around(column, row), variance_.around(column, row), background,
                              setting_.background_variance};
    if (std::isnan(around.variance[kOwn]) || coverage_of(s, i) < static_cast<float>(options_.min_coverage)) return {};
    return chip_figures(context_, ChipView(context_, sums_, s, i), sums_.sums(static_cast<std::int64_t>(s.start + i)),
                        around);
  }

  void take_sums(std::size_t k, std::size_t count, FiguresBlock& block) const {
    const auto take = [&](const std::vector<float>& from, FiguresBlock::Column& to) {
      std::copy_n(&from[k], count, to.data());
    };
    take(sums_.window, block.window);
    take(sums_.moment_x, block.moment_x);
    take(sums_.moment_y, block.moment_y);
    take(sums_.mesa, block.mesa);
    take(sums_.mesa_square, block.mesa_square);
    take(sums_.peak, block.peak);
  }

  /// The figures take the sums' places: a chip's sums are not needed once they are known.
  void enter(std::size_t k, std::size_t count, const FiguresBlock& block) {
    const auto put = [&](const FiguresBlock::Column& from, std::vector<float>& to) {
      std::copy_n(from.data(), count, &to[k]);
    };
    put(block.intensity_e, sums_.light);
    put(block.peak_e, sums_.peak);
    put(block.nonuniformity, sums_.mesa_square);
    put(block.dx_um, sums_.moment_x);
    put(block.dy_um, sums_.moment_y);
    put(block.background_e, sums_.street);
    put(block.excess, sums_.mesa);
    put(block.plain_e, sums_.window);
    put(block.shift, sums_.light_scale);
    put(block.sigma_e, out_.columns.intensity_sigma_e);
    put(block.shift_sigma, out_.shape.shift_sigma);
    put(block.excess_sigma, out_.shape.excess_sigma);
    put(block.plain_sigma_e, out_.shape.plain_sigma_e);
  }

  void hand_over_columns() {
    out_.columns.layer = context_.layer.name;
    out_.columns.intensity_e = std::move(sums_.light);
    out_.columns.peak_e = std::move(sums_.peak);
    out_.columns.nonuniformity = std::move(sums_.mesa_square);
    out_.columns.centroid_dx_um = std::move(sums_.moment_x);
    out_.columns.centroid_dy_um = std::move(sums_.moment_y);
    out_.columns.background_e = std::move(sums_.street);
    out_.shape.excess = std::move(sums_.mesa);
    out_.shape.plain_e = std::move(sums_.window);
    out_.shape.shift = std::move(sums_.light_scale);
    out_.saturated = std::move(sums_.saturated);
    out_.x_um = std::move(sums_.x_um);
    out_.y_um = std::move(sums_.y_um);
    out_.registration = context_.survey.registration;
  }

  const PassContext& context_;
  const SolvedLayer& solved_;
  LayerSums& sums_;
  const MeasureOptions& options_;
  const FiguresSetting setting_;
  ChipPlane variance_;
  float whole_norm_;  ///< of a whole box's light at an average phase
  LayerPhotometry out_;
};

}  // namespace

LayerPhotometry layer_figures(const SolvedLayer& solved, LayerSums& sums, const MeasureOptions& options) {
  return Figures(solved, sums, options).run();
}

}  // namespace pellucid
