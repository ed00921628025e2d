/// One row of raw samples turned into photoelectrons: the loop that every pixel goes through. Pure functions,
/// vectorised at run time; any thread.
#pragma once

#include <cstdint>

#include "core/flow/response_frame.h"

namespace pellucid {

/// What corrects one row; the codes begin at the row's first pixel.
struct RowCalibration {
  const std::uint32_t* codes = nullptr;  ///< of a ResponseFrame; nullptr: the constants hold for the whole row
  ResponseFrame::Code dark, scale;       ///< what the codes stand for
  float constant_dark = 0, constant_scale = 1;
  float line = 1;        ///< of the excitation in this row
  float saturation = 0;  ///< [DN]

  [[nodiscard]] bool usable(std::int64_t x) const { return codes == nullptr || codes[x] >> 16 != 0; }
};

/// out = (dn - dark) * (scale * line), for `width` samples. True where each of them is a measurement: a number below
/// saturation, of a pixel that may be used.
bool calibrate_row(const std::uint8_t* dn, std::int64_t width, const RowCalibration& row, float* out);
bool calibrate_row(const std::uint16_t* dn, std::int64_t width, const RowCalibration& row, float* out);
bool calibrate_row(const float* dn, std::int64_t width, const RowCalibration& row, float* out);

}  // namespace pellucid
