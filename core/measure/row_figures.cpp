#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/measure/row_figures.cpp"
#include "core/measure/row_figures.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

#include <algorithm>
#include <cstring>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace pellucid::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Four floats that are worked on at once. The compiler's own type: these are few enough for every machine.
using Four [[gnu::vector_size(16)]] = float;

HWY_ATTR HWY_INLINE Four load(const float* from) {
  Four four;
  std::memcpy(&four, from, sizeof(four));
  return four;
}
HWY_ATTR HWY_INLINE void store(Four four, float* to) {
  std::memcpy(to, &four, sizeof(four));
}
HWY_ATTR HWY_INLINE float sum(Four v) {
  return (v[0] + v[2]) + (v[1] + v[3]);
}

/// A chip's surroundings: three places and one beyond of each row.
struct Near {
  Four low, mid, high;
};

HWY_ATTR HWY_INLINE Near near(const ChipPlane::Rows& rows, std::size_t i) {
  return {load(rows.low + i - 1), load(rows.mid + i - 1), load(rows.high + i - 1)};
}

/// Sum over the places, still in four parts.
HWY_ATTR HWY_INLINE Four dot(const RowNorms::Places& norms, const Near& values) {
  return load(&norms[0]) * values.low + load(&norms[4]) * values.mid + load(&norms[8]) * values.high;
}

HWY_ATTR HWY_INLINE Near positive(const Near& v) {
  const Four zero{};
  return {v.low > zero ? v.low : zero, v.mid > zero ? v.mid : zero, v.high > zero ? v.high : zero};
}

/// Noise of a pixel without light [e^2].
HWY_ATTR HWY_INLINE float flat_noise(const ChipRow& row, const FiguresSetting& setting, std::size_t i) {
  const float scale = row.light_scale[i];
  return scale * std::max(0.F, row.background_e[i]) + scale * scale * setting.read2;
}

HWY_ATTR void street_lights_vector(const RowNorms* const* norms, const ChipPlane::Rows& light,
                                   const float* HWY_RESTRICT sums, std::size_t count, StreetLight* HWY_RESTRICT out) {
  for (std::size_t i = 0; i < count; ++i)
    out[i] = {sums[i] - sum(dot(norms[i]->street, near(light, i))), norms[i]->street_pixels};
}

HWY_ATTR void own_variances_vector(const ChipRow& row, const FiguresSetting& setting, std::size_t count,
                                   float* HWY_RESTRICT variance) {
  for (std::size_t i = 0; i < count; ++i) {
    const RowNorms& n = *row.norms[i];
    const float photons = sum(dot(n.variance, positive(near(row.light, i))));
    variance[i] = row.light_scale[i] * photons + flat_noise(row, setting, i) * n.flat;
  }
}

/// What the norms say of each chip of a block: fours, one chip after the other.
struct BlockNorms {
  using Fours = std::array<float, 4 * FiguresBlock::kChips>;
  alignas(64) Fours foreign{}, shape{}, noise{}, moments{};
};

/// Chip by chip: the joint variance, and what background and neighbours add to the sums.
HWY_ATTR HWY_INLINE void look_around(const ChipRow& row, const ChipPlane::Rows& variance, const FiguresSetting& setting,
                                     std::size_t count, BlockNorms& norms, FiguresBlock& block) {
  const Four zero{};
  for (std::size_t i = 0; i < count; ++i) {
    const RowNorms& n = *row.norms[i];
    const Near light = near(row.light, i);
    Near v = near(variance, i);
    v.low[3] = v.mid[3] = v.high[3] = 0;  // beyond: may be NaN
    const auto there = (v.low >= zero) & (v.mid >= zero) & (v.high >= zero);
    block.surrounded[i] = (there[0] & there[1] & there[2]) != 0;
    const float scale = row.light_scale[i];
    block.sigma_e[i] = sum(dot(n.overlap, v) - scale * dot(n.joint, positive(light))) -
                       flat_noise(row, setting, i) * n.joint_flat + n.background_share2 * setting.background_variance;
    Four foreign = row.background_e[i] * load(n.background.data());
    const auto add = [&](std::size_t place, float of) HWY_ATTR { foreign += of * load(n.foreign[place].data()); };
    const float* low = row.light.low + i;
    const float* mid = row.light.mid + i;
    const float* high = row.light.high + i;
    add(0, low[-1]), add(1, low[0]), add(2, low[1]), add(3, mid[-1]);
    add(5, mid[1]), add(6, high[-1]), add(7, high[0]), add(8, high[1]);
    store(foreign, &norms.foreign[4 * i]);
    store(load(n.shape.data()), &norms.shape[4 * i]);
    store(load(n.noise.data()), &norms.noise[4 * i]);
    store(load(n.moments.data()), &norms.moments[4 * i]);
  }
}

