/// One pixel's equation in the least-squares problem of the chip profile: which coefficients its light comes from.
/// Private to the room: the profile fit alone uses it. A row is owned by one thread, reused from pixel to pixel.
#pragma once

#include <Eigen/Dense>
#include <array>
#include <vector>

#include "core/measure/spline_axis.h"

namespace pellucid {

/// Products of an x and a y spline; coefficient (i, j) is number j * x.count() + i.
struct ProfileBasis {
  SplineAxis x, y;
  [[nodiscard]] int count() const { return x.count() * y.count(); }
};

class PixelRow {
 public:
  /// What one chip adds: four lines of four coefficients. Parts of different chips may meet in the same coefficients:
  /// they add up.
  struct Part {
    int first = 0;  ///< coefficient; the next line is one x.count() on
    std::array<double, 16> value{};
  };
  explicit PixelRow(const ProfileBasis& basis) : basis_(&basis), line_(basis.x.count()) {}
  void clear() { parts_.clear(); }
  /// Light of a chip whose centre lies (dx, dy) before the pixel; splines outside the support see nothing.
  void add(double dx_px, double dy_px, double light);
  /// to += factor * row.
  template <class Vector>
  void add_to(Vector&& to, double factor) const {
    for (const Part& part : parts_) {
      for (int j = 0; j < 4; ++j)
        to.template segment<4>(part.first + j * line_) +=
            factor * Eigen::Map<const Eigen::Vector4d>(part.value.data() + static_cast<std::ptrdiff_t>(4) * j);
    }
  }
  /// a += weight * row * row^T, every pair of coefficients once, in either order: a + a^T is what counts.
  void add_square_to(Eigen::MatrixXd& a, double weight) const;
  /// The same in scalar arithmetic: what the vectors are tested against.
  void add_square_to_scalar(Eigen::MatrixXd& a, double weight) const;

 private:
  const ProfileBasis* basis_;
  int line_;  ///< coefficients
  std::vector<Part> parts_;
};

}  // namespace pellucid
