#include "core/measure/solve.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/measure/background_map.h"
#include "core/measure/chip_plane.h"
#include "core/measure/chip_stretches.h"
#include "core/measure/chip_view.h"
#include "core/measure/layer_figures.h"

namespace pellucid {
namespace {

constexpr int kMaxSweeps = 60;

class Solver {
 public:
  Solver(const PassContext& context, LayerSums& sums, const MeasureOptions& options)
      : context_(context),
        directory_(context.directory),
        sums_(sums),
        options_(options),
        stretches_(context.directory, sums),
        row_norms_(context),
        light_(context.directory, 0),
        background_(context.survey.background_e) {
    for (std::size_t i = 0; i < sums.pieces.size(); ++i)
      piece_rows_.push_back(LightRow::from(sums.pieces[i].norms.norm[kLightSum]));
  }

  LayerPhotometry run() {
    // First light with the survey's background, then background from the streets less that light, twice.
    start();
    for (const float tolerance : {1e-2F, 1e-3F}) {
      sweep_until_still(tolerance);
      refine_background();
    }
    sweep_until_still(2e-5F);
    return layer_figures({context_, stretches_, row_norms_, light_, background_}, sums_, options_);
  }

 private:
  /// body(chip of the stretch, its row of the system) for all chips that were seen.
  template <class Body>
  void for_light_rows(const ChipStretch& s, const Body& body) const {
    if (s.state == SumState::pieced) {
      for (std::size_t i = 0; i < s.size(); ++i) body(i, piece_rows_[s.piece + i]);
    } else if (s.state == SumState::whole) {
      const std::uint16_t* phase = &sums_.phase[s.start];
      for (std::size_t i = 0; i < s.size(); ++i)
        body(i, context_.box_norms.light_row(ChipPhase::of(phase[i]), s.streets));
    }
  }

  /// Every chip's light if its neighbours were like it. One that was not measured is taken to be healthy.
  void start() {
    stretches_.on_background(background_, [&](std::int32_t row, const ChipStretch& s, const float* background) {
      float* light = light_.row(row) + s.begin;
      std::fill_n(light, s.size(), static_cast<float>(context_.survey.light_e));
      for_light_rows(s, [&](std::size_t i, const LightRow& m) {
        const float alone = sums_.light[s.start + i] * m.per_own - background[i] * m.background;
        if (!std::isnan(alone)) light[i] = alone * m.alike;
      });
    });
  }

  /// A stretch's part of a Gauss-Seidel sweep, from left to right; returns the largest change.
  float sweep(std::int32_t row, const ChipStretch& s, const float* background) {
    float largest = 0;
    const float* sum = sums_.light.data() + s.start;
    const float* low = light_.row(row - 1) + s.begin;
    float* mid = light_.row(row) + s.begin;
    const float* high = light_.row(row + 1) + s.begin;
    float left = mid[-1];
    for_light_rows(s, [&](std::size_t k, const LightRow& row_of_chip) {
      const auto i = static_cast<std::ptrdiff_t>(k);
      const auto& m = row_of_chip.place;
      const float before = mid[i];
      const float beside = m[0] * low[i - 1] + m[1] * low[i] + m[2] * low[i + 1] + m[5] * mid[i + 1] +
                           m[6] * high[i - 1] + m[7] * high[i] + m[8] * high[i + 1];
      const float now = sum[i] * row_of_chip.per_own - background[i] * row_of_chip.background - beside - m[3] * left;
      left = before;
      if (std::isnan(now)) return;  // its light was not seen
      left = mid[i] = now;
      largest = std::max(largest, std::abs(now - before));
    });
    return largest;
  }

  /// Sweeps of sum_j M_kj a_j = t_k - B sum T, until no chip moves by more than `tolerance` of the typical light. Every
  /// second row at once: rows of the same parity do not touch, so the order of the threads does not matter.
  void sweep_until_still(float tolerance) {
    std::vector<float> moved(static_cast<std::size_t>(directory_.rows()));
    for (int count = 0; count < kMaxSweeps; ++count) {
      std::fill(moved.begin(), moved.end(), 0.F);
      for (const std::int32_t parity : {0, 1}) {
        stretches_.on_background(
            background_,
            [&](std::int32_t row, const ChipStretch& s, const float* background) {
              float& largest = moved[static_cast<std::size_t>(row)];
              largest = std::max(largest, sweep(row, s, background));
            },
            parity, 2);
      }
      if (*std::max_element(moved.begin(), moved.end()) < tolerance * static_cast<float>(context_.survey.light_e))
        break;
    }
  }