/// 0 for NaN, as std::max(0.F, x).
template <class D, class V>
HWY_ATTR HWY_INLINE V above_zero(D d, V x) {
  return hn::IfThenElseZero(hn::Gt(x, hn::Zero(d)), x);
}

/// As chip_figures(), a vector of chips at a time.
HWY_ATTR void row_figures_vector(const ChipRow& row, const ChipPlane::Rows& variance, const FiguresSetting& setting,
                                 std::size_t count, FiguresBlock& block) {
  const hn::ScalableTag<float> d;
  using V = hn::Vec<decltype(d)>;
  BlockNorms norms;
  look_around(row, variance, setting, count, norms, block);
  FiguresBlock::Column scales{};
  std::copy_n(row.light_scale, count, scales.data());
  std::copy_n(row.background_e, count, block.background_e.data());
  std::copy_n(row.light.mid, count, block.intensity_e.data());
  const auto um_x = hn::Set(d, setting.pixel_um.x), um_y = hn::Set(d, setting.pixel_um.y);
  const auto share_x = hn::Set(d, setting.share.x), share_y = hn::Set(d, setting.share.y);
  const auto read2 = hn::Set(d, setting.read2);
  const auto none = hn::Set(d, std::numeric_limits<float>::quiet_NaN());
  const auto one = hn::Set(d, 1.F), two = hn::Set(d, 2.F), four = hn::Set(d, 4.F);
  for (std::size_t i = 0; i < count; i += hn::Lanes(d)) {
    const auto at = [&](const FiguresBlock::Column& column) HWY_ATTR { return hn::LoadU(d, &column[i]); };
    const auto put = [&](V v, FiguresBlock::Column& column) HWY_ATTR { hn::StoreU(v, d, &column[i]); };
    V window, moment_x, moment_y, mesa;
    hn::LoadInterleaved4(d, &norms.foreign[4 * i], window, moment_x, moment_y, mesa);
    window = hn::Sub(at(block.window), window);
    moment_x = hn::Sub(at(block.moment_x), moment_x);
    moment_y = hn::Sub(at(block.moment_y), moment_y);
    mesa = hn::Sub(at(block.mesa), mesa);
    V per_window, own_x, own_y, per_mesa, flat_window, flat_x, flat_y, light_window, light_x, light_y, healthy, unused;
    hn::LoadInterleaved4(d, &norms.shape[4 * i], per_window, own_x, own_y, per_mesa);
    hn::LoadInterleaved4(d, &norms.noise[4 * i], flat_window, flat_x, flat_y, light_window);
    hn::LoadInterleaved4(d, &norms.moments[4 * i], light_x, light_y, healthy, unused);

    const V scale = at(scales), background = at(block.background_e), light = at(block.intensity_e);
    put(hn::Sqrt(at(block.sigma_e)), block.sigma_e);
    put(hn::Sub(at(block.peak), background), block.peak_e);
    const V read_noise = hn::Mul(hn::Mul(scale, scale), read2);
    const V flat = hn::MulAdd(scale, above_zero(d, background), read_noise);
    const auto sigma = [&](V of_flat, V of_light, V own) HWY_ATTR {
      return hn::Sqrt(hn::MulAdd(flat, of_flat, hn::Mul(hn::Mul(scale, above_zero(d, own)), of_light)));
    };
    const V plain = hn::Mul(window, per_window);
    const V window_sigma = sigma(flat_window, light_window, light);
    put(plain, block.plain_e);
    put(hn::Mul(window_sigma, per_window), block.plain_sigma_e);
    const auto dark = hn::Lt(window, hn::Mul(four, window_sigma));  // too dark to have a shape
    const auto put_shape = [&](V v, FiguresBlock::Column& column)
                               HWY_ATTR { put(hn::IfThenElse(dark, none, v), column); };

    const V per_own = hn::Div(one, window);
    const V off_x = hn::Sub(hn::Mul(moment_x, per_own), own_x), off_y = hn::Sub(hn::Mul(moment_y, per_own), own_y);
    put_shape(hn::Mul(off_x, um_x), block.dx_um);
    put_shape(hn::Neg(hn::Mul(off_y, um_y)), block.dy_um);
    const V shift_x = hn::Mul(off_x, share_x), shift_y = hn::Mul(off_y, share_y);
    const V error_x = hn::Mul(hn::Mul(sigma(flat_x, light_x, plain), per_own), share_x);
    const V error_y = hn::Mul(hn::Mul(sigma(flat_y, light_y, plain), per_own), share_y);
    const V stands_x = hn::Mul(shift_x, error_y), stands_y = hn::Mul(shift_y, error_x);
    const auto along_x = hn::Gt(hn::Mul(stands_x, stands_x), hn::Mul(stands_y, stands_y));
    put_shape(hn::Abs(hn::IfThenElse(along_x, shift_x, shift_y)), block.shift);
    put_shape(hn::IfThenElse(along_x, error_x, error_y), block.shift_sigma);

    const V raw_mean = hn::Mul(at(block.mesa), per_mesa);
    const V noise = hn::MulAdd(scale, above_zero(d, raw_mean), read_noise);
    const V mean = hn::Mul(mesa, per_mesa);
    const V per_mean = hn::IfThenElse(hn::Gt(mean, hn::Zero(d)), hn::Div(one, mean), none);
    const V per_mean2 = hn::Mul(per_mean, per_mean);
    const V scatter = hn::Sub(hn::Mul(at(block.mesa_square), per_mesa), hn::Mul(raw_mean, raw_mean));
    const V uneven = hn::Sub(scatter, hn::Mul(noise, hn::Sub(one, per_mesa)));
    put_shape(hn::Mul(hn::Sqrt(above_zero(d, uneven)), per_mean), block.nonuniformity);
    put_shape(hn::Sub(hn::Mul(uneven, per_mean2), healthy), block.excess);
    const V of_noise = hn::Mul(hn::Mul(two, noise), noise);
    const V of_shape = hn::Mul(hn::Mul(hn::Mul(four, noise), healthy), hn::Mul(mean, mean));
    put_shape(hn::Mul(hn::Sqrt(hn::Mul(hn::Add(of_noise, of_shape), per_mesa)), per_mean2), block.excess_sigma);
  }
}

}  // namespace pellucid::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace pellucid {

