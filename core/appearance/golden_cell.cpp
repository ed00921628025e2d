#include "core/appearance/golden_cell.h"

#include <algorithm>

namespace pellucid {
namespace {

/// Place of a phase's centre in [-0.5, 0.5).
double phase_px(int phase) {
  return (phase + 0.5) / GoldenCell::kPhases - 0.5;
}

}  // namespace

GoldenCell::GoldenCell(const CellSurface& surface, int width, int height, double ground)
    : width_(width), height_(height), ground_(static_cast<float>(ground)) {
  table_.resize(static_cast<std::size_t>(kPhases * kPhases * 3) * pixels() + kPadding);
  float* out = table_.data();
  for (int py = 0; py < kPhases; ++py) {
    for (int y = 0; y < height; ++y) {
      for (int px = 0; px < kPhases; ++px) {
        for (int x = 0; x < width; ++x) {
          const CellSurface::Value v =
              surface.at(x + 0.5 - 0.5 * width - phase_px(px), y + 0.5 - 0.5 * height - phase_px(py));
          out[x] = static_cast<float>(v.value - ground);
          out[width + x] = static_cast<float>(v.slope_x);
          out[2 * width + x] = static_cast<float>(v.slope_y);
        }
        out += 3 * width;
      }
    }
  }
}

CellPlace GoldenCell::place(double centre_px, int size) {
  const double low = centre_px - 0.5 * size;
  const double first = std::floor(low + 0.5);
  const double off = low - first;  // [-0.5, 0.5)
  const int phase = std::clamp(static_cast<int>((off + 0.5) * kPhases), 0, kPhases - 1);
  return {static_cast<std::int64_t>(first), phase, static_cast<float>(off - phase_px(phase)),
          static_cast<float>(0.5 - 0.5 * size - off)};
}

}  // namespace pellucid
