/// The weight functions that turn the pixels of a chip's box into sums, and what each of them sees of a unit of light.
/// Every weight is separable, F(x, y) = Fx(x) * Fy(y), and tabulated by the chip's sub-pixel phase (1/32 pixel), so
/// that the pass needs two short tables a chip and the norms need none of the pixels. Immutable; safe from any thread.
/// Source: spec "measuring a chip" (rank-1 weights, phase grid, norms from one-dimensional tables).
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/measure/profile.h"
#include "core/model/geometry.h"

namespace pellucid {

/// Where a chip's box lies: its first pixel and the phase of its centre against the box.
struct BoxPlace {
  std::int32_t first = 0;  ///< first pixel
  std::uint8_t phase = 0;  ///< 0 .. 31
};

inline constexpr int kPhases = 32;

/// Axis weights. t: light (optimal), w: window, c: offset * window, m: mesa, one: all of the cell, gap: where hardly
/// any lattice light is, wide: where little is (gap included), between: wide - gap, body: one - wide. The squares are
/// for variances.
enum AxisWeight : std::uint8_t { kT, kW, kC, kM, kOne, kGap, kWide, kBetween, kBody, kT2, kW2, kC2, kAxisWeights };

/// Sums over a chip's box, each a product of two axis weights. Street pixels are those where the lattice's light, a
/// product of its axes, is under a limit: rows in the gap, columns in the gap, and corners where both are low.
enum ChipSum : std::uint8_t {
  kLight,
  kWindow,
  kMomentX,
  kMomentY,
  kMesa,
  kStreetRows,
  kStreetCorners,
  kStreetColumns,
  kLight2,
  kWindow2,
  kMomentX2,
  kMomentY2,
  kChipSums
};
struct WeightPair {
  AxisWeight x, y;
};
inline constexpr std::array<WeightPair, kChipSums> kSumWeights{{{kT, kT},
                                                                {kW, kW},
                                                                {kC, kW},
                                                                {kW, kC},
                                                                {kM, kM},
                                                                {kOne, kGap},
                                                                {kWide, kBetween},
                                                                {kGap, kBody},
                                                                {kT2, kT2},
                                                                {kW2, kW2},
                                                                {kC2, kW2},
                                                                {kW2, kC2}}};

struct WeightDesign {
  Vec2 mesa_px;   ///< size of the mesa
  Vec2 pitch_px;  ///< lattice pitch along x and y of the image
  double noise_ratio =
      0.1;  ///< (background + read noise^2) / light of a typical chip, a pixel: decides the optimal weights
};

/// The axes' weights at every phase. Box sizes follow from pitch and profile.
class ChipWeights {
 public:
  ChipWeights(const ChipProfile& profile, const WeightDesign& design);

  [[nodiscard]] int width() const { return width_; }  ///< pixels of the box
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] int stride() const { return stride_; }  ///< floats of an x table, zero-padded to a multiple of 8
  [[nodiscard]] BoxPlace place_x(double centre_px) const { return place(centre_px, width_); }
  [[nodiscard]] BoxPlace place_y(double centre_px) const { return place(centre_px, height_); }
  [[nodiscard]] const float* x(AxisWeight w, int phase) const { return x_.data() + (w * kPhases + phase) * stride_; }
  [[nodiscard]] const float* y(AxisWeight w, int phase) const { return y_.data() + (w * kPhases + phase) * height_; }
  /// Offset of pixel i of a box from the chip's centre.
  [[nodiscard]] double offset_x(int i, int phase) const { return offset(i, phase, width_); }
  [[nodiscard]] double offset_y(int i, int phase) const { return offset(i, phase, height_); }

 private:
  /// Inline, and rounded by hand: once a chip and axis.
  static BoxPlace place(double centre_px, int size) {
    const double low = centre_px - 0.5 * size + 0.5;
    const auto toward_zero = static_cast<std::int32_t>(low);
    const std::int32_t first = toward_zero - (low < toward_zero ? 1 : 0);
    const int phase = static_cast<int>((low - first) * kPhases);
    return {first, static_cast<std::uint8_t>(phase < kPhases ? phase : kPhases - 1)};
  }
  static double offset(int i, int phase, int size) { return i + 0.5 - 0.5 * size - ((phase + 0.5) / kPhases - 0.5); }
  int width_ = 0, height_ = 0, stride_ = 0;
  std::vector<float> x_, y_;
};

