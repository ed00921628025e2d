#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/measure/chip_sums.cpp"
#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

#include "core/measure/chip_sums.h"

HWY_BEFORE_NAMESPACE();
namespace pellucid::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The x tables of one line parity.
struct LineTables {
  const float* HWY_RESTRICT light;
  const float* HWY_RESTRICT window;
  const float* HWY_RESTRICT moment;
  const float* HWY_RESTRICT mesa;
  const float* HWY_RESTRICT one;
  const float* HWY_RESTRICT gap;
  const float* HWY_RESTRICT wide;
};

HWY_ATTR inline LineTables line_tables(const ChipWeights& w, int phase) {
  return {w.x(kT, phase), w.x(kW, phase), w.x(kC, phase), w.x(kM, phase), w.x(kOne, phase), w.x(kGap, phase),
          w.x(kWide, phase)};
}

HWY_ATTR ChipSums sum_one_box(const ElectronImage& image, const ChipWeights& w, const ChipBox& box) {
  // At most 8 lanes: boxes are a few pixels wide, and the tables are padded to 8.
  const hn::CappedTag<float, 8> d;
  const auto lanes = static_cast<int>(hn::Lanes(d));
  const LineTables tables[2] = {line_tables(w, box.x_even.phase), line_tables(w, box.x_odd.phase)};
  const std::int32_t first[2] = {box.x_even.first, box.x_odd.first};
  const float* HWY_RESTRICT y_light = w.y(kT, box.y.phase);
  const float* HWY_RESTRICT y_window = w.y(kW, box.y.phase);
  const float* HWY_RESTRICT y_moment = w.y(kC, box.y.phase);
  const float* HWY_RESTRICT y_mesa = w.y(kM, box.y.phase);
  const float* HWY_RESTRICT y_gap = w.y(kGap, box.y.phase);
  const float* HWY_RESTRICT y_between = w.y(kBetween, box.y.phase);
  const float* HWY_RESTRICT y_body = w.y(kBody, box.y.phase);
  auto light = hn::Zero(d), window = hn::Zero(d), moment_x = hn::Zero(d), moment_y = hn::Zero(d);
  auto mesa = hn::Zero(d), mesa_square = hn::Zero(d), street = hn::Zero(d);
  const auto none = hn::Set(d, -3.4e38F);
  auto peak = none;
  for (int row = 0; row < w.height(); ++row) {
    const int odd = image.odd_line(box.y.first + row) ? 1 : 0;
    const LineTables& t = tables[odd];
    const float* HWY_RESTRICT e_row = image.row(box.y.first + row) + first[odd];
    const auto yt = hn::Set(d, y_light[row]);
    const auto yw = hn::Set(d, y_window[row]);
    const auto yc = hn::Set(d, y_moment[row]);
    const auto ym = hn::Set(d, y_mesa[row]);
    const auto yg = hn::Set(d, y_gap[row]);
    const auto yn = hn::Set(d, y_between[row]);
    const auto yb = hn::Set(d, y_body[row]);
    for (int i = 0; i < w.stride(); i += lanes) {
      const auto e = hn::LoadU(d, e_row + i);
      const auto in_window = hn::Mul(hn::LoadU(d, t.window + i), e);
      const auto in_mesa = hn::Mul(hn::LoadU(d, t.mesa + i), e);
      const auto one = hn::LoadU(d, t.one + i);
      light = hn::MulAdd(hn::Mul(hn::LoadU(d, t.light + i), e), yt, light);
      window = hn::MulAdd(in_window, yw, window);
      moment_x = hn::MulAdd(hn::Mul(hn::LoadU(d, t.moment + i), e), yw, moment_x);
      moment_y = hn::MulAdd(in_window, yc, moment_y);
      mesa = hn::MulAdd(in_mesa, ym, mesa);
      mesa_square = hn::MulAdd(hn::Mul(in_mesa, e), ym, mesa_square);
      const auto street_weight = hn::MulAdd(
          one, yg, hn::MulAdd(hn::LoadU(d, t.wide + i), yn, hn::Mul(hn::LoadU(d, t.gap + i), yb)));
      street = hn::MulAdd(street_weight, e, street);
      peak = hn::Max(peak, hn::IfThenElse(hn::Gt(one, hn::Zero(d)), e, none));
    }
  }
  ChipSums sums;
  sums.light = hn::GetLane(hn::SumOfLanes(d, light));
  sums.window = hn::GetLane(hn::SumOfLanes(d, window));
  sums.moment_x = hn::GetLane(hn::SumOfLanes(d, moment_x));
  sums.moment_y = hn::GetLane(hn::SumOfLanes(d, moment_y));
  sums.mesa = hn::GetLane(hn::SumOfLanes(d, mesa));
  sums.mesa_square = hn::GetLane(hn::SumOfLanes(d, mesa_square));
  sums.street = hn::GetLane(hn::SumOfLanes(d, street));
  sums.peak = hn::GetLane(hn::MaxOfLanes(d, peak));
  return sums;
}

HWY_ATTR void sum_boxes_vector(const ElectronImage& image, const ChipWeights& weights, const ChipBox* boxes,
                               std::size_t count, ChipSums* sums) {
  for (std::size_t k = 0; k < count; ++k) sums[k] = sum_one_box(image, weights, boxes[k]);
}

}  // namespace pellucid::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
#include <algorithm>

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
