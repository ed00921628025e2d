#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/measure/chip_sums.cpp"
#include "core/measure/chip_sums.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace pellucid::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The lines of a box that share an x phase: from `first` on, every `step`-th.
struct BoxLines {
  BoxPlace x;
  int first, step;
};

/// Sums down the columns come first: they need the y weights alone, one number a line. The x weights follow once a
/// column.
template <class D>
HWY_ATTR HWY_INLINE void add_lines(D d, const ElectronImage& image, const ChipWeights& w, BoxPlace y, BoxLines lines,
                                   ChipSums& sums) {
  const float* HWY_RESTRICT y_light = w.y(kT, y.phase);
  const float* HWY_RESTRICT y_window = w.y(kW, y.phase);
  const float* HWY_RESTRICT y_moment = w.y(kC, y.phase);
  const float* HWY_RESTRICT y_mesa = w.y(kM, y.phase);
  const float* HWY_RESTRICT y_gap = w.y(kGap, y.phase);
  const float* HWY_RESTRICT y_between = w.y(kBetween, y.phase);
  const float* HWY_RESTRICT y_body = w.y(kBody, y.phase);
  const auto none = hn::Set(d, -3.4e38F);
  auto light = hn::Zero(d), window = hn::Zero(d), moment_x = hn::Zero(d), moment_y = hn::Zero(d);
  auto mesa = hn::Zero(d), mesa_square = hn::Zero(d), street = hn::Zero(d);
  auto peak = none;
  for (int i = 0; i < w.stride(); i += static_cast<int>(hn::Lanes(d))) {
    auto c_light = hn::Zero(d), c_window = hn::Zero(d), c_moment = hn::Zero(d), c_mesa = hn::Zero(d);
    auto c_square = hn::Zero(d), c_gap = hn::Zero(d), c_between = hn::Zero(d), c_body = hn::Zero(d);
    auto c_peak = none;
    const float* HWY_RESTRICT e_line = image.row(y.first + lines.first) + lines.x.first + i;
    for (int row = lines.first; row < w.height(); row += lines.step, e_line += lines.step * image.stride) {
      const auto e = hn::LoadU(d, e_line);
      const auto y_m = hn::Set(d, y_mesa[row]);
      c_light = hn::MulAdd(hn::Set(d, y_light[row]), e, c_light);
      c_window = hn::MulAdd(hn::Set(d, y_window[row]), e, c_window);
      c_moment = hn::MulAdd(hn::Set(d, y_moment[row]), e, c_moment);
      c_mesa = hn::MulAdd(y_m, e, c_mesa);
      c_square = hn::MulAdd(hn::Mul(y_m, e), e, c_square);
      c_gap = hn::MulAdd(hn::Set(d, y_gap[row]), e, c_gap);
      c_between = hn::MulAdd(hn::Set(d, y_between[row]), e, c_between);
      c_body = hn::MulAdd(hn::Set(d, y_body[row]), e, c_body);
      c_peak = hn::Max(c_peak, e);
    }
    const auto x = [&](AxisWeight k) HWY_ATTR { return hn::LoadU(d, w.x(k, lines.x.phase) + i); };
    const auto x_window = x(kW);
    const auto x_mesa = x(kM);
    const auto x_one = x(kOne);
    light = hn::MulAdd(x(kT), c_light, light);
    window = hn::MulAdd(x_window, c_window, window);
    moment_x = hn::MulAdd(x(kC), c_window, moment_x);
    moment_y = hn::MulAdd(x_window, c_moment, moment_y);
    mesa = hn::MulAdd(x_mesa, c_mesa, mesa);
    mesa_square = hn::MulAdd(x_mesa, c_square, mesa_square);
    street = hn::MulAdd(x_one, c_gap, hn::MulAdd(x(kWide), c_between, hn::MulAdd(x(kGap), c_body, street)));
    peak = hn::Max(peak, hn::IfThenElse(hn::Gt(x_one, hn::Zero(d)), c_peak, none));
  }
  sums.light += hn::GetLane(hn::SumOfLanes(d, light));
  sums.window += hn::GetLane(hn::SumOfLanes(d, window));
  sums.moment_x += hn::GetLane(hn::SumOfLanes(d, moment_x));
  sums.moment_y += hn::GetLane(hn::SumOfLanes(d, moment_y));
  sums.mesa += hn::GetLane(hn::SumOfLanes(d, mesa));
  sums.mesa_square += hn::GetLane(hn::SumOfLanes(d, mesa_square));
  sums.street += hn::GetLane(hn::SumOfLanes(d, street));
  sums.peak = std::max(sums.peak, hn::GetLane(hn::MaxOfLanes(d, peak)));
}

