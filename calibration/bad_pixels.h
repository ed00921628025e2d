/// Finds single pixels that stand out from their neighbourhood (hot, dead), in a frame or in a line. Private to the
/// room; pure functions.
#pragma once

#include <cstdint>
#include <vector>

namespace pellucid {

/// A row-major image; height 1 is a line.
struct FrameView {
  const float* values = nullptr;
  std::int64_t width = 0, height = 0;
  [[nodiscard]] std::int64_t size() const { return width * height; }
};

/// A pixel is bad where it differs from the median around it (5 x 5, or 11 along a line) by more than
/// `kOutlierSigmas` robust standard deviations of that difference over the frame AND by more than
/// `absolute_floor + relative_floor * |median|`. The floors keep pixels that calibrate well although they are no twins
/// of their neighbours. Returns their indices, rising; the same for any number of threads. Values are finite.
[[nodiscard]] std::vector<std::int64_t> find_bad_pixels(FrameView frame, double absolute_floor, double relative_floor);

inline constexpr double kOutlierSigmas = 12.0;

}  // namespace pellucid
