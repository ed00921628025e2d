#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "core/measure/calibrate_row.cpp"
#include "core/measure/calibrate_row.h"

#include <hwy/foreach_target.h>  // compiles what stands up to HWY_ONCE once for every target
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace pellucid::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr float kLowest = -3.0e38F;  ///< below: minus infinity, no measurement

template <class D>
HWY_ATTR HWY_INLINE hn::Vec<D> load(D d, const float* from) {
  return hn::LoadU(d, from);
}

template <class D, class T>
HWY_ATTR HWY_INLINE hn::Vec<D> load(D d, const T* from) {
  const hn::RebindToSigned<D> wide;
  const hn::Rebind<T, D> narrow;
  return hn::ConvertTo(d, hn::PromoteTo(wide, hn::LoadU(narrow, from)));
}

template <class D>
HWY_ATTR HWY_INLINE hn::Mask<D> is_measured(D d, hn::Vec<D> value, hn::Vec<D> saturation) {
  return hn::And(hn::Lt(value, saturation), hn::Gt(value, hn::Set(d, kLowest)));
}

/// One pixel as the vectors do it: what is left at a row's end.
template <class T>
HWY_ATTR HWY_INLINE bool calibrate_pixel(T dn, float dark, float scale, const RowCalibration& row, float& out) {
  const auto value = static_cast<float>(dn);
  out = (value - dark) * (scale * row.line);
  return value < row.saturation && value > kLowest;
}

template <class T>
HWY_ATTR HWY_INLINE bool calibrate_constant(const T* HWY_RESTRICT dn, std::int64_t width, const RowCalibration& row,
                                            float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto saturation = hn::Set(d, row.saturation);
  const auto dark = hn::Set(d, row.constant_dark);
  const auto scale = hn::Set(d, row.constant_scale * row.line);
  auto measured = hn::Eq(dark, dark);
  std::int64_t x = 0;
  for (; x + lanes <= width; x += lanes) {
    const auto value = load(d, dn + x);
    hn::StoreU(hn::Mul(hn::Sub(value, dark), scale), d, out + x);
    measured = hn::And(measured, is_measured(d, value, saturation));
  }
  bool all = hn::AllTrue(d, measured);
  for (; x < width; ++x) all &= calibrate_pixel(dn[x], row.constant_dark, row.constant_scale, row, out[x]);
  return all;
}

template <class T>
HWY_ATTR HWY_INLINE bool calibrate_frame(const T* HWY_RESTRICT dn, std::int64_t width, const RowCalibration& row,
                                         float* HWY_RESTRICT out) {
  const hn::ScalableTag<float> d;
  const hn::RebindToUnsigned<decltype(d)> codes;
  const hn::RebindToSigned<decltype(d)> whole;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d));
  const auto saturation = hn::Set(d, row.saturation);
  const auto low_half = hn::Set(codes, 0xffffU);
  const auto dark_base = hn::Set(d, row.dark.base), dark_step = hn::Set(d, row.dark.step);
  const auto scale_base = hn::Set(d, row.scale.base), scale_step = hn::Set(d, row.scale.step);
  const auto line = hn::Set(d, row.line);
  const auto zero = hn::Zero(d);
  auto measured = hn::Eq(zero, zero);
  std::int64_t x = 0;
  // Products and sums are not fused, so that every processor comes to the same photoelectrons.
  for (; x + lanes <= width; x += lanes) {
    const auto value = load(d, dn + x);
    const auto code = hn::LoadU(codes, row.codes + x);
    const auto dark_code = hn::ConvertTo(d, hn::BitCast(whole, hn::And(code, low_half)));
    const auto scale_code = hn::ConvertTo(d, hn::BitCast(whole, hn::ShiftRight<16>(code)));
    const auto dark = hn::Add(dark_base, hn::Mul(dark_step, dark_code));
    const auto scale = hn::Add(scale_base, hn::Mul(scale_step, scale_code));
    hn::StoreU(hn::Mul(hn::Sub(value, dark), hn::Mul(scale, line)), d, out + x);
    measured = hn::And(measured, hn::And(is_measured(d, value, saturation), hn::Gt(scale_code, zero)));
  }
  bool all = hn::AllTrue(d, measured);
  for (; x < width; ++x) {
    const float dark = row.dark.value(row.codes[x] & 0xffffU);
    const float scale = row.scale.value(row.codes[x] >> 16);
    all &= calibrate_pixel(dn[x], dark, scale, row, out[x]) && row.usable(x);
  }
  return all;
}

HWY_ATTR bool calibrate_u8(const std::uint8_t* dn, std::int64_t width, const RowCalibration& row, float* out) {
  return row.codes == nullptr ? calibrate_constant(dn, width, row, out) : calibrate_frame(dn, width, row, out);
}

HWY_ATTR bool calibrate_u16(const std::uint16_t* dn, std::int64_t width, const RowCalibration& row, float* out) {
  return row.codes == nullptr ? calibrate_constant(dn, width, row, out) : calibrate_frame(dn, width, row, out);
}

HWY_ATTR bool calibrate_f32(const float* dn, std::int64_t width, const RowCalibration& row, float* out) {
  return row.codes == nullptr ? calibrate_constant(dn, width, row, out) : calibrate_frame(dn, width, row, out);
}

}  // namespace pellucid::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace pellucid {

HWY_EXPORT(calibrate_u8);
HWY_EXPORT(calibrate_u16);
HWY_EXPORT(calibrate_f32);

bool calibrate_row(const std::uint8_t* dn, std::int64_t width, const RowCalibration& row, float* out) {
  return HWY_DYNAMIC_DISPATCH(calibrate_u8)(dn, width, row, out);
}

bool calibrate_row(const std::uint16_t* dn, std::int64_t width, const RowCalibration& row, float* out) {
  return HWY_DYNAMIC_DISPATCH(calibrate_u16)(dn, width, row, out);
}

bool calibrate_row(const float* dn, std::int64_t width, const RowCalibration& row, float* out) {
  return HWY_DYNAMIC_DISPATCH(calibrate_f32)(dn, width, row, out);
}

}  // namespace pellucid
#endif
