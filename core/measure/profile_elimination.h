/// A symmetric linear system of which some unknowns are eliminated, once, so that it can be solved for the others with
/// one prior after the other at little cost (Schur complement). Immutable; any thread. Private to the room: the profile
/// fit alone uses it.
#pragma once

#include <Eigen/Dense>
#include <vector>

namespace pellucid {

struct LinearSystem {
  Eigen::MatrixXd a;  ///< its lower triangle
  Eigen::VectorXd b;
};

class Elimination {
 public:
  /// Of all unknowns but `kept`.
  Elimination(const LinearSystem& system, const std::vector<Eigen::Index>& kept);

  /// What is left for the kept ones.
  [[nodiscard]] const LinearSystem& left() const { return left_; }
  /// All unknowns, given the kept ones.
  [[nodiscard]] Eigen::VectorXd complete(const Eigen::VectorXd& kept) const { return complete(kept, right_); }
  /// A draw of all unknowns' errors, given one of the kept ones and as many independent normal numbers as there are
  /// others.
  [[nodiscard]] Eigen::VectorXd complete(const Eigen::VectorXd& kept, const Eigen::VectorXd& normal) const;
  [[nodiscard]] Eigen::Index others() const { return between_.rows(); }

 private:
  Eigen::VectorX<Eigen::Index> order_;  ///< of the unknowns: the others, then the kept
  Eigen::LLT<Eigen::MatrixXd> others_;  ///< L L^T
  Eigen::MatrixXd between_;             ///< L^-1 times what others and kept have in common
  Eigen::VectorXd right_;               ///< L^-1 times the others' right-hand side
  LinearSystem left_;
};

}  // namespace pellucid
