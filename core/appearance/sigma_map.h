/// Residuals of one cell in sigmas, zeros to the right and below: filters may reach over the edge. One thread an
/// object.
#pragma once

#include <cstddef>
#include <vector>

namespace pellucid {

/// Vectors work on so many pixels of a row.
[[nodiscard]] constexpr int padded_size(int width) {
  return (width + 7) / 8 * 8;
}

struct SigmaMap {
  static constexpr int kPadding = 12;
  int width = 0, height = 0, stride = 0;
  std::vector<float> sigma;

  void lay_out(int w, int h) {
    width = w;
    height = h;
    stride = padded_size(w) + kPadding;
    sigma.assign(static_cast<std::size_t>(stride) * static_cast<std::size_t>(h + kPadding), 0.F);
  }
  [[nodiscard]] float* row(int y) { return sigma.data() + y * stride; }
  [[nodiscard]] const float* row(int y) const { return sigma.data() + y * stride; }
};

}  // namespace pellucid
