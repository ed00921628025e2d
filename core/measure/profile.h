/// The chip profile: how the light of one chip of unit intensity falls on the pixels around it, PSF and pixel included.
/// P(dx, dy) = sum over components of x_r(dx) * y_r(dy), offsets in pixels from the chip's centre to a pixel's centre
/// (y DOWN); the sum over all pixels is 1. A blurred rectangle needs one component, round or turned mesas a few.
/// Immutable after learning; safe from any thread.
#pragma once

#include <cstdint>
#include <vector>

namespace pellucid {

/// One function of an offset, tabulated every 1/32 pixel on [-half_px, +half_px], zero outside, linear between.
class ProfileAxis {
 public:
  static constexpr int kSteps = 32;  ///< a pixel
  ProfileAxis() = default;
  ProfileAxis(double half_px, std::vector<float> values);
  /// Number of values for a half-width: 2 * ceil(half) * kSteps + 1.
  static int value_count(double half_px);

  [[nodiscard]] double half_px() const { return half_px_; }
  [[nodiscard]] double at(double offset_px) const {
    const double position = (offset_px + half_px_) * kSteps;
    if (!(position >= 0) || position >= static_cast<double>(values_.size() - 1)) return 0;
    const auto i = static_cast<std::size_t>(position);
    const double f = position - static_cast<double>(i);
    return (1 - f) * values_[i] + f * values_[i + 1];
  }
  /// out[k] = at(first + k), k = 0 .. count - 1.
  void sample(double first_px, std::int64_t count, std::vector<float>& out) const;
  [[nodiscard]] double integral() const;
  void scale(double factor);
  /// Mean offset of what lies within +- half_px.
  [[nodiscard]] double centroid(double half_px) const;
  /// The same function moved by -`offset_px`: what was there is now at the origin.
  [[nodiscard]] ProfileAxis recentred(double offset_px) const;

 private:
  double half_px_ = 0;  ///< whole pixels
  std::vector<float> values_{0.F, 0.F};
};

struct ProfileComponent {
  ProfileAxis x, y;
};

struct ChipProfile {
  std::vector<ProfileComponent> components;

  [[nodiscard]] double at(double dx_px, double dy_px) const;
  [[nodiscard]] double half_x_px() const { return components.front().x.half_px(); }
  [[nodiscard]] double half_y_px() const { return components.front().y.half_px(); }
  [[nodiscard]] double peak() const { return at(0, 0); }
  /// Makes the sum over all pixels 1.
  void normalize();
};

/// A first guess: a mesa of the given size blurred by a Gaussian; supports reach half_x, half_y.
[[nodiscard]] ChipProfile blurred_rectangle(double mesa_x_px, double mesa_y_px, double sigma_px, double half_x_px,
                                            double half_y_px);

}  // namespace pellucid