template <class D>
HWY_ATTR HWY_INLINE ChipSums sum_one_box(D d, const ElectronImage& image, const ChipWeights& w, const ChipBox& box) {
  ChipSums sums;
  sums.peak = -3.4e38F;
  const bool shifted = box.x_even.first != box.x_odd.first || box.x_even.phase != box.x_odd.phase;
  if (!shifted) {
    add_lines(d, image, w, box.y, {box.x_even, 0, 1}, sums);
    return sums;
  }
  const int odd = image.odd_line(box.y.first) ? 0 : 1;  // the box's first odd line
  add_lines(d, image, w, box.y, {box.x_even, 1 - odd, 2}, sums);
  add_lines(d, image, w, box.y, {box.x_odd, odd, 2}, sums);
  return sums;
}

HWY_ATTR void sum_boxes_vector(const ElectronImage& image, const ChipWeights& weights, const ChipBox* boxes,
                               std::size_t count, ChipSums* sums) {
  // Boxes are a few pixels wide, and their tables are padded to 8.
  const hn::CappedTag<float, 16> wide;
  const hn::CappedTag<float, 8> narrow;
  if (weights.stride() % 16 == 0) {
    for (std::size_t k = 0; k < count; ++k) sums[k] = sum_one_box(wide, image, weights, boxes[k]);
  } else {
    for (std::size_t k = 0; k < count; ++k) sums[k] = sum_one_box(narrow, image, weights, boxes[k]);
  }
}

}  // namespace pellucid::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace pellucid {

HWY_EXPORT(sum_boxes_vector);

void sum_boxes(const ElectronImage& image, const ChipWeights& weights, std::span<const ChipBox> boxes,
               std::span<ChipSums> sums) {
  HWY_DYNAMIC_DISPATCH(sum_boxes_vector)(image, weights, boxes.data(), boxes.size(), sums.data());
}

ChipSums sum_box_scalar(const ElectronImage& image, const ChipWeights& w, const ChipBox& box) {
  ChipSums s;
  s.peak = -3.4e38F;
  for (int row = 0; row < w.height(); ++row) {
    const BoxPlace& place = image.odd_line(box.y.first + row) ? box.x_odd : box.x_even;
    const float* e = image.row(box.y.first + row) + place.first;
    const auto y = [&](AxisWeight k) { return w.y(k, box.y.phase)[row]; };
    for (int i = 0; i < w.width(); ++i) {
      const auto x = [&](AxisWeight k) { return w.x(k, place.phase)[i]; };
      s.light += x(kT) * y(kT) * e[i];
      s.window += x(kW) * y(kW) * e[i];
      s.moment_x += x(kC) * y(kW) * e[i];
      s.moment_y += x(kW) * y(kC) * e[i];
      s.mesa += x(kM) * y(kM) * e[i];
      s.mesa_square += x(kM) * y(kM) * e[i] * e[i];
      s.street += (x(kOne) * y(kGap) + x(kWide) * y(kBetween) + x(kGap) * y(kBody)) * e[i];
      if (x(kOne) > 0) s.peak = std::max(s.peak, e[i]);
    }
  }
  return s;
}

}  // namespace pellucid
#endif
