#include "core/measure/chip_figures.h"

#include <algorithm>
#include <cmath>

namespace pellucid {
namespace {

/// What is left of a sum when background and neighbours are taken out.
float own_part(float sum, const SumNorm& norm, const Surroundings& around) {
  float rest = sum - around.background_e * norm.background;
  for (std::size_t place = 0; place < kPlaces; ++place) {
    if (place != kOwn) rest -= norm.light[place] * around.light[place];
  }
  return rest;
}

/// Joint least squares to second order in the overlaps o = M_kj / M_kk: own variance, its feedback, the neighbours'
/// share.
float joint_variance(const PassContext& context, const ChipView& view, const Surroundings& around) {
  const SumNorm& norm = view.norm(kLightSum);
  const float own = norm.light[kOwn];
  const float mine = around.variance[kOwn];
  const auto read = static_cast<float>(context.calibration.read_noise_e);
  const float flat = view.scale() * std::max(0.F, around.background_e) + view.scale() * view.scale() * read * read;
  float variance = mine;
  for (std::size_t place = 0; place < kPlaces; ++place) {
    if (place == kOwn || around.variance[place] < 0) continue;
    const float overlap = norm.light[place] / own;
    const float theirs = std::isnan(around.variance[place]) ? mine : around.variance[place];
    variance += overlap * overlap * (2 * mine + theirs);
    // Boxes wider than the pitch share pixels, and with them noise.
    const BoxOverlap& shared = context.box_overlap[place];
    const float both = std::max(0.F, around.light[kOwn]) + std::max(0.F, around.light[place]);
    variance -= 2 * overlap * (flat * shared.weights + view.scale() * both * shared.light) / (own * own);
  }
  const float background_share = norm.background / own;
  return variance + background_share * background_share * around.background_variance;
}

struct Offset {
  float px = 0, sigma_px = 0;
};

/// The emission centroid against the chip's place, as a share of the mesa: the axis on which it stands out more.
void describe_offset(const PassContext& context, Offset x, Offset y, ChipFigures& out) {
  const auto px = static_cast<float>(context.layer.pixel_um.x);
  const auto py = static_cast<float>(context.layer.pixel_um.y);
  out.dx_um = x.px * px;
  out.dy_um = -y.px * py;
  const ChipGrid& grid = *context.survey.wafer.chips;
  const float per_x = px / static_cast<float>(grid.size_um.x);
  const float per_y = py / static_cast<float>(grid.size_um.y);
  const float share_x = x.px * per_x;
  const float share_y = y.px * per_y;
  const float error_x = x.sigma_px * per_x;
  const float error_y = y.sigma_px * per_y;
  const bool along_x = share_x * share_x * error_y * error_y > share_y * share_y * error_x * error_x;
  out.shift = std::abs(along_x ? share_x : share_y);
  out.shift_sigma = along_x ? error_x : error_y;
}

/// Unevenness inside the mesa, beyond noise, and beyond that of a healthy chip at the same place.
void describe_evenness(const PassContext& context, const ChipView& view, const ChipSums& sums,
                       const Surroundings& around, ChipFigures& out) {
  const SumNorm& norm = view.norm(kMesaSum);
  const float n = norm.background;
  if (n < kFewestMesaPixels) return;
  const auto read = static_cast<float>(context.calibration.read_noise_e);
  const float raw_mean = sums.mesa / n;
  const float noise = view.scale() * std::max(0.F, raw_mean) + view.scale() * view.scale() * read * read;
  const float mean = own_part(sums.mesa, norm, around) / n;
  if (!(mean > 0)) return;
  const float variance = sums.mesa_square / n - raw_mean * raw_mean - noise * (1 - 1 / n);
  const float healthy = healthy_unevenness(norm, view.mesa_square());
  out.nonuniformity = std::sqrt(std::max(0.F, variance)) / mean;
  out.excess = variance / (mean * mean) - healthy;
  out.excess_sigma = std::sqrt((2 * noise * noise + 4 * noise * healthy * mean * mean) / n) / (mean * mean);
}

}  // namespace

float healthy_unevenness(const SumNorm& mesa, float mesa_square) {
  const float mean = mesa.light[kOwn] / mesa.background;
  return std::max(0.F, mesa_square / mesa.background - mean * mean) / (mean * mean);
}

float own_variance(const PassContext& context, const ChipView& view, float background_e,
                   const std::array<float, kPlaces>& light) {
  float v = view.variance(kLightSum, background_e, light[kOwn], static_cast<float>(context.calibration.read_noise_e));
  for (int place = 0; place < kPlaces; ++place) {
    if (place != kOwn) v += view.light_variance(place) * std::max(0.F, light[static_cast<std::size_t>(place)]);
  }
  const float own = view.light(kLightSum, kOwn);
  return v / (own * own);
}

ChipFigures chip_figures(const PassContext& context, const ChipView& view, const ChipSums& sums,
                         const Surroundings& around) {
  ChipFigures out;
  out.intensity_e = around.light[kOwn];
  out.sigma_e = std::sqrt(joint_variance(context, view, around));
  out.background_e = around.background_e;
  out.peak_e = sums.peak - around.background_e;

  const auto read = static_cast<float>(context.calibration.read_noise_e);
  const float own_window = view.light(kWindowSum, kOwn);
  const float window = own_part(sums.window, view.norm(kWindowSum), around);
  out.plain_e = window / own_window;
  const float window_sigma = std::sqrt(view.variance(kWindowSum, around.background_e, out.intensity_e, read));
  out.plain_sigma_e = window_sigma / own_window;
  if (window < 4 * window_sigma) return out;  // too dark to have a shape

  const auto offset = [&](float moment, PassSum sum) -> Offset {
    const float sigma = std::sqrt(view.variance(sum, around.background_e, window / own_window, read)) / window;
    return {own_part(moment, view.norm(sum), around) / window - view.light(sum, kOwn) / own_window, sigma};
  };
  describe_offset(context, offset(sums.moment_x, kMomentXSum), offset(sums.moment_y, kMomentYSum), out);
  describe_evenness(context, view, sums, around, out);
  return out;
}

}  // namespace pellucid