  /// What the streets beside a row's chips hold beyond the light of all chips.
  void street_light(std::int32_t row, StreetLight* out) const {
    for (const ChipStretch& s : stretches_.row(row)) {
      if (RowNormTable::covers(s)) {
        const std::vector<const RowNorms*> norms = row_norms_.norms(sums_, s);
        street_lights(norms.data(), light_.rows(row, s.begin), &sums_.street[s.start], s.size(), out + s.begin);
      } else if (s.state != SumState::none) {
        for (std::size_t i = 0; i < s.size(); ++i) {
          const std::int32_t column = s.begin + static_cast<std::int32_t>(i);
          out[column] =
              street_light(ChipView(context_, sums_, s, i), sums_.street[s.start + i], light_.around(column, row));
        }
      }
      for (std::size_t i = 0; i < s.size(); ++i) {
        if (std::isnan(sums_.light[s.start + i])) out[s.begin + static_cast<std::int32_t>(i)] = {};
      }
    }
  }
  static StreetLight street_light(const ChipView& view, float sum, const std::array<float, kPlaces>& light) {
    if (!(view.light(kLightSum, kOwn) > LightRow::kNoLight)) return {};
    const SumNorm& norm = view.norm(kStreetSum);
    for (std::size_t place = 0; place < kPlaces; ++place) sum -= norm.light[place] * light[place];
    return {sum, norm.background};
  }

  void refine_background() {
    const BackgroundMap streets(
        directory_, [&](std::int32_t row, StreetLight* out) { street_light(row, out); }, options_.background_pool_chips,
        context_.survey.background_e);
    const BackgroundMap before = std::exchange(background_, streets);
    hold_to_survey();
    follow_background(before);
  }

  /// Where there is more background there is less light, by much the same for all chips: a sweep less to do.
  void follow_background(const BackgroundMap& before) {
    const LightRow& usual = context_.box_norms.light_row(ChipPhase(16, 16, 16, false), 0);
    const float per_background = usual.background * usual.alike;
    if (std::isnan(per_background)) return;  // such a box says nothing
    stretches_.on_background(background_, [&](std::int32_t row, const ChipStretch& s, const float* now) {
      if (s.state == SumState::none) return;
      std::vector<float> was(s.size());
      before.fill_row(row, s.begin, s.end, was.data());
      float* light = light_.row(row) + s.begin;
      for (std::size_t i = 0; i < s.size(); ++i) light[i] -= (now[i] - was[i]) * per_background;
    });
  }

  /// What the profile gets wrong in the streets would pass for background. The survey's fit, which sees all pixels and
  /// places without light, is right on the whole; the streets tell where it is more and where less.
  void hold_to_survey() {
    constexpr int kEvery = 3;  // both are smooth
    if (!context_.survey.background) return;
    std::vector<double> difference(static_cast<std::size_t>(directory_.rows()), 0.0);
    std::vector<std::int64_t> chips(difference.size(), 0);
    stretches_.on_background(
        background_,
        [&](std::int32_t row, const ChipStretch& s, const float* background) {
          if (s.state == SumState::none) return;
          for (std::int32_t column = s.begin; column < s.end; ++column) {
            if ((column + row / kEvery) % kEvery != 0) continue;
            const Vec2 p = context_.survey.wafer_from_design({directory_.column_um(column), directory_.row_um(row)});
            difference[static_cast<std::size_t>(row)] +=
                context_.survey.background->at(p) - static_cast<double>(background[column - s.begin]);
            ++chips[static_cast<std::size_t>(row)];
          }
        },
        0, kEvery);
    const std::int64_t all = std::accumulate(chips.begin(), chips.end(), std::int64_t{0});
    if (all > 0)
      background_.shift(std::accumulate(difference.begin(), difference.end(), 0.0) / static_cast<double>(all));
  }

  const PassContext& context_;
  const ChipDirectory& directory_;
  LayerSums& sums_;
  const MeasureOptions& options_;
  const ChipStretches stretches_;
  const RowNormTable row_norms_;
  ChipPlane light_;                   ///< 0 where no chip is
  std::vector<LightRow> piece_rows_;  ///< as LayerSums::pieces
  BackgroundMap background_;
};

}  // namespace

LayerPhotometry solve_layer(const PassContext& context, LayerSums&& sums, const MeasureOptions& options) {
  return Solver(context, sums, options).run();
}

}  // namespace pellucid
