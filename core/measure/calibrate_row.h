/// One row of raw samples turned into photoelectrons: the loop that every pixel goes through. Pure functions,
/// vectorised at run time; any thread.
#pragma once

#include <cstdint>

namespace pellucid {

/// What corrects one row; pointers at the row's first pixel.
struct RowCalibration {
  const float* dark = nullptr;   ///< [DN]; nullptr: the constants hold for the whole row
  const float* scale = nullptr;  ///< [e/DN]; 0: the pixel must not be used
  float constant_dark = 0, constant_scale = 1;
  float line = 1;        ///< of the excitation in this row
  float saturation = 0;  ///< [DN]
};

/// out = (dn - dark) * (scale * line), for `width` samples. True where each of them is a measurement: a number below
/// saturation, with a scale above 0.
bool calibrate_row(const std::uint8_t* dn, std::int64_t width, const RowCalibration& row, float* out);
bool calibrate_row(const std::uint16_t* dn, std::int64_t width, const RowCalibration& row, float* out);
bool calibrate_row(const float* dn, std::int64_t width, const RowCalibration& row, float* out);

}  // namespace pellucid
