/// The cell of a plain chip, divided into bins: pixels of plain chips are alike wherever the chip lies, so that
/// millions of them cost no more than the bins do. A bin's equation is a sum over the chips of the lattice around it,
/// and each chip's part is a product of a function of the bin's column and one of its line: the sums over bins go line
/// by line. Immutable; any thread. Private to the room: the profile fit alone uses it.
#pragma once

#include <vector>

#include "core/measure/profile_equations.h"
#include "core/measure/window_scene.h"

namespace pellucid {

class ProfileCell {
 public:
  /// The lattice is that of `scene`.
  ProfileCell(const WindowScene& scene, const ProfileBasis& basis);

  /// Bins are numbered line by line.
  [[nodiscard]] int bins() const { return across_ * down_; }
  [[nodiscard]] int lines() const { return down_; }

  /// The plain pixels of one scene by bin.
  struct Bin {
    float count = 0, sum = 0;
  };
  [[nodiscard]] std::vector<Bin> fold(const WindowScene& scene) const;
  /// Light that a lattice of unit chips sends into every bin.
  [[nodiscard]] std::vector<float> lattice_light(const ChipProfile& profile) const;
  /// Sum over all bins of value * row, where a bin's row says which coefficients the light of unit chips comes from.
  [[nodiscard]] Eigen::VectorXd project(const std::vector<float>& value) const;
  /// a += sum over the bins of some lines of weight * row * row^T; a + a^T is what counts (ProfileEquations).
  void add_squares(const std::vector<double>& weight, int first_line, int end_line, Eigen::MatrixXd& a) const;

 private:
  /// A chip of the lattice that reaches into the cell: its splines by column and line of bins, of which those in
  /// [begin, end) are within its support.
  struct Reaches {
    std::vector<SplineReach> at;
    int begin = 0, end = 0;
  };
  struct Neighbour {
    Vec2 offset_px;  ///< of the chip from the cell's own
    Reaches x, y;
  };
  [[nodiscard]] double x_px(int column) const { return (column + 0.5) / bins_a_px_ - half_x_; }
  [[nodiscard]] double y_px(int line) const { return (line + 0.5) / bins_a_px_ - half_y_; }

  int nx_, n_;  ///< splines along x, and coefficients
  int bins_a_px_, across_ = 1, down_ = 1;
  double half_x_ = 0, half_y_ = 0;  ///< of the cell
  std::vector<Neighbour> neighbours_;
};

}  // namespace pellucid
