/// The image of one chip: its emitting shape, widened by the point spread, integrated over every pixel, at any
/// sub-pixel place. Sums to 1. Rectangles along the pixels are products of two exact curves (differences of the error
/// function's integral); other shapes are supersampled tables by sub-pixel phase; between phases both are interpolated
/// linearly. Immutable after construction; safe from any thread.
#pragma once

#include <optional>
#include <vector>

#include "samples/simulator/light_block.h"
#include "samples/simulator/options.h"

namespace pellucid::sim {

/// A rectangle and its Gaussian blur along one axis, in pixels, centred at `offset` from the chip's centre.
struct BlurredSpan {
  double offset = 0, half_width = 0, sigma = 0;
};

/// Curve of one axis by sub-pixel phase.
class AxisTable {
 public:
  explicit AxisTable(BlurredSpan span);
  [[nodiscard]] int count() const { return count_; }
  /// Writes the weights of count() pixels for a chip centred at `centre_px`; returns the index of the first pixel.
  std::int64_t weights(double centre_px, float* out) const;

 private:
  int count_ = 0;
  double offset_ = 0, reach_ = 0;
  std::vector<float> table_;  ///< [phase][pixel]
};

/// Any shape, by phase in x and y.
class ShapeTable {
 public:
  ShapeTable() = default;
  /// `out` [my * width + mx]: the image on a grid `phases` times finer than the pixels; see optics.cpp.
  ShapeTable(int phases, int nx, int ny, Vec2 reach_px, const std::vector<float>& fine);
  void add(Vec2 centre_px, double odd_phase_px, float light, LightBlock& block) const;

 private:
  int phases_ = 0, nx_ = 0, ny_ = 0;
  Vec2 reach_;
  std::vector<float> table_;  ///< [phase y][pixel y][phase x][pixel x]
};

class ChipImage {
 public:
  /// Of a chip with this defect (its dark part does not emit), turned by `turn_deg` against the pixels.
  ChipImage(const ChipLayoutOptions& chips, const OpticsOptions& optics, const DefectOptions& defects, Vec2 pixel_um,
            DefectKind kind, double turn_deg);

  /// Adds `light` electrons centred at a point of the tile's pixel frame; odd lines lie `odd_phase_px` to the right.
  void add(Vec2 centre_px, double odd_phase_px, float light, LightBlock& block) const;
  /// Pixels that the image reaches from its centre.
  [[nodiscard]] Vec2 reach_px() const { return reach_; }

 private:
  struct Product {
    AxisTable x, y;
    float weight = 1;
  };
  void add_product(const Product& p, Vec2 centre_px, double odd_phase_px, float light, LightBlock& block) const;

  std::vector<Product> products_;
  std::optional<ShapeTable> shape_;
  float shape_weight_ = 1;
  Vec2 reach_;
};

}  // namespace pellucid::sim