HWY_EXPORT(street_lights_vector);
HWY_EXPORT(own_variances_vector);
HWY_EXPORT(row_figures_vector);

RowNorms RowNorms::from(const BoxNorms& box, const std::array<BoxOverlap, kPlaces>& shared) {
  constexpr std::array<PassSum, 4> kShapeSums{kWindowSum, kMomentXSum, kMomentYSum, kMesaSum};
  constexpr std::size_t kOwnAt = 5;  // of Places
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  RowNorms row;
  const SumNorm& light = box.sum[kLightSum];
  const float own = light.light[kOwn];
  const float per_own2 = own > LightRow::kNoLight ? 1 / (own * own) : kNone;
  row.overlap[kOwnAt] = 1;
  for (std::size_t place = 0; place < kPlaces; ++place) {
    const std::size_t at = place / 3 * 4 + place % 3;
    row.street[at] = box.sum[kStreetSum].light[place];
    row.variance[at] = (place == kOwn ? box.square[kLightSum].light : box.light_square[place]) * per_own2;
    if (place == kOwn) continue;
    const float overlap = light.light[place] / own;
    row.overlap[at] = overlap * overlap;
    row.overlap[kOwnAt] += 2 * overlap * overlap;
    row.joint[at] = 2 * overlap * shared[place].light * per_own2;
    row.joint[kOwnAt] += row.joint[at];
    row.joint_flat += 2 * overlap * shared[place].weights * per_own2;
    for (std::size_t s = 0; s < kShapeSums.size(); ++s) row.foreign[place][s] = box.sum[kShapeSums[s]].light[place];
  }
  for (std::size_t s = 0; s < kShapeSums.size(); ++s) row.background[s] = box.sum[kShapeSums[s]].background;
  row.street_pixels = own > LightRow::kNoLight ? box.sum[kStreetSum].background : 0;
  row.flat = box.square[kLightSum].flat * per_own2;
  row.background_share2 = light.background * light.background * per_own2;
  const float window = box.sum[kWindowSum].light[kOwn];
  const float n = box.sum[kMesaSum].background;
  row.shape = {1 / window, box.sum[kMomentXSum].light[kOwn] / window, box.sum[kMomentYSum].light[kOwn] / window,
               n < kFewestMesaPixels ? kNone : 1 / n};
  row.noise = {box.square[kWindowSum].flat, box.square[kMomentXSum].flat, box.square[kMomentYSum].flat,
               box.square[kWindowSum].light};
  row.moments = {box.square[kMomentXSum].light, box.square[kMomentYSum].light,
                 healthy_unevenness(box.sum[kMesaSum], box.mesa_square), 0};
  return row;
}