/// Where a chip's box fell, packed: both x phases (even and odd lines), y phase, parity of its first line.
struct ChipPhase {
  std::uint16_t bits = 0;
  ChipPhase() = default;
  ChipPhase(int x_even, int x_odd, int y, bool first_line_odd)
      : bits(static_cast<std::uint16_t>(x_even | (x_odd << 5) | (y << 10) | (first_line_odd ? 1 << 15 : 0))) {}
  [[nodiscard]] static ChipPhase of(std::uint16_t bits) {
    ChipPhase phase;
    phase.bits = bits;
    return phase;
  }
  [[nodiscard]] int x_even() const { return bits & 31; }
  [[nodiscard]] int x_odd() const { return (bits >> 5) & 31; }
  [[nodiscard]] int y() const { return (bits >> 10) & 31; }
  [[nodiscard]] int parity() const { return bits >> 15; }
};

/// Number of places from which light falls into a box: the chip itself and its 8 neighbours, index (dj + 1) * 3 + (di +
/// 1).
inline constexpr int kPlaces = 9;
inline constexpr int kOwn = 4;

/// What one weight sees of a background of 1 a pixel, and of unit light at each of the nine places.
struct SumNorm {
  float background = 0;
  std::array<float, kPlaces> light{};
};

/// Norms of complete boxes from one-dimensional tables. Streets widen the step to a neighbour: four variants.
class ChipNorms {
 public:
  /// `column_step_px`, `row_step_px`: from a chip to its next column and row, in image pixels (y down). `street_px`:
  /// extra step along both where a street lies between.
  ChipNorms(const ChipProfile& profile, const ChipWeights& weights, Vec2 column_step_px, Vec2 row_step_px,
            Vec2 column_street_px, Vec2 row_street_px);

  /// Which of the four sides of a chip border on a street: bit 0 left, 1 right, 2 below (row - 1), 3 above (row + 1).
  using Streets = std::uint8_t;
  [[nodiscard]] float background(ChipSum sum, ChipPhase phase) const;
  [[nodiscard]] float light(ChipSum sum, ChipPhase phase, int place, Streets streets) const;
  /// All street pixels together: rows, corners and columns.
  [[nodiscard]] float street_background(ChipPhase phase) const {
    return background(kStreetRows, phase) + background(kStreetCorners, phase) + background(kStreetColumns, phase);
  }
  [[nodiscard]] float street_light(ChipPhase phase, int place, Streets streets) const {
    return light(kStreetRows, phase, place, streets) + light(kStreetCorners, phase, place, streets) +
           light(kStreetColumns, phase, place, streets);
  }
  /// Vector from a chip to the chip at a place, in image pixels.
  [[nodiscard]] Vec2 step(int place, Streets streets) const { return step_[variant(place, streets)]; }
  /// Sum of P^2 inside the mesa at this phase: what a healthy chip's squares come to.
  [[nodiscard]] float mesa_square(ChipPhase phase) const;

 private:
  static int variant(int place, Streets streets);
  void fill_x(const ChipProfile& profile, const ChipWeights& weights);
  void fill_y(const ChipProfile& profile, const ChipWeights& weights);
  int rank_ = 1;
  std::array<Vec2, kPlaces * 4> step_{};
  // x_[((weight * 36 + variant) * 32 + phase) * rank + r]; y_ likewise with [even, odd] lines: ... * 2 + parity of the
  // row.
  std::vector<float> x_, y_;
  std::vector<float> x_bg_, y_bg_;  ///< [weight][phase], [weight][phase][2]
  std::vector<float> x_sq_, y_sq_;  ///< [phase][r * rank + s], [phase][2][r * rank + s]
};

}  // namespace pellucid