RowNormTable::RowNormTable(const PassContext& context) : table_(context.box_norms) {
  norms_.reserve(table_.entries());
  for (std::size_t k = 0; k < table_.entries(); ++k)
    norms_.push_back(RowNorms::from(table_.norms_of(k), context.box_overlap));
}

FiguresSetting::FiguresSetting(const PassContext& context, float background_variance_in)
    : read2(static_cast<float>(context.calibration.read_noise_e * context.calibration.read_noise_e)),
      background_variance(background_variance_in),
      pixel_um{static_cast<float>(context.layer.pixel_um.x), static_cast<float>(context.layer.pixel_um.y)} {
  const Vec2 chip_um = context.survey.wafer.chips->size_um;
  share = {pixel_um.x / static_cast<float>(chip_um.x), pixel_um.y / static_cast<float>(chip_um.y)};
}

void FiguresBlock::set(std::size_t i, const ChipFigures& f) {
  intensity_e[i] = f.intensity_e;
  sigma_e[i] = f.sigma_e;
  peak_e[i] = f.peak_e;
  nonuniformity[i] = f.nonuniformity;
  dx_um[i] = f.dx_um;
  dy_um[i] = f.dy_um;
  background_e[i] = f.background_e;
  shift[i] = f.shift;
  shift_sigma[i] = f.shift_sigma;
  excess[i] = f.excess;
  excess_sigma[i] = f.excess_sigma;
  plain_e[i] = f.plain_e;
  plain_sigma_e[i] = f.plain_sigma_e;
}

void street_lights(const RowNorms* const* norms, const ChipPlane::Rows& light, const float* sums, std::size_t count,
                   StreetLight* out) {
  HWY_DYNAMIC_DISPATCH(street_lights_vector)(norms, light, sums, count, out);
}

void own_variances(const ChipRow& row, const FiguresSetting& setting, std::size_t count, float* variance) {
  HWY_DYNAMIC_DISPATCH(own_variances_vector)(row, setting, count, variance);
}

void row_figures(const ChipRow& row, const ChipPlane::Rows& variance, const FiguresSetting& setting, std::size_t count,
                 FiguresBlock& block) {
  HWY_DYNAMIC_DISPATCH(row_figures_vector)(row, variance, setting, count, block);
}

}  // namespace pellucid
#endif
